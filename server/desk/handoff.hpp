// The rows of states.md for opportunities: flag, ask, answer, offer, take over, hand back. An opportunity
// lies in its conversation's body; a rep gets the conversation by the offers of offering.hpp (a `pending` of
// kind handoff), so that L5 and L7 hold as for a transfer. What other rows do to a hand-off (the giver is
// lost, the conversation closes, the guard objects) is Transition::settle_handoff, in one place.
#pragma once
#include <optional>
#include <string>

#include "server/desk/change.hpp"
#include "server/desk/facts.hpp"

namespace baton::desk {

class Transition;

struct Flag {
  OpportunityKind kind = OpportunityKind::upsell;
  std::string product, reason;
  std::optional<Money> value;
  std::optional<std::string> suggestion;  // the rule's id: it is accepted with this
};
// – → flagged. Requires an open conversation. A suggestion that is not open: refused.
Decided flag(const Conversation& c, const Actor& by, const std::string& cid, const Flag& what,
             const Facts& facts);
// open → dismissed, of a suggestion.
Decided dismiss_suggestion(const Conversation& c, const Actor& by, const std::string& cid,
                           const std::string& rule, const Facts& facts);

struct Proposal {
  std::string opportunity;
  Brief brief;
  std::optional<std::string> pitch;
  std::string department;      // of kind sales; the caller has resolved `to`
  std::optional<Staff> staff;  // by name
  bool here = false;           // that person is connected
  // `customer_asked`: when the visitor's message that says so was written. The caller has read it in the log.
  std::optional<Time> asked_at;
  std::optional<std::string> override_reason;  // a supervisor's
};
// flagged, deferred → proposed: the customer is asked. With `asked_at`: also declined, withdrawn → consented,
// and nobody is asked. `by` must own the conversation, or supervise; an override is a supervisor's, in that
// role. Refused by the guard: Why::guarded.
Decided propose(const Conversation& c, const Actor& by, const std::string& cid, const Proposal& what,
                const Facts& facts);

enum class Answer : std::uint8_t { yes, later, no };
// proposed → consented, deferred, declined. `due`: of a later; else sales.follow_up from now.
Decided answer(const Conversation& c, const Actor& visitor, const std::string& cid,
               const std::string& handoff, Answer answer, std::optional<Time> due, const Facts& facts);
// proposed → flagged: the question was open too long.
Decided proposal_over(const Conversation& c, const Facts& facts);

// proposed, consented, offered → withdrawn.
Decided withdraw_handoff(const Conversation& c, const Actor& by, const std::string& cid,
                         const std::string& opportunity, const Facts& facts);
// consented, offered, flagged → deferred: the agent and the customer chose another time.
Decided defer(const Conversation& c, const Actor& by, const std::string& cid, const std::string& opportunity,
              Time due, const Facts& facts);

struct Return {
  std::optional<Outcome> outcome;  // won, lost, later
  std::optional<Money> money;      // of won
  std::optional<std::string> reason, note;
  std::optional<Time> due;
  // Where it goes: the giver, where they are there and free, else `department`'s queue, kept for the giver
  // for their patience. `to` of the call replaces both.
  std::optional<Staff> staff;
  bool here = false;
  std::string department;
};
// What a rep has of this conversation: theirs still, else what they have closed meanwhile; or nullptr.
const Opportunity* of_rep(const Conversation& c, const std::string& rep);
// accepted → won, lost, deferred, or accepted still; the conversation goes back to care. `rep` owns it.
Decided hand_back(const Conversation& c, const Staff& rep, const std::string& cid, const Return& what,
                  const Facts& facts);

struct Closing {
  Outcome outcome = Outcome::dismissed;  // won, lost, dismissed
  std::optional<Money> money;
  std::optional<std::string> reason;
};
// accepted, deferred → won, lost; open ones → dismissed. In any state of the conversation. `by` with their
// staff body: agents dismiss their own flags, reps their own and nobody's, supervisors all.
Decided close_opportunity(const Conversation& c, const Staff& by, const std::string& cid,
                          const std::string& opportunity, const Closing& what, const Facts& facts);
// won → won: a refund within the window; the ledger gets an entry that takes it back.
Decided refund(const Conversation& c, const Staff& by, const std::string& cid, const std::string& opportunity,
               const Money& money, const std::optional<std::string>& reason, const Facts& facts);
// Another time for the follow-up (deferred) or the aftercare (won); nullopt: it is done.
Decided follow_up(const Conversation& c, const Staff& by, const std::string& cid,
                  const std::string& opportunity, std::optional<Time> due, const Facts& facts);

// Something else changed on which a hand-off rests (the customer in another conversation, the rules): it follows,
// as with every row. Refused where it need not.
Decided settle(const Conversation& c, const Facts& facts);

// Whether they may have a hand-off of this department: a sales rep, or somebody who serves it.
bool may_sell(const Staff& staff, const std::string& department);
// Why `taker` may not be given the hand-off that is pending; nullopt where nothing is in the way, or none is
// pending.
std::optional<Refusal> barred(const Conversation& c, const Staff& taker, const Facts& facts);
// A rep takes over: the part of a change of owner that is the hand-off's. For transferring.hpp's hand_over.
void taken_over(Transition& t, const Staff& rep, const Actor& by, const std::string& cid);

// The owner asks an observer, or another colleague, in: `joined`, a helper. Off: `left`; by the owner, or the
// helper themself.
Decided invite(const Conversation& c, const Actor& by, const std::string& cid, const Staff& whom, bool here,
               bool on, const Facts& facts);

// A note of care's may be read by sales too. `note` is as the caller read it in the notes.
Decided share_note(const Conversation& c, const Actor& by, const std::string& cid, const Shared& note);

}  // namespace baton::desk

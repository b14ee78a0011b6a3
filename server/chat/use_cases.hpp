// What all use cases share: read, ask the table of rights, let the desk decide, commit; a lost race reads and
// decides again, at most five times. A `cid` that was seen before gives its first result, whatever the state
// is now. Faults of the store are `unavailable`. Conversations and Handoffs are made of it.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/chat/authorise.hpp"
#include "server/chat/refusal.hpp"
#include "server/desk/facts.hpp"
#include "server/desk/transferring.hpp"
#include "server/store/store.hpp"

namespace baton::chat {

class Hub;
class Matchers;

// What a call did. `duplicate`: it had been done before; then nothing happened now.
struct Done {
  std::string conversation;
  store::Seq seq = 0;
  store::Time at = 0;
  std::string epoch;
  bool duplicate = false;
  bool existing = false;    // start: there was one open already
  std::string opportunity;  // of a hand-off's calls: its id
};

// Where somebody sends a conversation: exactly one is set.
struct To {
  std::optional<std::string> department, staff;
};

// What people write is bounded in either log (conflict, `full`); what Baton must write itself, and whatever
// ends something, never fails for it.
std::optional<Refusal> full(Act act, const store::ConversationView& view);

class UseCases {
public:
  // `find_zone`: the time zones of opening hours.
  UseCases(store::Store& store, Hub& hub, Matchers& matchers, desk::FindZone find_zone);

protected:
  // What a plan found: a unit of work, and which matchers it may concern.
  struct Plan {
    store::Commit commit;
    std::string conversation;
    std::vector<std::string> wake;
  };
  using MakePlan = std::function<Task<Plan>()>;
  // `commit.made` of a plan is the result's conversation, or (opportunity_id made it) opportunity.
  Task<Done> transact(std::string conversation, std::optional<store::Call> call, const MakePlan& make);

  struct Seen {
    store::ConversationView view;
    Caller who;
    desk::Actor actor() const { return who.actor(view.body); }
  };
  // Reads the conversation (and the staff member anew) and asks the table.
  Task<Seen> see(const Caller& by, const std::string& conversation, Act act, store::Reading& seen);

  // What a decision rests on besides the body: the rules, how far the talk has come (a decision that turns on
  // it takes view.talk as well), the bodies of the owner, the offeree and `others`, as read, and what is
  // remembered of the customer where they are known.
  struct Concerned {
    desk::Facts facts;
    std::map<std::string, store::StaffView> staff;
    std::optional<store::VisitorView> visitor;
  };
  // Where a hand-off is under way, the customer is read too, and while no rep has it, who could have it now.
  Task<Concerned> concerned(const store::ConversationView& view, std::vector<std::string> others,
                            store::Reading& seen);
  // Reads the customer, for decisions that concern them in any case.
  Task<void> know_customer(const store::ConversationView& view, Concerned& all, store::Reading& seen);
  // Reads whether somebody of a sales department could have the conversation now, other than who holds an
  // offer of it. It only says what the customer is told, so that no commit relies on it.
  Task<void> know_reps(const desk::Conversation& c, const std::string& department, Concerned& all);
  // Reads somebody who may be given it if they are there; only a change that gives it to them relies on that
  // (`plan_of`). Nullopt: there is no such person.
  Task<std::optional<store::StaffView>> know_staff(const std::string& id, Concerned& all);
  // A plan of that decision: all bodies it changed, and the matchers that may now have something to do.
  static Plan plan_of(store::Reading seen, const store::ConversationView& view, const desk::Change& change,
                      const Concerned& concerned);

  // A row that needs nothing else than these facts, the customer among them.
  using Row = std::function<desk::Decided(const Seen&, const desk::Facts&)>;
  Task<Plan> plan_row(const Caller& by, const std::string& conversation, Act act, const Row& row);

  store::Store& store_;
  Hub& hub_;
  Matchers& matchers_;
  desk::FindZone find_zone_;

private:
  Task<Done> again(const store::Call& call, const std::string& conversation, const Refusal& otherwise);
  Task<Done> finish(store::Committed committed, Plan plan);
};

}  // namespace baton::chat

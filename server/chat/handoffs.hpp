// The use cases of the hand-off: what agents, sales reps and the customer do with an opportunity, one coroutine
// each, in the manner of conversations.hpp, whose ways of reading, deciding and committing they share. Results name
// the opportunity; its conversation is read anew to show it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "server/chat/conversations.hpp"
#include "server/desk/handoff.hpp"
#include "server/desk/scoreboard.hpp"

namespace baton::chat {

class Handoffs {
public:
  explicit Handoffs(Conversations& conversations);

  // --- care
  Task<Done> flag(Caller by, std::string conversation, std::string cid, desk::Flag what);
  Task<Done> dismiss_suggestion(Caller by, std::string conversation, std::string cid, std::string rule);
  struct Propose {
    std::string opportunity;
    desk::Brief brief;
    std::optional<std::string> pitch;
    std::optional<Conversations::To> to;  // absent: the only department of kind sales; several: invalid "to"
    std::optional<store::Seq> customer_asked;
    std::optional<std::string> override_reason;
  };
  // Not a department of sales, or nobody of one: invalid. Refused by the guard: guarded, with `why`.
  Task<Done> propose(Caller by, std::string conversation, std::string cid, Propose what);
  Task<Done> withdraw(Caller by, std::string conversation, std::string cid, std::string opportunity);
  Task<Done> defer(Caller by, std::string conversation, std::string cid, std::string opportunity, store::Time due);
  Task<Done> share_note(Caller by, std::string conversation, std::string cid, store::Seq note);
  Task<Done> invite(Caller by, std::string conversation, std::string cid, std::string staff, bool on);

  // --- the customer
  Task<Done> answer(Caller by, std::string conversation, std::string handoff, std::string cid, desk::Answer answer,
                    std::optional<store::Time> due);

  // --- sales
  struct Back {
    std::optional<desk::Outcome> outcome;
    std::optional<desk::Money> money;
    std::optional<std::string> reason, note;
    std::optional<store::Time> due;
    std::optional<Conversations::To> to;
  };
  Task<Done> back(Caller by, std::string conversation, std::string cid, Back what);
  Task<Done> close(Caller by, std::string opportunity, std::string cid, desk::Closing what);
  Task<Done> refund(Caller by, std::string opportunity, std::string cid, desk::Money money,
                    std::optional<std::string> reason);
  Task<Done> follow_up(Caller by, std::string opportunity, std::string cid, std::optional<store::Time> due);

  struct Filter {
    std::optional<desk::OpportunityState> state;
    std::optional<std::string> owner, cursor;
    int limit = 50;
  };
  struct Found {
    std::vector<std::pair<std::string, desk::Opportunity>> opportunities;  // with their conversation's id
    std::optional<std::string> cursor;
  };
  // Newest first. Agents see what they flagged, sales and supervisors all.
  Task<Found> list(Caller by, Filter filter);

  // --- accounts
  // Defaults: today in the zone of the site (that of the first department with hours, else UTC). Sales and
  // supervisors see `sales`, everybody of the staff `care`; agents no groups by rep or rule.
  struct Asked {
    std::optional<store::Time> from, to;
    std::optional<std::string> department;
    desk::GroupBy by = desk::GroupBy::none;
  };
  struct Stats {
    desk::Boards boards;
    std::uint64_t waiting = 0;  // now
    bool sales = false;         // whether they may see that half
  };
  Task<Stats> stats(Caller by, Asked what);
  // Entries of the ledger for the export; sales and supervisors only.
  Task<store::LedgerPage> ledger(Caller by, store::Time from, store::Time to, std::optional<std::string> cursor);

private:
  Conversations& conversations_;
};

}  // namespace baton::chat

// The use cases of the hand-off: what agents, sales reps and the customer do with an opportunity, one
// coroutine each, made of what conversations.hpp is made of. Results name the opportunity; its conversation
// is read anew to show it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "server/chat/use_cases.hpp"
#include "server/desk/handoff.hpp"
#include "server/desk/scoreboard.hpp"

namespace baton::chat {

class Handoffs : private UseCases {
public:
  using UseCases::UseCases;

  // --- care
  Task<Done> flag(Caller by, std::string conversation, std::string cid, desk::Flag what);
  Task<Done> dismiss_suggestion(Caller by, std::string conversation, std::string cid, std::string rule);
  struct Propose {
    std::string opportunity;
    desk::Brief brief;
    std::optional<std::string> pitch;
    std::optional<To> to;  // absent: the only department of kind sales; several: invalid "to"
    std::optional<store::Seq> customer_asked;
    std::optional<std::string> override_reason;
  };
  // Not a department of sales, or nobody of one: invalid. Refused by the guard: guarded, with `why`.
  Task<Done> propose(Caller by, std::string conversation, std::string cid, Propose what);
  Task<Done> withdraw(Caller by, std::string conversation, std::string cid, std::string opportunity);
  Task<Done> defer(Caller by, std::string conversation, std::string cid, std::string opportunity,
                   store::Time due);
  Task<Done> share_note(Caller by, std::string conversation, std::string cid, store::Seq note);
  Task<Done> invite(Caller by, std::string conversation, std::string cid, std::string staff, bool on);

  // --- the customer
  Task<Done> answer(Caller by, std::string conversation, std::string handoff, std::string cid,
                    desk::Answer answer, std::optional<store::Time> due);

  // --- sales
  struct Back {
    std::optional<desk::Outcome> outcome;
    std::optional<desk::Money> money;
    std::optional<std::string> reason, note;
    std::optional<store::Time> due;
    std::optional<To> to;
  };
  Task<Done> back(Caller by, std::string conversation, std::string cid, Back what);
  Task<Done> close(Caller by, std::string opportunity, std::string cid, desk::Closing what);
  Task<Done> refund(Caller by, std::string opportunity, std::string cid, desk::Money money,
                    std::optional<std::string> reason);
  Task<Done> follow_up(Caller by, std::string opportunity, std::string cid, std::optional<store::Time> due);

  // An opportunity, in which conversation it lies, and whose.
  struct Known {
    std::string conversation;
    desk::VisitorCard customer;
    desk::Opportunity opportunity;
  };
  // As it is now; whoever may account for it, also where they may not read its conversation.
  Task<Known> get(Caller by, std::string opportunity);
  struct Filter {
    std::optional<desk::OpportunityState> state;
    std::optional<std::string> owner, cursor;
    int limit = 50;
  };
  struct Found {
    std::vector<Known> opportunities;
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
  Task<store::LedgerPage> ledger(Caller by, store::Time from, store::Time to,
                                 std::optional<std::string> cursor);

private:
  // A row, and the opportunity that its result names: `id`, else the one that is new, or was under way.
  Task<Plan> plan_step(const Caller& by, const std::string& conversation, Act act, const std::string& id,
                       const Row& row);
  // A row of the desk's on an opportunity that is named alone.
  using StaffRow =
      std::function<desk::Decided(const desk::Conversation&, const desk::Staff&, const desk::Facts&)>;
  Task<Done> account(const Caller& by, const std::string& opportunity, const std::string& cid,
                     const char* method, const StaffRow& row);
  Task<Plan> plan_account(const Caller& by, const std::string& conversation, const std::string& opportunity,
                          const StaffRow& row);
  Task<Plan> plan_propose(const Caller& by, const std::string& conversation, const std::string& cid,
                          const Propose& what);
  // Where `to` leads: a department of kind sales, and whom in it.
  Task<void> address(const std::optional<To>& to, desk::Proposal& proposal, Concerned& all);
  Task<desk::Time> asked_at(const desk::Conversation& c, store::Seq seq);
  Task<Plan> plan_share(const Caller& by, const std::string& conversation, const std::string& cid,
                        store::Seq note);
  Task<Plan> plan_invite(const Caller& by, const std::string& conversation, const std::string& cid,
                         const std::string& staff, bool on);
  Task<Plan> plan_back(const Caller& by, const std::string& conversation, const std::string& cid,
                       const Back& what);
  // Where a conversation goes that is handed back.
  Task<void> way_back(const std::optional<To>& to, const desk::Opportunity& opportunity, desk::Return& back,
                      Concerned& all);
  Task<desk::Staff> me(const Caller& by);
  Task<std::vector<desk::Entered>> entries(store::Time from, store::Time to);
};

}  // namespace baton::chat

// The moves that rows of states.md share. A row copies the body into a Transition, makes its moves, and
// finishes with the change. Private to desk/.
#pragma once
#include <optional>
#include <string>
#include <utility>

#include "server/desk/change.hpp"
#include "server/desk/facts.hpp"
#include "server/desk/handoff.hpp"

namespace baton::desk {

Refusal refused(const Conversation& c, Refusal::Why why = Refusal::Why::state);
Refusal guarded(const Conversation& c, Objection objection);

class Transition {
public:
  Transition(const Conversation& before, const Facts& facts);

  Conversation& body() { return change_.conversation; }
  const Conversation& before() const { return before_; }
  const Facts& facts() const { return facts_; }
  // The body after of somebody; nullptr when they do not exist any more. A pointer lives until the next call.
  Staff* person(const std::string& id);
  // Somebody whom the caller has read beside the facts.
  void know(const Staff& staff) { facts_.people.add(staff); }

  void log(LogKind what) { log(std::move(what), baton_itself(), ""); }
  void log(LogKind what, const Actor& by, const std::string& cid) {
    change_.log.push_back({by, cid, std::move(what)});
  }
  void note(NotesKind what) { note(std::move(what), baton_itself(), ""); }
  void note(NotesKind what, const Actor& by, const std::string& cid) {
    change_.notes.push_back({by, cid, std::move(what)});
  }

  // Makes `to` the owner; whoever owned it or held an offer of it is free of it. Logs nothing.
  void give(const Staff& to);
  // Reserves a slot of theirs, under a lease.
  void offer_to(const Staff& to);
  // The offer ends, and with it the transfer it was for; the slot is free.
  void withdraw();
  // The offer ends, and it waits for the next candidate, where it had a queue.
  void take_back_offer();
  // The owner, if any, is free of it.
  void release();
  // `department`: where it waits from now on. The arrival is kept unless `arrives`.
  void queue(const std::string& department, std::optional<std::string> because);
  void end(State to, CloseReason reason, const Actor& by, const std::string& cid);
  // The owner goes and it waits, where a transfer under way would have brought it, else where it is.
  void lose_owner(const std::string& because);

  void arrives() {
    change_.arrives = true;
    body().arrived_at = facts_.now;
  }

  // --- the hand-off (handoff_settling.cpp)
  // What is remembered of the customer, to be changed; nullptr where the caller has not read it.
  Customer* customer();
  // Nullptr: there is none of this id.
  Opportunity* opportunity(const std::string& id);
  // A step of its story: history, and the note that carries `cid`.
  void step(Opportunity& o, OpportunityState to, const Actor& by, const std::string& cid = "",
            std::optional<std::string> reason = std::nullopt);
  // An entry of the ledger about the conversation, or about an opportunity of it; what else it says is the
  // caller's to fill in.
  LedgerEntry& enter(LedgerEntry::What what, const Actor& by);
  LedgerEntry& enter(LedgerEntry::What what, const Actor& by, const Opportunity& of);
  // The owner has it as a rep: where it waits when they go, the giver's department.
  std::optional<std::string> home() const;
  // The rep gives it back themself; they are not lost.
  void handed_back() { handed_back_ = true; }
  // The offer of a hand-off ends so.
  void offer_failed(HandoffFailure how) { failure_ = how; }

  Change finish(Because because);

private:
  void free_slot(const std::string& staff);

  // The hand-off under way follows what the row has done; each part is one line of the table in states.md.
  void settle_handoff();
  void end_handoffs();
  void lose_rep(Opportunity& o);
  void check_question(Opportunity& o);
  void check_offer(Opportunity& o);
  void carry_on(Opportunity& o);
  void begin_handoff(Opportunity& o);
  // What the customer's state is now; nullptr where it is not known.
  const Customer* known() const;
  std::optional<Objection> objection_to_give(const Opportunity& o) const;

  Conversation before_;
  Facts facts_;
  Change change_;
  bool handed_back_ = false;
  std::optional<HandoffFailure> failure_;
};

}  // namespace baton::desk

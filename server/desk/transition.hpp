// The moves that rows of states.md share. A row copies the body into a Transition, makes its moves, and
// finishes with the change. Private to desk/.
#pragma once
#include <optional>
#include <string>
#include <utility>

#include "server/desk/change.hpp"
#include "server/desk/facts.hpp"

namespace baton::desk {

Refusal refused(const Conversation& c, Refusal::Why why = Refusal::Why::state);

class Transition {
public:
  Transition(const Conversation& before, const Facts& facts);

  Conversation& body() { return change_.conversation; }
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
  Change finish(Because because);

private:
  void free_slot(const std::string& staff);

  Facts facts_;
  Change change_;
};

}  // namespace baton::desk

// The small reference model: what states.md and the laws say of a conversation, in as few words as they have,
// written apart from server/desk/. It knows no bodies; it says what may happen now and what becomes of it.
#pragma once
#include <map>
#include <set>
#include <string>

#include "server/desk/conversation.hpp"

namespace baton::desk {

struct Model {
  State state = State::queued;
  std::string department = "care";
  std::string owner;   // active: who answers
  std::string holder;  // to whom it is offered
  Time lease_end = 0;
  std::string given_to;    // a transfer under way: a person or a department
  std::string given_dept;  // … and whose it is to be
  Time arrived = 0;
  Priority priority = Priority::normal;
  std::string reserved;
  Time reserved_until = 0;
  std::string skill, wanted;
  Time wanted_until = 0;
  std::map<std::string, Time> declined;
  std::set<std::string> avoid;
  bool visitor_gone = false;
  Time recover_at = 0;
  Time closed_at = 0;
  bool overdue = false;
  Time reply_until = 0;   // 0: none is owed
  bool answered = false;  // by staff, since the last change of owner
  char last = '-';        // whose last message: v, s
  bool wrote = false;     // the visitor, ever
  bool owed = true;       // no human has answered, or none since it was in recovery
  Time quiet_since = 0;   // the last event of either log
  Time warned_at = 0;     // 0: not since anybody spoke

  bool open() const { return state == State::queued || state == State::offered || state == State::active; }
  bool in_transfer() const { return !given_to.empty(); }
  // In a queue: alone, or as a transfer that nobody holds.
  bool waits() const {
    return state == State::queued ||
           (state == State::active && in_transfer() && given_to == given_dept && holder.empty());
  }
  const std::string& queue() const { return in_transfer() ? given_dept : department; }

  void let_go() {  // of offers and transfers
    holder.clear();
    given_to.clear();
    given_dept.clear();
    if (state == State::offered) state = State::queued;
  }
  void given(const std::string& to, Time now) {
    const bool from_recovery = state == State::missed;
    if (in_transfer()) department = given_dept;
    let_go();
    if (from_recovery) owed = true;
    state = State::active;
    owner = to;
    reserved.clear();
    reply_until = from_recovery ? 0 : now + seconds(90);
    answered = false;
    warned_at = 0;
  }
  void waits_in(std::string where) {
    let_go();
    state = State::queued;
    owner.clear();
    department = std::move(where);
    reply_until = 0;
    warned_at = 0;
  }
  // Where it waits when its owner goes.
  void orphaned() { waits_in(in_transfer() ? given_dept : department); }
  // The offer is over, and it is for the next, where it had a queue.
  void passed() {
    if (given_to != given_dept) return let_go();
    holder.clear();
    if (state == State::offered) state = State::queued;
  }
  void ended(State to, Time now) {
    let_go();
    state = to;
    owner.clear();
    reserved.clear();
    visitor_gone = false;
    overdue = false;
    closed_at = now;
    reply_until = 0;
  }
  void spoke(char who) {
    last = who;
    warned_at = 0;
    if (who == 'v') wrote = true;
    if (who == 's') answered = true, owed = false;
  }
  std::int64_t virtual_start() const {
    static const std::map<Priority, std::int64_t> head_starts{
        {Priority::urgent, 30}, {Priority::high, 10}, {Priority::normal, 0}, {Priority::low, -10}};
    return arrived - head_starts.at(priority) * 60'000;
  }
};

}  // namespace baton::desk

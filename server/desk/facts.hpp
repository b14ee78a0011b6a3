// What a decision rests on besides the conversation's body. A use case reads all of it and has the commit
// check it; the desk reads nothing.
#pragma once
#include <initializer_list>
#include <map>
#include <optional>
#include <string>

#include "server/desk/parts.hpp"
#include "server/desk/site.hpp"

namespace baton::desk {

// How far the talk has come. Who spoke last is compared by sequence, never by time (L10).
struct Said {
  Seq visitor = 0;   // the last message of the visitor's
  Seq staff = 0;     // the last message of a human of the staff
  Time last_at = 0;  // of the last event of either log
  bool visitor_last() const { return visitor > staff; }
};

// The bodies of the staff who may be concerned: owner, offeree, taker. Whoever is named in a conversation and
// missing here does not exist any more.
class People {
public:
  People() = default;
  People(std::initializer_list<Staff> staff) {
    for (const auto& s : staff) add(s);
  }
  void add(const Staff& staff) { bodies_.insert_or_assign(staff.id, staff); }
  const Staff* find(const std::string& id) const {
    const auto at = bodies_.find(id);
    return at == bodies_.end() ? nullptr : &at->second;
  }

private:
  std::map<std::string, Staff> bodies_;
};

struct Facts {
  Time now = 0;  // Redis time
  Settings settings;
  People people;
  Said said;
  std::optional<Time> due;  // of an answer to what is missed now; else at once
  // The visitor's, as read where a hand-off is under way or the decision concerns them; what is not known
  // here lets no rep have the conversation.
  std::optional<Customer> customer;
  // A hand-off is under way: whether a rep of its department (besides who just declined) could have it now.
  bool rep_free = false;
  // A hand-off is under way to a rep by name (`Handoff.staff`), whose body is in `people`: whether they are
  // connected.
  bool named_here = false;

  const Timing& timing() const { return settings.timing; }
};

}  // namespace baton::desk

// One department in auto mode under random days: after every step the bodies agree with a small model written
// from states.md and the laws, a refused step changed nothing, and at every quiet moment law L4 holds.
// It is long because the model, the steps and the laws they are held to are read side by side.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <ostream>

#include "server/desk/lifecycle.hpp"
#include "server/desk/match.hpp"
#include "tests/unit/desk/build.hpp"

namespace baton::desk {

enum class Kind {
  start,
  match,
  take,
  take_over,
  close,
  leave,
  reopen,
  reopen_prompt,
  lost,
  patience,
  priority,
  join,
  toggle_presence,
  toggle_here,
  decline,
  clock
};

struct Step {
  Kind kind = Kind::start;
  int who = 0;   // of the staff
  int what = 0;  // conversation
  int how = 0;   // priority, minutes, skills
};

std::ostream& operator<<(std::ostream& out, const Step& s) {
  static constexpr const char* names[] = {
      "start",          "match",      "take",     "take over", "close", "leave",         "reopen",
      "reopen at once", "owner lost", "patience", "priority",  "join",  "toggle status", "toggle connection",
      "decline",        "clock"};
  return out << names[static_cast<int>(s.kind)] << "(staff " << s.who << ", chat " << s.what << ", " << s.how
             << ")";
}

}  // namespace baton::desk

namespace rc {
template <>
struct Arbitrary<baton::desk::Step> {
  static Gen<baton::desk::Step> arbitrary() {
    using baton::desk::Kind;
    using baton::desk::Step;
    const auto kind = gen::weightedElement<Kind>({{8, Kind::start},
                                                  {8, Kind::match},
                                                  {4, Kind::take},
                                                  {1, Kind::take_over},
                                                  {5, Kind::close},
                                                  {2, Kind::leave},
                                                  {3, Kind::reopen},
                                                  {2, Kind::reopen_prompt},
                                                  {4, Kind::lost},
                                                  {2, Kind::patience},
                                                  {2, Kind::priority},
                                                  {1, Kind::join},
                                                  {2, Kind::toggle_presence},
                                                  {2, Kind::toggle_here},
                                                  {1, Kind::decline},
                                                  {3, Kind::clock}});
    return gen::build<Step>(gen::set(&Step::kind, kind), gen::set(&Step::who, gen::inRange(0, 3)),
                            gen::set(&Step::what, gen::inRange(0, 12)),
                            gen::set(&Step::how, gen::inRange(0, 8)));
  }
};
}  // namespace rc

namespace baton::desk {
namespace {

// What must be true of a conversation, in as few words as the law has.
struct Model {
  State state = State::queued;
  std::string owner;  // active: who answers
  std::int64_t arrived = 0;
  Priority priority = Priority::normal;
  std::string reserved;
  Time reserved_until = 0;
  std::string skill;
  std::map<std::string, Time> declined;
  Time closed_at = 0;
};

class Day {
public:
  Day() {
    settings_.departments = {{.id = "care", .name = "Care"}};
    for (const auto& [id, capacity] : {std::pair{"ana", 1}, {"bob", 2}, {"cy", 3}}) {
      auto staff = person(id, capacity);
      if (staff.id != "ana") staff.skills = {"fr"};
      staff_.push_back(staff);
      here_.push_back(true);
    }
  }

  void run(const Step& step) {
    now_ += 1;
    const auto before = loads();
    over_ = -1;
    act(step);
    agree();
    for (std::size_t i = 0; i < staff_.size(); ++i)
      if (static_cast<int>(i) != over_)
        RC_ASSERT(staff_[i].load() <= staff_[i].capacity || staff_[i].load() <= before[i]);
  }

private:
  void act(const Step& s) {
    const auto who = static_cast<std::size_t>(s.who);
    switch (s.kind) {
      case Kind::start:
        return begin(s);
      case Kind::match:
        return match_all();
      case Kind::clock:
        now_ += minutes(s.how * s.how);
        return;
      case Kind::toggle_presence:
        staff_[who].presence = staff_[who].presence == Presence::online ? Presence::away : Presence::online;
        return;
      case Kind::toggle_here:
        here_[who] = !here_[who];
        return;
      default:
        break;
    }
    if (bodies_.empty()) return;
    const auto at = static_cast<std::size_t>(s.what) % bodies_.size();
    with(s, at, who);
  }

  void begin(const Step& s) {
    Start what{.id = "c" + std::to_string(bodies_.size() + 1),
               .department = "care",
               .visitor = {.id = "v"},
               .cid = "k"};
    what.text = "hello";
    auto change = desk::start(what, now_);
    RC_ASSERT(change.arrives);
    if (s.how == 0) change.conversation.skills = {"fr"};
    bodies_.push_back(change.conversation);
    model_.push_back({.arrived = now_, .skill = s.how == 0 ? "fr" : ""});
  }

  // A step on one conversation: the model says whether it may be, then what it makes of it.
  void with(const Step& s, std::size_t at, std::size_t who) {
    const auto& c = bodies_[at];
    auto& m = model_[at];
    const auto& staff = staff_[who];
    const auto owner = owner_of(m);
    const Actor visitor{"v", "", Role::visitor};
    switch (s.kind) {
      case Kind::take:
      case Kind::take_over: {
        const bool over = s.kind == Kind::take_over;
        const bool may =
            (m.state == State::queued || m.state == State::missed) && (over || staff.load() < staff.capacity);
        if (over) over_ = s.who;
        if (settle(at, desk::take(c, staff, "k", over, false, now_), may)) given(m, staff.id);
        return;
      }
      case Kind::close: {
        const bool may = m.state == State::active;
        const auto by = owner ? owner->actor() : staff.actor();
        if (settle(at, desk::close(c, by, "k", CloseReason::resolved, std::nullopt, owner, timing_, now_),
                   may))
          ended(m, State::closed);
        return;
      }
      case Kind::leave: {
        const bool answered = s.how % 2 == 0;
        const bool may = m.state == State::queued || m.state == State::active;
        if (settle(at, leave_chat(c, visitor, "k", Said{true, answered}, owner, timing_, now_), may))
          ended(m, answered ? State::closed : State::missed);
        return;
      }
      case Kind::reopen:
      case Kind::reopen_prompt:
        return again(at, s.kind == Kind::reopen_prompt, visitor);
      case Kind::lost: {
        const bool may = m.state == State::active && m.owner == staff.id;
        if (settle(at, owner_lost(c, staff, timing_, now_), may)) {
          m.state = State::queued;
          reserve(m, std::exchange(m.owner, ""));
        }
        return;
      }
      case Kind::patience: {
        const bool may = m.state == State::queued && !m.reserved.empty() && now_ >= m.reserved_until;
        if (settle(at, patience_over(c, now_), may)) m.reserved.clear();
        return;
      }
      case Kind::priority: {
        const auto priority = static_cast<Priority>(s.how % 4);
        const bool may = m.state == State::queued || m.state == State::active;
        if (settle(at, prioritise(c, staff.actor(), "k", priority), may)) m.priority = priority;
        return;
      }
      case Kind::join: {
        const bool may = (m.state == State::queued || m.state == State::active) && m.owner != staff.id;
        if (m.owner == staff.id) return;  // the owner's own messages are appended, never joined
        settle(at, join_and_say(c, staff, {staff.actor(), "k", Message{"hm"}}, now_), may);
        return;
      }
      case Kind::decline:
        bodies_[at].declined[staff.id] = m.declined[staff.id] = now_ + minutes(10);
        return;
      default:
        return;
    }
  }

  void again(std::size_t at, bool prompt, const Actor& visitor) {
    auto& m = model_[at];
    Returning previous;
    const auto earlier =
        bodies_[at].participants.empty() ? std::string() : bodies_[at].participants.back().who.id;
    const auto index = index_of(earlier);
    if (index) previous = {staff_[*index], here_[*index], prompt && nobody_waits()};
    const bool may =
        m.state == State::missed || (m.state == State::closed && now_ < m.closed_at + minutes(30));
    const bool straight = index && m.state == State::closed && previous.present && previous.nobody_waits &&
                          staff_[*index].presence == Presence::online &&
                          staff_[*index].load() < staff_[*index].capacity;
    if (!settle(at, reopen(bodies_[at], visitor, "k", std::nullopt, previous, timing_, now_), may)) return;
    m.owner.clear();
    m.reserved.clear();
    if (straight) return given(m, earlier);
    m.state = State::queued;
    m.arrived = now_;
    if (index) reserve(m, earlier);
  }

  // Carries out a decision that was allowed, and demands a refusal of one that was not.
  bool settle(std::size_t at, const Decided& decided, bool may) {
    RC_ASSERT(decided.has_value() == may);
    if (!may) {
      RC_ASSERT(decided.error().state == bodies_[at].state);
      return false;
    }
    apply(at, *decided);
    return true;
  }
  void apply(std::size_t at, const Change& change) {
    RC_ASSERT(change.conversation.id == bodies_[at].id);
    bodies_[at] = change.conversation;
    if (change.staff) staff_[*index_of(change.staff->id)] = *change.staff;
  }

  void given(Model& m, const std::string& to) {
    m.state = State::active;
    m.owner = to;
    m.reserved.clear();
  }
  void ended(Model& m, State to) {
    m.state = to;
    m.owner.clear();
    m.reserved.clear();
    m.closed_at = now_;
  }
  void reserve(Model& m, const std::string& whom) {
    m.reserved = whom;
    m.reserved_until = now_ + seconds(60);
  }

  // The law's own words for "eligible", apart from match.cpp's.
  bool may_have(const Model& m, std::size_t who) const {
    const auto& a = staff_[who];
    if (m.state != State::queued || !here_[who] || a.presence != Presence::online || a.load() >= a.capacity)
      return false;
    if (!m.skill.empty() && std::count(a.skills.begin(), a.skills.end(), m.skill) == 0) return false;
    if (m.declined.contains(a.id) && now_ < m.declined.at(a.id)) return false;
    return m.reserved.empty() || m.reserved == a.id || now_ >= m.reserved_until;
  }
  std::int64_t virtual_start(const Model& m) const {
    static const std::map<Priority, std::int64_t> head_starts{
        {Priority::urgent, 30}, {Priority::high, 10}, {Priority::normal, 0}, {Priority::low, -10}};
    return m.arrived - head_starts.at(m.priority) * 60'000;
  }

  void match_all() {
    for (int rounds = 0;; ++rounds) {
      RC_ASSERT(rounds < 100);
      std::vector<Waiting> waiting;
      std::vector<std::size_t> where;
      for (std::size_t i = 0; i < bodies_.size(); ++i) {
        if (model_[i].state != State::queued) continue;
        waiting.push_back({bodies_[i], virtual_start(model_[i])});
        where.push_back(i);
      }
      std::reverse(waiting.begin(), waiting.end());  // the order is match's business
      std::reverse(where.begin(), where.end());
      std::vector<Candidate> people;
      for (std::size_t i = 0; i < staff_.size(); ++i) people.push_back({staff_[i], here_[i]});
      const auto pairs = match(waiting, people, settings_, now_, 2);
      RC_ASSERT(pairs.size() <= 2u);
      if (pairs.empty()) break;
      for (const auto& pair : pairs) give(where.at(pair.waiting), pair.candidate, pair.considered);
    }
    for (const auto& m : model_)
      for (std::size_t a = 0; a < staff_.size(); ++a)
        RC_ASSERT(!may_have(m, a));  // L4: quiet means nobody can be given
  }

  void give(std::size_t at, std::size_t who, const std::vector<std::string>& considered) {
    RC_ASSERT(may_have(model_[at], who));
    for (const auto& other : model_)  // L4: nobody who might have had this person is overtaken
      RC_ASSERT(!(may_have(other, who) && virtual_start(other) < virtual_start(model_[at])));
    for (std::size_t a = 0; a < staff_.size(); ++a)  // nor is anybody less loaded passed over
      RC_ASSERT(!(may_have(model_[at], a) &&
                  staff_[a].load() * staff_[who].capacity < staff_[who].load() * staff_[a].capacity));
    RC_ASSERT(considered.front() == staff_[who].id);
    apply(at, assign(bodies_[at], staff_[who], considered, now_));
    given(model_[at], staff_[who].id);
  }

  void agree() const {
    std::map<std::string, std::vector<std::string>> owned;
    for (std::size_t i = 0; i < bodies_.size(); ++i) {
      const auto& c = bodies_[i];
      const auto& m = model_[i];
      RC_ASSERT(c.state == m.state);
      if (m.state == State::active) {
        RC_ASSERT(c.owner.has_value());
        RC_ASSERT(c.owner->id == m.owner);
        insert(owned[m.owner], c.id);
      }
      if (m.state != State::active && m.state != State::closed) RC_ASSERT(!c.owner);
      RC_ASSERT(c.recovery.has_value() == (m.state == State::missed));
      RC_ASSERT(c.pref.has_value() == !m.reserved.empty());
      if (c.pref) RC_ASSERT(*c.pref == (Preference{m.reserved, m.reserved_until}));
      RC_ASSERT(c.priority == m.priority);
      RC_ASSERT(c.closed_at.has_value() == !c.open());
      RC_ASSERT(c.seal_at.has_value() == (m.state == State::closed));
      RC_ASSERT(writers(c).empty() == !c.open());
    }
    for (const auto& staff : staff_) {
      RC_ASSERT(staff.owned == owned[staff.id]);  // one owner each, counted once
      RC_ASSERT(staff.offered.empty());
    }
  }

  std::vector<int> loads() const {
    std::vector<int> all;
    for (const auto& staff : staff_) all.push_back(staff.load());
    return all;
  }
  std::optional<std::size_t> index_of(const std::string& id) const {
    for (std::size_t i = 0; i < staff_.size(); ++i)
      if (staff_[i].id == id) return i;
    return std::nullopt;
  }
  std::optional<Staff> owner_of(const Model& m) const {
    const auto index = index_of(m.owner);
    return index ? std::optional(staff_[*index]) : std::nullopt;
  }
  bool nobody_waits() const {
    return std::none_of(model_.begin(), model_.end(),
                        [](const Model& m) { return m.state == State::queued; });
  }

  Settings settings_;
  Timing timing_;
  Time now_ = 1'000'000;
  std::vector<Staff> staff_;
  std::vector<bool> here_;
  std::vector<Conversation> bodies_;
  std::vector<Model> model_;
  int over_ = -1;
};

TEST(DeskProperties, EveryDayKeepsTheLaws) {
  EXPECT_TRUE(rc::check("a day of one department", [](const std::vector<Step>& steps) {
    Day day;
    for (const auto& step : steps) day.run(step);
    day.run({Kind::match});
  }));
}

TEST(DeskProperties, TheLeastLoadedThenTheLongestIdleIsChosen) {
  // Whoever match prefers of two free people is the one with the lower load per capacity, else the longer
  // idle.
  EXPECT_TRUE(rc::check("two people", [](bool swap) {
    auto x = person("x", *rc::gen::inRange(1, 51));
    auto y = person("y", *rc::gen::inRange(1, 51));
    for (auto* staff : {&x, &y}) {
      const auto load = *rc::gen::inRange(0, staff->capacity);
      for (int i = 0; i < load; ++i) insert(staff->owned, staff->id + std::to_string(i));
      staff->idle_since = *rc::gen::inRange(0, 4);
    }
    Settings settings;
    settings.departments = {{.id = "care", .name = "Care"}};
    std::vector<Candidate> people{{x, true}, {y, true}};
    if (swap) std::swap(people[0], people[1]);
    const auto pairs = match({{queued("c1"), 0}}, people, settings, 0, 1);
    RC_ASSERT(pairs.size() == 1u);
    const auto& chosen = people[pairs[0].candidate].body;
    const auto& other = people[1 - pairs[0].candidate].body;
    const auto left = chosen.load() * other.capacity;
    const auto right = other.load() * chosen.capacity;
    RC_ASSERT(left < right || (left == right && chosen.idle_since <= other.idle_since));
  }));
}

}  // namespace
}  // namespace baton::desk

// Two departments under random days: after every step the bodies agree with the reference model, a refused
// step changed nothing, loads keep law L5, and at every quiet moment law L4 holds.
// It is long because every row of states.md stands beside what the model makes of it.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "server/desk/lifecycle.hpp"
#include "server/desk/match.hpp"
#include "server/desk/offering.hpp"
#include "server/desk/silence.hpp"
#include "server/desk/supervising.hpp"
#include "server/desk/transferring.hpp"
#include "server/desk/waiting.hpp"
#include "tests/unit/desk/build.hpp"
#include "tests/unit/desk/check_days.hpp"
#include "tests/unit/desk/model.hpp"
#include "tests/unit/desk/story.hpp"

namespace baton::desk {
namespace {

// L5 in its own words.
int load_of(const Staff& s) { return static_cast<int>(s.owned.size() + s.offered.size()); }

const char* const departments[] = {"care", "sales"};

class Day {
public:
  Day(AssignMode care, AssignMode sales) {
    settings_.departments = {
        {.id = "care", .name = "Care", .assign = care},
        {.id = "sales", .name = "Sales", .kind = DepartmentKind::sales, .assign = sales}};
    hire("ana", 1, {"care"}, {});
    hire("bob", 2, {"care", "sales"}, {"fr"});
    hire("cy", 3, {"sales"}, {"fr", "it"});
    hire("sue", 1, {}, {});
    staff_.back().roles = {StaffRole::supervisor};
    staff_.back().presence = Presence::away;
  }

  void run(const Move& step) {
    now_ += 1;
    const auto before = loads();
    over_.clear();
    act(step);
    agree();
    for (const auto& s : staff_)  // L5
      if (s.id != over_) RC_ASSERT(load_of(s) <= s.capacity || load_of(s) <= before.at(s.id));
  }

private:
  void hire(const std::string& id, int capacity, std::vector<std::string> served,
            std::vector<std::string> skills) {
    auto staff = person(id, capacity);
    staff.departments = std::move(served);
    staff.skills = std::move(skills);
    staff_.push_back(staff);
    here_[id] = true;
  }

  void act(const Move& s) {
    auto& who = staff_[static_cast<std::size_t>(s.who)];
    static constexpr Duration passes[] = {1,           seconds(20), seconds(45), seconds(60),
                                          seconds(90), minutes(5),  minutes(10), minutes(30)};
    switch (s.kind) {
      case Kind::start:
      case Kind::leave_message:
        return begin(s);
      case Kind::match:
        return match_all();
      case Kind::clock:
        now_ += passes[s.how];
        return;
      case Kind::toggle_presence:
        who.presence = who.presence == Presence::online ? Presence::away : Presence::online;
        return;
      case Kind::toggle_here:
        here_[who.id] = !here_[who.id];
        return;
      default:
        break;
    }
    if (bodies_.empty()) return;
    const auto at = static_cast<std::size_t>(s.what) % bodies_.size();
    by_people(s, at, who) || by_time(s, at) || by_the_supervisor(s, at, who);
  }

  void begin(const Move& s) {
    Start what{.id = "c" + std::to_string(bodies_.size() + 1),
               .department = departments[s.how % 2],
               .visitor = {.id = "v"},
               .cid = "k",
               .text = "hello"};
    Model m{.department = what.department, .arrived = now_};
    const bool form = s.kind == Kind::leave_message;
    auto change = form ? leave_message(what, facts()) : start(what, facts());
    RC_ASSERT(change.arrives);
    if (s.how >= 6) change.conversation.skills = {m.skill = "fr"};
    if (s.how == 5) change.conversation.wanted = {{m.wanted = "it", m.wanted_until = now_ + seconds(45)}};
    bodies_.push_back({.id = what.id});
    said_.emplace_back();
    log_.push_back(0);
    if (form) m.ended(State::missed, now_);
    model_.push_back(m);
    apply(bodies_.size() - 1, change);
  }

  bool by_people(const Move& s, std::size_t at, Staff& staff) {
    const auto& c = bodies_[at];
    auto& m = model_[at];
    const Actor visitor{"v", "", Role::visitor};
    const auto now = now_;
    const bool room = load_of(staff) < staff.capacity;
    const bool holds = m.holder == staff.id;
    const bool may_accept =
        holds && now < m.lease_end && static_cast<int>(staff.owned.size()) < staff.capacity;
    switch (s.kind) {
      case Kind::take:
      case Kind::take_over: {
        const bool over = s.kind == Kind::take_over;
        if (over) over_ = staff.id;
        const bool back = m.in_transfer() && m.owner == staff.id;
        const bool may = holds  ? may_accept
                         : back ? true
                                : (m.waits() || m.state == State::missed) && (over || room);
        if (!settle(at, desk::take(c, staff, "k", over, false, facts_of(at)), may)) return true;
        back ? m.let_go() : m.given(staff.id, now);
        return true;
      }
      case Kind::accept:
        if (settle(at, accept(c, staff, "k", facts_of(at)), may_accept)) m.given(staff.id, now);
        return true;
      case Kind::decline: {
        const bool transfer = m.in_transfer();
        std::optional<std::string> onward;
        if (s.how < 3) onward = s.how == 0 ? std::string(to_recovery) : departments[s.how % 2];
        if (!settle(at, decline(c, staff, "k", onward, facts_of(at)), holds)) return true;
        m.passed();
        skipped(m, staff.id);
        if (!onward) return true;
        if (transfer)
          m.let_go();
        else
          moved_on(m, *onward);
        return true;
      }
      case Kind::offeree_gone:
        if (settle(at, offeree_gone(c, staff.id, facts_of(at)), holds)) m.passed();
        return true;
      case Kind::close: {
        const bool may = m.state == State::active;
        if (settle(at, desk::close(c, staff.actor(), "k", CloseReason::resolved, {}, facts_of(at)), may))
          m.ended(State::closed, now);
        return true;
      }
      case Kind::leave: {
        const bool missed = m.wrote && m.owed;
        if (settle(at, leave_chat(c, visitor, "k", facts_of(at)), m.open()))
          m.ended(missed ? State::missed : State::closed, now);
        return true;
      }
      case Kind::reopen:
      case Kind::reopen_prompt:
        again(at, s.kind == Kind::reopen_prompt, visitor);
        return true;
      case Kind::transfer:
      case Kind::transfer_to_department:
        give_away(s, at, staff);
        return true;
      case Kind::priority: {
        const auto priority = static_cast<Priority>(s.how % 4);
        if (settle(at, prioritise(c, staff.actor(), "k", priority), m.open())) m.priority = priority;
        return true;
      }
      case Kind::join:
        if (m.owner == staff.id) return true;  // the owner's own messages are appended, never joined
        if (settle(at, join_and_say(c, staff, {staff.actor(), "k", Message{"hm"}}, facts_of(at)), m.open()))
          m.reply_until = 0;
        return true;
      case Kind::visitor_says:
        if (m.open()) say(at, 'v');
        return true;
      case Kind::owner_says:
        if (m.state == State::active) say(at, 's');
        return true;
      default:
        return false;
    }
  }

  bool by_time(const Move& s, std::size_t at) {
    const auto& c = bodies_[at];
    auto& m = model_[at];
    const auto now = now_;
    switch (s.kind) {
      case Kind::lapse: {
        const auto holder = m.holder;
        const auto missed = holder.empty() ? 0 : staff(holder).missed_offers;
        if (!settle(at, lapse(c, facts_of(at)), !holder.empty() && now >= m.lease_end)) return true;
        m.passed();
        skipped(m, holder);
        if (missed == 1) RC_ASSERT(staff(holder).presence == Presence::away);
        return true;
      }
      case Kind::lost: {
        auto& who = staff_[static_cast<std::size_t>(s.who)];
        const bool transfer = m.in_transfer();
        if (!settle(at, owner_lost(c, who, facts_of(at)), m.state == State::active && m.owner == who.id))
          return true;
        m.orphaned();
        if (!transfer) reserve(m, who.id);
        return true;
      }
      case Kind::reply_over: {
        const auto owner = m.owner;
        const bool may = m.state == State::active && m.reply_until != 0 && now >= m.reply_until;
        if (!settle(at, first_reply_over(c, facts_of(at)), may)) return true;
        m.reply_until = 0;
        if (m.answered) return true;
        m.avoid.insert(owner);
        m.orphaned();
        return true;
      }
      case Kind::silence:
        nobody_speaks(at);
        return true;
      case Kind::patience: {
        const bool may = m.state == State::queued && !m.reserved.empty() && now >= m.reserved_until;
        if (settle(at, patience_over(c, now), may)) m.reserved.clear();
        return true;
      }
      case Kind::relax:
        if (settle(at, relax(c, now), m.open() && !m.wanted.empty() && now >= m.wanted_until))
          m.wanted.clear();
        return true;
      case Kind::visitor_away:
        if (!settle(at, visitor_away(c, facts_of(at)), m.open() && !m.visitor_gone)) return true;
        m.visitor_gone = true;
        m.recover_at = now + minutes(9);  // ten from the loss of the connection, a minute ago
        if (m.state == State::offered) m.let_go();
        return true;
      case Kind::visitor_back:
        if (settle(at, visitor_back(c), m.open() && m.visitor_gone)) m.visitor_gone = false;
        return true;
      case Kind::recover: {
        const bool may = m.state == State::queued && m.visitor_gone && now >= m.recover_at;
        if (settle(at, recover(c, facts_of(at)), may)) m.ended(State::missed, now);
        return true;
      }
      case Kind::go_on: {
        const auto to = s.how == 0 ? std::string(to_recovery) : departments[s.how % 2];
        if (settle(at, desk::go_on(c, to, facts_of(at)), m.state == State::queued)) moved_on(m, to);
        return true;
      }
      case Kind::overdue:
        if (settle(at, overdue(c, now), m.state == State::missed && !m.overdue)) m.overdue = true;
        return true;
      default:
        return false;
    }
  }

  bool by_the_supervisor(const Move& s, std::size_t at, Staff& staff) {
    const auto& c = bodies_[at];
    auto& m = model_[at];
    const auto& sue = staff_.back();
    Force what{.reason = s.how == 0 ? "spam" : "because"};
    switch (s.kind) {
      case Kind::observe: {
        const bool on = s.how % 2 == 0;
        settle(at, observe(c, staff, on), m.open() || !on);
        return true;
      }
      case Kind::force_requeue:
        if (!settle(at, force(c, sue, "k", what, facts_of(at)), m.open())) return true;
        if (!m.owner.empty()) m.avoid.insert(m.owner);
        m.reserved.clear();
        m.waits_in(m.department);
        return true;
      case Kind::force_close:
        what.action = Force::Action::close;
        if (settle(at, force(c, sue, "k", what, facts_of(at)), m.open() || m.state == State::missed))
          m.ended(State::closed, now_);
        return true;
      case Kind::force_takeover:
        what.action = Force::Action::takeover;
        over_ = sue.id;
        if (settle(at, force(c, sue, "k", what, facts_of(at)), m.open() && m.owner != sue.id))
          forced(m, sue.id, m.department);
        return true;
      case Kind::force_transfer:
        what.action = Force::Action::transfer;
        what.to = {.staff = staff, .here = here_[staff.id]};
        over_ = staff.id;
        if (settle(at, force(c, sue, "k", what, facts_of(at)),
                   m.open() && m.owner != staff.id && what.to.here))
          forced(m, staff.id, staff.serves(m.department) ? m.department : staff.departments[0]);
        return true;
      default:
        return false;
    }
  }

  void give_away(const Move& s, std::size_t at, const Staff& to) {
    auto& m = model_[at];
    Target target;
    bool may = m.state == State::active;
    if (s.kind == Kind::transfer) {
      target = {.staff = to, .here = here_[to.id]};
      const int load = load_of(to) - (m.holder == to.id ? 1 : 0);  // an earlier offer of it to them ends
      may = may && m.owner != to.id && target.here && to.presence == Presence::online && load < to.capacity;
    } else {
      target.department = departments[s.how % 2];
    }
    if (!settle(at, transfer(bodies_[at], staff_.back().actor(), "k", target, "note", facts_of(at)), may))
      return;
    m.let_go();
    m.given_to = s.kind == Kind::transfer ? to.id : *target.department;
    m.given_dept = s.kind == Kind::transfer ? (to.serves(m.department) ? m.department : to.departments[0])
                                            : *target.department;
    if (s.kind == Kind::transfer) offered(m, to.id);
  }

  // L10 in the model's own words: what ends here was warned, and staff had the last word.
  void nobody_speaks(std::size_t at) {
    auto& m = model_[at];
    const auto& before = bodies_[at];
    if (m.state == State::active && due_[at] != 0) now_ = std::max(now_, due_[at]);
    const auto log = log_[at];
    const bool quiet = m.last == 's' && m.holder.empty() && !m.in_transfer();
    const bool to_close = quiet && m.warned_at != 0 && now_ >= m.warned_at + minutes(5);
    const bool to_warn = quiet && m.warned_at == 0 && now_ >= m.quiet_since + minutes(5);
    const bool may = m.state == State::active && !(quiet && m.warned_at != 0 && !to_close);
    if (!settle(at, silence_over(before, "still there?", facts_of(at)), may)) return;
    RC_ASSERT((bodies_[at].state == State::closed) == to_close);
    if (to_close) return m.ended(State::closed, now_);
    RC_ASSERT((log_[at] > log) == to_warn);
    if (to_warn) m.warned_at = now_;
    due_[at] = bodies_[at].silence->at;
  }

  void again(std::size_t at, bool prompt, const Actor& visitor) {
    auto& m = model_[at];
    Returning previous;
    const auto& took_part = bodies_[at].participants;
    const auto earlier = took_part.empty() ? std::string() : took_part.back().who.id;
    if (!earlier.empty()) previous = {staff(earlier), here_[earlier], prompt && nobody_waits()};
    const bool may =
        m.state == State::missed || (m.state == State::closed && now_ < m.closed_at + minutes(30));
    const bool straight = may && previous.owner && m.state == State::closed && previous.present &&
                          previous.nobody_waits && previous.owner->presence == Presence::online &&
                          load_of(*previous.owner) < previous.owner->capacity &&
                          previous.owner->serves(m.department);
    const bool was_missed = m.state == State::missed;
    if (!settle(at, reopen(bodies_[at], visitor, "k", std::nullopt, previous, facts_of(at)), may)) return;
    m.reserved.clear();
    if (straight) return m.given(earlier, now_);
    m.waits_in(m.department);
    if (was_missed) m.owed = true;
    m.arrived = now_;
    if (previous.owner) reserve(m, earlier);
  }

  // --- what the model makes of it

  void reserve(Model& m, const std::string& whom) {
    m.reserved = whom;
    m.reserved_until = now_ + seconds(60);
  }
  void skipped(Model& m, const std::string& whom) {
    m.declined[whom] = now_ + minutes(10);
    if (m.reserved == whom) m.reserved.clear();
  }
  void offered(Model& m, const std::string& to) {
    m.holder = to;
    m.lease_end = now_ + seconds(m.queue() == "sales" ? 45 : 20);
    if (!m.in_transfer()) m.state = State::offered;
  }
  void moved_on(Model& m, const std::string& to) {
    if (to == to_recovery) return m.ended(State::missed, now_);
    m.waits_in(to);
  }
  void forced(Model& m, const std::string& to, const std::string& department) {
    m.let_go();
    m.given(to, now_);
    m.department = department;
  }

  // The law's own words for "eligible" (L4), apart from match.cpp's.
  bool may_have(const Model& m, const Staff& a) const {
    const auto has = [&](const std::string& skill) {
      return skill.empty() || std::count(a.skills.begin(), a.skills.end(), skill) > 0;
    };
    if (!m.waits() || m.visitor_gone || m.owner == a.id || !a.serves(m.queue())) return false;
    if (settings_.department(m.queue())->assign == AssignMode::manual) return false;
    if (!here_.at(a.id) || a.presence != Presence::online || load_of(a) >= a.capacity) return false;
    if (!has(m.skill) || (now_ < m.wanted_until && !has(m.wanted))) return false;
    if (m.declined.contains(a.id) && now_ < m.declined.at(a.id)) return false;
    return m.reserved.empty() || m.reserved == a.id || now_ >= m.reserved_until;
  }

  void match_all() {
    for (int rounds = 0;; ++rounds) {
      RC_ASSERT(rounds < 200);
      std::vector<Waiting> waiting;
      std::vector<std::size_t> where;
      for (auto i = bodies_.size(); i-- > 0;) {  // backwards: the order is match's business
        if (!model_[i].waits()) continue;
        waiting.push_back({bodies_[i], model_[i].virtual_start()});
        where.push_back(i);
      }
      std::vector<Candidate> people;
      for (const auto& s : staff_) people.push_back({s, here_[s.id]});
      const auto pairs = match(waiting, people, settings_, now_, 2);
      RC_ASSERT(pairs.size() <= 2u);
      if (pairs.empty()) break;
      for (const auto& pair : pairs) give(where.at(pair.waiting), staff_[pair.candidate], pair);
    }
    for (const auto& m : model_)
      for (const auto& s : staff_) RC_ASSERT(!may_have(m, s));  // L4: quiet means nobody can be given
  }

  void give(std::size_t at, const Staff& to, const Pair& pair) {
    auto& m = model_[at];
    RC_ASSERT(may_have(m, to));
    for (const auto& other : model_)  // L4: nobody who might have had this person is overtaken
      RC_ASSERT(!(may_have(other, to) && other.virtual_start() < m.virtual_start()));
    for (const auto& s : staff_) {  // nor is anybody better passed over
      if (!may_have(m, s)) continue;
      RC_ASSERT(!(m.avoid.contains(to.id) && !m.avoid.contains(s.id)));
      if (m.avoid.contains(to.id) == m.avoid.contains(s.id))
        RC_ASSERT(load_of(s) * to.capacity >= load_of(to) * s.capacity);
    }
    RC_ASSERT(pair.considered.front() == to.id);
    RC_ASSERT(pair.offer == (settings_.department(m.queue())->assign == AssignMode::offer));
    const auto id = to.id;
    apply(at, pair.offer ? offer(bodies_[at], to, pair.considered, facts_of(at))
                         : assign(bodies_[at], to, pair.considered, facts_of(at)));
    pair.offer ? offered(m, id) : m.given(id, now_);
  }

  // --- bodies

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
    auto& m = model_[at];
    const bool moved = change.conversation.silence != bodies_[at].silence;
    bodies_[at] = change.conversation;
    if (moved && bodies_[at].silence) due_[at] = bodies_[at].silence->at;
    if (change.staff) staff(change.staff->id) = *change.staff;
    for (const auto& other : change.others) staff(other.id) = other;
    for (const auto& event : change.log) heard(at, event);
    if (!change.log.empty() || !change.notes.empty()) m.quiet_since = said_[at].last_at = now_;
  }
  void heard(std::size_t at, const LogEvent& event) {
    ++log_[at];
    if (!std::holds_alternative<Message>(event.what) || event.by.role == Role::system) return;
    const bool visitor = event.by.role == Role::visitor;
    (visitor ? said_[at].visitor : said_[at].staff) = log_[at];
    model_[at].spoke(visitor ? 'v' : 's');
  }
  // As `append` does: no decision, and the timer moves without the body.
  void say(std::size_t at, char who) {
    heard(at, {{"x", "", who == 'v' ? Role::visitor : Role::agent}, "", Message{"…"}});
    model_[at].quiet_since = said_[at].last_at = now_;
    if (bodies_[at].silence) due_[at] = now_ + bodies_[at].silence->after;
  }

  void agree() {
    std::map<std::string, std::vector<std::string>> owned, offered;
    for (std::size_t i = 0; i < bodies_.size(); ++i) {
      const auto& c = bodies_[i];
      const auto& m = model_[i];
      RC_ASSERT(c.state == m.state);
      RC_ASSERT(c.department == m.department);
      RC_ASSERT(c.served_by() == m.queue());
      RC_ASSERT(c.waits() == m.waits());
      RC_ASSERT((c.offeree() ? *c.offeree() : "") == m.holder);
      RC_ASSERT((c.state == State::offered) == c.offer.has_value());
      RC_ASSERT((c.pending ? c.pending->to : "") == m.given_to);
      if (!m.holder.empty()) insert(offered[m.holder], c.id);
      if (m.state == State::active) {  // also under a transfer: L7
        RC_ASSERT(c.owner.has_value());
        RC_ASSERT(c.owner->id == m.owner);
        RC_ASSERT(c.silence.has_value());
        insert(owned[m.owner], c.id);
      } else {
        RC_ASSERT(!c.pending && !c.reply && !c.silence);
        if (m.state != State::closed) RC_ASSERT(!c.owner);
      }
      RC_ASSERT(c.recovery.has_value() == (m.state == State::missed));
      RC_ASSERT((c.pref ? *c.pref : Preference{}) ==
                (m.reserved.empty() ? Preference{} : Preference{m.reserved, m.reserved_until}));
      RC_ASSERT(c.priority == m.priority);
      RC_ASSERT(c.away.has_value() == m.visitor_gone);
      RC_ASSERT(c.closed_at.has_value() == !c.open());
      RC_ASSERT(c.seal_at.has_value() == (m.state == State::closed));
      RC_ASSERT(c.reply.has_value() == (m.reply_until != 0));
      RC_ASSERT(writers(c).empty() == !c.open());
    }
    for (const auto& s : staff_) {
      RC_ASSERT(s.owned == owned[s.id]);  // L6: one owner each, counted once
      RC_ASSERT(s.offered == offered[s.id]);
    }
  }

  Staff& staff(const std::string& id) {
    return *std::find_if(staff_.begin(), staff_.end(), [&](const Staff& s) { return s.id == id; });
  }
  std::map<std::string, int> loads() const {
    std::map<std::string, int> all;
    for (const auto& s : staff_) all[s.id] = load_of(s);
    return all;
  }
  bool nobody_waits() const {
    return std::none_of(model_.begin(), model_.end(), [](const Model& m) { return m.waits(); });
  }
  Facts facts() const {
    Facts facts{.now = now_, .settings = settings_};
    for (const auto& s : staff_) facts.people.add(s);
    return facts;
  }
  Facts facts_of(std::size_t at) const {
    auto all = facts();
    all.said = said_[at];
    return all;
  }

  Settings settings_;
  Time now_ = 1'000'000;
  std::vector<Staff> staff_;
  std::map<std::string, bool> here_;
  std::vector<Conversation> bodies_;
  std::vector<Model> model_;
  std::vector<Said> said_;
  std::vector<Seq> log_;
  std::map<std::size_t, Time> due_;  // of the silence timers
  std::string over_;                 // who may exceed their capacity in this step
};

TEST(DeskProperties, EveryDayKeepsTheLaws) {
  constexpr int hundreds = 8;  // of days: what needs two transfers to cross comes once in some hundred
  EXPECT_TRUE(check_days("a day of two departments", hundreds, [](const Story& story) {
    Day day(story.care, story.sales);
    for (const auto& step : story.steps) day.run(step);
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
      for (int i = 0; i < load; ++i)
        insert(i % 2 == 0 ? staff->owned : staff->offered, staff->id + std::to_string(i));
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
    const auto left = load_of(chosen) * other.capacity;
    const auto right = load_of(other) * chosen.capacity;
    RC_ASSERT(left < right || (left == right && chosen.idle_since <= other.idle_since));
  }));
}

}  // namespace
}  // namespace baton::desk

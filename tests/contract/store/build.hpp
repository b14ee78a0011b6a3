// Short ways to the bodies and commits that the contract tests write, through the desk's own functions.
// `base` stands for now in every body: what lies before it is past, what lies an hour behind it never comes
// in a test.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "server/desk/lifecycle.hpp"
#include "server/desk/offering.hpp"
#include "server/desk/silence.hpp"
#include "server/desk/supervising.hpp"
#include "server/desk/transferring.hpp"
#include "server/desk/waiting.hpp"
#include "tests/contract/store/world.hpp"

namespace baton::test {

inline constexpr desk::Time base = 1'790'000'000'000;   // September 2026, before any test runs
inline constexpr desk::Time never = 4'000'000'000'000;  // 2096

// Whatever it opens stays open, whatever it closes stays unsealed.
inline desk::Timing slow() {
  constexpr auto long_time = never - base;
  desk::Timing t{.preferred_patience = long_time, .reopen_window = long_time, .seal_after = long_time};
  t.offer = t.sales_offer = t.first_reply = t.visitor_recovery = t.idle_warn = t.idle_close = long_time;
  return t;
}
// What is kept for somebody, offered or to be sealed is over at once.
inline desk::Timing over() {
  auto t = slow();
  t.preferred_patience = t.seal_after = t.offer = t.sales_offer = 1;
  return t;
}

inline desk::Facts at(desk::Time now, const desk::Timing& timing = slow(), desk::People people = {},
                      desk::Said said = {}) {
  desk::Facts facts{.now = now, .settings = {}, .people = std::move(people), .said = said};
  facts.settings.timing = timing;
  return facts;
}

inline desk::Staff person(const std::string& id, std::vector<std::string> departments = {"care"},
                          int capacity = 4) {
  desk::Staff staff{
      .id = id, .name = "The " + id, .email = id + "@example.org", .roles = {desk::StaffRole::agent}};
  staff.departments = std::move(departments);
  staff.presence = desk::Presence::online;
  staff.capacity = capacity;
  staff.idle_since = base;
  return staff;
}

inline desk::Actor visitor(const std::string& id) { return {id, "", desk::Role::visitor}; }
inline desk::Actor by(const std::string& id) { return {id, "The " + id, desk::Role::agent}; }

inline desk::Start start_of(const std::string& id, const std::string& who,
                            const std::string& text = "hello") {
  desk::Start start{.id = id, .department = "care", .visitor = {.id = who}, .cid = "cid-" + id};
  if (!text.empty()) start.text = text;
  return start;
}

inline store::Append says(const std::string& id, const desk::Actor& who, const std::string& text,
                          const std::string& cid) {
  const auto side = who.role == desk::Role::visitor ? store::Side::visitor : store::Side::staff;
  return {id, "message.send", side, {who, cid, desk::Message{text}}};
}

// An opportunity with everything that one can have.
inline desk::Opportunity sold(const std::string& id, desk::Time flagged_at = base) {
  desk::Opportunity o{.id = id, .state = desk::OpportunityState::won, .kind = desk::OpportunityKind::renewal};
  o.product = "Gold";
  o.reason = "asked for it";
  o.value = desk::Money{4900, "EUR"};
  o.flagged_by = {"ana", "The ana"};
  o.department = "care";
  o.flagged_at = flagged_at;
  o.owner = desk::PersonRef{"rita", "The rita"};
  o.giver = o.flagged_by;
  o.giver_department = "care";
  o.outcome = desk::Outcome::won;
  o.amount = desk::Money{5000, "EUR"};
  o.refunded = 100;
  o.closed_at = base + 9;
  o.due = never;
  o.rule = "seats";
  o.brief =
      desk::Brief{"a summary", "a need", "what was solved", "calm", "Gold", "5000", "no jokes", {"soon"}};
  o.handoff = desk::Handoff{id + ".1", "sales", "Sales", "rita", "a pitch", never, true, true, true};
  o.proposals = 1;
  o.history = {{desk::OpportunityState::flagged, flagged_at, by("ana"), {}},
               {desk::OpportunityState::won, base + 9, by("rita"), "they signed"}};
  return o;
}

// What tests ask a world to do, each a commit that must be done.
class Does {
public:
  explicit Does(World& world, int node = 0) : w_(world), s_(world.node(node)) {}

  store::Committed commit(store::Commit what) { return w_.must(s_.commit(std::move(what))); }
  store::ConversationView look(const std::string& id) {
    store::Reading unused;
    return w_.must(s_.conversation(id, unused));
  }
  store::StaffView who(const std::string& id) {
    store::Reading unused;
    return w_.must(s_.staff(id, unused));
  }

  void hire(const desk::Staff& staff, const std::string& password = "") {
    store::Commit commit{store::Reading{}};
    commit.change(std::nullopt, staff);
    if (!password.empty()) commit.staff.back().password_hash = password;
    done(std::move(commit));
  }
  void alter(const desk::Staff& after) {
    store::Commit commit{store::Reading{}};
    commit.change(who(after.id), after);
    done(std::move(commit));
  }
  store::Committed start(const desk::Start& what, desk::Time now = base) {
    store::Commit commit{store::Reading{}};
    commit.change(std::nullopt, desk::start(what, at(now)));
    commit.call =
        store::Call{store::vcid_key(what.visitor.id), what.visitor.id, what.cid, "conversation.start"};
    commit.made = what.id;
    return done(std::move(commit));
  }
  desk::Facts facts(const std::string& id, const desk::Timing& timing = slow(), desk::Time now = base) {
    const auto view = look(id);
    desk::People people;
    for (const auto& s : w_.must(s_.all_staff())) people.add(s.body);
    return at(now, timing, people, {view.hot.visitor_seq, view.hot.staff_seq, view.hot.last_at});
  }
  // Writes what the desk decided over the conversation as it is now.
  store::Committed apply(const desk::Change& change) {
    store::Commit commit{store::Reading{}};
    commit.change(look(change.conversation.id), change);
    if (change.staff) commit.change(who(change.staff->id), *change.staff);
    for (const auto& other : change.others) commit.change(who(other.id), other);
    return done(std::move(commit));
  }
  store::Committed assign(const std::string& id, const std::string& to, desk::Time now = base) {
    return apply(desk::assign(look(id).body, who(to).body, {to}, at(now)));
  }
  store::Committed close(const std::string& id, const desk::Timing& timing, desk::Time now = base) {
    const auto c = look(id).body;
    return apply(*desk::close(c, by(c.owner->id), "close-" + id, desk::CloseReason::resolved, std::nullopt,
                              at(now, timing, {who(c.owner->id).body})));
  }
  // A conversation that `agent` answered and closed, due to be sealed.
  void finished(const std::string& id, const std::string& who_for, const std::string& agent) {
    start(start_of(id, who_for));
    assign(id, agent);
    w_.must(s_.append(says(id, by(agent), "an answer", "answer-" + id)));
    close(id, over());
  }

private:
  store::Committed done(store::Commit commit) {
    auto answer = this->commit(std::move(commit));
    EXPECT_EQ(show(answer).substr(0, 4), "done");
    return answer;
  }
  World& w_;
  store::Store& s_;
};

}  // namespace baton::test

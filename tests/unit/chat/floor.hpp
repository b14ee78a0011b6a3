// A scene with people at work: who is there, what they do, and the laws that hold whatever they did.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/chat/steps.hpp"

namespace baton::test {

// ana owns `conversation`; ben is free; both are online and connected; sue supervises.
struct Floor : Scene {
  Floor() {
    EXPECT_TRUE(w.there.ask(w.there.store.join("n", 1'000'000)));
    for (const std::string id : {"ana", "ben", "sue"}) come(id);
  }
  void come(const std::string& id) {
    auto body = w.state->data.staff.at(id);
    auto online = body.body;
    online.presence = desk::Presence::online;
    store::Commit commit{store::Reading{}};
    commit.change(w.state->view(body), online);
    w.must(commit);
    EXPECT_TRUE(w.there.ask(w.there.store.here("n", id, store::PersonKind::staff, 1, 20'000)));
  }
  void go(const std::string& id, store::PersonKind kind = store::PersonKind::staff) {
    EXPECT_TRUE(w.there.ask(w.there.store.here("n", id, kind, 0, 20'000)));
  }
  void assign_by(desk::AssignMode mode) {
    change_care([&](desk::Department& care) { care.assign = mode; });
  }
  void change_care(const std::function<void(desk::Department&)>& change) {
    auto settings = w.state->data.settings;
    auto after = settings.body;
    change(after.departments[0]);
    store::Commit commit{store::Reading{}};
    commit.change(settings, after);
    w.must(commit);
  }
  template <class T>
  chat::Result<T> ask(chat::Task<T> call) {
    auto answer = w.here.ask(std::move(call));
    w.here.idle();
    return answer;
  }
  std::string cid() { return "k" + std::to_string(++cids); }
  chat::Result<chat::Done> transfer(const std::string& by, chat::To to, const std::string& note = "") {
    return ask(c.transfer(w.caller(by), conversation, cid(), std::move(to),
                          note.empty() ? std::nullopt : std::optional(note)));
  }
  chat::Result<chat::Done> answer(const std::string& by, bool accept) {
    return ask(c.answer(w.caller(by), conversation, cid(), accept));
  }
  chat::Result<chat::Done> force(const std::string& by, desk::Force::Action action,
                                 std::optional<chat::To> to = {}, const std::string& reason = "because") {
    return ask(c.force(w.caller(by), conversation, cid(), {action, std::move(to), reason}));
  }
  desk::Conversation& body() { return w.stored(conversation).body; }
  desk::Staff& staff(const std::string& id) { return w.state->data.staff.at(id).body; }
  // L5, L6: what staff hold is what the conversations say.
  void in_step() {
    std::map<std::string, std::vector<std::string>> owned, offered;
    for (const auto& [id, stored] : w.state->data.conversations) {
      const auto& b = stored.body;
      if (b.state == desk::State::active) desk::insert(owned[b.owner->id], id);
      if (const auto* offeree = b.offeree()) desk::insert(offered[*offeree], id);
    }
    for (const auto& [id, s] : w.state->data.staff) {
      EXPECT_EQ(s.body.owned, owned[id]) << id;
      EXPECT_EQ(s.body.offered, offered[id]) << id;
    }
  }
  void fire(store::TimerKind kind, const std::string& id) { ASSERT_TRUE(ask(c.timer({kind, id}))); }

  chat::Conversations& c = w.here.conversations;
  int cids = 0;
};

}  // namespace baton::test

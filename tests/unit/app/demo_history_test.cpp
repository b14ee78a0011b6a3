// The demo's past: written whole, written once, and finished by the next start wherever the first was cut
// short.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <set>

#include "server/demo.hpp"
#include "server/site_file.hpp"
#include "server/store/memory_store.hpp"

namespace baton {
namespace {

namespace asio = boost::asio;
using Told =
    std::multiset<std::string>;  // of each conversation: visitor, state, owner, kinds of events, tags

template <class Event>
std::string kinds(const std::vector<store::MemoryData::Kept<Event>>& log) {
  std::string out;
  for (const auto& kept : log) out += static_cast<char>('0' + kept.event.what.index());
  return out;
}

class Shop {
public:
  Shop() {
    store::Commit commit{store::Reading{}};
    commit.change(store::SettingsView(), demo_site());
    for (const auto& account : demo_accounts()) {
      desk::Staff staff;
      staff.id = "s" + account.name;
      staff.name = account.name;
      staff.email = account.email;
      staff.roles = {account.name == "Sam" ? desk::StaffRole::sales : desk::StaffRole::agent};
      staff.departments = account.departments;
      commit.change(std::nullopt, staff);
      commit.staff.back().password_hash = "none";
    }
    asio::io_context io;
    store::MemoryStore store(io.get_executor(), state);
    run(io, write(store, std::move(commit)));
  }

  // Runs at most `steps` of it, as a process that is killed then; true when it came to its end.
  bool begin(int steps) {
    asio::io_context io;
    store::MemoryStore store(io.get_executor(), state);
    bool ended = false;
    asio::co_spawn(io, write_history(store), [&](std::exception_ptr, Outcome) { ended = true; });
    for (int i = 0; i < steps && io.poll_one() > 0; ++i) {
    }
    return ended;
  }
  Outcome write_all() {
    asio::io_context io;
    store::MemoryStore store(io.get_executor(), state);
    return run(io, write_history(store));
  }
  bool cut_short() {
    asio::io_context io;
    store::MemoryStore store(io.get_executor(), state);
    return *run(io, history_cut_short(store));
  }

  Told told() const {
    Told told;
    for (const auto& [id, c] : state->data.conversations) {
      std::string story = c.body.visitor.name.value_or("?") + ": " +
                          std::to_string(static_cast<int>(c.body.state)) + " " +
                          (c.body.owner ? c.body.owner->name : "nobody") + " " + kinds(c.log) + " " +
                          kinds(c.notes) + " " + (c.body.previous ? "again" : "");
      for (const auto& tag : c.body.tags) story += " " + tag;
      told.insert(std::move(story));
    }
    return told;
  }

  std::shared_ptr<store::MemoryState> state = std::make_shared<store::MemoryState>(
      [now = std::int64_t{1'700'000'000'000'000}]() mutable { return now += 1'000; });

private:
  template <class T>
  static T run(asio::io_context& io, asio::awaitable<T> work) {
    std::optional<T> result;
    asio::co_spawn(io, std::move(work), [&](std::exception_ptr, T value) { result = std::move(value); });
    io.run();
    return *result;
  }
  static asio::awaitable<Outcome> write(store::Store& store, store::Commit commit) {
    const auto done = co_await store.commit(std::move(commit));
    EXPECT_TRUE(done && done->kind == store::Committed::Kind::done);
    co_return boost::system::in_place_value;
  }
};

TEST(DemoHistory, IsWrittenOnce) {
  Shop shop;
  EXPECT_FALSE(shop.cut_short());
  ASSERT_TRUE(shop.write_all());
  EXPECT_FALSE(shop.cut_short());
  const auto first = shop.told();
  EXPECT_THAT(first.size(), testing::AllOf(testing::Ge(8U), testing::Le(12U)));
  const auto of_maya = [](const std::string& story) { return story.starts_with("Maya Lindqvist: "); };
  EXPECT_EQ(std::count_if(first.begin(), first.end(), of_maya), 2);
  ASSERT_TRUE(shop.write_all());
  EXPECT_EQ(shop.told(), first);
  for (const auto& [id, staff] : shop.state->data.staff) EXPECT_EQ(staff.body.load(), 0) << id;
}

TEST(DemoHistory, IsFinishedWhereverItWasCutShort) {
  Shop undisturbed;
  ASSERT_TRUE(undisturbed.write_all());
  const auto whole = undisturbed.told();
  int cut = 0;
  for (int steps = 0;; ++steps) {
    Shop shop;
    const bool ended = shop.begin(steps);
    EXPECT_EQ(shop.cut_short(), !ended && !shop.told().empty() && shop.told() != whole) << "after " << steps;
    cut += shop.cut_short() ? 1 : 0;
    ASSERT_TRUE(shop.write_all());
    EXPECT_EQ(shop.told(), whole) << "cut after " << steps << " steps";
    if (ended) break;
  }
  EXPECT_GT(cut, 100);
}

TEST(DemoHistory, LeavesAloneWhatPeopleWentOnWith) {
  Shop shop;
  for (int steps = 1; shop.state->data.conversations.size() < 2; ++steps) {
    shop = Shop();
    shop.begin(steps);
  }
  for (auto& [id, c] : shop.state->data.conversations) {  // somebody has ended the second one meanwhile
    c.body.state = desk::State::closed;
    c.body.reopen_until = 0;
  }
  EXPECT_TRUE(shop.cut_short());
  const auto before = shop.told();
  EXPECT_TRUE(shop.write_all());
  EXPECT_EQ(shop.told(), before);
}

}  // namespace
}  // namespace baton

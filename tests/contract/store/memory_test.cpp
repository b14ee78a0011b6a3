// What only the twin can do: be cut off at will. And the pure moves, where no store shows them.
#include <boost/asio/io_context.hpp>

#include "server/store/memory_store.hpp"
#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

TEST(MemoryStore, ACutOffNodeIsRefusedHearsNothingAndIsToldWhenItIsBack) {
  boost::asio::io_context context;
  const auto state = std::make_shared<store::MemoryState>([] { return base * 1000; });
  store::MemoryStore a(context.get_executor(), state);
  store::MemoryStore b(context.get_executor(), state);
  Recorder heard;
  b.listen(heard);
  (void)run(context, b.follow_person("ana"));
  b.away(true);
  EXPECT_FALSE(b.up());
  EXPECT_TRUE(a.up());
  EXPECT_EQ(run(context, b.waiting("care")).error(), store::Fault::refused);
  EXPECT_EQ(run(context, b.join("n1", 1000)).error(), store::Fault::refused);
  (void)run(context, a.notify("ana", {.conversation = "lost"}));
  b.away(false);
  b.away(false);
  (void)run(context, a.notify("ana", {.conversation = "c1"}));
  EXPECT_TRUE(run_until(context, [&] { return !heard.heard.empty(); }));
  EXPECT_EQ(heard.heard, std::vector<std::string>{"notice ana conversation c1 changed"});
  EXPECT_EQ(heard.restored, 1);
}

TEST(MemoryStore, NothingIsToldFromInsideACallOrToANodeThatIsGone) {
  boost::asio::io_context context;
  const auto state = std::make_shared<store::MemoryState>([] { return base * 1000; });
  store::MemoryStore a(context.get_executor(), state);
  Recorder heard;
  {
    store::MemoryStore gone(context.get_executor(), state);
    gone.listen(heard);
    (void)run(context, gone.follow_person("ana"));
    state->publish("person:ana", [](store::Listener& listener) { listener.on_settings(); });
    EXPECT_TRUE(heard.heard.empty());
  }
  context.restart();
  context.run();
  EXPECT_TRUE(heard.heard.empty());
}

TEST(ReadyScore, KeepsEveryTwoFractionsApartAndFitsADouble) {
  std::int64_t most = 0;
  const auto with = [](int load, int capacity) {
    auto staff = person("ana", {"care"}, capacity);
    for (int i = 0; i < load; ++i) desk::insert(staff.owned, std::to_string(i));
    return staff;
  };
  for (int c = 1; c <= 50; ++c)
    for (int l = 0; l < c; ++l)
      for (int d = 1; d <= 50; ++d)
        for (int m = 0; m < d; m += 7) {
          const auto left = store::ready_score(with(l, c));
          const auto right = store::ready_score(with(m, d));
          ASSERT_EQ(l * d < m * c, left < right) << l << "/" << c << " and " << m << "/" << d;
          most = std::max({most, left, right});
        }
  EXPECT_LT(most, std::int64_t{1} << 53);
  auto longest = with(1, 4);
  auto newest = with(1, 4);
  longest.idle_since = base - 1;
  newest.idle_since = base;
  EXPECT_LT(store::ready_score(longest), store::ready_score(newest));
  newest.idle_since = -5;
  EXPECT_GE(store::ready_score(newest), 0);
}

TEST(Derive, MovesOnlyWhatDiffers) {
  const auto body = desk::start(start_of("c1", "vera"), at(base)).conversation;
  store::Commit::ConversationWrite same{.before = body, .after = body};
  EXPECT_TRUE(store::derive(same).empty());
  same.arrives = true;  // a new arrival moves its queue and nothing else
  for (const auto& move : store::derive(same)) EXPECT_NE(move.kind, store::Move::Kind::drop) << move.set;
  EXPECT_EQ(store::derive(same).size(), 4u) << "its queue, waiting, arrivals, classes";
  store::Commit::StaffWrite staff{.before = person("ana"), .after = person("ana")};
  EXPECT_TRUE(store::derive(staff).empty());
}

TEST(Timers, NamesGoThereAndBack) {
  for (int i = 0; i < store::timer_kinds; ++i) {
    const auto kind = static_cast<store::TimerKind>(i);
    const auto back = store::timer_of(store::timer_member({kind, "a:b"}));
    EXPECT_EQ(back.kind, kind);
    EXPECT_EQ(back.id, "a:b");
  }
}

}  // namespace
}  // namespace baton::test

// The whole way there and back on a real Redis, on two nodes: what the memory store tells of the hand-off's
// calls holds for what users run.
#include <gmock/gmock.h>

#include "server/store/redis_store.hpp"
#include "server/store/words.hpp"
#include "tests/unit/chat/world.hpp"

namespace baton::test {
namespace {

using chat::Done;
using chat::Reason;
using chat::Result;
using desk::Answer;

struct RedisNode {
  RedisNode(boost::asio::io_context& loop, const redis::Options& options)
      : context(loop),
        commands(loop.get_executor(), options),
        subscriber(loop.get_executor(), options),
        store(loop.get_executor(), commands, subscriber, "site") {
    commands.start();
    subscriber.start();
  }
  void stop() {
    matchers.stop();
    hub.queues().stop();
    subscriber.stop();
    commands.stop();
  }

  boost::asio::io_context& context;
  redis::Link commands;
  redis::Subscriber subscriber;
  store::RedisStore store;
  WordEncoder encoder;
  chat::Hub hub{context.get_executor(), store, encoder};
  chat::Matchers matchers{context.get_executor(), store};
  chat::Conversations conversations{store, hub, matchers, {}};
  chat::Handoffs handoffs{store, hub, matchers, {}};
};

// ana of care owns a solved conversation of v1; sam and sid of sales are there.
struct Site {
  Site() {
    EXPECT_TRUE(run_until(context, [&] { return one.store.up() && two.store.up(); }));
    desk::Settings settings;
    settings.departments = {{"care", "Care", desk::DepartmentKind::care, desk::AssignMode::manual},
                            {"sales", "Sales", desk::DepartmentKind::sales}};
    store::Commit commit{store::Reading{}};
    commit.change(store::SettingsView{}, settings);
    must(std::move(commit));
    EXPECT_TRUE(run(context, one.store.join("n", 60'000)));
    hire(staff_member("ana"));
    hire(staff_member("sam", {"sales"}, {desk::StaffRole::sales}));
    hire(staff_member("sid", {"sales"}, {desk::StaffRole::sales}));
    conversation = done(one.conversations.start(v1, {"start", std::nullopt, "hello"})).conversation;
    done(one.conversations.take(who("ana"), conversation, "take", false));
    done(one.conversations.solve(who("ana"), conversation, "solve", true));
    const desk::Flag what{desk::OpportunityKind::upsell, "Mugs", "a set", desk::Money{100, "EUR"}, {}};
    opportunity = done(one.handoffs.flag(who("ana"), conversation, "flag", what)).opportunity;
  }
  ~Site() {
    one.stop();
    two.stop();
    const auto until = std::chrono::steady_clock::now() + 20ms;  // the loops see that they are stopped
    context.restart();
    context.run_until(until);
  }
  void must(store::Commit commit) {
    const auto written = run(context, one.store.commit(std::move(commit)));
    EXPECT_TRUE(written && written->kind == store::Committed::Kind::done);
  }
  void hire(desk::Staff staff) {
    staff.presence = desk::Presence::online;
    store::Commit commit{store::Reading{}};
    commit.change(std::nullopt, staff);
    must(std::move(commit));
    EXPECT_TRUE(run(context, one.store.here("n", staff.id, store::PersonKind::staff, 1, 20'000)));
  }
  chat::Caller who(const std::string& id) {
    store::Reading unused;
    return chat::Caller::of(run(context, one.store.staff(id, unused))->body);
  }
  desk::Conversation body() {
    store::Reading unused;
    return run(context, one.store.conversation(conversation, unused))->body;
  }
  std::string state() { return std::string(store::word(body().opportunities.at(0).state)); }
  Done done(chat::Task<Done> call) {
    const auto answer = run(context, std::move(call));
    if (answer) return *answer;
    ADD_FAILURE() << "refused: " << static_cast<int>(answer.error().reason) << " " << answer.error().why
                  << " " << answer.error().state;
    return {};
  }
  bool becomes(const std::string& wanted) {
    return run_until(context, [&] { return state() == wanted; });
  }
  void propose() {
    chat::Handoffs::Propose what;
    what.opportunity = opportunity;
    what.brief.summary = "a set for a café";
    done(one.handoffs.propose(who("ana"), conversation, "propose", what));
    const auto handoff = body().opportunities.at(0).handoff->id;
    done(two.handoffs.answer(v1, conversation, handoff, "yes", Answer::yes, {}));
  }

  TestRedis redis;
  boost::asio::io_context context;
  RedisNode one{context, redis.options()};
  RedisNode two{context, redis.options()};
  chat::Caller v1 = visitor("v1");
  std::string conversation, opportunity;
};

TEST(HandoffOnRedis, TheWholeWayThereAndBack) {
  Site s;
  s.propose();
  ASSERT_TRUE(s.becomes("offered"));
  const std::string rep = *s.body().offeree();
  EXPECT_EQ(s.body().owner->id, "ana");
  s.done(s.two.conversations.answer(s.who(rep), s.conversation, "accept", true));
  EXPECT_EQ(s.state(), "accepted");
  EXPECT_EQ(s.body().owner->id, rep);
  EXPECT_EQ(s.body().department, "sales");
  chat::Handoffs::Back won;
  won.outcome = desk::Outcome::won;
  won.money = desk::Money{5'000, "EUR"};
  const auto back = s.done(s.one.handoffs.back(s.who(rep), s.conversation, "back", won));
  EXPECT_EQ(back.opportunity, s.opportunity);
  EXPECT_EQ(s.body().owner->id, "ana");
  EXPECT_EQ(s.state(), "won");
  const auto again = s.done(s.two.handoffs.back(s.who(rep), s.conversation, "back", won));
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.opportunity, s.opportunity);
  s.done(s.one.handoffs.refund(s.who(rep), s.opportunity, "refund", {2'000, "EUR"}, "one too many"));
  const auto listed = run(s.context, s.two.handoffs.list(s.who("ana"), {}));
  ASSERT_TRUE(listed && listed->opportunities.size() == 1);
  EXPECT_EQ(listed->opportunities.front().opportunity.refunded, 2'000);
  const auto stats = run(s.context, s.one.handoffs.stats(s.who(rep), {}));
  ASSERT_TRUE(stats);
  EXPECT_EQ(stats->boards.all.sales.won, 1);
  EXPECT_EQ(stats->boards.all.sales.revenue.at("EUR"), 3'000);
}

TEST(HandoffOnRedis, TwoRepsAtOnceOnTwoNodesOneHasIt) {
  Site s;
  const auto sam = s.who("sam");
  const auto sid = s.who("sid");
  s.propose();
  s.one.matchers.stop();
  s.two.matchers.stop();
  std::optional<Result<Done>> first, second;
  boost::asio::co_spawn(s.context, s.one.conversations.take(sam, s.conversation, "race", false),
                        [&](std::exception_ptr, Result<Done> done) { first = std::move(done); });
  boost::asio::co_spawn(s.context, s.two.conversations.take(sid, s.conversation, "race", false),
                        [&](std::exception_ptr, Result<Done> done) { second = std::move(done); });
  ASSERT_TRUE(run_until(s.context, [&] { return first && second; }));
  EXPECT_NE(first->has_value(), second->has_value());
  EXPECT_EQ(s.body().owner->id, *first ? "sam" : "sid");
  EXPECT_EQ(s.state(), "accepted");
}

TEST(HandoffOnRedis, AComplaintOnTheWayHoldsItBack) {
  Site s;
  s.propose();
  ASSERT_TRUE(s.becomes("offered"));
  const std::string rep = *s.body().offeree();
  s.done(s.two.conversations.complain(s.v1, s.conversation, "no", true, "it broke"));
  EXPECT_EQ(s.state(), "consented");
  const auto late = run(s.context, s.one.conversations.answer(s.who(rep), s.conversation, "late", true));
  EXPECT_EQ(late.error().reason, Reason::conflict) << "it was withdrawn";
  const auto words = s.done(s.one.conversations.send(s.v1, s.conversation, "angry", "This is unacceptable."));
  EXPECT_EQ(words.conversation, s.conversation);
  store::Reading unused;
  const auto customer = run(s.context, s.two.store.visitor("v1", unused));
  ASSERT_TRUE(customer);
  EXPECT_TRUE(customer->body.customer.unhappy_since);
  EXPECT_TRUE(customer->body.customer.complaint_since);
}

}  // namespace
}  // namespace baton::test

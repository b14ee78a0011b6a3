// The use cases one by one: what they do, what they refuse, and what two of them at once come to.
#include "tests/unit/chat/steps.hpp"

namespace baton::test {
namespace {

using chat::Reason;
using ::testing::ElementsAre;

struct Desk : Scene {
  chat::Conversations& c = w.here.conversations;
  template <class T>
  chat::Result<T> ask(chat::Task<T> call) {
    return w.here.ask(std::move(call));
  }
  desk::Conversation& body() { return w.stored(conversation).body; }
  std::vector<std::string> log() { return kinds(w.stored(conversation).log); }
};

TEST(Start, TwiceAtOnceFromTwoTabsIsOneConversation) {
  std::optional<chat::Result<chat::Done>> first;
  std::string second;
  const Act begin = [&](Scene& s) {
    first.reset();
    chat::Conversations::Start what{"tab-1", std::nullopt, "first"};
    boost::asio::co_spawn(
        s.w.here.context, s.w.here.conversations.start(visitor("v9"), what),
        [&](std::exception_ptr, chat::Result<chat::Done> done) { first = std::move(done); });
  };
  const Act disturb = [&](Scene& s) { second = s.w.start("v9", "second"); };
  const Act check = [&](Scene& s) {
    ASSERT_TRUE(first && *first);
    EXPECT_EQ((*first)->conversation, second);
    auto log = kinds(s.w.stored(second).log);
    EXPECT_EQ(log.size(), 3U);
    std::sort(log.begin(), log.end());
    EXPECT_THAT(log, ElementsAre("message:first", "message:second", "queued:care"));
  };
  EXPECT_GT(at_each_step(begin, disturb, check), 3);
}

TEST(Note, NotesAreBoundedAsTheLogIs) {
  Desk d;
  auto& notes = d.w.stored(d.conversation).notes;
  while (notes.size() < store::most_events) d.w.note("ana", d.conversation, "once more");
  const auto full = d.ask(d.c.note(d.w.caller("ana"), d.conversation, "one-too-many", "no"));
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().reason, Reason::conflict);
  EXPECT_EQ(full.error().why, "full");
  const auto tagged = d.ask(d.c.tag(d.w.caller("ana"), d.conversation, "tag-too-many", {"late"}));
  ASSERT_FALSE(tagged);
  EXPECT_EQ(tagged.error().why, "full");
  EXPECT_EQ(notes.size(), store::most_events);
}

TEST(Start, RefusesAnUnknownDepartmentAndAFullQueue) {
  Desk d;
  const auto unknown = d.ask(d.c.start(visitor("v2"), {"c", "nowhere", "hi"}));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().reason, Reason::invalid);
  EXPECT_EQ(unknown.error().field, "department");
  auto before = d.w.state->data.settings;
  auto settings = before.body;
  settings.departments[0].queue_limit = 1;
  store::Commit commit{store::Reading{}};
  commit.change(before, settings);
  d.w.must(commit);
  ASSERT_TRUE(d.ask(d.c.start(visitor("v2"), {"c", std::nullopt, "hi"})));
  const auto full = d.ask(d.c.start(visitor("v3"), {"c", std::nullopt, "hi"}));
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().reason, Reason::conflict);
  EXPECT_EQ(full.error().state, "offline");
  EXPECT_TRUE(d.ask(d.c.start(visitor("v3"), {"c", "sales", "hi"})));
}

TEST(Start, AfterAnEarlierOneIsLinked) {
  Desk d;
  d.w.close(d.w.caller("ana"), d.conversation);
  const auto next = d.ask(d.c.start(visitor("v1"), {"next", std::nullopt, std::nullopt}));
  ASSERT_TRUE(next);
  EXPECT_EQ(d.w.stored(next->conversation).body.previous, d.conversation);
  EXPECT_EQ(next->seq, 1U);
}

TEST(Send, ToAClosedOneReopensWithinTheWindow) {
  Desk d;
  d.w.close(d.w.caller("ana"), d.conversation);
  d.w.pass(desk::minutes(29));
  const auto sent = d.ask(d.c.send(visitor("v1"), d.conversation, "back", "one more"));
  ASSERT_TRUE(sent);
  const auto log = d.log();
  EXPECT_EQ(log[4], "reopened");
  EXPECT_EQ(log[5], "message:one more");
  EXPECT_EQ(sent->seq, 6U);
  EXPECT_EQ(d.body().state, desk::State::queued);
  EXPECT_EQ(d.body().pref->staff, "ana");
  d.w.take("ben", d.conversation);
  d.w.close(d.w.caller("ben"), d.conversation);
  d.w.pass(desk::minutes(30));
  const auto late = d.ask(d.c.send(visitor("v1"), d.conversation, "late", "too late"));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().reason, Reason::conflict);
  EXPECT_EQ(late.error().state, "closed");
}

// Two messages to a closed conversation at once: the one that loses the race finds it open, and is said.
TEST(Send, ToAClosedOneWhileAnotherReopensItIsSaid) {
  std::optional<chat::Result<chat::Done>> first;
  const Act begin = [&](Scene& s) {
    s.w.close(s.w.caller("ana"), s.conversation);
    first.reset();
    boost::asio::co_spawn(
        s.w.here.context, s.w.here.conversations.send(visitor("v1"), s.conversation, "tab-1", "first"),
        [&](std::exception_ptr, chat::Result<chat::Done> done) { first = std::move(done); });
  };
  const Act disturb = [](Scene& s) { s.w.say(visitor("v1"), s.conversation, "second"); };
  const Act check = [&](Scene& s) {
    ASSERT_TRUE(first);
    ASSERT_TRUE(*first) << "refused: " << first->error().state;
    const auto log = kinds(s.w.stored(s.conversation).log);
    EXPECT_EQ(std::count(log.begin(), log.end(), "message:first"), 1);
    EXPECT_EQ(std::count(log.begin(), log.end(), "message:second"), 1);
    EXPECT_EQ(std::count(log.begin(), log.end(), "reopened"), 1);
  };
  at_each_step(begin, disturb, check);
}

TEST(Send, WhoMay) {
  Desk d;
  d.w.hire(staff_member("far", {"sales"}));
  const auto colleague = d.ask(d.c.send(d.w.caller("ben"), d.conversation, "1", "?"));
  ASSERT_FALSE(colleague);
  EXPECT_EQ(colleague.error().reason, Reason::forbidden);
  EXPECT_EQ(colleague.error().owner->id, "ana");
  const auto stranger = d.ask(d.c.send(d.w.caller("far"), d.conversation, "1", "?"));
  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().reason, Reason::not_found);
  const auto other = d.ask(d.c.send(visitor("v2"), d.conversation, "1", "?"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().reason, Reason::not_found);
  const auto nowhere = d.ask(d.c.send(visitor("v1"), "c-unknown", "1", "?"));
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().reason, Reason::not_found);
  EXPECT_EQ(d.log().size(), 3U);
}

TEST(Send, ASupervisorJoinsByWritingOnce) {
  Desk d;
  ASSERT_TRUE(d.ask(d.c.send(d.w.caller("sue"), d.conversation, "1", "let me")));
  ASSERT_TRUE(d.ask(d.c.send(d.w.caller("sue"), d.conversation, "2", "help")));
  const auto log = d.log();
  EXPECT_EQ(std::vector(log.begin() + 3, log.end()),
            (std::vector<std::string>{"joined:sue", "message:let me", "message:help"}));
  EXPECT_EQ(d.body().owner->id, "ana");
}

TEST(Take, RespectsCapacityUnlessOver) {
  Desk d;
  auto full = staff_member("full");
  full.capacity = 1;
  d.w.hire(full);
  const auto one = d.w.start("v2");
  const auto two = d.w.start("v3");
  ASSERT_TRUE(d.ask(d.c.take(d.w.caller("full"), one, "1", false)));
  const auto refused = d.ask(d.c.take(d.w.caller("full"), two, "2", false));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::conflict);
  EXPECT_EQ(refused.error().why, "capacity");
  ASSERT_TRUE(d.ask(d.c.take(d.w.caller("full"), two, "2", true)));
  EXPECT_EQ(d.w.state->data.staff.at("full").body.load(), 2);
  const auto taken = d.ask(d.c.take(d.w.caller("ben"), two, "3", false));
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().state, "active");
  EXPECT_EQ(taken.error().owner->id, "full");
}

// One owner at a time: two take the same one, at each step of the first.
TEST(Take, TwoAtOnceIsOneOwner) {
  std::optional<chat::Result<chat::Done>> ana;
  std::optional<chat::Result<chat::Done>> ben;
  std::string which;
  const Act begin = [&](Scene& s) {
    which = s.w.start("v5");
    ana.reset();
    boost::asio::co_spawn(s.w.here.context, s.w.here.conversations.take(s.w.caller("ana"), which, "a", false),
                          [&](std::exception_ptr, chat::Result<chat::Done> done) { ana = std::move(done); });
  };
  const Act disturb = [&](Scene& s) {
    ben = s.w.there.ask(s.w.there.conversations.take(s.w.caller("ben"), which, "b", false));
  };
  const Act check = [&](Scene& s) {
    ASSERT_TRUE(ana && ben);
    EXPECT_NE(ana->has_value(), ben->has_value());
    const auto owner = s.w.stored(which).body.owner->id;
    EXPECT_EQ(owner, ana->has_value() ? "ana" : "ben");
    EXPECT_EQ(s.w.state->data.staff.at(owner == "ana" ? "ben" : "ana").body.owned,
              (owner == "ana" ? std::vector<std::string>{} : std::vector<std::string>{s.conversation}));
  };
  at_each_step(begin, disturb, check);
}

TEST(Close, ByTheVisitorIsMissedUntilAHumanAnswered) {
  World w;
  w.hire(staff_member("ana"));
  const auto state = [&](const std::string& c) { return w.stored(c).body.state; };
  const auto queued = w.start("v1");
  w.close(visitor("v1"), queued);
  EXPECT_EQ(state(queued), desk::State::missed);
  chat::Conversations::Start silent{"silent", std::nullopt, std::nullopt};
  const auto wrote_nothing = w.done(w.there.conversations.start(visitor("v2"), silent)).conversation;
  w.close(visitor("v2"), wrote_nothing);
  EXPECT_EQ(state(wrote_nothing), desk::State::closed);
  const auto unanswered = w.start("v3");
  w.take("ana", unanswered);
  w.close(visitor("v3"), unanswered);
  EXPECT_EQ(state(unanswered), desk::State::missed);
  EXPECT_TRUE(w.state->data.staff.at("ana").body.owned.empty());
  const auto answered = w.start("v4");
  w.take("ana", answered);
  w.say(w.caller("ana"), answered, "an answer");
  w.close(visitor("v4"), answered);
  EXPECT_EQ(state(answered), desk::State::closed);
}

// A visitor leaves while staff answer, at each step: what was said decides, never what was read before.
TEST(Close, ByTheVisitorRacesAnAnswer) {
  const Act begin = [](Scene& s) {
    s.w.here.begin([](chat::Conversations& c, std::string id) -> boost::asio::awaitable<void> {
      const auto left =
          co_await c.close(visitor("v1"), id, "bye", desk::CloseReason::visitor_left, std::nullopt);
      EXPECT_TRUE(left);
    }(s.w.here.conversations, s.conversation));
  };
  std::optional<chat::Result<chat::Done>> said;
  const Act disturb = [&](Scene& s) {
    said = s.w.there.ask(s.w.there.conversations.send(s.w.caller("ana"), s.conversation, "x", "answer"));
  };
  const Act check = [&](Scene& s) {
    const auto& c = s.w.stored(s.conversation);
    EXPECT_EQ(c.body.state, said->has_value() ? desk::State::closed : desk::State::missed);
    EXPECT_EQ(c.hot.staff_seq > 0, said->has_value());
  };
  at_each_step(begin, disturb, check);
}

}  // namespace
}  // namespace baton::test

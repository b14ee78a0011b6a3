// What the one to whom it is offered hears, on every connection, from the offer to its end.
#include <algorithm>

#include "server/chat/arrivals.hpp"
#include "server/desk/lifecycle.hpp"
#include "server/desk/offering.hpp"
#include "server/desk/supervising.hpp"
#include "server/desk/waiting.hpp"
#include "tests/unit/chat/steps.hpp"

namespace baton::test {
namespace {

using ::testing::ElementsAre;

// A queued chat of v2 that is offered to ben, who is connected twice.
struct Held : Scene {
  Held() {
    conversation = w.start("v2");
    ben = w.connect(w.caller("ben"));
    other = w.connect(w.caller("ben"));
    decide([&](const auto& c) { return desk::offer(c, staff("ben"), {}, facts()); });
  }
  desk::Staff staff(const std::string& id) { return w.state->data.staff.at(id).body; }
  desk::Facts facts() {
    desk::Facts all{.now = w.state->now()};
    for (const auto& [id, s] : w.state->data.staff) all.people.add(s.body);
    return all;
  }
  template <class Decide>
  void decide(Decide decide) {
    const auto view = w.state->view(w.stored(conversation));
    const desk::Change change = decide(view.body);
    store::Commit commit{store::Reading{}};
    commit.change(view, change);
    const auto put = [&](const desk::Staff& s) {
      commit.change(w.state->view(w.state->data.staff.at(s.id)), s);
    };
    if (change.staff) put(*change.staff);
    for (const auto& s : change.others) put(s);
    w.must(commit);
    w.here.idle();
  }
  static std::vector<std::string> offers(const ClientPtr& who) {
    std::vector<std::string> heard;
    for (const auto& frame : who->heard)
      if (frame.starts_with("offer")) heard.push_back(frame);
    return heard;
  }
  ClientPtr ben, other;
};

TEST(HubOffers, AreToldAfterTheCopyOnEveryConnection) {
  Held h;
  for (const auto& client : {h.ben, h.other}) {
    EXPECT_THAT(Held::offers(client), ElementsAre("offer chat"));
    ASSERT_FALSE(client->heard.empty());
    EXPECT_TRUE(client->heard.front().starts_with("copy 7 ")) << client->heard.front();
    h.expect_true_copy(client);
  }
}

TEST(HubOffers, EndWithTheReason) {
  using Ends = std::function<desk::Change(Held&, const desk::Conversation&)>;
  const auto after = [](const Ends& ends) {
    Held h;
    h.decide([&](const auto& c) { return ends(h, c); });
    EXPECT_EQ(Held::offers(h.ben).size(), 2U);
    EXPECT_EQ(Held::offers(h.ben), Held::offers(h.other));
    return Held::offers(h.ben).back();
  };
  const desk::Actor v2{"v2", "", desk::Role::visitor};
  EXPECT_EQ(after([](Held& h, const auto& c) { return *desk::accept(c, h.staff("ben"), "", h.facts()); }),
            "offer.withdrawn answered");
  EXPECT_EQ(
      after([](Held& h, const auto& c) { return *desk::decline(c, h.staff("ben"), "", {}, h.facts()); }),
      "offer.withdrawn answered");
  EXPECT_EQ(after([](Held& h, const auto& c) {
              h.w.pass(desk::minutes(1));
              return *desk::lapse(c, h.facts());
            }),
            "offer.withdrawn expired");
  EXPECT_EQ(after([&](Held& h, const auto& c) { return *desk::leave_chat(c, v2, "", h.facts()); }),
            "offer.withdrawn closed");
  EXPECT_EQ(after([](Held& h, const auto& c) { return *desk::visitor_away(c, h.facts()); }),
            "offer.withdrawn withdrawn");
  EXPECT_EQ(after([](Held& h, const auto& c) {
              return *desk::force(c, h.staff("sue"), "", {desk::Force::Action::takeover, {}, "x"}, h.facts());
            }),
            "offer.withdrawn taken");
}

TEST(HubOffers, WhoDeclinedHearsTheOfferEndBeforeTheyAreLeft) {
  Held h;
  h.decide([&](const auto& c) { return *desk::decline(c, h.staff("ben"), "", {}, h.facts()); });
  const auto& heard = h.ben->heard;
  ASSERT_GE(heard.size(), 2U);
  EXPECT_EQ(heard[heard.size() - 2], "offer.withdrawn answered");
  EXPECT_TRUE(heard.back().starts_with("copy 9 ")) << heard.back();
}

TEST(HubOffers, AnArrivalIsShownWhatIsOffered) {
  Held h;
  chat::Arrivals arrivals(h.w.here.store);
  const auto arrival = h.w.here.ask(arrivals.staff("ben", {}));
  ASSERT_TRUE(arrival);
  ASSERT_EQ(arrival->offers.size(), 1U);
  EXPECT_EQ(arrival->offers[0].body.id, h.conversation);
  EXPECT_TRUE(arrival->conversations.empty());
}

}  // namespace
}  // namespace baton::test

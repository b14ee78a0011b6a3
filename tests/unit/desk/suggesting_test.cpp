// Words in a text, rules that fire, what is in the box, and what a message changes.
#include "server/desk/suggesting.hpp"

#include <gtest/gtest.h>

#include "server/desk/satisfaction.hpp"
#include "tests/unit/desk/build.hpp"

namespace baton::desk {
namespace {

constexpr Time now = 1'000'000;

bool says(std::string_view text, const std::string& word) { return has_words(text, {word}); }

TEST(Words, AreWholeOnes) {
  EXPECT_TRUE(says("It is a scam", "scam"));
  EXPECT_TRUE(says("SCAM!", "scam"));
  EXPECT_TRUE(says("(scam)", "Scam"));
  EXPECT_FALSE(says("scampi", "scam"));
  EXPECT_FALSE(says("webscam", "scam"));
  EXPECT_FALSE(says("", "scam"));
  EXPECT_FALSE(has_words("scam", {}));
  EXPECT_FALSE(says("anything", "!?")) << "a phrase without a word says nothing";
}

TEST(Words, MayBePhrases) {
  EXPECT_TRUE(says("We  need\nmore seats.", "more seats"));
  EXPECT_TRUE(says("an add-on", "add on"));
  EXPECT_TRUE(says("an “add on”", "add-on"));
  EXPECT_FALSE(says("no more. Seats are fine", "more seats")) << "a sentence ends between them";
  EXPECT_FALSE(says("more big seats", "more seats"));
  EXPECT_TRUE(says("it doesn’t work", "doesn't work"));
  EXPECT_FALSE(says("more", "more seats"));
}

TEST(Words, IgnoreTheCaseOfLatinLetters) {
  EXPECT_TRUE(says("UNVERSCHÄMT", "unverschämt"));
  EXPECT_TRUE(says("NIEDOPUSZCZALNE ŹLE", "źle"));
  EXPECT_TRUE(says("ŠKODA", "škoda"));
  EXPECT_TRUE(says("ÇOK", "çok"));
  EXPECT_FALSE(says("übel", "ubel"));
  EXPECT_FALSE(says("überübel", "übel"));
  EXPECT_FALSE(says("\xFF\xC3", "a")) << "bytes that are no text";
}

class Rules : public testing::Test {
protected:
  Rules() {
    settings.sales.suggestions = {rule};
    c.visitor.page = Page{.url = "https://shop.example/pricing?x"};
    c.visitor.attributes = {{"plan", "basic"}, {"cart", std::int64_t{100}}, {"trial", true}, {"score", 2.5}};
  }
  bool fires(const SuggestionRule& with, std::string_view text = "hello") {
    settings.sales.suggestions = {with};
    return !suggestions(c, text, settings).empty();
  }
  SuggestionRule rule{.id = "r", .product = "P"};
  Settings settings;
  Conversation c = active("c1");
};

TEST_F(Rules, FireWhenAllTheirConditionsHold) {
  EXPECT_FALSE(fires({.id = "r"})) << "none set: never";
  EXPECT_TRUE(fires({.id = "r", .words = {"buy", "hello"}}));
  EXPECT_FALSE(fires({.id = "r", .words = {"buy"}}));
  EXPECT_TRUE(fires({.id = "r", .page = "/pricing"}));
  EXPECT_FALSE(fires({.id = "r", .page = "/checkout"}));
  EXPECT_TRUE(fires({.id = "r", .attributes = {{"plan", "basic"}, {"trial", "true"}, {"cart", "100"}}}));
  EXPECT_FALSE(fires({.id = "r", .attributes = {{"plan", "Basic"}}})) << "exactly";
  EXPECT_FALSE(fires({.id = "r", .attributes = {{"plan", "basic"}, {"seats", "1"}}}));
  EXPECT_TRUE(fires({.id = "r", .at_least = {{"cart", 100}}}));
  EXPECT_TRUE(fires({.id = "r", .at_least = {{"score", 2.5}}}));
  EXPECT_FALSE(fires({.id = "r", .at_least = {{"cart", 100.5}}}));
  EXPECT_FALSE(fires({.id = "r", .at_least = {{"plan", 0}}})) << "no number";
  EXPECT_FALSE(fires({.id = "r", .words = {"hello"}, .page = "/checkout"}));
  c.visitor.page.reset();
  EXPECT_FALSE(fires({.id = "r", .page = "/pricing"}));
}

TEST_F(Rules, FireOnceAConversationAndThreeAtATime) {
  settings.sales.suggestions.clear();
  for (const auto* id : {"a", "b", "c", "d"})
    settings.sales.suggestions.push_back({.id = id, .words = {"hello"}});
  auto facts = at(now);
  facts.settings = settings;
  const auto first = heard(c, "hello", facts);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->conversation.suggestions.size(), 3u);
  EXPECT_EQ(first->notes.size(), 3u);
  EXPECT_EQ(first->log.size(), 0u) << "the customer does not see it";
  ASSERT_EQ(first->ledger.size(), 3u);
  EXPECT_EQ(first->ledger[0].rule, "a");
  const auto second = heard(first->conversation, "hello", facts);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->conversation.suggestions.back().id, "d");
  EXPECT_EQ(why(heard(second->conversation, "hello", facts)), Refusal::Why::state);
}

TEST(Heard, AlertsOnceOfDistressAndSellsNothingThen) {
  auto facts = at(now);
  facts.customer = Customer{};
  const auto c = active("c1");
  const auto change = heard(c, "This is unacceptable, we need more seats", facts);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->customer->unhappy_since, now);
  ASSERT_EQ(change->notes.size(), 1u);
  EXPECT_EQ(std::get<Alert>(change->notes[0].what), (Alert{true, AlertReason::unhappy}));
  EXPECT_EQ(change->notes[0].by, baton_itself());
  EXPECT_TRUE(change->conversation.suggestions.empty());
  facts.customer = change->customer;
  EXPECT_EQ(why(heard(c, "unacceptable", facts)), Refusal::Why::state) << "until somebody has cleared it";
  EXPECT_EQ(why(heard(c, "more seats please", facts)), Refusal::Why::state) << "nobody sells to the unhappy";
  EXPECT_EQ(why(heard(closed("c1", now), "unacceptable", facts)), Refusal::Why::state);
}

TEST(InTheBox, AreFewRulesThatOrdinaryTalkDoesNotFire) {
  auto facts = at(now);
  facts.customer = Customer{};
  const auto c = active("c1");
  for (const auto* text : {"Hello, I cannot log in", "my payment failed twice", "Thanks, that solved it!",
                           "Where do I find my invoice?", "After the upgrade the page is blank",
                           "I would like a refund for order 7", "the limit field is red", "how much longer?",
                           "Is there a money back guarantee?", "please cancel my order"})
    EXPECT_EQ(why(heard(c, text, facts)), Refusal::Why::state) << text;
  for (const auto* text : {"We need more seats", "Can we have it for our whole team?", "Could I get a quote?",
                           "how do I renew our subscription", "Do you also sell cables?"}) {
    const auto change = heard(c, text, facts);
    ASSERT_TRUE(change) << text;
    EXPECT_EQ(change->conversation.suggestions.size(), 1u) << text;
  }
  for (const auto* text :
       {"I am fed up with this", "I want my money back!", "FURIOUS", "let me speak to a manager"}) {
    const auto change = heard(c, text, facts);
    ASSERT_TRUE(change) << text;
    EXPECT_TRUE(change->customer) << text;
  }
}

}  // namespace
}  // namespace baton::desk

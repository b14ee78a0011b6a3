// What a node knows of the last minute: bounded, and in the order in which it was said.
#include "server/chat/recent.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::test {
namespace {

using chat::Known;
using chat::Recent;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Recent::Instant begin{};

store::LogRecord message(store::Seq seq, const std::string& text, const std::string& epoch = "e1",
                         const std::string& conversation = "c1") {
  desk::LogEvent event{{"v1", "", desk::Role::visitor}, "cid-" + text, desk::Message{text}};
  return {conversation, epoch, seq, static_cast<store::Time>(seq), std::move(event), 0};
}
store::NotesRecord note(store::Seq seq, store::Seq log_seq, const std::string& text,
                        desk::Role role = desk::Role::agent) {
  return {
      "c1",   "e1", seq, static_cast<store::Time>(seq), {{"ana", "", role}, "cid-" + text, desk::Note{text}},
      log_seq};
}
std::vector<std::string> words(const std::vector<Known>& all) {
  std::vector<std::string> said;
  for (const auto& known : all)
    said.push_back(known.said() ? known.text : "(" + std::to_string(known.place.seq) + ")");
  return said;
}

TEST(Recent, GivesBackInTheOrderInWhichItWasSaid) {
  Recent recent(1 << 20);
  recent.keep(message(4, "later"), begin);
  recent.keep(note(1, 3, "note"), begin);
  recent.keep(message(3, "sooner"), begin);
  recent.keep(message(3, "other", "e2"), begin);
  recent.keep(message(3, "elsewhere", "e1", "c2"), begin);
  EXPECT_THAT(words(recent.take("c1", "e1")), ElementsAre("sooner", "note", "later"));
  EXPECT_THAT(words(recent.take("c1", "e1")), IsEmpty());
  EXPECT_THAT(words(recent.take("c1", "e2")), ElementsAre("other"));
  EXPECT_THAT(words(recent.take("c2", "e1")), ElementsAre("elsewhere"));
  EXPECT_EQ(recent.size(), 0U);
  EXPECT_EQ(recent.bytes(), 0U);
}

TEST(Recent, APlaceIsKeptOnceAndWhatNobodySaidIsKnownToBeNothingToPutBack) {
  Recent recent(1 << 20);
  recent.keep(message(1, "first"), begin);
  recent.keep(message(1, "first"), begin + seconds(1));
  recent.keep(store::LogRecord{"c1", "e1", 2, 2, {{}, "", desk::Assigned{{"ana", "Ana"}}}, 0}, begin);
  recent.keep(store::LogRecord{"c1", "e1", 3, 3, {{}, "", desk::Message{"a warning"}}, 0}, begin);
  recent.keep(
      store::NotesRecord{"c1", "e1", 1, 2, {{"ana", "", desk::Role::agent}, "t", desk::Tagged{{"x"}}}, 2},
      begin);
  recent.keep(note(2, 2, "the reason of a force, perhaps", desk::Role::supervisor), begin);
  EXPECT_EQ(recent.size(), 3U);
  EXPECT_THAT(words(recent.take("c1", "e1")), ElementsAre("first", "(2)", "(3)"));
}

TEST(Recent, AsksOncePerEpochFromTheLastPlace) {
  Recent recent(1 << 20);
  recent.keep(message(7, "a"), begin);
  recent.keep(message(5, "b"), begin);
  recent.keep(note(2, 9, "c"), begin);
  recent.keep(message(3, "d", "e2"), begin);
  const auto positions = recent.positions();
  ASSERT_EQ(positions.size(), 2U);
  EXPECT_EQ(positions[0].epoch, "e1");
  EXPECT_EQ(positions[0].log, 9U);
  EXPECT_EQ(positions[0].notes, 2U);
  EXPECT_EQ(positions[1].epoch, "e2");
  EXPECT_EQ(positions[1].log, 3U);
  EXPECT_EQ(positions[1].notes, std::nullopt);
}

TEST(Recent, ForgetsWhatIsOld) {
  Recent recent(1 << 20);
  recent.keep(message(1, "old"), begin);
  recent.keep(message(2, "new"), begin + seconds(2));
  recent.forget(begin + seconds(1));
  EXPECT_THAT(words(recent.take("c1", "e1")), ElementsAre("new"));
}

TEST(Recent, NeverHoldsMoreBytesThanItMayAndDropsTheOldest) {
  constexpr std::size_t most = 20'000;
  Recent recent(most);
  for (store::Seq seq = 1; seq <= 500; ++seq) {
    recent.keep(message(seq, std::string(seq, 'x')), begin + seconds(seq));
    ASSERT_LE(recent.bytes(), most);
  }
  const auto left = recent.take("c1", "e1");
  ASSERT_FALSE(left.empty());
  EXPECT_GT(left.size(), 5U);
  EXPECT_EQ(left.back().place.seq, 500U);
  EXPECT_EQ(left.front().place.seq, 500U - left.size() + 1);
  recent.keep(message(501, std::string(most, 'x')), begin);
  EXPECT_EQ(recent.size(), 0U) << "what is too long alone is not kept";
}

}  // namespace
}  // namespace baton::test

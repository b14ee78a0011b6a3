// The word lists of desk, store and wire are in one order, so that `same_word` may cast: every value of every
// enum that is cast, by its word.
#include <gtest/gtest.h>

#include "protocol/money.hpp"
#include "server/api/convert.hpp"
#include "server/desk/handoff.hpp"
#include "server/desk/money.hpp"
#include "server/store/words.hpp"

namespace baton::test {
namespace {

template <class Wire, class Desk>
void both_ways() {
  const auto& ours = store::Words<Desk>::list;
  ASSERT_EQ(ours.size(), protocol::Words<Wire>::list.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const auto value = *store::from_word<Desk>(ours[i]);
    EXPECT_EQ(protocol::word(api::same_word<Wire>(value)), ours[i]);
    EXPECT_EQ(api::same_word<Desk>(*protocol::from_word<Wire>(ours[i])), value);
  }
}

TEST(SameWord, EveryValueOfEveryEnum) {
  both_ways<protocol::State, desk::State>();
  both_ways<protocol::Solved, desk::Solved>();
  both_ways<protocol::Priority, desk::Priority>();
  both_ways<protocol::CloseReason, desk::CloseReason>();
  both_ways<protocol::AuthorRole, desk::Role>();
  both_ways<protocol::StaffRole, desk::StaffRole>();
  both_ways<protocol::Presence, desk::Presence>();
  both_ways<protocol::Assign, desk::AssignMode>();
  both_ways<protocol::DepartmentKind, desk::DepartmentKind>();
  both_ways<protocol::Because, desk::Because>();
  both_ways<protocol::AlertReason, desk::AlertReason>();
  both_ways<protocol::OpportunityState, desk::OpportunityState>();
  both_ways<protocol::OpportunityKind, desk::OpportunityKind>();
  both_ways<protocol::Outcome, desk::Outcome>();
  both_ways<protocol::HandoffFailure, desk::HandoffFailure>();
  both_ways<protocol::LedgerWhat, desk::LedgerEntry::What>();
}

// The outcomes of handing back are the first of all.
TEST(SameWord, PartsOfALongerList) {
  using protocol::BackOutcome;
  for (std::size_t i = 0; i < protocol::Words<BackOutcome>::list.size(); ++i)
    EXPECT_EQ(protocol::Words<BackOutcome>::list[i], protocol::Words<protocol::Outcome>::list[i]);
  EXPECT_EQ(api::same_word<desk::Answer>(protocol::HandoffAnswer::yes), desk::Answer::yes);
  EXPECT_EQ(api::same_word<desk::Answer>(protocol::HandoffAnswer::later), desk::Answer::later);
  EXPECT_EQ(api::same_word<desk::Answer>(protocol::HandoffAnswer::no), desk::Answer::no);
}

// Desk and wire each have the list, since neither knows the other.
TEST(Currencies, AreTheSameOnBothSides) {
  int known = 0;
  std::string code = "AAA";
  for (code[0] = 'A'; code[0] <= 'Z'; ++code[0])
    for (code[1] = 'A'; code[1] <= 'Z'; ++code[1])
      for (code[2] = 'A'; code[2] <= 'Z'; ++code[2]) {
        EXPECT_EQ(protocol::is_currency(code), desk::known_currency(code)) << code;
        known += protocol::is_currency(code) ? 1 : 0;
      }
  EXPECT_EQ(known, static_cast<int>(protocol::currencies().size()));
  EXPECT_EQ(protocol::amount().max, desk::most_amount);
}

TEST(SameWord, HowAResumeEnded) {
  using protocol::ResumeStatus;
  EXPECT_EQ(protocol::word(api::same_word<ResumeStatus>(store::Synced::ok)), "ok");
  EXPECT_EQ(protocol::word(api::same_word<ResumeStatus>(store::Synced::rollback)), "rollback");
  EXPECT_EQ(protocol::word(api::same_word<ResumeStatus>(store::Synced::gone)), "gone");
  EXPECT_EQ(protocol::Words<ResumeStatus>::list.size(), 3U);
}

// Each reason has its own code; a refusal's details are told as they are.
TEST(Refusals, InTheWordsOfTheContract) {
  using chat::Reason;
  const std::vector<std::pair<Reason, int>> codes{
      {Reason::not_found, 4204},   {Reason::forbidden, 4104},       {Reason::conflict, 4209},
      {Reason::invalid, -32602},   {Reason::bad_credentials, 4103}, {Reason::rate_limited, 4229},
      {Reason::unavailable, 4503}, {Reason::guarded, 4210}};
  for (const auto& [reason, code] : codes)
    EXPECT_EQ(static_cast<int>(api::wire(chat::Refusal{reason}).code), code);
  chat::Refusal full{Reason::conflict, "field", "capacity", "active", desk::PersonRef{"ana", "Ana"}, 20'000};
  const auto error = api::wire(full);
  EXPECT_EQ(error.field, "field");
  EXPECT_EQ(error.why, "capacity");
  EXPECT_EQ(error.state, "active");
  EXPECT_EQ(error.owner->id, "ana");
  EXPECT_EQ(error.retry_after_ms, 20'000);
  EXPECT_FALSE(error.override);
  chat::Refusal guarded{Reason::guarded, "", "not_solved"};
  guarded.may_override = true;
  EXPECT_EQ(api::wire(guarded).why, "not_solved");
  EXPECT_TRUE(api::wire(guarded).override);
}

}  // namespace
}  // namespace baton::test

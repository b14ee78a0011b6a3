// Every codec gives back what it was given, byte for byte, and calls everything else corrupt.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "server/store/body_codec.hpp"
#include "server/store/event_codec.hpp"
#include "server/store/ledger_codec.hpp"
#include "server/store/seal_codec.hpp"
#include "server/store/signal_codec.hpp"
#include "tests/unit/store/arbitrary.hpp"

namespace baton::store {
namespace {

using namespace baton::test;

RC_GTEST_PROP(Codec, ConversationsComeBack, ()) {
  const auto c = any_conversation();
  RC_ASSERT(*decode_conversation(encode_conversation(c)) == c);
}

RC_GTEST_PROP(Codec, StaffComeBack, ()) {
  const auto s = any_staff();
  RC_ASSERT(*decode_staff(encode_staff(s)) == s);
}

RC_GTEST_PROP(Codec, VisitorsComeBack, ()) {
  const desk::Visitor v{any_card(), any_time(), any_customer()};
  RC_ASSERT(*decode_visitor(encode_visitor(v)) == v);
}

RC_GTEST_PROP(Codec, SettingsComeBack, ()) {
  const auto s = any_settings();
  RC_ASSERT(*decode_settings(encode_settings(s)) == s);
}

// As 0.1 before departments had hours and ladders wrote it.
TEST(Codec, OlderSettingsHaveTheDefaultsOfWhatCameLater) {
  const auto old = decode_settings(
      R"({"sv":1,"name":"Shop","origins":["https://a.example"],"default_capacity":7,)"
      R"("timing":{"owner_grace":1,"preferred_patience":2,"reopen_window":3,"seal_after":4},)"
      R"("departments":[{"id":"care","name":"Care","kind":"care","assign":"auto","queue_limit":5}]})");
  ASSERT_TRUE(old);
  desk::Settings expected;
  expected.name = "Shop";
  expected.origins = {"https://a.example"};
  expected.default_capacity = 7;
  expected.timing.owner_grace = 1;
  expected.timing.preferred_patience = 2;
  expected.timing.reopen_window = 3;
  expected.timing.seal_after = 4;
  expected.departments = {{.id = "care", .name = "Care", .queue_limit = 5}};
  EXPECT_TRUE(*old == expected);
}

// As 0.1 before the hand-off wrote them; and what says nothing is not in the text, as then.
TEST(Codec, OlderBodiesHaveNothingToSell) {
  const std::string visitor = R"({"first_seen":5,"sv":1,"visitor":{"id":"v1","verified":false}})";
  EXPECT_TRUE(*decode_visitor(visitor) == (desk::Visitor{{.id = "v1"}, 5}));
  EXPECT_EQ(encode_visitor(*decode_visitor(visitor)), visitor);
  const std::string conversation =
      R"({"declined":{},"department":"care","id":"c1","observers":[],"participants":[],"priority":"normal",)"
      R"("skills":[],"solved":"no","started_at":7,"state":"queued","sv":1,"tags":[],)"
      R"("visitor":{"id":"v1","verified":false}})";
  const auto c = decode_conversation(conversation);
  ASSERT_TRUE(c);
  EXPECT_TRUE(
      *c == (desk::Conversation{.id = "c1", .department = "care", .visitor = {.id = "v1"}, .started_at = 7}));
  EXPECT_EQ(encode_conversation(*c), conversation);
  EXPECT_EQ(encode_settings({}).find("\"sales\":"), std::string::npos);
  auto settings = desk::Settings{};
  settings.sales.catalogue = {{"Gold", desk::Money{4900, "EUR"}}};
  EXPECT_TRUE(*decode_settings(encode_settings(settings)) == settings);
}

RC_GTEST_PROP(Codec, LedgerEntriesComeBack, ()) {
  const auto e = any_ledger_entry();
  RC_ASSERT(*decode_ledger_entry(encode_ledger_entry(e)) == e);
}

TEST(Codec, PlacesInTheLedgerAreInItsOrder) {
  EXPECT_EQ(text_of(*ledger_place("1790000000000-3")), "1790000000000-3");
  EXPECT_LT(*ledger_place("9-11"), *ledger_place("10-2"));
  EXPECT_LT(*ledger_place("10-2"), *ledger_place("10-11"));
  for (const auto* none :
       {"", "-", "1", "1-", "-1", "-1-1", "1-1 ", "1-1-1", " 1-1", "+1-1", "99999999999999999999-0"})
    EXPECT_FALSE(ledger_place(none)) << none;
}

TEST(Codec, HoursThatAreNoneAreCorrupt) {
  desk::Settings settings;
  settings.departments = {{.id = "care", .name = "Care"}};
  settings.departments[0].hours.emplace().holidays = {{*desk::date_of("2024-02-29"), {{1, 2}}}};
  auto text = encode_settings(settings);
  ASSERT_TRUE(decode_settings(text));
  text.replace(text.find("2024-02-29"), 10, "2023-02-29");
  EXPECT_EQ(decode_settings(text).error(), Fault::corrupt);
}

RC_GTEST_PROP(Codec, LogEventsComeBack, ()) {
  const auto e = any_log_event();
  RC_ASSERT(*decode_log_event(encode_log_event(e)) == e);
}

RC_GTEST_PROP(Codec, NotesEventsComeBack, ()) {
  const auto e = any_notes_event();
  RC_ASSERT(*decode_notes_event(encode_notes_event(e)) == e);
}

// Law L8: no text of one family is one of the other.
RC_GTEST_PROP(Codec, TheTwoLogsDoNotReadEachOther, ()) {
  RC_ASSERT(!decode_log_event(encode_notes_event(any_notes_event())));
  RC_ASSERT(!decode_notes_event(encode_log_event(any_log_event())));
}

RC_GTEST_PROP(Codec, SealedConversationsComeBack, ()) {
  Sealed sealed;
  sealed.hash["v"] = std::to_string(*rc::gen::inRange(1, 1000));
  sealed.hash["people"] = "v1 ana";
  sealed.hash["summary"] = encode_conversation(summary_of(any_conversation()));
  for (const auto& name : some(any_text)) sealed.hash["read_" + name] = any_text();
  const auto event = [] {
    return StoredEvent{*rc::gen::inRange<Seq>(1, 5000), any_time(), any_text(),
                       *rc::gen::inRange<Seq>(0, 5000)};
  };
  sealed.log = some(event);
  sealed.notes = some(event);
  sealed.cids = some([] { return std::pair{any_text(), any_text()}; });
  const auto blob = encode_sealed(sealed);
  RC_ASSERT(*decode_sealed(blob) == sealed);
  RC_ASSERT(blob.starts_with("2 " + sealed.hash["v"] + " v1 ana\n" + sealed.hash["summary"] + "\n"));
  // As it was sealed before there were summaries.
  const auto line = blob.find('\n') + 1;
  auto older = blob.substr(0, line) + blob.substr(blob.find('\n', line) + 1);
  older[0] = '1';
  RC_ASSERT(*decode_sealed(older) == sealed);
  // No part of it passes for the whole.
  RC_ASSERT(!decode_sealed(blob.substr(0, *rc::gen::inRange<std::size_t>(0, blob.size()))));
}

TEST(Codec, SignalsComeBack) {
  const desk::Actor ana{"ana", "Ana", desk::Role::agent};
  const auto typing = decode_signal(encode_signal(TypingSignal{ana, true, "half a wo"}));
  EXPECT_EQ(std::get<TypingSignal>(*typing).preview, "half a wo");
  EXPECT_TRUE(std::get<TypingSignal>(*typing).on);
  const auto read = decode_signal(encode_signal(ReadSignal{ana, true, 7}));
  EXPECT_EQ(std::get<ReadSignal>(*read).seq, 7u);
  EXPECT_TRUE(std::get<ReadSignal>(*read).notes);
  const auto here = decode_signal(encode_signal(PresenceSignal{ana, true, desk::Presence::away}));
  EXPECT_EQ(std::get<PresenceSignal>(*here).presence, desk::Presence::away);
  EXPECT_EQ(std::get<PresenceSignal>(*here).by, ana);
}

TEST(Codec, WhatDoesNotFitIsCorrupt) {
  EXPECT_EQ(decode_conversation("").error(), Fault::corrupt);
  EXPECT_EQ(decode_conversation("{}").error(), Fault::corrupt);
  EXPECT_EQ(decode_staff("[1]").error(), Fault::corrupt);
  EXPECT_EQ(decode_log_event(R"({"kind":"sung","by":{"id":"a","name":"A","role":"agent"}})").error(),
            Fault::corrupt);
  EXPECT_EQ(decode_log_event(R"({"kind":"reopened","by":{"id":"a","name":"A","role":"king"}})").error(),
            Fault::corrupt);
  EXPECT_EQ(decode_ledger_entry(R"({"what":"sold","by":{"id":"a","name":"A","role":"agent"}})").error(),
            Fault::corrupt);
  EXPECT_EQ(decode_sealed("1 1 v1\n").error(), Fault::corrupt);
  EXPECT_EQ(decode_sealed("2 1 v1\n{}\n").error(), Fault::corrupt);
  EXPECT_EQ(decode_sealed("3 1 v1\n").error(), Fault::corrupt);
}

TEST(Codec, ANewerSchemaIsCorruptNotMisread) {
  auto text = encode_visitor({{.id = "v1"}, 5});
  const auto at = text.find("\"sv\":1");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 6, "\"sv\":2");
  EXPECT_EQ(decode_visitor(text).error(), Fault::corrupt);
}

TEST(Codec, WordsAreThoseOfTheWire) {
  const auto text =
      encode_log_event({{"v1", "Vera", desk::Role::visitor}, "c-1", desk::Message{"h\xC3\xA4?"}});
  EXPECT_EQ(text,
            R"({"by":{"id":"v1","name":"Vera","role":"visitor"},"cid":"c-1","kind":"message","text":"hä?"})");
  const auto alert =
      encode_notes_event({desk::baton_itself(), "", desk::Alert{true, desk::AlertReason::override_}});
  EXPECT_EQ(
      alert,
      R"({"by":{"id":"system","name":"Baton","role":"system"},"kind":"alert","on":true,"reason":"override"})");
  const desk::Actor rep{"rita", "Rita", desk::Role::sales};
  const auto step = encode_notes_event({rep, "",
                                        desk::OpportunityStep{"c1.1", desk::OpportunityState::won,
                                                              desk::Outcome::won, desk::Money{4900, "EUR"}}});
  EXPECT_EQ(
      step,
      R"({"by":{"id":"rita","name":"Rita","role":"sales"},"kind":"opportunity",)"
      R"("money":{"amount":4900,"currency":"EUR"},"opportunity":"c1.1","outcome":"won","state":"won"})");
}

}  // namespace
}  // namespace baton::store

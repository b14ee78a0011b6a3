// Arbitrary bodies, events and signals for the codecs' round trips. Text is any UTF-8, not only what people
// type.
#pragma once
#include <rapidcheck.h>

#include <optional>
#include <string>
#include <vector>

#include "server/desk/conversation.hpp"
#include "server/desk/event.hpp"
#include "server/desk/ledger.hpp"
#include "server/desk/settings_rules.hpp"
#include "server/desk/site.hpp"
#include "server/store/records.hpp"

namespace baton::test {

inline void put_utf8(std::string& text, std::uint32_t point) {
  const auto byte = [&text](std::uint32_t bits) { text.push_back(static_cast<char>(bits)); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) {
    byte(0xC0 | point >> 6);
    return byte(0x80 | (point & 0x3F));
  }
  if (point < 0x10000) {
    byte(0xE0 | point >> 12);
  } else {
    byte(0xF0 | point >> 18);
    byte(0x80 | (point >> 12 & 0x3F));
  }
  byte(0x80 | (point >> 6 & 0x3F));
  byte(0x80 | (point & 0x3F));
}

// Any scalar values, NUL, quotes and line ends included.
inline std::string any_text() {
  const auto point =
      rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(0, 0x80), rc::gen::inRange<std::uint32_t>(0x80, 0xD800),
                     rc::gen::inRange<std::uint32_t>(0xE000, 0x110000));
  const auto points = *rc::gen::container<std::vector<std::uint32_t>>(point);
  std::string text;
  for (const auto p : points) put_utf8(text, p);
  return text;
}

inline desk::Time any_time() { return *rc::gen::inRange<desk::Time>(0, 5'000'000'000'000); }
inline bool any_bool() { return *rc::gen::arbitrary<bool>(); }
// One of the first `count` enumerators.
template <class Enum>
Enum any_of_enum(int count) {
  return static_cast<Enum>(*rc::gen::inRange(0, count));
}
template <class Make>
auto maybe(Make make) -> std::optional<decltype(make())> {
  if (any_bool()) return std::nullopt;
  return make();
}
template <class Make>
auto some(Make make) {
  std::vector<decltype(make())> list;
  for (int left = *rc::gen::inRange(0, 4); left > 0; --left) list.push_back(make());
  return list;
}

inline desk::PersonRef any_person() { return {any_text(), any_text()}; }
inline desk::Role any_role() { return any_of_enum<desk::Role>(6); }
inline desk::Actor any_actor() { return {any_text(), any_text(), any_role()}; }

inline desk::Attribute any_attribute() {
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return any_bool();
    case 1:
      return *rc::gen::arbitrary<std::int64_t>();
    case 2:
      return static_cast<double>(*rc::gen::arbitrary<std::int32_t>()) / 7;
    default:
      return any_text();
  }
}

inline desk::VisitorCard any_card() {
  desk::VisitorCard card;
  card.id = any_text();
  card.name = maybe(any_text);
  card.email = maybe(any_text);
  card.verified = any_bool();
  card.page = maybe([] { return desk::Page{any_text(), maybe(any_text), maybe(any_text)}; });
  card.locale = maybe(any_text);
  for (const auto& name : some(any_text)) card.attributes[name] = any_attribute();
  return card;
}

inline desk::Money any_money() {
  return {*rc::gen::inRange<std::int64_t>(0, desk::most_amount + 1), any_text()};
}
inline desk::OpportunityState any_step_state() { return any_of_enum<desk::OpportunityState>(11); }
inline desk::OpportunityKind any_opportunity_kind() { return any_of_enum<desk::OpportunityKind>(4); }

inline desk::Brief any_brief() {
  return {any_text(),      maybe(any_text), maybe(any_text), maybe(any_text),
          maybe(any_text), maybe(any_text), maybe(any_text), some(any_text)};
}

inline desk::Opportunity any_opportunity() {
  desk::Opportunity o;
  o.id = any_text();
  o.state = any_step_state();
  o.kind = any_opportunity_kind();
  o.product = any_text();
  o.reason = any_text();
  o.value = maybe(any_money);
  o.flagged_by = any_person();
  o.department = any_text();
  o.flagged_at = any_time();
  o.owner = maybe(any_person);
  o.giver = maybe(any_person);
  o.giver_department = any_text();
  o.outcome = maybe([] { return any_of_enum<desk::Outcome>(4); });
  o.amount = maybe(any_money);
  o.refunded = *rc::gen::inRange<std::int64_t>(0, 3);
  o.closed_at = maybe(any_time);
  o.due = maybe(any_time);
  o.rule = maybe(any_text);
  o.brief = maybe(any_brief);
  o.handoff = maybe([] {
    return desk::Handoff{any_text(), any_text(), any_text(), maybe(any_text), maybe(any_text),
                         any_time(), any_bool(), any_bool(), any_bool()};
  });
  o.proposals = *rc::gen::inRange(0, 3);
  o.history = some([] { return desk::Step{any_step_state(), any_time(), any_actor(), maybe(any_text)}; });
  return o;
}

inline desk::Suggestion any_suggestion() {
  return {any_of_enum<desk::Suggestion::State>(3), any_text(), any_opportunity_kind(), any_text()};
}

inline desk::Customer any_customer() {
  const auto score = [] { return *rc::gen::inRange(1, 6); };
  return {maybe(any_time), maybe(any_time), maybe(any_time), maybe(score), some(any_time)};
}

inline desk::LedgerEntry any_ledger_entry() {
  const auto score = [] { return *rc::gen::inRange(0, 11); };
  desk::LedgerEntry e;
  e.what = any_of_enum<desk::LedgerEntry::What>(25);
  e.conversation = any_text();
  e.visitor = any_text();
  e.department = any_text();
  e.by = any_actor();
  e.opportunity = maybe(any_text);
  e.kind = maybe(any_opportunity_kind);
  e.flagger = maybe(any_person);
  e.closer = maybe(any_person);
  e.money = maybe(any_money);
  e.rule = maybe(any_text);
  e.reason = maybe(any_text);
  e.took = maybe(any_time);
  e.score = maybe(score);
  e.nps = maybe(score);
  return e;
}

inline desk::Conversation any_conversation() {
  desk::Conversation c;
  c.id = any_text();
  c.state = any_of_enum<desk::State>(5);
  c.department = any_text();
  c.priority = any_of_enum<desk::Priority>(4);
  c.solved = any_of_enum<desk::Solved>(3);
  c.visitor = any_card();
  c.owner = maybe(any_person);
  c.participants = some([] {
    return desk::Participant{any_person(), any_of_enum<desk::Role>(6), any_bool()};
  });
  c.observers = some(any_text);
  c.pending = maybe([] {
    return desk::Pending{any_of_enum<desk::Pending::Kind>(2), any_text(), maybe(any_text), any_time(),
                         any_text()};
  });
  c.offer = maybe([] { return desk::Offer{any_text(), any_time()}; });
  c.pref = maybe([] { return desk::Preference{any_text(), any_time()}; });
  for (const auto& who : some(any_text)) c.declined[who] = any_time();
  c.refused = some(any_text);
  c.avoid = some(any_text);
  c.skills = some(any_text);
  c.wanted = some([] { return desk::Wanted{any_text(), any_time()}; });
  c.reply = maybe([] { return desk::ReplyLease{any_time(), 7}; });
  c.silence = maybe([] { return desk::Silence{any_time(), any_time(), 3, 5}; });
  c.away = maybe(any_time);
  c.entered_at = maybe(any_time);
  c.overflow_at = maybe(any_time);
  c.recovering = maybe([] { return desk::Seq{9}; });
  c.tags = some(any_text);
  c.recovery = maybe([] { return desk::Recovery{any_time(), any_bool()}; });
  c.started_at = any_time();
  c.arrived_at = maybe(any_time);
  c.assigned_at = maybe(any_time);
  c.closed_at = maybe(any_time);
  c.close_reason = maybe([] { return any_of_enum<desk::CloseReason>(5); });
  c.reopen_until = maybe(any_time);
  c.seal_at = maybe(any_time);
  c.previous = maybe(any_text);
  c.rating = maybe([] {
    return desk::Rating{*rc::gen::inRange(1, 6), maybe([] { return *rc::gen::inRange(0, 11); }),
                        maybe(any_text)};
  });
  c.opportunities = some(any_opportunity);
  c.suggestions = some(any_suggestion);
  c.shared = some([] { return *rc::gen::inRange<desk::Seq>(1, 5000); });
  return c;
}

inline desk::Staff any_staff() {
  desk::Staff s;
  s.id = any_text();
  s.name = any_text();
  s.email = any_text();
  s.roles = some([] { return any_of_enum<desk::StaffRole>(4); });
  s.departments = some(any_text);
  s.skills = some(any_text);
  s.presence = any_of_enum<desk::Presence>(3);
  s.capacity = *rc::gen::inRange(0, 51);
  s.owned = some(any_text);
  s.offered = some(any_text);
  s.idle_since = any_time();
  s.missed_offers = *rc::gen::inRange(0, 3);
  return s;
}

inline std::vector<desk::Interval> any_intervals() {
  return some([] { return desk::Interval{*rc::gen::inRange(0, 1440), *rc::gen::inRange(0, 2880)}; });
}
inline desk::Hours any_hours() {
  desk::Hours hours{any_text(), {}, {}};
  for (auto& day : hours.week) day = any_intervals();
  hours.holidays = some([] {
    const std::chrono::sys_days date(std::chrono::days(*rc::gen::inRange(-300'000, 2'000'000)));
    return desk::Holiday{date, any_intervals()};
  });
  return hours;
}

inline desk::Sales any_sales() {
  desk::Sales s;
  if (any_bool()) return s;
  for (const auto& rule : desk::sales_duration_rules) s.*rule.member = any_time();
  s.catalogue = some([] { return desk::Product{any_text(), maybe(any_money)}; });
  s.suggestions = some([] {
    desk::SuggestionRule rule{
        any_text(), any_opportunity_kind(), any_text(), some(any_text), maybe(any_text), {}, {}};
    for (const auto& name : some(any_text)) rule.attributes[name] = any_text();
    rule.at_least = maybe([] { return std::pair{any_text(), *rc::gen::arbitrary<std::int32_t>() / 7.0}; });
    return rule;
  });
  s.distress = some(any_text);
  return s;
}

inline desk::Settings any_settings() {
  desk::Settings s;
  s.name = any_text();
  s.departments = some([] {
    const auto number = [] { return *rc::gen::inRange(0, 100'001); };
    return desk::Department{any_text(),
                            any_text(),
                            any_of_enum<desk::DepartmentKind>(2),
                            any_of_enum<desk::AssignMode>(3),
                            number(),
                            maybe(number),
                            maybe(number),
                            some([] {
                              return desk::Rung{any_time(), any_text()};
                            }),
                            maybe(any_hours)};
  });
  for (const auto& rule : desk::duration_rules) s.timing.*rule.member = any_time();
  s.timing.missed_offers = *rc::gen::inRange(0, 100);
  s.timing.relax_skills = some(any_time);
  s.sales = any_sales();
  s.origins = some(any_text);
  s.identity_secret = maybe(any_text);
  s.default_capacity = *rc::gen::inRange(0, 51);
  s.skills = some([] {
    const auto field = [] { return desk::SkillRule::Field{any_text(), any_text()}; };
    return desk::SkillRule{any_text(),      maybe(any_text), maybe(any_text),
                           maybe(any_text), maybe(field),    *rc::gen::arbitrary<bool>()};
  });
  return s;
}

inline desk::LogEvent any_log_event() {
  const auto kind = []() -> desk::LogKind {
    switch (*rc::gen::inRange(0, 20)) {
      case 0:
        return desk::Message{any_text()};
      case 1:
        return desk::Queued{any_text(), maybe(any_text)};
      case 2:
        return desk::Assigned{any_person()};
      case 3:
        return desk::Joined{any_person(), maybe(any_role)};
      case 4:
        return desk::Left{any_person(), maybe(any_role)};
      case 5:
        return desk::Closed{any_of_enum<desk::CloseReason>(5)};
      case 6:
        return desk::Reopened{};
      case 7:
        return desk::Gap{*rc::gen::arbitrary<std::uint64_t>()};
      case 8:
        return desk::Transferred{any_person()};
      case 9:
        return desk::SolvedNow{};
      case 10:
        return desk::NotSolved{};
      case 11:
        return desk::Rated{*rc::gen::inRange(1, 6), maybe(any_text)};
      case 12:
        return desk::HandoffProposed{any_text(), any_text(), maybe(any_text), any_time()};
      case 13:
        return desk::HandoffConsented{any_text()};
      case 14:
        return desk::HandoffDeclined{any_text(), any_bool()};
      case 15:
        return desk::HandoffWithdrawn{any_text()};
      case 16:
        return desk::HandoffFailed{any_text(), any_of_enum<desk::HandoffFailure>(4)};
      case 17:
        return desk::HandedOff{any_text(), any_person()};
      case 18:
        return desk::HandedBack{any_person()};
      default:
        return desk::Erased{};
    }
  };
  return {any_actor(), any_text(), kind()};
}

inline desk::NotesEvent any_notes_event() {
  const auto kind = []() -> desk::NotesKind {
    switch (*rc::gen::inRange(0, 11)) {
      case 0:
        return desk::Note{any_text()};
      case 1:
        return desk::Tagged{some(any_text)};
      case 2:
        return desk::Alert{any_bool(), any_of_enum<desk::AlertReason>(4)};
      case 3:
        return desk::Observed{any_actor()};
      case 4:
        return desk::OpportunityStep{any_text(), any_step_state(),
                                     maybe([] { return any_of_enum<desk::Outcome>(4); }), maybe(any_money)};
      case 5:
        return desk::HandoffBrief{any_brief()};
      case 6:
        return desk::Suggested{any_text(), any_opportunity_kind(), any_text()};
      case 7:
        return desk::SuggestionDismissed{any_text()};
      case 8:
        return desk::Complaint{any_bool(), maybe(any_text)};
      case 9:
        return desk::Shared{*rc::gen::inRange<desk::Seq>(1, 5000), any_actor(), any_text()};
      default:
        return desk::Decision{any_text(), any_person(), some(any_text), any_text()};
    }
  };
  return {any_actor(), any_text(), kind()};
}

}  // namespace baton::test

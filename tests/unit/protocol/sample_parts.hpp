// What the samples are made of: people, a time, a conversation, events.
#pragma once

#include "protocol/encode.hpp"

namespace baton::protocol::test {

inline constexpr std::int64_t t0 = 1'700'000'000'000;
inline const Author vera{"v1", "Vera", AuthorRole::visitor}, ana{"ana", "Ana", AuthorRole::agent},
    sue{"sue", "Sue", AuthorRole::supervisor}, sam{"sam", "Sam", AuthorRole::sales},
    system_{"system", "", AuthorRole::system};

inline Id number(std::int64_t value) { return value; }
inline Id one() { return number(1); }

inline Visitor full_visitor() {
  return {.id = "v1",
          .name = "Vera",
          .email = "vera@example.test",
          .verified = true,
          .page = Page{"https://shop.test/", "Shop", ""},
          .locale = "de",
          .attributes = Attributes{
              {"a_plan", "gold"}, {"b_orders", std::int64_t{3}}, {"c_rate", 0.5}, {"d_trial", false}}};
}

template <class Copy>
Copy common_part() {
  Copy c;
  c.id = "c1";
  c.epoch = "e1";
  c.department = "care";
  c.visitor = full_visitor();
  c.owner = Person{"ana", "Ana"};
  c.participants = {{"v1", "Vera", AuthorRole::visitor, true}, {"ana", "Ana", AuthorRole::agent, false}};
  c.started_at = t0;
  c.assigned_at = t0 + 1000;
  return c;
}

template <class E, class Body>
E event_of(std::int64_t seq, Body body, Author by, std::optional<std::string> cid = {}) {
  E event;
  event.conversation = "c1";
  event.epoch = "e1";
  event.seq = seq;
  event.at = t0 + seq;
  event.by = std::move(by);
  event.cid = std::move(cid);
  event.body = std::move(body);
  return event;
}
template <class Body>
LogEvent logged(std::int64_t seq, Body body, Author by, std::optional<std::string> cid = {}) {
  return event_of<LogEvent>(seq, std::move(body), std::move(by), std::move(cid));
}
template <class Body>
NotesEvent noted(std::int64_t seq, std::int64_t log_seq, Body body, Author by,
                 std::optional<std::string> cid = {}) {
  auto event = event_of<NotesEvent>(seq, std::move(body), std::move(by), std::move(cid));
  event.log_seq = log_seq;
  return event;
}
}  // namespace baton::protocol::test

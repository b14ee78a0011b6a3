// Bodies in each state, and short texts of what a decision wrote.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "server/desk/change.hpp"
#include "server/desk/facts.hpp"

namespace baton::desk {

inline Staff person(const std::string& id, int capacity = 4, std::vector<std::string> owned = {}) {
  Staff staff{.id = id,
              .name = id,
              .email = id + "@example.org",
              .roles = {StaffRole::agent},
              .departments = {"care"}};
  staff.presence = Presence::online;
  staff.capacity = capacity;
  staff.owned = std::move(owned);
  return staff;
}

inline Facts at(Time now, People people = {}, Said said = {}) {
  return {.now = now, .settings = {}, .people = std::move(people), .said = said};
}

inline Conversation queued(const std::string& id) {
  Conversation c{.id = id, .department = "care", .visitor = {.id = "vera"}};
  return c;
}
inline Conversation offered(const std::string& id) {
  auto c = queued(id);
  c.state = State::offered;
  c.offer = Offer{"ana", 1};
  return c;
}
// Owned by ana.
inline Conversation active(const std::string& id) {
  auto c = queued(id);
  c.state = State::active;
  c.owner = PersonRef{"ana", "ana"};
  c.assigned_at = 1;
  c.participants = {{*c.owner, Role::agent, false}};
  return c;
}
inline Conversation closed(const std::string& id, Time at) {
  auto c = active(id);
  c.state = State::closed;
  c.closed_at = at;
  c.close_reason = CloseReason::resolved;
  c.reopen_until = at + minutes(30);
  c.seal_at = at + minutes(30);
  return c;
}
inline Conversation missed(const std::string& id, Time at) {
  auto c = queued(id);
  c.state = State::missed;
  c.closed_at = at;
  c.close_reason = CloseReason::visitor_left;
  c.recovery = Recovery{at};
  return c;
}

inline std::string kinds(const std::vector<LogEvent>& log) {
  static constexpr const char* names[] = {"message",
                                          "queued",
                                          "assigned",
                                          "joined",
                                          "left",
                                          "closed",
                                          "reopened",
                                          "gap",
                                          "erased",
                                          "transferred",
                                          "solved",
                                          "not_solved",
                                          "rated",
                                          "handoff_proposed",
                                          "handoff_consented",
                                          "handoff_declined",
                                          "handoff_withdrawn",
                                          "handoff_failed",
                                          "handed_off",
                                          "handed_back"};
  std::string text;
  for (const auto& event : log) text += (text.empty() ? "" : " ") + std::string(names[event.what.index()]);
  return text;
}

// Why it was refused, or nothing.
inline std::optional<Refusal::Why> why(const Decided& decided) {
  if (decided) return std::nullopt;
  return decided.error().why;
}

}  // namespace baton::desk

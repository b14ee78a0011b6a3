// One function a type; word lists that are in one order are cast.
#include "server/api/convert.hpp"

#include <algorithm>

#include "server/api/convert_handoff.hpp"

namespace baton::api {
namespace {

protocol::Page wire(const desk::Page& page) { return {page.url, page.title, page.referrer}; }

protocol::Visitor wire(const desk::VisitorCard& card) {
  protocol::Visitor v;
  v.id = card.id;
  v.name = card.name;
  v.email = card.email;
  v.verified = card.verified;
  if (card.page) v.page = wire(*card.page);
  v.locale = card.locale;
  if (!card.attributes.empty()) {
    v.attributes.emplace();
    for (const auto& [key, value] : card.attributes)
      std::visit([&](const auto& scalar) { (*v.attributes)[key] = protocol::Scalar(scalar); }, value);
  }
  return v;
}

bool online(const store::ConversationView& view, const std::string& id) {
  return std::find(view.online.begin(), view.online.end(), id) != view.online.end();
}

std::vector<protocol::Participant> participants(const store::ConversationView& view) {
  std::vector<protocol::Participant> all;
  const auto& visitor = view.body.visitor;
  all.push_back(
      {visitor.id, visitor.name.value_or(""), protocol::AuthorRole::visitor, online(view, visitor.id)});
  for (const auto& p : view.body.participants)
    all.push_back({p.who.id, p.who.name, same_word<protocol::AuthorRole>(p.role), online(view, p.who.id)});
  return all;
}

// The fields that both copies have.
template <class Copy>
Copy common(const store::ConversationView& view) {
  const auto& c = view.body;
  Copy copy;
  copy.id = c.id;
  copy.epoch = view.shown().epoch;
  copy.department = c.department;
  copy.solved = same_word<protocol::Solved>(c.solved);
  copy.visitor = wire(c.visitor);
  if (c.owner) copy.owner = person(*c.owner);
  copy.participants = participants(view);
  copy.started_at = c.started_at;
  copy.assigned_at = c.assigned_at;
  copy.closed_at = c.closed_at;
  if (c.close_reason) copy.close_reason = same_word<protocol::CloseReason>(*c.close_reason);
  copy.previous = c.previous;
  copy.log_seq = number(view.shown().log_seq);
  if (view.position && c.state == desk::State::queued)
    copy.queue = protocol::QueuePlace{number(*view.position), view.wait};
  copy.handoff = handoff(c);
  if (const auto& r = c.rating) copy.rating = protocol::Rating{r->score, r->nps, r->comment};
  return copy;
}

}  // namespace

protocol::Author author(const desk::Actor& a) {
  return {a.id, a.name, same_word<protocol::AuthorRole>(a.role)};
}

protocol::notify::Offer offer(const std::string& conversation, const chat::OpenOffer& offer) {
  protocol::notify::Offer out{conversation, same_word<protocol::OfferKind>(offer.kind), {}, offer.deadline};
  if (offer.brief) out.brief = brief(*offer.brief);
  return out;
}

protocol::VisitorConversation visitor_copy(const store::ConversationView& view) {
  auto copy = common<protocol::VisitorConversation>(view);
  copy.state = protocol::visitor_state(same_word<protocol::State>(view.body.state));
  return copy;
}

protocol::StaffConversation staff_copy(const store::ConversationView& view) {
  auto copy = common<protocol::StaffConversation>(view);
  copy.state = same_word<protocol::State>(view.body.state);
  copy.priority = same_word<protocol::Priority>(view.body.priority);
  copy.notes_seq = number(view.shown().notes_seq);
  copy.tags = view.body.tags;
  if (const auto* o = view.body.opportunity()) copy.opportunity = opportunity(view.body.id, *o);
  if (const auto& p = view.body.pending)
    copy.pending = protocol::Pending{same_word<protocol::PendingKind>(p->kind), p->to, p->until};
  return copy;
}

protocol::Summary summary(const desk::Conversation& c) {
  protocol::Summary s;
  s.id = c.id;
  s.state = same_word<protocol::State>(c.state);
  s.department = c.department;
  s.priority = same_word<protocol::Priority>(c.priority);
  s.solved = same_word<protocol::Solved>(c.solved);
  s.visitor = {c.visitor.id, c.visitor.name, c.visitor.email, c.visitor.verified};
  if (c.owner) s.owner = person(*c.owner);
  if (const auto& p = c.pending)
    s.pending = protocol::Pending{same_word<protocol::PendingKind>(p->kind), p->to, p->until};
  s.tags = c.tags;
  s.started_at = c.started_at;
  s.assigned_at = c.assigned_at;
  s.closed_at = c.closed_at;
  if (c.close_reason) s.close_reason = same_word<protocol::CloseReason>(*c.close_reason);
  s.arrived_at = c.arrived_at;
  if (c.away) s.away = true;
  if (c.pref && c.waits()) s.reserved = c.pref->staff;
  if (!c.recovery) return s;
  s.due = c.recovery->due;
  s.contact = protocol::Contact{c.visitor.name, c.visitor.email};
  return s;
}

protocol::notify::Listed listed(const store::Listed& entry, bool gone) {
  protocol::notify::Listed out;
  out.department = entry.department;
  out.seq = number(entry.seq);
  if (gone)
    out.conversation = protocol::Gone{entry.summary.id};
  else
    out.conversation = summary(entry.summary);
  return out;
}

// Closed ones only when they are asked for: there is no end of them.
chat::States states(const std::optional<std::vector<protocol::State>>& asked) {
  if (!asked) return {desk::State::queued, desk::State::offered, desk::State::active, desk::State::missed};
  chat::States out;
  for (const auto state : *asked) out.push_back(same_word<desk::State>(state));
  return out;
}

protocol::StaffMember colleague(const store::StaffView& view) {
  const auto& s = view.body;
  protocol::StaffMember member;
  member.id = s.id;
  member.name = s.name;
  for (const auto role : s.roles) member.roles.push_back(same_word<protocol::StaffRole>(role));
  member.departments = s.departments;
  member.presence = same_word<protocol::Presence>(s.presence);
  member.online = view.here;
  member.load = s.load();
  member.capacity = s.capacity;
  if (!s.skills.empty()) member.skills = s.skills;
  return member;
}

protocol::notify::DepartmentQueue department_queue(const chat::QueueStatus& status) {
  protocol::notify::DepartmentQueue queue;
  queue.department = status.department;
  queue.waiting = static_cast<std::int64_t>(status.waiting);
  queue.longest_wait_ms = status.longest_wait();
  queue.online = status.online;
  queue.free_slots = status.free_slots;
  return queue;
}

protocol::StaffYou you(const desk::Staff& s) {
  protocol::StaffYou y;
  y.id = s.id;
  y.name = s.name;
  y.email = s.email;
  for (const auto role : s.roles) y.roles.push_back(same_word<protocol::StaffRole>(role));
  y.departments = s.departments;
  y.presence = same_word<protocol::Presence>(s.presence);
  y.capacity = s.capacity;
  return y;
}

protocol::VisitorYou you(const desk::VisitorCard& card) { return {card.id, card.name}; }

protocol::Error wire(const chat::Refusal& r) {
  static constexpr auto code = [](chat::Reason reason) {
    switch (reason) {
      case chat::Reason::not_found:
        return protocol::ErrorCode::not_found;
      case chat::Reason::forbidden:
        return protocol::ErrorCode::forbidden;
      case chat::Reason::conflict:
        return protocol::ErrorCode::conflict;
      case chat::Reason::guarded:
        return protocol::ErrorCode::guarded;
      case chat::Reason::invalid:
        return protocol::ErrorCode::invalid_params;
      case chat::Reason::bad_credentials:
        return protocol::ErrorCode::bad_credentials;
      case chat::Reason::rate_limited:
        return protocol::ErrorCode::rate_limited;
      case chat::Reason::unavailable:
        return protocol::ErrorCode::unavailable;
    }
    return protocol::ErrorCode::unavailable;
  };
  auto error = protocol::make_error(code(r.reason));
  if (!r.field.empty()) error.field = r.field;
  if (!r.why.empty()) error.why = r.why;
  if (!r.state.empty()) error.state = r.state;
  if (r.owner) error.owner = person(*r.owner);
  error.override = r.may_override;
  error.retry_after_ms = r.retry_after_ms;
  if (!r.choices.empty()) error.choices.emplace();
  for (const auto& choice : r.choices) error.choices->push_back({choice.department, choice.staff});
  error.message = r.message;
  if (!r.problems.empty()) error.problems.emplace();
  for (const auto& problem : r.problems) error.problems->push_back({problem.field, problem.message});
  if (!r.stranded.empty()) error.stranded.emplace();
  for (const auto& [department, count] : r.stranded)
    error.stranded->push_back({department, static_cast<std::int64_t>(count)});
  return error;
}

desk::VisitorCard card_with(desk::VisitorCard card, const std::optional<protocol::Page>& page,
                            const std::optional<std::string>& locale) {
  if (page) card.page = desk::Page{page->url.value_or(""), page->title, page->referrer};
  if (locale) card.locale = locale;
  return card;
}

std::optional<chat::To> target(const protocol::To& to) {
  if (to.department.has_value() == to.staff.has_value()) return std::nullopt;
  return chat::To{to.department, to.staff};
}

protocol::Error no_target() {
  return protocol::invalid_params("to", "Give a department or a person, and not both.");
}

std::map<std::string, desk::Attribute> attributes(const protocol::Attributes& from) {
  std::map<std::string, desk::Attribute> out;
  for (const auto& [key, value] : from)
    std::visit([&](const auto& scalar) { out[key] = desk::Attribute(scalar); }, value);
  return out;
}

}  // namespace baton::api

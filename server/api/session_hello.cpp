// The hellos: who it is, where they stood, what they hear from now on.
#include "server/api/convert.hpp"
#include "server/api/convert_handoff.hpp"
#include "server/api/identity.hpp"
#include "server/api/session.hpp"
#include "server/chat/spawn.hpp"

namespace baton::api {
namespace asio = boost::asio;
namespace {

protocol::Error refused(const char* field) {
  auto error = protocol::make_error(protocol::ErrorCode::bad_credentials);
  error.field = field;
  return error;
}

std::vector<store::Position> positions(const std::optional<std::vector<protocol::Position>>& resume,
                                       bool notes) {
  std::vector<store::Position> out;
  if (!resume) return out;
  for (const auto& p : *resume) {
    store::Position at{p.conversation, p.epoch, static_cast<store::Seq>(p.log), {}};
    if (notes) at.notes = static_cast<store::Seq>(p.notes.value_or(0));
    out.push_back(std::move(at));
  }
  return out;
}

protocol::ResumeStatus status(store::Synced synced) { return same_word<protocol::ResumeStatus>(synced); }

template <class Record>
auto event_for(const Record& e, const std::string& me) {
  auto event = api::wire(e);
  if (e.event.by.id != me) event.cid.reset();
  return event;
}

protocol::VisitorResumed visitor_resumed(const store::Resumed& r, const std::string& me) {
  protocol::VisitorResumed out;
  out.conversation = r.conversation;
  out.epoch = r.epoch;
  out.status = status(r.status);
  out.last.log = number(r.last_log);
  for (const auto& e : r.log) out.events.push_back(event_for(e, me));
  out.more = r.more;
  return out;
}

protocol::StaffResumed staff_resumed(const store::Resumed& r, const std::string& me) {
  protocol::StaffResumed out;
  out.conversation = r.conversation;
  out.epoch = r.epoch;
  out.status = status(r.status);
  out.last.log = number(r.last_log);
  out.last.notes = number(r.last_notes);
  for (const auto& e : r.log) out.events.emplace_back(event_for(e, me));
  for (const auto& e : r.notes) out.events.emplace_back(event_for(e, me));
  out.more = r.more;
  return out;
}

// Without Redis the notices are heard once it is back.
asio::awaitable<void> enter(chat::Hub& hub, std::shared_ptr<Session> session) {
  const auto entered = co_await hub.enter(session);
  if (!entered) spdlog::debug("a connection waits for Redis to hear its notices");
}

asio::awaitable<void> attach(chat::Hub& hub, std::shared_ptr<Session> session, const chat::Shown& shown) {
  if (shown.view.sealed) co_return;
  const auto attached = co_await hub.attach_told(session, shown.view, shown.after);
  if (!attached) spdlog::warn("a connection could not be attached to {}", shown.view.body.id);
}

}  // namespace

protocol::ServerInfo Session::server_info() const {
  return {gate_.node_.name(), gate_.options_.version, gate_.node_.now()};
}

protocol::Limits Session::limits() const {
  protocol::Limits limits;
  limits.frame_bytes = number(gate_.options_.frame_bytes);
  limits.messages_per_minute = number(gate_.options_.messages_per_minute);
  limits.burst = number(gate_.options_.burst);
  limits.reopen_ms = gate_.node_.settings().timing.reopen_window;
  return limits;
}

template <class Desk>
Desk Session::desk() const {
  using Department = typename decltype(Desk::departments)::value_type;
  Desk desk;
  const auto& status = gate_.node_.status();
  desk.open = status.open;
  for (const auto& d : gate_.node_.settings().departments) {
    Department department;
    department.id = d.id;
    department.name = d.name;
    const auto online = status.online.find(d.id);
    department.online = online != status.online.end() && online->second;
    const bool automatic = d.assign == desk::AssignMode::automatic;
    department.wait_ms = gate_.node_.hub().queues().newcomer_waits(d.id, automatic);
    if constexpr (std::is_same_v<Department, protocol::StaffDepartment>) {
      department.assign = same_word<protocol::Assign>(d.assign);
      department.kind = same_word<protocol::DepartmentKind>(d.kind);
    }
    desk.departments.push_back(std::move(department));
  }
  if constexpr (std::is_same_v<Desk, protocol::StaffDesk>)
    desk.catalogue = catalogue(gate_.node_.settings().sales);
  return desk;
}

void Session::refuse_hello() {
  if (++refused_hellos_ >= 3) socket_->close(4003, "three refused hellos");
}

// The result first, then what was kept back.
void Session::welcome(std::string result) {
  hello_timer_.cancel();
  socket_->send(net::make_frame(std::move(result)));
  welcomed_ = true;
  side_ = caller_.is_staff() ? protocol::Side::staff : protocol::Side::visitor;
  for (auto& frame : kept_back_) socket_->send(std::move(frame));
  kept_back_.clear();
  (caller_.is_staff() ? gate_.metrics_.staff : gate_.metrics_.visitors).Increment();
}

std::optional<desk::VisitorCard> Session::identified(const std::string& jwt, desk::VisitorCard card) const {
  const auto& secret = gate_.node_.settings().identity_secret;
  if (!secret) return std::nullopt;
  const auto identity = verify_identity(jwt, *secret, gate_.node_.now());
  if (!identity) return std::nullopt;
  if (identity->name) card.name = identity->name;
  if (identity->email) card.email = identity->email;
  for (const auto& [key, value] : identity->attributes) card.attributes[key] = value;
  card.verified = true;
  if (side_ == protocol::Side::unknown) card.id = gate_.node_.accounts().visitor_of(identity->subject);
  return card;
}

// Who says hello: the visitor of their token, or the one whom the site vouches for, or somebody new.
Session::Claimed Session::claimed(const protocol::VisitorHello& p) const {
  const auto& accounts = gate_.node_.accounts();
  Claimed out;
  if (p.site != gate_.options_.site) {
    out.refused = "site";
    return out;
  }
  if (p.token) {
    const auto visitor = accounts.visitor_in(*p.token);
    if (!visitor) {
      out.refused = "token";
      return out;
    }
    out.card.id = *visitor;
  }
  if (p.identity) {
    out.vouched = identified(*p.identity, desk::VisitorCard());
    if (!out.vouched) {
      out.refused = "identity";
      return out;
    }
    out.card.id = out.vouched->id;
  }
  out.known = !out.card.id.empty();
  if (!out.known) out.card.id = accounts.new_visitor();
  return out;
}

asio::awaitable<Answer> Session::hello(const protocol::Id& id, protocol::VisitorHello p) {
  auto& node = gate_.node_;
  if (welcomed_) co_return protocol::make_error(protocol::ErrorCode::conflict);
  if (!node.accounts().ready()) co_return protocol::make_error(protocol::ErrorCode::unavailable);
  auto claim = claimed(p);
  if (claim.refused != nullptr) {
    refuse_hello();
    co_return refused(claim.refused);
  }
  const auto resume = positions(p.resume, false);
  auto arrival = chat::Arrivals::stranger(resume);
  if (claim.known) {
    auto read = co_await node.arrivals().visitor(claim.card.id, resume);
    if (!read) co_return wire(read.error());
    arrival = std::move(*read);
    node.hub().resumed(resume, arrival.resumed);
    if (arrival.conversation) node.hub().queues().estimate(arrival.conversation->view);
  }
  auto card = claim.card;
  if (arrival.card) card = *arrival.card;
  card.id = claim.card.id;
  if (claim.vouched) {
    const auto& vouched = *claim.vouched;
    if (vouched.name) card.name = vouched.name;
    if (vouched.email) card.email = vouched.email;
    for (const auto& [key, value] : vouched.attributes) card.attributes[key] = value;
    card.verified = true;
  }
  card = card_with(std::move(card), p.page, p.locale);
  if (!socket_->open()) co_return std::string();
  caller_ = chat::Caller::of(card);
  entered_ = true;
  const auto self = shared_from_this();
  if (claim.known)
    co_await enter(node.hub(), self);
  else
    chat::spawn(gate_.executor_, enter(node.hub(), self), "entering the hub");
  protocol::VisitorHelloResult result;
  result.you = you(card);
  result.token = node.accounts().token_for(card.id);
  if (arrival.conversation) result.conversation = visitor_copy(arrival.conversation->view);
  if (p.resume) {
    result.resumed.emplace();
    for (const auto& r : arrival.resumed) result.resumed->push_back(visitor_resumed(r, card.id));
  }
  result.desk = desk<protocol::VisitorDesk>();
  result.limits = limits();
  result.server = server_info();
  welcome(protocol::result_frame(id, result));
  if (!arrival.conversation) co_return std::string();
  const auto& shown = *arrival.conversation;
  co_await attach(node.hub(), self, shown);
  if (shown.view.body.open() && shown.view.body.visitor != card) {
    const auto updated = co_await node.conversations().update_visitor(card);
    if (!updated) spdlog::debug("a visitor's page will be known with the next update");
  }
  co_return std::string();
}

asio::awaitable<Answer> Session::hello(const protocol::Id& id, protocol::StaffHello p) {
  auto& node = gate_.node_;
  if (welcomed_) co_return protocol::make_error(protocol::ErrorCode::conflict);
  if (p.site != gate_.options_.site) {
    refuse_hello();
    co_return refused("site");
  }
  const auto session = co_await node.accounts().session(p.token.value_or(cookie_));
  if (!session) {
    if (session.error().reason == chat::Reason::bad_credentials) refuse_hello();
    co_return wire(session.error());
  }
  if (!socket_->open()) co_return std::string();
  caller_ = chat::Caller::of(session->staff);
  session_hash_ = session->hash;
  entered_ = true;
  const auto self = shared_from_this();
  // From here on notices are heard; what they own is read after that, so nothing falls in between.
  co_await enter(node.hub(), self);
  const auto resume = positions(p.resume, true);
  const auto arrival = co_await node.arrivals().staff(session->staff.id, resume);
  if (!arrival) co_return wire(arrival.error());
  node.hub().resumed(resume, arrival->resumed);
  caller_.staff = arrival->staff;
  protocol::StaffHelloResult result;
  result.you = you(arrival->staff);
  for (const auto& shown : arrival->conversations) result.conversations.push_back(staff_copy(shown.view));
  for (const auto& view : arrival->offers)
    result.offers.push_back(offer(view.body.id, *chat::offer_to(view.body, arrival->staff.id)));
  if (p.resume) {
    result.resumed.emplace();
    for (const auto& r : arrival->resumed) result.resumed->push_back(staff_resumed(r, arrival->staff.id));
  }
  result.desk = desk<protocol::StaffDesk>();
  result.limits = limits();
  result.server = server_info();
  welcome(protocol::result_frame(id, result));
  for (const auto& shown : arrival->conversations) co_await attach(node.hub(), self, shown);
  // Their copies were not in the result: they are told, and the offer once more.
  for (const auto& view : arrival->offers) {
    const auto attached = co_await node.hub().attach(self, view.body.id, desk::Because::offered);
    if (!attached) spdlog::warn("a connection could not be attached to the offered {}", view.body.id);
  }
  for (const auto& [shown, because] : arrival->heard) {
    const auto& heard = shown.view.body.id;
    const auto attached = co_await node.hub().attach(self, heard, because, shown.after);
    if (!attached) spdlog::warn("a connection could not be attached to {} again", heard);
  }
  co_return std::string();
}

}  // namespace baton::api

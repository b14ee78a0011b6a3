// Connections come, are attached to conversations, and leave. Delivery is in hub_delivery.cpp, notices in hub_people.cpp.
#include "server/chat/hub.hpp"

#include "server/chat/hub_state.hpp"
#include "server/chat/spawn.hpp"

namespace baton::chat {

Hub::Hub(boost::asio::any_io_executor executor, store::Store& store, Encoder& encoder)
    : executor_(std::move(executor)),
      store_(store),
      encoder_(encoder),
      feeds_(executor_, store, encoder),
      queues_(executor_, store, encoder, feeds_),
      repair_(executor_, store) {
  store_.listen(*this);
}
Hub::~Hub() = default;

Hub::FollowedPtr Hub::find(const std::string& conversation) const {
  const auto at = followed_.find(conversation);
  return at == followed_.end() ? nullptr : at->second;
}

Hub::Attached* Hub::attached(const FollowedPtr& f, const Connection* connection) const {
  if (find(f->id) != f) return nullptr;
  const auto at = f->attached.find(connection);
  return at == f->attached.end() ? nullptr : &at->second;
}

Task<void> Hub::enter(std::shared_ptr<Connection> connection) {
  const auto id = connection->caller().id();
  auto& person = people_[id];
  person.kind = connection->caller().is_staff() ? store::PersonKind::staff : store::PersonKind::visitor;
  person.announced = person.announced || connection->caller().is_staff();
  person.connections.insert(connection);
  count(*connection);
  const auto followed = co_await store_.follow_person(id);
  if (!people_.contains(id)) store_.unfollow_person(id);  // all of them left meanwhile
  if (!followed) co_return refusal(followed.error());
  co_return boost::system::in_place_value;
}

void Hub::expect(const std::shared_ptr<Connection>& connection) {
  auto& person = people_.at(connection->caller().id());
  if (std::exchange(person.announced, true)) return;
  count(*connection);
}

void Hub::leave(const std::shared_ptr<Connection>& connection) {
  const auto& id = connection->caller().id();
  const auto at = people_.find(id);
  if (at == people_.end() || at->second.connections.erase(connection) == 0) return;
  count(*connection);
  const auto conversations = attached_to_[connection.get()];
  for (const auto& c : conversations)
    if (const auto f = find(c)) detach(f, connection.get());
  attached_to_.erase(connection.get());
  feeds_.leave(connection.get());
  queues_.leave(connection.get());
  if (at->second.connections.empty()) {
    people_.erase(at);
    store_.unfollow_person(id);
  }
}

Task<store::Lists> Hub::watch(std::shared_ptr<Connection> connection, std::vector<std::string> departments,
                              States states) {
  if (!is_here(connection)) co_return Refusal{};  // it has left
  co_return co_await feeds_.watch(std::move(connection), std::move(departments), std::move(states));
}

Task<std::vector<QueueStatus>> Hub::watch_queues(std::shared_ptr<Connection> connection,
                                                 std::vector<std::string> departments) {
  if (!is_here(connection)) co_return Refusal{};  // it has left
  co_return co_await queues_.watch(std::move(connection), std::move(departments));
}

void Hub::count(const Connection& connection) {
  if (presences_ == nullptr) return;
  const auto& id = connection.caller().id();
  const auto& person = people_.at(id);
  const auto& conversations = attached_to_[&connection];
  if (!person.announced) return;
  presences_->counted(id, person.kind, static_cast<int>(person.connections.size()),
                      {conversations.begin(), conversations.end()});
}

void Hub::recount() {
  for (const auto& [id, person] : people_)
    if (!person.connections.empty()) count(**person.connections.begin());
}

bool Hub::is_here(const std::shared_ptr<Connection>& connection) const {
  const auto person = people_.find(connection->caller().id());
  return person != people_.end() && person->second.connections.contains(connection);
}

Hub::FollowedPtr Hub::hold(const std::shared_ptr<Connection>& connection, const std::string& conversation) {
  if (!is_here(connection)) return nullptr;  // it has left
  auto& f = followed_[conversation];
  if (!f) f = std::make_shared<Followed>(executor_, conversation);
  ++f->notices;
  if (f->attached.contains(connection.get())) return nullptr;
  f->attached[connection.get()].connection = connection;
  attached_to_[connection.get()].insert(conversation);
  expect(connection);
  return f;
}

void Hub::detach(const FollowedPtr& f, const Connection* connection) {
  f->attached.erase(connection);
  queues_.places().left(f->id, connection);
  if (const auto at = attached_to_.find(connection); at != attached_to_.end()) at->second.erase(f->id);
  if (find(f->id) != f) return;
  if (f->attached.empty()) followed_.erase(f->id);
  unfollow_unused(f->id);
}

void Hub::unfollow_unused(const std::string& conversation) {
  const auto f = find(conversation);
  if (!f) return store_.unfollow_conversation(conversation);
  for (const auto& [_, a] : f->attached)
    if (audience_of(*a.connection) == Audience::staff) return;
  f->notes_ready = false;
  store_.unfollow_notes(conversation);
}

// Why somebody was not attached: they are owed it where the store did not answer.
Refusal Hub::missed(store::Fault fault) {
  auto no = refusal(fault);
  fell_short_ = fell_short_ || no.reason == Reason::unavailable;
  return no;
}

Task<void> Hub::follow(FollowedPtr f, Audience audience) {
  const auto log = co_await store_.follow_log(f->id);
  unfollow_unused(f->id);  // they may have left meanwhile
  if (!log) co_return missed(log.error());
  if (audience == Audience::visitor) co_return boost::system::in_place_value;
  const auto notes = co_await store_.follow_notes(f->id);
  unfollow_unused(f->id);
  if (!notes) co_return missed(notes.error());
  co_return boost::system::in_place_value;
}

namespace {

// Of a history, what Redis may still lose.
constexpr desk::Duration just_now = 60'000;

std::string fingerprint(Encoder& encoder, store::ConversationView view, Audience to) {
  view.hot = {};
  view.position.reset();
  return *encoder.conversation(view, to, desk::Because::changed);
}

bool subscribed(const Caller& who, const desk::Conversation& c) {
  if (!who.is_staff()) return c.visitor.id == who.card.id;
  const auto staff = desk::staff_subscribed(c);
  return std::find(staff.begin(), staff.end(), who.staff.id) != staff.end();
}

}  // namespace

void Hub::has_read(Followed& f, const desk::Conversation& body) {
  f.open = body.open();
  f.shared = body.shared;
}

// A visitor who waits is told their place from now on.
void Hub::has_copy(const store::ConversationView& view, const std::shared_ptr<Connection>& connection) {
  if (audience_of(*connection) != Audience::visitor) return;
  queues_.places().seen(view, connection);
  if (view.position) queues_.look_soon();
}

Task<void> Hub::attach(std::shared_ptr<Connection> connection, std::string conversation,
                       desk::Because because, std::optional<store::Position> told) {
  const auto f = hold(connection, conversation);
  if (!f) co_return boost::system::in_place_value;
  const auto audience = audience_of(*connection);
  const auto stands = co_await follow(f, audience);
  store::Result<store::ConversationView> view = store::Fault::unknown;
  std::uint64_t notices = 0;
  do {
    notices = f->notices;
    store::Reading unused;
    view = co_await store_.conversation(conversation, unused);
    if (attached(f, connection.get()) == nullptr) co_return boost::system::in_place_value;
  } while (view && !subscribed(connection->caller(), view->body) && f->notices != notices);
  auto* a = attached(f, connection.get());
  if (!stands || !view || view->sealed || !subscribed(connection->caller(), view->body)) {
    detach(f, connection.get());
    if (!stands) co_return stands.error();
    if (!view) co_return missed(view.error());
    co_return boost::system::in_place_value;
  }
  a->fingerprint = fingerprint(encoder_, *view, audience);
  if (f->attached.size() == 1) f->version = view->version;
  has_read(*f, view->body);
  if (f->log_ready && f->epoch != view->hot.epoch) co_await align(conversation, view->hot.epoch);
  a = attached(f, connection.get());
  if (a == nullptr) co_return boost::system::in_place_value;
  queues_.estimate(*view);
  connection->send(encoder_.conversation(*view, audience, because));
  has_copy(*view, connection);
  if (audience == Audience::staff) tell_offer(*f, *a, view->body);
  store::Position from{conversation, view->hot.epoch, 0, {}};
  if (audience == Audience::staff) from.notes = 0;
  if (told) from = std::move(*told);
  co_return co_await go_live(f, connection, std::move(from), view->version);
}

Task<void> Hub::attach_told(std::shared_ptr<Connection> connection, store::ConversationView told,
                            store::Position position) {
  const auto f = hold(connection, told.body.id);
  if (!f) co_return boost::system::in_place_value;
  const auto audience = audience_of(*connection);
  f->attached[connection.get()].fingerprint = fingerprint(encoder_, told, audience);
  if (f->attached.size() == 1) f->version = told.version;
  has_read(*f, told.body);
  has_copy(told, connection);
  const auto stands = co_await follow(f, audience);
  if (!stands) {
    detach(f, connection.get());
    co_return stands.error();
  }
  co_return co_await go_live(f, connection, std::move(position), told.version);
}

// Reads what follows `position`, sends it, then what was held meanwhile. `version`: of the copy they have.
Task<void> Hub::go_live(FollowedPtr f, std::shared_ptr<Connection> connection, store::Position position,
                        std::uint64_t version) {
  store::Resumed news;
  for (;;) {
    std::vector<store::Position> one{position};
    auto answer = co_await store_.resume(std::move(one));
    if (attached(f, connection.get()) == nullptr) co_return boost::system::in_place_value;
    if (!answer || answer->empty() || answer->front().status == store::Synced::gone) {
      detach(f, connection.get());
      if (!answer) co_return missed(answer.error());
      connection->restart();  // it was told of what the store has lost since
      co_return Refusal{Reason::not_found};
    }
    news = std::move(answer->front());
    if (news.status == store::Synced::ok) break;
    connection->send(encoder_.reset(f->id, false, news.epoch, news.last_log));
    if (position.notes) connection->send(encoder_.reset(f->id, true, news.epoch, news.last_notes));
    position.epoch = news.epoch;
    position.log = std::min(position.log, news.last_log);
    if (position.notes) position.notes = std::min(*position.notes, news.last_notes);
  }
  if (f->log_ready && f->epoch != news.epoch) co_await align(f->id, news.epoch);
  auto* a = attached(f, connection.get());
  if (a == nullptr) co_return boost::system::in_place_value;
  if (!f->log_ready) {
    f->log_ready = true;
    f->epoch = news.epoch;
    f->log = news.last_log;
  }
  if (position.notes && !f->notes_ready) {
    f->notes_ready = true;
    f->notes = news.last_notes;
  }
  const auto& caller = connection->caller();
  const auto& me = caller.id();
  auto log = position.log;
  auto notes = position.notes.value_or(0);
  for (const auto& e : news.log) {
    connection->send(encoder_.log_event(e, e.event.by.id == me));
    if (e.at > news.log.back().at - just_now) repair_.keep(e);
    log = e.seq;
  }
  for (const auto& e : news.notes) {
    connection->send(encoder_.notes_event(fenced(e, caller.staff, f->shared), e.event.by.id == me));
    notes = e.seq;
  }
  // A reset to the epoch of the history makes void what was held before it.
  auto held_from = a->held.begin();
  for (auto held = a->held.begin(); held != a->held.end(); ++held)
    if (held->seq == 0 && held->epoch == news.epoch) held_from = held + 1;
  a->held.erase(a->held.begin(), held_from);
  for (const auto& held : a->held)
    if (held.seq == 0 || held.seq > (held.notes ? notes : log)) connection->send(held.frame);
  a->held.clear();
  a->live = true;
  // It changed before this node followed it, or meanwhile.
  const bool old = news.version != 0 && news.version != version;
  if (std::exchange(a->stale, false) || old) wake_refresh(f, desk::Because::changed);
  if (std::exchange(f->missed, false)) wake_pull(f);
  co_return boost::system::in_place_value;
}

}  // namespace baton::chat

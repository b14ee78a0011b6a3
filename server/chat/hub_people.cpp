// Notices bring a person's connections to their conversations; whoever a notice did not reach is looked for.
#include <algorithm>

#include "server/chat/arrivals.hpp"
#include "server/chat/hub_state.hpp"
#include "server/chat/spawn.hpp"

namespace baton::chat {
namespace asio = boost::asio;

void Hub::on_notice(const std::string& person, const store::Notice& notice) {
  if (people_.contains(person)) spawn(executor_, answer_notice(person, notice), "answering a notice");
}

asio::awaitable<void> Hub::answer_notice(std::string person, store::Notice notice) {
  const auto at = people_.find(person);
  if (at == people_.end()) co_return;
  const auto connections = at->second.connections;
  for (const auto& connection : connections) {
    if (notice.kind == store::Notice::Kind::revoked) {
      connection->revoked(notice.conversation);
      continue;
    }
    const auto done = co_await attach(connection, notice.conversation, notice.because);
    if (!done) spdlog::warn("could not attach {} to {}", person, notice.conversation);
  }
}

bool Hub::attached_everywhere(const Person& person) const {
  return std::all_of(person.connections.begin(), person.connections.end(), [this](const auto& connection) {
    const auto at = attached_to_.find(connection.get());
    if (at == attached_to_.end()) return false;
    return std::any_of(at->second.begin(), at->second.end(), [this](const auto& id) {
      const auto f = find(id);
      return f && f->open;
    });
  });
}

asio::awaitable<void> Hub::check() {
  fell_short_ = false;
  co_await check_positions();
  co_await check_people();
}

asio::awaitable<void> Hub::check_people() {
  for (const auto& [_, f] : followed_)
    if (std::exchange(f->copy_owed, false)) wake_refresh(f, desk::Because::changed);
  std::vector<std::string> staff;
  std::vector<std::string> visitors;
  for (const auto& [id, person] : people_)
    if (person.kind == store::PersonKind::staff)
      staff.push_back(id);
    else if (person.announced && !attached_everywhere(person))
      visitors.push_back(id);
  for (const auto& id : visitors) {
    std::vector<store::Position> none;
    const auto greeting = co_await store_.greet(id, std::move(none));
    if (!greeting) missed(greeting.error());
    if (!greeting || !greeting->latest || !greeting->latest->body.open()) continue;
    store::Notice notice;
    notice.conversation = greeting->latest->body.id;
    notice.because = desk::Because::started;
    co_await answer_notice(id, std::move(notice));
  }
  for (const auto& id : staff) {
    store::Reading unused;
    const auto view = co_await store_.staff(id, unused);
    const auto observed = co_await observed_by(store_, id);
    if (!view) missed(view.error());
    if (!observed) fell_short_ = true;
    if (!view || !observed) continue;
    for (const auto& conversation : *observed) {
      store::Notice notice;
      notice.conversation = conversation;
      notice.because = desk::Because::observing;
      co_await answer_notice(id, std::move(notice));
    }
    for (const auto& conversation : view->body.owned) {
      store::Notice notice;
      notice.conversation = conversation;
      notice.because = desk::Because::assigned;
      co_await answer_notice(id, std::move(notice));
    }
    for (const auto& conversation : view->body.offered) {
      store::Notice notice;
      notice.conversation = conversation;
      notice.because = desk::Because::offered;
      co_await answer_notice(id, std::move(notice));
    }
  }
}

}  // namespace baton::chat

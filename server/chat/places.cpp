// Who waits is known from the copies they are sent; where, from the store.
#include "server/chat/places.hpp"

#include <algorithm>
#include <cstdlib>

#include "server/chat/hub.hpp"
#include "server/desk/wait.hpp"

namespace baton::chat {
namespace asio = boost::asio;

void Places::seen(const store::ConversationView& view, const std::shared_ptr<Connection>& connection) {
  const auto& c = view.body;
  if (c.state == desk::State::queued || c.state == desk::State::offered) {
    auto& place = places_[c.id];
    if (place.department != c.department) place.told.reset();
    place.department = c.department;
    place.connections[connection.get()] = connection;
    return;
  }
  const auto at = places_.find(c.id);
  if (at == places_.end()) return;
  if (c.state == desk::State::active && c.assigned_at && at->second.expected && erred)
    erred(std::abs(*c.assigned_at - *at->second.expected));
  places_.erase(at);
}

void Places::left(const std::string& conversation, const Connection* connection) {
  const auto at = places_.find(conversation);
  if (at == places_.end()) return;
  at->second.connections.erase(connection);
  if (at->second.connections.empty()) places_.erase(at);
}

Clock::time_point Places::due() const {
  auto due = Clock::time_point::max();
  for (const auto& [_, place] : places_)
    if (place.told)
      due = std::min(due, place.told->since + std::chrono::milliseconds(desk::told_again_after));
  return due;
}

asio::awaitable<bool> Places::tell(desk::Time now, Estimate estimate) {
  std::set<std::string> departments;
  for (const auto& [_, place] : places_) departments.insert(place.department);
  for (const auto& department : departments) {
    const bool told = co_await tell_in(department, now, estimate);
    if (!told) co_return false;
  }
  co_return true;
}

std::vector<std::string> Places::to_look_up(const std::string& department, Clock::time_point pass) {
  constexpr std::uint64_t near = 40;  // who may be among the first 20 before long
  constexpr std::size_t most = 1000;  // a read, which holds Redis up for everybody
  const auto now = Clock::now();
  std::vector<std::string> ids;
  for (auto& [id, place] : places_) {
    if (place.department != department || place.looked_up >= pass) continue;
    const bool is_far = place.told && place.told->position > near;
    if (is_far && now - place.looked_up < far_interval) continue;
    place.looked_up = now;
    ids.push_back(id);
    if (ids.size() == most) break;
  }
  return ids;
}

asio::awaitable<bool> Places::tell_in(std::string department, desk::Time now, Estimate estimate) {
  const auto pass = Clock::now();
  for (;;) {
    const auto ids = to_look_up(department, pass);
    if (ids.empty()) co_return true;
    const auto positions = co_await store_.positions(department, ids);
    if (!positions) co_return false;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto at = places_.find(ids[i]);
      if (at == places_.end() || at->second.department != department) continue;
      tell_one(ids[i], (*positions)[i], now, estimate);
    }
  }
}

void Places::tell_one(const std::string& conversation, std::optional<std::uint64_t> position, desk::Time now,
                      const Estimate& estimate) {
  auto& place = places_.at(conversation);
  // Offered, or gone: a copy says so. The time to tell it again runs anew.
  if (!position) {
    if (place.told) place.told->since = Clock::now();
    return;
  }
  if (place.told && !desk::worth_telling(place.told->position, *position, now - place.told->at)) return;
  const auto wait = estimate(place.department, *position);
  place.told = Told{*position, now, Clock::now()};
  if (wait && !place.expected) place.expected = now + *wait;
  const auto frame = encoder_.place(conversation, *position, wait);
  for (const auto& [_, connection] : place.connections) connection->send(frame);
}

}  // namespace baton::chat

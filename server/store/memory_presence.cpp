// Presence, timers, sign-ins and following in the memory store.
#include <boost/asio/post.hpp>
#include <random>

#include "server/store/memory_store.hpp"
#include "server/store/mutant.hpp"

namespace baton::store {
namespace {

std::string timer_of(PersonKind kind, const std::string& person) {
  return timer_member({kind == PersonKind::staff ? TimerKind::grace : TimerKind::away, person});
}

}  // namespace

Task<void> MemoryStore::join(std::string node, desk::Duration lease) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  renewed(lease);
  state_->data.nodes[node] = state_->now() + lease;
  co_return Result<void>();
}

Task<Renewed> MemoryStore::renew(std::string node, desk::Duration lease, bool reap) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  auto& data = state_->data;
  Renewed answer;
  if (!data.nodes.contains(node)) {
    answer.reaped = true;
    co_return answer;
  }
  const auto now = state_->now();
  renewed(lease);
  data.nodes[node] = now + lease;
  if (!reap || (now < data.no_reaping_before && !mutant("reap_grace"))) co_return answer;
  std::vector<std::string> ended;
  for (const auto& [other, end] : data.nodes)
    if (end < now) ended.push_back(other);
  for (const auto& other : ended) drop_node(other, answer.gone);
  co_return answer;
}

void MemoryStore::renewed(desk::Duration lease) {
  auto& data = state_->data;
  const auto now = state_->now();
  if (data.lease_epoch != state_->epoch || now - data.last_renewal > lease * 2 / 3)
    data.no_reaping_before = now + lease;
  data.lease_epoch = state_->epoch;
  data.last_renewal = now;
}

Task<void> MemoryStore::leave(std::string node) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  std::vector<std::string> gone;
  drop_node(node, gone);
  co_return Result<void>();
}

void MemoryStore::drop_node(const std::string& node, std::vector<std::string>& gone) {
  std::vector<std::string> people;
  for (const auto& [person, connected] : state_->data.here[node]) people.push_back(person);
  for (const auto& person : people)
    if (go(node, person)) gone.push_back(person);
  state_->data.here.erase(node);
  state_->data.nodes.erase(node);
}

bool MemoryStore::go(const std::string& node, const std::string& person) {
  auto& data = state_->data;
  auto& here = data.here[node];
  const auto connected = here.find(person);
  if (connected == here.end()) return false;
  const auto was = connected->second;
  here.erase(connected);
  auto& nodes = data.at[person];
  nodes.erase(node);
  if (!nodes.empty()) return false;
  data.at.erase(person);
  state_->carry_out({{Move::Kind::put, "due", timer_of(was.kind, person), state_->now() + was.grace}}, 0);
  return true;
}

Task<Here> MemoryStore::here(std::string node, std::string person, PersonKind kind, int connections,
                             desk::Duration grace) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  auto& data = state_->data;
  Here answer;
  if (!data.nodes.contains(node)) {
    answer.reaped = true;
    co_return answer;
  }
  if (connections > 0) {
    answer.changed = !data.at.contains(person);
    data.here[node][person] = {kind, connections, grace};
    data.at[person].insert(node);
    state_->carry_out({{Move::Kind::drop, "due", timer_of(kind, person), 0}}, 0);
  } else {
    const auto connected = data.here[node].find(person);
    if (connected != data.here[node].end()) connected->second.grace = grace;
    answer.changed = go(node, person);
  }
  co_return answer;
}

Task<Due> MemoryStore::due(int most) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  constexpr desk::Duration claim = desk::seconds(5);
  Due answer{.now = state_->now()};
  std::vector<Move> claims;
  for (const auto& [at, member] : state_->set("due").in_order()) {
    if (at > answer.now || static_cast<int>(claims.size()) >= most) break;
    answer.ripe.push_back(store::timer_of(member));
    claims.push_back({Move::Kind::put, "due", member, answer.now + claim});
  }
  state_->carry_out(claims, 0);
  for (const auto& move : claims) state_->data.claimed.insert(move.member);
  const auto& timers = state_->set("due").in_order();
  if (!timers.empty()) answer.next = timers.begin()->first;
  co_return answer;
}

Task<void> MemoryStore::drop_timer(Timer timer) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  const auto member = timer_member(timer);
  if (state_->data.claimed.contains(member)) state_->carry_out({{Move::Kind::drop, "due", member, 0}}, 0);
  co_return Result<void>();
}

Task<std::optional<std::pair<std::string, std::string>>> MemoryStore::password(std::string email) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  std::optional<std::pair<std::string, std::string>> answer;
  const auto at = state_->data.emails.find(email);
  if (at == state_->data.emails.end()) co_return answer;
  const auto& hash = state_->data.staff.at(at->second).password_hash;
  if (!hash.empty()) answer.emplace(at->second, hash);
  co_return answer;
}

Task<void> MemoryStore::put_session(std::string hash, std::string staff, desk::Duration life) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  state_->data.sessions[hash] = {staff, state_->now() + life};
  co_return Result<void>();
}

Task<std::optional<std::string>> MemoryStore::session(std::string hash) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  std::optional<std::string> answer;
  const auto at = state_->data.sessions.find(hash);
  if (at == state_->data.sessions.end()) co_return answer;
  if (state_->now() < at->second.end)
    answer = at->second.staff;
  else
    state_->data.sessions.erase(at);
  co_return answer;
}

Task<void> MemoryStore::drop_session(std::string hash) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  state_->data.sessions.erase(hash);
  co_return Result<void>();
}

Task<std::optional<std::string>> MemoryStore::refuses_writes() {
  co_await turn();
  std::optional<std::string> why;
  if (!up()) co_return Fault::refused;
  co_return why;
}

Task<std::string> MemoryStore::secret() {
  co_await turn();
  if (!up()) co_return Fault::refused;
  auto& secret = state_->data.secret;
  std::random_device random;
  while (secret.size() < 32) secret.push_back(static_cast<char>(random() & 0xff));
  co_return secret;
}

// Wanted from now on, whatever comes of the first attempt: it stands once the store is back.
Task<void> MemoryStore::follow_log(std::string conversation) {
  co_await turn();
  ear_->channels.insert("log:" + conversation);
  if (!up()) co_return Fault::refused;
  co_return Result<void>();
}

Task<void> MemoryStore::follow_notes(std::string conversation) {
  co_await turn();
  ear_->channels.insert("notes:" + conversation);
  if (!up()) co_return Fault::refused;
  co_return Result<void>();
}

Task<void> MemoryStore::follow_person(std::string person) {
  co_await turn();
  ear_->channels.insert("person:" + person);
  if (!up()) co_return Fault::refused;
  co_return Result<void>();
}

void MemoryStore::unfollow_conversation(const std::string& conversation) {
  ear_->channels.erase("log:" + conversation);
  unfollow_notes(conversation);
}

void MemoryStore::unfollow_notes(const std::string& conversation) {
  ear_->channels.erase("notes:" + conversation);
}

void MemoryStore::unfollow_person(const std::string& person) { ear_->channels.erase("person:" + person); }

void MemoryStore::away(bool cut) {
  const bool back = ear_->away && !cut;
  ear_->away = cut;
  if (!back) return;
  boost::asio::post(ear_->executor, [weak = std::weak_ptr(ear_)] {
    const auto ear = weak.lock();
    if (ear && ear->listener != nullptr && !ear->away) ear->listener->on_restored();
  });
}

}  // namespace baton::store

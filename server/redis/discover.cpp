// Who the master is, where that takes asking: sentinels by its name, nodes of a cluster by the slot of our
// key; before a connection, and again and again while it lasts. Each is asked on a connection of its own.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <utility>

#include "server/redis/connection.hpp"
#include "server/redis/slot.hpp"

namespace baton::redis {
namespace asio = boost::asio;

namespace {

// In another order each time, so that one that hangs is not always the first.
std::vector<Place> shuffled(std::vector<Place> places) {
  std::shuffle(places.begin(), places.end(), std::minstd_rand(std::random_device{}()));
  return places;
}

// The seeds and who was known last, each once.
std::vector<Place> nodes_of(const Cluster& cluster) {
  std::set<Place> all(cluster.seeds.begin(), cluster.seeds.end());
  all.insert(cluster.known.begin(), cluster.known.end());
  return {all.begin(), all.end()};
}

}  // namespace

asio::awaitable<std::string> Connection::find_master(std::shared_ptr<Connection> self) {
  auto& address = self->options_.address;
  Named named;
  if (address.cluster.seeds.empty())
    named = co_await ask_sentinels(self);
  else
    named = co_await ask_nodes(self);
  if (named.votes == 0) co_return named.why;
  address.host = named.place.host;
  address.port = named.place.port;
  co_return std::string();
}

// Whether another master of the cluster has keys of our slot. One that does not answer is not waited for.
asio::awaitable<std::string> Connection::find_halves(std::shared_ptr<Connection> self) {
  const auto& address = self->options_.address;
  const auto others = self->other_masters_;
  for (const auto& place : others) {
    auto commands = credentials(address.user, address.password);
    commands.emplace_back("CLUSTER", "COUNTKEYSINSLOT", self->slot_);
    const auto answer = co_await ask(self, place, std::move(commands));
    if (self->closed_) break;
    const auto keys = answer.why.empty() ? answer.replies.back().integer : 0;
    if (keys > 0)
      co_return fmt::format(
          "a move of slot {} did not end: {} of its keys are at {}; redis-cli --cluster fix mends it",
          self->slot_, keys, place.text());
  }
  co_return std::string();
}

// A master that was replaced while it lives takes writes until a sentinel demotes it, seconds later: all of
// them are lost. One of a cluster refuses what is not its own any more, but a connection with nothing to ask
// learns nothing of it.
asio::awaitable<void> Connection::watch_master(std::shared_ptr<Connection> self) {
  const bool cluster = !self->options_.address.cluster.seeds.empty();
  while (!self->closed_) {
    self->watch_timer_.expires_after(self->options_.watch_interval);
    co_await self->watch_timer_.async_wait(nothrow);
    if (self->closed_) break;
    if (cluster)
      co_await watch_slot(self);
    else
      co_await watch_name(self);
  }
}

asio::awaitable<void> Connection::watch_name(std::shared_ptr<Connection> self) {
  const auto named = co_await ask_sentinels(self);
  const auto& address = self->options_.address;
  if (named.majority && (named.place.host != address.host || named.place.port != address.port))
    self->close(address.place() + ": the sentinels name another master");
}

// While it gives the slot away nothing changes for subscriptions; commands are refused anyway.
asio::awaitable<void> Connection::watch_slot(std::shared_ptr<Connection> self) {
  using Slot = SlotAnswer::Slot;
  const Place place{self->options_.address.host, self->options_.address.port};
  const auto answer = co_await ask_node(self, place);
  if (!answer) co_return;
  if (answer->slot == Slot::elsewhere || answer->slot == Slot::nowhere)
    self->retire(place.text() + ": " + answer->says);
}

// Until a majority agrees, or all have been asked.
asio::awaitable<Connection::Named> Connection::ask_sentinels(std::shared_ptr<Connection> self) {
  const auto& sentinels = self->options_.address.sentinels;
  const auto places = shuffled(sentinels.places);
  std::map<Place, std::size_t> votes;
  Named most;
  most.why = "no sentinel names the master " + sentinels.master;
  for (const auto& place : places) {
    if (self->closed_) break;
    auto commands = credentials(sentinels.user, sentinels.password);
    commands.emplace_back("SENTINEL", "GET-MASTER-ADDR-BY-NAME", sentinels.master);
    const auto answer = co_await ask(self, place, std::move(commands));
    Place named;
    const auto why = named_by(answer, named);
    if (!why.empty()) {
      most.why += fmt::format("; {}: {}", place.text(), why);
      continue;
    }
    const auto agree = ++votes[named];
    if (agree <= most.votes) continue;
    most.place = named;
    most.votes = agree;
    most.majority = agree > places.size() / 2;
    if (most.majority) break;
  }
  co_return most;
}

std::string Connection::named_by(const Answer& answer, Place& named) {
  if (!answer.why.empty()) return answer.why;
  for (const auto& reply : answer.replies)
    if (reply.is_error()) return "it refused: " + reply.text;
  const auto& place = answer.replies.back();
  if (place.is_nil()) return "it does not know this name";
  const auto port = place.items.size() == 2 ? place.items[1].as_integer() : Errc::unexpected;
  if (!port || *port < 1 || *port > 65535) return "it is no sentinel";
  named = {place.items[0].text, static_cast<std::uint16_t>(*port)};
  return {};
}

// Until one knows: the master it names says itself whether that is true, when it is greeted.
asio::awaitable<Connection::Named> Connection::ask_nodes(std::shared_ptr<Connection> self) {
  using Slot = SlotAnswer::Slot;
  const auto places = shuffled(nodes_of(self->options_.address.cluster));
  Named found;
  std::map<Place, std::string> reasons;  // in an order that is always the same: the same failure is one text
  for (const auto& place : places) {
    if (self->closed_) break;
    const auto answer = co_await ask_node(self, place);
    if (!answer) {
      reasons[place] = answer.error();
    } else if (answer->slot == Slot::nowhere || answer->slot == Slot::unknown) {
      reasons[place] = answer->says;
    } else {
      found.place = answer->slot == Slot::elsewhere ? answer->place : place;
      found.votes = 1;
      break;
    }
  }
  found.why = "no node of the cluster names the master of our slot";
  for (const auto& [place, why] : reasons) found.why += fmt::format("; {}: {}", place.text(), why);
  co_return found;
}

asio::awaitable<boost::system::result<SlotAnswer, std::string>> Connection::ask_node(
    std::shared_ptr<Connection> self, Place place) {
  const auto& address = self->options_.address;
  auto commands = credentials(address.user, address.password);
  const auto before = commands.size();
  auto question = slot_question(self->options_.key);
  commands.insert(commands.end(), question.begin(), question.end());
  const auto answer = co_await ask(self, place, std::move(commands));
  if (!answer.why.empty()) co_return answer.why;
  for (std::size_t i = 0; i < before; ++i)
    if (answer.replies[i].is_error()) co_return "it refused: " + answer.replies[i].text;
  co_return slot_answer(answer.replies[before], answer.replies[before + 1], place.host);
}

asio::awaitable<Connection::Answer> Connection::ask(std::shared_ptr<Connection> self, Place place,
                                                    std::vector<Command> commands) {
  Options options = self->options_;
  options.address = Address();
  options.address.host = place.host;
  options.address.port = place.port;
  const auto asked = std::make_shared<Connection>(self->executor_, std::move(options));
  self->asked_ = asked;
  auto answer = co_await asked->answer(std::move(commands));
  asked->close(answer.why);
  self->asked_.reset();
  co_return answer;
}

asio::awaitable<Connection::Answer> Connection::answer(std::vector<Command> commands) {
  let_in(options_.ask_deadline);
  Answer answer;
  answer.why = co_await connect();
  if (closed_) answer.why = why_;
  if (!answer.why.empty()) co_return answer;
  read();
  auto replies = co_await call(std::move(commands));
  connect_timer_.cancel();
  if (replies)
    answer.replies = std::move(*replies);
  else
    answer.why = closed_ ? why_ : replies.error().message();
  co_return answer;
}

}  // namespace baton::redis

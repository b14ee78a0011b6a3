// One entry a channel, holding what we want, what we last asked Redis for, and how many of its answers are
// still on the way. Answers come in order, so with none on the way Redis is as we last asked.
#include "server/redis/subscriber.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

#include "server/redis/backoff.hpp"
#include "server/redis/connection.hpp"

namespace baton::redis {
namespace asio = boost::asio;
using boost::system::error_code;
namespace {

// A caller of `subscribe`; `wake` expires at its deadline and is cancelled when `done`.
struct Waiter {
  Waiter(const asio::any_io_executor& executor, std::chrono::milliseconds deadline)
      : wake(executor, deadline) {}
  void finish(error_code outcome) {
    result = outcome;
    done = true;
    wake.cancel();
  }
  asio::steady_timer wake;
  error_code result = Errc::unknown;
  bool done = false;
};

struct Channel {
  bool wanted = false;
  bool asked = false;    // the last command sent for it on this connection was SSUBSCRIBE
  unsigned pending = 0;  // its answers on the way
  std::vector<std::shared_ptr<Waiter>> waiters;

  bool confirmed() const { return asked && pending == 0; }
  void finish(error_code outcome) {
    for (const auto& waiter : std::exchange(waiters, {})) waiter->finish(outcome);
  }
};

}  // namespace

struct Subscriber::Core : std::enable_shared_from_this<Subscriber::Core> {
  Core(asio::any_io_executor ex, Options given)
      : executor(std::move(ex)),
        options(std::move(given)),
        backoff(options.backoff_min, options.backoff_max),
        pause(executor),
        ping_timer(executor) {}

  static asio::awaitable<void> supervise(std::shared_ptr<Core> self);
  static asio::awaitable<Result<void>> subscribe(std::shared_ptr<Core> self, std::string name);
  void unsubscribe(const std::string& name);
  bool connected() const { return established && connection->open(); }
  void begin();
  void end(const std::string& why);
  void mark(const std::string& name);
  void flush();
  void send(const char* verb, const std::vector<std::string>& names);
  void receive(const Reply& reply);
  void confirm(const std::string& name, bool subscribed);
  void set_ready();
  void ping_later();
  void ping();
  void stop();

  asio::any_io_executor executor;
  Options options;
  Backoff backoff;
  asio::steady_timer pause;
  asio::steady_timer ping_timer;
  std::shared_ptr<Connection> connection;  // the latest one; set whenever `established`
  std::unordered_map<std::string, Channel> channels;
  std::vector<std::string> dirty;  // channels whose wish changed since the last flush
  std::size_t until_ready = 0;     // answers to the resubscription still on the way
  std::size_t wanted = 0;          // channels wanted
  std::function<void(std::string_view, std::string_view)> message;
  std::function<void()> became_ready;
  std::function<void()> lost;
  std::string last_error = "not connected yet";
  bool flush_posted = false;
  bool awaiting_pong = false;
  bool established = false;
  bool ready = false;
  bool started = false;
  bool stopped = false;
};

asio::awaitable<void> Subscriber::Core::supervise(std::shared_ptr<Core> self) {
  while (!self->stopped) {
    self->connection = std::make_shared<Connection>(self->executor, self->options);
    const auto connection = self->connection;
    const auto why = co_await connection->establish();
    if (why.empty()) self->options.address.cluster = connection->address().cluster;
    if (why.empty() && connection->open()) {
      self->begin();
      co_await connection->closed();
    }
    self->end(connection->why());
    if (self->stopped) break;
    self->pause.expires_after(self->backoff.next());
    co_await self->pause.async_wait(nothrow);
  }
  // What the callbacks hold may hold the subscriber.
  self->message = nullptr;
  self->became_ready = nullptr;
  self->lost = nullptr;
}

void Subscriber::Core::begin() {
  established = true;
  connection->on_push([weak = weak_from_this()](Reply reply) {
    if (const auto self = weak.lock()) self->receive(reply);
  });
  dirty.clear();
  for (const auto& [name, channel] : channels) dirty.push_back(name);
  until_ready = dirty.size();
  flush();
  ping_later();
  if (until_ready == 0) set_ready();
}

void Subscriber::Core::end(const std::string& why) {
  const bool was_ready = std::exchange(ready, false);
  established = false;
  awaiting_pong = false;
  ping_timer.cancel();
  for (auto& [name, channel] : channels) {
    channel.asked = false;
    channel.pending = 0;
    channel.finish(Errc::unknown);
  }
  std::erase_if(channels, [](const auto& entry) { return !entry.second.wanted; });
  if (stopped) return;
  if (why != last_error) spdlog::warn("redis: subscriptions: {}; trying again", why);
  last_error = why;
  if (was_ready && lost) lost();
}

void Subscriber::Core::set_ready() {
  ready = true;
  backoff.reset();
  last_error.clear();
  spdlog::info("redis: subscribed to {} channels at {}", wanted, connection->address().place());
  if (became_ready && !stopped) became_ready();
}

asio::awaitable<Result<void>> Subscriber::Core::subscribe(std::shared_ptr<Core> self, std::string name) {
  if (self->stopped) co_return Errc::refused;
  auto& channel = self->channels[name];
  if (!channel.wanted) {
    channel.wanted = true;
    ++self->wanted;
    self->mark(name);
  }
  if (!self->connected()) co_return Errc::refused;
  if (channel.confirmed()) co_return Result<void>();
  const auto waiter = std::make_shared<Waiter>(self->executor, self->options.command_deadline);
  channel.waiters.push_back(waiter);
  if (!waiter->done) co_await waiter->wake.async_wait(nothrow);
  if (waiter->result) co_return waiter->result;
  co_return Result<void>();
}

void Subscriber::Core::unsubscribe(const std::string& name) {
  const auto found = channels.find(name);
  if (found == channels.end() || !found->second.wanted) return;
  found->second.wanted = false;
  --wanted;
  found->second.finish(Errc::refused);
  if (established) {
    mark(name);
  } else {
    channels.erase(found);
  }
}

void Subscriber::Core::mark(const std::string& name) {
  if (!established) return;  // the next connection begins with all
  dirty.push_back(name);
  if (flush_posted) return;
  flush_posted = true;
  asio::post(executor, [self = shared_from_this()] {
    self->flush_posted = false;
    self->flush();
  });
}

void Subscriber::Core::flush() {
  if (!connected()) return;
  std::vector<std::string> wished;
  std::vector<std::string> dropped;
  for (auto& name : std::exchange(dirty, {})) {
    const auto found = channels.find(name);
    if (found == channels.end()) continue;
    auto& channel = found->second;
    if (channel.wanted == channel.asked) {
      if (!channel.wanted && channel.pending == 0) channels.erase(found);
      continue;
    }
    channel.asked = channel.wanted;
    ++channel.pending;
    (channel.wanted ? wished : dropped).push_back(std::move(name));
  }
  send("SSUBSCRIBE", wished);
  send("SUNSUBSCRIBE", dropped);
}

void Subscriber::Core::send(const char* verb, const std::vector<std::string>& names) {
  for (std::size_t first = 0; first < names.size(); first += options.subscribe_chunk) {
    const auto last = std::min(names.size(), first + options.subscribe_chunk);
    std::vector<std::string> args = {verb};
    for (auto i = first; i < last; ++i) args.push_back(names[i]);
    connection->send(Command(args));
  }
}

void Subscriber::Core::receive(const Reply& reply) {
  if (!established || stopped) return;
  const bool array = reply.kind == Reply::Kind::array && !reply.items.empty();
  const std::string_view kind = array ? reply.items[0].text : reply.text;
  if (kind == "smessage" && reply.items.size() == 3) {
    const auto found = channels.find(reply.items[1].text);
    if (found == channels.end() || !found->second.wanted) return;
    if (message) message(reply.items[1].text, reply.items[2].text);
  } else if ((kind == "ssubscribe" || kind == "sunsubscribe") && reply.items.size() == 3) {
    confirm(reply.items[1].text, kind == "ssubscribe");
  } else if (awaiting_pong && (kind == "pong" || kind == "PONG" || kind.starts_with("MISCONF"))) {
    // A Redis with a full disk refuses even PING, and keeps subscriptions.
    awaiting_pong = false;
    ping_later();
  } else {
    connection->close("Redis refused a subscription: " + std::string(kind));
  }
}

void Subscriber::Core::confirm(const std::string& name, bool subscribed) {
  const auto found = channels.find(name);
  if (found == channels.end() || found->second.pending == 0) {
    // Redis itself took it away: its slot moved to another master.
    return connection->close("Redis ended the subscription of " + name);
  }
  auto& channel = found->second;
  --channel.pending;
  if (channel.confirmed() && channel.wanted && subscribed) channel.finish(error_code());
  if (channel.pending == 0 && !channel.asked && !channel.wanted) channels.erase(found);
  if (until_ready > 0 && --until_ready == 0) set_ready();
}

void Subscriber::Core::ping_later() {
  ping_timer.expires_after(options.ping_interval);
  ping_timer.async_wait([self = shared_from_this()](error_code ec) {
    if (!ec && self->connected()) self->ping();
  });
}

// A silent partition raises no error on this connection, which may have nothing to send for hours.
void Subscriber::Core::ping() {
  awaiting_pong = true;
  connection->send(Command("PING"));
  ping_timer.expires_after(options.ping_deadline);
  ping_timer.async_wait([self = shared_from_this(), asked = connection](error_code ec) {
    if (!ec && self->awaiting_pong) asked->close("no answer to PING on the subscription connection");
  });
}

void Subscriber::Core::stop() {
  if (stopped) return;
  stopped = true;
  ready = false;
  last_error = "stopped";
  pause.cancel();
  ping_timer.cancel();
  for (auto& [name, channel] : channels) channel.finish(Errc::refused);
  if (connection) connection->close("stopped");
}

Subscriber::Subscriber(asio::any_io_executor executor, Options options)
    : core_(std::make_shared<Core>(std::move(executor), std::move(options))) {}
Subscriber::~Subscriber() { core_->stop(); }

void Subscriber::on_message(std::function<void(std::string_view, std::string_view)> message) {
  core_->message = std::move(message);
}
void Subscriber::on_ready(std::function<void()> ready) { core_->became_ready = std::move(ready); }
void Subscriber::on_lost(std::function<void()> lost) { core_->lost = std::move(lost); }

void Subscriber::start() {
  if (core_->started) return;
  core_->started = true;
  asio::co_spawn(core_->executor, Core::supervise(core_), [core = core_](std::exception_ptr error) {
    if (!error) return;
    core->stop();
    std::rethrow_exception(error);  // a bug, or no memory
  });
}

void Subscriber::stop() { core_->stop(); }
bool Subscriber::up() const { return core_->ready && core_->connected(); }
const std::string& Subscriber::last_error() const { return core_->last_error; }
std::size_t Subscriber::size() const { return core_->wanted; }

asio::awaitable<Result<void>> Subscriber::subscribe(std::string channel) {
  return Core::subscribe(core_, std::move(channel));
}
void Subscriber::unsubscribe(const std::string& channel) { core_->unsubscribe(channel); }

}  // namespace baton::redis

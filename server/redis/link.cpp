// The supervisor of the command connection: one coroutine connects, prepares, waits for the end, pauses, and
// begins again. It and every caller share the Core, so that the Link may go first.
#include "server/redis/link.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>

#include "server/redis/backoff.hpp"
#include "server/redis/connection.hpp"
#include "server/redis/slot.hpp"

namespace baton::redis {
namespace asio = boost::asio;
namespace {
constexpr std::chrono::seconds refusal_log_pause{10};  // between two log lines of the same refusal
}  // namespace

struct Link::Core : std::enable_shared_from_this<Link::Core> {
  Core(asio::any_io_executor ex, Options given)
      : executor(std::move(ex)),
        options(std::move(given)),
        backoff(options.backoff_min, options.backoff_max),
        pause(executor) {}

  static asio::awaitable<void> supervise(std::shared_ptr<Core> self);
  static asio::awaitable<std::string> make_ready(std::shared_ptr<Core> self);
  static asio::awaitable<Result<std::vector<Reply>>> issue(std::shared_ptr<Core> self, bool preparing,
                                                           std::vector<Command> commands,
                                                           bool confirmed = false);
  static asio::awaitable<Result<Reply>> issue_one(std::shared_ptr<Core> self, bool preparing, Command command,
                                                  bool confirmed);
  static asio::awaitable<void> wait_up(std::shared_ptr<Core> self);

  bool up() const { return ready && connection->open(); }
  void set_ready(bool value);
  void note_failure(const std::string& why);
  void note_refusal(const std::string& text);
  Result<std::vector<Reply>> judged(std::vector<Reply> replies, Connection& from);
  void leave(Connection& from, const std::string& error) const;
  void stop();

  asio::any_io_executor executor;
  Options options;
  Backoff backoff;
  asio::steady_timer pause;
  std::shared_ptr<Connection> connection;                  // the latest one; set whenever `ready`
  std::list<std::shared_ptr<asio::steady_timer>> waiting;  // of the callers that wait for `ready`
  Prepare prepare;
  std::function<void(bool)> changed;
  std::string refusal;  // the last one in the log
  std::chrono::steady_clock::time_point refusal_logged{};
  std::string last_error = "not connected yet";
  Counters counters;
  std::uint64_t writes_before = 0;  // of earlier connections
  bool ready = false;
  bool started = false;
  bool stopped = false;
};

asio::awaitable<void> Link::Core::supervise(std::shared_ptr<Core> self) {
  while (!self->stopped) {
    if (self->connection) self->writes_before += self->connection->writes();
    self->connection = std::make_shared<Connection>(self->executor, self->options);
    const auto connection = self->connection;
    auto why = co_await connection->establish();
    if (why.empty()) self->options.address.cluster = connection->address().cluster;
    if (why.empty()) why = co_await make_ready(self);
    if (why.empty() && connection->open()) {
      self->set_ready(true);
      co_await connection->closed();
      self->set_ready(false);
    }
    connection->close(why);
    if (self->stopped) break;
    self->note_failure(connection->why());
    self->pause.expires_after(self->backoff.next());
    co_await self->pause.async_wait(nothrow);
  }
  // What the callbacks hold may hold the link.
  self->prepare = nullptr;
  self->changed = nullptr;
}

asio::awaitable<std::string> Link::Core::make_ready(std::shared_ptr<Core> self) {
  if (!self->prepare) co_return std::string();
  Link unready(self, true);
  const auto prepare = self->prepare;
  const auto result = co_await prepare(unready);
  if (result) co_return std::string();
  co_return "preparing the connection failed: " + result.error().message();
}

void Link::Core::set_ready(bool value) {
  ready = value;
  if (value) {
    ++counters.connections;
    backoff.reset();
    last_error.clear();
    spdlog::info("redis: connected to {}", connection->address().place());
    for (const auto& timer : waiting) timer->cancel();
  }
  if (changed && !stopped) changed(value);
}

void Link::Core::note_failure(const std::string& why) {
  // The same failure again, attempt after attempt, is one line in the log.
  if (why != last_error) spdlog::warn("redis: {}; trying again", why);
  last_error = why;
}

void Link::Core::note_refusal(const std::string& text) {
  const auto now = std::chrono::steady_clock::now();
  if (text != refusal || now - refusal_logged > refusal_log_pause) {
    spdlog::warn("redis: a command failed: {}", text);
    refusal = text;
    refusal_logged = now;
  }
  last_error = text;
}

asio::awaitable<void> Link::Core::wait_up(std::shared_ptr<Core> self) {
  if (self->options.wait_up.count() == 0 || self->waiting.size() >= self->options.max_in_flight) co_return;
  const auto timer = std::make_shared<asio::steady_timer>(self->executor, self->options.wait_up);
  const auto place = self->waiting.insert(self->waiting.end(), timer);
  co_await timer->async_wait(nothrow);
  self->waiting.erase(place);
}

asio::awaitable<Result<std::vector<Reply>>> Link::Core::issue(std::shared_ptr<Core> self, bool preparing,
                                                              std::vector<Command> commands, bool confirmed) {
  const auto count = commands.size();
  if (!preparing && !self->stopped && !self->up()) co_await wait_up(self);
  const bool full = self->connection && self->connection->in_flight() + count > self->options.max_in_flight;
  if (self->stopped || (!preparing && (!self->up() || full))) {
    self->counters.refused += count;
    co_return Errc::refused;
  }
  const auto connection = self->connection;
  self->counters.commands += count;
  auto replies = co_await connection->call(std::move(commands), confirmed);
  if (replies) co_return self->judged(std::move(*replies), *connection);
  if (replies.error() == Errc::unconfirmed) self->note_refusal(replies.error().message());
  (replies.error() == Errc::refused ? self->counters.refused : self->counters.unknown) += count;
  co_return replies.error();
}

Result<std::vector<Reply>> Link::Core::judged(std::vector<Reply> replies, Connection& from) {
  const auto declined = [](const Reply& reply) { return reply.is_error() && is_refusal(reply.text); };
  const auto first = std::find_if(replies.begin(), replies.end(), declined);
  if (first == replies.end()) {
    if (from.open() && ready) last_error.clear();
    return replies;
  }
  note_refusal(first->text);
  for (const auto& reply : replies)
    if (declined(reply)) leave(from, reply.text);
  const auto count = std::count_if(replies.begin(), replies.end(), declined);
  counters.refused += static_cast<std::uint64_t>(count);
  if (static_cast<std::size_t>(count) == replies.size()) return Errc::refused;
  return replies;
}

// Not the master any more, or not of all that we use: the next connection looks again who is.
void Link::Core::leave(Connection& from, const std::string& error) const {
  const auto why = why_to_leave(error);
  const bool replica = error.starts_with("READONLY");
  if (!why.empty() && (replica || !options.address.cluster.seeds.empty()))
    from.retire(from.address().place() + ": " + std::string(why) + ": " + error);
}

asio::awaitable<Result<Reply>> Link::Core::issue_one(std::shared_ptr<Core> self, bool preparing,
                                                     Command command, bool confirmed) {
  std::vector<Command> commands;
  commands.push_back(std::move(command));
  auto replies = co_await issue(std::move(self), preparing, std::move(commands), confirmed);
  if (!replies) co_return replies.error();
  co_return std::move(replies->front());
}

void Link::Core::stop() {
  if (stopped) return;
  stopped = true;
  ready = false;
  last_error = "stopped";
  pause.cancel();
  for (const auto& timer : waiting) timer->cancel();
  if (connection) connection->close("stopped");
}

Link::Link(asio::any_io_executor executor, Options options)
    : core_(std::make_shared<Core>(std::move(executor), std::move(options))) {}

Link::Link(std::shared_ptr<Core> core, bool preparing) : core_(std::move(core)), preparing_(preparing) {}

Link::~Link() {
  if (!preparing_) core_->stop();
}

void Link::on_ready(Prepare prepare) { core_->prepare = std::move(prepare); }
void Link::confirm_writes(Confirmation how) { core_->options.confirmation = std::move(how); }
void Link::on_change(std::function<void(bool)> changed) { core_->changed = std::move(changed); }

void Link::start() {
  if (core_->started) return;
  core_->started = true;
  asio::co_spawn(core_->executor, Core::supervise(core_), [core = core_](std::exception_ptr error) {
    if (!error) return;
    core->stop();
    std::rethrow_exception(error);  // a bug, or no memory
  });
}

void Link::stop() { core_->stop(); }
bool Link::up() const { return core_->up(); }
std::string Link::place() const {
  return (core_->connection ? core_->connection->address() : core_->options.address).place();
}
const std::string& Link::last_error() const { return core_->last_error; }
std::size_t Link::in_flight() const { return core_->connection ? core_->connection->in_flight() : 0; }

Link::Counters Link::counters() const {
  auto counters = core_->counters;
  counters.writes = core_->writes_before + (core_->connection ? core_->connection->writes() : 0);
  return counters;
}

asio::awaitable<Result<Reply>> Link::run(Command command) {
  return Core::issue_one(core_, preparing_, std::move(command), false);
}

asio::awaitable<Result<Reply>> Link::write(Command command) {
  return Core::issue_one(core_, preparing_, std::move(command), true);
}

asio::awaitable<Result<std::vector<Reply>>> Link::run_all(std::vector<Command> commands) {
  return Core::issue(core_, preparing_, std::move(commands));
}

}  // namespace baton::redis

// Composition of a node, its start and its end.
#include "server/node_thread.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/chat/spawn.hpp"
#include "server/demo.hpp"

namespace baton {
namespace asio = boost::asio;
using std::chrono::milliseconds;
namespace {

constexpr milliseconds handshakes_end_within{100};
constexpr milliseconds redis_answers_within{15'000};  // at start; Redis may be loading its data

chat::NodeOptions node_options(const Config& config, ZoneFiles& zones) {
  chat::NodeOptions options;
  options.lease = config.lease.node_ms;
  options.renew = config.lease.renew_ms;
  options.find_zone = [&zones](const std::string& name) { return zones.find(name); };
  return options;
}

api::GateOptions gate_options(const Shared& shared) {
  const auto& config = shared.config;
  api::GateOptions options;
  options.site = config.site;
  options.version = shared.version;
  options.home = shared.demo ? "/demo/" : "/console/";
  if (shared.demo) options.demo = demo_accounts_json();
  options.no_pages = shared.web.no_pages();
  options.messages_per_minute = config.limits.messages_per_minute;
  options.burst = config.limits.burst;
  options.frame_bytes = config.limits.frame_bytes;
  options.list_bytes = config.limits.outbox_bytes / 4 * 3;
  options.hello_deadline = config.limits.hello_ms;
  options.drain = config.drain_ms;
  return options;
}

net::Limits net_limits(const Config& config) {
  net::Limits limits;
  limits.per_address = config.limits.connections_per_address;
  limits.outbox_bytes = config.limits.outbox_bytes;
  limits.frame_bytes = config.limits.frame_bytes;
  limits.socket_idle = config.limits.idle_ms;
  if (const auto proxies = net::Networks::parse(config.trusted_proxies)) limits.trusted_proxies = *proxies;
  return limits;
}

}  // namespace

redis::Options redis_options(const redis::Address& address, const std::string& site) {
  redis::Options options;
  options.address = address;
  options.key = store::prefix_of(site);
  // A stall of this length is answered `unavailable`; an AOF rewrite's fork takes milliseconds.
  options.command_deadline = milliseconds(2'000);
  options.max_in_flight = 10'000;
  options.ping_interval = milliseconds(2'000);
  options.ping_deadline = milliseconds(2'000);
  options.backoff_max = milliseconds(1'000);
  return options;
}

NodeThread::NodeThread(const Shared& shared)
    : shared_(shared),
      link_(io_.get_executor(), redis_options(shared.redis, shared.config.site)),
      subscriber_(io_.get_executor(), redis_options(shared.redis, shared.config.site)),
      store_(io_.get_executor(), link_, subscriber_, shared.config.site),
      node_(io_.get_executor(), store_, encoder_, shared.passwords, node_options(shared.config, zones_)),
      gate_(io_.get_executor(), node_, shared.metrics, gate_options(shared), shared.web.files),
      server_(io_.get_executor(), net_limits(shared.config), gate_) {
  if (shared.config.redis.durability == Durability::replica) {
    store_.await_replica();
    node_.hub().repair().count_only_promises();
  }
}

NodeThread::~NodeThread() { join(); }

boost::system::result<std::uint16_t, std::string> NodeThread::start(std::uint16_t port) {
  link_.start();
  subscriber_.start();
  node_.start();
  const auto deadline = std::chrono::steady_clock::now() + redis_answers_within;
  while (!node_.ready() && std::chrono::steady_clock::now() < deadline) io_.run_one_for(milliseconds(50));
  if (!node_.ready()) {
    const auto& why = link_.last_error().empty() ? subscriber_.last_error() : link_.last_error();
    return "Redis at " + shared_.redis.text() +
           " cannot be used: " + (why.empty() ? "it does not answer" : why);
  }
  const auto& listen = shared_.config.listen;
  const auto opened = server_.listen(listen.address, port, true);
  if (!opened)
    return "cannot listen on " + listen.address + " port " + std::to_string(port) + ": " +
           opened.error().message() + "; end what listens there, or choose another with --port";
  thread_ = std::thread([this] {
    try {
      io_.run();
    } catch (const std::exception& e) {
      spdlog::critical("a node ended with an exception: {}", e.what());
      std::abort();
    }
  });
  return *opened;
}

void NodeThread::drain() {
  if (!thread_.joinable()) thread_ = std::thread([this] { io_.run(); });  // it never came to listen
  asio::post(io_, [this] { chat::spawn(io_.get_executor(), end(), "draining a node"); });
}

asio::awaitable<void> NodeThread::end() {
  server_.turn_away();
  asio::steady_timer handshakes(io_.get_executor(), handshakes_end_within);
  co_await handshakes.async_wait(asio::use_awaitable);
  server_.stop_accepting();
  gate_.drain();
  const bool all = co_await server_.drained(shared_.config.shutdown_ms);
  if (!all) spdlog::warn("some connections were cut");
  co_await node_.stop();
  link_.stop();
  subscriber_.stop();
}

void NodeThread::join() {
  if (thread_.joinable()) thread_.join();
}

}  // namespace baton

// A server: its Redis, its nodes, its signals. SIGTERM or SIGINT drains, the second one ends at once.
#include "server/app.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <future>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include "server/admin.hpp"
#include "server/demo.hpp"
#include "server/node_thread.hpp"
#include "server/probe.hpp"
#include "server/service_manager.hpp"
#include "server/site_file.hpp"
#include "server/web.hpp"

namespace baton {
namespace asio = boost::asio;
namespace {

int refuse(const std::string& why) {
  std::cerr << "baton: " << why << '\n';
  return 1;
}

void set_up_log(const Config::Log& log) {
  spdlog::set_level(static_cast<spdlog::level::level_enum>(static_cast<int>(log.level)));
  if (log.format == LogFormat::json)
    spdlog::set_pattern(R"({"ts":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","msg":"%v"})",
                        spdlog::pattern_time_type::utc);
}

std::string durability(const Config& config) {
  if (config.redis.durability == Durability::replica) return "replica (survives the loss of Redis's machine)";
  if (!config.redis.url.empty()) return "as the Redis it uses is configured";
  return config.redis.durability == Durability::fsync ? "fsync (survives a power cut)"
                                                      : "local (survives killed processes)";
}

std::string url_of(const Config& config, std::uint16_t port) {
  const auto& address = config.listen.address;
  const bool v6 = address.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}", v6 ? "[" : "", address, v6 ? "]" : "", port);
}

void greet(const Config& config, std::uint16_t port, const redis::Address& redis) {
  fmt::print("Baton listens on {} with {} node{}\n", url_of(config, port), config.nodes,
             config.nodes == 1 ? "" : "s");
  fmt::print("Redis: {}; durability: {}\n", redis.text(), durability(config));
  std::fflush(stdout);
}

// For somebody who reads nothing else: what to open, and what to type there.
void greet_demo(const Config& config, std::uint16_t port) {
  const auto url = url_of(config, port);
  if (port != config.listen.port && config.listen.port != 0)
    fmt::print("\nPort {} is taken, so this demo is on port {}; --port N chooses another.\n",
               config.listen.port, port);
  fmt::print("\n  The sample shop, with the chat  {}/demo/\n", url);
  fmt::print("  The console, as an agent        {}/console/#as=ana@demo.test   password: demo\n", url);
  fmt::print("  The console, as a sales rep     {}/console/#as=sam@demo.test   password: demo\n\n", url);
  std::fflush(stdout);
}

// The port of a demo: the one that was named, else the first free one from the default on.
boost::system::result<std::uint16_t, std::string> demo_port(const Demo& demo) {
  const auto& [address, wanted] = demo.config.listen;
  constexpr int tried = 50;
  auto problem = wanted == 0 ? boost::system::error_code() : port_problem(address, wanted);
  if (!problem) return wanted;
  if (!demo.port_named && problem == boost::asio::error::address_in_use)
    for (int port = wanted + 1; port < wanted + tried; ++port)
      if (!port_problem(address, static_cast<std::uint16_t>(port))) return static_cast<std::uint16_t>(port);
  return fmt::format("cannot listen on {} port {}: {}; end what listens there, or choose another with --port",
                     address, wanted, problem.message());
}

// As many connections as the system allows: the soft limit of a shell is 1024, for programs that use
// select().
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) spdlog::warn("the limit of open files cannot be raised");
}

// Takes SIGINT and SIGTERM on a thread of its own: the first asks to end, the second ends at once.
class Signals {
public:
  Signals() : signals_(loop_, SIGINT, SIGTERM) {
    signals_.async_wait([this](boost::system::error_code ec, int) {
      if (ec) return;
      asked_.set_value();
      signals_.async_wait([](boost::system::error_code again, int) {
        if (!again) std::_Exit(130);
      });
    });
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Signals() {
    asio::post(loop_, [this] { signals_.cancel(); });
    thread_.join();
  }
  void wait() { asked_.get_future().wait(); }

private:
  asio::io_context loop_{1};
  asio::signal_set signals_;
  std::promise<void> asked_;
  std::thread thread_;
};

// Starts the nodes one after the other, the first with the configured port and the others with what it got.
std::string start_nodes(const Shared& shared, std::vector<std::unique_ptr<NodeThread>>& nodes,
                        std::uint16_t& port) {
  for (std::size_t i = 0; i < shared.config.nodes; ++i) {
    nodes.push_back(std::make_unique<NodeThread>(shared));
    const auto started = nodes.back()->start(port);
    if (!started) return started.error();
    port = *started;
  }
  return {};
}

int serve(const Config& config, const Demo* demo) {
  set_up_log(config.log);
  if (!net::Networks::parse(config.trusted_proxies))
    return refuse("trusted_proxies holds something that is no network.");
  auto port = config.listen.port;
  if (demo != nullptr) {
    const auto found = demo_port(*demo);
    if (!found) return refuse(found.error());
    port = *found;
  }
  raise_descriptor_limit();
  Signals signals;  // before Redis is started: none may end us between starting and stopping it
  UsedRedis redis;
  const auto opened = redis.open(config);
  if (!opened) return refuse(opened.error());
  const Work prepare = [&](store::Store& store) {
    return demo == nullptr ? prepare_site(store, default_site()) : prepare_demo(store, demo->history);
  };
  const auto prepared = with_store(config, redis.address(), prepare);
  const auto web = load_web(config.static_dir, demo != nullptr);
  if (!web.missing.empty()) spdlog::warn("{}", web.no_pages());
  chat::PasswordWorker passwords;
  api::Metrics metrics(BATON_VERSION);
  const Shared shared{config, redis.address(), BATON_VERSION, demo != nullptr, passwords, metrics, web};
  std::vector<std::unique_ptr<NodeThread>> nodes;
  const auto problem = prepared ? start_nodes(shared, nodes, port) : prepared.error();
  if (problem.empty()) {
    greet(config, port, redis.address());
    if (demo != nullptr) greet_demo(config, port);
    tell_service_manager("READY=1");
    signals.wait();
    tell_service_manager("STOPPING=1");
    spdlog::info("draining; the same signal again ends at once");
  }
  for (auto& node : nodes) node->drain();
  for (auto& node : nodes) node->join();
  nodes.clear();
  passwords.stop();
  redis.close();
  return problem.empty() ? 0 : refuse(problem);
}

}  // namespace

int run(const Healthcheck& command) {
  const auto& [address, port] = command.config.listen;
  const auto ready = ask_ready(address, port, std::chrono::seconds(2));
  if (!ready) return refuse(fmt::format("nobody answers on {} port {}.", address, port));
  fmt::print("{}", ready->body);
  return ready->status == 200 ? 0 : 1;
}

int run(const Serve& command) { return serve(command.config, nullptr); }
int run(const Demo& command) { return serve(command.config, &command); }

}  // namespace baton

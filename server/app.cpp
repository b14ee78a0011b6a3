// A server: its Redis, its nodes, its signals. SIGTERM or SIGINT drains, the second one ends at once.
#include "server/app.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

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
#include "server/node_thread.hpp"

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

std::vector<net::StaticFiles> static_files(const Config& config, bool demo) {
  std::vector<net::StaticFiles> files;
  const auto folder = config.static_dir / "demo";
  if (!demo || config.static_dir.empty()) return files;
  net::StaticOptions options;
  options.mount = "/demo/";
  if (auto loaded = net::StaticFiles::load(folder, options))
    files.push_back(std::move(*loaded));
  else
    spdlog::warn("the demo page in {} cannot be read: {}", folder.string(), loaded.error().message());
  return files;
}

std::string durability(const Config& config) {
  if (!config.redis.url.empty()) return "as the Redis it uses is configured";
  return config.redis.durability == Durability::fsync ? "fsync (survives a power cut)"
                                                      : "local (survives killed processes)";
}

void greet(const Config& config, std::uint16_t port, bool demo, const redis::Address& redis) {
  const auto host = config.listen.address.find(':') == std::string::npos ? config.listen.address
                                                                         : "[" + config.listen.address + "]";
  fmt::print("Baton listens on http://{}:{} with {} node{}\n", host, port, config.nodes,
             config.nodes == 1 ? "" : "s");
  fmt::print("Redis: {}; durability: {}\n", redis.text(), durability(config));
  if (demo) {
    fmt::print("\n  Open  http://{}:{}/demo/\n", host, port);
    fmt::print("  A visitor is on the left, an agent on the right (ana@demo.test, password demo).\n\n");
  }
  std::fflush(stdout);
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

int serve(const Config& config, bool demo) {
  set_up_log(config.log);
  if (!net::Networks::parse(config.trusted_proxies))
    return refuse("trusted_proxies holds something that is no network.");
  Signals signals;  // before Redis is started: none may end us between starting and stopping it
  UsedRedis redis;
  const auto opened = redis.open(config);
  if (!opened) return refuse(opened.error());
  const Work prepare = [&](store::Store& store) { return prepare_site(store, demo); };
  const auto prepared = with_store(config, redis.address(), prepare);
  const auto files = static_files(config, demo);
  chat::PasswordWorker passwords;
  api::Metrics metrics(BATON_VERSION);
  const Shared shared{config,    redis.address(), BATON_VERSION, demo ? "/demo/" : "",
                      passwords, metrics,         files};
  std::vector<std::unique_ptr<NodeThread>> nodes;
  auto port = config.listen.port;
  const auto problem = prepared ? start_nodes(shared, nodes, port) : prepared.error();
  if (problem.empty()) {
    greet(config, port, demo, redis.address());
    signals.wait();
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

int run(const Serve& command) { return serve(command.config, false); }
int run(const Demo& command) { return serve(command.config, true); }

}  // namespace baton

// One node with everything it is made of, on a thread of its own: the place where the concrete classes meet.
#pragma once
#include <boost/asio/io_context.hpp>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "server/api/encoder.hpp"
#include "server/api/gate.hpp"
#include "server/chat/node.hpp"
#include "server/config.hpp"
#include "server/net/server.hpp"
#include "server/redis/link.hpp"
#include "server/redis/subscriber.hpp"
#include "server/store/redis_store.hpp"
#include "server/web.hpp"
#include "server/zone_files.hpp"

namespace baton {

// What the nodes of a process share. Outlives them.
struct Shared {
  const Config& config;
  redis::Address redis;
  std::string version;
  bool demo = false;
  chat::PasswordWorker& passwords;
  api::Metrics& metrics;
  const Web& web;
};

// How patient this process is with Redis.
redis::Options redis_options(const redis::Address& address, const std::string& site);

class NodeThread {
public:
  explicit NodeThread(const Shared& shared);
  ~NodeThread();  // after `stop`

  // Connects to Redis; the port to listen on is opened only then. Returns the port, or one sentence.
  boost::system::result<std::uint16_t, std::string> start(std::uint16_t port);
  // Says goodbye to the clients and ends; `join` waits until the thread has nothing left to do.
  void drain();
  void join();

private:
  boost::asio::awaitable<void> end();

  const Shared& shared_;
  boost::asio::io_context io_{1};
  redis::Link link_;
  redis::Subscriber subscriber_;
  store::RedisStore store_;
  ZoneFiles zones_;
  api::Encoder encoder_;
  chat::Node node_;
  api::Gate gate_;
  net::Server server_;
  std::thread thread_;
};

}  // namespace baton

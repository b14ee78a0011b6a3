// A server on a free loopback port in its own thread, and a client that writes bytes by hand. No test here
// uses Beast: what is checked is what is on the wire. Every wait has a deadline and fails the test when it
// passes.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "server/net/server.hpp"

namespace baton::net::test {

using namespace std::chrono_literals;

inline constexpr auto patience = 10s;

// Waits for `condition`, looking every 2 ms; false when `patience` is over.
bool eventually(const std::function<bool()>& condition);

// Answers requests by path and echoes text frames; texts beginning with '!' are commands, see harness.cpp.
class EchoHandler : public Handler {
public:
  boost::asio::awaitable<Response> http(Request request) override;
  std::optional<Response> refuse_upgrade(const Request& request) override;
  std::shared_ptr<SocketHandler> open(std::shared_ptr<Socket> socket, const Request& request) override;

  std::atomic<int> opened = 0, closed = 0, texts = 0;
  std::atomic<int> late_texts = 0;  // on_text that came after on_close: must stay 0
  std::set<Socket*> sockets;        // server's thread only
};

class Node {
public:
  explicit Node(Limits limits = {}, std::uint16_t port = 0, bool reuse_port = false);
  ~Node();

  // Runs `f` on the server's thread and returns its result.
  template <class F>
  auto ask(F f) {
    std::packaged_task<decltype(f())()> task(std::move(f));
    auto result = task.get_future();
    boost::asio::post(context, [&task] { task(); });
    return result.get();
  }
  std::size_t connections() {
    return ask([this] { return server->connections(); });
  }
  Counters counters() {
    return ask([this] { return server->counters(); });
  }
  // Runs server->drained on the server's thread; waits for its result.
  bool drained(std::chrono::milliseconds at_most);

  boost::asio::io_context context{1};
  // A drained server has nothing to do; the thread still answers ask() until this is let go.
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work{
      context.get_executor()};
  EchoHandler handler;
  std::unique_ptr<Server> server;
  std::uint16_t port = 0;
  std::thread thread;
};

struct WireFrame {
  unsigned opcode = 0;
  std::string payload;
  std::uint16_t close_code() const {
    return payload.size() < 2 ? 1005
                              : static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) * 256 +
                                                           static_cast<unsigned char>(payload[1]));
  }
  std::string reason() const { return payload.size() < 2 ? "" : payload.substr(2); }
};

struct WireResponse {
  unsigned status = 0;
  std::string head, body;
  std::string header(const std::string& name) const;  // "" when absent
};

// A frame as a client sends it: masked, with the shortest length form.
std::string frame(unsigned opcode, std::string_view payload, bool fin = true);
inline std::string text(std::string_view payload) { return frame(1, payload); }

// A request head; `extra` is whole header lines with their ends.
std::string request(const std::string& method, const std::string& target, const std::string& extra = "");
std::string upgrade_request(const std::string& extra = "", const std::string& target = "/v1/ws");

class Client {
public:
  explicit Client(std::uint16_t port, int receive_buffer = 0);
  ~Client();
  Client(Client&& other) noexcept : fd_(other.fd_), in_(std::move(other.in_)) { other.fd_ = -1; }

  void write(std::string_view bytes);         // what the kernel refuses after a close is dropped
  void write_slowly(std::string_view bytes);  // byte by byte, each a segment
  void reset();                               // RST
  void half_close();

  std::optional<WireResponse> response(bool head_only = false);  // nullopt: the connection ended before it
  std::optional<WireFrame> next();                               // nullopt: the connection ended
  WireFrame until_close();  // skips to the close frame; opcode 0 when none came
  bool ended();             // reads until the peer ends the connection

  Client& upgrade();  // sends the handshake and checks the 101

private:
  bool fill();  // false: ended
  int fd_;
  std::string in_;
  bool late_ = false;  // a wait was given up
};

}  // namespace baton::net::test

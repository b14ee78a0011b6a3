// The test server's handler and the hand-written client.
#include "tests/unit/net/harness.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

namespace baton::net::test {

namespace asio = boost::asio;

namespace {

// Commands: "!close CODE REASON", "!throw", "!big N BYTES" (sends N frames), "!hold MS", "!last" (send, then
// close).
class EchoSocket : public SocketHandler {
public:
  EchoSocket(EchoHandler& owner, std::shared_ptr<Socket> socket) : owner_(owner), socket_(std::move(socket)) {
    ++owner_.opened;
    owner_.sockets.insert(socket_.get());
  }

  asio::awaitable<void> on_text(std::string frame) override {
    ++owner_.texts;
    if (closed_) ++owner_.late_texts;
    if (frame == "!throw") throw std::runtime_error("as asked");
    if (frame.starts_with("!close ")) {
      socket_->close(static_cast<std::uint16_t>(std::stoi(frame.substr(7))), frame.substr(12));
    } else if (frame == "!last") {
      socket_->send(make_frame("one"));
      socket_->send(make_frame("two"));
      socket_->close(4010, "signed out");
      socket_->send(make_frame("never"));
      socket_->close(1000, "never");
    } else if (frame.starts_with("!big ")) {
      std::size_t digits = 0;
      auto const count = std::stoi(frame.substr(5), &digits);
      auto const bytes = make_frame(std::string(std::stoul(frame.substr(5 + digits)), 'x'));
      for (int i = 0; i < count; ++i) socket_->send(bytes);
    } else if (frame.starts_with("!hold ")) {
      asio::steady_timer timer(co_await asio::this_coro::executor);
      timer.expires_after(std::chrono::milliseconds(std::stoi(frame.substr(6))));
      co_await timer.async_wait(asio::use_awaitable);
      socket_->send(make_frame("held"));
    } else {
      socket_->send(make_frame(std::move(frame)));
    }
  }

  void on_close() override {
    closed_ = true;
    ++owner_.closed;
    owner_.sockets.erase(socket_.get());
  }

private:
  EchoHandler& owner_;
  std::shared_ptr<Socket> socket_;
  bool closed_ = false;
};

}  // namespace

asio::awaitable<Response> EchoHandler::http(Request request) {
  if (request.path == "/throw") throw std::runtime_error("as asked");
  if (request.path == "/split") co_return Response(200).set("X-A", "b\r\nSet-Cookie: c=d");
  if (request.path == "/peer") co_return Response(200, "text/plain", request.peer.address);
  if (request.path == "/big") co_return Response(200, "text/plain", std::string(8 << 20, 'b'));
  if (request.path == "/none") co_return Response(204);
  auto text = fmt::format("{} {} [{}] {}", request.method, request.path, request.query, request.body);
  co_return Response(200, "text/plain", std::move(text));
}

std::optional<Response> EchoHandler::refuse_upgrade(const Request& request) {
  if (request.query == "throw") throw std::runtime_error("as asked");
  if (request.header("Origin") == "https://evil.test") return problem(403, "forbidden");
  return std::nullopt;
}

std::shared_ptr<SocketHandler> EchoHandler::open(std::shared_ptr<Socket> socket, const Request& request) {
  if (request.query == "open") throw std::runtime_error("as asked");
  if (request.query == "greet") socket->send(make_frame("welcome"));
  return std::make_shared<EchoSocket>(*this, std::move(socket));
}

bool eventually(const std::function<bool()>& condition) {
  auto const end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

Node::Node(Limits limits, std::uint16_t wanted, bool reuse_port)
    : server(std::make_unique<Server>(context.get_executor(), std::move(limits), handler)) {
  port = server->listen("127.0.0.1", wanted, reuse_port).value();
  thread = std::thread([this] { context.run(); });
}

Node::~Node() {
  ask([this] {
    server.reset();
    work.reset();
  });
  thread.join();  // returns when the last connection has ended: a leak hangs here
  EXPECT_EQ(handler.opened, handler.closed);
  EXPECT_EQ(handler.late_texts, 0);
}

bool Node::drained(std::chrono::milliseconds at_most) {
  return asio::co_spawn(context, server->drained(at_most), asio::use_future).get();
}

std::string WireResponse::header(const std::string& name) const {
  auto const at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  auto const begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

std::string frame(unsigned opcode, std::string_view payload, bool fin) {
  std::string out(1, static_cast<char>((fin ? 0x80U : 0U) | opcode));
  auto const size = payload.size();
  if (size < 126) {
    out += static_cast<char>(0x80U | size);
  } else if (size < 65536) {
    out += static_cast<char>(0x80U | 126);
    for (int shift = 8; shift >= 0; shift -= 8) out += static_cast<char>((size >> shift) & 0xFF);
  } else {
    out += static_cast<char>(0x80U | 127);
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>((size >> shift) & 0xFF);
  }
  std::string const mask = "\x37\xfa\x21\x3d";
  out += mask;
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(payload[i] ^ mask[i % 4]);
  return out;
}

std::string request(const std::string& method, const std::string& target, const std::string& extra) {
  return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + extra + "\r\n";
}

std::string upgrade_request(const std::string& extra, const std::string& target) {
  return request(
      "GET", target,
      "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: other, baton.v1\r\n" +
          extra);
}

Client::Client(std::uint16_t port, int receive_buffer)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  int const on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
}

Client::~Client() {
  if (fd_ >= 0) ::close(fd_);
}

void Client::write(std::string_view bytes) {
  while (!bytes.empty()) {
    auto const n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void Client::write_slowly(std::string_view bytes) {
  for (char const c : bytes) write(std::string_view(&c, 1));
}

void Client::reset() {
  linger const hard{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  ::close(fd_);
  fd_ = -1;
}

void Client::half_close() { ::shutdown(fd_, SHUT_WR); }

bool Client::fill() {
  pollfd wait{fd_, POLLIN, 0};
  if (::poll(&wait, 1, static_cast<int>(std::chrono::milliseconds(patience).count())) != 1) {
    late_ = true;
    ADD_FAILURE() << "nothing came within the deadline";
    return false;
  }
  char chunk[65536];
  auto const n = ::recv(fd_, chunk, sizeof chunk, 0);
  if (n <= 0) return false;
  in_.append(chunk, static_cast<std::size_t>(n));
  return true;
}

std::optional<WireResponse> Client::response(bool head_only) {
  while (in_.find("\r\n\r\n") == std::string::npos) {
    if (!fill()) return std::nullopt;
  }
  WireResponse result;
  result.head = in_.substr(0, in_.find("\r\n\r\n") + 2);
  in_.erase(0, result.head.size() + 2);
  result.status = static_cast<unsigned>(std::stoul(result.head.substr(9, 3)));
  auto const length = result.header("Content-Length");
  auto const size = length.empty() || head_only ? 0 : std::stoul(length);
  while (in_.size() < size) {
    if (!fill()) return std::nullopt;
  }
  result.body = in_.substr(0, size);
  in_.erase(0, size);
  return result;
}

std::optional<WireFrame> Client::next() {
  auto const byte = [this](std::size_t i) { return static_cast<unsigned char>(in_[i]); };
  auto const need = [this](std::size_t n) {
    while (in_.size() < n) {
      if (!fill()) return false;
    }
    return true;
  };
  if (!need(2)) return std::nullopt;
  EXPECT_EQ(byte(0) & 0xF0, 0x80) << "the server sends whole messages without reserved bits";
  EXPECT_EQ(byte(1) & 0x80, 0) << "the server does not mask";
  std::size_t size = byte(1) & 0x7FU, head = 2;
  if (size >= 126) {
    head = size == 126 ? 4 : 10;
    if (!need(head)) return std::nullopt;
    size = 0;
    for (std::size_t i = 2; i < head; ++i) size = size * 256 + byte(i);
  }
  if (!need(head + size)) return std::nullopt;
  WireFrame result{byte(0) & 0x0FU, in_.substr(head, size)};
  in_.erase(0, head + size);
  return result;
}

WireFrame Client::until_close() {
  while (auto found = next()) {
    if (found->opcode == 8) return *found;
  }
  return {};
}

bool Client::ended() {
  auto const end = std::chrono::steady_clock::now() + patience;
  while (fill()) {
    in_.clear();
    if (std::chrono::steady_clock::now() > end) return false;
  }
  return !late_;
}

Client& Client::upgrade() {
  write(upgrade_request());
  auto const answer = response();
  EXPECT_TRUE(answer);
  EXPECT_EQ(answer ? answer->status : 0, 101U);
  return *this;
}

}  // namespace baton::net::test

// One WebSocket on Beast's stream: a reader and a writer coroutine, a bounded outbox between the house and
// the writer. Beast frames, unmasks, answers pings and checks UTF-8; deadlines are ours (Live::check).
// Invariant: on_close comes once, from the reader, as its last act.
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/compose.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "server/net/core.hpp"
#include "server/net/outbox.hpp"

namespace baton::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

namespace {

constexpr std::size_t most_reason_bytes = 123;  // RFC 6455: a control frame has 125, two are the code

// The part of the handshake Beast needs, in a known spelling. Beast 1.81 compares header words by reading
// beyond their end (iequals; fixed in 1.88), so it is never shown what the client wrote.
http::request<http::empty_body> handshake_of(const Request& request) {
  http::request<http::empty_body> handshake(http::verb::get, request.path, 11);
  handshake.set(http::field::host, "baton");
  handshake.set(http::field::connection, "upgrade");
  handshake.set(http::field::upgrade, "websocket");
  handshake.set(http::field::sec_websocket_key, std::string(request.header("Sec-WebSocket-Key")));
  handshake.set(http::field::sec_websocket_version, "13");
  return handshake;
}

void decorate(websocket::response_type& response) {
  response.set(http::field::server, "baton");
  response.set(http::field::sec_websocket_protocol,
               boost::beast::string_view(subprotocol.data(), subprotocol.size()));
}

std::string_view whole_characters(std::string_view text) {
  if (text.size() <= most_reason_bytes) return text;
  auto end = most_reason_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

// The TCP socket below Beast, with an end of our own: Beast's stops reading at the first bytes it meets, and
// a close with unread bytes is a reset that takes the close frame with it; the peer of a 1009 would send its
// frame again.
struct Line : Tcp::socket {
  explicit Line(Tcp::socket&& socket) : Tcp::socket(std::move(socket)) {}
};

// Says that no more comes and reads until the peer ends too; WebSocket::check limits the time.
struct Linger {
  Line& line;
  bool begun = false;

  template <class Self>
  void operator()(Self& self, error_code ec = {}, std::size_t = 0) {
    static thread_local std::array<char, 4096> scratch;  // nobody looks at it
    if (!std::exchange(begun, true)) line.shutdown(Tcp::socket::shutdown_send, ec);
    if (!ec) return line.async_read_some(asio::buffer(scratch), std::move(self));
    if (ec == asio::error::eof) ec = {};
    error_code ignored;
    line.close(ignored);
    self.complete(ec);
  }
};

// Found by Beast through the type of its next layer.
template <class TeardownHandler>
void async_teardown(boost::beast::role_type, Line& line, TeardownHandler&& handler) {
  asio::async_compose<TeardownHandler, void(error_code)>(Linger{line}, handler, line);
}

class WebSocket final : public Socket, public Live, public std::enable_shared_from_this<WebSocket> {
public:
  WebSocket(std::shared_ptr<Core> core, Tcp::socket socket, Slot slot)
      : core_(std::move(core)),
        stream_(Line(std::move(socket))),
        outbox_(core_->limits.outbox_bytes),
        wake_(core_->executor, Clock::time_point::max()),
        last_text_(Clock::now()),
        deadline_(last_text_ + core_->limits.close_deadline),
        slot_(std::move(slot)) {
    slot_.rebind(this);
    slot_.count_socket();
    websocket::stream_base::timeout timeouts;
    timeouts.handshake_timeout = websocket::stream_base::none();
    timeouts.idle_timeout = websocket::stream_base::none();
    timeouts.keep_alive_pings = false;
    stream_.set_option(timeouts);
    stream_.set_option(websocket::stream_base::decorator(decorate));
    stream_.read_message_max(core_->limits.frame_bytes);
    stream_.auto_fragment(false);
    stream_.text(true);
    stream_.control_callback([this](websocket::frame_type, boost::beast::string_view) {
      if (++controls_ > core_->limits.control_frames) close(1008, "too many control frames");
    });
  }

  static asio::awaitable<void> run(std::shared_ptr<WebSocket> self, Request request) {
    auto const handshake = handshake_of(request);
    auto [ec] = co_await self->stream_.async_accept(handshake, nothrow);
    if (ec) co_return;
    ++self->core_->counters.upgrades;
    self->accepted_ = true;
    self->last_text_ = Clock::now();
    asio::co_spawn(self->core_->executor, write_loop(self),
                   [](const std::exception_ptr& error) { log_escaped(error, "a writer"); });
    try {
      self->handler_ = self->core_->handler.open(self, request);
    } catch (...) {
      self->failed(std::current_exception());
    }
    request = Request();  // a socket lives long
    co_await self->read_loop();
    self->finish();
  }

  void send(Frame frame) override {
    if (!open()) return;
    if (outbox_.push(std::move(frame))) {
      wake_.cancel();
      return;
    }
    ++core_->counters.slow_consumers;
    outbox_.clear();
    close(4009, "slow consumer");
  }

  void close(std::uint16_t code, std::string_view reason) override {
    if (!open()) return;
    closing_ = true;
    code_ = code;
    reason_ = whole_characters(reason);
    deadline_ = Clock::now() + core_->limits.close_deadline;
    wake_.cancel();
  }

  bool open() const override { return !closing_ && !lost_ && stream_.is_open(); }

  void check(Clock::time_point now) override {
    if (accepted_ && !closing_ && !stream_.is_open()) {
      // Beast is ending it (a fault, the peer's close); it waits for the peer without any limit of its own.
      closing_ = true;
      deadline_ = now + core_->limits.close_deadline;
    }
    if ((closing_ || !accepted_) && now >= deadline_) {
      if (!lost_) ++core_->counters.cut;
      return cut();
    }
    if (open() && !busy_ && now - last_text_ >= core_->limits.socket_idle) {
      ++core_->counters.idle_sockets;
      close(1001, "idle");
    }
  }
  void stop() override {}
  void cut() override {
    lost_ = true;
    wake_.cancel();
    reset(stream_.next_layer());
  }

private:
  // Ends with the connection. While closing, what comes is read and dropped, so that the peer's close is
  // found.
  asio::awaitable<void> read_loop() {
    for (;;) {
      std::string text;
      auto buffer = asio::dynamic_buffer(text);
      auto [ec, n] = co_await stream_.async_read(buffer, nothrow);
      if (ec) {
        auto const own = make_error_code(websocket::error::closed);
        if (ec.category() == own.category() && ec != own) ++core_->counters.bad_frames;
        co_return;
      }
      if (!open()) continue;
      if (!stream_.got_text()) {
        ++core_->counters.bad_frames;
        close(1003, "text frames only");
        continue;
      }
      ++core_->counters.frames_in;
      core_->counters.bytes_in += n;
      controls_ = 0;
      busy_ = true;
      std::exception_ptr error;
      try {
        co_await handler_->on_text(std::move(text));
      } catch (...) {
        error = std::current_exception();
      }
      busy_ = false;
      last_text_ = Clock::now();
      if (error) failed(error);
    }
  }

  static asio::awaitable<void> write_loop(std::shared_ptr<WebSocket> self) {
    error_code ec;
    while (!self->lost_ && !ec) {
      if (!self->outbox_.empty()) {
        auto const frame = self->outbox_.front();
        auto [failed_write, n] = co_await self->stream_.async_write(asio::buffer(*frame), nothrow);
        ec = failed_write;
        if (!self->outbox_.empty() && self->outbox_.front() == frame) self->outbox_.pop();
        ++self->core_->counters.frames_out;
        self->core_->counters.bytes_out += n;
      } else if (self->closing_) {
        websocket::close_reason reason(self->reason_);
        reason.code = self->code_;
        auto [failed_close] = co_await self->stream_.async_close(reason, nothrow);
        ec = failed_close;
        break;
      } else {
        co_await self->wake_.async_wait(nothrow);
      }
    }
    // Aborted: Beast is closing on behalf of the reader, which ends by itself. Otherwise a broken connection
    // must also wake a reader that hears nothing.
    if (ec && ec != asio::error::operation_aborted) self->cut();
  }

  void failed(const std::exception_ptr& error) {
    ++core_->counters.handler_errors;
    log_escaped(error, "a socket");
    close(1011, "internal error");
  }

  void finish() {
    lost_ = true;
    wake_.cancel();
    outbox_.clear();
    error_code ignored;
    stream_.next_layer().close(ignored);
    auto const handler = std::move(handler_);  // it may hold this socket: the circle ends here
    if (handler) handler->on_close();
  }

  std::shared_ptr<Core> core_;
  websocket::stream<Line, false> stream_;  // without permessage-deflate
  Outbox outbox_;
  asio::steady_timer wake_;  // never expires; cancelled to wake the writer
  std::shared_ptr<SocketHandler> handler_;
  std::string reason_;
  Clock::time_point last_text_;  // or the end of its handling
  Clock::time_point deadline_;   // of the handshake, later of closing
  std::size_t controls_ = 0;     // control frames since the last text
  std::uint16_t code_ = 0;
  bool accepted_ = false;  // our 101 is written
  bool busy_ = false;      // the handler has a frame
  bool closing_ = false;   // close() was called, or Beast closes
  bool lost_ = false;      // nothing can be written any more
  Slot slot_;
};

}  // namespace

void serve_websocket(std::shared_ptr<Core> core, Tcp::socket socket, Slot slot, Request request) {
  auto const executor = core->executor;
  auto self = std::make_shared<WebSocket>(std::move(core), std::move(socket), std::move(slot));
  asio::co_spawn(executor, WebSocket::run(std::move(self), std::move(request)),
                 [](const std::exception_ptr& error) { log_escaped(error, "a socket"); });
}

}  // namespace baton::net

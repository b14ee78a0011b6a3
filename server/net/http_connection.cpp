// HTTP/1.1 on one connection, request after request, until it ends or becomes a WebSocket. Beast parses;
// responses are written by hand, so that a body is shared and never copied. Invariant: what is refused is
// answered, then read for a moment more, so that the answer is not lost to a reset.
#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "server/net/core.hpp"
#include "server/net/request_checks.hpp"
#include "server/net/text.hpp"

namespace baton::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

using Parser = http::request_parser<http::string_body>;

constexpr std::size_t linger_bytes = 1 << 20;  // read from a refused client at most

// The answer to what Beast could not read; 0: nobody is there to be answered.
unsigned status_of(const error_code& ec) {
  if (ec == http::error::header_limit || ec == http::error::buffer_overflow) return 431;
  if (ec == http::error::body_limit) return 413;
  if (ec == http::error::end_of_stream || ec == http::error::partial_message) return 0;
  return ec.category() == make_error_code(http::error::bad_method).category() ? 400 : 0;
}

Request request_of(const Parser::value_type& message) {
  Request request;
  request.method = std::string(message.method_string());
  std::string const target(message.target());
  auto const mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != std::string::npos) request.query = target.substr(mark + 1);
  for (auto const& field : message) request.headers.emplace_back(field.name_string(), field.value());
  return request;
}

class HttpConnection final : public Live, public std::enable_shared_from_this<HttpConnection> {
public:
  HttpConnection(std::shared_ptr<Core> core, Tcp::socket socket, Tcp::endpoint remote)
      : core_(std::move(core)),
        socket_(std::move(socket)),
        remote_(std::move(remote)),
        buffer_(core_->limits.header_bytes + 16 * 1024),
        slot_(core_, this) {
    wait_at_most(core_->limits.header_deadline);
  }

  static asio::awaitable<void> run(std::shared_ptr<HttpConnection> self, unsigned refusal) {
    auto const peer = client_of(self->remote_.address(), "", self->core_->limits.trusted_proxies);
    if (refusal == 0 && !self->slot_.count(peer)) {
      ++self->core_->counters.refused_address;
      refusal = 429;
    }
    if (refusal != 0) {
      co_await self->refuse(refusal);
      co_return;
    }
    bool more = true;
    while (more) more = co_await self->exchange();
  }

  void check(Clock::time_point now) override {
    if (now < deadline_) return;
    if (idle_) return close_quietly();
    ++core_->counters.cut;
    cut();
  }
  // Whoever is about to ask is still answered, by a connection that closes behind it.
  void stop() override {
    if (idle_) deadline_ = std::min(deadline_, Clock::now() + core_->limits.linger);
  }
  void close(std::uint16_t, std::string_view) override {}  // of WebSockets only
  void cut() override { reset(socket_); }

private:
  void wait_at_most(std::chrono::milliseconds time) { deadline_ = Clock::now() + time; }

  void close_quietly() {
    error_code ignored;
    socket_.close(ignored);
  }

  // One request and its response; false when the connection is over or not ours any more.
  asio::awaitable<bool> exchange() {
    if (buffer_.size() == 0) {
      idle_ = true;
      if (core_->stopping) stop();
      auto [ec, n] = co_await socket_.async_read_some(buffer_.prepare(1024), nothrow);
      idle_ = false;
      if (ec) co_return false;
      buffer_.commit(n);
      if (served_) wait_at_most(core_->limits.header_deadline);
    }
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(core_->limits.header_bytes));
    parser_->body_limit(core_->limits.body_bytes);
    auto [ec, n] = co_await http::async_read_header(socket_, buffer_, *parser_, nothrow);
    if (ec) {
      co_await refuse(status_of(ec));
      co_return false;
    }
    auto const version = parser_->get().version();
    auto request = request_of(parser_->get());
    auto const fault = head_fault(request, version, core_->limits);
    if (fault == 0 && request.path == socket_path) {
      co_await upgrade(std::move(request), version);
      co_return false;
    }
    if (fault != 0) {
      co_await refuse(fault);
      co_return false;
    }
    auto const body_fault = co_await read_body(request);
    if (body_fault) {
      co_await refuse(*body_fault);
      co_return false;
    }
    request.peer = peer_of(request);
    auto const more = wants_more(request, version);
    auto const answered = co_await answer(std::move(request), more);
    co_return answered;
  }

  // Nothing when the body is in `request`, else the status of the refusal, 0 when nobody is there to get it.
  asio::awaitable<std::optional<unsigned>> read_body(Request& request) {
    wait_at_most(core_->limits.body_deadline);
    if (!parser_->is_done() && same_word(request.header("Expect"), "100-continue")) {
      static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      co_await asio::async_write(socket_, asio::buffer(go_on), nothrow);
    }
    if (!parser_->is_done()) {
      auto [ec, n] = co_await http::async_read(socket_, buffer_, *parser_, nothrow);
      if (ec) co_return status_of(ec);
    }
    request.body = std::move(parser_->get().body());
    co_return std::nullopt;
  }

  Peer peer_of(const Request& request) const {
    return client_of(remote_.address(), request.header_list("X-Forwarded-For"),
                     core_->limits.trusted_proxies);
  }

  asio::awaitable<bool> answer(Request request, bool more) {
    ++core_->counters.requests;
    served_ = true;
    auto const method = request.method;
    deadline_ = Clock::time_point::max();  // the handler's own
    Response response;
    std::exception_ptr error;
    try {
      response = co_await core_->handler.http(std::move(request));
    } catch (...) {
      error = std::current_exception();
    }
    if (error) {
      response = failed(error);
      more = false;
    }
    more = more && !core_->stopping;
    auto const sent = co_await write(std::move(response), method, more);
    if (sent && more) {  // it was said to be kept, and is, for one more, if the server stops meanwhile
      wait_at_most(core_->limits.keep_alive_idle);
      co_return true;
    }
    if (sent) co_await farewell();
    co_return false;
  }

  Response failed(const std::exception_ptr& error) {
    ++core_->counters.handler_errors;
    log_escaped(error, "a request");
    return refusal_of(500);
  }

  asio::awaitable<void> upgrade(Request request, unsigned version) {
    request.peer = peer_of(request);
    auto fault = upgrade_fault(request, version);
    // Frames sent before our 101 break RFC 6455 (4.1), a body has no meaning here; Beast would drop both.
    if (fault == 0 && (!parser_->is_done() || buffer_.size() > 0)) fault = 400;
    if (fault == 0 && core_->stopping) fault = 503;
    if (fault == 0 && !slot_.count(request.peer)) {
      ++core_->counters.refused_address;
      fault = 429;
    }
    if (fault != 0) {
      co_await refuse(fault, "GET");
      co_return;
    }
    std::optional<Response> refusal;
    try {
      refusal = core_->handler.refuse_upgrade(request);
    } catch (...) {
      refusal = failed(std::current_exception());
    }
    if (!refusal) {
      serve_websocket(core_, std::move(socket_), std::move(slot_), std::move(request));
      co_return;
    }
    auto const sent = co_await write(std::move(*refusal), "GET", false);
    if (sent) co_await farewell();
  }

  asio::awaitable<void> refuse(unsigned status, std::string_view allow = every_method) {
    if (status == 0) co_return;
    if (status < 500 && status != 429) ++core_->counters.bad_requests;
    auto response = refusal_of(status, allow);
    auto const sent = co_await write(std::move(response), "GET", false);
    if (sent) co_await farewell();
  }

  asio::awaitable<bool> write(Response response, std::string method, bool more) {
    wait_at_most(core_->limits.write_deadline);
    HeadOptions const options{method, core_->http_date(), more};
    auto const head = head_of(response, options);
    std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::const_buffer()};
    if (has_body(response, method)) parts[1] = asio::buffer(*response.body);
    auto [ec, n] = co_await asio::async_write(socket_, parts, nothrow);
    core_->counters.bytes_out += n;
    co_return !ec;
  }

  // Tells the peer that no more comes and reads what it still sends: a close with unread bytes would be a
  // reset, and that can take the answer with it (RFC 9112, 9.6).
  asio::awaitable<void> farewell() {
    wait_at_most(core_->limits.linger);
    idle_ = true;
    error_code ec;
    socket_.shutdown(Tcp::socket::shutdown_send, ec);
    std::array<char, 2048> scratch;
    std::size_t total = 0;
    while (!ec && total < linger_bytes) {
      auto [failed_read, n] = co_await socket_.async_read_some(asio::buffer(scratch), nothrow);
      ec = failed_read;
      total += n;
    }
  }

  std::shared_ptr<Core> core_;
  Tcp::socket socket_;
  Tcp::endpoint remote_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Clock::time_point deadline_;
  bool idle_ = false;    // waits for a first byte, or for the peer to leave
  bool served_ = false;  // a request was answered: the next one's deadline begins with its first byte
  Slot slot_;
};

}  // namespace

void serve_http(std::shared_ptr<Core> core, Tcp::socket socket, Tcp::endpoint remote, unsigned refusal) {
  auto const executor = core->executor;
  auto connection = std::make_shared<HttpConnection>(std::move(core), std::move(socket), std::move(remote));
  asio::co_spawn(executor, HttpConnection::run(std::move(connection), refusal),
                 [](const std::exception_ptr& error) { log_escaped(error, "a connection"); });
}

}  // namespace baton::net

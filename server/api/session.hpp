// One client's connection: hello, then requests one after the other, and everything the hub sends. Frames
// before the result of `hello` are kept back until it is out.
#pragma once
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/api/bucket.hpp"
#include "server/api/gate.hpp"

namespace baton::api {

class Session final : public net::SocketHandler,
                      public chat::Connection,
                      public std::enable_shared_from_this<Session> {
public:
  Session(Gate& gate, std::shared_ptr<net::Socket> socket, std::string cookie);
  ~Session() override;
  void start();  // the time for `hello` runs

  // net::SocketHandler
  boost::asio::awaitable<void> on_text(std::string frame) override;
  void on_close() override;

  // chat::Connection
  const chat::Caller& caller() const override { return caller_; }
  void send(chat::Frame frame) override;
  void revoked(const std::string& session_hash) override;
  void restart() override;

  void goodbye(protocol::GoodbyeReason reason, std::optional<std::int64_t> retry_after_ms,
               std::uint16_t code);

private:
  boost::asio::awaitable<void> carry_out(protocol::Request request);
  boost::asio::awaitable<Answer> answer(const protocol::Request& request);
  boost::asio::awaitable<Answer> hello(const protocol::Id& id, protocol::VisitorHello p);
  boost::asio::awaitable<Answer> hello(const protocol::Id& id, protocol::StaffHello p);
  boost::asio::awaitable<Answer> ping(const protocol::Id& id);
  boost::asio::awaitable<Answer> update(const protocol::Id& id, protocol::VisitorUpdate p);
  boost::asio::awaitable<Answer> typing(const std::optional<protocol::Id>& id, const protocol::Typing& p);
  boost::asio::awaitable<Answer> read(const std::optional<protocol::Id>& id, const protocol::Read& p);
  boost::asio::awaitable<Answer> watch(const protocol::Id& id, const protocol::ListWatch& p);
  boost::asio::awaitable<Answer> watch(const protocol::Id& id, const protocol::QueueWatch& p);
  boost::asio::awaitable<Answer> sync(const protocol::Id& id, protocol::ListSync p);
  boost::asio::awaitable<Answer> observe(const protocol::Id& id, protocol::Observe p);
  std::optional<protocol::Error> over_rate(const protocol::Params& params);
  struct Claimed {
    const char* refused = nullptr;  // the field that was
    desk::VisitorCard card;         // its id only
    bool known = false;             // by token or identity
    std::optional<desk::VisitorCard> vouched;
  };
  Claimed claimed(const protocol::VisitorHello& p) const;
  std::optional<desk::VisitorCard> identified(const std::string& jwt, desk::VisitorCard card) const;
  void welcome(std::string result);
  void refuse_hello();
  void broken();
  protocol::ServerInfo server_info() const;
  protocol::Limits limits() const;
  template <class Desk>
  Desk desk() const;

  Gate& gate_;
  std::shared_ptr<net::Socket> socket_;
  std::string cookie_;  // a staff session token of the upgrade, if any
  chat::Caller caller_;
  protocol::Side side_ = protocol::Side::unknown;
  bool entered_ = false;
  bool welcomed_ = false;
  std::string session_hash_;
  std::vector<chat::Frame> kept_back_;
  boost::asio::steady_timer hello_timer_;
  int refused_hellos_ = 0;
  Bucket messages_;
  PerMinute broken_frames_;
  PerMinute limited_calls_;
};

}  // namespace baton::api

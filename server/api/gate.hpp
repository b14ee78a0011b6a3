// A node's front door: the transport's handler. Routes HTTP, decides who may connect, keeps the sessions, and
// drains them. Composes the calls, the accounts and the static files; knows no conversation.
#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "server/api/bucket.hpp"
#include "server/api/calls.hpp"
#include "server/api/metrics.hpp"
#include "server/chat/node.hpp"
#include "server/net/server.hpp"
#include "server/net/static_files.hpp"

namespace baton::api {

struct GateOptions {
  std::string site = "default";
  std::string version;
  std::size_t messages_per_minute = 60;  // a visitor
  std::size_t burst = 10;
  std::size_t frame_bytes = 64 << 10;
  std::size_t list_bytes = 768 << 10;  // of what a list holds: it must fit into an outbox
  std::size_t ledger_bytes = 4 << 20;  // of a page of the ledger, until its last line
  std::chrono::milliseconds hello_deadline{10'000};
  std::chrono::milliseconds drain{5'000};  // over which clients are told to come back
  std::string home;                        // where `/` leads; empty: nowhere
  std::string demo;                        // JSON of the demo's accounts, for the console; empty: no demo
  std::string no_pages;                    // why the folders of pages are not here, in one sentence
};

class Session;

class Gate final : public net::Handler {
public:
  // The folders of static files are shared by the nodes of a process and outlive them.
  Gate(boost::asio::any_io_executor executor, chat::Node& node, Metrics& metrics, GateOptions options,
       const std::vector<net::StaticFiles>& files);
  ~Gate() override;

  boost::asio::awaitable<net::Response> http(net::Request request) override;
  std::optional<net::Response> refuse_upgrade(const net::Request& request) override;
  std::shared_ptr<net::SocketHandler> open(std::shared_ptr<net::Socket> socket,
                                           const net::Request& request) override;

  // Says goodbye to everybody: each is told another moment to come back, within `drain`, and closed with
  // 1012.
  void drain();

private:
  boost::asio::awaitable<net::Response> sign_in(const net::Request& request);
  boost::asio::awaitable<net::Response> sign_out(const net::Request& request);
  boost::asio::awaitable<net::Response> rpc(const net::Request& request);
  boost::asio::awaitable<net::Response> transcript(const net::Request& request, std::string conversation);
  boost::asio::awaitable<net::Response> ledger(const net::Request& request);
  net::Response ready() const;
  net::Response page(const net::Request& request) const;
  bool allowed_origin(const net::Request& request) const;
  void allow_origin(const net::Request& request, net::Response& response) const;

  boost::asio::any_io_executor executor_;
  chat::Node& node_;
  Metrics& metrics_;
  GateOptions options_;
  const std::vector<net::StaticFiles>& files_;
  Calls calls_;
  std::set<Session*> sessions_;
  bool draining_ = false;
  friend class Session;
};

// An error as the body of an answer, with its status.
net::Response problem(const protocol::Error& error);

// Of an Authorization header `Bearer …`, else of the session cookie; empty when there is neither.
std::string bearer(const net::Request& request);
std::string session_cookie(const net::Request& request);

}  // namespace baton::api

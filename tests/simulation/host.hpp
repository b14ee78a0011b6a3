// A process with one node, and the connections to it: what api/ and net/ are to a real one, without JSON and
// sockets.
#pragma once
#include <boost/asio/io_context.hpp>
#include <deque>
#include <memory>
#include <string>

#include "server/chat/machine.hpp"
#include "server/chat/node.hpp"
#include "tests/simulation/frames.hpp"
#include "tests/simulation/link.hpp"

namespace baton::sim {

struct Host {
  Host(int n, std::shared_ptr<store::MemoryState> state, Calendar& calendar, Chance& chance,
       const Weather& weather, std::uint64_t& faults, const chat::NodeOptions& options);
  // Killed: nothing of it happens any more, and nobody is told. Frozen: nothing for a while.
  bool runs() const { return !dead && !frozen; }

  int number;
  bool dead = false;
  bool frozen = false;
  Micros excused = 0;  // until then it may have been taken for dead
  boost::asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE};
  Link link;
  Encoder encoder;
  chat::Node node;
};

// The far end of a connection, as its client hears it.
class Hears {
public:
  virtual ~Hears() = default;
  virtual void heard(const Answer& answer) = 0;
  virtual void heard(const Frame& frame) = 0;
  virtual void lost() = 0;  // the connection is gone
};

class Door;

// A connection: both ways in order, with latency. Cut, nothing more passes; each end learns of it in its own
// time.
class Line : public std::enable_shared_from_this<Line> {
public:
  Line(Calendar& calendar, Chance& chance, Host& host, Hears& client)
      : calendar_(calendar), chance_(chance), host_(host), client_(client) {}
  void open(std::shared_ptr<Door> door);
  void ask(Ask ask);
  void answer(Answer answer);
  void tell(chat::Frame frame);
  // `client`, `node`: after how long each of them learns; −1: never.
  void cut(Micros client, Micros node);
  void forget() { door_.reset(); }  // the two hold each other
  bool is_cut() const { return cut_; }
  bool is_to(const Host& host) const { return &host_ == &host; }

private:
  Micros slot(Micros& last);
  template <class Act>
  void to_node(Act act);
  Calendar& calendar_;
  Chance& chance_;
  Host& host_;
  Hears& client_;
  std::shared_ptr<Door> door_;
  bool cut_ = false;
  Micros there_ = 0, back_ = 0;
};

// The twin of api::Session: hello, then requests one after the other, and everything the hub sends. Frames
// before the result of `hello` are kept back until it is out.
class Door final : public chat::Connection, public std::enable_shared_from_this<Door> {
public:
  // `known`: a visitor with a token.
  Door(Host& host, std::shared_ptr<Line> line, chat::Caller who, bool known);
  boost::asio::awaitable<void> serve(std::shared_ptr<Door> self);
  void asked(Ask ask);
  void closed();

  const chat::Caller& caller() const override { return caller_; }
  void send(chat::Frame frame) override;
  void revoked(const std::string&) override {}
  void restart() override { line_->cut(0, 0); }

private:
  boost::asio::awaitable<void> carry_out(Ask ask);
  boost::asio::awaitable<void> hello_visitor(Ask ask);
  boost::asio::awaitable<void> hello_staff(Ask ask);
  boost::asio::awaitable<void> sync(Ask ask);
  boost::asio::awaitable<void> start(Ask ask);
  boost::asio::awaitable<void> observe(Ask ask);
  boost::asio::awaitable<void> set_presence(Ask ask);
  boost::asio::awaitable<void> attach(chat::Shown shown);
  chat::Task<chat::Done> done_of(Ask ask);
  void welcome(Answer answer);

  Host& host_;
  std::shared_ptr<Line> line_;
  chat::Caller caller_;
  bool known_;
  bool entered_ = false;
  bool welcomed_ = false;
  bool closed_ = false;
  std::deque<Ask> asked_;
  std::deque<chat::Frame> kept_back_;
  chat::Timer bell_;
};

}  // namespace baton::sim

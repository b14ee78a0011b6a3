// One connection to one Redis, from connect to close: commands out in order, replies matched to them,
// deadlines. Never reconnects and is never used again; Link and Subscriber make a new one. All on one thread;
// the object lives as long as an operation of it is under way.
//
// Calls that a replica has to confirm: each write to the socket that holds such calls ends with the options'
// mark and one WAIT, and the next write leaves only after its answer, because Redis reads nothing from a
// connection that waits. So what is issued meanwhile shares the next WAIT, however much it is.
#pragma once

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/redis/command.hpp"
#include "server/redis/decoder.hpp"
#include "server/redis/options.hpp"
#include "server/redis/slot.hpp"

namespace baton::redis {

inline constexpr auto nothrow = boost::asio::as_tuple(boost::asio::use_awaitable);

class Connection : public std::enable_shared_from_this<Connection> {
public:
  /// `options` are of the owner, copied. Make it with make_shared.
  Connection(boost::asio::any_io_executor executor, Options options);

  /// Finds the master, when the address has sentinels or a cluster, connects, authenticates, selects the
  /// database and checks that the peer is a loaded Redis >= 7.0 master that serves our slot. Gives an empty
  /// string, or why not in one sentence (it is closed then).
  boost::asio::awaitable<std::string> establish();

  /// One reply for each command. `refused` when closed before the bytes left, else `unknown` or `protocol`.
  /// `confirmed`: given once a replica has what was written, else `unconfirmed`; error replies are given at
  /// once when there are no others. Without `Options::confirmation` it is as any other.
  boost::asio::awaitable<Result<std::vector<Reply>>> call(std::vector<Command> commands,
                                                          bool confirmed = false);
  /// Bytes whose replies go to the push handler; not mixed with `call` under way.
  void send(const Command& command);
  /// Receives every reply that no call awaits; without a handler such a reply is a protocol error. Set once.
  void on_push(std::function<void(Reply)> push) { push_ = std::move(push); }

  bool open() const { return !closed_ && !retired_; }
  /// Returns when it is closed; the caller keeps it alive meanwhile.
  boost::asio::awaitable<void> closed();
  /// Ends it now: calls whose bytes left end with `outcome`, others `refused`; all in a later turn. The first
  /// reason stays.
  void close(std::string why, Errc outcome = Errc::unknown);
  /// Takes no new calls, and closes when the last one under way has its reply.
  void retire(std::string why);
  const std::string& why() const { return why_; }
  /// Of the peer: the master that was found; of a cluster, with the nodes that it named.
  const Address& address() const { return options_.address; }

  std::size_t in_flight() const { return commands_; }
  std::uint64_t writes() const { return writes_; }

private:
  // The commands of one caller. `wake` never expires by itself; it is cancelled when `done`.
  struct Call {
    Call(const boost::asio::any_io_executor& executor, std::size_t commands)
        : wake(executor, std::chrono::steady_clock::time_point::max()), expected(commands) {}
    boost::asio::steady_timer wake;
    std::size_t expected;
    std::chrono::steady_clock::time_point deadline{};
    std::vector<Reply> replies;
    boost::system::error_code error;
    bool done = false;
    bool confirmed = false;                     // its result waits for a WAIT
    std::vector<std::shared_ptr<Call>> covers;  // of a mark and WAIT: the calls that wait for it
  };

  // The master that most sentinels name, of those that answer; that a node of the cluster names.
  struct Named {
    Place place;
    std::size_t votes = 0;
    bool majority = false;  // of all sentinels
    std::string why;        // no votes
  };
  // To questions on a connection of their own.
  struct Answer {
    std::string why;  // there is none
    std::vector<Reply> replies;
  };

  static boost::asio::awaitable<Result<std::vector<Reply>>> call_on(std::shared_ptr<Connection> self,
                                                                    std::vector<Command> commands,
                                                                    bool confirmed);
  static boost::asio::awaitable<std::string> establish_on(std::shared_ptr<Connection> self);
  // establish.cpp, discover.cpp: texts are empty, or say why not.
  static std::vector<Command> credentials(const std::string& user, const std::string& password);
  static boost::asio::awaitable<std::string> find_master(std::shared_ptr<Connection> self);
  static boost::asio::awaitable<std::string> find_halves(std::shared_ptr<Connection> self);
  static boost::asio::awaitable<void> watch_master(std::shared_ptr<Connection> self);
  static boost::asio::awaitable<void> watch_name(std::shared_ptr<Connection> self);
  static boost::asio::awaitable<void> watch_slot(std::shared_ptr<Connection> self);
  static boost::asio::awaitable<Named> ask_sentinels(std::shared_ptr<Connection> self);
  static std::string named_by(const Answer& answer, Place& named);
  static boost::asio::awaitable<Named> ask_nodes(std::shared_ptr<Connection> self);
  static boost::asio::awaitable<boost::system::result<SlotAnswer, std::string>> ask_node(
      std::shared_ptr<Connection> self, Place place);
  static boost::asio::awaitable<Answer> ask(std::shared_ptr<Connection> self, Place place,
                                            std::vector<Command> commands);
  boost::asio::awaitable<Answer> answer(std::vector<Command> commands);
  boost::asio::awaitable<std::string> connect();
  boost::asio::awaitable<std::string> greet();
  boost::asio::awaitable<std::string> greet_cluster();
  void let_in(std::chrono::milliseconds deadline);
  void confirm_later();
  void confirm(const Call& waited);
  void enqueue(const std::string& bytes);
  void flush();
  void read();
  void decode();
  void take(Reply reply);
  void sweep();
  void finish(Call& call, boost::system::error_code error);

  boost::asio::any_io_executor executor_;
  Options options_;  // its address gets the host and port of the master that was found by asking
  boost::asio::generic::stream_protocol::socket socket_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::steady_timer sweep_timer_;
  boost::asio::steady_timer connect_timer_;
  boost::asio::steady_timer watch_timer_;
  boost::asio::steady_timer closed_signal_;
  Decoder decoder_;
  std::array<char, 32 * 1024> in_;
  std::string out_;      // issued since the last write began
  std::string writing_;  // belongs to the write under way
  std::deque<std::shared_ptr<Call>> calls_;
  std::vector<std::shared_ptr<Call>> unconfirmed_;  // of those whose bytes are still in out_
  std::vector<Place> other_masters_;                // of the cluster
  std::int64_t slot_ = 0;                           // our key's in it
  std::shared_ptr<Connection> asked_;               // for the master, just now
  std::size_t unsent_ = 0;    // calls at the end of calls_ whose bytes are still in out_
  std::size_t commands_ = 0;  // replies awaited
  std::uint64_t writes_ = 0;
  bool flush_posted_ = false;
  bool write_under_way_ = false;
  bool wait_under_way_ = false;
  bool sweeping_ = false;
  bool closed_ = false;
  bool retired_ = false;
  std::string why_;
  std::function<void(Reply)> push_;
};

}  // namespace baton::redis

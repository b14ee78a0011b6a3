// How the queues of the departments stand, for the consoles that watch them and the visitors who wait in
// them. Whatever may have moved something (an entry of a department's feed, somebody's presence or capacity)
// makes one read of all departments, at most every `interval` and only as often as somebody here cares; each
// watcher is sent what differs from what it was told. Used from the node's thread only.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/chat/machine.hpp"
#include "server/chat/places.hpp"
#include "server/chat/refusal.hpp"
#include "server/desk/wait.hpp"
#include "server/store/store.hpp"

namespace baton::chat {

class Feeds;

struct QueueStatus {
  std::string department;
  std::uint64_t waiting = 0;
  std::optional<std::int64_t> oldest_us;  // the arrival of who waits longest
  int online = 0;                         // staff who are connected, online and serve it
  int free_slots = 0;                     // of those: capacity − load
  desk::Time now = 0;                     // of the read; not part of equality

  // In ms; nullopt when nobody waits.
  std::optional<desk::Duration> longest_wait() const;
  bool operator==(const QueueStatus& other) const;
};

class Queues {
public:
  Queues(boost::asio::any_io_executor executor, store::Store& store, Encoder& encoder, Feeds& feeds);
  ~Queues();

  // These departments' feeds are heard from now on, whoever watches. What cannot be followed now is tried
  // again by the next call.
  boost::asio::awaitable<void> keep(std::vector<std::string> departments);
  // Replaces what the connection watches; without departments it ends. What changes is kept back until
  // `release`: the result goes out first. A failure leaves what was watched before. Requires each department
  // once, and a `leave` when the connection ends.
  Task<std::vector<QueueStatus>> watch(std::shared_ptr<Connection> connection,
                                       std::vector<std::string> departments);
  void release(const Connection* connection);
  void leave(const Connection* connection);

  void on_feed(const store::Listed& entry);
  // Something may have changed that no feed tells.
  void look_soon();
  // Looks for what feeds have that was not heard.
  void check();
  void stop();

  Places& places() { return places_; }
  // Fills in the wait of a copy's position.
  void estimate(store::ConversationView& view) const;
  // What somebody who started now would wait, ms. 0 where `automatic` assignment finds a free slot and nobody
  // waits; nullopt when unknown, which it is while nobody is online.
  std::optional<desk::Duration> newcomer_waits(const std::string& department, bool automatic) const;

  std::chrono::milliseconds interval{500};
  std::chrono::milliseconds idle_interval{5000};  // where nobody here watches or waits

private:
  struct Watch;
  struct Department;
  using WatchPtr = std::shared_ptr<Watch>;
  using DepartmentPtr = std::shared_ptr<Department>;

  DepartmentPtr find(const std::string& department) const;
  Task<void> follow(std::string department);
  void forget_unwanted();
  void take(const store::QueuesView& view);
  void tell();
  std::optional<desk::Duration> wait_at(const std::string& department, std::uint64_t position) const;
  void wake();
  Clock::time_point due() const;
  boost::asio::awaitable<void> run();
  boost::asio::awaitable<bool> look();
  void wake_catch_up(const DepartmentPtr& department);
  boost::asio::awaitable<void> catch_up(DepartmentPtr department);

  boost::asio::any_io_executor executor_;
  store::Store& store_;
  Encoder& encoder_;
  Feeds& feeds_;
  Places places_;
  std::map<std::string, DepartmentPtr> departments_;
  std::set<std::string> kept_;
  std::map<const Connection*, WatchPtr> watches_;
  std::map<const Connection*, WatchPtr> beginning_;  // their result is being read
  Timer timer_;
  Clock::time_point looked_;
  bool dirty_ = false;
  bool running_ = false;
  bool stopped_ = false;
};

}  // namespace baton::chat

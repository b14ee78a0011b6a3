// One node: what lives on one thread beside its sockets. Keeps its lease and its people's presence, carries
// out timers that are due, wakes the matchers every few seconds, and checks positions. `start` and `stop` are
// called on the node's thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "server/chat/accounts.hpp"
#include "server/chat/arrivals.hpp"
#include "server/chat/conversations.hpp"
#include "server/chat/handoffs.hpp"
#include "server/chat/hub.hpp"
#include "server/chat/machine.hpp"
#include "server/chat/matchers.hpp"
#include "server/chat/site_settings.hpp"
#include "server/store/store.hpp"

namespace baton::chat {

struct NodeOptions {
  std::chrono::milliseconds lease{5000};  // of the node, in Redis
  std::chrono::milliseconds renew{1500};
  std::chrono::milliseconds sweep{5000};            // matchers are woken at least this often
  std::chrono::milliseconds position_check{25000};  // plus up to 10 s at random
  // Of opening hours; without one every zone is read as UTC.
  desk::FindZone find_zone;
};

// What everybody may know of the desk, as of the last look (at most a sweep old): a `hello` reads nothing for
// it.
struct DeskStatus {
  bool open = false;                   // somebody who starts now finds room in a queue
  std::map<std::string, bool> online;  // department → somebody online serves it
};

class Node final : public Presences {
public:
  Node(boost::asio::any_io_executor executor, store::Store& store, Encoder& encoder,
       PasswordWorker& passwords, NodeOptions options);

  void start();
  // Gives the lease back, so that nobody waits for it to lapse.
  boost::asio::awaitable<void> stop();

  Hub& hub() { return hub_; }
  Conversations& conversations() { return conversations_; }
  Handoffs& handoffs() { return handoffs_; }
  Matchers& matchers() { return matchers_; }
  Accounts& accounts() { return accounts_; }
  Arrivals& arrivals() { return arrivals_; }
  SiteSettings& site_settings() { return site_settings_; }
  const std::string& name() const { return name_; }
  const desk::Settings& settings() const { return settings_; }
  const DeskStatus& status() const { return status_; }
  // Redis time, carried on by this machine's steady clock since it was last read.
  desk::Time now() const;
  // Reads the status anew.
  boost::asio::awaitable<void> look_at_desk();
  // The store answers, and the clock, the site's secret, settings, desk and clock are known.
  bool ready() const { return store_.up() && accounts_.ready() && looked_ && clock_ != 0; }
  // Why it does not serve, in words; empty: it does. As old as the last sign of the lease.
  std::string unready() const;

  // Presences
  void counted(const std::string& person, store::PersonKind kind, int connections,
               std::vector<std::string> conversations) override;

private:
  struct Count {
    store::PersonKind kind = store::PersonKind::visitor;
    int connections = 0;
    std::vector<std::string> conversations;
    bool back = false;  // a visitor came, and their conversation may not know it yet
  };
  boost::asio::awaitable<void> keep_lease();
  boost::asio::awaitable<void> keep_presence();
  boost::asio::awaitable<void> keep_timers();
  boost::asio::awaitable<void> keep_watch();
  boost::asio::awaitable<void> take_new_name();
  boost::asio::awaitable<bool> announce(std::string person, Count& count);
  boost::asio::awaitable<void> carry_out(store::Timer timer);
  boost::asio::awaitable<void> tell_presence(std::string person, bool online,
                                             std::vector<std::string> conversations);
  boost::asio::awaitable<desk::Duration> grace(store::PersonKind kind);
  boost::asio::awaitable<void> wake_departments();
  void read_clock(desk::Time now);
  void look_again();  // status and settings, soon

  boost::asio::any_io_executor executor_;
  store::Store& store_;
  NodeOptions options_;
  Hub hub_;
  Matchers matchers_;
  Conversations conversations_;
  Handoffs handoffs_;
  Accounts accounts_;
  Arrivals arrivals_;
  SiteSettings site_settings_;
  std::string name_;
  desk::Settings settings_;
  DeskStatus status_;
  desk::Time clock_ = 0;
  Clock::time_point clock_read_;
  bool looked_ = false;
  bool look_again_ = false;  // asked for while the watch was looking
  bool joined_ = false;
  bool stopped_ = false;
  // Why the store takes no writes, in its words; empty: it does.
  std::string no_writes_;
  std::map<std::string, Count> to_announce_;  // the newest count wins: they are absolute
  Timer lease_timer_;
  Timer presence_timer_;
  Timer due_timer_;
  Timer watch_timer_;
  Clock::time_point quiet_until_;  // nobody is reaped before
  std::minstd_rand random_;
};

}  // namespace baton::chat

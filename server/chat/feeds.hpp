// Who watches the lists of which departments on this node. A department's feed is followed once: subscribed
// first, read second, pulled on a gap. Each entry is encoded once for all who are shown it and once for all
// to whom it is gone; a watcher hears every entry after its result, in order. Used from the node's thread
// only.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "server/chat/refusal.hpp"
#include "server/store/store.hpp"

namespace baton::chat {

class Connection;
class Encoder;
using States = std::vector<desk::State>;

// Whether the lists of its department show an entry to whoever watches these states; else it is gone.
bool shows(const States& states, const store::Listed& entry);

class Feeds {
public:
  Feeds(boost::asio::any_io_executor executor, store::Store& store, Encoder& encoder);
  ~Feeds();

  // Replaces what the connection watches; without departments it ends. What comes is held until `release`:
  // the result goes out first. A failure leaves what was watched before. Requires each department once, and a
  // `leave` when the connection ends.
  Task<store::Lists> watch(std::shared_ptr<Connection> connection, std::vector<std::string> departments,
                           States states);
  void release(const Connection* connection);
  void leave(const Connection* connection);
  // What the connection watches in a department; nullptr when it does not.
  const States* watched(const Connection* connection, const std::string& department) const;

  // Somebody else on this node hears a department's feed as well: it is not unsubscribed until they let go.
  // Subscribing is theirs.
  void keep(const std::string& department) { kept_.insert(department); }
  void let_go(const std::string& department);

  void on_feed(const store::Listed& entry);
  // Looks for what the followed feeds have that was not heard.
  void check();
  std::size_t followed() const { return feeds_.size(); }

private:
  struct Watch;
  struct Feed;
  using WatchPtr = std::shared_ptr<Watch>;
  using FeedPtr = std::shared_ptr<Feed>;

  FeedPtr find(const std::string& department) const;
  Task<void> follow(WatchPtr watch, std::vector<std::string> departments);
  bool watching(const WatchPtr& watch) const;
  void begin(const WatchPtr& watch, const store::Lists& lists);
  void drop(const WatchPtr& watch);
  void deliver(Feed& feed, const store::Listed& entry);
  void wake_pull(const FeedPtr& feed);
  boost::asio::awaitable<void> pull(FeedPtr feed);
  void restart(const FeedPtr& feed);
  void unfollow(const std::string& department);

  boost::asio::any_io_executor executor_;
  store::Store& store_;
  Encoder& encoder_;
  std::map<std::string, FeedPtr> feeds_;
  std::set<std::string> kept_;
  // The last is the newest; the one before it, if any, is heard until that stands.
  std::map<const Connection*, std::vector<WatchPtr>> watches_;
};

}  // namespace baton::chat

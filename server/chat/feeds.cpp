// Watches come and go; entries are delivered, gaps pulled, and whoever was told what a failover took back is
// made to come again.
#include "server/chat/feeds.hpp"

#include <algorithm>

#include "server/chat/hub.hpp"
#include "server/chat/spawn.hpp"

namespace baton::chat {
namespace asio = boost::asio;
namespace {

constexpr int entries_a_pull = 200;

}  // namespace

bool shows(const States& states, const store::Listed& entry) {
  const auto in = entry.summary.shown_in();
  return std::find(in.begin(), in.end(), entry.department) != in.end() &&
         std::find(states.begin(), states.end(), entry.summary.state) != states.end();
}

struct Feeds::Watch {
  struct Held {
    std::string department;
    store::Seq seq = 0;
    Frame frame;
  };
  std::shared_ptr<Connection> connection;
  States states;
  std::map<std::string, store::Seq>
      told;           // department → the last entry that its result holds, once it is read
  bool live = false;  // the result is out: nothing is held any more
  std::vector<Held> held;
};

// Invariant: `at` is the last entry delivered to everybody who watches here.
struct Feeds::Feed {
  std::string department;
  store::FeedPosition at;
  bool ready = false;   // `at` stands
  bool missed = false;  // something was heard before it stood
  bool pulling = false;
  bool pull_again = false;
  std::set<WatchPtr> watches;
};

Feeds::Feeds(asio::any_io_executor executor, store::Store& store, Encoder& encoder)
    : executor_(std::move(executor)), store_(store), encoder_(encoder) {}
Feeds::~Feeds() = default;

Feeds::FeedPtr Feeds::find(const std::string& department) const {
  const auto at = feeds_.find(department);
  return at == feeds_.end() ? nullptr : at->second;
}

bool Feeds::watching(const WatchPtr& watch) const {
  const auto at = watches_.find(watch->connection.get());
  return at != watches_.end() && std::find(at->second.begin(), at->second.end(), watch) != at->second.end();
}

const States* Feeds::watched(const Connection* connection, const std::string& department) const {
  const auto at = watches_.find(connection);
  if (at == watches_.end()) return nullptr;
  const auto& watch = *at->second.front();
  return watch.told.contains(department) ? &watch.states : nullptr;
}

// --- coming and going

Task<store::Lists> Feeds::watch(std::shared_ptr<Connection> connection, std::vector<std::string> departments,
                                States states) {
  if (departments.empty()) {
    leave(connection.get());
    co_return store::Lists();
  }
  const auto watch = std::make_shared<Watch>();
  watch->connection = connection;
  watch->states = states;
  watches_[connection.get()].push_back(watch);
  const auto stands = co_await follow(watch, departments);
  if (!stands) {
    drop(watch);
    co_return stands.error();
  }
  auto lists = co_await store_.lists(departments, states);
  if (!lists) {
    drop(watch);
    co_return refusal(lists.error());
  }
  if (watching(watch)) begin(watch, *lists);
  co_return *std::move(lists);
}

Task<void> Feeds::follow(WatchPtr watch, std::vector<std::string> departments) {
  for (const auto& department : departments) {
    if (!watching(watch)) break;  // it has left
    auto& feed = feeds_[department];
    if (!feed) feed = std::make_shared<Feed>();
    feed->department = department;
    feed->watches.insert(watch);
    const auto stands = co_await store_.follow_feed(department);
    if (!find(department)) unfollow(department);  // all of them left meanwhile
    if (!stands) co_return refusal(stands.error());
  }
  co_return boost::system::in_place_value;
}

// The result is there: what it holds is not told again, and it takes the place of the earlier watch.
void Feeds::begin(const WatchPtr& watch, const store::Lists& lists) {
  for (const auto& [department, last] : lists.feeds) {
    watch->told[department] = last.seq;
    const auto feed = find(department);
    if (!feed->ready) {
      feed->ready = true;
      feed->at = last;
      if (std::exchange(feed->missed, false)) wake_pull(feed);
    } else if (last.seq < feed->at.seq || (last.seq == feed->at.seq && last.epoch != feed->at.epoch)) {
      wake_pull(feed);  // it was heard meanwhile, or was lost
    }
  }
  const auto all = watches_.at(watch->connection.get());
  for (const auto& earlier : all)
    if (earlier != watch) drop(earlier);
}

void Feeds::release(const Connection* connection) {
  const auto at = watches_.find(connection);
  if (at == watches_.end()) return;
  auto& watch = *at->second.back();
  for (const auto& held : watch.held)
    if (held.seq > watch.told[held.department]) watch.connection->send(held.frame);
  watch.held.clear();
  watch.live = true;
}

void Feeds::drop(const WatchPtr& watch) {
  if (const auto at = watches_.find(watch->connection.get()); at != watches_.end()) {
    std::erase(at->second, watch);
    if (at->second.empty()) watches_.erase(at);
  }
  for (auto at = feeds_.begin(); at != feeds_.end();) {
    at->second->watches.erase(watch);
    if (!at->second->watches.empty()) {
      ++at;
      continue;
    }
    unfollow(at->first);
    at = feeds_.erase(at);
  }
}

void Feeds::leave(const Connection* connection) {
  const auto at = watches_.find(connection);
  if (at == watches_.end()) return;
  const auto all = at->second;
  for (const auto& watch : all) drop(watch);
}

void Feeds::unfollow(const std::string& department) {
  if (!kept_.contains(department)) store_.unfollow_feed(department);
}

void Feeds::let_go(const std::string& department) {
  kept_.erase(department);
  if (!find(department)) store_.unfollow_feed(department);
}

// --- entries

void Feeds::on_feed(const store::Listed& entry) {
  const auto feed = find(entry.department);
  if (!feed) return;
  if (!feed->ready) {
    feed->missed = true;
    return;
  }
  const auto& at = feed->at;
  // In another epoch, what was delivered may have been taken back: the pull finds out.
  if (entry.epoch == at.epoch && entry.seq <= at.seq) return;
  if (entry.epoch == at.epoch && entry.seq == at.seq + 1 && !feed->pulling) return deliver(*feed, entry);
  wake_pull(feed);
}

void Feeds::deliver(Feed& feed, const store::Listed& entry) {
  feed.at = {entry.seq, entry.epoch};
  Frame shown;
  Frame gone;
  for (const auto& watch : feed.watches) {
    const auto told = watch->told.find(feed.department);
    if (told != watch->told.end() && entry.seq <= told->second) continue;
    const bool is_shown = shows(watch->states, entry);
    auto& frame = is_shown ? shown : gone;
    if (!frame) frame = encoder_.listed(entry, !is_shown);
    if (watch->live)
      watch->connection->send(frame);
    else
      watch->held.push_back({feed.department, entry.seq, frame});
  }
}

void Feeds::wake_pull(const FeedPtr& feed) {
  if (feed->pulling) {
    feed->pull_again = true;
    return;
  }
  feed->pulling = true;
  spawn(executor_, pull(feed), "pulling a feed");
}

asio::awaitable<void> Feeds::pull(FeedPtr feed) {
  do {
    feed->pull_again = false;
    auto from = feed->at;
    const auto page = co_await store_.feed(feed->department, std::move(from), entries_a_pull);
    if (!page || find(feed->department) != feed) break;  // `check` comes back to it
    if (page->status == store::FeedPage::Status::back) {
      restart(feed);
      break;
    }
    // Trimmed: the last entry alone, so that a gap is seen; who sees it asks, and is told to watch again.
    for (const auto& entry : page->entries) deliver(*feed, entry);
    if (page->entries.empty()) feed->at = page->last;
    if (feed->at.seq < page->last.seq) feed->pull_again = true;
  } while (feed->pull_again);
  feed->pulling = false;
}

// What was told is no longer so, and no word of the contract says that: they come back and watch again.
void Feeds::restart(const FeedPtr& feed) {
  const auto watches = feed->watches;
  for (const auto& watch : watches) {
    leave(watch->connection.get());
    watch->connection->restart();
  }
}

void Feeds::check() {
  for (const auto& [_, feed] : feeds_)
    if (feed->ready) wake_pull(feed);
}

}  // namespace baton::chat

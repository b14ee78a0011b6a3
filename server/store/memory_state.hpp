// What several MemoryStores share: the typed twin of a site's keys, the clock and the channels. Used from one
// thread. `data` is a value: a copy put back later, with another `epoch`, is a failover that lost the tail.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server/store/indexes.hpp"
#include "server/store/store.hpp"

namespace baton::store {

// Members in the order of their scores, then of their bytes, as Redis keeps them.
class SortedSet {
public:
  using Entry = std::pair<std::int64_t, std::string>;
  void put(const std::string& member, std::int64_t score);
  void drop(const std::string& member);
  // From 0.
  std::optional<std::uint64_t> rank(const std::string& member) const;
  const std::set<Entry>& in_order() const { return order_; }
  std::size_t size() const { return order_.size(); }
  bool operator==(const SortedSet&) const = default;

private:
  std::set<Entry> order_;
  std::map<std::string, std::int64_t> scores_;
};

struct MemoryData {
  template <class Event>
  struct Kept {
    Time at = 0;
    Event event;
    Seq log_seq = 0;
  };
  // An epoch that has ended, and what it had when the next one began.
  struct Cut {
    std::string epoch;
    Seq log = 0;
    Seq notes = 0;
  };
  struct Conversation {
    desk::Conversation body;
    std::uint64_t version = 0;
    bool sealed = false;
    Hot hot;
    std::vector<Kept<desk::LogEvent>> log;
    std::vector<Kept<desk::NotesEvent>> notes;
    std::vector<Cut> ended;  // the last 16, oldest first
  };
  struct Staff {
    desk::Staff body;
    std::uint64_t version = 0;
    std::string password_hash;
  };
  struct Visitor {
    desk::Visitor body;
    std::uint64_t version = 0;
  };
  struct Connected {
    PersonKind kind = PersonKind::visitor;
    int connections = 0;
    desk::Duration grace = 0;
  };
  struct Session {
    std::string staff;
    Time end = 0;
  };

  std::map<std::string, Conversation> conversations;
  std::map<std::string, Staff> staff;
  std::map<std::string, Visitor> visitors;
  SettingsView settings;
  std::map<std::string, SortedSet> sets;
  std::set<std::string> full;     // departments whose queue was full
  std::set<std::string> claimed;  // members of `due` that were ripe and have not been set anew since
  std::map<std::string, std::deque<Listed>> feeds;
  std::vector<LedgerLine> ledger;
  std::map<std::string, std::map<std::string, First>> cids;  // cid_key → sender:cid → first
  std::map<std::string, std::string> emails;
  std::map<std::string, Session> sessions;
  std::string secret;

  std::map<std::string, Time> nodes;  // → end of the lease
  std::map<std::string, std::map<std::string, Connected>> here;
  std::map<std::string, std::set<std::string>> at;  // person → nodes, never empty
  std::string lease_epoch;
  Time last_renewal = 0;
  Time no_reaping_before = 0;
};

// Who hears a MemoryStore's publications.
struct Ear {
  boost::asio::any_io_executor executor;
  Listener* listener = nullptr;
  std::set<std::string> channels;
  bool away = false;
};

class MemoryState {
public:
  using Clock = std::function<std::int64_t()>;  // µs since the Unix epoch

  explicit MemoryState(Clock now_us, std::string first_epoch = "memory-1")
      : clock(std::move(now_us)), epoch(std::move(first_epoch)) {}

  Clock clock;
  std::string epoch;  // a change of it is a failover
  MemoryData data;

  Time now() const { return clock() / 1000; }
  // Nullptr when unknown; else with the current epoch entered.
  MemoryData::Conversation* find(const std::string& conversation);
  void enter_epoch(MemoryData::Conversation& c) const;
  ConversationView view(const MemoryData::Conversation& c) const;
  StaffView view(const MemoryData::Staff& s) const;
  bool holds(const Check& check) const;
  void enter(const desk::LedgerEntry& entry);
  void carry_out(const std::vector<Move>& moves, std::int64_t arrived_us);
  const SortedSet& set(const std::string& name) const;
  const First* first(const Call& call) const;
  void remember(const Call& call, First first) {
    data.cids[call.key][call.sender + ":" + call.cid] = std::move(first);
  }

  void add(const std::shared_ptr<Ear>& ear) { ears_.push_back(ear); }
  // Tells everybody who follows `channel` (empty: everybody), each in a later turn of its executor.
  void publish(const std::string& channel, std::function<void(Listener&)> tell);

private:
  std::optional<std::uint64_t> version(const std::string& key) const;
  std::string field(const std::string& key, const std::string& name) const;
  bool absent(const std::string& key, const std::string& name) const;

  std::vector<std::weak_ptr<Ear>> ears_;
};

}  // namespace baton::store

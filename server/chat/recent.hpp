// What a node itself knows of the last minute: messages and notes that it wrote or passed on, and which
// places of the logs were taken by something else. Redis may lose its end (a failover); then this is where
// the end still is. Values only: time is a parameter, nothing here reads a store. Bounded by bytes, whatever
// happens.
#pragma once
#include <chrono>
#include <compare>
#include <list>
#include <map>
#include <string>
#include <vector>

#include "server/chat/machine.hpp"
#include "server/store/records.hpp"

namespace baton::chat {

// A place in a log: the same in every node, for as long as that epoch lasts.
struct Place {
  std::string conversation;
  std::string epoch;
  bool notes = false;
  store::Seq seq = 0;
  auto operator<=>(const Place&) const = default;
};

// What is at a place. Without a `cid`: nothing that a person said, so nothing that has to be put back.
struct Known {
  Place place;
  store::Time at = 0;
  store::Seq log_seq = 0;  // the log's last when this was written
  desk::Actor by;
  std::string cid;
  std::string text;
  bool promised = false;  // by this node: its sender has the result
  bool said() const { return !cid.empty(); }
  bool operator==(const Known&) const = default;
};

class Recent {
public:
  using Instant = Clock::time_point;
  // `most`: of bytes, as counted by `size_of`; beyond, the oldest go.
  explicit Recent(std::size_t most) : most_(most) {}

  // Of what was seen before at its place, nothing changes but that it is promised now.
  void keep(const store::LogRecord& event, Instant now, bool promised = false);
  void keep(const store::NotesRecord& event, Instant now);
  void keep(Known known, Instant now);
  // The last known place of each epoch of each conversation: what to ask the store about.
  std::vector<store::Position> positions() const;
  // Takes out all of that epoch, in the order in which it was written.
  std::vector<Known> take(const std::string& conversation, const std::string& epoch);
  // Drops what was seen before `then`.
  void forget(Instant then);

  static std::size_t size_of(const Known& known);
  std::size_t size() const { return known_.size(); }
  std::size_t bytes() const { return bytes_; }

private:
  struct Kept {
    Known what;
    Instant seen;
    std::list<std::map<Place, Kept>::iterator>::iterator age;
  };
  using Map = std::map<Place, Kept>;
  void drop(Map::iterator at);

  std::size_t most_;
  std::size_t bytes_ = 0;
  Map known_;
  std::list<Map::iterator> ages_;  // by `seen`, oldest first
};

}  // namespace baton::chat

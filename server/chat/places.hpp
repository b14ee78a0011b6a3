// The visitors of this node who wait in a queue, and what they are told of it: their place and, where it can
// be estimated, how long it will take. One read a department gives all their places; of those far back, to
// whom only a tenth is news, not each time. Used from the node's thread only.
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/chat/machine.hpp"
#include "server/chat/refusal.hpp"
#include "server/store/store.hpp"

namespace baton::chat {

class Connection;
class Encoder;

class Places {
public:
  // What somebody at a position (from 1) of a department will wait, ms; nullopt when unknown.
  using Estimate =
      std::function<std::optional<desk::Duration>(const std::string& department, std::uint64_t position)>;

  Places(store::Store& store, Encoder& encoder) : store_(store), encoder_(encoder) {}

  // Of a wait that ended: how far the first estimate that was told was from what came, ms, never negative.
  std::function<void(desk::Duration)> erred;

  // A visitor's connection has been sent this copy: they wait, or no longer.
  void seen(const store::ConversationView& view, const std::shared_ptr<Connection>& connection);
  void left(const std::string& conversation, const Connection* connection);
  // Tells those whose place is worth it. False: the store did not answer.
  boost::asio::awaitable<bool> tell(desk::Time now, Estimate estimate);

  bool any() const { return !places_.empty(); }
  // When somebody has to be told again, whatever happens; max when nobody was told yet.
  Clock::time_point due() const;

  std::chrono::milliseconds far_interval{5000};  // between looks at the places of those far back

private:
  struct Told {
    std::uint64_t position = 0;
    desk::Time at = 0;
    Clock::time_point since;
  };
  struct Place {
    std::string department;
    std::map<const Connection*, std::shared_ptr<Connection>> connections;
    std::optional<Told> told;
    Clock::time_point looked_up;
    std::optional<desk::Time> expected;  // when the first estimate said that it would end
  };
  // Some that were not looked up since `pass` began; empty when it is over.
  std::vector<std::string> to_look_up(const std::string& department, Clock::time_point pass);
  boost::asio::awaitable<bool> tell_in(std::string department, desk::Time now, Estimate estimate);
  void tell_one(const std::string& conversation, std::optional<std::uint64_t> position, desk::Time now,
                const Estimate& estimate);

  store::Store& store_;
  Encoder& encoder_;
  std::map<std::string, Place> places_;  // conversation → place
};

}  // namespace baton::chat

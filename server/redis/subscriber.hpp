// The connection for sharded pub/sub: keeps the set of wanted channels subscribed across reconnects. Belongs
// to one node's thread. Delivery is at most once: what is published while it is away is lost, `on_ready`
// tells when to look for it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "server/redis/error.hpp"
#include "server/redis/options.hpp"

namespace baton::redis {

class Subscriber {
public:
  /// The executor's context outlives the subscriber and all its awaiting callers.
  Subscriber(boost::asio::any_io_executor executor, Options options);
  /// Stops.
  ~Subscriber();
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;

  /// The callbacks: set before `start`, not called after `stop`. They may call `subscribe` and `unsubscribe`.
  /// A publication on a wanted channel; the views live for the call.
  void on_message(std::function<void(std::string_view channel, std::string_view payload)> message);
  /// After every (re)connect, once every channel that was wanted then is confirmed. What was published
  /// between `on_lost` and now may be missing: check positions.
  void on_ready(std::function<void()> ready);
  /// The connection is gone after it was ready.
  void on_lost(std::function<void()> lost);

  void start();
  /// Ends for good; waiting `subscribe`s end `refused`. Idempotent.
  void stop();

  bool up() const;
  /// Why it is not up, in one sentence; empty when all is well.
  const std::string& last_error() const;

  /// The channel is wanted from now on, whatever the result, until `unsubscribe`; one set, nothing is
  /// counted. Success: Redis confirmed, everything published from now on arrives. `refused`: not connected
  /// now (it is subscribed on reconnect, before `on_ready`). `unknown`: the connection broke or the deadline
  /// passed first.
  boost::asio::awaitable<Result<void>> subscribe(std::string channel);
  /// Not wanted any more; nothing of it is delivered after this call.
  void unsubscribe(const std::string& channel);

  /// Channels wanted.
  std::size_t size() const;

private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace baton::redis

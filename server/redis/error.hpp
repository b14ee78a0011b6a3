// How a call to Redis can fail, as error codes. The one distinction everything above relies on: `refused`
// certainly had no effect, `unknown` may have had one, so the same request (same `cid`) is sent again.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <string_view>

namespace baton::redis {

enum class Errc {
  /// Certainly no effect: not connected, too many commands in flight, stopped before the bytes left, or Redis
  /// itself declined (see `is_refusal`).
  refused = 1,
  /// Sent, and the link broke or the deadline passed before the reply: Redis may or may not have done it.
  unknown,
  /// Redis did it, and no replica had it within the time given: it may be lost with this Redis. To the caller
  /// as
  /// open as `unknown`.
  unconfirmed,
  /// The peer answered something that is not RESP (or nested deeper than 7); to the caller as open as
  /// `unknown`.
  protocol,
  /// The reply is not of the kind that the caller asked for (`Reply::as_…`).
  unexpected,
  /// The text is no address of a Redis (`parse_address`).
  bad_address,
};

const boost::system::error_category& redis_category() noexcept;
boost::system::error_code make_error_code(Errc) noexcept;

template <class T>
using Result = boost::system::result<T>;

/// Whether the text of an error reply says that Redis declined the command before it began: LOADING,
/// READONLY, MISCONF, OOM, BUSY, NOREPLICAS, MASTERDOWN, CLUSTERDOWN, NOAUTH, MOVED, ASK, TRYAGAIN. The same
/// words raised *inside* a function are no refusal: what the function wrote before stays.
bool is_refusal(std::string_view error_text) noexcept;

}  // namespace baton::redis

template <>
struct boost::system::is_error_code_enum<baton::redis::Errc> : std::true_type {};

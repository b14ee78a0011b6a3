// From bytes to typed requests, strictly: what comes out of here obeys every limit of the contract, and what
// does not gets the contract's error. Nothing here knows a conversation or a right.
#pragma once

#include <boost/system/result.hpp>

#include "protocol/error.hpp"
#include "protocol/http.hpp"
#include "protocol/methods.hpp"

namespace baton::protocol {

inline constexpr std::size_t max_depth = 16;  // the frame itself is 1

using Id = std::variant<std::int64_t, std::string>;

struct Request {
  std::optional<Id> id;  // empty only for `read` and `typing`
  Params params;         // its alternative is the method

  std::string_view method() const;
};

struct Rejection {
  std::optional<Id> id;  // null on the wire when empty
  Error error;
  bool answered = true;  // false: a notification, which is never answered, not even with an error
};

template <class T>
using Decoded = boost::system::result<T, Rejection>;

enum class Transport : std::uint8_t { socket, http };

// Decodes one frame (or the body of POST /api/v1/rpc) for a caller of this side. A method of the other side,
// and over HTTP one that belongs to a connection, is -32601. With Side::unknown every good frame but a hello
// is 4100; `hello` is decoded by its `role`, whatever the side.
Decoded<Request> decode_request(std::string_view frame, Side side, Transport transport = Transport::socket);

// Decodes the body of POST /api/v1/sessions.
boost::system::result<SessionRequest, Error> decode_session(std::string_view body);

}  // namespace baton::protocol

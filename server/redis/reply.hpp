// One reply of Redis as a value, owned and independent of the connection it came from. Never throws: the
// `as_…` accessors answer `Errc::unexpected` for another kind.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/redis/error.hpp"

namespace baton::redis {

/// hiredis's reader nests at most 7 arrays; a deeper reply ends the connection with `Errc::protocol`.
struct Reply {
  enum class Kind { nil, integer, string, status, error, array };

  Kind kind = Kind::nil;
  std::int64_t integer = 0;  ///< of kind integer
  std::string text;          ///< of kinds string (any bytes), status and error ("CODE words…")
  std::vector<Reply> items;  ///< of kind array

  bool is_nil() const { return kind == Kind::nil; }
  bool is_error() const { return kind == Kind::error; }

  /// The bytes of a string or a status; the view lives as long as this reply.
  Result<std::string_view> as_string() const;
  /// An integer, or a string that is wholly a decimal number (numbers leave functions as strings).
  Result<std::int64_t> as_integer() const;
  /// The elements of an array; the pointer is never null and lives as long as this reply.
  Result<const std::vector<Reply>*> as_array() const;
};

}  // namespace baton::redis

// The errors of the contract: one table of code, reason word and HTTP status, and the value that carries one.
// A message is one sentence for a developer and never tells internals.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/people.hpp"

namespace baton::protocol {

enum class ErrorCode : int {
  parse_error = -32700,
  invalid_request = -32600,
  unknown_method = -32601,
  invalid_params = -32602,
  not_authenticated = 4100,
  bad_credentials = 4103,
  forbidden = 4104,
  not_found = 4204,
  conflict = 4209,
  guarded = 4210,
  too_large = 4213,
  rate_limited = 4229,
  unavailable = 4503,
};

struct ErrorKind {
  ErrorCode code;
  std::string_view reason;
  int http_status;
  std::string_view title;    // of the HTTP status
  std::string_view message;  // what is said when the caller has nothing better
};

// The table of the contract's section 5, in its order.
inline constexpr ErrorKind error_kinds[] = {
    {ErrorCode::parse_error, "parse_error", 400, "Bad Request", "The frame is not valid JSON."},
    {ErrorCode::invalid_request, "invalid_request", 400, "Bad Request",
     "The frame is not a JSON-RPC 2.0 request."},
    {ErrorCode::unknown_method, "unknown_method", 405, "Method Not Allowed",
     "There is no such method for this side."},
    {ErrorCode::invalid_params, "invalid_params", 400, "Bad Request",
     "A parameter is missing, of the wrong type or out of range."},
    {ErrorCode::not_authenticated, "not_authenticated", 401, "Unauthorized", "Say hello first."},
    {ErrorCode::bad_credentials, "bad_credentials", 401, "Unauthorized", "The credentials were refused."},
    {ErrorCode::forbidden, "forbidden", 403, "Forbidden", "This is not allowed in this role."},
    {ErrorCode::not_found, "not_found", 404, "Not Found", "There is no such thing."},
    {ErrorCode::conflict, "conflict", 409, "Conflict", "The present state does not allow this."},
    {ErrorCode::guarded, "guarded", 409, "Conflict", "The guard refuses this proposal."},
    {ErrorCode::too_large, "too_large", 413, "Content Too Large", "A text is longer than its limit."},
    {ErrorCode::rate_limited, "rate_limited", 429, "Too Many Requests",
     "Too many calls; wait and try again."},
    {ErrorCode::unavailable, "unavailable", 503, "Service Unavailable",
     "The store cannot be reached; send again with the same cid."},
};

// The row of a code.
const ErrorKind& kind_of(ErrorCode code);

// One `to` value that a refused transfer would accept now: exactly one of the two is set.
struct Choice {
  std::optional<std::string> department, staff;
  static constexpr auto fields =
      std::tuple{field("department", &Choice::department, id()), field("staff", &Choice::staff, id())};
};

struct Error {
  ErrorCode code = ErrorCode::invalid_request;
  std::string message;               // empty: the sentence of the table
  std::optional<std::string> field;  // dotted path into params, e.g. `resume.0.epoch`
  std::optional<std::string> why;
  std::optional<std::string> state;
  std::optional<Person> owner;
  std::optional<std::vector<Choice>> choices;
  bool override = false;  // a supervisor may lift what refused it
  std::optional<std::int64_t> retry_after_ms;

  // `reason` stands before these on the wire; it follows from the code.
  static constexpr auto fields =
      std::tuple{protocol::field("field", &Error::field),
                 protocol::field("why", &Error::why),
                 protocol::field("state", &Error::state),
                 protocol::field("owner", &Error::owner),
                 protocol::field("choices", &Error::choices),
                 flag("override", &Error::override),
                 protocol::field("retry_after_ms", &Error::retry_after_ms, integer())};
};

// An error with the table's sentence.
Error make_error(ErrorCode code);
// An invalid_params error of one field, with a sentence of its own.
Error invalid_params(std::string field_path, std::string message);

}  // namespace baton::protocol

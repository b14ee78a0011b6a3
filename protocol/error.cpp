// Look-up in the table of errors.
#include "protocol/error.hpp"

#include <algorithm>

namespace baton::protocol {

const ErrorKind& kind_of(ErrorCode code) { return *std::ranges::find(error_kinds, code, &ErrorKind::code); }

Error make_error(ErrorCode code) {
  Error error;
  error.code = code;
  return error;
}

Error invalid_params(std::string field_path, std::string message) {
  Error error;
  error.code = ErrorCode::invalid_params;
  error.message = std::move(message);
  error.field = std::move(field_path);
  return error;
}

}  // namespace baton::protocol

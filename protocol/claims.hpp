// The claims of a visitor's identity token (JWT, RFC 7519), decoded from the JSON of its header and payload.
// Knows no signature.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/people.hpp"

namespace baton::protocol {

struct Claims {
  std::string sub;
  std::int64_t exp = 0;  // seconds since the Unix epoch, as RFC 7519 has it
  std::optional<std::string> name, email;
  Attributes attributes;  // scalars only; at most 20
};

// nullopt: no JSON objects, another `alg` than HS256, no `sub` (1–200 characters) or no integer `exp`.
std::optional<Claims> decode_claims(std::string_view header, std::string_view payload);

}  // namespace baton::protocol

// A site's word for who its visitor is: a JWT signed with the site's secret (HS256 only; RFC 7519, RFC 7515).
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "server/desk/person.hpp"

namespace baton::api {

struct Identity {
  std::string subject;  // `sub`
  std::optional<std::string> name;
  std::optional<std::string> email;
  std::map<std::string, desk::Attribute> attributes;  // of the claim `attributes`, scalars only
};

// nullopt: not a JWT of this secret, another algorithm, no `sub` or `exp`, expired at `now` (ms).
std::optional<Identity> verify_identity(std::string_view jwt, std::string_view secret, desk::Time now);

}  // namespace baton::api

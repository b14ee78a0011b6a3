// The security headers of every response, in one place. A Response that sets one itself keeps its own; one
// set to the empty value is not sent.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace baton::net {

inline constexpr std::string_view strict_csp =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: "
    "blob:; "
    "font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
    "require-trusted-types-for 'script'";

inline constexpr std::array<std::pair<std::string_view, std::string_view>, 5> security_headers = {{
    {"Content-Security-Policy", strict_csp},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
}};

}  // namespace baton::net

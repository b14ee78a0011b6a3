// The rule of a time zone for the years to come, as POSIX writes it ("CET-1CEST,M3.5.0,M10.5.0/3"), with the
// hours of RFC 8536 (−167 … 167) and names in angle brackets.
#pragma once
#include <string_view>

#include "server/desk/zone.hpp"

namespace baton {

// Appends to a zone what the rule says from its last change (from 1970 where it has none) to the end of 2100.
// False: this is no rule; the zone is then unchanged.
bool extend(desk::Zone& zone, std::string_view rule);

}  // namespace baton

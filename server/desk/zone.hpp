// A time zone as a value: when its offset from UTC changes. The desk reads no file and asks no clock; whoever
// composes the server loads zones (server/zone_files) and hands them in.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "server/desk/time.hpp"

namespace baton::desk {

// Local time is UTC plus an offset; here it counts in ms from 1970-01-01 00:00 as a wall clock shows it.
struct Zone {
  struct Change {
    Time at = 0;          // from this instant on …
    Duration offset = 0;  // … this offset holds
    bool operator==(const Change&) const = default;
  };
  Duration first = 0;           // before the first change
  std::vector<Change> changes;  // by `at`, ascending; after the last one its offset stays
  bool operator==(const Zone&) const = default;

  Duration offset_at(Time now) const;
  // The first instant at which the clock reads `local` or later. An hour that is skipped is reached where it
  // is skipped.
  Time reaches(Time local) const;
  // The first instant from which the clock never again reads less than `local`: later than `reaches` where an
  // hour comes twice, else the same.
  Time passes(Time local) const;
};

// The zone of an IANA name, or nullptr where there is none. What it points to stays as long as the finder.
using FindZone = std::function<const Zone*(const std::string& name)>;

// The same, UTC where there is none: a server without the zone is wrong by hours, never by days.
const Zone& zone_or_utc(const FindZone& find, const std::string& name);

}  // namespace baton::desk

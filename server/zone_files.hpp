// The time zones of this machine: the compiled files of the IANA database (Debian: tzdata), as RFC 8536 has
// them. The desk gets them as values.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "server/desk/zone.hpp"

namespace baton {

// $TZDIR, else /usr/share/zoneinfo.
std::filesystem::path zone_folder();

// Zones by name, each read when it is first asked for and kept, so that a new tzdata shows after a restart.
// One a thread. A name that is none, a file that is none, and the kinds with leap seconds are all no zone.
class ZoneFiles {
public:
  explicit ZoneFiles(std::filesystem::path folder = zone_folder()) : folder_(std::move(folder)) {}
  // Stays as long as this does.
  const desk::Zone* find(const std::string& name);

private:
  std::filesystem::path folder_;
  std::map<std::string, std::optional<desk::Zone>> known_;
};

// The zone that a file of version 2 or later holds, its rule for the years to come written out until the end
// of 2100; nullopt for anything else.
std::optional<desk::Zone> parse_zone(std::string_view file);

}  // namespace baton

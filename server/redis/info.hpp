// Reads what Redis says about itself.
#pragma once

#include <charconv>
#include <string_view>

namespace baton::redis {

/// The oldest Redis with functions and sharded pub/sub.
constexpr int oldest_major = 7;

/// The value of `name:value` in the text of INFO; empty when it is not there.
inline std::string_view info_field(std::string_view info, std::string_view name) {
  while (!info.empty()) {
    const auto end = info.find("\r\n");
    const auto line = info.substr(0, end);
    if (line.starts_with(name) && line.substr(name.size()).starts_with(':'))
      return line.substr(name.size() + 1);
    info.remove_prefix(end == std::string_view::npos ? info.size() : end + 2);
  }
  return {};
}

/// 7 of "7.0.15"; 0 when it is no version.
inline int major_version(std::string_view version) {
  int major = 0;
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

/// Who else has what a master is told.
struct Replication {
  int replicas = 0;  ///< that follow, none that still copies
  bool guarded =
      false;  ///< a master without them refuses writes (min-replicas-to-write, min-replicas-max-lag)
};

/// Of a master's INFO replication.
inline Replication replication_of(std::string_view info) {
  Replication found;
  constexpr std::string_view online = "state=online";
  for (auto at = info.find(online); at != std::string_view::npos; at = info.find(online, at + 1))
    ++found.replicas;
  // Redis counts the good ones only where it has to.
  found.guarded = !info_field(info, "min_slaves_good_slaves").empty();
  return found;
}

}  // namespace baton::redis

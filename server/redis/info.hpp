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

}  // namespace baton::redis

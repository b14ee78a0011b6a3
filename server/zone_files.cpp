// The format is RFC 8536: a header and a block of 32-bit times for old readers, which is skipped, the same
// with 64-bit times, and a line with the rule that holds after the last of them. Nothing of a file is
// trusted.
#include "server/zone_files.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "server/zone_rule.hpp"

namespace baton {
namespace {

constexpr std::size_t longest_file = 1 << 16;
constexpr std::int64_t furthest_s = 26 * 3600;  // RFC 8536: offsets lie within −25:59 … 25:59
constexpr std::int64_t earliest_s = -(std::int64_t{1} << 39);  // before: the "big bang" of some writers

// Reads big-endian numbers; past the end it gives zeros and is not `good` any more.
class Bytes {
public:
  explicit Bytes(std::string_view data) : data_(data) {}

  std::string_view take(std::size_t size) {
    if (size > data_.size()) {
      good_ = false;
      data_ = {};
      return {};
    }
    const auto taken = data_.substr(0, size);
    data_.remove_prefix(size);
    return taken;
  }
  std::int64_t number(std::size_t size) {
    const auto bytes = take(size);
    std::uint64_t value = 0;
    for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
    if (size == 4) return static_cast<std::int32_t>(value);
    return static_cast<std::int64_t>(value);
  }
  bool good() const { return good_; }
  std::string_view rest() const { return data_; }

private:
  std::string_view data_;
  bool good_ = true;
};

struct Header {
  char version = 0;
  std::size_t ut_flags = 0, std_flags = 0, leaps = 0, times = 0, types = 0, letters = 0;
};

std::optional<Header> header(Bytes& bytes) {
  if (bytes.take(4) != "TZif") return std::nullopt;
  Header h;
  const auto version = bytes.take(1);
  bytes.take(15);
  for (auto* count : {&h.ut_flags, &h.std_flags, &h.leaps, &h.times, &h.types, &h.letters}) {
    const auto value = bytes.number(4);
    if (value < 0 || static_cast<std::size_t>(value) > longest_file) return std::nullopt;
    *count = static_cast<std::size_t>(value);
  }
  if (!bytes.good()) return std::nullopt;
  h.version = version.front();
  return h;
}

// What the block of 64-bit times says.
std::optional<desk::Zone> block(Bytes& bytes, const Header& h) {
  if (h.types == 0 || h.leaps > 0) return std::nullopt;
  std::vector<std::int64_t> times;
  for (std::size_t i = 0; i < h.times; ++i) times.push_back(bytes.number(8));
  const auto kinds = bytes.take(h.times);
  std::vector<std::int64_t> offsets;
  for (std::size_t i = 0; i < h.types; ++i) {
    offsets.push_back(bytes.number(4));
    bytes.take(2);
    if (std::abs(offsets.back()) > furthest_s) return std::nullopt;
  }
  bytes.take(h.letters + h.std_flags + h.ut_flags);
  if (!bytes.good() || !std::is_sorted(times.begin(), times.end())) return std::nullopt;
  desk::Zone zone;
  zone.first = offsets.front() * 1000;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const auto kind = static_cast<unsigned char>(kinds[i]);
    if (kind >= offsets.size()) return std::nullopt;
    if (times[i] < earliest_s)
      zone.first = offsets[kind] * 1000;
    else if (times[i] < -earliest_s)
      zone.changes.push_back({times[i] * 1000, offsets[kind] * 1000});
  }
  return zone;
}

// As the database writes them; never a way out of its folder, never the kinds beside it.
bool is_name(std::string_view name) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
  if (name.empty() || name.size() > 64 || name.find_first_not_of(allowed) != std::string_view::npos)
    return false;
  if (name.front() == '/' || name.back() == '/' || name.find("//") != std::string_view::npos) return false;
  for (const auto* other : {"posix/", "right/"})
    if (name.starts_with(other)) return false;
  return name != "localtime" && name != "posixrules";
}

}  // namespace

std::filesystem::path zone_folder() {
  const auto* named = std::getenv("TZDIR");
  return named != nullptr && *named != '\0' ? named : "/usr/share/zoneinfo";
}

std::optional<desk::Zone> parse_zone(std::string_view file) {
  Bytes bytes(file);
  const auto old = header(bytes);
  if (!old || old->version < '2') return std::nullopt;
  bytes.take(old->times * 5 + old->types * 6 + old->letters + old->leaps * 8 + old->std_flags +
             old->ut_flags);
  const auto h = header(bytes);
  if (!h) return std::nullopt;
  auto zone = block(bytes, *h);
  auto rule = bytes.rest();
  if (!zone || !rule.starts_with('\n')) return std::nullopt;
  rule.remove_prefix(1);
  const auto end = rule.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  rule = rule.substr(0, end);
  if (!rule.empty() && !extend(*zone, rule)) return std::nullopt;
  return zone;
}

const desk::Zone* ZoneFiles::find(const std::string& name) {
  if (!is_name(name)) return nullptr;
  const auto [known, fresh] = known_.try_emplace(name);
  if (fresh) {
    std::error_code ec;
    const auto path = folder_ / name;
    std::ifstream file;
    if (std::filesystem::is_regular_file(path, ec)) file.open(path, std::ios::binary);
    std::string text(longest_file, '\0');
    if (file.is_open()) {
      file.read(text.data(), static_cast<std::streamsize>(text.size()));
      text.resize(static_cast<std::size_t>(file.gcount()));
      known->second = parse_zone(text);
    }
  }
  return known->second ? &*known->second : nullptr;
}

}  // namespace baton

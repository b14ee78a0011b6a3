// Between two changes a local clock runs evenly; every question is answered piece by piece around its place.
#include "server/desk/zone.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace baton::desk {
namespace {

// No clock of the world was ever further from UTC than 16 hours.
constexpr Duration furthest = minutes(24 * 60);

// Piece k lies between the changes k-1 and k.
std::size_t piece_at(const Zone& zone, Time at) {
  const auto after = std::upper_bound(zone.changes.begin(), zone.changes.end(), at,
                                      [](Time t, const Zone::Change& change) { return t < change.at; });
  return static_cast<std::size_t>(after - zone.changes.begin());
}
Time begin_of(const Zone& zone, std::size_t k) {
  return k == 0 ? std::numeric_limits<Time>::min() : zone.changes[k - 1].at;
}
Time end_of(const Zone& zone, std::size_t k) {
  return k == zone.changes.size() ? std::numeric_limits<Time>::max() : zone.changes[k].at;
}
Duration offset_of(const Zone& zone, std::size_t k) {
  return k == 0 ? zone.first : zone.changes[k - 1].offset;
}

}  // namespace

Duration Zone::offset_at(Time now) const { return offset_of(*this, piece_at(*this, now)); }

Time Zone::reaches(Time local) const {
  for (auto k = piece_at(*this, local - furthest);; ++k) {
    const auto at = std::max(begin_of(*this, k), local - offset_of(*this, k));
    if (at < end_of(*this, k)) return at;
  }
}

Time Zone::passes(Time local) const {
  for (auto k = piece_at(*this, local + furthest);; --k) {
    const auto at = std::min(end_of(*this, k), local - offset_of(*this, k));
    if (at > begin_of(*this, k)) return at;
  }
}

const Zone& zone_or_utc(const FindZone& find, const std::string& name) {
  static const Zone utc{};
  const auto* zone = find ? find(name) : nullptr;
  return zone == nullptr ? utc : *zone;
}

}  // namespace baton::desk

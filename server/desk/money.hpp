// Money: integer minor units of an ISO 4217 currency, never floating point.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace baton::desk {

struct Money {
  std::int64_t amount = 0;  // minor units, 0 … most_amount
  std::string currency;     // ISO 4217, such as "EUR"
  bool operator==(const Money&) const = default;
};

// More than a desk sells at once; nine million of these add up within 64 bits.
inline constexpr std::int64_t most_amount = 1'000'000'000'000;

// Whether this is an alphabetic code of ISO 4217 that money can be in (funds, metals and test codes are not).
bool known_currency(std::string_view code);
// An amount within its bounds, in a known currency.
bool valid(const Money& money);

}  // namespace baton::desk

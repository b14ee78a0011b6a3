// Money on the wire: integer minor units of an ISO 4217 currency, never floating point.
#pragma once

#include <span>
#include <string>
#include <tuple>

#include "protocol/field.hpp"

namespace baton::protocol {

// Every alphabetic code of ISO 4217 that money can be in, sorted; funds, metals and test codes are none.
std::span<const std::string_view> currencies();
bool is_currency(std::string_view code);

// What one sale or one price can be.
constexpr IntegerRule amount() { return integer(0, 1'000'000'000'000); }

struct Money {
  static constexpr std::string_view type_name = "Money";
  std::int64_t amount = 0;
  std::string currency;
  static constexpr auto fields = std::tuple{field("amount", &Money::amount, protocol::amount()),
                                            field("currency", &Money::currency, protocol::currency())};
  bool operator==(const Money&) const = default;
};

// What many sales come to: below 0 where more was refunded in a time than was sold in it.
struct Sum {
  static constexpr std::string_view type_name = "Sum";
  std::int64_t amount = 0;
  std::string currency;
  static constexpr auto fields = std::tuple{field("amount", &Sum::amount, integer(-max_integer)),
                                            field("currency", &Sum::currency, protocol::currency())};
  bool operator==(const Sum&) const = default;
};

}  // namespace baton::protocol

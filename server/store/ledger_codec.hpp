// An entry of the ledger to JSON and back, as it lies in the stream's field `e` (append.lua makes one too),
// and the place that a line's id names. A text that does not fit is Fault::corrupt.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/desk/ledger.hpp"
#include "server/store/result.hpp"

namespace baton::store {

std::string encode_ledger_entry(const desk::LedgerEntry& entry);
Result<desk::LedgerEntry> decode_ledger_entry(std::string_view text);

// "<at>-<number>"; in the order of the ledger.
struct LedgerPlace {
  desk::Time at = 0;
  std::uint64_t number = 0;
  auto operator<=>(const LedgerPlace&) const = default;
};
std::string text_of(const LedgerPlace& place);
// Nullopt: nothing that text_of made.
std::optional<LedgerPlace> ledger_place(std::string_view id);

}  // namespace baton::store

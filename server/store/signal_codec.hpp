// The JSON of a signal in a publication; never stored. A text that does not fit is Fault::corrupt.
#pragma once
#include <string>
#include <string_view>

#include "server/store/records.hpp"
#include "server/store/result.hpp"

namespace baton::store {

std::string encode_signal(const Signal& signal);
Result<Signal> decode_signal(std::string_view text);

}  // namespace baton::store

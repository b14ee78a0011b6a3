// JSON text to a tree, refusing what the contract refuses before anything is built from it: nesting beyond
// the limit (by a counter, no recursion) and, told by path, keys that an object has twice.
#pragma once

#include <boost/system/result.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace baton::protocol {

enum class ParseFault : std::uint8_t { not_json, too_deep };

struct Document {
  nlohmann::json root;
  // The dotted path of the first key found twice (`params.text`). The tree then holds the later value.
  std::optional<std::string> duplicate;
};

using Parsed = boost::system::result<Document, ParseFault>;

// RFC 8259 strictly: no BOM, no comments, nothing behind the value, no unpaired surrogates, valid UTF-8. A
// number beyond the range of double (1e999) is not_json. Depth counts open objects and arrays.
Parsed parse(std::string_view text, std::size_t max_depth);

}  // namespace baton::protocol

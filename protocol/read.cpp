// The rules of strings and numbers, once for every struct.
#include "protocol/read.hpp"
#include "protocol/money.hpp"

namespace baton::protocol::detail {
namespace {

using Kind = StringRule::Kind;

std::string longer_than(std::uint32_t max) {
  return "This is longer than " + std::to_string(max) + " characters.";
}

}  // namespace

Verdict check_string(std::string_view value, const StringRule& rule) {
  const bool prose = rule.kind == Kind::plain || rule.kind == Kind::text || rule.kind == Kind::email;
  if (value.size() > rule.max && scalar_count(value) > rule.max)
    return problem(longer_than(rule.max), prose ? ErrorCode::too_large : ErrorCode::invalid_params);
  switch (rule.kind) {
    case Kind::plain:
    case Kind::opaque:
      return std::nullopt;
    case Kind::text:
      if (is_blank(value)) return problem("This must hold more than white space.");
      return std::nullopt;
    case Kind::id:
      if (value.empty() || !is_url_safe(value)) return problem("This is not an id.");
      return std::nullopt;
    case Kind::cid:
      if (value.empty() || !is_cid_safe(value)) return problem("A cid is 1 to 64 of A-Z a-z 0-9 _ -.");
      return std::nullopt;
    case Kind::email:
      if (!is_plausible_email(value)) return problem("This is not an e-mail address.");
      return std::nullopt;
    case Kind::currency:
      if (!is_currency(value)) return problem("This is not the code of a currency, such as EUR.");
      return std::nullopt;
  }
  return std::nullopt;
}

// Integers above int64 arrive as unsigned, those beyond 64 bits as floating point: neither is an integer in
// range.
Verdict read_integer(const json& tree, std::int64_t& out, const IntegerRule& rule) {
  if (!tree.is_number_integer()) return problem("This must be an integer.");
  const bool fits =
      !tree.is_number_unsigned() ||
      tree.get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const auto value = fits ? tree.get<std::int64_t>() : 0;
  if (!fits || value < rule.min || value > rule.max)
    return problem("This must be from " + std::to_string(rule.min) + " to " + std::to_string(rule.max) + '.');
  out = value;
  return std::nullopt;
}

Verdict read_scalar(json& tree, Scalar& out, const StringRule& rule) {
  if (tree.is_boolean()) {
    out = tree.get<bool>();
  } else if (tree.is_string()) {
    auto& value = tree.get_ref<std::string&>();
    if (auto verdict = check_string(value, rule)) return verdict;
    out = std::move(value);
  } else if (std::int64_t integer = 0; !read_integer(tree, integer, {-max_integer, max_integer})) {
    out = integer;
  } else if (tree.is_number()) {
    out = tree.get<double>();
  } else {
    return problem("This must be a string, a number, true or false.");
  }
  return std::nullopt;
}

// Keys that a careless reader in JavaScript would take for an object's own machinery are refused.
Verdict check_map_key(std::string_view key, std::uint32_t max) {
  if (key.empty() || scalar_count(key) > max)
    return problem("A key is 1 to " + std::to_string(max) + " characters.");
  if (key == "__proto__" || key == "constructor" || key == "prototype")
    return problem("This key is not allowed.");
  return std::nullopt;
}

}  // namespace baton::protocol::detail

// Lenient in what it ignores, strict in what it takes.
#include "protocol/claims.hpp"

#include <nlohmann/json.hpp>

namespace baton::protocol {
namespace {

using nlohmann::json;

constexpr std::size_t most_attributes = 20;
constexpr std::size_t longest_value = 500;

std::optional<std::string> text(const json& object, const char* key, std::size_t most) {
  const auto at = object.find(key);
  if (at == object.end() || !at->is_string() || at->get_ref<const std::string&>().size() > most)
    return std::nullopt;
  return at->get<std::string>();
}

std::optional<Scalar> scalar(const json& value) {
  if (value.is_string() && value.get_ref<const std::string&>().size() <= longest_value)
    return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number_float()) return value.get<double>();
  return std::nullopt;
}

}  // namespace

std::optional<Claims> decode_claims(std::string_view header, std::string_view payload) {
  const auto head = json::parse(header, nullptr, false);
  const auto body = json::parse(payload, nullptr, false);
  if (!head.is_object() || !body.is_object() || text(head, "alg", 16) != "HS256") return std::nullopt;
  const auto sub = text(body, "sub", 200);
  const auto exp = body.find("exp");
  if (!sub || sub->empty() || exp == body.end() || !exp->is_number_integer()) return std::nullopt;
  Claims claims;
  claims.sub = *sub;
  claims.exp = exp->get<std::int64_t>();
  // Years beyond 4 digits would overflow as milliseconds, and mean nothing.
  if (claims.exp < 0 || claims.exp > 253'402'300'799) return std::nullopt;
  claims.name = text(body, "name", 200);
  claims.email = text(body, "email", 254);
  if (const auto attributes = body.find("attributes"); attributes != body.end() && attributes->is_object())
    for (const auto& [key, value] : attributes->items())
      if (auto taken = scalar(value); taken && key.size() <= 40 && claims.attributes.size() < most_attributes)
        claims.attributes.emplace(key, std::move(*taken));
  return claims;
}

}  // namespace baton::protocol

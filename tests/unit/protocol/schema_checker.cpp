// Recursion over schema and value; `$ref` is resolved in the root's `$defs`.
#include "schema_checker.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "golden.hpp"
#include "protocol/characters.hpp"

namespace baton::protocol::test {
namespace {

using nlohmann::json;

bool has_type(const json& value, const std::string& type) {
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  throw std::logic_error("unknown type " + type);
}

// The patterns of the schemas, by hand: std::regex recurses a character at a time and counts bytes.
bool matches(const std::string& pattern, std::string_view text) {
  if (pattern == "\\S") return !is_blank(text);
  if (pattern == "^[A-Za-z0-9._~-]+$") return !text.empty() && is_url_safe(text);
  if (pattern == "^[A-Za-z0-9_-]+$") return !text.empty() && is_cid_safe(text);
  if (pattern == "^[A-Z]{3}$")
    return text.size() == 3 && std::ranges::all_of(text, [](char c) { return 'A' <= c && c <= 'Z'; });
  if (pattern == "^[^\\s@]+@[^\\s@]+$") return is_plausible_email(text);
  throw std::logic_error("unknown pattern " + pattern);
}

class Checker {
public:
  explicit Checker(const json& root) : root_(root) {}

  std::string check(const json& schema, const json& value, const std::string& at) const {
    for (const auto& [keyword, rule] : schema.items())
      if (auto fault = check_keyword(keyword, rule, schema, value, at); !fault.empty()) return fault;
    return {};
  }

private:
  std::string check_keyword(const std::string& keyword, const json& rule, const json& schema,
                            const json& value, const std::string& at) const {
    static const std::set<std::string> silent{"$schema", "title", "default", "$defs"};
    const auto fault_if = [&](bool wrong) {
      return wrong ? at + ": " + keyword + " " + rule.dump() : std::string();
    };
    if (silent.contains(keyword)) return {};
    if (keyword == "type") return fault_if(!has_type(value, rule));
    if (keyword == "const") return fault_if(value != rule);
    if (keyword == "enum") return fault_if(std::ranges::find(rule, value) == rule.end());
    if (keyword == "$ref") return check(root_["$defs"].at(rule.get<std::string>().substr(8)), value, at);
    if (keyword == "anyOf")
      return fault_if(
          std::ranges::none_of(rule, [&](const json& one) { return check(one, value, at).empty(); }));
    if (keyword == "minimum") return fault_if(value.is_number() && value < rule);
    if (keyword == "maximum") return fault_if(value.is_number() && value > rule);
    if (value.is_string()) {
      const auto& text = value.get_ref<const std::string&>();
      if (keyword == "minLength") return fault_if(scalar_count(text) < rule.get<std::size_t>());
      if (keyword == "maxLength") return fault_if(scalar_count(text) > rule.get<std::size_t>());
      if (keyword == "pattern") return fault_if(!matches(rule, text));
    }
    if (value.is_array() && keyword == "maxItems") return fault_if(value.size() > rule.get<std::size_t>());
    if (value.is_array() && keyword == "items") return check_all(rule, value, at);
    if (value.is_object()) return check_object(keyword, rule, schema, value, at);
    return refuse_unknown(keyword);
  }

  std::string check_object(const std::string& keyword, const json& rule, const json& schema,
                           const json& value, const std::string& at) const {
    if (keyword == "required") {
      for (const json& name : rule)
        if (!value.contains(name.get<std::string>())) return at + ": misses " + name.dump();
      return {};
    }
    if (keyword == "maxProperties")
      return value.size() > rule.get<std::size_t>() ? at + ": too many properties" : std::string();
    for (const auto& [key, item] : value.items()) {
      const bool named = schema.contains("properties") && schema["properties"].contains(key);
      std::string fault;
      if (keyword == "properties" && named) fault = check(rule[key], item, at + '.' + key);
      if (keyword == "additionalProperties" && !named) fault = check(rule, item, at + '.' + key);
      if (keyword == "propertyNames") fault = check(rule, key, at + '.' + key);
      if (!fault.empty()) return fault;
    }
    return refuse_unknown(keyword);
  }

  std::string check_all(const json& rule, const json& value, const std::string& at) const {
    for (std::size_t i = 0; i < value.size(); ++i)
      if (auto fault = check(rule, value[i], at + '.' + std::to_string(i)); !fault.empty()) return fault;
    return {};
  }

  static std::string refuse_unknown(const std::string& keyword) {
    static const std::set<std::string> known{
        "minLength",     "maxLength",    "pattern",  "maxItems",
        "items",         "properties",   "required", "additionalProperties",
        "propertyNames", "maxProperties"};
    if (!known.contains(keyword)) throw std::logic_error("unknown keyword " + keyword);
    return {};
  }

  const json& root_;
};

}  // namespace

json committed_schema(const std::string& name) {
  return json::parse(read_text("protocol/schema/" + name + ".json"));
}

std::string check(const json& schema, const json& value) { return Checker(schema).check(schema, value, "$"); }

}  // namespace baton::protocol::test

// What the JSON codecs share: people, money, words, optional members, and the guard that turns whatever a
// stored text does not fit into Fault::corrupt. For the codecs' .cpp files only.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "server/desk/money.hpp"
#include "server/desk/person.hpp"
#include "server/store/result.hpp"
#include "server/store/words.hpp"

namespace baton::store::codec {

using Json = nlohmann::json;

// Text byte for byte. What is not UTF-8 (no frame of the contract carries it) is replaced rather than thrown
// upon.
inline std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Runs `read` on the parsed text; anything thrown on the way (no JSON, a missing member, an unknown word) is
// corrupt.
template <class T, class Read>
Result<T> guarded(std::string_view text, Read read) {
  try {
    return read(Json::parse(text));
  } catch (const std::exception&) {
    return Fault::corrupt;
  }
}

// The `sv` of bodies.
inline constexpr int schema_version = 1;

// The same on the text of a body; another `sv` is corrupt.
template <class T, class Read>
Result<T> versioned(std::string_view text, Read read) {
  return guarded<T>(text, [&](const Json& json) {
    if (json.at("sv").get<int>() != schema_version) throw std::runtime_error("another schema");
    return read(json);
  });
}

// Requires to run inside `guarded`.
template <class Enum>
Enum enum_of(const Json& json) {
  const auto value = from_word<Enum>(json.get_ref<const std::string&>());
  if (!value) throw std::runtime_error("unknown word");
  return *value;
}

template <class T>
void put(Json& json, const char* name, const std::optional<T>& value) {
  if (value) json[name] = *value;
}
template <class T>
std::optional<T> take(const Json& json, const char* name) {
  const auto at = json.find(name);
  if (at == json.end()) return std::nullopt;
  return at->template get<T>();
}
template <class Enum>
void put_word(Json& json, const char* name, const std::optional<Enum>& value) {
  if (value) json[name] = word(*value);
}
template <class Enum>
std::optional<Enum> take_word(const Json& json, const char* name) {
  const auto at = json.find(name);
  if (at == json.end()) return std::nullopt;
  return enum_of<Enum>(*at);
}

inline Json json_of(const desk::PersonRef& who) { return Json{{"id", who.id}, {"name", who.name}}; }
inline desk::PersonRef person_of(const Json& json) {
  return {json.at("id").get<std::string>(), json.at("name").get<std::string>()};
}
inline Json json_of(const desk::Actor& who) {
  return Json{{"id", who.id}, {"name", who.name}, {"role", word(who.role)}};
}
inline desk::Actor actor_of(const Json& json) {
  return {json.at("id").get<std::string>(), json.at("name").get<std::string>(),
          enum_of<desk::Role>(json.at("role"))};
}

inline Json json_of(const desk::Money& money) {
  return Json{{"amount", money.amount}, {"currency", money.currency}};
}
inline desk::Money money_of(const Json& json) {
  return {json.at("amount").get<std::int64_t>(), json.at("currency").get<std::string>()};
}

// An optional part with a json_of of its own, and back with what reads it.
template <class T>
void put_part(Json& json, const char* name, const std::optional<T>& value) {
  if (value) json[name] = json_of(*value);
}
template <class T>
std::optional<T> take_part(const Json& json, const char* name, T (*read)(const Json&)) {
  const auto at = json.find(name);
  if (at == json.end()) return std::nullopt;
  return read(*at);
}

}  // namespace baton::store::codec

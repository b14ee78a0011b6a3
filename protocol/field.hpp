// The vocabulary in which a struct describes itself once: a tuple of fields, each with its wire name, its
// member, whether it may be absent, and the rule its value obeys. Decoder, encoder and JSON Schema are all
// derived from it.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace baton::protocol {

inline constexpr std::int64_t max_integer = (std::int64_t{1} << 53) - 1;  // exact in every JSON reader
inline constexpr std::uint32_t unlimited = std::numeric_limits<std::uint32_t>::max();

struct NoRule {};

// A string. Lengths are Unicode scalar values. Over `max` is 4213, except for the four that are no prose
// (id, cid, opaque, currency): there it is -32602.
struct StringRule {
  enum class Kind : std::uint8_t {
    plain,    // anything, also empty
    text,     // not only white space
    id,       // 1–64 unreserved URL characters
    cid,      // 1–64 of A-Za-z0-9_-
    opaque,   // somebody's token: any characters, the length only
    email,    // one @ with something on both sides, no white space or control characters
    currency  // an alphabetic code of ISO 4217: those of money.hpp
  };
  Kind kind = Kind::plain;
  std::uint32_t max = unlimited;
};

// An integer: min ≤ value ≤ max.
struct IntegerRule {
  std::int64_t min = 0;
  std::int64_t max = max_integer;
};

// An array of at most `max` items.
template <class Item = NoRule>
struct ListRule {
  std::uint32_t max = unlimited;
  Item item{};
};

// An object used as a map: at most `max` entries, keys of at most `max_key` characters.
template <class Value>
struct MapRule {
  std::uint32_t max = unlimited;
  std::uint32_t max_key = unlimited;
  Value value{};
};

constexpr StringRule id() { return {StringRule::Kind::id, 64}; }
constexpr StringRule cid() { return {StringRule::Kind::cid, 64}; }
constexpr StringRule text(std::uint32_t max = 4000) { return {StringRule::Kind::text, max}; }
constexpr StringRule string(std::uint32_t max = unlimited) { return {StringRule::Kind::plain, max}; }
constexpr StringRule opaque(std::uint32_t max) { return {StringRule::Kind::opaque, max}; }
constexpr StringRule email() { return {StringRule::Kind::email, 254}; }
constexpr StringRule currency() { return {StringRule::Kind::currency, 3}; }
constexpr IntegerRule integer(std::int64_t min = 0, std::int64_t max = max_integer) { return {min, max}; }
template <class Item = NoRule>
constexpr ListRule<Item> list(std::uint32_t max = unlimited, Item item = {}) {
  return {max, item};
}
template <class Value>
constexpr MapRule<Value> map(std::uint32_t max, std::uint32_t max_key, Value value) {
  return {max, max_key, value};
}

enum class Need : std::uint8_t {
  required,   // always there
  optional,   // absent when the member is empty
  nullable,   // always there, null when the member is empty
  defaulted,  // may be absent in what we read (the member keeps its default), always written
  flag        // a bool written only when true
};

template <Need N, class Struct, class Member, class Rule>
struct Field {
  static constexpr Need need = N;
  using Type = Member;
  std::string_view name;
  Member Struct::*member;
  Rule rule;
};

// A field whose value never differs, such as `"role":"visitor"` or `"gone":true`.
template <class Value>
struct Constant {
  std::string_view name;
  Value value;
};

// Every field that no other entry of the table names, collected in a map.
template <class Struct, class Member, class Rule>
struct Rest {
  Member Struct::*member;
  Rule rule;
};

template <class S, class T, class R = NoRule>
constexpr auto field(std::string_view name, T S::*member, R rule = {}) {
  return Field<Need::required, S, T, R>{name, member, rule};
}
template <class S, class T, class R = NoRule>
constexpr auto field(std::string_view name, std::optional<T> S::*member, R rule = {}) {
  return Field<Need::optional, S, std::optional<T>, R>{name, member, rule};
}
template <class S, class T, class R = NoRule>
constexpr auto nullable(std::string_view name, std::optional<T> S::*member, R rule = {}) {
  return Field<Need::nullable, S, std::optional<T>, R>{name, member, rule};
}
template <class S, class T, class R = NoRule>
constexpr auto defaulted(std::string_view name, T S::*member, R rule = {}) {
  return Field<Need::defaulted, S, T, R>{name, member, rule};
}
template <class S>
constexpr auto flag(std::string_view name, bool S::*member) {
  return Field<Need::flag, S, bool, NoRule>{name, member, {}};
}
constexpr Constant<std::string_view> constant(std::string_view name, std::string_view value) {
  return {name, value};
}
constexpr Constant<bool> always(std::string_view name) { return {name, true}; }
template <class S, class T, class R>
constexpr auto rest(T S::*member, R rule) {
  return Rest<S, T, R>{member, rule};
}

// A struct that describes itself with `static constexpr auto fields = std::tuple{…}`.
template <class T>
concept Described = requires {
  T::fields;
};

// A described struct that has a name of its own in the schema; the others are written in place.
template <class T>
concept Named = Described<T> && requires {
  T::type_name;
};

}  // namespace baton::protocol

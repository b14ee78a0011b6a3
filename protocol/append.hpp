// The encoder derived from the field tables: appends a value's JSON to a string, in one pass and without a
// tree.
#pragma once

#include <concepts>
#include <string>

#include "protocol/event.hpp"

namespace baton::protocol {

// A quoted, escaped JSON string. Bytes that are not UTF-8 become U+FFFD, all others are kept.
void append_string(std::string& out, std::string_view value);
void append_integer(std::string& out, std::int64_t value);
// The shortest form that reads back equal; null for what JSON cannot say (infinity, NaN).
void append_double(std::string& out, double value);

template <class T>
concept Event = std::same_as<T, LogEvent> || std::same_as<T, NotesEvent>;

template <class T>
void append_json(std::string& out, const T& value);

namespace detail {

inline void append_key(std::string& out, std::string_view name, bool& first) {
  if (!first) out += ',';
  first = false;
  out += '"';
  out += name;
  out += "\":";
}

template <Need N, class S, class T, class R>
void append_field(std::string& out, const S& value, const Field<N, S, T, R>& field, bool& first) {
  const T& member = value.*field.member;
  if constexpr (N == Need::optional) {
    if (!member) return;
    append_key(out, field.name, first);
    append_json(out, *member);
  } else if constexpr (N == Need::flag) {
    if (!member) return;
    append_key(out, field.name, first);
    out += "true";
  } else {
    append_key(out, field.name, first);
    append_json(out, member);
  }
}
template <class S, class V>
void append_field(std::string& out, const S&, const Constant<V>& field, bool& first) {
  append_key(out, field.name, first);
  if constexpr (std::same_as<V, bool>)
    out += field.value ? "true" : "false";
  else
    append_string(out, field.value);
}
template <class S, class T, class R>
void append_field(std::string& out, const S& value, const Rest<S, T, R>& field, bool& first) {
  for (const auto& [key, item] : value.*field.member) {
    if (!first) out += ',';
    first = false;
    append_string(out, key);
    out += ':';
    append_json(out, item);
  }
}

template <class S, class Fields>
void append_fields(std::string& out, const S& value, const Fields& fields, bool& first) {
  std::apply([&](const auto&... field) { (append_field(out, value, field, first), ...); }, fields);
}

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<std::map<std::string, T>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;

}  // namespace detail

// An event: its head, its kind with that kind's fields, its author.
template <Event E>
void append_event(std::string& out, const E& event, bool with_cid) {
  out += '{';
  bool first = true;
  detail::append_fields(out, event, E::head, first);
  std::visit(
      [&](const auto& body) {
        using Body = std::decay_t<decltype(body)>;
        detail::append_key(out, "kind", first);
        append_string(out, Body::kind);
        detail::append_fields(out, body, Body::fields, first);
      },
      event.body);
  detail::append_field(out, event, std::get<0>(E::tail), first);
  if (with_cid) detail::append_field(out, event, std::get<1>(E::tail), first);
  out += '}';
}

template <class T>
void append_json(std::string& out, const T& value) {
  if constexpr (std::same_as<T, std::string>) {
    append_string(out, value);
  } else if constexpr (std::same_as<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::same_as<T, std::int64_t>) {
    append_integer(out, value);
  } else if constexpr (std::same_as<T, double>) {
    append_double(out, value);
  } else if constexpr (std::same_as<T, std::nullptr_t>) {
    out += "null";
  } else if constexpr (Worded<T>) {
    append_string(out, word(value));
  } else if constexpr (detail::is_optional<T>) {
    if (value)
      append_json(out, *value);
    else
      out += "null";
  } else if constexpr (detail::is_vector<T>) {
    out += '[';
    bool first = true;
    for (const auto& item : value) {
      if (!first) out += ',';
      first = false;
      append_json(out, item);
    }
    out += ']';
  } else if constexpr (detail::is_map<T>) {
    out += '{';
    bool first = true;
    for (const auto& [key, item] : value) {
      if (!first) out += ',';
      first = false;
      append_string(out, key);
      out += ':';
      append_json(out, item);
    }
    out += '}';
  } else if constexpr (detail::is_variant<T>) {
    std::visit([&](const auto& alternative) { append_json(out, alternative); }, value);
  } else if constexpr (Event<T>) {
    append_event(out, value, true);
  } else {
    static_assert(Described<T>, "no field table");
    out += '{';
    bool first = true;
    detail::append_fields(out, value, T::fields, first);
    out += '}';
  }
}

}  // namespace baton::protocol

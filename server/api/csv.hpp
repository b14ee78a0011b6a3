// A described struct as a row of CSV (RFC 4180): a column a field, a person's by their parts (`by_id`,
// `by_name`, `by_role`), empty where a field is absent. A text is safe to open in a spreadsheet.
#pragma once
#include <string>

#include "protocol/append.hpp"

namespace baton::api {

// Quoted where it must be. What a spreadsheet would take for a formula gets an apostrophe in front, by which
// it is a text there.
void append_cell(std::string& out, std::string_view text);

namespace detail {

template <class T>
void append_names(std::string& out, std::string_view name) {
  if constexpr (protocol::detail::is_optional<T>) {
    append_names<typename T::value_type>(out, name);
  } else if constexpr (protocol::Described<T>) {
    std::apply(
        [&](const auto&... part) {
          (append_names<typename std::decay_t<decltype(part)>::Type>(
               out, std::string(name) + "_" + std::string(part.name)),
           ...);
        },
        T::fields);
  } else {
    if (!out.empty()) out += ',';
    out += name;
  }
}

// Null: an absent field, whose cells are there all the same, and empty.
template <class T>
void append_cells(std::string& out, const T* value, bool& first) {
  if constexpr (protocol::detail::is_optional<T>) {
    append_cells(out, value != nullptr && *value ? &**value : nullptr, first);
  } else if constexpr (protocol::Described<T>) {
    std::apply(
        [&](const auto&... part) {
          (append_cells(out, value == nullptr ? nullptr : &(value->*part.member), first), ...);
        },
        T::fields);
  } else {
    if (!first) out += ',';
    first = false;
    if (value == nullptr) return;
    if constexpr (std::same_as<T, std::string>)
      append_cell(out, *value);
    else if constexpr (protocol::Worded<T>)
      append_cell(out, protocol::word(*value));
    else
      protocol::append_integer(out, *value);
  }
}

}  // namespace detail

template <class T>
void append_csv_header(std::string& out) {
  std::string names;
  std::apply(
      [&](const auto&... field) {
        (detail::append_names<typename std::decay_t<decltype(field)>::Type>(names, field.name), ...);
      },
      T::fields);
  out += names + "\r\n";
}

template <class T>
void append_csv(std::string& out, const T& row) {
  bool first = true;
  std::apply([&](const auto&... field) { (detail::append_cells(out, &(row.*field.member), first), ...); },
             T::fields);
  out += "\r\n";
}

}  // namespace baton::api

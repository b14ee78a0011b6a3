// The decoder derived from the field tables: moves a parsed tree into a described struct and stops at the
// first value that breaks its rule. Included by decode.cpp and by tests, never by the public headers.
#pragma once

#include <concepts>
#include <nlohmann/json.hpp>

#include "protocol/append.hpp"
#include "protocol/characters.hpp"
#include "protocol/error.hpp"

namespace baton::protocol {

// What is wrong and where: `field` is a dotted path from the value that was read.
struct Problem {
  ErrorCode code = ErrorCode::invalid_params;
  std::string field, message;
};
using Verdict = std::optional<Problem>;

// Moves `tree` into `out`. Unknown fields are ignored.
template <Described T>
Verdict read(nlohmann::json& tree, T& out);

namespace detail {

using nlohmann::json;

inline Problem problem(std::string message, ErrorCode code = ErrorCode::invalid_params) {
  return {code, {}, std::move(message)};
}

// Puts `name` before the path of a problem found further in.
inline Verdict within(Verdict verdict, std::string_view name) {
  if (!verdict) return verdict;
  std::string path(name);
  if (!verdict->field.empty()) path.append(1, '.').append(verdict->field);
  verdict->field = std::move(path);
  return verdict;
}

Verdict check_string(std::string_view value, const StringRule& rule);
Verdict read_integer(const json& tree, std::int64_t& out, const IntegerRule& rule);
Verdict read_scalar(json& tree, Scalar& out, const StringRule& rule);
Verdict check_map_key(std::string_view key, std::uint32_t max);

template <class T, class R>
Verdict read_list(json& tree, std::vector<T>& out, const R& rule);
template <class T, class R>
Verdict read_map(json& tree, std::map<std::string, T>& out, const R& rule);

template <class T, class R>
Verdict read_value(json& tree, T& out, const R& rule) {
  if constexpr (std::same_as<T, std::string>) {
    if (!tree.is_string()) return problem("This must be a string.");
    auto& value = tree.get_ref<std::string&>();
    if constexpr (std::same_as<R, StringRule>)
      if (auto verdict = check_string(value, rule)) return verdict;
    out = std::move(value);
  } else if constexpr (std::same_as<T, std::int64_t>) {
    if constexpr (std::same_as<R, IntegerRule>)
      return read_integer(tree, out, rule);
    else
      return read_integer(tree, out, IntegerRule{});
  } else if constexpr (std::same_as<T, bool>) {
    if (!tree.is_boolean()) return problem("This must be true or false.");
    out = tree.get<bool>();
  } else if constexpr (Worded<T>) {
    const auto value = tree.is_string() ? from_word<T>(tree.get_ref<std::string&>()) : std::nullopt;
    if (!value)
      return problem(tree.is_string() ? "This word is not one of the list." : "This must be a string.");
    out = *value;
  } else if constexpr (std::same_as<T, Scalar>) {
    return read_scalar(tree, out, rule);
  } else if constexpr (is_optional<T>) {
    return read_value(tree, out.emplace(), rule);
  } else if constexpr (is_vector<T>) {
    return read_list(tree, out, rule);
  } else if constexpr (is_map<T>) {
    if (!tree.is_object()) return problem("This must be an object.");
    return read_map(tree, out, rule);
  } else {
    return read(tree, out);
  }
  return std::nullopt;
}

template <class T, class R>
Verdict read_list(json& tree, std::vector<T>& out, const R& rule) {
  if (!tree.is_array()) return problem("This must be an array.");
  if constexpr (!std::same_as<R, NoRule>)
    if (tree.size() > rule.max)
      return problem("There are more than " + std::to_string(rule.max) + " entries.");
  out.reserve(tree.size());
  for (std::size_t i = 0; i < tree.size(); ++i) {
    Verdict verdict;
    if constexpr (std::same_as<R, NoRule>)
      verdict = read_value(tree[i], out.emplace_back(), NoRule{});
    else
      verdict = read_value(tree[i], out.emplace_back(), rule.item);
    if (verdict) return within(std::move(verdict), std::to_string(i));
  }
  return std::nullopt;
}

// Reads the entries of an object, except those for which `skip` answers true.
template <class T, class R, class Skip>
Verdict read_entries(json& tree, std::map<std::string, T>& out, const R& rule, Skip skip) {
  for (auto& [key, value] : tree.get_ref<json::object_t&>()) {
    if (skip(key)) continue;
    if (out.size() == rule.max)
      return problem("There are more than " + std::to_string(rule.max) + " entries.");
    if (auto verdict = check_map_key(key, rule.max_key)) return within(std::move(verdict), key);
    if (auto verdict = read_value(value, out[key], rule.value)) return within(std::move(verdict), key);
  }
  return std::nullopt;
}
template <class T, class R>
Verdict read_map(json& tree, std::map<std::string, T>& out, const R& rule) {
  return read_entries(tree, out, rule, [](const std::string&) { return false; });
}

template <Need N, class S, class T, class R>
Verdict read_field(json& tree, S& out, const Field<N, S, T, R>& field) {
  const auto place = tree.find(field.name);
  if (place == tree.end()) {
    if constexpr (N == Need::required || N == Need::nullable)
      return within(problem("This field is missing."), field.name);
    else
      return std::nullopt;
  }
  if constexpr (N == Need::nullable)
    if (place->is_null()) return std::nullopt;
  return within(read_value(*place, out.*field.member, field.rule), field.name);
}
template <class S, class V>
Verdict read_field(json& tree, S&, const Constant<V>& field) {
  const auto place = tree.find(field.name);
  if (place == tree.end()) return within(problem("This field is missing."), field.name);
  if (*place != field.value) return within(problem("This has another value than it must."), field.name);
  return std::nullopt;
}
template <class S, class T, class R>
Verdict read_field(json& tree, S& out, const Rest<S, T, R>& field) {
  const auto named = [](const std::string& key) {
    return std::apply(
        [&](const auto&... other) {
          const auto is = [&](const auto& one) {
            if constexpr (requires { one.name; })
              return one.name == key;
            else
              return false;
          };
          return (is(other) || ...);
        },
        S::fields);
  };
  return read_entries(tree, out.*field.member, field.rule, named);
}

}  // namespace detail

template <Described T>
Verdict read(nlohmann::json& tree, T& out) {
  if (!tree.is_object()) return detail::problem("This must be an object.");
  Verdict verdict;
  std::apply([&](const auto&... field) { (void)((verdict = detail::read_field(tree, out, field)) || ...); },
             T::fields);
  return verdict;
}

}  // namespace baton::protocol

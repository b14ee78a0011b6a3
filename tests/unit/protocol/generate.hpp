// RapidCheck values for any described struct, made from its field table: every value obeys its field's rule,
// so it must come back unchanged from encode and decode.
#pragma once

#include <rapidcheck.h>

#include <cmath>

#include "protocol/append.hpp"

namespace baton::protocol::test {

std::string generate_string(const StringRule& rule);

template <class S>
S generate();

namespace detail {

using namespace protocol::detail;

template <Event E>
E generate_event();
template <class... T>
std::variant<T...> any_of(std::type_identity<std::variant<T...>>);

template <class T, class R>
T value(const R& rule) {
  if constexpr (std::same_as<T, std::string>) {
    if constexpr (std::same_as<R, StringRule>)
      return generate_string(rule);
    else
      return generate_string(string());
  } else if constexpr (std::same_as<T, std::int64_t>) {
    if constexpr (std::same_as<R, IntegerRule>) {
      const auto end = rule.max == max_integer ? max_integer : rule.max + 1;
      return *rc::gen::oneOf(rc::gen::inRange(rule.min, end), rc::gen::just(rule.min),
                             rc::gen::just(rule.max));
    } else {
      return *rc::gen::inRange<std::int64_t>(-max_integer, max_integer);
    }
  } else if constexpr (std::same_as<T, bool>) {
    return *rc::gen::arbitrary<bool>();
  } else if constexpr (std::same_as<T, double>) {
    return *rc::gen::map<double>([](double d) { return std::isfinite(d) ? d : 0.5; });
  } else if constexpr (Worded<T>) {
    return static_cast<T>(*rc::gen::inRange<std::size_t>(0, Words<T>::list.size()));
  } else if constexpr (std::same_as<T, Scalar>) {
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        return generate_string(rule);
      case 1:
        return *rc::gen::inRange<std::int64_t>(-max_integer, max_integer);
      case 2:
        return value<double>(NoRule{});
      default:
        return *rc::gen::arbitrary<bool>();
    }
  } else if constexpr (is_optional<T>) {
    if (!*rc::gen::arbitrary<bool>()) return std::nullopt;
    return value<typename T::value_type>(rule);
  } else if constexpr (is_vector<T>) {
    T out;
    std::size_t count = *rc::gen::inRange<std::size_t>(0, 5);
    if constexpr (std::same_as<R, NoRule>) {
      while (count-- > 0) out.push_back(value<typename T::value_type>(NoRule{}));
    } else {
      count = std::min<std::size_t>(count, rule.max);
      while (count-- > 0) out.push_back(value<typename T::value_type>(rule.item));
    }
    return out;
  } else if constexpr (is_map<T>) {
    T out;
    std::size_t count = std::min<std::size_t>(*rc::gen::inRange<std::size_t>(0, 5), rule.max);
    const auto longest = std::min<std::uint32_t>(rule.max_key, 40);
    while (count-- > 0)
      out["k" + generate_string(string(longest - 1))] = value<typename T::mapped_type>(rule.value);
    return out;
  } else if constexpr (Event<T>) {
    return generate_event<T>();
  } else if constexpr (is_variant<T>) {
    return any_of(std::type_identity<T>{});
  } else {
    return generate<T>();
  }
}

template <class... T>
std::variant<T...> any_of(std::type_identity<std::variant<T...>>) {
  using Variant = std::variant<T...>;
  Variant (*const makers[])() = {[]() -> Variant { return value<T>(NoRule{}); }...};
  return makers[*rc::gen::inRange<std::size_t>(0, sizeof...(T))]();
}

template <Need N, class S, class T, class R>
void fill(S& out, const Field<N, S, T, R>& field) {
  out.*field.member = value<T>(field.rule);
}
template <class S, class V>
void fill(S&, const Constant<V>&) {}
template <class S, class T, class R>
void fill(S& out, const Rest<S, T, R>& field) {
  out.*field.member = value<T>(field.rule);
}
template <class S, class Fields>
void fill_all(S& out, const Fields& fields) {
  std::apply([&](const auto&... field) { (fill(out, field), ...); }, fields);
}

template <Event E>
E generate_event() {
  E out;
  fill_all(out, E::head);
  fill_all(out, E::tail);
  out.body = any_of(std::type_identity<typename E::Body>{});
  return out;
}

}  // namespace detail

template <class S>
S generate() {
  S out;
  detail::fill_all(out, S::fields);
  return out;
}

}  // namespace baton::protocol::test

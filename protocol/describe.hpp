// The JSON Schema derived from the field tables. Named structs go to `$defs` once and are referred to; the
// others are written in place. Included by schema.cpp only.
#pragma once

#include <nlohmann/json.hpp>

#include "protocol/append.hpp"

namespace baton::protocol::detail {

using Schema = nlohmann::ordered_json;

// Collects the named types that a schema refers to.
struct Definitions {
  std::map<std::string, Schema> types;
  std::string prefix = "#/$defs/";
};

template <class T, class R>
Schema describe(const R& rule, Definitions& definitions);

inline Schema describe_string(const StringRule& rule) {
  using Kind = StringRule::Kind;
  Schema out{{"type", "string"}};
  if (rule.kind == Kind::id || rule.kind == Kind::cid || rule.kind == Kind::text || rule.kind == Kind::email)
    out["minLength"] = 1;
  if (rule.max != unlimited) out["maxLength"] = rule.max;
  if (rule.kind == Kind::id) out["pattern"] = "^[A-Za-z0-9._~-]+$";
  if (rule.kind == Kind::cid) out["pattern"] = "^[A-Za-z0-9_-]+$";
  if (rule.kind == Kind::text) out["pattern"] = "\\S";
  if (rule.kind == Kind::currency) out["pattern"] = "^[A-Z]{3}$";
  if (rule.kind == Kind::email) out["pattern"] = "^[^\\s@]+@[^\\s@]+$";
  return out;
}

inline Schema describe_integer(const IntegerRule& rule) {
  return {{"type", "integer"}, {"minimum", rule.min}, {"maximum", rule.max}};
}

template <class... T>
Schema describe_any(std::type_identity<std::variant<T...>>, Definitions& definitions) {
  Schema out;
  (out["anyOf"].push_back(describe<T>(NoRule{}, definitions)), ...);
  return out;
}

struct Properties {
  Schema properties = Schema::object(), required = Schema::array(), rest, rest_names;
};

template <Need N, class S, class T, class R>
void describe_field(Properties& out, const Field<N, S, T, R>& field, Definitions& definitions) {
  Schema schema = describe<T>(field.rule, definitions);
  if constexpr (N == Need::nullable) schema = {{"anyOf", {schema, {{"type", "null"}}}}};
  if constexpr (N == Need::defaulted) {
    std::string value;
    append_json(value, S{}.*field.member);
    schema["default"] = Schema::parse(value);
  }
  out.properties[std::string(field.name)] = std::move(schema);
  if constexpr (N == Need::required || N == Need::nullable) out.required.push_back(field.name);
}
template <class V>
void describe_field(Properties& out, const Constant<V>& field, Definitions&) {
  out.properties[std::string(field.name)] = {{"const", field.value}};
  out.required.push_back(field.name);
}
template <class S, class T, class R>
void describe_field(Properties& out, const Rest<S, T, R>& field, Definitions& definitions) {
  out.rest = describe<typename T::mapped_type>(field.rule.value, definitions);
  out.rest_names = {{"minLength", 1}, {"maxLength", field.rule.max_key}};
}

template <class Fields>
void describe_fields(Properties& out, const Fields& fields, Definitions& definitions) {
  std::apply([&](const auto&... field) { (describe_field(out, field, definitions), ...); }, fields);
}

inline Schema object_of(Properties&& properties) {
  Schema out{{"type", "object"}, {"properties", std::move(properties.properties)}};
  if (!properties.required.empty()) out["required"] = std::move(properties.required);
  if (!properties.rest.is_null()) out["additionalProperties"] = std::move(properties.rest);
  if (!properties.rest_names.is_null()) out["propertyNames"] = std::move(properties.rest_names);
  return out;
}

template <Described T>
Schema describe_struct(Definitions& definitions) {
  Properties properties;
  describe_fields(properties, T::fields, definitions);
  return object_of(std::move(properties));
}

// One kind of event in its log, whole: head, kind, the kind's fields, author.
template <Event E, class Body>
Schema describe_event(Definitions& definitions) {
  Properties properties;
  describe_fields(properties, E::head, definitions);
  describe_field(properties, constant("kind", Body::kind), definitions);
  describe_fields(properties, Body::fields, definitions);
  describe_fields(properties, E::tail, definitions);
  return object_of(std::move(properties));
}

template <Event E, class... Body>
Schema describe_events(std::type_identity<std::variant<Body...>>, Definitions& definitions) {
  Schema out;
  (out["anyOf"].push_back(describe_event<E, Body>(definitions)), ...);
  return out;
}

inline Schema refer_to(std::string_view name, const Definitions& definitions) {
  return {{"$ref", definitions.prefix + std::string(name)}};
}

// The schema of a type. Events and named structs are references.
template <class T, class R>
Schema describe(const R& rule, Definitions& definitions) {
  if constexpr (std::same_as<T, std::string>) {
    if constexpr (std::same_as<R, StringRule>)
      return describe_string(rule);
    else
      return {{"type", "string"}};
  } else if constexpr (std::same_as<T, std::int64_t>) {
    if constexpr (std::same_as<R, IntegerRule>)
      return describe_integer(rule);
    else
      return {{"type", "integer"}};
  } else if constexpr (std::same_as<T, double>) {
    return {{"type", "number"}};
  } else if constexpr (std::same_as<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::same_as<T, std::nullptr_t>) {
    return {{"type", "null"}};
  } else if constexpr (std::same_as<T, Scalar>) {
    return {
        {"anyOf", {describe<std::string>(rule, definitions), {{"type", "number"}}, {{"type", "boolean"}}}}};
  } else if constexpr (Worded<T>) {
    return {{"enum", Words<T>::list}};
  } else if constexpr (is_optional<T>) {
    return describe<typename T::value_type>(rule, definitions);
  } else if constexpr (is_vector<T>) {
    Schema out{{"type", "array"}};
    if constexpr (std::same_as<R, NoRule>) {
      out["items"] = describe<typename T::value_type>(NoRule{}, definitions);
    } else {
      out["items"] = describe<typename T::value_type>(rule.item, definitions);
      if (rule.max != unlimited) out["maxItems"] = rule.max;
    }
    return out;
  } else if constexpr (is_map<T>) {
    Schema out{{"type", "object"},
               {"additionalProperties", describe<typename T::mapped_type>(rule.value, definitions)}};
    if (rule.max != unlimited) out["maxProperties"] = rule.max;
    if (rule.max_key != unlimited) out["propertyNames"] = {{"minLength", 1}, {"maxLength", rule.max_key}};
    return out;
  } else if constexpr (is_variant<T>) {
    return describe_any(std::type_identity<T>{}, definitions);
  } else if constexpr (Event<T>) {
    const std::string name = T::log == Log::log ? "LogEvent" : "NotesEvent";
    if (!definitions.types.contains(name)) {
      auto schema = describe_events<T>(std::type_identity<typename T::Body>{}, definitions);
      definitions.types[name] = std::move(schema);
    }
    return refer_to(name, definitions);
  } else if constexpr (Named<T>) {
    const std::string name(T::type_name);
    if (!definitions.types.contains(name)) {
      auto schema = describe_struct<T>(definitions);
      definitions.types[name] = std::move(schema);
    }
    return refer_to(name, definitions);
  } else {
    return describe_struct<T>(definitions);
  }
}

}  // namespace baton::protocol::detail

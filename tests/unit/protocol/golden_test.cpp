// Runs the golden vectors of requests: each frame decodes to what is written beside it, or to the error.
#include <gtest/gtest.h>

#include "golden.hpp"
#include "protocol/encode.hpp"
#include "schema_checker.hpp"

namespace baton::protocol::test {
namespace {

using nlohmann::json;

Side side_of(const json& one) {
  const auto word = one.at("side").get<std::string>();
  if (word == "visitor") return Side::visitor;
  if (word == "staff") return Side::staff;
  EXPECT_EQ(word, "unknown");
  return Side::unknown;
}

json id_json(const std::optional<Id>& id) {
  std::string out;
  append_id(out, id);
  return json::parse(out);
}

json params_json(const Request& request) {
  return json::parse(std::visit([](const auto& params) { return to_json(params); }, request.params));
}

void expect_error(const json& expected, const Error& error) {
  EXPECT_EQ(static_cast<int>(error.code), expected.at("code").get<int>()) << error.field.value_or("");
  EXPECT_EQ(kind_of(error.code).reason, expected.at("reason").get<std::string>());
  EXPECT_EQ(error.field.value_or(""), expected.value("field", ""));
  EXPECT_EQ(error.field.has_value(), expected.contains("field"));
}

void run(const GoldenCase& one) {
  const auto transport =
      one.value.value("transport", "socket") == "http" ? Transport::http : Transport::socket;
  const auto decoded = decode_request(one.frame, side_of(one.value), transport);
  const json& expect = one.value.at("expect");
  if (expect.contains("ok")) {
    ASSERT_TRUE(decoded) << error_frame(decoded.error().id, decoded.error().error);
    EXPECT_EQ(decoded->method(), expect["ok"].at("method").get<std::string>());
    EXPECT_EQ(id_json(decoded->id), expect["ok"].at("id"));
    EXPECT_EQ(params_json(*decoded), expect["ok"].at("params"));
    const auto schema = committed_schema(std::string(decoded->method()) + ".params");
    EXPECT_EQ(check(schema, json::parse(one.frame).value("params", json::object())), "");
    return;
  }
  ASSERT_FALSE(decoded) << params_json(*decoded);
  expect_error(expect.at("error"), decoded.error().error);
  EXPECT_EQ(id_json(decoded.error().id), expect.at("id"));
  EXPECT_EQ(decoded.error().answered, expect.at("answered").get<bool>());
  const auto answer = json::parse(error_frame(decoded.error().id, decoded.error().error));
  EXPECT_EQ(check(committed_schema("error"), answer.at("error")), "");
}

bool holds_requests(const std::string& file) {
  return !file.starts_with("server.") && !file.starts_with("client.") && !file.starts_with("http.");
}

TEST(Golden, EveryRequestDecodesAsWritten) {
  for (const auto& file : golden_files()) {
    if (!holds_requests(file)) continue;
    for (const auto& one : golden_cases(file)) {
      SCOPED_TRACE(one.name());
      run(one);
    }
  }
}

TEST(Golden, EverySessionBodyDecodesAsWritten) {
  for (const auto& one : golden_cases("http.session")) {
    SCOPED_TRACE(one.name());
    const auto decoded = decode_session(one.frame);
    const json& expect = one.value.at("expect");
    ASSERT_EQ(decoded.has_value(), expect.contains("ok"));
    if (decoded) {
      EXPECT_EQ(json::parse(to_json(*decoded)), expect["ok"].at("params"));
      EXPECT_EQ(check(committed_schema("http.session.request"), json::parse(one.frame)), "");
    } else {
      expect_error(expect.at("error"), decoded.error());
    }
  }
}

template <class... P>
std::vector<std::string> method_names(std::type_identity<std::variant<P...>>) {
  return {std::string(P::method.name)...};
}

TEST(Golden, EveryMethodHasItsFile) {
  for (const auto& method : method_names(std::type_identity<Params>{})) {
    bool good = false, bad = false;
    for (const auto& one : golden_cases(method)) {
      good = good || one.value["expect"].contains("ok");
      bad = bad || one.value["expect"].contains("error");
    }
    EXPECT_TRUE(good && bad) << method;
  }
}

}  // namespace
}  // namespace baton::protocol::test

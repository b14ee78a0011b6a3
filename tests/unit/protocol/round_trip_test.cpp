// Properties over random values: what is encoded decodes to the same, every frame fits its schema, and no
// bytes whatever make the decoder do anything but answer.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "generate.hpp"
#include "golden.hpp"
#include "protocol/encode.hpp"
#include "schema_checker.hpp"

namespace baton::protocol::test {
namespace {

using nlohmann::json;

template <class P>
class RequestRoundTrip : public testing::Test {};
template <class V>
struct TypesOf;
template <class... P>
struct TypesOf<std::variant<P...>> {
  using Types = testing::Types<P...>;
};
TYPED_TEST_SUITE(RequestRoundTrip, TypesOf<Params>::Types);

template <class P>
std::string request_frame(const Id& id, const P& params) {
  std::string out = R"({"jsonrpc":"2.0","id":)";
  append_id(out, id);
  out += R"(,"method":")" + std::string(P::method.name) + R"(","params":)" + to_json(params) + '}';
  return out;
}

TYPED_TEST(RequestRoundTrip, DecodesToWhatWasEncodedAndFitsTheSchema) {
  const auto schema = committed_schema(std::string(TypeParam::method.name) + ".params");
  EXPECT_TRUE(rc::check([&] {
    const auto params = generate<TypeParam>();
    const auto id =
        *rc::gen::oneOf(rc::gen::construct<Id>(rc::gen::inRange<std::int64_t>(-max_integer, max_integer)),
                        rc::gen::construct<Id>(rc::gen::arbitrary<std::string>()));
    const Side side = owns(TypeParam::method.side, Side::visitor) ? Side::visitor : Side::staff;
    const bool clean_id = id.index() == 0 || json::accept(R"(")" + std::get<std::string>(id) + R"(")");
    const auto decoded = decode_request(request_frame(id, params), side);
    RC_ASSERT(decoded.has_value());
    if (clean_id) RC_ASSERT(decoded->id == id);
    RC_ASSERT(std::get<TypeParam>(decoded->params) == params);
    const auto fault = check(schema, json::parse(to_json(params)));
    RC_ASSERT(fault == "");
  }));
}

template <class R>
void expect_fitting(const std::string& name) {
  const auto schema = committed_schema(name);
  EXPECT_TRUE(rc::check(name, [&] {
    const auto fault = check(schema, json::parse(to_json(generate<R>())));
    RC_ASSERT(fault == "");
  }));
}
template <class... R>
void expect_all_fitting(const std::string& name, std::type_identity<std::tuple<R...>>) {
  (expect_fitting<R>(name), ...);
}

TYPED_TEST(RequestRoundTrip, EveryResultFitsTheSchema) {
  expect_all_fitting(std::string(TypeParam::method.name) + ".result",
                     std::type_identity<typename TypeParam::Results>{});
}

TEST(NotificationSchema, EveryNotificationFits) {
  expect_fitting<notify::VisitorConversationChanged>("notify.conversation");
  expect_fitting<notify::StaffConversationChanged>("notify.conversation");
  expect_fitting<notify::Reset>("notify.reset");
  expect_fitting<notify::Typing>("notify.signal");
  expect_fitting<notify::Read>("notify.signal");
  expect_fitting<notify::PresenceOf>("notify.signal");
  expect_fitting<notify::Offer>("notify.offer");
  expect_fitting<notify::OfferWithdrawn>("notify.offer.withdrawn");
  expect_fitting<notify::VisitorQueue>("notify.queue");
  expect_fitting<notify::DepartmentQueue>("notify.queue");
  expect_fitting<notify::Listed>("notify.listed");
  expect_fitting<notify::Goodbye>("notify.goodbye");
}

std::vector<GoldenCase> all_small_requests() {
  std::vector<GoldenCase> out;
  for (const auto& file : golden_files())
    if (!file.starts_with("server.") && !file.starts_with("client."))
      for (auto& one : golden_cases(file))
        if (one.frame.size() < 500) out.push_back(std::move(one));
  return out;
}

// One byte changed, dropped or doubled, or the frame cut: still a good request or one of the decoder's
// errors.
RC_GTEST_PROP(Decoder, AnswersWhateverBytesCome, ()) {
  static const auto cases = all_small_requests();
  std::string frame = cases[*rc::gen::inRange<std::size_t>(0, cases.size())].frame;
  for (int i = *rc::gen::inRange(1, 4); i > 0 && !frame.empty(); --i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, frame.size());
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        frame[at] = *rc::gen::arbitrary<char>();
        break;
      case 1:
        frame.erase(at, 1);
        break;
      case 2:
        frame.insert(at, 1, frame[at]);
        break;
      default:
        frame.resize(at);
    }
  }
  for (const Side side : {Side::unknown, Side::visitor, Side::staff}) {
    const auto decoded = decode_request(frame, side);
    if (decoded) continue;
    RC_ASSERT(json::accept(error_frame(decoded.error().id, decoded.error().error)));
    RC_ASSERT(json::accept(frame) || decoded.error().error.code == ErrorCode::parse_error);
  }
}

// Any bytes become a valid JSON string; valid UTF-8 comes back as it was.
RC_GTEST_PROP(Encoder, EveryStringIsValidJson, (const std::string& bytes)) {
  std::string out;
  append_string(out, bytes);
  RC_ASSERT(json::accept(out));
  const std::string reference = json(bytes).dump(-1, ' ', false, json::error_handler_t::ignore);
  if (json::parse(reference) == json(bytes)) RC_ASSERT(json::parse(out) == json(bytes));
}

TEST(Encoder, BrokenUtf8BecomesReplacementCharacters) {
  const auto encoded = [](std::string_view bytes) {
    std::string out;
    append_string(out, bytes);
    return out;
  };
  EXPECT_EQ(encoded("a\xC3(b"), "\"a\uFFFD(b\"");
  EXPECT_EQ(encoded("\xC0\xAF"), "\"\uFFFD\uFFFD\"");
  EXPECT_EQ(encoded("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");
  EXPECT_EQ(encoded("\xF4\x90\x80\x80"), "\"\uFFFD\uFFFD\uFFFD\uFFFD\"");
  EXPECT_EQ(encoded("x\xE2\x82"), "\"x\uFFFD\uFFFD\"");
  EXPECT_EQ(encoded("\xF0\x9F\x99\x82\xE2\x80\xA8"), "\"🙂\u2028\"");
  EXPECT_EQ(encoded(std::string_view("\0\x1f\b\f\n\r\t\"\\/\x7f", 11)),
            "\"\\u0000\\u001f\\u0008\\u000c\\n\\r\\t\\\"\\\\/\x7f\"");
}

TEST(Encoder, NumbersKeepTheirKind) {
  const auto encoded = [](auto value) {
    std::string out;
    append_json(out, value);
    return out;
  };
  EXPECT_EQ(encoded(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(encoded(std::numeric_limits<std::int64_t>::max()), "9223372036854775807");
  EXPECT_EQ(encoded(3.0), "3.0");
  EXPECT_EQ(encoded(0.1), "0.1");
  EXPECT_EQ(encoded(1e300), "1e+300");
  EXPECT_EQ(encoded(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(encoded(std::numeric_limits<double>::quiet_NaN()), "null");
}

}  // namespace
}  // namespace baton::protocol::test

// A site's JWT: the one good form, and everything near it that must be refused.
#include "server/api/identity.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "server/chat/ids.hpp"

namespace baton::test {
namespace {

constexpr desk::Time now = 1'790'000'000'000;
const std::string secret = "0123456789abcdef0123456789abcdef";
const std::string good_header = R"({"alg":"HS256","typ":"JWT"})";
const std::string good_claims =
    R"({"sub":"42","exp":1790000001,"name":"Vera","email":"vera@example.org","attributes":{"plan":"gold","seats":3}})";

std::string signature(const std::string& text, const std::string& key, const EVP_MD* md = EVP_sha256()) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(md, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), digest, &size);
  return chat::base64url({reinterpret_cast<const char*>(digest), size});
}
std::string jwt(const std::string& header, const std::string& claims, const std::string& key = secret,
                const EVP_MD* md = EVP_sha256()) {
  const auto text = chat::base64url(header) + "." + chat::base64url(claims);
  return text + "." + signature(text, key, md);
}
bool accepted(const std::string& token, desk::Time at = now) {
  return api::verify_identity(token, secret, at).has_value();
}

TEST(Identity, AGoodOne) {
  const auto identity = api::verify_identity(jwt(good_header, good_claims), secret, now);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->subject, "42");
  EXPECT_EQ(identity->name, "Vera");
  EXPECT_EQ(identity->email, "vera@example.org");
  EXPECT_EQ(identity->attributes.at("plan"), desk::Attribute(std::string("gold")));
  EXPECT_EQ(identity->attributes.at("seats"), desk::Attribute(std::int64_t{3}));
}

TEST(Identity, ExpiresAtItsSecond) {
  const auto token = jwt(good_header, good_claims);
  EXPECT_TRUE(accepted(token, 1'790'000'000'999));
  EXPECT_FALSE(accepted(token, 1'790'000'001'000));
  EXPECT_FALSE(accepted(token, 1'790'000'001'001));
}

TEST(Identity, AnotherAlgorithmIsRefusedHoweverItIsSigned) {
  const auto claims = good_claims;
  for (const std::string alg : {"none", "None", "HS512", "HS384", "RS256", "hs256", ""}) {
    const auto header = R"({"alg":")" + alg + R"(","typ":"JWT"})";
    EXPECT_FALSE(accepted(jwt(header, claims))) << alg;
  }
  EXPECT_FALSE(accepted(jwt(R"({"alg":"HS512"})", claims, secret, EVP_sha512())));
  EXPECT_FALSE(accepted(jwt(good_header, claims, secret, EVP_sha512())));
  EXPECT_FALSE(accepted(jwt(R"({"typ":"JWT"})", claims)));
  EXPECT_FALSE(accepted(jwt(R"({"alg":null})", claims)));
  const auto unsigned_text = chat::base64url(R"({"alg":"none"})") + "." + chat::base64url(claims);
  EXPECT_FALSE(accepted(unsigned_text + "."));
  EXPECT_FALSE(accepted(unsigned_text));
}

TEST(Identity, AnotherSecretOrNoneIsRefused) {
  EXPECT_FALSE(accepted(jwt(good_header, good_claims, "another secret")));
  EXPECT_FALSE(accepted(jwt(good_header, good_claims, "")));
  EXPECT_FALSE(api::verify_identity(jwt(good_header, good_claims, ""), "", now)) << "a site without a secret";
}

TEST(Identity, EveryChangedCharacterIsRefused) {
  const auto token = jwt(good_header, good_claims);
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto other = token;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(accepted(other)) << "changed at " << i;
  }
  EXPECT_FALSE(accepted(token + "="));
  EXPECT_FALSE(accepted(token + "A"));
}

TEST(Identity, ClaimsThatAreMissingOrWrong) {
  for (const std::string claims :
       {R"({"exp":1790000001})", R"({"sub":"42"})", R"({"sub":"","exp":1790000001})",
        R"({"sub":42,"exp":1790000001})", R"({"sub":"42","exp":"1790000001"})",
        R"({"sub":"42","exp":1790000001.5})", R"({"sub":"42","exp":null})", R"({"sub":"42","exp":-1})",
        R"([])", R"("sub")", R"({)", "", R"({"sub":"42","exp":99999999999999999999})"})
    EXPECT_FALSE(accepted(jwt(good_header, claims))) << claims;
}

// The last second of the year 9999 is the last there is: nothing overflows in milliseconds.
TEST(Identity, AnExpiryBeyondAllTime) {
  const auto until = [](const std::string& exp) {
    return accepted(jwt(good_header, R"({"sub":"42","exp":)" + exp + "}"));
  };
  EXPECT_TRUE(until("253402300799"));
  for (const auto* exp : {"253402300800", "9223372036854775", "9223372036854776", "9223372036854775807",
                          "18446744073709551615", "-9223372036854775808"})
    EXPECT_FALSE(until(exp)) << exp;
}

TEST(Identity, HugeOrNotBase64) {
  const auto long_sub = R"({"sub":")" + std::string(10'000, 'x') + R"(","exp":1790000001})";
  EXPECT_FALSE(accepted(jwt(good_header, long_sub)));
  EXPECT_FALSE(accepted(std::string(1 << 20, '.')));
  const auto sign = [](const std::string& text) { return text + "." + signature(text, secret); };
  EXPECT_FALSE(accepted(sign("!!!." + chat::base64url(good_claims))));
  EXPECT_FALSE(accepted(sign(chat::base64url(good_header) + ".***")));
  EXPECT_FALSE(accepted(sign(chat::base64url(good_header))));
  for (const auto* text : {"", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d"})
    EXPECT_FALSE(accepted(text)) << text;
  const auto text = chat::base64url(good_header) + "." + chat::base64url(good_claims);
  EXPECT_FALSE(accepted(text + ".extra." + signature(text, secret)));
}

}  // namespace
}  // namespace baton::test

// Header, payload, signature; the algorithm is fixed, so a token cannot choose its own.
#include "server/api/identity.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>

#include "protocol/claims.hpp"

namespace baton::api {
namespace {

constexpr std::size_t longest = 8192;

std::optional<std::string> decoded(std::string_view text) {
  std::string out(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(),
                        nullptr, &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
    return std::nullopt;
  out.resize(size);
  return out;
}

bool signed_with(std::string_view text, const std::string& signature, std::string_view secret) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size) == nullptr)
    return false;
  return signature.size() == size && CRYPTO_memcmp(signature.data(), digest.data(), size) == 0;
}

}  // namespace

std::optional<Identity> verify_identity(std::string_view jwt, std::string_view secret, desk::Time now) {
  const auto first = jwt.find('.');
  const auto last = jwt.rfind('.');
  if (jwt.size() > longest || secret.empty() || first == std::string_view::npos || first == last)
    return std::nullopt;
  const auto signature = decoded(jwt.substr(last + 1));
  if (!signature || !signed_with(jwt.substr(0, last), *signature, secret)) return std::nullopt;
  const auto header = decoded(jwt.substr(0, first));
  const auto payload = decoded(jwt.substr(first + 1, last - first - 1));
  if (!header || !payload) return std::nullopt;
  const auto claims = protocol::decode_claims(*header, *payload);
  if (!claims || claims->exp * 1000 <= now) return std::nullopt;
  Identity identity{claims->sub, claims->name, claims->email, {}};
  for (const auto& [key, value] : claims->attributes)
    std::visit([&](const auto& scalar) { identity.attributes[key] = desk::Attribute(scalar); }, value);
  return identity;
}

}  // namespace baton::api

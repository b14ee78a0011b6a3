// libsodium's hashes and MACs.
#include "server/chat/ids.hpp"

#include <sodium.h>

#include <array>
#include <stdexcept>
#include <vector>

#include "server/chat/machine.hpp"

namespace baton::chat {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void ready() {
  static const bool started = sodium_init() >= 0;
  if (!started) throw std::runtime_error("libsodium cannot be used on this machine");
}

}  // namespace

std::string base64url(std::string_view bytes) {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes_of(bytes), bytes.size(), variant);
  out.pop_back();  // its terminating NUL
  return out;
}

std::string random_id(std::size_t bytes) { return base64url(random_bytes(bytes)); }

std::string hash_hex(std::string_view text) {
  ready();
  std::array<unsigned char, crypto_generichash_BYTES> digest{};
  crypto_generichash(digest.data(), digest.size(), bytes_of(text), text.size(), nullptr, 0);
  std::string hex(digest.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  hex.pop_back();
  return hex;
}

std::string mac(std::string_view text, std::string_view secret) {
  ready();
  if (secret.size() != crypto_auth_KEYBYTES) throw std::logic_error("the site's secret has a wrong length");
  std::string tag(crypto_auth_BYTES, '\0');
  crypto_auth(reinterpret_cast<unsigned char*>(tag.data()), bytes_of(text), text.size(), bytes_of(secret));
  return base64url(tag);
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace baton::chat

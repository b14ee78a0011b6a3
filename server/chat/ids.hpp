// Ids and secrets that this node makes: random, URL-safe.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace baton::chat {

// `bytes` random bytes as base64url without padding; 16 bytes are 22 characters.
std::string random_id(std::size_t bytes = 16);
std::string base64url(std::string_view bytes);
// Lower-case hex of the BLAKE2b-256 of `text`: how a session token is stored.
std::string hash_hex(std::string_view text);
// The MAC (HMAC-SHA512-256, base64url) of `text` under the site's 32-byte secret.
std::string mac(std::string_view text, std::string_view secret);
// In constant time.
bool same(std::string_view a, std::string_view b);

}  // namespace baton::chat

// What makes a request unacceptable to the transport, and the answer to it: pure functions.
#include "server/net/request_checks.hpp"

#include <algorithm>

#include "server/net/text.hpp"

namespace baton::net {

namespace {

std::string_view reason_of(unsigned status) {
  switch (status) {
    case 405:
      return "unknown_method";
    case 413:
    case 431:
      return "too_large";
    case 429:
      return "rate_limited";
    case 500:
      return "internal";
    case 503:
      return "unavailable";
    default:
      return "invalid_request";
  }
}

// 16 bytes in base64 (RFC 6455, 4.1).
bool good_key(std::string_view key) {
  auto const digit = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  };
  return key.size() == 24 && key.ends_with("==") && std::all_of(key.begin(), key.end() - 2, digit);
}

}  // namespace

Response refusal_of(unsigned status, std::string_view allow) {
  auto response = problem(status, reason_of(status));
  if (status == 405) response.set("Allow", allow);
  if (status == 429 || status == 503) response.set("Retry-After", "10");
  if (status == 426) response.set("Upgrade", "websocket").set("Connection", "Upgrade, close");
  if (status == 426) response.set("Sec-WebSocket-Version", "13");
  return response;
}

unsigned head_fault(const Request& request, unsigned version, const Limits& limits) {
  auto const count = [&](std::string_view name) {
    return std::ranges::count_if(request.headers, [&](auto const& h) { return same_word(h.first, name); });
  };
  if (version != 11 && version != 10) return 400;
  if (request.headers.size() > limits.header_fields) return 431;
  auto const hosts = count("Host");
  if (hosts > 1 || (hosts == 0 && version == 11)) return 400;
  if (count("Transfer-Encoding") > 0) {
    // Both lengths at once is request smuggling; another coding than chunked is not understood.
    if (version != 11 || count("Content-Length") > 0) return 400;
    if (!same_word(trim(request.header_list("Transfer-Encoding")), "chunked")) return 400;
  }
  if (request.method == "CONNECT" || request.method == "TRACE") return 405;
  return request.path.starts_with('/') ? 0 : 400;
}

unsigned upgrade_fault(const Request& request, unsigned version) {
  if (request.method != "GET") return 405;
  if (version != 11) return 400;
  if (!has_word(request.header_list("Connection"), "upgrade")) return 426;
  if (!has_word(request.header_list("Upgrade"), "websocket")) return 426;
  if (trim(request.header_list("Sec-WebSocket-Version")) != "13") return 426;
  if (!good_key(trim(request.header_list("Sec-WebSocket-Key")))) return 400;
  return has_word(request.header_list("Sec-WebSocket-Protocol"), subprotocol) ? 0 : 400;
}

bool wants_more(const Request& request, unsigned version) {
  auto const connection = request.header_list("Connection");
  return version == 11 ? !has_word(connection, "close") : has_word(connection, "keep-alive");
}

}  // namespace baton::net

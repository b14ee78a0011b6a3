// An HTTP request and its response as values. Knows no socket. Invariant: a Response carries no CR or LF in a
// header (checked when it is written; such a one becomes a 500).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/net/address.hpp"
#include "server/net/socket.hpp"

namespace baton::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;  // as sent, e.g. "GET"
  std::string path;    // as sent, percent-encoding kept; begins with '/'
  std::string query;   // after the first '?', without it
  std::string body;
  Headers headers;
  Peer peer;

  // The first header of that name without case; empty when there is none.
  std::string_view header(std::string_view name) const;
  // All headers of that name joined by ", ".
  std::string header_list(std::string_view name) const;
};

// The transport adds Content-Length, Date, Connection and the security headers (security_headers.hpp); of
// HEAD, 204 and 304 it writes no body.
struct Response {
  unsigned status = 200;
  Headers headers;
  Frame body;  // null: empty

  Response() = default;
  explicit Response(unsigned code) : status(code) {}
  Response(unsigned code, std::string_view content_type, std::string text);

  Response& set(std::string_view name, std::string_view value);  // replaces a header of that name
  bool has(std::string_view name) const;
};

// What the connection adds to a response when it is written.
struct HeadOptions {
  std::string_view method;  // of the request
  std::string_view date;
  bool keep_alive = false;
};

// The status line and all headers, with the blank line. A header with a control character in it makes this a
// head of 500 without a body (`response` is replaced).
std::string head_of(Response& response, const HeadOptions& options);

// True when a body follows the head of this response.
bool has_body(const Response& response, std::string_view method);

// The standard words of a status, e.g. 404 → "Not Found"; "Unknown" for one not in the table.
std::string_view status_words(unsigned status);

// application/problem+json {"status","title","reason"}; `reason` is one of the contract's words, JSON-safe.
Response problem(unsigned status, std::string_view reason);

}  // namespace baton::net

// Requests and responses as values: header lookup, status words, the problem documents of the transport.
#include "server/net/http.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "server/net/security_headers.hpp"
#include "server/net/text.hpp"

namespace baton::net {

std::string_view Request::header(std::string_view name) const {
  for (auto const& [key, value] : headers) {
    if (same_word(key, name)) return value;
  }
  return {};
}

std::string Request::header_list(std::string_view name) const {
  std::string all;
  for (auto const& [key, value] : headers) {
    if (!same_word(key, name)) continue;
    if (!all.empty()) all += ", ";
    all += value;
  }
  return all;
}

Response::Response(unsigned code, std::string_view content_type, std::string text)
    : status(code), body(make_frame(std::move(text))) {
  set("Content-Type", content_type);
}

Response& Response::set(std::string_view name, std::string_view value) {
  for (auto& [key, old] : headers) {
    if (same_word(key, name)) {
      old = value;
      return *this;
    }
  }
  headers.emplace_back(name, value);
  return *this;
}

bool Response::has(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(),
                     [&](auto const& header) { return same_word(header.first, name); });
}

namespace {

bool clean(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == 0x7f; });
}

void append_header(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

bool has_body(const Response& response, std::string_view method) {
  return response.body && !response.body->empty() && method != "HEAD" && response.status != 204 &&
         response.status != 304;
}

std::string head_of(Response& response, const HeadOptions& options) {
  auto const split = [](auto const& header) { return !clean(header.first) || !clean(header.second); };
  if (std::any_of(response.headers.begin(), response.headers.end(), split)) response = Response(500);
  std::string head;
  head.reserve(768);
  head += fmt::format("HTTP/1.1 {} {}\r\n", response.status, status_words(response.status));
  for (auto const& [name, value] : response.headers) {
    if (!value.empty()) append_header(head, name, value);
  }
  for (auto const& [name, value] : security_headers) {
    if (!response.has(name)) append_header(head, name, value);
  }
  if (response.status != 204 && response.status != 304)
    append_header(head, "Content-Length", std::to_string(response.body ? response.body->size() : 0));
  append_header(head, "Date", options.date);
  if (!response.has("Connection"))
    append_header(head, "Connection", options.keep_alive ? "keep-alive" : "close");
  return head += "\r\n";
}

std::string_view status_words(unsigned status) {
  static constexpr std::array<std::pair<unsigned, std::string_view>, 28> words = {{
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {206, "Partial Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {413, "Content Too Large"},
      {415, "Unsupported Media Type"},
      {422, "Unprocessable Content"},
      {426, "Upgrade Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {503, "Service Unavailable"},
  }};
  for (auto const& [code, text] : words) {
    if (code == status) return text;
  }
  return "Unknown";
}

Response problem(unsigned status, std::string_view reason) {
  return {status, "application/problem+json",
          fmt::format(R"({{"status":{},"title":"{}","reason":"{}"}})", status, status_words(status), reason)};
}

}  // namespace baton::net

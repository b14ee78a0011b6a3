// From typed values to bytes. Every function yields valid JSON and UTF-8 whatever the strings hold (broken
// bytes become U+FFFD); nothing is built in between, the text is appended in one pass.
#pragma once

#include "protocol/append.hpp"
#include "protocol/decode.hpp"

namespace baton::protocol {

// Whether an event shows its cid: to the connections of its author only.
enum class Cid : std::uint8_t { shown, hidden };

// {"jsonrpc":"2.0","method":"event","params":…}
std::string event_frame(const LogEvent& event, Cid cid);
std::string event_frame(const NotesEvent& event, Cid cid);

// The error frame; `id` is null when there is none.
std::string error_frame(const std::optional<Id>& id, const Error& error);

// The application/problem+json body (RFC 9457); its status is kind_of(error.code).http_status.
std::string problem_json(const Error& error);

void append_id(std::string& out, const std::optional<Id>& id);

// {"jsonrpc":"2.0","id":…,"result":…}
template <Described R>
std::string result_frame(const Id& id, const R& result) {
  std::string out;
  out.reserve(256);
  out += R"({"jsonrpc":"2.0","id":)";
  append_id(out, id);
  out += R"(,"result":)";
  append_json(out, result);
  out += '}';
  return out;
}

// {"jsonrpc":"2.0","method":…,"params":…} of a struct of namespace notify.
template <Described N>
std::string notification_frame(const N& notification) {
  std::string out;
  out.reserve(256);
  out += R"({"jsonrpc":"2.0","method":")";
  out += N::notification;
  out += R"(","params":)";
  append_json(out, notification);
  out += '}';
  return out;
}

// The value alone: an HTTP body.
template <Described T>
std::string to_json(const T& value) {
  std::string out;
  out.reserve(256);
  append_json(out, value);
  return out;
}

}  // namespace baton::protocol

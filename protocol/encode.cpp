// The frames that are no plain described struct: events and errors.
#include "protocol/encode.hpp"

namespace baton::protocol {
namespace {

template <Event E>
std::string frame_of(const E& event, Cid cid) {
  std::string out;
  out.reserve(512);
  out += R"({"jsonrpc":"2.0","method":"event","params":)";
  append_event(out, event, cid == Cid::shown);
  out += '}';
  return out;
}

std::string_view sentence(const Error& error) {
  return error.message.empty() ? kind_of(error.code).message : std::string_view(error.message);
}

}  // namespace

std::string event_frame(const LogEvent& event, Cid cid) { return frame_of(event, cid); }
std::string event_frame(const NotesEvent& event, Cid cid) { return frame_of(event, cid); }

void append_id(std::string& out, const std::optional<Id>& id) {
  if (id)
    append_json(out, *id);
  else
    out += "null";
}

std::string error_frame(const std::optional<Id>& id, const Error& error) {
  std::string out = R"({"jsonrpc":"2.0","id":)";
  append_id(out, id);
  out += R"(,"error":{"code":)";
  append_integer(out, static_cast<int>(error.code));
  out += R"(,"message":)";
  append_string(out, sentence(error));
  out += R"(,"data":{"reason":)";
  append_string(out, kind_of(error.code).reason);
  bool first = false;
  detail::append_fields(out, error, Error::fields, first);
  out += "}}}";
  return out;
}

std::string problem_json(const Error& error) {
  const ErrorKind& kind = kind_of(error.code);
  std::string out = R"({"type":"about:blank","title":)";
  append_string(out, kind.title);
  out += R"(,"status":)";
  append_integer(out, kind.http_status);
  out += R"(,"detail":)";
  append_string(out, sentence(error));
  out += R"(,"code":)";
  append_integer(out, static_cast<int>(error.code));
  out += R"(,"reason":)";
  append_string(out, kind.reason);
  bool first = false;
  detail::append_fields(out, error, Error::fields, first);
  out += '}';
  return out;
}

}  // namespace baton::protocol

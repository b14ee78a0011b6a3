// The stages of decoding a frame, in the order in which the contract lets them fail: JSON, JSON-RPC, hello
// first, the method, its parameters.
#include "protocol/decode.hpp"

#include "protocol/parse.hpp"
#include "protocol/read.hpp"

namespace baton::protocol {
namespace {

using nlohmann::json;

Error error_of(ErrorCode code, std::string message = {}) {
  Error error = make_error(code);
  error.message = std::move(message);
  return error;
}

Error error_of(ParseFault fault) {
  return error_of(ErrorCode::parse_error,
                  fault == ParseFault::too_deep ? "The frame is nested deeper than 16 levels." : "");
}

Error error_of(Problem&& problem, std::string_view root) {
  Error error = error_of(problem.code, std::move(problem.message));
  error.field = problem.field.empty() ? std::string(root) : std::move(problem.field);
  return error;
}

// The id of a frame, if it has a good one.
std::optional<Id> read_id(const json& frame) {
  const auto place = frame.find("id");
  if (place == frame.end()) return std::nullopt;
  if (place->is_string()) return place->get_ref<const std::string&>();
  std::int64_t number = 0;
  if (detail::read_integer(*place, number, {-max_integer, max_integer})) return std::nullopt;
  return number;
}

// What a frame is, once it is known to be a JSON-RPC 2.0 request.
struct Envelope {
  std::string method;
  bool notification = false;  // read or typing without an id
};

// Whether the name is that of a method that may come without an id.
bool may_notify(std::string_view method) {
  return method == Read::method.name || method == Typing::method.name;
}

boost::system::result<Envelope, Error> read_envelope(json& frame, const std::optional<Id>& id) {
  const auto invalid = [](const char* message) { return error_of(ErrorCode::invalid_request, message); };
  const bool has_id = frame.contains("id");
  if (has_id && !id) return invalid("The id must be a string or an integer below 2^53.");
  if (const auto version = frame.find("jsonrpc"); version == frame.end() || *version != "2.0")
    return invalid("The field jsonrpc must be \"2.0\".");
  const auto method = frame.find("method");
  if (method == frame.end() || !method->is_string()) return invalid("The field method must be a string.");
  Envelope envelope{std::move(method->get_ref<std::string&>()), !has_id};
  if (!has_id && !may_notify(envelope.method)) return invalid("Only read and typing may come without an id.");
  return envelope;
}

template <class P>
boost::system::result<Params, Error> read_as(json& params) {
  P out;
  if (auto verdict = read(params, out)) return error_of(std::move(*verdict), "params");
  return Params(std::move(out));
}

boost::system::result<Params, Error> read_hello(json& params) {
  const auto role = params.find("role");
  if (role != params.end() && *role == "visitor") return read_as<VisitorHello>(params);
  if (role != params.end() && *role == "staff") return read_as<StaffHello>(params);
  return invalid_params("role", "This must be \"visitor\" or \"staff\".");
}

using Reader = boost::system::result<Params, Error> (*)(json&);

template <class P>
Reader reader_if(std::string_view method, Side side, Transport transport) {
  const bool here = transport == Transport::socket || P::method.reach == Reach::anywhere;
  return P::method.name == method && owns(P::method.side, side) && here ? &read_as<P> : nullptr;
}

// The reader of the method's parameters, or null when this caller has no such method.
template <class... P>
Reader find_reader(std::string_view method, Side side, Transport transport,
                   std::type_identity<std::variant<P...>>) {
  if (method == VisitorHello::method.name) return transport == Transport::socket ? &read_hello : nullptr;
  Reader reader = nullptr;
  (void)((reader = reader_if<P>(method, side, transport)) || ...);
  return reader;
}

// The path within params, or nothing when the key is one of the frame itself.
std::optional<std::string> within_params(std::string_view path) {
  constexpr std::string_view prefix = "params.";
  if (!path.starts_with(prefix)) return std::nullopt;
  return std::string(path.substr(prefix.size()));
}

}  // namespace

std::string_view Request::method() const {
  return std::visit([](const auto& p) { return std::decay_t<decltype(p)>::method.name; }, params);
}

Decoded<Request> decode_request(std::string_view frame, Side side, Transport transport) {
  auto document = parse(frame, max_depth);
  if (!document) return Rejection{{}, error_of(document.error())};
  json& root = document->root;
  if (!root.is_object())
    return Rejection{{},
                     error_of(ErrorCode::invalid_request, "A frame is one object; there are no batches.")};

  // After a key found twice it is not known which `id` was meant.
  const bool id_twice = document->duplicate == "id";
  const auto id = id_twice ? std::nullopt : read_id(root);
  std::optional<std::string> param_twice;
  if (document->duplicate && !(param_twice = within_params(*document->duplicate)))
    return Rejection{id, error_of(ErrorCode::invalid_request, "The frame has a key twice.")};

  auto envelope = read_envelope(root, id);
  if (!envelope) return Rejection{id, envelope.error()};
  if (side == Side::unknown && envelope->method != VisitorHello::method.name)
    return Rejection{id, error_of(ErrorCode::not_authenticated)};

  const bool answered = !envelope->notification || transport == Transport::http;
  const Reader reader = find_reader(envelope->method, side, transport, std::type_identity<Params>{});
  if (reader == nullptr) return Rejection{id, error_of(ErrorCode::unknown_method), answered};
  if (param_twice)
    return Rejection{id, invalid_params(std::move(*param_twice), "This key is there twice."), answered};

  json none = json::object();
  const auto place = root.find("params");
  json& params = place == root.end() ? none : *place;
  if (!params.is_object())
    return Rejection{id, invalid_params("params", "This must be an object."), answered};
  auto read_params = reader(params);
  if (!read_params) return Rejection{id, std::move(read_params.error()), answered};
  return Request{id, std::move(*read_params)};
}

boost::system::result<SessionRequest, Error> decode_session(std::string_view body) {
  auto document = parse(body, max_depth);
  if (!document) return error_of(document.error());
  if (document->duplicate) return invalid_params(std::move(*document->duplicate), "This key is there twice.");
  SessionRequest out;
  if (auto verdict = read(document->root, out)) return error_of(std::move(*verdict), "body");
  return out;
}

}  // namespace baton::protocol

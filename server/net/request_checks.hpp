// What makes a request unacceptable to the transport, and the answer to it. Pure; internal to net.
// `version` is 10 or 11 for HTTP/1.0 and 1.1. A fault is an HTTP status, 0 for none.
#pragma once

#include "server/net/http.hpp"
#include "server/net/limits.hpp"
#include "server/net/server.hpp"

namespace baton::net {

// Of any request, from its head: version, number of headers, Host, lengths, method, target.
unsigned head_fault(const Request& request, unsigned version, const Limits& limits);

// Of a request to socket_path whose head has no fault: is it a handshake of this contract?
unsigned upgrade_fault(const Request& request, unsigned version);

inline constexpr std::string_view every_method = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

// The problem document of a fault, with the headers its status asks for; `allow` is a 405's.
Response refusal_of(unsigned status, std::string_view allow = every_method);

// True when the client keeps the connection for another request.
bool wants_more(const Request& request, unsigned version);

}  // namespace baton::net

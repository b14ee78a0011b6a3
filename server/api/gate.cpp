// Routes, origins, sign-in and draining. The transcript is in transcript.cpp, the ledger in ledger.cpp.
#include "server/api/gate.hpp"

#include <algorithm>
#include <random>

#include "server/api/convert.hpp"
#include "server/api/session.hpp"

namespace baton::api {
namespace asio = boost::asio;
namespace {

constexpr std::string_view cookie_name = "baton_session";
constexpr std::string_view transcripts = "/api/v1/conversations/";
constexpr std::string_view demo_accounts = "/console/demo.json";  // the fragment `#as=…` is completed from it
constexpr std::string_view pages[] = {"/console", "/widget", "/demo"};

net::Response refused(const protocol::Error& error) {
  auto response = problem(error);
  if (error.retry_after_ms) response.set("Retry-After", std::to_string((*error.retry_after_ms + 999) / 1000));
  if (error.code == protocol::ErrorCode::not_authenticated ||
      error.code == protocol::ErrorCode::bad_credentials)
    response.set("WWW-Authenticate", "Bearer");
  return response;
}

net::Response refused(protocol::ErrorCode code) { return refused(protocol::make_error(code)); }

net::Response json(unsigned status, std::string body) {
  net::Response response(status, "application/json", std::move(body));
  response.set("Cache-Control", "no-store");
  return response;
}

// Behind a proxy that speaks TLS to the browser, the cookie never travels in the clear.
std::string cookie_of(const net::Request& request, const std::string& token) {
  auto cookie = std::string(cookie_name) + "=" + token + "; Path=/; HttpOnly; SameSite=Strict";
  if (request.peer.proxied && request.header("X-Forwarded-Proto") == "https") cookie += "; Secure";
  return cookie;
}

net::Response wrong_method(std::string_view allowed) {
  auto response = refused(protocol::ErrorCode::unknown_method);
  response.set("Allow", allowed);
  return response;
}

// The host and port of an Origin header: `https://shop.example:8443` → `shop.example:8443`.
std::string_view host_of(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == std::string_view::npos ? std::string_view() : origin.substr(scheme + 3);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

}  // namespace

net::Response problem(const protocol::Error& error) {
  return {static_cast<unsigned>(protocol::kind_of(error.code).http_status), "application/problem+json",
          protocol::problem_json(error)};
}

std::string bearer(const net::Request& request) {
  const auto header = request.header("Authorization");
  constexpr std::string_view scheme = "bearer ";
  if (header.size() <= scheme.size() || lower(header.substr(0, scheme.size())) != scheme) return {};
  return std::string(header.substr(scheme.size()));
}

std::string session_cookie(const net::Request& request) {
  const auto all = request.header_list("Cookie");
  const auto wanted = std::string(cookie_name) + "=";
  std::size_t start = 0;
  while (start < all.size()) {
    const auto end = std::min(all.find_first_of(";,", start), all.size());
    auto pair = std::string_view(all).substr(start, end - start);
    while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
    if (pair.starts_with(wanted)) return std::string(pair.substr(wanted.size()));
    start = end + 1;
  }
  return {};
}

Gate::Gate(asio::any_io_executor executor, chat::Node& node, Metrics& metrics, GateOptions options,
           const std::vector<net::StaticFiles>& files)
    : executor_(std::move(executor)),
      node_(node),
      metrics_(metrics),
      options_(std::move(options)),
      files_(files),
      calls_(node) {
  node.hub().queues().places().erred = [&error = metrics_.wait_error](desk::Duration ms) {
    error.Observe(static_cast<double>(ms) / 1000);
  };
  node.hub().repair().repaired = [&count = metrics_.put_back](std::size_t messages) {
    count.Increment(static_cast<double>(messages));
  };
  node.hub().repair().lost = [&count = metrics_.lost](std::size_t messages) {
    count.Increment(static_cast<double>(messages));
  };
  node.matchers().committed = [&metrics](std::size_t pairs) {
    if (pairs > 0)
      metrics.matched.Increment(static_cast<double>(pairs));
    else
      metrics.lost_to_others.Increment();
  };
}
Gate::~Gate() = default;

// --- who may come in

// Programs send no Origin. A page's origin is the server's own, or one that the site's settings name.
bool Gate::allowed_origin(const net::Request& request) const {
  const auto origin = request.header("Origin");
  if (origin.empty()) return true;
  if (lower(host_of(origin)) == lower(request.header("Host"))) return true;
  const auto& listed = node_.settings().origins;
  return std::find(listed.begin(), listed.end(), lower(origin)) != listed.end();
}

void Gate::allow_origin(const net::Request& request, net::Response& response) const {
  const auto origin = request.header("Origin");
  if (origin.empty()) return;
  response.set("Vary", "Origin");
  if (!allowed_origin(request)) return;
  response.set("Access-Control-Allow-Origin", origin);
  response.set("Access-Control-Allow-Headers", "Authorization, Content-Type");
  response.set("Access-Control-Allow-Methods", "GET, POST, DELETE");
}

std::optional<net::Response> Gate::refuse_upgrade(const net::Request& request) {
  if (!allowed_origin(request)) return refused(protocol::ErrorCode::forbidden);
  if (draining_) return refused(protocol::ErrorCode::unavailable);
  return std::nullopt;
}

std::shared_ptr<net::SocketHandler> Gate::open(std::shared_ptr<net::Socket> socket,
                                               const net::Request& request) {
  auto session = std::make_shared<Session>(*this, std::move(socket), session_cookie(request));
  session->start();
  return session;
}

void Gate::drain() {
  draining_ = true;
  std::minstd_rand random(std::random_device{}());
  const auto spread = std::max<std::int64_t>(1, options_.drain.count());
  const auto sessions = sessions_;
  for (auto* session : sessions) {
    const auto delay = static_cast<std::int64_t>(random()) % spread;
    session->goodbye(protocol::GoodbyeReason::drain, delay, 1012);
  }
}

// --- routes

asio::awaitable<net::Response> Gate::http(net::Request request) {
  const auto& path = request.path;
  const auto& method = request.method;
  const bool reading = method == "GET" || method == "HEAD";
  if (path == "/healthz")
    co_return reading ? net::Response(200, "text/plain", "ok\n") : wrong_method("GET, HEAD");
  if (path == "/readyz") co_return reading ? ready() : wrong_method("GET, HEAD");
  if (path == "/metrics") {
    if (!reading) co_return wrong_method("GET, HEAD");
    metrics_.redis_up.Set(node_.unready().empty() ? 1 : 0);
    co_return net::Response(200, "text/plain; version=0.0.4", metrics_.text());
  }
  if (path.starts_with("/api/")) {
    net::Response response(404);
    const bool sessions = path == "/api/v1/sessions";
    const bool calls = path == "/api/v1/rpc";
    const bool accounts = path == "/api/v1/ledger";
    const bool transcript_path = path.starts_with(transcripts) && path.ends_with("/transcript");
    if (!sessions && !calls && !accounts && !transcript_path)
      co_return refused(protocol::ErrorCode::not_found);
    if (method == "OPTIONS")
      response = net::Response(allowed_origin(request) ? 204 : 403);
    else if (sessions && method == "POST")
      response = co_await sign_in(request);
    else if (sessions && method == "DELETE")
      response = co_await sign_out(request);
    else if (calls && method == "POST")
      response = co_await rpc(request);
    else if (accounts && reading)
      response = co_await ledger(request);
    else if (transcript_path && reading)
      response = co_await transcript(
          request, path.substr(transcripts.size(),
                               path.size() - transcripts.size() - std::string("/transcript").size()));
    else
      response = wrong_method(sessions ? "POST, DELETE" : calls ? "POST" : "GET, HEAD");
    allow_origin(request, response);
    co_return response;
  }
  co_return page(request);
}

net::Response Gate::page(const net::Request& request) const {
  const auto& path = request.path;
  const bool reading = request.method == "GET" || request.method == "HEAD";
  if (path == "/" && !options_.home.empty()) {
    if (!reading) return wrong_method("GET, HEAD");
    net::Response home(302);
    home.set("Location", options_.home);
    return home;
  }
  if (path == demo_accounts && !options_.demo.empty())
    return reading ? json(200, options_.demo) : wrong_method("GET, HEAD");
  for (const auto& files : files_)
    if (files.covers(path)) return files.serve(request);
  auto nothing = protocol::make_error(protocol::ErrorCode::not_found);
  const auto below = [&](std::string_view folder) { return path.starts_with(folder); };
  if (std::any_of(std::begin(pages), std::end(pages), below)) nothing.message = options_.no_pages;
  return refused(nothing);
}

net::Response Gate::ready() const {
  if (draining_) return {503, "text/plain", "draining\n"};
  if (const auto why = node_.unready(); !why.empty()) return {503, "text/plain", why + "\n"};
  return {200, "text/plain", "ready\n"};
}

asio::awaitable<net::Response> Gate::sign_in(const net::Request& request) {
  if (!allowed_origin(request)) co_return refused(protocol::ErrorCode::forbidden);
  const auto body = protocol::decode_session(request.body);
  if (!body) co_return refused(body.error());
  if (body->site != options_.site) {
    auto unknown = protocol::make_error(protocol::ErrorCode::bad_credentials);
    unknown.field = "site";
    co_return refused(unknown);
  }
  auto signed_in = co_await node_.accounts().sign_in(body->email, body->password);
  metrics_.request("sessions",
                   signed_in ? "ok" : std::string(protocol::kind_of(wire(signed_in.error()).code).reason));
  if (!signed_in) co_return refused(wire(signed_in.error()));
  auto response =
      json(201, protocol::to_json(protocol::SessionAnswer{signed_in->token, you(signed_in->staff)}));
  response.set("Set-Cookie", cookie_of(request, signed_in->token));
  co_return response;
}

asio::awaitable<net::Response> Gate::sign_out(const net::Request& request) {
  // A cookie alone could be sent by a foreign page.
  if (!allowed_origin(request)) co_return refused(protocol::ErrorCode::forbidden);
  auto token = bearer(request);
  if (token.empty()) token = session_cookie(request);
  if (token.empty()) co_return refused(protocol::ErrorCode::not_authenticated);
  const auto done = co_await node_.accounts().sign_out(std::move(token));
  if (!done) co_return refused(wire(done.error()));
  net::Response response(204);
  response.set("Set-Cookie", cookie_of(request, "") + "; Max-Age=0");
  co_return response;
}

namespace {

asio::awaitable<Answer> not_here() { co_return protocol::make_error(protocol::ErrorCode::unknown_method); }

}  // namespace

asio::awaitable<net::Response> Gate::rpc(const net::Request& request) {
  auto token = bearer(request);
  if (token.empty()) co_return refused(protocol::ErrorCode::not_authenticated);
  const auto session = co_await node_.accounts().session(std::move(token));
  if (!session) co_return refused(wire(session.error()));
  const auto caller = chat::Caller::of(session->staff);
  const auto call = protocol::decode_request(request.body, protocol::Side::staff, protocol::Transport::http);
  if (!call) co_return json(200, protocol::error_frame(call.error().id, call.error().error));
  const auto id = call->id.value_or(protocol::Id());
  const auto chosen = [&](const auto& p) -> asio::awaitable<Answer> {
    if constexpr (OfCalls<std::decay_t<decltype(p)>>)
      return calls_.answer(Call{caller, id}, p);
    else
      return not_here();
  };
  auto work = std::visit(chosen, call->params);
  const auto done = co_await std::move(work);
  metrics_.request(std::string(call->method()),
                   done ? "ok" : std::string(protocol::kind_of(done.error().code).reason));
  co_return json(200, done ? *done : protocol::error_frame(call->id, done.error()));
}

}  // namespace baton::api

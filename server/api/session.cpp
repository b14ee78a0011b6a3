// Frames in, frames out, and the bounds of a connection. The hellos are in session_hello.cpp,
// the watches in session_lists.cpp.
#include "server/api/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/api/convert.hpp"

namespace baton::api {
namespace asio = boost::asio;
namespace {

constexpr int broken_frames_a_minute = 20;
constexpr int limited_calls_a_minute = 100;

}  // namespace

Session::Session(Gate& gate, std::shared_ptr<net::Socket> socket, std::string cookie)
    : gate_(gate),
      socket_(std::move(socket)),
      cookie_(std::move(cookie)),
      hello_timer_(gate.executor_),
      messages_(static_cast<double>(gate.options_.messages_per_minute),
                static_cast<double>(gate.options_.burst)) {
  gate_.sessions_.insert(this);
}

Session::~Session() { gate_.sessions_.erase(this); }

void Session::start() {
  hello_timer_.expires_after(gate_.options_.hello_deadline);
  hello_timer_.async_wait([weak = weak_from_this()](boost::system::error_code ec) {
    const auto self = weak.lock();
    if (!ec && self && !self->welcomed_) self->socket_->close(4001, "no hello");
  });
}

void Session::send(chat::Frame frame) {
  if (welcomed_)
    socket_->send(std::move(frame));
  else
    kept_back_.push_back(std::move(frame));
}

void Session::goodbye(protocol::GoodbyeReason reason, std::optional<std::int64_t> retry_after_ms,
                      std::uint16_t code) {
  const protocol::notify::Goodbye goodbye{reason, retry_after_ms};
  socket_->send(net::make_frame(protocol::notification_frame(goodbye)));
  socket_->close(code, protocol::word(reason));
}

void Session::revoked(const std::string& session_hash) {
  if (session_hash != session_hash_) return;
  goodbye(protocol::GoodbyeReason::revoked, std::nullopt, 4010);
}

void Session::restart() { socket_->close(1012, "come back and be told anew"); }

void Session::on_close() {
  hello_timer_.cancel();
  kept_back_.clear();
  if (!entered_) return;
  entered_ = false;
  if (welcomed_) (caller_.is_staff() ? gate_.metrics_.staff : gate_.metrics_.visitors).Decrement();
  gate_.node_.hub().leave(shared_from_this());
}

void Session::broken() {
  if (broken_frames_.count(Bucket::Clock::now()) < broken_frames_a_minute) return;
  gate_.metrics_.closed_broken.Increment();
  socket_->close(4008, "too many broken frames");
}

asio::awaitable<void> Session::on_text(std::string frame) {
  auto request = protocol::decode_request(frame, side_);
  if (request) {
    co_await carry_out(std::move(*request));
    co_return;
  }
  const auto& rejected = request.error();
  const auto code = rejected.error.code;
  gate_.metrics_.request("rejected", std::string(protocol::kind_of(code).reason));
  if (rejected.answered) socket_->send(net::make_frame(protocol::error_frame(rejected.id, rejected.error)));
  if (code == protocol::ErrorCode::parse_error || code == protocol::ErrorCode::invalid_request) broken();
}

asio::awaitable<void> Session::carry_out(protocol::Request request) {
  const std::string method(request.method());
  if (std::holds_alternative<protocol::Start>(request.params)) gate_.node_.hub().expect(shared_from_this());
  auto done = Answer(std::string());
  if (const auto slow = over_rate(request.params))
    done = *slow;
  else
    done = co_await answer(request);
  gate_.metrics_.request(method, done ? "ok" : std::string(protocol::kind_of(done.error().code).reason));
  if (!request.id) co_return;  // a notification is never answered
  auto frame = done ? std::move(*done) : protocol::error_frame(request.id, done.error());
  if (!frame.empty()) socket_->send(net::make_frame(std::move(frame)));
}

std::optional<protocol::Error> Session::over_rate(const protocol::Params& params) {
  if (side_ != protocol::Side::visitor) return std::nullopt;
  const auto* start = std::get_if<protocol::Start>(&params);
  if (!std::holds_alternative<protocol::Send>(params) && !(start != nullptr && start->text))
    return std::nullopt;
  const auto now = Bucket::Clock::now();
  const auto wait = messages_.take(now);
  if (wait == 0) return std::nullopt;
  if (limited_calls_.count(now) >= limited_calls_a_minute) {
    gate_.metrics_.closed_broken.Increment();
    socket_->close(4008, "too many limited calls");
  }
  auto error = protocol::make_error(protocol::ErrorCode::rate_limited);
  error.retry_after_ms = wait;
  return error;
}

asio::awaitable<Answer> Session::answer(const protocol::Request& request) {
  const auto& id = request.id ? *request.id : protocol::Id();
  const auto chosen = [&](const auto& p) -> asio::awaitable<Answer> {
    using P = std::decay_t<decltype(p)>;
    if constexpr (std::is_same_v<P, protocol::ListWatch> || std::is_same_v<P, protocol::QueueWatch>) {
      return watch(id, p);
    } else if constexpr (std::is_same_v<P, protocol::ListSync>) {
      return sync(id, p);
    } else if constexpr (std::is_same_v<P, protocol::Observe>) {
      return observe(id, p);
    } else if constexpr (OfCalls<P>) {
      return gate_.calls_.answer(Call{caller_, id}, p);
    } else if constexpr (std::is_same_v<P, protocol::VisitorHello> ||
                         std::is_same_v<P, protocol::StaffHello>) {
      return hello(id, p);
    } else if constexpr (std::is_same_v<P, protocol::VisitorUpdate>) {
      return update(id, p);
    } else if constexpr (std::is_same_v<P, protocol::Typing>) {
      return typing(request.id, p);
    } else if constexpr (std::is_same_v<P, protocol::Read>) {
      return read(request.id, p);
    } else {
      static_assert(std::is_same_v<P, protocol::Ping>);
      return ping(id);
    }
  };
  auto work = std::visit(chosen, request.params);
  co_return co_await std::move(work);
}

asio::awaitable<Answer> Session::ping(const protocol::Id& id) {
  co_return protocol::result_frame(id, protocol::PingResult{gate_.node_.now()});
}

asio::awaitable<Answer> Session::typing(const std::optional<protocol::Id>& id, const protocol::Typing& p) {
  const auto done = co_await gate_.node_.conversations().typing(caller_, p.conversation, p.on);
  if (!done) co_return wire(done.error());
  co_return id ? protocol::result_frame(*id, protocol::Nothing{}) : std::string();
}

asio::awaitable<Answer> Session::read(const std::optional<protocol::Id>& id, const protocol::Read& p) {
  const bool notes = p.log == protocol::Log::notes;
  const auto seq = static_cast<store::Seq>(p.seq);
  const auto done = co_await gate_.node_.conversations().read(caller_, p.conversation, notes, seq);
  if (!done) co_return wire(done.error());
  co_return id ? protocol::result_frame(*id, protocol::Nothing{}) : std::string();
}

// Who observed before on another connection hears it on this one too.
asio::awaitable<Answer> Session::observe(const protocol::Id& id, protocol::Observe p) {
  const Call call{caller_, id};
  auto answer = co_await gate_.calls_.answer(call, p);
  if (!answer || !p.on) co_return answer;
  const auto self = shared_from_this();
  const auto heard = co_await gate_.node_.hub().attach(self, p.conversation, desk::Because::observing);
  if (!heard) co_return wire(heard.error());
  co_return answer;
}

asio::awaitable<Answer> Session::update(const protocol::Id& id, protocol::VisitorUpdate p) {
  auto card = card_with(caller_.card, p.page, p.locale);
  if (p.name && !(card.verified && card.name)) card.name = p.name;
  if (p.email && !(card.verified && card.email)) card.email = p.email;
  if (p.attributes)
    for (auto& [key, value] : attributes(*p.attributes)) card.attributes[key] = value;
  if (p.identity) {
    auto known = identified(*p.identity, card);
    if (!known) {
      auto refused = protocol::make_error(protocol::ErrorCode::bad_credentials);
      refused.field = "identity";
      co_return refused;
    }
    card = std::move(*known);
  }
  const auto done = co_await gate_.node_.conversations().update_visitor(card);
  if (!done) co_return wire(done.error());
  caller_.card = std::move(card);
  co_return protocol::result_frame(id, protocol::VisitorUpdateResult{you(caller_.card)});
}

}  // namespace baton::api

// Tokens, passwords and sessions.
#include "server/chat/accounts.hpp"

#include <sodium.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>

#include "server/chat/ids.hpp"

namespace baton::chat {
namespace asio = boost::asio;
namespace {

constexpr int most_waiting = 64;
constexpr desk::Duration session_life = 12 * 3'600'000;  // absolute, OWASP's upper end for a work day
constexpr auto failure_window = std::chrono::seconds(20);
constexpr int failures_allowed = 5;

// A hash nobody has the password of: an unknown account costs as much time as a known one.
const std::string& nobodys_hash() {
  static const std::string hash = hash_password(random_id());
  return hash;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

// Runs `work` on the pool and comes back to the caller's executor.
template <class T>
asio::awaitable<T> elsewhere(asio::thread_pool& pool, std::function<T()> work) {
  const auto home = co_await asio::this_coro::executor;
  co_await asio::post(pool, asio::use_awaitable);
  T result = work();
  co_await asio::post(home, asio::use_awaitable);
  co_return result;
}

}  // namespace

std::string hash_password(const std::string& password) {
  std::string out(crypto_pwhash_STRBYTES, '\0');
  if (sodium_init() < 0 ||
      crypto_pwhash_str(out.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
    throw std::bad_alloc();
  out.resize(out.find('\0'));
  return out;
}

Task<bool> PasswordWorker::verify(std::string hash, std::string password) {
  if (waiting_ >= most_waiting) co_return Refusal{Reason::unavailable};
  ++waiting_;
  std::function<bool()> work = [hash, password] {
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
  };
  const bool right = co_await elsewhere<bool>(pool_, std::move(work));
  --waiting_;
  co_return right;
}

Task<void> Accounts::open() {
  auto secret = co_await store_.secret();
  if (!secret) co_return refusal(secret.error());
  secret_ = std::move(*secret);
  co_return boost::system::in_place_value;
}

std::string Accounts::new_visitor() const { return "v" + random_id(); }

std::string Accounts::visitor_of(const std::string& subject) const {
  return "u" + mac("subject:" + subject, secret_);
}

std::string Accounts::token_for(const std::string& visitor) const {
  return "1." + visitor + "." + mac("visitor:" + visitor, secret_);
}

std::optional<std::string> Accounts::visitor_in(const std::string& token) const {
  const auto last = token.rfind('.');
  if (!ready() || token.size() > 256 || !token.starts_with("1.") || last < 3) return std::nullopt;
  const auto visitor = token.substr(2, last - 2);
  if (!same(token.substr(last + 1), mac("visitor:" + visitor, secret_))) return std::nullopt;
  return visitor;
}

bool Accounts::failed_too_often(const std::string& email) {
  const auto at = failures_.find(email);
  if (at == failures_.end()) return false;
  if (Clock::now() - at->second.since > failure_window) {
    failures_.erase(at);
    return false;
  }
  return at->second.count >= failures_allowed;
}

void Accounts::remember_failure(const std::string& email) {
  const auto now = Clock::now();
  std::erase_if(failures_, [&](const auto& f) { return now - f.second.since > failure_window; });
  if (failures_.size() >= 1000) return;
  auto& f = failures_.try_emplace(email, Failures{0, now}).first->second;
  ++f.count;
}

Task<Accounts::SignedIn> Accounts::sign_in(std::string email, std::string password) {
  email = lower(std::move(email));
  if (failed_too_often(email)) {
    Refusal slow{Reason::rate_limited};
    slow.retry_after_ms = std::chrono::milliseconds(failure_window).count();
    co_return slow;
  }
  const auto known = co_await store_.password(email);
  if (!known) co_return refusal(known.error());
  auto hash = *known ? (*known)->second : nobodys_hash();
  const auto right = co_await worker_.verify(std::move(hash), std::move(password));
  if (!right) co_return right.error();
  if (!*right || !*known) {
    remember_failure(email);
    Refusal wrong{Reason::bad_credentials};
    wrong.field = "password";
    co_return wrong;
  }
  store::Reading unused;
  auto staff = co_await store_.staff((*known)->first, unused);
  if (!staff) co_return refusal(staff.error());
  SignedIn out;
  out.token = random_id(32);
  out.staff = std::move(staff->body);
  const auto kept = co_await store_.put_session(hash_hex(out.token), out.staff.id, session_life);
  if (!kept) co_return refusal(kept.error());
  co_return out;
}

Task<void> Accounts::sign_out(std::string token) {
  const auto hash = hash_hex(token);
  const auto staff = co_await store_.session(hash);
  if (!staff) co_return refusal(staff.error());
  if (!*staff) co_return Refusal{Reason::bad_credentials, "token"};
  const auto dropped = co_await store_.drop_session(hash);
  if (!dropped) co_return refusal(dropped.error());
  store::Notice notice;
  notice.kind = store::Notice::Kind::revoked;
  notice.conversation = hash;
  const auto told = co_await store_.notify(**staff, notice);
  if (!told) co_return refusal(told.error());
  co_return boost::system::in_place_value;
}

Task<Accounts::Session> Accounts::session(std::string token) {
  Refusal bad{Reason::bad_credentials, "token"};
  if (token.empty() || token.size() > 128) co_return bad;
  Session out;
  out.hash = hash_hex(token);
  const auto id = co_await store_.session(out.hash);
  if (!id) co_return refusal(id.error());
  if (!*id) co_return bad;
  store::Reading unused;
  auto staff = co_await store_.staff(**id, unused);
  if (!staff) {
    if (staff.error() == store::Fault::not_found) co_return bad;
    co_return refusal(staff.error());
  }
  out.staff = std::move(staff->body);
  co_return out;
}

}  // namespace baton::chat

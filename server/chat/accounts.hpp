// Who somebody is: visitor tokens (signed, so that reading one costs no Redis read), staff passwords
// (Argon2id, on a worker thread) and staff sessions (random tokens; Redis holds their hash).
#pragma once
#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <map>
#include <string>

#include "server/chat/machine.hpp"
#include "server/chat/refusal.hpp"
#include "server/store/store.hpp"

namespace baton::chat {

// Argon2id work of a process: one thread, a bounded number of waiting calls. Shared by the nodes of the
// process.
class PasswordWorker {
public:
  PasswordWorker() : pool_(1) {}
  // False at once when more than 64 wait. Results come back on the caller's executor.
  Task<bool> verify(std::string hash, std::string password);
  void stop() { pool_.stop(); }

private:
  boost::asio::thread_pool pool_;
  std::atomic<int> waiting_ = 0;  // the nodes' threads share this object
};
// For the command line, which has no loop: blocks about 80 ms.
std::string hash_password(const std::string& password);

class Accounts {
public:
  Accounts(store::Store& store, PasswordWorker& worker) : store_(store), worker_(worker) {}

  // Reads the site's secret; to be called before the first token, and again after a fault.
  Task<void> open();
  bool ready() const { return !secret_.empty(); }

  std::string new_visitor() const;
  // The visitor that a site's own user id stands for: the same on every device.
  std::string visitor_of(const std::string& subject) const;
  std::string token_for(const std::string& visitor) const;
  // The visitor of a token that this site made, or nullopt.
  std::optional<std::string> visitor_in(const std::string& token) const;

  struct SignedIn {
    std::string token;  // 256 random bits, shown once
    desk::Staff staff;
  };
  // Wrong e-mail or password: bad_credentials, the same answer after the same work. Too many failures of an
  // account (5 in 20 s): rate_limited.
  Task<SignedIn> sign_in(std::string email, std::string password);
  // Ends the session everywhere; its sockets are told on every node. Unknown token: bad_credentials.
  Task<void> sign_out(std::string token);
  struct Session {
    std::string hash;
    desk::Staff staff;
  };
  Task<Session> session(std::string token);

private:
  struct Failures {
    int count = 0;
    Clock::time_point since;
  };
  bool failed_too_often(const std::string& email);
  void remember_failure(const std::string& email);

  store::Store& store_;
  PasswordWorker& worker_;
  std::string secret_;
  std::map<std::string, Failures> failures_;  // at most 1000 accounts
};

}  // namespace baton::chat

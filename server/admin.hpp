// The commands that change or show a site's data, and what a server does to a fresh site before it serves.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/config.hpp"
#include "server/redis/options.hpp"
#include "server/redis/private_server.hpp"
#include "server/store/store.hpp"

namespace baton {

// A failure in one sentence.
using Outcome = boost::system::result<void, std::string>;

// The Redis of this configuration: the one it names, or the private one, which runs as long as this does.
class UsedRedis {
public:
  Outcome open(const Config& config);
  void close();
  const redis::Address& address() const { return address_; }
  bool adopted() const { return private_ && private_->adopted(); }

private:
  redis::Address address_;
  std::unique_ptr<redis::PrivateServer> private_;
};

// Runs `work` against the site's store on this thread, then disconnects. Redis may take `patience` to answer.
using Work = std::function<boost::asio::awaitable<Outcome>(store::Store&)>;
Outcome with_store(const Config& config, const redis::Address& address, const Work& work,
                   std::chrono::milliseconds patience = std::chrono::seconds(15));

struct NewStaff {
  std::string email;
  std::string name;
  std::vector<std::string> roles;
  std::vector<std::string> departments;
  std::optional<int> capacity;  // 0–50; else what the settings say of its departments
  std::string password;
  std::vector<std::string> skills = {};
};
// An e-mail that is taken, or a department that is not there, is refused.
boost::asio::awaitable<Outcome> add_staff(store::Store& store, NewStaff staff);
// Gives a site without settings these; what is there already is left alone.
boost::asio::awaitable<Outcome> prepare_site(store::Store& store, desk::Settings fresh);

// A fault of the store as a sentence.
Outcome failed(store::Fault fault);

}  // namespace baton

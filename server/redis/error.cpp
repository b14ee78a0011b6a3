// The texts of the error codes, and which error replies mean that nothing happened.
#include "server/redis/error.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace baton::redis {
namespace {

class Category final : public boost::system::error_category {
public:
  const char* name() const noexcept override { return "baton.redis"; }
  std::string message(int value) const override {
    switch (static_cast<Errc>(value)) {
      case Errc::refused:
        return "Redis did not take the command";
      case Errc::unknown:
        return "sent to Redis, but the outcome is unknown";
      case Errc::unconfirmed:
        return "no replica has confirmed what was written";
      case Errc::protocol:
        return "the peer does not speak RESP";
      case Errc::unexpected:
        return "Redis replied another kind of value than expected";
      case Errc::bad_address:
        return "not an address of a Redis";
    }
    return "unknown error";
  }
};

}  // namespace

const boost::system::error_category& redis_category() noexcept {
  static const Category category;
  return category;
}

boost::system::error_code make_error_code(Errc code) noexcept {
  return {static_cast<int>(code), redis_category()};
}

bool is_refusal(std::string_view error_text) noexcept {
  static constexpr std::array<std::string_view, 12> codes = {
      "LOADING",    "READONLY",    "MISCONF", "OOM",   "BUSY", "NOREPLICAS",
      "MASTERDOWN", "CLUSTERDOWN", "NOAUTH",  "MOVED", "ASK",  "TRYAGAIN"};
  const auto code = error_text.substr(0, error_text.find(' '));
  if (std::find(codes.begin(), codes.end(), code) == codes.end()) return false;
  // Redis 7 appends " script: <name>, on <where>" to what a command raised inside a function or script.
  return error_text.find(" script: ") == std::string_view::npos;
}

}  // namespace baton::redis

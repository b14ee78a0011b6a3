// Why a use case said no, in the words of the contract; `api/` gives them codes. A refusal changed nothing.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <cstddef>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "server/desk/change.hpp"
#include "server/desk/settings_rules.hpp"
#include "server/store/result.hpp"

namespace baton::chat {

// A user's call reads and decides again at most this often (design section 4).
inline constexpr int attempts = 5;

enum class Reason {
  not_found,        // no such thing, or not yours to know
  forbidden,        // the role or the participant may not
  conflict,         // the state does not allow it: `state`, `why`
  guarded,          // the guard refuses a sales proposal: `why`, `may_override`
  invalid,          // a parameter that only the state shows to be wrong: `field`
  bad_credentials,  // token, identity, site or password: `field`
  rate_limited,     // `retry_after_ms`
  unavailable,      // the store cannot be reached; the outcome may be unknown
};

// One thing a refused transfer could go to now: exactly one of the two is set.
struct Choice {
  std::optional<std::string> department, staff;
};

using Stranded = std::map<std::string, std::size_t>;  // department → conversations that need it

struct Refusal {
  Reason reason = Reason::unavailable;
  std::string field;
  std::string why;
  std::string state;
  std::optional<desk::PersonRef> owner;
  std::optional<std::int64_t> retry_after_ms;
  std::vector<Choice> choices;
  bool may_override = false;            // guarded: a supervisor may
  std::string message;                  // where there is more to say than the code does
  std::vector<desk::Problem> problems;  // with settings
  Stranded stranded;                    // what settings leave out and conversations need
};
[[noreturn]] inline void throw_exception_from_error(const Refusal&, const boost::source_location&) {
  throw std::logic_error("a refused call was read as a result");
}

template <class T>
using Result = boost::system::result<T, Refusal>;
template <class T>
using Task = boost::asio::awaitable<Result<T>>;

inline Refusal unknown(const char* field) { return {Reason::invalid, field}; }
Refusal refusal(store::Fault fault);
Refusal refusal(const desk::Refusal& decision);
std::string word(desk::State state);
std::string word(desk::Objection objection);

}  // namespace baton::chat

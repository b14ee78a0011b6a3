// New settings for a site whose conversations may stand in the way: nothing is stranded in a department that
// is no more.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "server/chat/refusal.hpp"
#include "server/desk/relocation.hpp"
#include "server/store/store.hpp"

namespace baton::chat {

struct SettingsChange {
  desk::Settings settings;  // have passed the rules
  std::vector<desk::Relocation> moves;
  // Those from which these were made; any others in force are left alone. None: whatever is in force.
  std::optional<std::uint64_t> version;
};

struct SettingsChanged {
  std::size_t moved = 0;      // conversations
  std::uint64_t version = 0;  // of the settings now
};

struct SettingsUnchanged {
  enum class Why {
    fault,     // of the store; what was begun goes on when the same is applied again
    version,   // others are in force than those from which these were made
    moves,     // they cannot be meant: `sentence`
    stranded,  // conversations need what is taken out, and no move says where they go
    busy,      // others write at the same time, again and again: `sentence`
  };
  Why why = Why::fault;
  store::Fault fault = store::Fault::unknown;
  std::string sentence;
  Stranded stranded;
};
[[noreturn]] inline void throw_exception_from_error(const SettingsUnchanged&, const boost::source_location&) {
  throw std::logic_error("a refused change of the settings was read as a result");
}
using SettingsOutcome = boost::system::result<SettingsChanged, SettingsUnchanged>;

// Puts settings in the place of those that are in force. A department with conversations that need it is
// taken out only with a move that says where they go. Moves are carried out in three steps, each of which may
// be the last without harm: settings with both departments, the old one closed to newcomers; every
// conversation and person by itself; settings without the old one. Whoever is interrupted applies the same
// again. The first of these steps checks `version`.
boost::asio::awaitable<SettingsOutcome> change_settings(store::Store& store, SettingsChange change);

// What is stranded, a sentence a department; `how` to say where a department's conversations go, such as
// " with --move …", or nothing.
std::string sentence(const Stranded& stranded, const std::function<std::string(const std::string&)>& how);

}  // namespace baton::chat

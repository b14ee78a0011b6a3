// What becomes of conversations and people when their department is taken out of the settings. Pure; the
// order in which it is carried out is chat/site_change's.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "server/desk/change.hpp"
#include "server/desk/site.hpp"

namespace baton::desk {

// Everything of one department goes to another.
struct Relocation {
  std::string from;
  std::string to;
  bool operator==(const Relocation&) const = default;
};

// The departments of `before` that `after` lacks.
std::vector<std::string> dropped(const Settings& before, const Settings& after);

// Why these cannot be meant, in a sentence; nullopt when each leads from a department that is taken out to
// one that stays, and none is named twice.
std::optional<std::string> wrong(const std::vector<Relocation>& moves, const Settings& before,
                                 const Settings& after);

// Would be in no queue, list or transfer without it: open, missed, or closed and still to be reopened; or on
// its way there.
bool needs(const Conversation& c, const std::string& department, Time now);

// `after` as it is in force while conversations move: what they leave is still there, but takes nobody
// (queue_limit 0) and sends who comes up a ladder to where they go. Never passes the rules, never lasts.
Settings meanwhile(const Settings& after, const std::vector<Relocation>& moves);

// The same conversation where it goes. State, owner and arrival stay; who waits is told (`queued`).
Change relocated(const Conversation& c, const Relocation& move);
// They serve `to` instead of `from`.
Staff relocated(Staff person, const Relocation& move);

}  // namespace baton::desk

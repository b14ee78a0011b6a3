// The site's settings as admins read and change them. The same rules and the same way in as for `baton site
// apply`; the secret of the visitors' identities stays where it is.
#pragma once
#include <cstdint>
#include <vector>

#include "server/chat/authorise.hpp"
#include "server/chat/refusal.hpp"
#include "server/chat/site_change.hpp"

namespace baton::chat {

class SiteSettings {
public:
  // `find_zone`: the time zones of opening hours; without it there are none.
  SiteSettings(store::Store& store, desk::FindZone find_zone)
      : store_(store), find_zone_(std::move(find_zone)) {}

  // Nobody but an admin may: forbidden.
  Task<store::SettingsView> get(Caller by);

  struct Wanted {
    desk::Settings settings;                // the secret, sales and skills in it are not taken
    std::vector<desk::Problem> unreadable;  // what could not be read into them, at its field
    std::vector<desk::Relocation> moves;
    std::uint64_t version = 0;  // of those from which they were made
  };
  // What the rules refuse, and moves that cannot be meant: invalid. Conflict with why "version": others are
  // in force; "stranded": a department is taken out that conversations need; "busy": try again. Refused for
  // any reason but "busy", and the store, nothing was changed.
  Task<SettingsChanged> set(Caller by, Wanted wanted);

private:
  Task<void> admit(const Caller& by);

  store::Store& store_;
  desk::FindZone find_zone_;
};

}  // namespace baton::chat

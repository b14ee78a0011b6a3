// Who may, what the rules say, and how a refused change is told.
#include "server/chat/site_settings.hpp"

#include <algorithm>

namespace baton::chat {
namespace {

Refusal invalid(std::vector<desk::Problem> problems) {
  Refusal refused{Reason::invalid};
  refused.field = problems.front().field;
  refused.message = problems.front().message;
  refused.problems = std::move(problems);
  return refused;
}

Refusal conflict(std::string why, std::string message) {
  Refusal refused{Reason::conflict};
  refused.why = std::move(why);
  refused.message = std::move(message);
  return refused;
}

Refusal outdated() { return conflict("version", "The settings were changed meanwhile; read them again."); }

// What could not be read is said instead of what the rules make of the gap.
std::vector<desk::Problem> with_unreadable(std::vector<desk::Problem> judged,
                                           const std::vector<desk::Problem>& unreadable) {
  for (const auto& one : unreadable) {
    const auto same = std::find_if(judged.begin(), judged.end(),
                                   [&](const auto& problem) { return problem.field == one.field; });
    if (same != judged.end())
      *same = one;
    else
      judged.push_back(one);
  }
  return judged;
}

Refusal refusal_of(const SettingsUnchanged& unchanged) {
  using enum SettingsUnchanged::Why;
  switch (unchanged.why) {
    case fault:
      break;
    case version:
      return outdated();
    case moves:
      return invalid({{"moves", unchanged.sentence}});
    case stranded: {
      auto refused = conflict("stranded", sentence(unchanged.stranded, [](const auto&) { return ""; }));
      refused.stranded = unchanged.stranded;
      return refused;
    }
    case busy:
      return conflict("busy", unchanged.sentence);
  }
  return refusal(unchanged.fault);
}

}  // namespace

// Read anew: roles may have changed since they signed in.
Task<void> SiteSettings::admit(const Caller& by) {
  store::Reading unused;
  const auto me = co_await store_.staff(by.staff.id, unused);
  if (!me) co_return refusal(me.error());
  if (!may_administer(me->body)) co_return Refusal{Reason::forbidden};
  co_return boost::system::in_place_value;
}

Task<store::SettingsView> SiteSettings::get(Caller by) {
  const auto admitted = co_await admit(by);
  if (!admitted) co_return admitted.error();
  store::Reading unused;
  auto settings = co_await store_.settings(unused);
  if (!settings) co_return refusal(settings.error());
  co_return *std::move(settings);
}

Task<SettingsChanged> SiteSettings::set(Caller by, Wanted wanted) {
  const auto now = co_await get(std::move(by));
  if (!now) co_return now.error();
  if (now->version != wanted.version) co_return outdated();
  // What the screen does not show stays as it is.
  wanted.settings.identity_secret = now->body.identity_secret;
  wanted.settings.sales = now->body.sales;
  wanted.settings.skills = now->body.skills;
  auto wrong = with_unreadable(desk::problems(wanted.settings, find_zone_), wanted.unreadable);
  if (!wrong.empty()) co_return invalid(std::move(wrong));
  SettingsChange change{std::move(wanted.settings), std::move(wanted.moves), wanted.version};
  const auto changed = co_await change_settings(store_, std::move(change));
  if (!changed) co_return refusal_of(changed.error());
  co_return *changed;
}

}  // namespace baton::chat

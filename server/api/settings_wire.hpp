// The site's settings between desk and wire: the one place where a new setting is told to admins' screens.
// The secret is neither shown nor read.
#pragma once
#include <vector>

#include "protocol/settings.hpp"
#include "server/desk/settings_rules.hpp"

namespace baton::api {

protocol::Settings wire(const desk::Settings& settings);

// `unreadable`: texts that are no hours, each at its field as the rules spell it. They are left empty in the
// settings, which the rules refuse as well.
struct ReadSettings {
  desk::Settings settings;
  std::vector<desk::Problem> unreadable;
};
ReadSettings read_settings(const protocol::Settings& from);

}  // namespace baton::api

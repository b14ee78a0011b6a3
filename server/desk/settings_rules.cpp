// The ranges and relations that settings must keep. A rule names the field that is to be changed and says
// what to change it to.
#include "server/desk/settings_rules.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>

namespace baton::desk {
namespace {

constexpr Duration days(std::int64_t n) { return minutes(n * 24 * 60); }

bool all_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}
constexpr std::string_view digits = "0123456789";
constexpr std::string_view id_characters = "abcdefghijklmnopqrstuvwxyz0123456789_-";

// Code points of valid UTF-8.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_host(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    return all_of(host.substr(1, host.size() - 2), "0123456789abcdef:.");
  if (host.empty() || host.size() > 253 || host.front() == '.' || host.back() == '.') return false;
  for (std::size_t i = 0; i < host.size(); ++i) {
    if (host[i] == '.' ? host[i + 1] == '.' : !all_of(host.substr(i, 1), id_characters)) return false;
  }
  return true;
}

bool is_port(std::string_view port) {
  if (port.empty() || port.size() > 5 || port.front() == '0' || !all_of(port, digits)) return false;
  return std::stoi(std::string(port)) <= 65'535;
}

// What is wrong with an origin, or nothing. It is compared byte by byte with what browsers send.
std::string wrong_origin(std::string_view origin) {
  const std::string shape =
      "Write the exact origin as scheme://host or scheme://host:port, with http or https, in lower case and "
      "without a path or a slash at its end, for example https://shop.example.";
  const bool https = origin.starts_with("https://");
  if (!https && !origin.starts_with("http://")) return shape;
  const auto rest = origin.substr(https ? 8 : 7);
  const auto colon = rest.find(':', rest.starts_with('[') ? std::min(rest.find(']'), rest.size()) : 0);
  if (!is_host(rest.substr(0, colon))) return shape;
  if (colon == std::string_view::npos) return {};
  const auto port = rest.substr(colon + 1);
  if (!is_port(port)) return shape;
  if (port == (https ? "443" : "80"))
    return "Leave out :" + std::string(port) + ", because browsers never send the default port.";
  return {};
}

class Rules {
public:
  explicit Rules(const Settings& settings) : settings_(settings) {}

  std::vector<Problem> check() {
    name("name", settings_.name, "site");
    for (std::size_t i = 0; i < settings_.origins.size(); ++i) {
      const auto wrong = wrong_origin(settings_.origins[i]);
      if (!wrong.empty()) say("origins[" + std::to_string(i) + "]", wrong);
    }
    if (settings_.identity_secret && characters(*settings_.identity_secret) < 32)
      say("identity_secret", "Give at least 32 random characters, or leave the secret out.");
    range("default_capacity", settings_.default_capacity, 0, 50, "conversations");
    timing(settings_.timing);
    departments();
    return std::move(found_);
  }

private:
  void say(std::string field, std::string message) {
    found_.push_back({std::move(field), std::move(message)});
  }

  void name(const std::string& field, const std::string& text, const std::string& whose) {
    const auto length = characters(text);
    if (length < 1 || length > 80) say(field, "Give the " + whose + " a name of 1–80 characters.");
  }

  bool range(const std::string& field, std::int64_t value, std::int64_t least, std::int64_t most,
             const std::string& unit) {
    if (value >= least && value <= most) return true;
    say(field, "Set it to " + std::to_string(least) + "–" + std::to_string(most) + " " + unit + ", not " +
                   std::to_string(value) + ".");
    return false;
  }

  void timing(const Timing& t) {
    range("timing.owner_grace_ms", t.owner_grace, 0, minutes(10), "ms (10 minutes)");
    range("timing.preferred_patience_ms", t.preferred_patience, 0, minutes(10), "ms (10 minutes)");
    range("timing.reopen_window_ms", t.reopen_window, 0, days(7), "ms (7 days)");
    const std::string seal = "timing.seal_after_ms";
    if (range(seal, t.seal_after, 0, days(30), "ms (30 days)") && t.seal_after < t.reopen_window)
      say(seal, "Set it to at least reopen_window_ms (" + std::to_string(t.reopen_window) +
                    "), so that no conversation is sealed while it may be reopened.");
  }

  void departments() {
    const auto& all = settings_.departments;
    if (all.empty()) return say("departments", "Add at least one department, of kind care.");
    std::map<std::string, std::string> owners;  // id → the department that has it
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& d = all[i];
      const auto field = "departments[" + std::to_string(i) + "]";
      if (d.id.empty() || d.id.size() > 40 || !all_of(d.id, id_characters))
        say(field + ".id", "Give the department an id of 1–40 characters out of a–z, 0–9, _ and -.");
      else if (const auto [owner, fresh] = owners.try_emplace(d.id, field); !fresh)
        say(field + ".id", "Choose another id, because " + owner->second + " has " + d.id + " already.");
      name(field + ".name", d.name, "department");
      if (d.assign != AssignMode::automatic)
        say(field + ".assign", "Set it to auto, because offer and manual are not there yet.");
      range(field + ".queue_limit", d.queue_limit, 1, 100'000, "conversations");
    }
    if (std::none_of(all.begin(), all.end(), [](auto& d) { return d.kind == DepartmentKind::care; }))
      say("departments", "Make at least one department of kind care, because sales never stands alone.");
  }

  const Settings& settings_;
  std::vector<Problem> found_;
};

}  // namespace

std::vector<Problem> problems(const Settings& settings) { return Rules(settings).check(); }

}  // namespace baton::desk

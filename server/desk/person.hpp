// People: who acts (Actor), whom a field names (PersonRef), what is known of a visitor (VisitorCard) and the
// body of a staff member. Plain values.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "server/desk/customer.hpp"
#include "server/desk/time.hpp"

namespace baton::desk {

// The role in which somebody acts in a conversation; `system` is Baton itself.
enum class Role : std::uint8_t { visitor, agent, sales, supervisor, bot, system };

// What a staff member may be; one person may be several.
enum class StaffRole : std::uint8_t { agent, sales, supervisor, admin };

// What a staff member set for themselves; being connected is another thing (Staff.here).
enum class Presence : std::uint8_t { online, away, offline };

struct PersonRef {
  std::string id;
  std::string name;
  bool operator==(const PersonRef&) const = default;
};

struct Actor {
  std::string id;
  std::string name;
  Role role = Role::system;
  bool operator==(const Actor&) const = default;
};

struct Page {
  std::string url;
  std::optional<std::string> title;
  std::optional<std::string> referrer;
  bool operator==(const Page&) const = default;
};

using Attribute = std::variant<bool, std::int64_t, double, std::string>;

// What a visitor said of themselves, or, where `verified`, what the site vouched for.
struct VisitorCard {
  std::string id;
  std::optional<std::string> name;
  std::optional<std::string> email;
  bool verified = false;
  std::optional<Page> page;
  std::optional<std::string> locale;
  std::map<std::string, Attribute> attributes;
  bool operator==(const VisitorCard&) const = default;
};

// The versioned body of a staff member. Load is owned plus offered conversations (L5): kept as sets, so that
// doing a thing twice changes nothing.
struct Staff {
  std::string id;
  std::string name;
  std::string email;  // lower case
  std::vector<StaffRole> roles;
  std::vector<std::string> departments;  // ids
  std::vector<std::string> skills;
  Presence presence = Presence::away;
  int capacity = 4;                  // 0–50 conversations at once
  std::vector<std::string> owned;    // open conversations, sorted
  std::vector<std::string> offered;  // offers held, sorted
  Time idle_since = 0;               // last time the load changed: longest idle is served first
  int missed_offers = 0;             // in a row
  bool operator==(const Staff&) const = default;

  int load() const { return static_cast<int>(owned.size() + offered.size()); }
  bool has(StaffRole role) const;
  bool supervises() const { return has(StaffRole::supervisor) || has(StaffRole::admin); }
  bool serves(const std::string& department) const;
  // The role in which they act in a conversation: an admin acts as supervisor, and a supervisor who is also
  // an agent acts as what they own or joined as.
  Role acting() const;
  PersonRef ref() const { return {id, name}; }
  Actor actor() const { return {id, name, acting()}; }
};

// The versioned body of a visitor: what outlives their conversations.
struct Visitor {
  VisitorCard card;
  Time first_seen = 0;
  Customer customer;
  bool operator==(const Visitor&) const = default;
};

// Sorted-set helpers for Staff.owned and Staff.offered.
void insert(std::vector<std::string>& sorted, const std::string& id);
void erase(std::vector<std::string>& sorted, const std::string& id);

}  // namespace baton::desk

// Who appears on the wire: people as authors, owners, participants and visitors, and what a visitor tells of
// itself.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "protocol/field.hpp"
#include "protocol/words.hpp"

namespace baton::protocol {

// Somebody by name: an owner, the `to` of an assignment.
struct Person {
  static constexpr std::string_view type_name = "Person";
  std::string id, name;
  static constexpr auto fields =
      std::tuple{field("id", &Person::id, protocol::id()), field("name", &Person::name)};
  bool operator==(const Person&) const = default;
};

// Somebody in the role in which they act here: the `by` of an event, the `who` of joined and left.
struct Author {
  static constexpr std::string_view type_name = "Author";
  std::string id, name;
  AuthorRole role = AuthorRole::system;
  static constexpr auto fields = std::tuple{field("id", &Author::id, protocol::id()),
                                            field("name", &Author::name), field("role", &Author::role)};
  bool operator==(const Author&) const = default;
};

// Where a conversation is to go. Exactly one of the two is set; the handler refuses anything else as `to`.
struct To {
  std::optional<std::string> department, staff;
  static constexpr auto fields =
      std::tuple{field("department", &To::department, id()), field("staff", &To::staff, id())};
  bool operator==(const To&) const = default;
};

struct Participant {
  static constexpr std::string_view type_name = "Participant";
  std::string id, name;
  AuthorRole role = AuthorRole::agent;
  bool online = false;
  static constexpr auto fields =
      std::tuple{field("id", &Participant::id, protocol::id()), field("name", &Participant::name),
                 field("role", &Participant::role), field("online", &Participant::online)};
  bool operator==(const Participant&) const = default;
};

// The page on which the visitor is.
struct Page {
  static constexpr std::string_view type_name = "Page";
  std::optional<std::string> url, title, referrer;
  static constexpr auto fields =
      std::tuple{field("url", &Page::url, string(2048)), field("title", &Page::title, string(500)),
                 field("referrer", &Page::referrer, string(2048))};
  bool operator==(const Page&) const = default;
};

using Scalar = std::variant<std::string, std::int64_t, double, bool>;
using Attributes = std::map<std::string, Scalar>;
inline constexpr auto attributes_rule = map(20, 40, string(500));

// A visitor within a conversation.
struct Visitor {
  static constexpr std::string_view type_name = "Visitor";
  std::string id;
  std::optional<std::string> name, email;
  bool verified = false;
  std::optional<Page> page;
  std::optional<std::string> locale;
  std::optional<Attributes> attributes;
  static constexpr auto fields =
      std::tuple{field("id", &Visitor::id, protocol::id()),
                 field("name", &Visitor::name),
                 field("email", &Visitor::email),
                 field("verified", &Visitor::verified),
                 field("page", &Visitor::page),
                 field("locale", &Visitor::locale),
                 field("attributes", &Visitor::attributes, map(unlimited, unlimited, string()))};
  bool operator==(const Visitor&) const = default;
};

// The visitor of this connection.
struct VisitorYou {
  static constexpr std::string_view type_name = "VisitorYou";
  std::string id;
  std::optional<std::string> name;
  static constexpr auto fields = std::tuple{field("id", &VisitorYou::id, protocol::id()),
                                            constant("role", "visitor"), field("name", &VisitorYou::name)};
  bool operator==(const VisitorYou&) const = default;
};

// The staff member of this connection or session; goes to that person only.
struct StaffYou {
  static constexpr std::string_view type_name = "StaffYou";
  std::string id, name, email;
  std::vector<StaffRole> roles;
  std::vector<std::string> departments;
  Presence presence = Presence::away;
  std::int64_t capacity = 0;
  static constexpr auto fields =
      std::tuple{field("id", &StaffYou::id, protocol::id()),
                 constant("role", "staff"),
                 field("name", &StaffYou::name),
                 field("email", &StaffYou::email),
                 field("roles", &StaffYou::roles),
                 field("departments", &StaffYou::departments, list(unlimited, protocol::id())),
                 field("presence", &StaffYou::presence),
                 field("capacity", &StaffYou::capacity, integer(0, 50))};
  bool operator==(const StaffYou&) const = default;
};

}  // namespace baton::protocol

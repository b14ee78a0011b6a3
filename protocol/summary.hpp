// What a console's lists show of a conversation. Staff only: no result or notification of a visitor's holds
// this type.
#pragma once

#include "protocol/people.hpp"

namespace baton::protocol {

// A visitor in a list: without page, locale and attributes.
struct ListedVisitor {
  static constexpr std::string_view type_name = "ListedVisitor";
  std::string id;
  std::optional<std::string> name, email;
  bool verified = false;
  static constexpr auto fields =
      std::tuple{field("id", &ListedVisitor::id, protocol::id()), field("name", &ListedVisitor::name),
                 field("email", &ListedVisitor::email), field("verified", &ListedVisitor::verified)};
  bool operator==(const ListedVisitor&) const = default;
};

// How somebody in the recovery list can be reached.
struct Contact {
  static constexpr std::string_view type_name = "Contact";
  std::optional<std::string> name, email;
  static constexpr auto fields = std::tuple{field("name", &Contact::name), field("email", &Contact::email)};
  bool operator==(const Contact&) const = default;
};

// `due` and `contact` while in the recovery list. `arrived_at` is when it last came into the queue; `away`
// while the visitor is gone for longer than a moment; `reserved` is whose it is to be for a while, as it
// waits.
struct Summary {
  static constexpr std::string_view type_name = "Summary";
  std::string id;
  State state = State::queued;
  std::string department;
  Priority priority = Priority::normal;
  Solved solved = Solved::no;
  ListedVisitor visitor;
  std::optional<Person> owner;
  std::optional<Pending> pending;
  std::vector<std::string> tags;
  std::int64_t started_at = 0;
  std::optional<std::int64_t> assigned_at, closed_at;
  std::optional<CloseReason> close_reason;
  std::optional<std::int64_t> due;
  std::optional<Contact> contact;
  std::optional<std::int64_t> arrived_at;
  std::optional<bool> away;
  std::optional<std::string> reserved;
  static constexpr auto fields = std::tuple{field("id", &Summary::id, protocol::id()),
                                            field("state", &Summary::state),
                                            field("department", &Summary::department, protocol::id()),
                                            field("priority", &Summary::priority),
                                            field("solved", &Summary::solved),
                                            field("visitor", &Summary::visitor),
                                            nullable("owner", &Summary::owner),
                                            field("pending", &Summary::pending),
                                            field("tags", &Summary::tags),
                                            field("started_at", &Summary::started_at, integer()),
                                            field("assigned_at", &Summary::assigned_at, integer()),
                                            field("closed_at", &Summary::closed_at, integer()),
                                            field("close_reason", &Summary::close_reason),
                                            field("due", &Summary::due, integer()),
                                            field("contact", &Summary::contact),
                                            field("arrived_at", &Summary::arrived_at, integer()),
                                            field("away", &Summary::away),
                                            field("reserved", &Summary::reserved, protocol::id())};
  bool operator==(const Summary&) const = default;
};

// A conversation that left the list of this department: it is in another one (and not on its way here), or in
// a state that was not asked for.
struct Gone {
  static constexpr std::string_view type_name = "Gone";
  std::string id;
  static constexpr auto fields = std::tuple{field("id", &Gone::id, protocol::id()), always("gone")};
  bool operator==(const Gone&) const = default;
};

namespace notify {

// An entry of a department's feed; `seq` is dense per department.
struct Listed {
  static constexpr std::string_view notification = "listed";
  static constexpr std::string_view type_name = "Listed";
  std::string department;
  std::int64_t seq = 1;
  std::variant<Summary, Gone> conversation;
  static constexpr auto fields =
      std::tuple{field("department", &Listed::department, id()), field("seq", &Listed::seq, integer(1)),
                 field("conversation", &Listed::conversation)};
  bool operator==(const Listed&) const = default;
};

}  // namespace notify

}  // namespace baton::protocol

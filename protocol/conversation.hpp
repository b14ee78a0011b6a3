// A conversation as the two sides see it. The visitor's copy is a type of its own: what is for staff only
// (notes_seq, tags, priority, opportunity) has no member there, so it cannot be sent by mistake.
#pragma once

#include "protocol/opportunity.hpp"

namespace baton::protocol {

// The place in the queue. `wait_ms` is null when unknown; `position` counts from 1.
struct QueuePlace {
  static constexpr std::string_view type_name = "QueuePlace";
  std::int64_t position = 1;
  std::optional<std::int64_t> wait_ms;
  static constexpr auto fields = std::tuple{field("position", &QueuePlace::position, integer(1)),
                                            nullable("wait_ms", &QueuePlace::wait_ms, integer())};
  bool operator==(const QueuePlace&) const = default;
};

struct Rating {
  static constexpr std::string_view type_name = "Rating";
  std::int64_t score = 1;
  std::optional<std::int64_t> nps;
  std::optional<std::string> comment;
  static constexpr auto fields =
      std::tuple{field("score", &Rating::score, integer(1, 5)), field("nps", &Rating::nps, integer(0, 10)),
                 field("comment", &Rating::comment)};
  bool operator==(const Rating&) const = default;
};

// A transfer or hand-off under way; `to` is the id of a department or of a staff member.
struct Pending {
  static constexpr std::string_view type_name = "Pending";
  PendingKind kind = PendingKind::transfer;
  std::string to;
  std::int64_t until = 0;
  static constexpr auto fields =
      std::tuple{field("kind", &Pending::kind), field("to", &Pending::to, protocol::id()),
                 field("until", &Pending::until, integer())};
  bool operator==(const Pending&) const = default;
};

struct VisitorConversation {
  static constexpr std::string_view type_name = "VisitorConversation";
  std::string id, epoch;
  VisitorState state = VisitorState::queued;
  std::string department;
  Solved solved = Solved::no;
  Visitor visitor;
  std::optional<Person> owner;
  std::vector<Participant> participants;
  std::int64_t started_at = 0;
  std::optional<std::int64_t> assigned_at, closed_at;
  std::optional<CloseReason> close_reason;
  std::optional<std::string> previous;
  std::int64_t log_seq = 0;
  std::optional<QueuePlace> queue;
  std::optional<Handoff> handoff;
  std::optional<Rating> rating;
  static constexpr auto fields =
      std::tuple{field("id", &VisitorConversation::id, protocol::id()),
                 field("epoch", &VisitorConversation::epoch),
                 field("state", &VisitorConversation::state),
                 field("department", &VisitorConversation::department, protocol::id()),
                 field("solved", &VisitorConversation::solved),
                 field("visitor", &VisitorConversation::visitor),
                 nullable("owner", &VisitorConversation::owner),
                 field("participants", &VisitorConversation::participants),
                 field("started_at", &VisitorConversation::started_at, integer()),
                 field("assigned_at", &VisitorConversation::assigned_at, integer()),
                 field("closed_at", &VisitorConversation::closed_at, integer()),
                 field("close_reason", &VisitorConversation::close_reason),
                 field("previous", &VisitorConversation::previous, protocol::id()),
                 field("log_seq", &VisitorConversation::log_seq, integer()),
                 field("queue", &VisitorConversation::queue),
                 nullable("handoff", &VisitorConversation::handoff),
                 field("rating", &VisitorConversation::rating)};
  bool operator==(const VisitorConversation&) const = default;
};

struct StaffConversation {
  static constexpr std::string_view type_name = "StaffConversation";
  std::string id, epoch;
  State state = State::queued;
  std::string department;
  Solved solved = Solved::no;
  Priority priority = Priority::normal;
  Visitor visitor;
  std::optional<Person> owner;
  std::optional<Pending> pending;
  std::vector<Participant> participants;
  std::int64_t started_at = 0;
  std::optional<std::int64_t> assigned_at, closed_at;
  std::optional<CloseReason> close_reason;
  std::optional<std::string> previous;
  std::int64_t log_seq = 0, notes_seq = 0;
  std::vector<std::string> tags;
  std::optional<QueuePlace> queue;
  std::optional<Handoff> handoff;
  std::optional<Opportunity> opportunity;  // the one under way, else the last
  std::optional<Rating> rating;
  static constexpr auto fields =
      std::tuple{field("id", &StaffConversation::id, protocol::id()),
                 field("epoch", &StaffConversation::epoch),
                 field("state", &StaffConversation::state),
                 field("department", &StaffConversation::department, protocol::id()),
                 field("solved", &StaffConversation::solved),
                 field("priority", &StaffConversation::priority),
                 field("visitor", &StaffConversation::visitor),
                 nullable("owner", &StaffConversation::owner),
                 field("pending", &StaffConversation::pending),
                 field("participants", &StaffConversation::participants),
                 field("started_at", &StaffConversation::started_at, integer()),
                 field("assigned_at", &StaffConversation::assigned_at, integer()),
                 field("closed_at", &StaffConversation::closed_at, integer()),
                 field("close_reason", &StaffConversation::close_reason),
                 field("previous", &StaffConversation::previous, protocol::id()),
                 field("log_seq", &StaffConversation::log_seq, integer()),
                 field("notes_seq", &StaffConversation::notes_seq, integer()),
                 field("tags", &StaffConversation::tags),
                 field("queue", &StaffConversation::queue),
                 nullable("handoff", &StaffConversation::handoff),
                 nullable("opportunity", &StaffConversation::opportunity),
                 field("rating", &StaffConversation::rating)};
  bool operator==(const StaffConversation&) const = default;
};

}  // namespace baton::protocol

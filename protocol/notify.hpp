// What the server says without being asked. `event` is not here: its parameters are a LogEvent or a
// NotesEvent.
#pragma once

#include "protocol/conversation.hpp"

namespace baton::protocol::notify {

template <class Copy>
struct ConversationOf {
  static constexpr std::string_view notification = "conversation";
  Copy conversation;
  Because because = Because::changed;
  static constexpr auto fields = std::tuple{field("conversation", &ConversationOf::conversation),
                                            field("because", &ConversationOf::because)};
  bool operator==(const ConversationOf&) const = default;
};
using VisitorConversationChanged = ConversationOf<VisitorConversation>;
using StaffConversationChanged = ConversationOf<StaffConversation>;

// Sequences after `last` are void in `log`, and the conversation goes on in `epoch`.
struct Reset {
  static constexpr std::string_view notification = "reset";
  std::string conversation;
  Log log = Log::log;
  std::string epoch;
  std::int64_t last = 0;
  static constexpr auto fields =
      std::tuple{field("conversation", &Reset::conversation, id()), field("log", &Reset::log),
                 field("epoch", &Reset::epoch), field("last", &Reset::last, integer())};
  bool operator==(const Reset&) const = default;
};

// `preview` goes to staff only.
struct Typing {
  static constexpr std::string_view notification = "signal";
  static constexpr std::string_view variant = "typing";
  std::string conversation;
  Author by;
  bool on = true;
  std::optional<std::string> preview;
  static constexpr auto fields =
      std::tuple{field("conversation", &Typing::conversation, id()), constant("kind", "typing"),
                 field("by", &Typing::by), field("on", &Typing::on), field("preview", &Typing::preview)};
  bool operator==(const Typing&) const = default;
};

struct Read {
  static constexpr std::string_view notification = "signal";
  static constexpr std::string_view variant = "read";
  std::string conversation;
  Author by;
  Log log = Log::log;
  std::int64_t seq = 0;
  static constexpr auto fields =
      std::tuple{field("conversation", &Read::conversation, id()), constant("kind", "read"),
                 field("by", &Read::by), field("log", &Read::log), field("seq", &Read::seq, integer())};
  bool operator==(const Read&) const = default;
};

// `presence` is the status a staff member set; visitors have none.
struct PresenceOf {
  static constexpr std::string_view notification = "signal";
  static constexpr std::string_view variant = "presence";
  std::string conversation;
  Author by;
  bool online = false;
  std::optional<Presence> presence;
  static constexpr auto fields =
      std::tuple{field("conversation", &PresenceOf::conversation, id()), constant("kind", "presence"),
                 field("by", &PresenceOf::by), field("online", &PresenceOf::online),
                 field("presence", &PresenceOf::presence)};
  bool operator==(const PresenceOf&) const = default;
};

// `deadline` is a time; the offer ends then unless it was answered. `brief`: of a hand-off.
struct Offer {
  static constexpr std::string_view notification = "offer";
  static constexpr std::string_view type_name = "Offer";
  std::string conversation;
  OfferKind kind = OfferKind::chat;
  std::optional<Brief> brief;
  std::int64_t deadline = 0;
  static constexpr auto fields =
      std::tuple{field("conversation", &Offer::conversation, id()), field("kind", &Offer::kind),
                 field("brief", &Offer::brief), field("deadline", &Offer::deadline, integer())};
  bool operator==(const Offer&) const = default;
};

struct OfferWithdrawn {
  static constexpr std::string_view notification = "offer.withdrawn";
  std::string conversation;
  OfferEnd reason = OfferEnd::withdrawn;
  static constexpr auto fields = std::tuple{field("conversation", &OfferWithdrawn::conversation, id()),
                                            field("reason", &OfferWithdrawn::reason)};
  bool operator==(const OfferWithdrawn&) const = default;
};

// To a waiting visitor.
struct VisitorQueue {
  static constexpr std::string_view notification = "queue";
  std::string conversation;
  std::int64_t position = 1;
  std::optional<std::int64_t> wait_ms;
  static constexpr auto fields = std::tuple{field("conversation", &VisitorQueue::conversation, id()),
                                            field("position", &VisitorQueue::position, integer(1)),
                                            nullable("wait_ms", &VisitorQueue::wait_ms, integer())};
  bool operator==(const VisitorQueue&) const = default;
};

// To staff. `online` counts people here; `longest_wait_ms` is null when nobody waits.
struct DepartmentQueue {
  static constexpr std::string_view notification = "queue";
  static constexpr std::string_view type_name = "DepartmentQueue";
  std::string department;
  std::int64_t waiting = 0;
  std::optional<std::int64_t> longest_wait_ms;
  std::int64_t online = 0, free_slots = 0;
  static constexpr auto fields =
      std::tuple{field("department", &DepartmentQueue::department, id()),
                 field("waiting", &DepartmentQueue::waiting, integer()),
                 nullable("longest_wait_ms", &DepartmentQueue::longest_wait_ms, integer()),
                 field("online", &DepartmentQueue::online, integer()),
                 field("free_slots", &DepartmentQueue::free_slots, integer())};
  bool operator==(const DepartmentQueue&) const = default;
};

struct Goodbye {
  static constexpr std::string_view notification = "goodbye";
  GoodbyeReason reason = GoodbyeReason::drain;
  std::optional<std::int64_t> retry_after_ms;
  static constexpr auto fields = std::tuple{field("reason", &Goodbye::reason),
                                            nullable("retry_after_ms", &Goodbye::retry_after_ms, integer())};
  bool operator==(const Goodbye&) const = default;
};

}  // namespace baton::protocol::notify

// The events of the two logs. Each kind is a struct with its word and its fields; LogEvent can hold only
// kinds of `log` and NotesEvent only kinds of `notes`, so that nothing of `notes` can be put where a visitor
// reads.
#pragma once

#include "protocol/people.hpp"

namespace baton::protocol {

namespace event {

// Messages have no attachments yet: `attachments` is reserved.
struct Message {
  static constexpr std::string_view kind = "message";
  std::string text;
  static constexpr auto fields = std::tuple{field("text", &Message::text)};
  bool operator==(const Message&) const = default;
};
struct Queued {
  static constexpr std::string_view kind = "queued";
  std::string department;
  std::optional<std::string> because;
  static constexpr auto fields =
      std::tuple{field("department", &Queued::department, id()), field("because", &Queued::because)};
  bool operator==(const Queued&) const = default;
};
struct Assigned {
  static constexpr std::string_view kind = "assigned";
  Person to;
  static constexpr auto fields = std::tuple{field("to", &Assigned::to)};
  bool operator==(const Assigned&) const = default;
};
struct Joined {
  static constexpr std::string_view kind = "joined";
  Author who;
  static constexpr auto fields = std::tuple{field("who", &Joined::who)};
  bool operator==(const Joined&) const = default;
};
struct Left {
  static constexpr std::string_view kind = "left";
  Author who;
  static constexpr auto fields = std::tuple{field("who", &Left::who)};
  bool operator==(const Left&) const = default;
};
struct Transferred {
  static constexpr std::string_view kind = "transferred";
  Person to;
  static constexpr auto fields = std::tuple{field("to", &Transferred::to)};
  bool operator==(const Transferred&) const = default;
};
struct Solved {
  static constexpr std::string_view kind = "solved";
  static constexpr auto fields = std::tuple{};
  bool operator==(const Solved&) const = default;
};
struct NotSolved {
  static constexpr std::string_view kind = "not_solved";
  static constexpr auto fields = std::tuple{};
  bool operator==(const NotSolved&) const = default;
};
struct Closed {
  static constexpr std::string_view kind = "closed";
  CloseReason reason = CloseReason::resolved;
  static constexpr auto fields = std::tuple{field("reason", &Closed::reason)};
  bool operator==(const Closed&) const = default;
};
struct Reopened {
  static constexpr std::string_view kind = "reopened";
  static constexpr auto fields = std::tuple{};
  bool operator==(const Reopened&) const = default;
};
struct Rated {
  static constexpr std::string_view kind = "rated";
  std::int64_t score = 1;
  std::optional<std::string> comment;
  static constexpr auto fields =
      std::tuple{field("score", &Rated::score, integer(1, 5)), field("comment", &Rated::comment)};
  bool operator==(const Rated&) const = default;
};
// Stands where a failover took `lost` events away.
struct Gap {
  static constexpr std::string_view kind = "gap";
  std::int64_t lost = 0;
  static constexpr auto fields = std::tuple{field("lost", &Gap::lost, integer())};
  bool operator==(const Gap&) const = default;
};
// Stands where an erased event was; keeps its sequence.
struct Erased {
  static constexpr std::string_view kind = "erased";
  static constexpr auto fields = std::tuple{};
  bool operator==(const Erased&) const = default;
};

struct Note {
  static constexpr std::string_view kind = "note";
  std::string text;
  static constexpr auto fields = std::tuple{field("text", &Note::text)};
  bool operator==(const Note&) const = default;
};
// What was decided out of the ordinary (`what`, a word such as `take`), why, and about whom; `considered`:
// the ids of those who could have had it, most preferred first.
struct Decision {
  static constexpr std::string_view kind = "decision";
  std::string what;
  std::optional<std::string> why;
  std::optional<Person> who;
  std::optional<std::vector<std::string>> considered;
  static constexpr auto fields =
      std::tuple{field("what", &Decision::what), field("why", &Decision::why), field("who", &Decision::who),
                 field("considered", &Decision::considered, list(unlimited, id()))};
  bool operator==(const Decision&) const = default;
};
struct Tagged {
  static constexpr std::string_view kind = "tagged";
  std::vector<std::string> tags;
  static constexpr auto fields = std::tuple{field("tags", &Tagged::tags)};
  bool operator==(const Tagged&) const = default;
};
struct Alert {
  static constexpr std::string_view kind = "alert";
  bool on = true;
  AlertReason reason = AlertReason::waiting;
  static constexpr auto fields = std::tuple{field("on", &Alert::on), field("reason", &Alert::reason)};
  bool operator==(const Alert&) const = default;
};
struct Observed {
  static constexpr std::string_view kind = "observed";
  Author who;
  static constexpr auto fields = std::tuple{field("who", &Observed::who)};
  bool operator==(const Observed&) const = default;
};

}  // namespace event

using LogBody = std::variant<event::Message, event::Queued, event::Assigned, event::Joined, event::Left,
                             event::Transferred, event::Solved, event::NotSolved, event::Closed,
                             event::Reopened, event::Rated, event::Gap, event::Erased>;
using NotesBody = std::variant<event::Note, event::Decision, event::Tagged, event::Alert, event::Observed>;

// An event of `log`: what the customer may see. `cid` is set only in what goes to the author's own
// connections.
struct LogEvent {
  static constexpr Log log = Log::log;
  using Body = LogBody;
  std::string conversation, epoch;
  std::int64_t seq = 0, at = 0;
  Author by;
  std::optional<std::string> cid;
  LogBody body;
  static constexpr auto head =
      std::tuple{field("conversation", &LogEvent::conversation, id()), field("epoch", &LogEvent::epoch),
                 constant("log", "log"), field("seq", &LogEvent::seq, integer(1)),
                 field("at", &LogEvent::at, integer())};
  static constexpr auto tail =
      std::tuple{field("by", &LogEvent::by), field("cid", &LogEvent::cid, protocol::cid())};
  bool operator==(const LogEvent&) const = default;
};

// An event of `notes`: staff only. `log_seq` is the log's last sequence when it was written.
struct NotesEvent {
  static constexpr Log log = Log::notes;
  using Body = NotesBody;
  std::string conversation, epoch;
  std::int64_t seq = 0, log_seq = 0, at = 0;
  Author by;
  std::optional<std::string> cid;
  NotesBody body;
  static constexpr auto head = std::tuple{field("conversation", &NotesEvent::conversation, id()),
                                          field("epoch", &NotesEvent::epoch),
                                          constant("log", "notes"),
                                          field("seq", &NotesEvent::seq, integer(1)),
                                          field("log_seq", &NotesEvent::log_seq, integer()),
                                          field("at", &NotesEvent::at, integer())};
  static constexpr auto tail =
      std::tuple{field("by", &NotesEvent::by), field("cid", &NotesEvent::cid, protocol::cid())};
  bool operator==(const NotesEvent&) const = default;
};

using StaffEvent = std::variant<LogEvent, NotesEvent>;

}  // namespace baton::protocol

// The events of the two logs. Each kind is a struct with its word and its fields; LogEvent can hold only
// kinds of `log` and NotesEvent only kinds of `notes`, so that nothing of `notes` can be put where a visitor
// reads.
#pragma once

#include "protocol/opportunity.hpp"

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
// A hand-off as the customer reads it: the question, the answer, and where it led. `later`: not now, but not
// never.
struct HandoffProposed {
  static constexpr std::string_view kind = "handoff_proposed";
  std::string handoff, to_team;
  std::optional<std::string> pitch;
  std::int64_t expires_at = 0;
  static constexpr auto fields = std::tuple{
      field("handoff", &HandoffProposed::handoff, id()), field("to_team", &HandoffProposed::to_team),
      field("pitch", &HandoffProposed::pitch), field("expires_at", &HandoffProposed::expires_at, integer())};
  bool operator==(const HandoffProposed&) const = default;
};
struct HandoffConsented {
  static constexpr std::string_view kind = "handoff_consented";
  std::string handoff;
  static constexpr auto fields = std::tuple{field("handoff", &HandoffConsented::handoff, id())};
  bool operator==(const HandoffConsented&) const = default;
};
struct HandoffDeclined {
  static constexpr std::string_view kind = "handoff_declined";
  std::string handoff;
  bool later = false;
  static constexpr auto fields =
      std::tuple{field("handoff", &HandoffDeclined::handoff, id()), flag("later", &HandoffDeclined::later)};
  bool operator==(const HandoffDeclined&) const = default;
};
struct HandoffWithdrawn {
  static constexpr std::string_view kind = "handoff_withdrawn";
  std::string handoff;
  static constexpr auto fields = std::tuple{field("handoff", &HandoffWithdrawn::handoff, id())};
  bool operator==(const HandoffWithdrawn&) const = default;
};
// Nobody of the team has taken it: the conversation stays where it is.
struct HandoffFailed {
  static constexpr std::string_view kind = "handoff_failed";
  std::string handoff;
  HandoffFailure reason = HandoffFailure::nobody;
  static constexpr auto fields =
      std::tuple{field("handoff", &HandoffFailed::handoff, id()), field("reason", &HandoffFailed::reason)};
  bool operator==(const HandoffFailed&) const = default;
};
struct HandedOff {
  static constexpr std::string_view kind = "handed_off";
  std::string handoff;
  Person to;
  static constexpr auto fields =
      std::tuple{field("handoff", &HandedOff::handoff, id()), field("to", &HandedOff::to)};
  bool operator==(const HandedOff&) const = default;
};
// To the agent who has it now, or to the department in whose queue it is.
struct HandedBack {
  static constexpr std::string_view kind = "handed_back";
  Person to;
  static constexpr auto fields = std::tuple{field("to", &HandedBack::to)};
  bool operator==(const HandedBack&) const = default;
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
// A note of care's that its reader in sales may not read: the same event without its words.
struct WithheldNote {
  static constexpr std::string_view kind = "note";
  static constexpr auto fields = std::tuple{always("withheld")};
  bool operator==(const WithheldNote&) const = default;
};
// Sales may read this note too from now on; so it says here whose it is and what.
struct Shared {
  static constexpr std::string_view kind = "shared";
  std::int64_t note = 1;
  Author author;
  std::string text;
  static constexpr auto fields = std::tuple{field("note", &Shared::note, integer(1)),
                                            field("author", &Shared::author), field("text", &Shared::text)};
  bool operator==(const Shared&) const = default;
};
// A step of an opportunity; `flagged` where it is the first.
template <class Step>
struct StepOf {
  std::string opportunity;
  OpportunityState state = OpportunityState::flagged;
  std::optional<Outcome> outcome;
  std::optional<std::int64_t> amount;
  std::optional<std::string> currency;
  static constexpr std::string_view kind = Step::kind;
  static constexpr auto fields =
      std::tuple{field("opportunity", &StepOf::opportunity, id()), field("state", &StepOf::state),
                 field("outcome", &StepOf::outcome), field("amount", &StepOf::amount, protocol::amount()),
                 field("currency", &StepOf::currency, protocol::currency())};
  bool operator==(const StepOf&) const = default;
};
struct FirstStep {
  static constexpr std::string_view kind = "flagged";
};
struct LaterStep {
  static constexpr std::string_view kind = "opportunity";
};
using Flagged = StepOf<FirstStep>;
using OpportunityMoved = StepOf<LaterStep>;
// A rule of the site saw something to sell. The field `kind` is the event's own, so the opportunity's has
// another name.
struct Suggested {
  static constexpr std::string_view kind = "suggested";
  std::string suggestion, rule;
  OpportunityKind opportunity_kind = OpportunityKind::upsell;
  std::string product;
  static constexpr auto fields = std::tuple{
      field("suggestion", &Suggested::suggestion, id()), field("rule", &Suggested::rule, id()),
      field("opportunity_kind", &Suggested::opportunity_kind), field("product", &Suggested::product)};
  bool operator==(const Suggested&) const = default;
};
struct SuggestionDismissed {
  static constexpr std::string_view kind = "suggestion_dismissed";
  std::string suggestion;
  static constexpr auto fields = std::tuple{field("suggestion", &SuggestionDismissed::suggestion, id())};
  bool operator==(const SuggestionDismissed&) const = default;
};
struct Complaint {
  static constexpr std::string_view kind = "complaint";
  bool open = true;
  std::optional<std::string> text;
  static constexpr auto fields = std::tuple{field("open", &Complaint::open), field("text", &Complaint::text)};
  bool operator==(const Complaint&) const = default;
};
// What was decided out of the ordinary (`what`, a word such as `take`), why, and about whom.
struct Decision {
  static constexpr std::string_view kind = "decision";
  std::string what;
  std::optional<std::string> why;
  std::optional<Person> who;
  static constexpr auto fields =
      std::tuple{field("what", &Decision::what), field("why", &Decision::why), field("who", &Decision::who)};
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
                             event::Reopened, event::Rated, event::Gap, event::Erased, event::HandoffProposed,
                             event::HandoffConsented, event::HandoffDeclined, event::HandoffWithdrawn,
                             event::HandoffFailed, event::HandedOff, event::HandedBack>;
using NotesBody = std::variant<event::Note, event::WithheldNote, event::Decision, event::Tagged, event::Alert,
                               event::Observed, event::Flagged, event::OpportunityMoved, Brief,
                               event::Suggested, event::SuggestionDismissed, event::Complaint, event::Shared>;

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

// The results of the methods; one that differs by side has one struct a side. `duplicate` is written only
// when true: the cid was known and nothing was done.
#pragma once

#include "protocol/conversation.hpp"
#include "protocol/event.hpp"
#include "protocol/summary.hpp"

namespace baton::protocol {

struct PingResult {
  std::int64_t time = 0;
  static constexpr auto fields = std::tuple{field("time", &PingResult::time, integer())};
};
struct VisitorUpdateResult {
  VisitorYou you;
  static constexpr auto fields = std::tuple{field("you", &VisitorUpdateResult::you)};
};
// `seq` is the message's, else that of `queued`; `existing`: one was open already.
struct StartResult {
  VisitorConversation conversation;
  std::int64_t seq = 0;
  bool existing = false, duplicate = false;
  static constexpr auto fields = std::tuple{
      field("conversation", &StartResult::conversation), field("seq", &StartResult::seq, integer()),
      flag("existing", &StartResult::existing), flag("duplicate", &StartResult::duplicate)};
};
// `seq` is the message's.
struct LeaveResult {
  VisitorConversation conversation;
  std::int64_t seq = 0;
  bool duplicate = false;
  static constexpr auto fields =
      std::tuple{field("conversation", &LeaveResult::conversation),
                 field("seq", &LeaveResult::seq, integer(1)), flag("duplicate", &LeaveResult::duplicate)};
};
// Null when it was declined.
struct OfferResult {
  std::optional<StaffConversation> conversation;
  bool duplicate = false;
  static constexpr auto fields = std::tuple{nullable("conversation", &OfferResult::conversation),
                                            flag("duplicate", &OfferResult::duplicate)};
};
struct SendResult {
  std::int64_t seq = 0, at = 0;
  std::string epoch;
  bool duplicate = false;
  static constexpr auto fields =
      std::tuple{field("seq", &SendResult::seq, integer(1)), field("at", &SendResult::at, integer()),
                 field("epoch", &SendResult::epoch), flag("duplicate", &SendResult::duplicate)};
};
struct NoteResult {
  std::int64_t seq = 0, at = 0;
  bool duplicate = false;
  static constexpr auto fields =
      std::tuple{field("seq", &NoteResult::seq, integer(1)), field("at", &NoteResult::at, integer()),
                 flag("duplicate", &NoteResult::duplicate)};
};
struct SeqResult {
  std::int64_t seq = 0;
  bool duplicate = false;
  static constexpr auto fields =
      std::tuple{field("seq", &SeqResult::seq, integer(1)), flag("duplicate", &SeqResult::duplicate)};
};
template <class Copy>
struct ConversationResult {
  Copy conversation;
  bool duplicate = false;
  static constexpr auto fields = std::tuple{field("conversation", &ConversationResult::conversation),
                                            flag("duplicate", &ConversationResult::duplicate)};
};
using VisitorConversationResult = ConversationResult<VisitorConversation>;
using StaffConversationResult = ConversationResult<StaffConversation>;
// `last` is the last sequence of the log that was asked for. Another epoch than asked: no events.
template <class Event>
struct SyncResult {
  std::vector<Event> events;
  std::int64_t last = 0;
  std::string epoch;
  static constexpr auto fields =
      std::tuple{field("events", &SyncResult::events), field("last", &SyncResult::last, integer()),
                 field("epoch", &SyncResult::epoch)};
};
using VisitorSyncResult = SyncResult<LogEvent>;
using StaffSyncResult = SyncResult<StaffEvent>;
struct PresenceResult {
  Presence presence = Presence::away;
  std::int64_t capacity = 0;
  static constexpr auto fields = std::tuple{field("presence", &PresenceResult::presence),
                                            field("capacity", &PresenceResult::capacity, integer(0, 50))};
};
// `cursor` is null at the end.
struct ListResult {
  std::vector<StaffConversation> conversations;
  std::optional<std::string> cursor;
  static constexpr auto fields =
      std::tuple{field("conversations", &ListResult::conversations), nullable("cursor", &ListResult::cursor)};
};
// `feed` has the last sequence of each department, which the first `listed` of it follows. `more`: there were
// more than fit; queued, offered, missed, active, closed come in this order, in each the newest first.
struct ListWatchResult {
  std::vector<Summary> conversations;
  std::map<std::string, std::int64_t> feed;
  bool more = false;
  static constexpr auto fields =
      std::tuple{field("conversations", &ListWatchResult::conversations),
                 field("feed", &ListWatchResult::feed, map(unlimited, unlimited, integer())),
                 flag("more", &ListWatchResult::more)};
};
// Everything after the asked position, up to `last`.
struct ListSyncResult {
  std::vector<notify::Listed> listed;
  std::int64_t last = 0;
  static constexpr auto fields =
      std::tuple{field("listed", &ListSyncResult::listed), field("last", &ListSyncResult::last, integer())};
};
// The feed does not reach back that far: watch again.
struct ListReloadResult {
  static constexpr auto fields = std::tuple{always("reload")};
};

}  // namespace baton::protocol

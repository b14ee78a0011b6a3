// The methods: parameters and results of each, and `Params`, the list of all that work, those of the hand-off
// included. A method whose parameters differ by side is two structs with one name; a result that differs by
// side has one struct a side.
#pragma once

#include "protocol/hello.hpp"
#include "protocol/methods_handoff.hpp"
#include "protocol/results.hpp"
#include "protocol/settings.hpp"
#include "protocol/staffing.hpp"

namespace baton::protocol {

struct Ping {
  static constexpr Method method{"ping", Side::both, Reach::connection};
  using Results = std::tuple<PingResult>;
  static constexpr auto fields = std::tuple{};
  bool operator==(const Ping&) const = default;
};

struct VisitorUpdate {
  static constexpr Method method{"visitor.update", Side::visitor};
  using Results = std::tuple<VisitorUpdateResult>;
  std::optional<Page> page;
  std::optional<std::string> name, email, locale;
  std::optional<Attributes> attributes;
  std::optional<std::string> identity;
  static constexpr auto fields = std::tuple{field("page", &VisitorUpdate::page),
                                            field("name", &VisitorUpdate::name, string(200)),
                                            field("email", &VisitorUpdate::email, protocol::email()),
                                            field("locale", &VisitorUpdate::locale, string(35)),
                                            field("attributes", &VisitorUpdate::attributes, attributes_rule),
                                            field("identity", &VisitorUpdate::identity, opaque(8192))};
  bool operator==(const VisitorUpdate&) const = default;
};

// What the form before a chat asked; `others` are the fields besides name and email.
struct StartFields {
  std::optional<std::string> name, email;
  std::map<std::string, std::string> others;
  static constexpr auto fields = std::tuple{field("name", &StartFields::name, string(200)),
                                            field("email", &StartFields::email, protocol::email()),
                                            rest(&StartFields::others, map(20, 40, string(500)))};
  bool operator==(const StartFields&) const = default;
};
struct Start {
  static constexpr Method method{"conversation.start", Side::visitor};
  using Results = std::tuple<StartResult>;
  std::string cid;
  std::optional<std::string> department, text;
  std::optional<StartFields> form;
  static constexpr auto fields =
      std::tuple{field("cid", &Start::cid, protocol::cid()), field("department", &Start::department, id()),
                 field("text", &Start::text, protocol::text()), field("fields", &Start::form)};
  bool operator==(const Start&) const = default;
};

// What a visitor leaves while nobody is there: the e-mail is how they are reached.
struct Leave {
  static constexpr Method method{"conversation.leave", Side::visitor};
  using Results = std::tuple<LeaveResult>;
  std::string cid, email, text;
  std::optional<std::string> name, department;
  static constexpr auto fields =
      std::tuple{field("cid", &Leave::cid, protocol::cid()), field("email", &Leave::email, protocol::email()),
                 field("text", &Leave::text, protocol::text()), field("name", &Leave::name, string(200)),
                 field("department", &Leave::department, id())};
  bool operator==(const Leave&) const = default;
};

// `attachments` is reserved: absent or empty.
struct Attachment {
  static constexpr auto fields = std::tuple{};
  bool operator==(const Attachment&) const = default;
};
struct Send {
  static constexpr Method method{"message.send"};
  using Results = std::tuple<SendResult>;
  std::string conversation, cid, text;
  std::optional<std::vector<Attachment>> attachments;
  std::optional<std::string> if_epoch;  // in another one nothing is said: 4209, `why` epoch
  static constexpr auto fields = std::tuple{
      field("conversation", &Send::conversation, id()), field("cid", &Send::cid, protocol::cid()),
      field("text", &Send::text, protocol::text()), field("attachments", &Send::attachments, list(0)),
      field("if_epoch", &Send::if_epoch, opaque(64))};
  bool operator==(const Send&) const = default;
};

struct Get {
  static constexpr Method method{"conversation.get"};
  using Results = std::tuple<VisitorConversationResult, StaffConversationResult>;
  std::string conversation;
  static constexpr auto fields = std::tuple{field("conversation", &Get::conversation, id())};
  bool operator==(const Get&) const = default;
};

struct Sync {
  static constexpr Method method{"conversation.sync"};
  using Results = std::tuple<VisitorSyncResult, StaffSyncResult>;
  std::string conversation;
  Log log = Log::log;
  std::int64_t after = 0;
  std::optional<std::string> epoch;
  std::int64_t limit = 200;
  static constexpr auto fields =
      std::tuple{field("conversation", &Sync::conversation, id()), defaulted("log", &Sync::log),
                 field("after", &Sync::after, integer()), field("epoch", &Sync::epoch, opaque(64)),
                 defaulted("limit", &Sync::limit, integer(1, 200))};
  bool operator==(const Sync&) const = default;
};

struct Read {
  static constexpr Method method{"read", Side::both, Reach::notification};
  using Results = std::tuple<Nothing>;
  std::string conversation;
  Log log = Log::log;
  std::int64_t seq = 0;
  static constexpr auto fields =
      std::tuple{field("conversation", &Read::conversation, id()), defaulted("log", &Read::log),
                 field("seq", &Read::seq, integer())};
  bool operator==(const Read&) const = default;
};

struct Typing {
  static constexpr Method method{"typing", Side::both, Reach::notification};
  using Results = std::tuple<Nothing>;
  std::string conversation;
  bool on = false;
  std::optional<std::string> preview;
  static constexpr auto fields =
      std::tuple{field("conversation", &Typing::conversation, id()), field("on", &Typing::on),
                 field("preview", &Typing::preview, string(500))};
  bool operator==(const Typing&) const = default;
};

inline constexpr auto tags_rule = list(20, text(40));

struct VisitorClose {
  static constexpr Method method{"conversation.close", Side::visitor};
  using Results = std::tuple<SeqResult>;
  std::string conversation, cid;
  VisitorCloses reason = VisitorCloses::visitor_left;
  static constexpr auto fields = std::tuple{field("conversation", &VisitorClose::conversation, id()),
                                            field("cid", &VisitorClose::cid, protocol::cid()),
                                            defaulted("reason", &VisitorClose::reason)};
  bool operator==(const VisitorClose&) const = default;
};
struct StaffClose {
  static constexpr Method method{"conversation.close", Side::staff};
  using Results = std::tuple<SeqResult>;
  std::string conversation, cid;
  StaffCloses reason = StaffCloses::resolved;
  std::optional<std::vector<std::string>> tags;
  static constexpr auto fields = std::tuple{
      field("conversation", &StaffClose::conversation, id()), field("cid", &StaffClose::cid, protocol::cid()),
      defaulted("reason", &StaffClose::reason), field("tags", &StaffClose::tags, tags_rule)};
  bool operator==(const StaffClose&) const = default;
};

struct Reopen {
  static constexpr Method method{"conversation.reopen"};
  using Results = std::tuple<VisitorConversationResult, StaffConversationResult>;
  std::string conversation, cid;
  static constexpr auto fields = std::tuple{field("conversation", &Reopen::conversation, id()),
                                            field("cid", &Reopen::cid, protocol::cid())};
  bool operator==(const Reopen&) const = default;
};

struct Take {
  static constexpr Method method{"conversation.take", Side::staff};
  using Results = std::tuple<StaffConversationResult>;
  std::string conversation, cid;
  bool over = false;  // above one's own capacity
  static constexpr auto fields =
      std::tuple{field("conversation", &Take::conversation, id()), field("cid", &Take::cid, protocol::cid()),
                 defaulted("over", &Take::over)};
  bool operator==(const Take&) const = default;
};

struct AnswerOffer {
  static constexpr Method method{"offer.answer", Side::staff};
  using Results = std::tuple<OfferResult>;
  std::string conversation, cid;
  bool accept = false;
  static constexpr auto fields =
      std::tuple{field("conversation", &AnswerOffer::conversation, id()),
                 field("accept", &AnswerOffer::accept), field("cid", &AnswerOffer::cid, protocol::cid())};
  bool operator==(const AnswerOffer&) const = default;
};

struct Transfer {
  static constexpr Method method{"conversation.transfer", Side::staff};
  using Results = std::tuple<StaffConversationResult>;
  std::string conversation, cid;
  To to;
  std::optional<std::string> note;
  static constexpr auto fields = std::tuple{
      field("conversation", &Transfer::conversation, id()), field("cid", &Transfer::cid, protocol::cid()),
      field("to", &Transfer::to), field("note", &Transfer::note, protocol::text())};
  bool operator==(const Transfer&) const = default;
};

struct Observe {
  static constexpr Method method{"conversation.observe", Side::staff, Reach::connection};
  using Results = std::tuple<StaffConversationResult>;
  std::string conversation;
  bool on = false;
  static constexpr auto fields =
      std::tuple{field("conversation", &Observe::conversation, id()), field("on", &Observe::on)};
  bool operator==(const Observe&) const = default;
};

// `to` is of a transfer; the handler refuses one without.
struct Force {
  static constexpr Method method{"conversation.force", Side::staff};
  using Results = std::tuple<StaffConversationResult>;
  std::string conversation, cid;
  ForceAction action = ForceAction::requeue;
  std::optional<To> to;
  std::string reason;
  static constexpr auto fields =
      std::tuple{field("conversation", &Force::conversation, id()),
                 field("cid", &Force::cid, protocol::cid()), field("action", &Force::action),
                 field("to", &Force::to), field("reason", &Force::reason, protocol::text())};
  bool operator==(const Force&) const = default;
};

struct SetPresence {
  static constexpr Method method{"presence.set", Side::staff};
  using Results = std::tuple<PresenceResult>;
  Presence presence = Presence::away;
  std::optional<std::int64_t> capacity;
  static constexpr auto fields = std::tuple{field("presence", &SetPresence::presence),
                                            field("capacity", &SetPresence::capacity, integer(0, 50))};
  bool operator==(const SetPresence&) const = default;
};

struct AddNote {
  static constexpr Method method{"note.add", Side::staff};
  using Results = std::tuple<NoteResult>;
  std::string conversation, cid, text;
  static constexpr auto fields = std::tuple{field("conversation", &AddNote::conversation, id()),
                                            field("cid", &AddNote::cid, protocol::cid()),
                                            field("text", &AddNote::text, protocol::text())};
  bool operator==(const AddNote&) const = default;
};

struct Tag {
  static constexpr Method method{"conversation.tag", Side::staff};
  using Results = std::tuple<SeqResult>;
  std::string conversation, cid;
  std::vector<std::string> tags;
  static constexpr auto fields =
      std::tuple{field("conversation", &Tag::conversation, id()), field("cid", &Tag::cid, protocol::cid()),
                 field("tags", &Tag::tags, tags_rule)};
  bool operator==(const Tag&) const = default;
};

struct SetPriority {
  static constexpr Method method{"conversation.priority", Side::staff};
  using Results = std::tuple<StaffConversationResult>;
  std::string conversation, cid;
  Priority priority = Priority::normal;
  static constexpr auto fields =
      std::tuple{field("conversation", &SetPriority::conversation, id()),
                 field("cid", &SetPriority::cid, protocol::cid()), field("priority", &SetPriority::priority)};
  bool operator==(const SetPriority&) const = default;
};

struct List {
  static constexpr Method method{"conversation.list", Side::staff};
  using Results = std::tuple<ListResult>;
  std::optional<State> state;
  std::optional<std::string> department, owner, visitor, tag, cursor;
  std::int64_t limit = 50;
  static constexpr auto fields = std::tuple{field("state", &List::state),
                                            field("department", &List::department, id()),
                                            field("owner", &List::owner, id()),
                                            field("visitor", &List::visitor, id()),
                                            field("tag", &List::tag, text(40)),
                                            field("cursor", &List::cursor, opaque(256)),
                                            defaulted("limit", &List::limit, integer(1, 100))};
  bool operator==(const List&) const = default;
};

inline constexpr auto states_rule = list(5);

// Replaces what this connection watched; without departments it ends. `states`: all but closed when absent.
struct ListWatch {
  static constexpr Method method{"list.watch", Side::staff, Reach::connection};
  using Results = std::tuple<ListWatchResult>;
  std::vector<std::string> departments;
  std::optional<std::vector<State>> states;
  static constexpr auto fields = std::tuple{field("departments", &ListWatch::departments, list(64, id())),
                                            field("states", &ListWatch::states, states_rule)};
  bool operator==(const ListWatch&) const = default;
};

// `states` absent: those that this connection watches there, else as for ListWatch.
struct ListSync {
  static constexpr Method method{"list.sync", Side::staff};
  using Results = std::tuple<ListSyncResult, ListReloadResult>;
  std::string department;
  std::int64_t after = 0;
  std::optional<std::vector<State>> states;
  static constexpr auto fields = std::tuple{field("department", &ListSync::department, id()),
                                            field("after", &ListSync::after, integer()),
                                            field("states", &ListSync::states, states_rule)};
  bool operator==(const ListSync&) const = default;
};

// Colleagues: all, or those who serve a department.
struct StaffList {
  static constexpr Method method{"staff.list", Side::staff};
  using Results = std::tuple<StaffListResult>;
  std::optional<std::string> department;
  static constexpr auto fields = std::tuple{field("department", &StaffList::department, id())};
  bool operator==(const StaffList&) const = default;
};

// Replaces what this connection watched; without departments it ends.
struct QueueWatch {
  static constexpr Method method{"queue.watch", Side::staff, Reach::connection};
  using Results = std::tuple<QueueWatchResult>;
  std::vector<std::string> departments;
  static constexpr auto fields = std::tuple{field("departments", &QueueWatch::departments, list(64, id()))};
  bool operator==(const QueueWatch&) const = default;
};

using Params =
    std::variant<VisitorHello, StaffHello, Ping, VisitorUpdate, Start, Send, Get, Sync, Read, Typing,
                 VisitorClose, StaffClose, Reopen, Take, SetPresence, AddNote, Tag, SetPriority, List,
                 ListWatch, ListSync, StaffList, QueueWatch, Leave, AnswerOffer, Transfer, Observe, Force,
                 Solve, Rate, Complain, SetAlert, FlagOpportunity, DismissSuggestion, Propose, AnswerHandoff,
                 WithdrawHandoff, DeferHandoff, HandBack, CloseOpportunity, ListOpportunities, Refund,
                 FollowUp, Invite, ShareNote, GetStats, GetSettings, SetSettings>;

}  // namespace baton::protocol

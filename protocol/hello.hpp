// The handshake: what a visitor and a staff member say first, what they are told, and resumption after a lost
// line.
#pragma once

#include "protocol/conversation.hpp"
#include "protocol/event.hpp"
#include "protocol/method.hpp"
#include "protocol/notify.hpp"

namespace baton::protocol {

inline constexpr std::uint32_t max_resumed = 100;

// Where a client stood in a conversation when it lost the line.
struct Position {
  static constexpr std::string_view type_name = "Position";
  std::string conversation, epoch;
  std::int64_t log = 0;
  std::optional<std::int64_t> notes;
  static constexpr auto fields = std::tuple{
      field("conversation", &Position::conversation, id()), field("epoch", &Position::epoch, opaque(64)),
      field("log", &Position::log, integer()), field("notes", &Position::notes, integer())};
  bool operator==(const Position&) const = default;
};

struct VisitorLast {
  std::int64_t log = 0;
  static constexpr auto fields = std::tuple{field("log", &VisitorLast::log, integer())};
};
struct StaffLast {
  std::int64_t log = 0;
  std::optional<std::int64_t> notes;
  static constexpr auto fields =
      std::tuple{field("log", &StaffLast::log, integer()), field("notes", &StaffLast::notes, integer())};
};

// What a resumed conversation has to say: everything after the position, or why there is nothing.
template <class Last, class Event>
struct Resumed {
  std::string conversation, epoch;
  ResumeStatus status = ResumeStatus::ok;
  Last last;
  std::vector<Event> events;
  bool more = false;
  static constexpr auto fields = std::tuple{field("conversation", &Resumed::conversation, id()),
                                            field("epoch", &Resumed::epoch),
                                            field("status", &Resumed::status),
                                            field("last", &Resumed::last),
                                            field("events", &Resumed::events),
                                            field("more", &Resumed::more)};
};
using VisitorResumed = Resumed<VisitorLast, LogEvent>;
using StaffResumed = Resumed<StaffLast, StaffEvent>;

struct VisitorDepartment {
  std::string id, name;
  bool online = false;
  std::optional<std::int64_t> wait_ms;
  static constexpr auto fields =
      std::tuple{field("id", &VisitorDepartment::id, protocol::id()), field("name", &VisitorDepartment::name),
                 field("online", &VisitorDepartment::online),
                 nullable("wait_ms", &VisitorDepartment::wait_ms, integer())};
};
struct StaffDepartment {
  std::string id, name;
  bool online = false;
  std::optional<std::int64_t> wait_ms;
  Assign assign = Assign::automatic;
  DepartmentKind kind = DepartmentKind::care;
  static constexpr auto fields = std::tuple{field("id", &StaffDepartment::id, protocol::id()),
                                            field("name", &StaffDepartment::name),
                                            field("online", &StaffDepartment::online),
                                            nullable("wait_ms", &StaffDepartment::wait_ms, integer()),
                                            field("assign", &StaffDepartment::assign),
                                            field("kind", &StaffDepartment::kind)};
};

// A thing that is sold, and what one is worth.
struct Product {
  static constexpr std::string_view type_name = "Product";
  std::string name;
  std::optional<Money> price;
  static constexpr auto fields = std::tuple{field("name", &Product::name), field("price", &Product::price)};
};

struct VisitorDesk {
  bool open = false;
  std::vector<VisitorDepartment> departments;
  static constexpr auto fields =
      std::tuple{field("open", &VisitorDesk::open), field("departments", &VisitorDesk::departments)};
};
struct StaffDesk {
  bool open = false;
  std::vector<StaffDepartment> departments;
  std::optional<std::vector<Product>> catalogue;  // absent where the site has none
  static constexpr auto fields =
      std::tuple{field("open", &StaffDesk::open), field("departments", &StaffDesk::departments),
                 field("catalogue", &StaffDesk::catalogue)};
};

// What the server told a client to keep to. Lengths in characters, bytes, levels; times in ms.
struct Limits {
  static constexpr std::string_view type_name = "Limits";
  std::int64_t message_chars = 4000, frame_bytes = 65536, cid_chars = 64, json_depth = 16;
  std::int64_t messages_per_minute = 60, burst = 10, reopen_ms = 1'800'000;
  static constexpr auto fields =
      std::tuple{field("message_chars", &Limits::message_chars, integer()),
                 field("frame_bytes", &Limits::frame_bytes, integer()),
                 field("cid_chars", &Limits::cid_chars, integer()),
                 field("json_depth", &Limits::json_depth, integer()),
                 field("messages_per_minute", &Limits::messages_per_minute, integer()),
                 field("burst", &Limits::burst, integer()),
                 field("reopen_ms", &Limits::reopen_ms, integer())};
};

struct ServerInfo {
  static constexpr std::string_view type_name = "ServerInfo";
  std::string node, version;
  std::int64_t time = 0;
  static constexpr auto fields =
      std::tuple{field("node", &ServerInfo::node), field("version", &ServerInfo::version),
                 field("time", &ServerInfo::time, integer())};
};

struct VisitorHelloResult {
  VisitorYou you;
  std::string token;
  std::optional<VisitorConversation> conversation;
  std::optional<std::vector<VisitorResumed>> resumed;  // there exactly when `resume` was
  VisitorDesk desk;
  Limits limits;
  ServerInfo server;
  static constexpr auto fields = std::tuple{field("you", &VisitorHelloResult::you),
                                            field("token", &VisitorHelloResult::token),
                                            nullable("conversation", &VisitorHelloResult::conversation),
                                            field("resumed", &VisitorHelloResult::resumed),
                                            field("desk", &VisitorHelloResult::desk),
                                            field("limits", &VisitorHelloResult::limits),
                                            field("server", &VisitorHelloResult::server)};
};

struct StaffHelloResult {
  StaffYou you;
  std::vector<StaffConversation> conversations;  // own, open
  std::vector<notify::Offer> offers;
  std::optional<std::vector<StaffResumed>> resumed;
  StaffDesk desk;
  Limits limits;
  ServerInfo server;
  static constexpr auto fields = std::tuple{
      field("you", &StaffHelloResult::you),       field("conversations", &StaffHelloResult::conversations),
      field("offers", &StaffHelloResult::offers), field("resumed", &StaffHelloResult::resumed),
      field("desk", &StaffHelloResult::desk),     field("limits", &StaffHelloResult::limits),
      field("server", &StaffHelloResult::server)};
};

// A refused token, identity or site is 4103, so their form is not judged here beyond the length.
struct VisitorHello {
  static constexpr Method method{"hello", Side::visitor, Reach::connection};
  using Results = std::tuple<VisitorHelloResult>;
  std::string site = "default";
  std::optional<std::string> token, identity;
  std::optional<Page> page;
  std::optional<std::string> locale;
  std::optional<std::vector<Position>> resume;
  static constexpr auto fields = std::tuple{defaulted("site", &VisitorHello::site, opaque(64)),
                                            constant("role", "visitor"),
                                            field("token", &VisitorHello::token, opaque(4096)),
                                            field("identity", &VisitorHello::identity, opaque(8192)),
                                            field("page", &VisitorHello::page),
                                            field("locale", &VisitorHello::locale, string(35)),
                                            field("resume", &VisitorHello::resume, list(max_resumed))};
  bool operator==(const VisitorHello&) const = default;
};

struct StaffHello {
  static constexpr Method method{"hello", Side::staff, Reach::connection};
  using Results = std::tuple<StaffHelloResult>;
  std::string site = "default";
  std::optional<std::string> token;  // absent: the session cookie of the upgrade
  std::optional<std::vector<Position>> resume;
  static constexpr auto fields =
      std::tuple{defaulted("site", &StaffHello::site, opaque(64)), constant("role", "staff"),
                 field("token", &StaffHello::token, opaque(4096)),
                 field("resume", &StaffHello::resume, list(max_resumed))};
  bool operator==(const StaffHello&) const = default;
};

}  // namespace baton::protocol

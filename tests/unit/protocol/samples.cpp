// The samples: values written out in C++ whose encoding the golden files fix.
#include "samples.hpp"

#include "sample_parts.hpp"

namespace baton::protocol::test {
namespace {

template <class Copy>
Copy waiting_part() {
  Copy c;
  c.id = "c2";
  c.epoch = "e1";
  c.department = "care";
  c.visitor.id = "v2";
  c.started_at = t0;
  c.log_seq = 1;
  return c;
}

VisitorConversation visitor_active() {
  auto c = common_part<VisitorConversation>();
  c.state = VisitorState::active;
  c.previous = "c0";
  c.log_seq = 3;
  return c;
}
VisitorConversation visitor_queued() {
  auto c = waiting_part<VisitorConversation>();
  c.queue = QueuePlace{};
  return c;
}
StaffConversation staff_closed() {
  auto c = common_part<StaffConversation>();
  c.state = State::closed;
  c.solved = Solved::confirmed;
  c.priority = Priority::high;
  c.closed_at = t0 + 2000;
  c.close_reason = CloseReason::resolved;
  c.log_seq = 5;
  c.notes_seq = 2;
  c.tags = {"refund"};
  c.rating = Rating{5, 10, "Thanks"};
  return c;
}
StaffConversation staff_offered() {
  auto c = waiting_part<StaffConversation>();
  c.state = State::offered;
  c.queue = QueuePlace{2, 30000};
  return c;
}

Summary listed_waiting() {
  Summary s;
  s.id = "c2";
  s.department = "care";
  s.visitor.id = "v2";
  s.started_at = t0;
  return s;
}
Summary listed_active() {
  auto s = listed_waiting();
  s.id = "c1";
  s.state = State::active;
  s.priority = Priority::high;
  s.solved = Solved::proposed;
  s.visitor = {"v1", "Vera", "vera@example.test", true};
  s.owner = Person{"ana", "Ana"};
  s.pending = Pending{PendingKind::transfer, "sales", t0 + 20000};
  s.tags = {"refund"};
  s.assigned_at = t0 + 1000;
  return s;
}
Summary listed_missed() {
  auto s = listed_waiting();
  s.id = "c3";
  s.state = State::missed;
  s.visitor = {"v1", "Vera", "vera@example.test", true};
  s.closed_at = t0 + 2000;
  s.close_reason = CloseReason::missed;
  s.due = t0 + 3000;
  s.contact = Contact{"Vera", "vera@example.test"};
  return s;
}
notify::Listed listed(std::int64_t seq, std::variant<Summary, Gone> conversation) {
  return {"care", seq, std::move(conversation)};
}

StaffMember colleague() {
  return {"ana", "Ana", {StaffRole::agent, StaffRole::sales}, {"care", "sales"}, Presence::online, true,
          3,     4};
}

LogEvent first_message() {
  using namespace std::string_literals;
  return logged(1, event::Message{"Hello \"Ana\" \\ é🙂 \0 \u202e </script>"s}, vera, "k1");
}

VisitorHelloResult visitor_hello() {
  VisitorHelloResult hello;
  hello.you.id = "v1";
  hello.token = "t.1";
  hello.server = {"n1", "0.1.0", t0};
  return hello;
}
VisitorHelloResult visitor_hello_new() {
  auto hello = visitor_hello();
  hello.desk = {true, {{"care", "Care", true, {}}}};
  return hello;
}
VisitorHelloResult visitor_hello_resumed() {
  auto hello = visitor_hello();
  hello.you.name = "Vera";
  hello.conversation = visitor_active();
  hello.resumed.emplace();
  hello.resumed->push_back({"c1", "e1", ResumeStatus::ok, {1}, {first_message()}, false});
  hello.resumed->push_back({"c9", "e1", ResumeStatus::gone, {0}, {}, false});
  return hello;
}
StaffHelloResult staff_hello() {
  StaffHelloResult hello;
  hello.you = {
      "ana", "Ana", "ana@demo.test", {StaffRole::agent, StaffRole::supervisor}, {"care"}, Presence::online,
      4};
  hello.conversations = {staff_closed()};
  hello.offers = {{"c2", OfferKind::chat, {}, t0 + 20000}};
  hello.resumed.emplace();
  hello.resumed->push_back({"c1", "e1", ResumeStatus::rollback, {5, 2}, {}, false});
  hello.desk = {true, {{"care", "Care", true, 12000, Assign::automatic, DepartmentKind::care}}, {}};
  hello.server = {"n1", "0.1.0", t0};
  return hello;
}

}  // namespace

std::map<std::string, std::string> result_samples() {
  std::map<std::string, std::string> out{
      {"hello: new visitor", result_frame(one(), visitor_hello_new())},
      {"hello: visitor resumed", result_frame(one(), visitor_hello_resumed())},
      {"hello: staff", result_frame("h", staff_hello())},
      {"ping", result_frame(one(), PingResult{t0})},
      {"visitor.update", result_frame(one(), VisitorUpdateResult{{"v1", "Vera"}})},
      {"conversation.start", result_frame(one(), StartResult{visitor_queued(), 1})},
      {"conversation.start: one was open, sent again",
       result_frame(one(), StartResult{visitor_active(), 1, true, true})},
      {"message.send", result_frame(one(), SendResult{7, t0, "e1"})},
      {"message.send: duplicate", result_frame("x", SendResult{7, t0, "e1", true})},
      {"conversation.get: visitor", result_frame(one(), VisitorConversationResult{visitor_active()})},
      {"conversation.get: staff", result_frame(one(), StaffConversationResult{staff_offered()})},
      {"conversation.sync: visitor", result_frame(one(), VisitorSyncResult{{first_message()}, 1, "e1"})},
      {"conversation.sync: staff, notes",
       result_frame(one(), StaffSyncResult{{noted(1, 3, event::Note{"VIP"}, ana)}, 1, "e1"})},
      {"read or typing with an id", result_frame(one(), Nothing{})},
      {"conversation.close", result_frame(one(), SeqResult{4})},
      {"presence.set", result_frame(one(), PresenceResult{Presence::away, 0})},
      {"note.add", result_frame(one(), NoteResult{1, t0})},
      {"conversation.list: more", result_frame(one(), ListResult{{staff_closed(), staff_offered()}, "p2"})},
      {"conversation.list: end", result_frame(one(), ListResult{})},
      {"list.watch", result_frame(one(), ListWatchResult{{listed_waiting(), listed_active(), listed_missed()},
                                                         {{"care", 7}, {"sales", 0}}})},
      {"list.watch: ended", result_frame(one(), ListWatchResult{})},
      {"list.watch: cut", result_frame(one(), ListWatchResult{{listed_waiting()}, {{"care", 7}}, true})},
      {"list.sync",
       result_frame(one(), ListSyncResult{{listed(8, listed_active()), listed(9, Gone{"c1"})}, 9})},
      {"list.sync: nothing new", result_frame(one(), ListSyncResult{{}, 9})},
      {"queue.watch",
       result_frame(one(), QueueWatchResult{{{"care", 2, 5000, 1, 0}, {"sales", 0, {}, 0, 0}}})},
      {"queue.watch: ended", result_frame(one(), QueueWatchResult{})},
      {"staff.list", result_frame(one(), StaffListResult{{colleague()}})},
      {"staff.list: nobody", result_frame(one(), StaffListResult{})},
      {"list.sync: too far back", result_frame(one(), ListReloadResult{})},
  };
  out.merge(handoff_results());
  return out;
}

std::map<std::string, std::string> error_samples() {
  const auto with = [](ErrorCode code, auto fill) {
    Error error = make_error(code);
    fill(error);
    return error;
  };
  return {
      {"parse error", error_frame({}, make_error(ErrorCode::parse_error))},
      {"a field", error_frame(number(3), invalid_params("resume.0.epoch", "This must be a string."))},
      {"closed", error_frame("x", with(ErrorCode::conflict, [](Error& e) { e.state = "closed"; }))},
      {"not the owner", error_frame(number(4), with(ErrorCode::forbidden,
                                                    [](Error& e) {
                                                      e.owner = Person{"ana", "Ana"};
                                                    }))},
      {"choices", error_frame(number(5), with(ErrorCode::conflict,
                                              [](Error& e) {
                                                e.why = "capacity";
                                                e.choices = {{"sales", {}}, {{}, "ben"}};
                                              }))},
      {"a supervisor may", error_frame(number(6), with(ErrorCode::guarded,
                                                       [](Error& e) {
                                                         e.why = "not_solved";
                                                         e.override = true;
                                                       }))},
      {"slow down",
       error_frame(number(7), with(ErrorCode::rate_limited, [](Error& e) { e.retry_after_ms = 1500; }))},
      {"the store is away", error_frame(number(8), make_error(ErrorCode::unavailable))},
      {"not signed in", error_frame(number(9), make_error(ErrorCode::not_authenticated))},
  };
}

std::map<std::string, std::string> event_samples() {
  const auto frame = [](const auto& event) { return event_frame(event, Cid::shown); };
  std::map<std::string, std::string> out{
      {"message with the author's cid", frame(first_message())},
      // The cid is there and hidden.
      {"message to others", event_frame(logged(2, event::Message{"x"}, ana, "k2"), Cid::hidden)},
      {"queued", frame(logged(3, event::Queued{"care", {}}, system_))},
      {"queued because", frame(logged(4, event::Queued{"care", "owner_lost"}, system_))},
      {"assigned", frame(logged(5, event::Assigned{{"ana", "Ana"}}, system_))},
      {"joined", frame(logged(6, event::Joined{sue}, sue))},
      {"left", frame(logged(7, event::Left{ana}, system_))},
      {"transferred", frame(logged(8, event::Transferred{{"ben", "Ben"}}, system_))},
      {"solved", frame(logged(9, event::Solved{}, ana))},
      {"not_solved", frame(logged(10, event::NotSolved{}, vera))},
      {"closed", frame(logged(11, event::Closed{CloseReason::resolved}, ana))},
      {"reopened", frame(logged(12, event::Reopened{}, vera))},
      {"rated", frame(logged(13, event::Rated{5, "Thanks"}, vera))},
      {"gap", frame(logged(14, event::Gap{3}, system_))},
      {"erased", frame(logged(15, event::Erased{}, system_))},
      {"note", frame(noted(1, 3, event::Note{"VIP"}, ana, "k9"))},
      {"decision",
       frame(noted(2, 3, event::Decision{"take", "out of order", Person{"ana", "Ana"}}, system_))},
      {"tagged", frame(noted(3, 4, event::Tagged{{"a", "b"}}, ana))},
      {"alert", frame(noted(4, 4, event::Alert{true, AlertReason::waiting}, system_))},
      {"observed", frame(noted(5, 4, event::Observed{sue}, system_))},
  };
  out.merge(handoff_events());
  return out;
}

std::map<std::string, std::string> notification_samples() {
  using namespace notify;
  std::map<std::string, std::string> out{
      {"conversation: visitor",
       notification_frame(VisitorConversationChanged{visitor_active(), Because::assigned})},
      {"conversation: staff", notification_frame(StaffConversationChanged{staff_closed(), Because::left})},
      {"reset", notification_frame(Reset{"c1", Log::log, "e2", 5})},
      {"typing", notification_frame(notify::Typing{"c1", vera, true, "I wo"})},
      {"typing without preview", notification_frame(notify::Typing{"c1", ana, false, {}})},
      {"read", notification_frame(notify::Read{"c1", vera, Log::log, 7})},
      {"presence of a visitor", notification_frame(PresenceOf{"c1", vera, false, {}})},
      {"presence of staff", notification_frame(PresenceOf{"c1", ana, true, Presence::away})},
      {"offer", notification_frame(Offer{"c1", OfferKind::chat, {}, t0 + 20000})},
      {"offer.withdrawn", notification_frame(OfferWithdrawn{"c1", OfferEnd::expired})},
      {"queue: visitor", notification_frame(VisitorQueue{"c1", 3, {}})},
      {"queue: visitor, with a wait", notification_frame(VisitorQueue{"c1", 3, 90000})},
      {"queue: staff, nobody waits", notification_frame(DepartmentQueue{"care", 0, {}, 2, 5})},
      {"queue: staff", notification_frame(DepartmentQueue{"care", 2, 5000, 1, 0})},
      {"listed: active", notification_frame(listed(8, listed_active()))},
      {"listed: missed", notification_frame(listed(8, listed_missed()))},
      {"listed: gone", notification_frame(listed(8, Gone{"c1"}))},
      {"goodbye: drain", notification_frame(Goodbye{GoodbyeReason::drain, 1500})},
      {"goodbye: revoked", notification_frame(Goodbye{GoodbyeReason::revoked, {}})},
  };
  out.merge(handoff_notifications());
  return out;
}

}  // namespace baton::protocol::test

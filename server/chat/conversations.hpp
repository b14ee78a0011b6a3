// The use cases: what a visitor or a staff member may do with conversations, one coroutine each. The
// hand-off's are in handoffs.hpp.
#pragma once
#include <string>
#include <vector>

#include "server/chat/hub.hpp"
#include "server/chat/use_cases.hpp"
#include "server/desk/admission.hpp"
#include "server/desk/supervising.hpp"

namespace baton::chat {

class Conversations : private UseCases {
public:
  using UseCases::UseCases;
  using To = chat::To;

  // --- visitor
  struct Start {
    std::string cid;
    std::optional<std::string> department;
    std::optional<std::string> text;
  };
  // Unknown department: invalid. Queue full: conflict with state "offline".
  Task<Done> start(Caller visitor, Start what);
  // What a visitor leaves for later, in any state of the desk; the caller's card says how to reach them. One
  // of theirs is open: conflict with its state.
  Task<Done> leave(Caller visitor, Start what);
  Task<Done> rate(Caller visitor, std::string conversation, std::string cid, desk::Rating rating);
  // New facts of the visitor, in their body and their open conversation.
  Task<void> update_visitor(desk::VisitorCard card);

  // --- both sides
  Task<Done> send(Caller by, std::string conversation, std::string cid, std::string text,
                  std::string if_epoch = {});
  Task<Done> close(Caller by, std::string conversation, std::string cid, desk::CloseReason reason,
                   std::optional<std::vector<std::string>> tags);
  Task<Done> reopen(Caller by, std::string conversation, std::string cid);
  Task<Done> solve(Caller by, std::string conversation, std::string cid, bool solved);
  Task<Done> complain(Caller by, std::string conversation, std::string cid, bool open,
                      std::optional<std::string> text);
  Task<store::ConversationView> get(Caller by, std::string conversation);
  // A page of a log; whoever may read. Staff only, by type, for the notes.
  Task<store::Page<desk::LogEvent>> log(Caller by, std::string conversation, store::Seq after,
                                        std::string epoch, int limit);
  Task<store::Page<desk::NotesEvent>> notes(Caller by, std::string conversation, store::Seq after,
                                            std::string epoch, int limit);
  // Without a preview: no site setting allows one yet.
  Task<void> typing(Caller by, std::string conversation, bool on);
  Task<void> read(Caller by, std::string conversation, bool notes, store::Seq seq);

  // --- staff
  Task<Done> take(Caller by, std::string conversation, std::string cid, bool over);
  // No open offer of theirs: conflict.
  Task<Done> answer(Caller by, std::string conversation, std::string cid, bool accept);
  // An unknown one, or its owner: invalid. Absent or full: conflict with choices.
  Task<Done> transfer(Caller by, std::string conversation, std::string cid, To to,
                      std::optional<std::string> note);
  Task<Done> observe(Caller by, std::string conversation, bool on);
  struct Force {
    desk::Force::Action action = desk::Force::Action::requeue;
    std::optional<To> to;  // of a transfer
    std::string reason;
  };
  Task<Done> force(Caller by, std::string conversation, std::string cid, Force what);
  Task<Done> note(Caller by, std::string conversation, std::string cid, std::string text);
  Task<Done> set_unhappy(Caller by, std::string conversation, std::string cid, bool on);
  Task<Done> tag(Caller by, std::string conversation, std::string cid, std::vector<std::string> tags);
  Task<Done> prioritise(Caller by, std::string conversation, std::string cid, desk::Priority priority);
  Task<desk::Staff> set_presence(Caller by, desk::Presence presence, std::optional<int> capacity);
  struct Filter {
    std::optional<desk::State> state;
    std::optional<std::string> department, owner, visitor, tag, cursor;
    int limit = 50;
  };
  struct Found {
    std::vector<store::ConversationView> conversations;
    std::optional<std::string> cursor;
  };
  Task<Found> list(Caller by, Filter filter);
  // What the lists of these departments show, and from then on how they change: the hub's feeds hold that
  // until they are told to release it. A department that is not theirs to see: not_found.
  Task<store::Lists> watch(std::shared_ptr<Connection> by, std::vector<std::string> departments,
                           States states);
  // How the queues of these departments stand, and from then on when they move; as for `watch`.
  Task<std::vector<QueueStatus>> watch_queues(std::shared_ptr<Connection> by,
                                              std::vector<std::string> departments);
  // Everything that a feed has after `after`.
  Task<store::FeedPage> feed(Caller by, std::string department, store::Seq after);
  // Everybody, or whoever serves the department, by name, then by id. Unknown department: not_found.
  Task<std::vector<store::StaffView>> colleagues(std::optional<std::string> department);

  // --- Baton itself: what the timers call
  // The owner is gone for good: every conversation of theirs goes back to its queue.
  Task<void> owner_lost(std::string staff);
  // A visitor's last connection has been gone for the grace; they are back.
  Task<void> visitor_away(std::string visitor);
  Task<void> visitor_back(std::string visitor);
  // A timer of a conversation, but for sealing. Early or stale, it changes nothing.
  Task<void> timer(store::Timer timer);

  // The site's settings as of the last look: they tell which of the visitors' messages are worth a look.
  // Without them each message reads them.
  void know(desk::Settings settings) { known_ = std::move(settings); }

private:
  // A conflict (`epoch`) when they wrote in another epoch than the current one: its end may be lost, and what
  // they said there comes first. They are reset before they hear it.
  Task<void> in_epoch(std::string conversation, std::string current, std::string if_epoch);
  Task<Done> try_send(Caller by, std::string conversation, std::string cid, std::string text,
                      std::string if_epoch);
  Task<void> see_all(const Caller& by, const std::vector<std::string>& departments);
  Task<Plan> plan_start(const Caller& visitor, const Start& what, Done& done);
  // For whom a chat that starts is kept: who owned the one before.
  Task<std::optional<desk::Preference>> preferred(const desk::Conversation& previous,
                                                  const std::string& department, const desk::Facts& facts,
                                                  store::Reading& seen);
  Task<Plan> plan_join(const Caller& by, const std::string& conversation, const desk::LogEvent& message,
                       const std::string& if_epoch);
  Task<Plan> plan_return(const Caller& by, const std::string& conversation, const std::string& cid,
                         const std::optional<std::string>& text, const std::string& if_epoch);
  Task<Plan> plan_close(const Caller& by, const std::string& conversation, const std::string& cid,
                        desk::CloseReason reason, const std::optional<std::vector<std::string>>& tags);
  Task<Plan> plan_take(const Caller& by, const std::string& conversation, const std::string& cid, bool over);
  Task<Plan> plan_note(const Caller& by, const std::string& conversation, const std::string& cid,
                       const std::string& text);
  Task<Plan> plan_tag(const Caller& by, const std::string& conversation, const std::string& cid,
                      const std::vector<std::string>& tags);
  Task<Plan> plan_priority(const Caller& by, const std::string& conversation, const std::string& cid,
                           desk::Priority priority);
  Task<Plan> plan_owner_lost(const std::string& staff, const std::string& conversation);
  Task<Plan> plan_leave(const Caller& visitor, const Start& what);
  Task<Plan> plan_answer(const Caller& by, const std::string& conversation, const std::string& cid,
                         bool accept);
  // Where a chat goes that this person is about to refuse, if nobody else is left: up the ladder, or into the
  // recovery list.
  Task<std::optional<std::string>> onward(const desk::Conversation& c, const std::string& refuser,
                                          const desk::Facts& facts, store::Reading& seen);
  Task<Plan> plan_offeree_gone(const std::string& staff, const std::string& conversation);
  Task<Plan> plan_transfer(const Caller& by, const std::string& conversation, const std::string& cid,
                           const To& to, const std::optional<std::string>& note);
  Task<Plan> plan_observe(const Caller& by, const std::string& conversation, bool on);
  Task<Plan> plan_force(const Caller& by, const std::string& conversation, const std::string& cid,
                        const Force& what);
  // Reads whom a transfer names; its `staff` must be among `concerned`.
  static Result<desk::Target> target(const To& to, const Concerned& concerned, store::Reading& seen);
  Task<std::vector<Choice>> choices(const desk::Conversation& c, const desk::Target& wanted);
  Task<Plan> plan_timer(const store::Timer& timer);
  Task<Plan> plan_away(const std::string& visitor, bool away);

  // How the queue of each department of the site stands.
  Task<desk::Queues> queues(const desk::Settings& settings);
  // Fewer than `bound` wait there when it is committed.
  static void rely_on_room(const std::string& department, int bound, store::Reading& seen);
  // These departments' queues are full: they take nobody until they are short again.
  Task<void> was_full(const std::vector<std::string>& departments);
  Task<Plan> plan_overflow(const std::string& conversation);

  // What a visitor's words say beside themselves: an alert, a suggestion (desk::heard).
  boost::asio::awaitable<void> hear(Caller visitor, std::string conversation, std::string text);
  boost::asio::awaitable<bool> worth_hearing(const Caller& visitor, const std::string& text);
  // What a customer did in one conversation may concern the hand-off of the one that they have open.
  boost::asio::awaitable<void> settle_open(std::string visitor, std::string but);
  Task<Plan> plan_settle(const std::string& conversation);

  std::optional<desk::Settings> known_;
};

}  // namespace baton::chat

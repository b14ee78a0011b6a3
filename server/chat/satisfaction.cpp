// How the customer fares: what they and staff say of it, and what their words say by themselves.
#include "server/desk/satisfaction.hpp"

#include "server/chat/conversations.hpp"
#include "server/chat/spawn.hpp"
#include "server/desk/handoff.hpp"
#include "server/desk/suggesting.hpp"

namespace baton::chat {
namespace {

// In a conversation in which no rule has fired yet.
bool says_something(const desk::Conversation& fresh, const std::string& text,
                    const desk::Settings& settings) {
  return desk::has_words(text, settings.sales.distress) || !desk::suggestions(fresh, text, settings).empty();
}

}  // namespace

Task<Done> Conversations::solve(Caller by, std::string conversation, std::string cid, bool solved) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "conversation.solve"};
  const Row row = [&](const Seen& c, const desk::Facts& facts) {
    return desk::solve(c.view.body, c.actor(), cid, solved, facts);
  };
  const MakePlan make = [&] { return plan_row(by, conversation, Act::solve, row); };
  co_return co_await transact(conversation, call, make);
}

Task<Done> Conversations::rate(Caller visitor, std::string conversation, std::string cid,
                               desk::Rating rating) {
  const store::Call call{store::cid_key(conversation), visitor.id(), cid, "conversation.rate"};
  const Row row = [&](const Seen& c, const desk::Facts& facts) {
    return desk::rate(c.view.body, c.actor(), cid, rating, facts);
  };
  const MakePlan make = [&] { return plan_row(visitor, conversation, Act::rate, row); };
  const auto done = co_await transact(conversation, call, make);
  if (done && !done->duplicate) co_await settle_open(visitor.id(), conversation);
  co_return done;
}

Task<Done> Conversations::complain(Caller by, std::string conversation, std::string cid, bool open,
                                   std::optional<std::string> text) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "conversation.complaint"};
  std::string customer;
  const Row row = [&](const Seen& c, const desk::Facts& facts) {
    customer = c.view.body.visitor.id;
    return desk::complain(c.view.body, c.actor(), cid, open, text, facts);
  };
  const MakePlan make = [&] { return plan_row(by, conversation, Act::complain, row); };
  const auto done = co_await transact(conversation, call, make);
  if (done && !done->duplicate) co_await settle_open(customer, conversation);
  co_return done;
}

Task<Done> Conversations::set_unhappy(Caller by, std::string conversation, std::string cid, bool on) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "alert.set"};
  const Row row = [&](const Seen& c, const desk::Facts& facts) {
    return desk::set_unhappy(c.view.body, c.actor(), cid, on, facts);
  };
  const MakePlan make = [&] { return plan_row(by, conversation, Act::alert, row); };
  co_return co_await transact(conversation, call, make);
}

// The guard reads the customer, and a hand-off that waits would hear of them only with its next row.
boost::asio::awaitable<void> Conversations::settle_open(std::string visitor, std::string but) {
  std::vector<store::Position> none;
  const auto greeting = co_await store_.greet(visitor, std::move(none));
  if (!greeting || !greeting->latest) co_return;
  const auto& c = greeting->latest->body;
  if (!c.open() || c.id == but || c.under_way() == nullptr) co_return;
  const auto id = c.id;
  const MakePlan make = [&] { return plan_settle(id); };
  // Where this fails, the guard is asked again before a rep may have it.
  co_await transact(id, std::nullopt, make);
}

Task<Conversations::Plan> Conversations::plan_settle(const std::string& conversation) {
  store::Reading seen;
  const auto c = co_await store_.conversation(conversation, seen);
  if (!c) co_return refusal(c.error());
  std::vector<std::string> others;
  const auto all = co_await concerned(*c, std::move(others), seen);
  if (!all) co_return all.error();
  const auto decided = desk::settle(c->body, all->facts);
  if (!decided) co_return refusal(decided.error());
  co_return plan_of(seen, *c, *decided, *all);
}

// Most messages say nothing, and cost nothing here.
boost::asio::awaitable<bool> Conversations::worth_hearing(const Caller& visitor, const std::string& text) {
  desk::Conversation fresh;
  fresh.visitor = visitor.card;
  if (known_) co_return says_something(fresh, text, *known_);
  store::Reading unused;
  const auto read = co_await store_.settings(unused);
  co_return read&& says_something(fresh, text, read->body);
}

// In a commit of its own, after the one with the words: a crash between the two loses an alert or a
// suggestion, never the words, and what fails here fails no message.
boost::asio::awaitable<void> Conversations::hear(Caller visitor, std::string conversation, std::string text) {
  const bool worth = co_await worth_hearing(visitor, text);
  if (!worth) co_return;
  const Row row = [&](const Seen& c, const desk::Facts& facts) {
    return desk::heard(c.view.body, text, facts);
  };
  const MakePlan make = [&] { return plan_row(visitor, conversation, Act::send, row); };
  const auto done = co_await transact(conversation, std::nullopt, make);
  if (!done && done.error().reason == Reason::unavailable)
    spdlog::warn("what a message in {} says beside its words is lost", conversation);
}

}  // namespace baton::chat

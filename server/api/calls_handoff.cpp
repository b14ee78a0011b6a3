// The hand-off's methods: how the customer fares, opportunities, the way to sales and back, the accounts.
#include "server/api/calls.hpp"
#include "server/api/convert.hpp"
#include "server/api/convert_handoff.hpp"

namespace baton::api {
namespace asio = boost::asio;
namespace {

// The result of a call that gives the event's place and nothing else.
Answer seq_of(Call call, const chat::Result<chat::Done>& done) {
  if (!done) return wire(done.error());
  return protocol::result_frame(call.id, protocol::SeqResult{number(done->seq), done->duplicate});
}

desk::Outcome ended(protocol::CloseOutcome outcome) {
  switch (outcome) {
    case protocol::CloseOutcome::won:
      return desk::Outcome::won;
    case protocol::CloseOutcome::lost:
      return desk::Outcome::lost;
    case protocol::CloseOutcome::dismissed:
      return desk::Outcome::dismissed;
  }
  return desk::Outcome::dismissed;
}

desk::GroupBy grouped(const std::optional<protocol::StatsBy>& by) {
  if (!by) return desk::GroupBy::none;
  switch (*by) {
    case protocol::StatsBy::day:
      return desk::GroupBy::day;
    case protocol::StatsBy::department:
      return desk::GroupBy::department;
    case protocol::StatsBy::rep:
      return desk::GroupBy::rep;
    case protocol::StatsBy::rule:
      return desk::GroupBy::rule;
  }
  return desk::GroupBy::none;
}

}  // namespace

asio::awaitable<Answer> Calls::opportunity_of(Call call, chat::Result<chat::Done> done) {
  if (!done) co_return wire(done.error());
  const auto now = co_await node_.handoffs().get(call.caller, done->opportunity);
  if (!now) co_return wire(now.error());
  co_return protocol::result_frame(
      call.id,
      protocol::OpportunityResult{opportunity(now->conversation, now->opportunity), done->duplicate});
}

// --- how the customer fares

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Solve& p) {
  const auto done = co_await node_.conversations().solve(call.caller, p.conversation, p.cid, p.solved);
  co_return seq_of(call, done);
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Rate& p) {
  desk::Rating rating{static_cast<int>(p.score), {}, p.comment};
  if (p.nps) rating.nps = static_cast<int>(*p.nps);
  const auto done =
      co_await node_.conversations().rate(call.caller, p.conversation, p.cid, std::move(rating));
  co_return seq_of(call, done);
}

// The event is in the notes, whose places are nothing to a visitor.
asio::awaitable<Answer> Calls::answer(Call call, const protocol::Complain& p) {
  const auto done =
      co_await node_.conversations().complain(call.caller, p.conversation, p.cid, p.open, p.text);
  if (!done || call.caller.is_staff()) co_return seq_of(call, done);
  co_return protocol::result_frame(call.id, protocol::ComplaintResult{done->duplicate});
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::SetAlert& p) {
  const auto done = co_await node_.conversations().set_unhappy(call.caller, p.conversation, p.cid, p.on);
  co_return seq_of(call, done);
}

// --- care

asio::awaitable<Answer> Calls::answer(Call call, const protocol::FlagOpportunity& p) {
  desk::Flag what{same_word<desk::OpportunityKind>(p.kind), p.product, p.reason, {}, p.suggestion};
  if (p.value) what.value = desk::Money{p.value->amount, p.value->currency};
  const auto done = co_await node_.handoffs().flag(call.caller, p.conversation, p.cid, std::move(what));
  if (!done) co_return wire(done.error());
  const auto now = co_await node_.handoffs().get(call.caller, done->opportunity);
  if (!now) co_return wire(now.error());
  protocol::FlagResult result;
  result.opportunity = opportunity(now->conversation, now->opportunity);
  result.seq = number(done->seq);
  result.duplicate = done->duplicate;
  co_return protocol::result_frame(call.id, result);
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::DismissSuggestion& p) {
  const auto done =
      co_await node_.handoffs().dismiss_suggestion(call.caller, p.conversation, p.cid, p.suggestion);
  co_return seq_of(call, done);
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Propose& p) {
  chat::Handoffs::Propose what;
  what.opportunity = p.opportunity;
  what.brief = brief(p.brief);
  what.pitch = p.pitch;
  if (p.to) what.to = target(*p.to);
  if (p.to && !what.to) co_return no_target();
  if (p.customer_asked) what.customer_asked = static_cast<store::Seq>(p.customer_asked->seq);
  if (p.override) what.override_reason = p.override->reason;
  auto done = co_await node_.handoffs().propose(call.caller, p.conversation, p.cid, std::move(what));
  co_return co_await opportunity_of(call, std::move(done));
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::WithdrawHandoff& p) {
  auto done = co_await node_.handoffs().withdraw(call.caller, p.conversation, p.cid, p.opportunity);
  co_return co_await opportunity_of(call, std::move(done));
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::DeferHandoff& p) {
  auto done = co_await node_.handoffs().defer(call.caller, p.conversation, p.cid, p.opportunity, p.due);
  co_return co_await opportunity_of(call, std::move(done));
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Invite& p) {
  auto done = co_await node_.handoffs().invite(call.caller, p.conversation, p.cid, p.staff, p.on);
  co_return co_await copy_of(call, std::move(done));
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::ShareNote& p) {
  const auto note = static_cast<store::Seq>(p.note);
  const auto done = co_await node_.handoffs().share_note(call.caller, p.conversation, p.cid, note);
  co_return seq_of(call, done);
}

// --- the customer

asio::awaitable<Answer> Calls::answer(Call call, const protocol::AnswerHandoff& p) {
  const auto answer = same_word<desk::Answer>(p.answer);
  const auto done =
      co_await node_.handoffs().answer(call.caller, p.conversation, p.handoff, p.cid, answer, p.due);
  co_return seq_of(call, done);
}

// --- sales

asio::awaitable<Answer> Calls::answer(Call call, const protocol::HandBack& p) {
  chat::Handoffs::Back what;
  if (p.outcome) what.outcome = same_word<desk::Outcome>(*p.outcome);
  auto paid = money(p.amount, p.currency, p.outcome == protocol::BackOutcome::won);
  if (!paid) co_return std::move(paid).error();
  what.money = std::move(*paid);
  what.reason = p.reason;
  what.note = p.note;
  what.due = p.due;
  if (p.to) what.to = target(*p.to);
  if (p.to && !what.to) co_return no_target();
  auto done = co_await node_.handoffs().back(call.caller, p.conversation, p.cid, std::move(what));
  co_return co_await copy_of(call, std::move(done));
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::CloseOpportunity& p) {
  desk::Closing what;
  what.outcome = ended(p.outcome);
  auto paid = money(p.amount, p.currency, p.outcome == protocol::CloseOutcome::won);
  if (!paid) co_return std::move(paid).error();
  what.money = std::move(*paid);
  what.reason = p.reason;
  auto done = co_await node_.handoffs().close(call.caller, p.opportunity, p.cid, std::move(what));
  co_return co_await opportunity_of(call, std::move(done));
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Refund& p) {
  desk::Money back{p.amount, p.currency};
  auto done = co_await node_.handoffs().refund(call.caller, p.opportunity, p.cid, std::move(back), p.reason);
  co_return co_await opportunity_of(call, std::move(done));
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::FollowUp& p) {
  auto done = co_await node_.handoffs().follow_up(call.caller, p.opportunity, p.cid, p.due);
  co_return co_await opportunity_of(call, std::move(done));
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::ListOpportunities& p) {
  chat::Handoffs::Filter filter;
  if (p.state) filter.state = same_word<desk::OpportunityState>(*p.state);
  filter.owner = p.owner;
  filter.cursor = p.cursor;
  filter.limit = static_cast<int>(p.limit);
  const auto found = co_await node_.handoffs().list(call.caller, std::move(filter));
  if (!found) co_return wire(found.error());
  protocol::OpportunityListResult result;
  for (const auto& known : found->opportunities) {
    result.opportunities.push_back(opportunity(known.conversation, known.opportunity));
    result.opportunities.back().visitor = protocol::Customer{known.customer.id, known.customer.name};
  }
  result.cursor = found->cursor;
  co_return protocol::result_frame(call.id, result);
}

// --- the accounts

asio::awaitable<Answer> Calls::answer(Call call, const protocol::GetStats& p) {
  chat::Handoffs::Asked what{p.from, p.to, p.department, grouped(p.by)};
  const auto found = co_await node_.handoffs().stats(call.caller, std::move(what));
  if (!found) co_return wire(found.error());
  std::map<std::string, std::string> names;
  if (p.by == protocol::StatsBy::department)
    for (const auto& d : node_.settings().departments) names[d.id] = d.name;
  if (p.by == protocol::StatsBy::rep) {
    const auto staff = co_await node_.conversations().colleagues(std::nullopt);
    if (!staff) co_return wire(staff.error());
    for (const auto& view : *staff) names[view.body.id] = view.body.name;
  }
  co_return protocol::result_frame(call.id, stats(*found, grouped(p.by), names));
}

}  // namespace baton::api

// One function a type; word lists that are in one order are cast.
#include "server/api/convert_handoff.hpp"

#include "server/api/convert.hpp"

namespace baton::api {
namespace {

std::optional<protocol::Person> person(const std::optional<desk::PersonRef>& p) {
  return p ? std::optional(api::person(*p)) : std::nullopt;
}

std::optional<protocol::Money> wire(const std::optional<desk::Money>& money) {
  return money ? std::optional(protocol::Money{money->amount, money->currency}) : std::nullopt;
}

protocol::OpportunityHandoff wire(const desk::Handoff& h) {
  protocol::OpportunityHandoff out;
  out.id = h.id;
  out.department = h.department;
  out.to_team = h.to_team;
  out.staff = h.staff;
  out.pitch = h.pitch;
  out.expires_at = h.expires_at;
  out.customer_asked = h.asked;
  out.overridden = h.overridden;
  out.told_nobody = h.told_nobody;
  return out;
}

protocol::Percentiles wire(const desk::Percentiles& p) { return {p.p50, p.p90}; }

protocol::CareStats wire(const desk::CareBoard& b) {
  protocol::CareStats out;
  out.conversations = b.conversations;
  out.first_response_ms = wire(b.first_response);
  out.resolution_ms = wire(b.resolution);
  out.csat = b.csat;
  out.nps = b.nps;
  out.missed = b.missed;
  out.recovered = b.recovered;
  out.repeat_contacts = b.repeat_contacts;
  out.complaints = b.complaints;
  return out;
}

std::vector<protocol::Sum> sums(const std::map<std::string, std::int64_t>& by_currency) {
  std::vector<protocol::Sum> out;
  for (const auto& [currency, amount] : by_currency) out.push_back({amount, currency});
  return out;
}

protocol::SalesStats wire(const desk::SalesBoard& b) {
  protocol::SalesStats out;
  out.suggested = b.suggested;
  out.suggestions_accepted = b.suggestions_accepted;
  out.suggestions_dismissed = b.suggestions_dismissed;
  out.flagged = b.flagged;
  out.proposed = b.proposed;
  out.consented = b.consented;
  out.declined = b.declined;
  out.deferred = b.deferred;
  out.accepted = b.accepted;
  out.won = b.won;
  out.lost = b.lost;
  out.conversion = b.conversion;
  out.refusal_rate = b.refusal_rate;
  out.time_to_accept_ms = wire(b.time_to_accept);
  out.revenue = sums(b.revenue);
  out.average_deal = sums(b.average_deal);
  return out;
}

}  // namespace

std::optional<protocol::Handoff> handoff(const desk::Conversation& c) {
  const auto* o = c.under_way();
  if (o == nullptr || !o->asking() || !o->handoff) return std::nullopt;
  const auto& h = *o->handoff;
  const auto state = protocol::word(same_word<protocol::OpportunityState>(o->state));
  return protocol::Handoff{h.id, *protocol::from_word<protocol::HandoffState>(state), h.to_team, h.pitch,
                           h.expires_at};
}

protocol::Opportunity opportunity(const std::string& conversation, const desk::Opportunity& o) {
  protocol::Opportunity out;
  out.id = o.id;
  out.conversation = conversation;
  out.state = same_word<protocol::OpportunityState>(o.state);
  out.kind = same_word<protocol::OpportunityKind>(o.kind);
  out.product = o.product;
  out.reason = o.reason;
  out.value = wire(o.value);
  out.flagged_by = person(o.flagged_by);
  out.flagged_at = o.flagged_at;
  out.owner = person(o.owner);
  out.giver = person(o.giver);
  if (o.outcome) out.outcome = same_word<protocol::Outcome>(*o.outcome);
  if (o.amount) {
    out.amount = o.amount->amount;
    out.currency = o.amount->currency;
  }
  if (o.refunded != 0) out.refunded = o.refunded;
  out.closed_at = o.closed_at;
  out.due = o.due;
  out.rule = o.rule;
  if (o.brief) out.brief = brief(*o.brief);
  if (o.handoff) out.handoff = wire(*o.handoff);
  for (const auto& step : o.history)
    out.history.push_back(
        {same_word<protocol::OpportunityState>(step.state), step.at, author(step.by), step.reason});
  return out;
}

protocol::Brief brief(const desk::Brief& b) {
  protocol::Brief out{b.summary, b.need, b.solved, b.mood, b.product, b.budget, {}, b.do_not_say};
  if (!b.promises.empty()) out.promises = b.promises;
  return out;
}

desk::Brief brief(const protocol::Brief& b) {
  desk::Brief out;
  out.summary = b.summary;
  out.need = b.need;
  out.solved = b.solved;
  out.mood = b.mood;
  out.product = b.product;
  out.budget = b.budget;
  out.do_not_say = b.do_not_say;
  out.promises = b.promises.value_or(std::vector<std::string>());
  return out;
}

std::optional<std::vector<protocol::Product>> catalogue(const desk::Sales& sales) {
  if (sales.catalogue.empty()) return std::nullopt;
  std::vector<protocol::Product> out;
  for (const auto& product : sales.catalogue) out.push_back({product.name, wire(product.price)});
  return out;
}

protocol::StatsResult stats(const chat::Handoffs::Stats& from, desk::GroupBy by,
                            const std::map<std::string, std::string>& names) {
  protocol::StatsResult out;
  const auto& all = from.boards.all;
  out.care = wire(all.care);
  out.care.waiting = static_cast<std::int64_t>(from.waiting);
  if (from.sales) out.sales = wire(all.sales);
  if (by == desk::GroupBy::none) return out;
  // A rep or a rule has nothing of care.
  const bool cares = by == desk::GroupBy::day || by == desk::GroupBy::department;
  out.groups.emplace();
  for (const auto& [key, board] : from.boards.groups) {
    protocol::StatsGroup group;
    group.key = key;
    if (const auto name = names.find(key); name != names.end()) group.name = name->second;
    if (cares) group.care = wire(board.care);
    if (from.sales) group.sales = wire(board.sales);
    out.groups->push_back(std::move(group));
  }
  return out;
}

protocol::LedgerLine ledger_line(const store::LedgerLine& line) {
  const auto& e = line.entry;
  protocol::LedgerLine out;
  out.id = line.id;
  out.at = line.at;
  out.what = same_word<protocol::LedgerWhat>(e.what);
  out.conversation = e.conversation;
  out.visitor = e.visitor;
  out.department = e.department;
  out.by = author(e.by);
  out.opportunity = e.opportunity;
  if (e.kind) out.kind = same_word<protocol::OpportunityKind>(*e.kind);
  out.flagger = person(e.flagger);
  out.closer = person(e.closer);
  if (e.money) {
    out.amount = e.money->amount;
    out.currency = e.money->currency;
  }
  out.rule = e.rule;
  out.reason = e.reason;
  out.took_ms = e.took;
  out.score = e.score;
  out.nps = e.nps;
  return out;
}

boost::system::result<std::optional<desk::Money>, protocol::Error> money(
    const std::optional<std::int64_t>& amount, const std::optional<std::string>& currency, bool won) {
  if (amount.has_value() && currency.has_value()) return std::optional(desk::Money{*amount, *currency});
  if (!amount.has_value() && !currency.has_value() && !won) return std::optional<desk::Money>();
  return protocol::invalid_params(
      amount ? "currency" : "amount",
      won ? "What was won has an amount and a currency." : "An amount and a currency belong together.");
}

}  // namespace baton::api

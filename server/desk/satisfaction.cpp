// How the customer fares, and what of it the guard must know.
#include "server/desk/satisfaction.hpp"

#include "server/desk/suggesting.hpp"
#include "server/desk/transition.hpp"

namespace baton::desk {
namespace {

// By whom, and from what to what.
std::optional<Solved> next(Solved before, bool visitor, bool solved) {
  if (visitor) {
    if (solved) return before == Solved::confirmed ? std::nullopt : std::optional(Solved::confirmed);
    return before == Solved::no ? std::nullopt : std::optional(Solved::no);
  }
  if (solved) return before == Solved::no ? std::optional(Solved::proposed) : std::nullopt;
  return before == Solved::proposed ? std::optional(Solved::no) : std::nullopt;
}

}  // namespace

Decided solve(const Conversation& c, const Actor& by, const std::string& cid, bool solved,
              const Facts& facts) {
  const auto to = next(c.solved, by.role == Role::visitor, solved);
  if (c.state != State::active || !to) return refused(c);
  Transition t(c, facts);
  t.body().solved = *to;
  if (solved)
    t.log(SolvedNow{}, by, cid);
  else
    t.log(NotSolved{}, by, cid);
  return t.finish(Because::changed);
}

Decided rate(const Conversation& c, const Actor& by, const std::string& cid, const Rating& rating,
             const Facts& facts) {
  Transition t(c, facts);
  t.body().rating = rating;
  if (auto* customer = t.customer()) customer->rating = rating.score;
  t.log(Rated{rating.score, rating.comment}, by, cid);
  auto& entry = t.enter(LedgerEntry::What::rated, by);
  entry.score = rating.score;
  entry.nps = rating.nps;
  return t.finish(Because::changed);
}

Decided complain(const Conversation& c, const Actor& by, const std::string& cid, bool open,
                 const std::optional<std::string>& text, const Facts& facts) {
  Transition t(c, facts);
  auto* customer = t.customer();
  const bool had = customer != nullptr && customer->complaint_since;
  if (!open && !had) return refused(c);
  if (open && !had) t.enter(LedgerEntry::What::complained, by);
  if (!open)
    customer->complaint_since.reset();
  else if (customer != nullptr && !had)
    customer->complaint_since = facts.now;
  t.note(Complaint{open, text}, by, cid);
  return t.finish(Because::changed);
}

Decided set_unhappy(const Conversation& c, const Actor& by, const std::string& cid, bool on,
                    const Facts& facts) {
  if (!c.open()) return refused(c);
  Transition t(c, facts);
  auto* customer = t.customer();
  const bool was = customer != nullptr && customer->unhappy_since;
  if (!on && !was) return refused(c);
  if (!on)
    customer->unhappy_since.reset();
  else if (customer != nullptr && !was)
    customer->unhappy_since = facts.now;
  t.note(Alert{on, AlertReason::unhappy}, by, cid);
  return t.finish(Because::changed);
}

Decided heard(const Conversation& c, const std::string& text, const Facts& facts) {
  if (!c.open()) return refused(c);
  Transition t(c, facts);
  const bool distress = has_words(text, facts.settings.sales.distress);
  auto* customer = t.customer();
  const bool alerts = distress && customer != nullptr && !customer->unhappy_since;
  if (alerts) {
    customer->unhappy_since = facts.now;
    t.note(Alert{true, AlertReason::unhappy});
  }
  // Nobody sells to somebody in distress.
  const bool sells = !distress && !(customer != nullptr && unhappy(*customer, facts.now));
  const auto fired = sells ? suggestions(c, text, facts.settings) : std::vector<const SuggestionRule*>{};
  if (!alerts && fired.empty()) return refused(c);
  for (const auto* rule : fired) {
    t.body().suggestions.push_back({Suggestion::State::open, rule->id, rule->kind, rule->product});
    t.note(Suggested{rule->id, rule->kind, rule->product});
    auto& entry = t.enter(LedgerEntry::What::suggested, baton_itself());
    entry.rule = rule->id;
    entry.kind = rule->kind;
  }
  return t.finish(Because::changed);
}

}  // namespace baton::desk

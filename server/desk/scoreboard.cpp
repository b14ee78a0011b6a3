// One pass over the ledger, in which every entry is counted for all and for its group.
#include "server/desk/scoreboard.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>

namespace baton::desk {
namespace {

using What = LedgerEntry::What;

constexpr Duration repeat_window = days(7);

Percentiles percentiles(std::vector<Duration> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto rank = [&](std::size_t percent) { return values[(values.size() * percent + 99) / 100 - 1]; };
  return {rank(50), rank(90)};
}

// Of those in `whole`, how many are in `part` too.
std::optional<double> share(const std::set<std::string>& part, const std::set<std::string>& whole) {
  if (whole.empty()) return std::nullopt;
  const auto both =
      std::count_if(part.begin(), part.end(), [&](const auto& id) { return whole.contains(id); });
  return static_cast<double>(both) / static_cast<double>(whole.size());
}

// Rounded half up, below zero too; without a sum that might overflow.
std::int64_t average(std::int64_t sum, std::int64_t count) {
  auto quotient = sum / count;
  auto rest = sum % count;
  if (rest < 0) rest += count, --quotient;
  return rest >= count - rest ? quotient + 1 : quotient;
}

// What an entry cannot say of itself.
struct Context {
  bool repeat = false;               // started soon after an earlier one of the same customer
  std::optional<Duration> waited{};  // accepted: since the consent
};

class Tally {
public:
  void count(const Entered& line, const Context& context) {
    const auto& e = line.entry;
    auto& care = board_.care;
    auto& sales = board_.sales;
    const auto id = e.opportunity.value_or("");
    switch (e.what) {
      case What::started:
        ++care.conversations;
        if (context.repeat) ++care.repeat_contacts;
        break;
      case What::answered:
        if (e.took) first_responses_.push_back(*e.took);
        break;
      case What::resolved:
        if (e.took) resolutions_[e.conversation] = *e.took;  // reopened: the last time counts
        break;
      case What::missed:
        ++care.missed;
        break;
      case What::recovered:
        ++care.recovered;
        break;
      case What::complained:
        ++care.complaints;
        break;
      case What::rated:
        ratings_[e.conversation] = {e.score, e.nps};
        break;
      case What::suggested:
        ++sales.suggested;
        break;
      case What::suggestion_accepted:
        ++sales.suggestions_accepted;
        break;
      case What::suggestion_dismissed:
        ++sales.suggestions_dismissed;
        break;
      case What::flagged:
        ++sales.flagged;
        break;
      case What::proposed:
        ++sales.proposed;
        proposed_.insert(id);
        break;
      case What::consented:
        ++sales.consented;
        break;
      case What::declined:
        ++sales.declined;
        declined_.insert(id);
        break;
      case What::deferred:
        ++sales.deferred;
        break;
      case What::accepted:
        ++sales.accepted;
        accepted_.insert(id);
        if (context.waited) waits_.push_back(*context.waited);
        break;
      case What::won:
        ++sales.won;
        won_.insert(id);
        if (!e.money) break;
        sales.revenue[e.money->currency] += e.money->amount;
        ++deals_[e.money->currency];
        break;
      case What::lost:
        ++sales.lost;
        break;
      case What::clawback:
        if (e.money) sales.revenue[e.money->currency] -= e.money->amount;
        break;
      case What::withdrawn:
      case What::offered:
      case What::returned:
      case What::dismissed:
      case What::closed:
      case What::overridden:
        break;
    }
  }

  Board board() const {
    auto all = board_;
    all.care.first_response = percentiles(first_responses_);
    std::vector<Duration> resolutions;
    for (const auto& [conversation, took] : resolutions_) resolutions.push_back(took);
    all.care.resolution = percentiles(std::move(resolutions));
    rate(all.care);
    all.sales.time_to_accept = percentiles(waits_);
    all.sales.conversion = share(won_, accepted_);
    all.sales.refusal_rate = share(declined_, proposed_);
    for (const auto& [currency, deals] : deals_)
      all.sales.average_deal[currency] = average(all.sales.revenue.at(currency), deals);
    return all;
  }

private:
  struct Said {
    std::optional<int> score, nps;
  };

  void rate(CareBoard& care) const {
    std::int64_t scores = 0, sum = 0, answers = 0, balance = 0;
    for (const auto& [conversation, said] : ratings_) {
      if (said.score) ++scores, sum += *said.score;
      if (!said.nps) continue;
      ++answers;
      if (*said.nps >= 9) ++balance;
      if (*said.nps <= 6) --balance;
    }
    if (scores > 0) care.csat = static_cast<double>(sum) / static_cast<double>(scores);
    if (answers > 0) care.nps = 100.0 * static_cast<double>(balance) / static_cast<double>(answers);
  }

  Board board_;
  std::vector<Duration> first_responses_, waits_;
  std::map<std::string, Duration> resolutions_;
  std::map<std::string, Said> ratings_;
  std::map<std::string, std::int64_t> deals_;
  std::set<std::string> proposed_, declined_, accepted_, won_;
};

std::string day_of(Time at, Duration zone_offset) {
  const auto local =
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(at + zone_offset));
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(local));
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

// Of sales steps the rep, where there is one; else whoever of the staff did it.
std::optional<std::string> person_of(const LedgerEntry& e) {
  if (e.closer) return e.closer->id;
  const bool staff = e.by.role == Role::agent || e.by.role == Role::sales || e.by.role == Role::supervisor;
  return staff ? std::optional(e.by.id) : std::nullopt;
}

std::optional<std::string> group_of(const Entered& line, GroupBy by, Duration zone_offset) {
  switch (by) {
    case GroupBy::none:
      return std::nullopt;
    case GroupBy::day:
      return day_of(line.at, zone_offset);
    case GroupBy::department:
      return line.entry.department;
    case GroupBy::rep:
      return person_of(line.entry);
    case GroupBy::rule:
      return line.entry.rule;
  }
  return std::nullopt;
}

}  // namespace

Boards scoreboard(const std::vector<Entered>& entries, Time from, Time to,
                  const std::optional<std::string>& department, GroupBy by, Duration zone_offset) {
  Tally all;
  std::map<std::string, Tally> groups;
  std::map<std::string, Time> contacts, consents;  // of a customer, of an opportunity: the last
  for (const auto& line : entries) {
    if (line.at >= to) continue;
    const auto& e = line.entry;
    Context context;
    if (e.what == What::started) {
      const auto [last, first] = contacts.try_emplace(e.visitor, line.at);
      context.repeat = !first && line.at - last->second < repeat_window;
      last->second = line.at;
    } else if (e.what == What::consented && e.opportunity) {
      consents[*e.opportunity] = line.at;
    } else if (e.what == What::accepted && e.opportunity) {
      if (const auto since = consents.find(*e.opportunity); since != consents.end()) {
        context.waited = line.at - since->second;
        consents.erase(since);  // the next rep, should this one be lost, had no such wait
      }
    }
    if (line.at < from || (department && e.department != *department)) continue;
    all.count(line, context);
    if (const auto group = group_of(line, by, zone_offset)) groups[*group].count(line, context);
  }
  Boards boards{all.board(), {}};
  for (const auto& [key, tally] : groups) boards.groups.emplace(key, tally.board());
  return boards;
}

}  // namespace baton::desk

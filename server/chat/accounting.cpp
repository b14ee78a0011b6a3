// The scoreboards, computed from the ledger whenever somebody asks, and the ledger itself.
#include <chrono>

#include "server/chat/handoffs.hpp"

namespace baton::chat {
namespace {

constexpr int lines_a_page = 1000;
constexpr desk::Duration longest_period = desk::days(400);
constexpr desk::Duration told_before = desk::days(7);  // what scoreboard() wants of earlier

// The offset of the site's clock: that of the first department with hours.
desk::Duration offset_at(const desk::Settings& settings, const desk::FindZone& find, desk::Time now) {
  for (const auto& department : settings.departments)
    if (department.hours) return desk::zone_or_utc(find, department.hours->zone).offset_at(now);
  return 0;
}

// The midnight of the site's clock before this moment.
desk::Time day_of(desk::Time at, desk::Duration offset) {
  using std::chrono::milliseconds;
  const auto local = milliseconds(at + offset);
  return std::chrono::duration_cast<milliseconds>(std::chrono::floor<std::chrono::days>(local)).count() -
         offset;
}

}  // namespace

Task<Handoffs::Stats> Handoffs::stats(Caller by, Asked what) {
  const auto who = co_await me(by);
  if (!who) co_return who.error();
  const bool sales = may_see_sales(*who);
  const bool of_sales = what.by == desk::GroupBy::rep || what.by == desk::GroupBy::rule;
  if (of_sales && !sales) co_return Refusal{Reason::forbidden};
  store::Reading unused;
  const auto settings = co_await store_.settings(unused);
  if (!settings) co_return refusal(settings.error());
  if (what.department && settings->body.department(*what.department) == nullptr)
    co_return Refusal{Reason::not_found};
  // Who waits for care: what waits for sales beside its owner waits for no human.
  std::vector<std::string> departments;
  for (const auto& d : settings->body.departments)
    if (what.department ? d.id == *what.department : d.kind == desk::DepartmentKind::care)
      departments.push_back(d.id);
  const auto queues = co_await store_.queues(std::move(departments));
  if (!queues) co_return refusal(queues.error());
  const auto to = what.to.value_or(queues->now + 1);
  const auto offset = offset_at(settings->body, find_zone_, to - 1);
  const auto from = what.from.value_or(day_of(to - 1, offset));
  if (from > to) co_return Refusal{Reason::invalid, "to"};
  if (to - from > longest_period) co_return Refusal{Reason::invalid, "from"};
  const auto read = co_await entries(from - told_before, to);
  if (!read) co_return read.error();
  Stats stats;
  stats.boards = desk::scoreboard(*read, from, to, what.department, what.by, offset);
  for (const auto& queue : queues->queues) stats.waiting += queue.waiting;
  stats.sales = sales;
  co_return stats;
}

Task<std::vector<desk::Entered>> Handoffs::entries(store::Time from, store::Time to) {
  std::vector<desk::Entered> all;
  std::optional<std::string> cursor;
  do {
    auto page = co_await store_.ledger(from, to, cursor, lines_a_page);
    if (!page) co_return refusal(page.error());
    for (auto& line : page->lines) all.push_back({line.at, std::move(line.entry)});
    cursor = std::move(page->cursor);
  } while (cursor);
  co_return all;
}

Task<store::LedgerPage> Handoffs::ledger(Caller by, store::Time from, store::Time to,
                                         std::optional<std::string> cursor) {
  const auto who = co_await me(by);
  if (!who) co_return who.error();
  if (!may_see_sales(*who)) co_return Refusal{Reason::forbidden};
  auto page = co_await store_.ledger(from, to, std::move(cursor), lines_a_page);
  if (!page) co_return refusal(page.error());
  co_return *std::move(page);
}

}  // namespace baton::chat

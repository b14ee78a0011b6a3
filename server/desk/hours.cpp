// Hours become spans of instants, day by day; spans begin in the order of their local times, which lets each
// question stop at the first answer.
#include "server/desk/hours.hpp"

#include <algorithm>
#include <charconv>

namespace baton::desk {
namespace {

namespace chrono = std::chrono;

constexpr Duration day = minutes(minutes_a_day);
constexpr int days_ahead = 366;

const std::vector<Interval>& open_on(const Hours& hours, chrono::sys_days date) {
  const chrono::year_month_day civil(date);
  for (const auto& holiday : hours.holidays)
    if (holiday.date == civil) return holiday.open;
  return hours.week[chrono::weekday(date).iso_encoding() - 1];
}

struct Span {
  Time begin = 0;
  Time end = 0;
};

// Gives `take` the spans around and after `now`, by beginning, until it has enough (false).
template <class Take>
void each_span(const Hours& hours, const Zone& zone, Time now, Take take) {
  const auto local =
      chrono::local_time<chrono::milliseconds>(chrono::milliseconds(now + zone.offset_at(now)));
  const auto today = chrono::floor<chrono::days>(local).time_since_epoch();
  // Two days back: a span lasts a day and ends on the next, and a clock set back may show an earlier date.
  for (auto d = today - chrono::days(2); d <= today + chrono::days(days_ahead + 2); d += chrono::days(1)) {
    const auto midnight = Time{d.count()} * day;
    for (const auto& interval : open_on(hours, chrono::sys_days(d))) {
      const Span span{zone.reaches(midnight + minutes(interval.from)),
                      zone.passes(midnight + minutes(interval.to))};
      if (span.begin < span.end && !take(span)) return;
    }
  }
}

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc() || stop != end || digits.front() == '-') return std::nullopt;
  return value;
}

// "09:30" in minutes; hours up to 99, because a day may go on counting.
std::optional<int> clock(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto h = number(text.substr(0, 2));
  const auto m = number(text.substr(3));
  if (!h || !m || *m > 59) return std::nullopt;
  return *h * 60 + *m;
}

std::string padded(int value, std::size_t width) {
  auto text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}
std::string clock_text(int minute) { return padded(minute / 60, 2) + ":" + padded(minute % 60, 2); }

}  // namespace

bool open_at(const Hours& hours, const Zone& zone, Time now) {
  bool open = false;
  each_span(hours, zone, now, [&](const Span& span) {
    open = span.begin <= now && now < span.end;
    return !open && span.begin <= now;
  });
  return open;
}

std::optional<Time> next_opening(const Hours& hours, const Zone& zone, Time now) {
  std::optional<Time> opening;
  each_span(hours, zone, now, [&](const Span& span) {
    if (span.end <= now) return true;
    const auto at = std::max(span.begin, now);
    if (at <= now + days_ahead * day) opening = at;
    return false;
  });
  return opening;
}

std::optional<Time> next_closing(const Hours& hours, const Zone& zone, Time now) {
  const auto latest = now + days_ahead * day;
  auto closing = now;
  each_span(hours, zone, now, [&](const Span& span) {
    if (span.begin > closing) return false;
    closing = std::max(closing, span.end);
    return closing <= latest;
  });
  return closing <= latest ? std::optional(closing) : std::nullopt;
}

std::string text_of(const Interval& interval) {
  return clock_text(interval.from) + "-" + clock_text(interval.to);
}

std::optional<Interval> interval_of(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto from = clock(text.substr(0, 5));
  const auto to = clock(text.substr(6));
  if (!from || !to) return std::nullopt;
  return Interval{*from, *to};
}

std::string text_of(const chrono::year_month_day& date) {
  return padded(static_cast<int>(date.year()), 4) + "-" +
         padded(static_cast<int>(static_cast<unsigned>(date.month())), 2) + "-" +
         padded(static_cast<int>(static_cast<unsigned>(date.day())), 2);
}

std::optional<chrono::year_month_day> date_of(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = number(text.substr(0, 4));
  const auto m = number(text.substr(5, 2));
  const auto d = number(text.substr(8));
  if (!y || !m || !d) return std::nullopt;
  const chrono::year_month_day date(chrono::year(*y), chrono::month(static_cast<unsigned>(*m)),
                                    chrono::day(static_cast<unsigned>(*d)));
  if (!date.ok()) return std::nullopt;
  return date;
}

}  // namespace baton::desk

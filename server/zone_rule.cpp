// A rule is a standard offset, and perhaps a summer offset with the two moments of the year at which they
// change, each in the local time that holds just before it.
#include "server/zone_rule.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace baton {
namespace {

namespace chrono = std::chrono;

constexpr int last_year = 2100;

// A day of the year and a local time on it, in seconds.
struct Moment {
  enum class Kind : std::uint8_t { julian, day, week } kind = Kind::day;
  int a = 0;  // julian: 1–365, never counting 29 February; day: 0–365; week: the month
  int week = 0;
  int weekday = 0;
  std::int64_t time = 7200;
};
struct Rule {
  std::int64_t standard = 0;  // seconds east of UTC
  std::int64_t summer = 0;
  std::optional<std::pair<Moment, Moment>> year;  // when summer begins and ends
};

class Scanner {
public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<Rule> rule() {
    Rule r;
    name();
    r.standard = -time(24);
    if (good_ && !text_.empty()) {
      name();
      r.summer = r.standard + 3600;
      if (!text_.empty() && text_.front() != ',') r.summer = -time(24);
      expect(',');
      const auto begins = moment();
      expect(',');
      r.year = {begins, moment()};
    }
    if (!good_ || !text_.empty()) return std::nullopt;
    return r;
  }

private:
  bool accept(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  void expect(char c) { good_ = accept(c) && good_; }

  void name() {
    const bool quoted = accept('<');
    std::size_t length = 0;
    while (length < text_.size() && (quoted ? text_[length] != '>' : is_letter(text_[length]))) ++length;
    good_ = good_ && length >= 3;
    text_.remove_prefix(length);
    if (quoted) expect('>');
  }
  static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

  int number(int least, int most) {
    int value = 0, digits = 0;
    for (; !text_.empty() && text_.front() >= '0' && text_.front() <= '9' && digits < 4; ++digits) {
      value = value * 10 + (text_.front() - '0');
      text_.remove_prefix(1);
    }
    good_ = good_ && digits > 0 && value >= least && value <= most;
    return value;
  }
  // [+-]h[:m[:s]], in seconds.
  std::int64_t time(int most_hours) {
    const bool negative = accept('-');
    if (!negative) accept('+');
    std::int64_t value = std::int64_t{number(0, most_hours)} * 3600;
    if (accept(':')) value += std::int64_t{number(0, 59)} * 60;
    if (accept(':')) value += number(0, 59);
    return negative ? -value : value;
  }
  Moment moment() {
    Moment m;
    if (accept('M')) {
      m.kind = Moment::Kind::week;
      m.a = number(1, 12);
      expect('.');
      m.week = number(1, 5);
      expect('.');
      m.weekday = number(0, 6);
    } else if (accept('J')) {
      m.kind = Moment::Kind::julian;
      m.a = number(1, 365);
    } else {
      m.a = number(0, 365);
    }
    if (accept('/')) m.time = time(167);
    return m;
  }

  std::string_view text_;
  bool good_ = true;
};

// Local seconds since 1970 at which the moment comes in that year.
std::int64_t local_time(const Moment& m, int y) {
  const chrono::year year(y);
  chrono::sys_days date = year / chrono::January / 1;
  switch (m.kind) {
    case Moment::Kind::julian:
      date += chrono::days(m.a - (year.is_leap() && m.a > 59 ? 0 : 1));
      break;
    case Moment::Kind::day:
      date += chrono::days(m.a);
      break;
    case Moment::Kind::week: {
      const auto month = year / chrono::month(static_cast<unsigned>(m.a));
      const chrono::weekday weekday(static_cast<unsigned>(m.weekday));
      // The fifth means the last.
      date = m.week == 5 ? chrono::sys_days(month / weekday[chrono::last])
                         : chrono::sys_days(month / weekday[static_cast<unsigned>(m.week)]);
      break;
    }
  }
  return std::int64_t{date.time_since_epoch().count()} * 86'400 + m.time;
}

}  // namespace

bool extend(desk::Zone& zone, std::string_view text) {
  const auto rule = Scanner(text).rule();
  if (!rule) return false;
  if (!rule->year) {
    if (zone.changes.empty()) zone.first = rule->standard * 1000;
    return true;
  }
  const auto last = zone.changes.empty() ? desk::Time{0} : zone.changes.back().at;
  const auto last_day =
      chrono::floor<chrono::days>(chrono::sys_time<chrono::milliseconds>(chrono::milliseconds(last)));
  const auto first_year = std::max(1970, static_cast<int>(chrono::year_month_day(last_day).year()));
  for (int y = first_year; y <= last_year; ++y) {
    const desk::Zone::Change summer{(local_time(rule->year->first, y) - rule->standard) * 1000,
                                    rule->summer * 1000};
    const desk::Zone::Change winter{(local_time(rule->year->second, y) - rule->summer) * 1000,
                                    rule->standard * 1000};
    for (const auto& change : {std::min(summer, winter, [](auto&a, auto&b) { return a.at < b.at; }),
                               std::max(summer, winter, [](auto&a, auto&b) { return a.at < b.at; })})
      if (change.at > last && (zone.changes.empty() || change.at > zone.changes.back().at))
        zone.changes.push_back(change);
  }
  return true;
}

}  // namespace baton

// Two scoreboards from one ledger: how care fared, and what sales made of it, for the same customers. Pure: the
// same entries always give the same numbers.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/desk/ledger.hpp"

namespace baton::desk {

// An entry as the store numbered and stamped it.
struct Entered {
  Time at = 0;
  LedgerEntry entry;
};

struct Percentiles {  // nearest rank; nullopt without values
  std::optional<Duration> p50, p90;
  bool operator==(const Percentiles&) const = default;
};

struct CareBoard {
  std::int64_t conversations = 0;  // started
  Percentiles first_response, resolution;
  std::optional<double> csat;      // mean of the last rating of each conversation, 1–5
  std::optional<double> nps;       // promoters (9, 10) − detractors (0–6), in percent of answers
  std::int64_t missed = 0, recovered = 0;
  std::int64_t repeat_contacts = 0;  // started within 7 days of an earlier one of the same customer
  std::int64_t complaints = 0;
  bool operator==(const CareBoard&) const = default;
};

struct SalesBoard {
  std::int64_t suggested = 0, suggestions_accepted = 0, suggestions_dismissed = 0;
  std::int64_t flagged = 0, proposed = 0, consented = 0, declined = 0, deferred = 0, accepted = 0, won = 0, lost = 0;
  std::map<std::string, std::int64_t> revenue;  // currency → minor units: won less clawbacks
  std::map<std::string, std::int64_t> average_deal;  // currency → revenue / deals, rounded half up
  Percentiles time_to_accept;                   // from the consent to the rep
  // accepted → won, and proposed → declined; nullopt without any. 0 … 1.
  std::optional<double> conversion, refusal_rate;
  bool operator==(const SalesBoard&) const = default;
};

enum class GroupBy : std::uint8_t { none, day, department, rep, rule };
struct Board {
  CareBoard care;
  SalesBoard sales;
  bool operator==(const Board&) const = default;
};
struct Boards {
  Board all;
  std::map<std::string, Board> groups;  // key: YYYY-MM-DD, department, staff id, rule
};
// Of the entries with from ≤ at < to; earlier ones (pass 7 days more) only tell repeat contacts and consents.
// `department`: only of that. Days are those of `zone_offset` ms ahead of UTC.
Boards scoreboard(const std::vector<Entered>& entries, Time from, Time to,
                  const std::optional<std::string>& department, GroupBy by, Duration zone_offset);

}  // namespace baton::desk

// The results of the hand-off's methods, the accounts among them.
#pragma once

#include "protocol/results.hpp"

namespace baton::protocol {

// What a visitor hears of their complaint: its event is in `notes`, so there is no `seq`.
struct ComplaintResult {
  bool duplicate = false;
  static constexpr auto fields = std::tuple{flag("duplicate", &ComplaintResult::duplicate)};
};

// `seq` is that of the event in `notes`.
struct FlagResult {
  Opportunity opportunity;
  std::int64_t seq = 0;
  bool duplicate = false;
  static constexpr auto fields =
      std::tuple{field("opportunity", &FlagResult::opportunity), field("seq", &FlagResult::seq, integer(1)),
                 flag("duplicate", &FlagResult::duplicate)};
};
struct OpportunityResult {
  Opportunity opportunity;
  bool duplicate = false;
  static constexpr auto fields = std::tuple{field("opportunity", &OpportunityResult::opportunity),
                                            flag("duplicate", &OpportunityResult::duplicate)};
};
// Newest first; `cursor` is null at the end.
struct OpportunityListResult {
  std::vector<Opportunity> opportunities;
  std::optional<std::string> cursor;
  static constexpr auto fields = std::tuple{field("opportunities", &OpportunityListResult::opportunities),
                                            nullable("cursor", &OpportunityListResult::cursor)};
};

// Of times in ms, by nearest rank; null without any.
struct Percentiles {
  static constexpr std::string_view type_name = "Percentiles";
  std::optional<std::int64_t> p50, p90;
  static constexpr auto fields = std::tuple{nullable("p50", &Percentiles::p50, integer()),
                                            nullable("p90", &Percentiles::p90, integer())};
};

// `waiting` is how many wait now: in the whole, not in a group. `conversations` is how many began. `csat` is
// a mean of 1–5, `nps` −100…100; null where nobody answered.
struct CareStats {
  static constexpr std::string_view type_name = "CareStats";
  std::optional<std::int64_t> waiting;
  std::int64_t conversations = 0;
  Percentiles first_response_ms, resolution_ms;
  std::optional<double> csat, nps;
  std::int64_t missed = 0, recovered = 0, repeat_contacts = 0, complaints = 0;
  static constexpr auto fields = std::tuple{field("waiting", &CareStats::waiting, integer()),
                                            field("conversations", &CareStats::conversations, integer()),
                                            field("first_response_ms", &CareStats::first_response_ms),
                                            field("resolution_ms", &CareStats::resolution_ms),
                                            nullable("csat", &CareStats::csat),
                                            nullable("nps", &CareStats::nps),
                                            field("missed", &CareStats::missed, integer()),
                                            field("recovered", &CareStats::recovered, integer()),
                                            field("repeat_contacts", &CareStats::repeat_contacts, integer()),
                                            field("complaints", &CareStats::complaints, integer())};
};

// `conversion` (won of accepted) and `refusal_rate` (declined of proposed) are 0…1, null without any.
// `revenue` is won less refunds, a sum a currency, by currency.
struct SalesStats {
  static constexpr std::string_view type_name = "SalesStats";
  std::int64_t suggested = 0, suggestions_accepted = 0, suggestions_dismissed = 0;
  std::int64_t flagged = 0, proposed = 0, consented = 0, declined = 0, deferred = 0;
  std::int64_t accepted = 0, won = 0, lost = 0;
  std::optional<double> conversion, refusal_rate;
  Percentiles time_to_accept_ms;
  std::vector<Sum> revenue, average_deal;
  static constexpr auto fields =
      std::tuple{field("suggested", &SalesStats::suggested, integer()),
                 field("suggestions_accepted", &SalesStats::suggestions_accepted, integer()),
                 field("suggestions_dismissed", &SalesStats::suggestions_dismissed, integer()),
                 field("flagged", &SalesStats::flagged, integer()),
                 field("proposed", &SalesStats::proposed, integer()),
                 field("consented", &SalesStats::consented, integer()),
                 field("declined", &SalesStats::declined, integer()),
                 field("deferred", &SalesStats::deferred, integer()),
                 field("accepted", &SalesStats::accepted, integer()),
                 field("won", &SalesStats::won, integer()),
                 field("lost", &SalesStats::lost, integer()),
                 nullable("conversion", &SalesStats::conversion),
                 nullable("refusal_rate", &SalesStats::refusal_rate),
                 field("time_to_accept_ms", &SalesStats::time_to_accept_ms),
                 field("revenue", &SalesStats::revenue),
                 field("average_deal", &SalesStats::average_deal)};
};

// One day (YYYY-MM-DD), department, rep or rule; `name` where the key is an id with a name.
struct StatsGroup {
  static constexpr std::string_view type_name = "StatsGroup";
  std::string key;
  std::optional<std::string> name;
  std::optional<CareStats> care;
  std::optional<SalesStats> sales;
  static constexpr auto fields =
      std::tuple{field("key", &StatsGroup::key), field("name", &StatsGroup::name),
                 field("care", &StatsGroup::care), field("sales", &StatsGroup::sales)};
};

// Two scoreboards of the same customers. `sales` to sales staff and supervisors only. `groups` where they
// were asked for, by key.
struct StatsResult {
  CareStats care;
  std::optional<SalesStats> sales;
  std::optional<std::vector<StatsGroup>> groups;
  static constexpr auto fields =
      std::tuple{field("care", &StatsResult::care), field("sales", &StatsResult::sales),
                 field("groups", &StatsResult::groups)};
};

}  // namespace baton::protocol

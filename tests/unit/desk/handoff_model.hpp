// Law L9 and the table of opportunities in their own words, written apart from server/desk/: what the
// customer has said and felt, whether they may be asked or given to sales now, and which steps an opportunity
// may take.
#pragma once
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server/desk/guard.hpp"
#include "tests/unit/desk/handoff_story.hpp"

namespace baton::desk::handoffs {

// One customer, as the moves have made them.
struct Vera {
  std::vector<Time> began;
  Time said_no = -1;
  bool complains = false, alerted = false;
  int last_rating = 0;

  bool unhappy(Time now) const {
    const auto lately =
        std::count_if(began.begin(), began.end(), [&](Time t) { return now < t + 7 * 86'400'000LL; });
    return alerted || (last_rating != 0 && last_rating < 3) || lately > 2;
  }
  bool cooling(Time now) const { return said_no >= 0 && now < said_no + 90 * 86'400'000LL; }
};

// One hand-off: how it came to be.
struct Wish {
  bool asked = false;       // of their own accord
  bool overridden = false;  // by sue
  bool yes = false;         // the customer agreed
};

inline std::optional<Objection> against_asking(const Vera& v, bool solved, const Wish& w, Time now) {
  if (v.cooling(now) && !w.asked) return Objection::cooling_off;
  if (v.complains && !w.overridden) return Objection::open_complaint;
  if (v.unhappy(now)) return Objection::unhappy;
  if (!solved && !w.asked && !w.overridden) return Objection::not_solved;
  return std::nullopt;
}
inline std::optional<Objection> against_giving(const Vera& v, bool solved, const Wish& w, Time now) {
  if (!w.yes) return Objection::no_consent;
  if (v.complains && !w.overridden) return Objection::open_complaint;
  if (v.unhappy(now)) return Objection::unhappy;
  if (!solved && !w.asked && !w.overridden) return Objection::not_solved;
  return std::nullopt;
}

using Edge = std::pair<OpportunityState, OpportunityState>;

// The table of states.md: who may take an opportunity from where to where. `open`: the conversation after.
inline bool allowed(const Edge& edge, Kind by, const Conversation& after) {
  using enum OpportunityState;
  const auto [from, to] = edge;
  const auto one_of = [](OpportunityState s, std::initializer_list<OpportunityState> list) {
    return std::find(list.begin(), list.end(), s) != list.end();
  };
  // What any row may bring about.
  if (to == deferred && !after.open() && one_of(from, {flagged, proposed, consented, offered, accepted}))
    return true;
  if (edge == Edge{proposed, flagged} || edge == Edge{offered, consented} || edge == Edge{consented, offered})
    return true;
  if (edge == Edge{accepted, consented}) return after.state == State::queued;
  if (edge == Edge{accepted, accepted} && (by == Kind::accept || by == Kind::take || by == Kind::match))
    return true;
  switch (by) {
    case Kind::propose:
    case Kind::propose_override:
      return to == proposed && one_of(from, {flagged, deferred});
    case Kind::propose_asked:
      return to == consented && one_of(from, {flagged, deferred, declined, withdrawn});
    case Kind::answer:
      return from == proposed && one_of(to, {consented, deferred, declined});
    case Kind::withdraw:
      return to == withdrawn && one_of(from, {proposed, consented, offered});
    case Kind::defer:
      return to == deferred && one_of(from, {flagged, consented, offered});
    case Kind::accept:
    case Kind::take:
      return to == accepted && one_of(from, {consented, offered});
    case Kind::back:
      return from == accepted && one_of(to, {won, lost, deferred, accepted});
    case Kind::close_opportunity:
      if (to == dismissed) return one_of(from, {flagged, proposed, consented, offered, deferred, accepted});
      return one_of(to, {won, lost}) && one_of(from, {accepted, deferred});
    case Kind::refund:
      return from == won && to == won;
    case Kind::follow_up:
      return from == to && one_of(from, {won, deferred});
    default:
      return false;
  }
}

}  // namespace baton::desk::handoffs

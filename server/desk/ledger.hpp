// The ledger: an append-only list of what happened to opportunities and to the care around them, in which nothing
// is ever changed; a refund is an entry of its own. Every number of the scoreboards is computed from it. Plain
// values; the store stamps `at` and numbers them.
#pragma once
#include <optional>
#include <string>

#include "server/desk/money.hpp"
#include "server/desk/opportunity.hpp"

namespace baton::desk {

struct LedgerEntry {
  enum class What : std::uint8_t {
    // of an opportunity
    flagged,
    proposed,
    consented,
    declined,
    deferred,
    withdrawn,
    offered,
    accepted,
    returned,  // handed back to care without an outcome, or the rep was lost
    won,
    lost,
    dismissed,
    clawback,  // a refund: `money` is taken off; `of` names the won entry's opportunity
    // of a suggestion
    suggested,
    suggestion_accepted,
    suggestion_dismissed,
    // of a conversation
    started,
    answered,  // the first word of a human: `took` is from the arrival. `append` writes it, once
    resolved,  // closed after a human has answered: `took` is from the start
    closed,    // closed otherwise
    missed,
    recovered,
    rated,  // `score`, `nps`
    complained,
    overridden  // a supervisor set the guard aside
  } what = What::flagged;
  std::string conversation;
  std::string visitor;
  std::string department;  // the conversation's; of sales steps where it was flagged
  Actor by;
  std::optional<std::string> opportunity;
  std::optional<OpportunityKind> kind;
  std::optional<PersonRef> flagger, closer;  // credit
  std::optional<Money> money;                // value flagged, amount won, amount taken back
  std::optional<std::string> rule;           // of a suggestion, and of an opportunity that came from one
  std::optional<std::string> reason;
  std::optional<Duration> took;
  std::optional<int> score, nps;
  bool operator==(const LedgerEntry&) const = default;
};

}  // namespace baton::desk

// The bodies of the HTTP interface: sign-in, the transcript, and the ledger.
#pragma once

#include "protocol/conversation.hpp"
#include "protocol/event.hpp"

namespace baton::protocol {

// Body of POST /api/v1/sessions. A wrong e-mail or password is 4103, so their form is not judged here.
struct SessionRequest {
  std::string site = "default", email, password;
  static constexpr auto fields = std::tuple{defaulted("site", &SessionRequest::site, opaque(64)),
                                            field("email", &SessionRequest::email, string(254)),
                                            field("password", &SessionRequest::password, string(1024))};
  bool operator==(const SessionRequest&) const = default;
};

struct SessionAnswer {
  std::string token;
  StaffYou staff;
  static constexpr auto fields =
      std::tuple{field("token", &SessionAnswer::token), field("staff", &SessionAnswer::staff)};
};

struct VisitorTranscript {
  VisitorConversation conversation;
  std::vector<LogEvent> log;
  static constexpr auto fields = std::tuple{field("conversation", &VisitorTranscript::conversation),
                                            field("log", &VisitorTranscript::log)};
};

struct StaffTranscript {
  StaffConversation conversation;
  std::vector<LogEvent> log;
  std::vector<NotesEvent> notes;
  static constexpr auto fields =
      std::tuple{field("conversation", &StaffTranscript::conversation), field("log", &StaffTranscript::log),
                 field("notes", &StaffTranscript::notes)};
};

// An entry of the ledger: a line of its NDJSON and a row of its CSV, where a person's parts have columns of
// their own (`by_id`, `by_name`, `by_role`). Nothing in it is ever changed: a refund is an entry `clawback`,
// whose amount goes off what `won` brought.
struct LedgerLine {
  std::string id;
  std::int64_t at = 0;
  LedgerWhat what = LedgerWhat::flagged;
  std::string conversation, visitor, department;
  Author by;
  std::optional<std::string> opportunity;
  std::optional<OpportunityKind> kind;
  std::optional<Person> flagger, closer;
  std::optional<std::int64_t> amount;
  std::optional<std::string> currency, rule, reason;
  std::optional<std::int64_t> took_ms, score, nps;
  static constexpr auto fields = std::tuple{field("id", &LedgerLine::id),
                                            field("at", &LedgerLine::at, integer()),
                                            field("what", &LedgerLine::what),
                                            field("conversation", &LedgerLine::conversation, protocol::id()),
                                            field("visitor", &LedgerLine::visitor, protocol::id()),
                                            field("department", &LedgerLine::department, protocol::id()),
                                            field("by", &LedgerLine::by),
                                            field("opportunity", &LedgerLine::opportunity, protocol::id()),
                                            field("kind", &LedgerLine::kind),
                                            field("flagger", &LedgerLine::flagger),
                                            field("closer", &LedgerLine::closer),
                                            field("amount", &LedgerLine::amount, protocol::amount()),
                                            field("currency", &LedgerLine::currency, protocol::currency()),
                                            field("rule", &LedgerLine::rule, protocol::id()),
                                            field("reason", &LedgerLine::reason),
                                            field("took_ms", &LedgerLine::took_ms, integer()),
                                            field("score", &LedgerLine::score, integer(1, 5)),
                                            field("nps", &LedgerLine::nps, integer(0, 10))};
};

}  // namespace baton::protocol

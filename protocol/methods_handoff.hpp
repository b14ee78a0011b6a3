// The methods of the hand-off: how the customer fares (which the guard reads), opportunities, the question to
// the customer, the way to sales and back, and the accounts.
#pragma once

#include "protocol/method.hpp"
#include "protocol/results_handoff.hpp"

namespace baton::protocol {

// Staff propose that the issue is solved; the visitor confirms, or says "not yet".
struct Solve {
  static constexpr Method method{"conversation.solve"};
  using Results = std::tuple<SeqResult>;
  std::string conversation, cid;
  bool solved = false;
  static constexpr auto fields =
      std::tuple{field("conversation", &Solve::conversation, id()),
                 field("cid", &Solve::cid, protocol::cid()), field("solved", &Solve::solved)};
  bool operator==(const Solve&) const = default;
};

struct Rate {
  static constexpr Method method{"conversation.rate", Side::visitor};
  using Results = std::tuple<SeqResult>;
  std::string conversation, cid;
  std::int64_t score = 1;
  std::optional<std::int64_t> nps;
  std::optional<std::string> comment;
  static constexpr auto fields =
      std::tuple{field("conversation", &Rate::conversation, id()), field("cid", &Rate::cid, protocol::cid()),
                 field("score", &Rate::score, integer(1, 5)), field("nps", &Rate::nps, integer(0, 10)),
                 field("comment", &Rate::comment, text())};
  bool operator==(const Rate&) const = default;
};

struct Complain {
  static constexpr Method method{"conversation.complaint"};
  using Results = std::tuple<ComplaintResult, SeqResult>;
  std::string conversation, cid;
  bool open = false;
  std::optional<std::string> text;
  static constexpr auto fields = std::tuple{
      field("conversation", &Complain::conversation, id()), field("cid", &Complain::cid, protocol::cid()),
      field("open", &Complain::open), field("text", &Complain::text, protocol::text())};
  bool operator==(const Complain&) const = default;
};

struct SetAlert {
  static constexpr Method method{"alert.set", Side::staff};
  using Results = std::tuple<SeqResult>;
  std::string conversation, cid;
  AlertSet reason = AlertSet::unhappy;
  bool on = false;
  static constexpr auto fields = std::tuple{field("conversation", &SetAlert::conversation, id()),
                                            field("cid", &SetAlert::cid, protocol::cid()),
                                            field("reason", &SetAlert::reason), field("on", &SetAlert::on)};
  bool operator==(const SetAlert&) const = default;
};

// `suggestion`: the one that this accepts.
struct FlagOpportunity {
  static constexpr Method method{"opportunity.flag", Side::staff};
  using Results = std::tuple<FlagResult>;
  std::string conversation, cid;
  OpportunityKind kind = OpportunityKind::upsell;
  std::string product, reason;
  std::optional<Money> value;
  std::optional<std::string> suggestion;
  static constexpr auto fields = std::tuple{field("conversation", &FlagOpportunity::conversation, id()),
                                            field("cid", &FlagOpportunity::cid, protocol::cid()),
                                            field("kind", &FlagOpportunity::kind),
                                            field("product", &FlagOpportunity::product, text(200)),
                                            field("reason", &FlagOpportunity::reason, text()),
                                            field("value", &FlagOpportunity::value),
                                            field("suggestion", &FlagOpportunity::suggestion, id())};
  bool operator==(const FlagOpportunity&) const = default;
};

struct DismissSuggestion {
  static constexpr Method method{"suggestion.dismiss", Side::staff};
  using Results = std::tuple<SeqResult>;
  std::string conversation, cid, suggestion;
  static constexpr auto fields = std::tuple{field("conversation", &DismissSuggestion::conversation, id()),
                                            field("cid", &DismissSuggestion::cid, protocol::cid()),
                                            field("suggestion", &DismissSuggestion::suggestion, id())};
  bool operator==(const DismissSuggestion&) const = default;
};

// The visitor's message in `log` by which the customer asked of their own accord.
struct CustomerAsked {
  std::int64_t seq = 1;
  static constexpr auto fields = std::tuple{field("seq", &CustomerAsked::seq, integer(1))};
  bool operator==(const CustomerAsked&) const = default;
};
// Why a supervisor sets the guard aside.
struct Override {
  std::string reason;
  static constexpr auto fields = std::tuple{field("reason", &Override::reason, text())};
  bool operator==(const Override&) const = default;
};
struct Propose {
  static constexpr Method method{"handoff.propose", Side::staff};
  using Results = std::tuple<OpportunityResult>;
  std::string conversation, cid, opportunity;
  Brief brief;
  std::optional<std::string> pitch;
  std::optional<To> to;
  std::optional<CustomerAsked> customer_asked;
  std::optional<Override> override;
  static constexpr auto fields = std::tuple{field("conversation", &Propose::conversation, id()),
                                            field("cid", &Propose::cid, protocol::cid()),
                                            field("opportunity", &Propose::opportunity, id()),
                                            field("brief", &Propose::brief),
                                            field("pitch", &Propose::pitch, text()),
                                            field("to", &Propose::to),
                                            field("customer_asked", &Propose::customer_asked),
                                            field("override", &Propose::override)};
  bool operator==(const Propose&) const = default;
};

// `due`: of a later.
struct AnswerHandoff {
  static constexpr Method method{"handoff.answer", Side::visitor};
  using Results = std::tuple<SeqResult>;
  std::string conversation, handoff, cid;
  HandoffAnswer answer = HandoffAnswer::no;
  std::optional<std::int64_t> due;
  static constexpr auto fields = std::tuple{
      field("conversation", &AnswerHandoff::conversation, id()),
      field("handoff", &AnswerHandoff::handoff, id()), field("cid", &AnswerHandoff::cid, protocol::cid()),
      field("answer", &AnswerHandoff::answer), field("due", &AnswerHandoff::due, integer())};
  bool operator==(const AnswerHandoff&) const = default;
};

struct WithdrawHandoff {
  static constexpr Method method{"handoff.withdraw", Side::staff};
  using Results = std::tuple<OpportunityResult>;
  std::string conversation, cid, opportunity;
  static constexpr auto fields = std::tuple{field("conversation", &WithdrawHandoff::conversation, id()),
                                            field("cid", &WithdrawHandoff::cid, protocol::cid()),
                                            field("opportunity", &WithdrawHandoff::opportunity, id())};
  bool operator==(const WithdrawHandoff&) const = default;
};

struct DeferHandoff {
  static constexpr Method method{"handoff.defer", Side::staff};
  using Results = std::tuple<OpportunityResult>;
  std::string conversation, cid, opportunity;
  std::int64_t due = 0;
  static constexpr auto fields = std::tuple{field("conversation", &DeferHandoff::conversation, id()),
                                            field("cid", &DeferHandoff::cid, protocol::cid()),
                                            field("opportunity", &DeferHandoff::opportunity, id()),
                                            field("due", &DeferHandoff::due, integer())};
  bool operator==(const DeferHandoff&) const = default;
};

// The handler refuses one of `amount` and `currency` without the other, and won without both; so do
// CloseOpportunity's and Refund's.
struct HandBack {
  static constexpr Method method{"handoff.back", Side::staff};
  using Results = std::tuple<StaffConversationResult>;
  std::string conversation, cid;
  std::optional<BackOutcome> outcome;
  std::optional<std::int64_t> amount;
  std::optional<std::string> currency, reason;
  std::optional<std::int64_t> due;
  std::optional<std::string> note;
  std::optional<To> to;
  static constexpr auto fields = std::tuple{field("conversation", &HandBack::conversation, id()),
                                            field("cid", &HandBack::cid, protocol::cid()),
                                            field("outcome", &HandBack::outcome),
                                            field("amount", &HandBack::amount, protocol::amount()),
                                            field("currency", &HandBack::currency, protocol::currency()),
                                            field("reason", &HandBack::reason, text()),
                                            field("due", &HandBack::due, integer()),
                                            field("note", &HandBack::note, text()),
                                            field("to", &HandBack::to)};
  bool operator==(const HandBack&) const = default;
};

struct CloseOpportunity {
  static constexpr Method method{"opportunity.close", Side::staff};
  using Results = std::tuple<OpportunityResult>;
  std::string opportunity, cid;
  CloseOutcome outcome = CloseOutcome::dismissed;
  std::optional<std::int64_t> amount;
  std::optional<std::string> currency, reason;
  static constexpr auto fields =
      std::tuple{field("opportunity", &CloseOpportunity::opportunity, id()),
                 field("cid", &CloseOpportunity::cid, protocol::cid()),
                 field("outcome", &CloseOpportunity::outcome),
                 field("amount", &CloseOpportunity::amount, protocol::amount()),
                 field("currency", &CloseOpportunity::currency, protocol::currency()),
                 field("reason", &CloseOpportunity::reason, text())};
  bool operator==(const CloseOpportunity&) const = default;
};

struct ListOpportunities {
  static constexpr Method method{"opportunity.list", Side::staff};
  using Results = std::tuple<OpportunityListResult>;
  std::optional<OpportunityState> state;
  std::optional<std::string> owner, cursor;
  std::int64_t limit = 50;
  static constexpr auto fields =
      std::tuple{field("state", &ListOpportunities::state), field("owner", &ListOpportunities::owner, id()),
                 field("cursor", &ListOpportunities::cursor, opaque(256)),
                 defaulted("limit", &ListOpportunities::limit, integer(1, 100))};
  bool operator==(const ListOpportunities&) const = default;
};

// Takes back from what was won: an entry of its own in the ledger.
struct Refund {
  static constexpr Method method{"opportunity.refund", Side::staff};
  using Results = std::tuple<OpportunityResult>;
  std::string opportunity, cid;
  std::int64_t amount = 0;
  std::string currency;
  std::optional<std::string> reason;
  static constexpr auto fields = std::tuple{
      field("opportunity", &Refund::opportunity, id()), field("cid", &Refund::cid, protocol::cid()),
      field("amount", &Refund::amount, protocol::amount()),
      field("currency", &Refund::currency, protocol::currency()), field("reason", &Refund::reason, text())};
  bool operator==(const Refund&) const = default;
};

// `due` null: it is done.
struct FollowUp {
  static constexpr Method method{"opportunity.follow_up", Side::staff};
  using Results = std::tuple<OpportunityResult>;
  std::string opportunity, cid;
  std::optional<std::int64_t> due;
  static constexpr auto fields =
      std::tuple{field("opportunity", &FollowUp::opportunity, id()),
                 field("cid", &FollowUp::cid, protocol::cid()), nullable("due", &FollowUp::due, integer())};
  bool operator==(const FollowUp&) const = default;
};

// Asks an observer, or another colleague, in as a helper; `on:false` lets them go.
struct Invite {
  static constexpr Method method{"conversation.invite", Side::staff};
  using Results = std::tuple<StaffConversationResult>;
  std::string conversation, cid, staff;
  bool on = true;
  static constexpr auto fields = std::tuple{
      field("conversation", &Invite::conversation, id()), field("cid", &Invite::cid, protocol::cid()),
      field("staff", &Invite::staff, id()), defaulted("on", &Invite::on)};
  bool operator==(const Invite&) const = default;
};

// `note` is its `seq` in `notes`.
struct ShareNote {
  static constexpr Method method{"note.share", Side::staff};
  using Results = std::tuple<SeqResult>;
  std::string conversation, cid;
  std::int64_t note = 1;
  static constexpr auto fields =
      std::tuple{field("conversation", &ShareNote::conversation, id()),
                 field("cid", &ShareNote::cid, protocol::cid()), field("note", &ShareNote::note, integer(1))};
  bool operator==(const ShareNote&) const = default;
};

// from ≤ time < to; absent: today in the zone of the site.
struct GetStats {
  static constexpr Method method{"stats.get", Side::staff};
  using Results = std::tuple<StatsResult>;
  std::optional<std::int64_t> from, to;
  std::optional<std::string> department;
  std::optional<StatsBy> by;
  static constexpr auto fields =
      std::tuple{field("from", &GetStats::from, integer()), field("to", &GetStats::to, integer()),
                 field("department", &GetStats::department, id()), field("by", &GetStats::by)};
  bool operator==(const GetStats&) const = default;
};

}  // namespace baton::protocol

// The samples of the hand-off: opportunities at several stages, the question, the accounts, and every event
// of it.
#include "sample_parts.hpp"
#include "samples.hpp"

namespace baton::protocol::test {
namespace {

Brief brief() {
  return {.summary = "Export fixed; wants the team plan",
          .need = "12 seats",
          .solved = "Export",
          .mood = "glad",
          .product = "Team",
          .budget = "300 a month",
          .promises = std::vector<std::string>{"a call today"},
          .do_not_say = "the old price"};
}

Handoff question(HandoffState state) {
  return {"c1.1.1", state, "Sales", "About the team plan", t0 + 86400000};
}

OpportunityStep step(OpportunityState state, std::int64_t at, Author by,
                     std::optional<std::string> reason = {}) {
  return {state, t0 + at, std::move(by), std::move(reason)};
}

Opportunity flagged() {
  Opportunity o;
  o.id = "c1.1";
  o.conversation = "c1";
  o.product = "Team plan";
  o.reason = "Asked for more seats";
  o.flagged_by = {"ana", "Ana"};
  o.flagged_at = t0 + 5000;
  o.history = {step(OpportunityState::flagged, 5000, ana)};
  return o;
}

Opportunity accepted() {
  auto o = flagged();
  o.state = OpportunityState::accepted;
  o.value = Money{29900, "EUR"};
  o.owner = Person{"sam", "Sam"};
  o.giver = Person{"ana", "Ana"};
  o.rule = "team-plan";
  o.brief = brief();
  o.handoff = OpportunityHandoff{.id = "c1.1.1",
                                 .department = "sales",
                                 .to_team = "Sales",
                                 .staff = "sam",
                                 .pitch = "About the team plan",
                                 .expires_at = t0 + 86400000,
                                 .customer_asked = true,
                                 .overridden = true,
                                 .told_nobody = true};
  o.history.push_back(step(OpportunityState::consented, 6000, vera));
  o.history.push_back(step(OpportunityState::accepted, 7000, sam));
  return o;
}

Opportunity won() {
  auto o = accepted();
  o.state = OpportunityState::won;
  o.kind = OpportunityKind::new_business;
  o.outcome = Outcome::won;
  o.amount = 120000;
  o.currency = "JPY";
  o.refunded = 500;
  o.closed_at = t0 + 9000;
  o.due = t0 + 604800000;
  o.handoff.reset();
  o.brief = Brief{.summary = "Team"};
  o.history = {step(OpportunityState::won, 9000, sam, "Signed")};
  o.visitor = Customer{"v1", "Vera"};
  return o;
}

VisitorConversation visitor_asked() {
  auto c = common_part<VisitorConversation>();
  c.state = VisitorState::active;
  c.solved = Solved::proposed;
  c.log_seq = 4;
  c.handoff = question(HandoffState::proposed);
  return c;
}

StaffConversation staff_handing_off() {
  auto c = common_part<StaffConversation>();
  c.state = State::active;
  c.pending = Pending{PendingKind::handoff, "sales", t0 + 20000};
  c.handoff = question(HandoffState::offered);
  c.handoff->pitch.reset();
  c.opportunity = accepted();
  c.opportunity->state = OpportunityState::offered;
  return c;
}

CareStats care() {
  return {.waiting = 2,
          .conversations = 10,
          .first_response_ms = {8000, 30000},
          .resolution_ms = {300000, {}},
          .csat = 4.5,
          .nps = -25.0,
          .missed = 1,
          .recovered = 1,
          .repeat_contacts = 2,
          .complaints = 1};
}
SalesStats sales() {
  SalesStats s;
  s.suggested = 4;
  s.suggestions_accepted = 1;
  s.suggestions_dismissed = 2;
  s.flagged = 5;
  s.proposed = 4;
  s.consented = 3;
  s.declined = 1;
  s.deferred = 1;
  s.accepted = 2;
  s.won = 1;
  s.lost = 1;
  s.conversion = 0.5;
  s.refusal_rate = 0.25;
  s.time_to_accept_ms = {20000, 40000};
  s.revenue = {{120000, "JPY"}, {-500, "USD"}};
  s.average_deal = {{120000, "JPY"}};
  return s;
}
StatsResult grouped() {
  StatsResult stats{care(), sales(), std::vector<StatsGroup>{}};
  stats.groups->push_back({"sam", "Sam", {}, sales()});
  CareStats day = care();
  day.waiting.reset();
  stats.groups->push_back({"2026-11-25", {}, day, {}});
  return stats;
}

StaffHelloResult hello_with_catalogue() {
  StaffHelloResult hello;
  hello.you = {"sam", "Sam", "sam@demo.test", {StaffRole::sales}, {"sales"}, Presence::online, 4};
  hello.offers = {{"c1", OfferKind::handoff, brief(), t0 + 20000}};
  hello.desk = {true,
                {{"sales", "Sales", true, {}, Assign::offer, DepartmentKind::sales}},
                std::vector<Product>{{"Team plan", Money{29900, "EUR"}}, {"Advice", {}}}};
  hello.server = {"n1", "0.1.0", t0};
  return hello;
}

}  // namespace

std::map<std::string, std::string> handoff_results() {
  return {
      {"hello: staff, a hand-off is offered", result_frame(one(), hello_with_catalogue())},
      {"conversation.get: visitor, asked", result_frame(one(), VisitorConversationResult{visitor_asked()})},
      {"conversation.get: staff, handing off",
       result_frame(one(), StaffConversationResult{staff_handing_off()})},
      {"conversation.solve", result_frame(one(), SeqResult{9})},
      {"conversation.complaint: visitor", result_frame(one(), ComplaintResult{})},
      {"conversation.complaint: visitor, duplicate", result_frame(one(), ComplaintResult{true})},
      {"conversation.complaint: staff", result_frame(one(), SeqResult{2})},
      {"opportunity.flag", result_frame(one(), FlagResult{flagged(), 3})},
      {"opportunity.flag: duplicate", result_frame(one(), FlagResult{flagged(), 3, true})},
      {"handoff.propose", result_frame(one(), OpportunityResult{accepted()})},
      {"opportunity.close: won", result_frame(one(), OpportunityResult{won()})},
      {"opportunity.list", result_frame(one(), OpportunityListResult{{won(), flagged()}, "p2"})},
      {"opportunity.list: end", result_frame(one(), OpportunityListResult{})},
      {"stats.get: care", result_frame(one(), StatsResult{care(), {}, {}})},
      {"stats.get: nothing yet", result_frame(one(), StatsResult{{}, SalesStats{}, {}})},
      {"stats.get: grouped", result_frame(one(), grouped())},
      {"conversation.sync: sales, a note withheld",
       result_frame(one(), StaffSyncResult{{noted(1, 3, event::WithheldNote{}, ana)}, 1, "e1"})},
  };
}

std::map<std::string, std::string> handoff_events() {
  const auto frame = [](const auto& event) { return event_frame(event, Cid::shown); };
  const Person to{"sam", "Sam"};
  return {
      {"handoff_proposed",
       frame(logged(16, event::HandoffProposed{"c1.1.1", "Sales", "About seats", t0 + 9}, ana))},
      {"handoff_proposed without words",
       frame(logged(17, event::HandoffProposed{"c1.1.2", "Sales", {}, t0 + 9}, ana))},
      {"handoff_consented", frame(logged(18, event::HandoffConsented{"c1.1.1"}, vera, "k7"))},
      {"handoff_declined", frame(logged(19, event::HandoffDeclined{"c1.1.1"}, vera))},
      {"handoff_declined for now", frame(logged(20, event::HandoffDeclined{"c1.1.1", true}, vera))},
      {"handoff_withdrawn", frame(logged(21, event::HandoffWithdrawn{"c1.1.1"}, ana))},
      {"handoff_failed", frame(logged(22, event::HandoffFailed{"c1.1.1", HandoffFailure::nobody}, system_))},
      {"handed_off", frame(logged(23, event::HandedOff{"c1.1.1", to}, sam))},
      {"handed_back", frame(logged(24, event::HandedBack{{"ana", "Ana"}}, sam))},
      {"note withheld", frame(noted(6, 4, event::WithheldNote{}, ana))},
      {"shared", frame(noted(7, 4, event::Shared{1, ana, "VIP"}, ana))},
      {"flagged",
       frame(noted(8, 4, event::Flagged{"c1.1", OpportunityState::flagged, {}, 29900, "EUR"}, ana))},
      {"opportunity",
       frame(noted(9, 4, event::OpportunityMoved{"c1.1", OpportunityState::proposed, {}, {}, {}}, ana))},
      {"opportunity won",
       frame(noted(10, 4, event::OpportunityMoved{"c1.1", OpportunityState::won, Outcome::won, 1, "EUR"},
                   sam))},
      {"handoff_brief", frame(noted(11, 4, brief(), ana))},
      {"suggested",
       frame(noted(12, 4, event::Suggested{"team", "team", OpportunityKind::new_business, "Team"}, system_))},
      {"suggestion_dismissed", frame(noted(13, 4, event::SuggestionDismissed{"team"}, ana))},
      {"complaint", frame(noted(14, 4, event::Complaint{true, "Broken twice"}, vera))},
      {"complaint settled", frame(noted(15, 4, event::Complaint{false, {}}, ana))},
  };
}

std::map<std::string, std::string> handoff_notifications() {
  using namespace notify;
  return {
      {"conversation: visitor, asked",
       notification_frame(VisitorConversationChanged{visitor_asked(), Because::changed})},
      {"conversation: staff, handing off",
       notification_frame(StaffConversationChanged{staff_handing_off(), Because::offered})},
      {"offer of a hand-off", notification_frame(Offer{"c1", OfferKind::handoff, brief(), t0 + 20000})},
  };
}

}  // namespace baton::protocol::test

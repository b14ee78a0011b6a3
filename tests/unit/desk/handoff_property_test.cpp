// Two customers, two agents, two reps and a supervisor under random days: every method of the hand-off by
// every role, among the desk's other rows. After every step the laws L5 to L7 and L9 hold, the opportunities
// keep the invariants of opportunity.hpp and moved only as states.md lets them, the customer has read what is
// true, and the ledger says what the bodies say. It is long because every method of the hand-off stands
// beside what states.md says of it.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <numeric>

#include "server/desk/handoff.hpp"
#include "server/desk/lifecycle.hpp"
#include "server/desk/match.hpp"
#include "server/desk/offering.hpp"
#include "server/desk/satisfaction.hpp"
#include "server/desk/scoreboard.hpp"
#include "server/desk/silence.hpp"
#include "server/desk/supervising.hpp"
#include "server/desk/transferring.hpp"
#include "tests/unit/desk/build.hpp"
#include "tests/unit/desk/check_days.hpp"
#include "tests/unit/desk/handoff_model.hpp"

namespace baton::desk::handoffs {
namespace {

using enum OpportunityState;
using What = LedgerEntry::What;

std::map<std::string, int>& reached() {  // how often the rows were walked that a day is made for
  static std::map<std::string, int> counts;
  return counts;
}

// A conversation, and what the test itself remembers of it.
struct Chat {
  Conversation body;
  std::size_t customer = 0;
  Said said;
  Seq log = 0;
  bool solved = false;
  std::map<std::string, Wish> wishes;  // hand-off → how it came
  std::string question;                // open on the customer's screen: the hand-off's id
};

class Days {
public:
  explicit Days(AssignMode sales) {
    settings_.departments = {
        {.id = "care", .name = "Care"},
        {.id = "sales", .name = "Sales", .kind = DepartmentKind::sales, .assign = sales}};
    hire("ana", 2, {"care"}, StaffRole::agent);
    hire("bob", 2, {"care", "sales"}, StaffRole::agent);
    hire("cy", 1, {"sales"}, StaffRole::sales);
    hire("di", 2, {"sales"}, StaffRole::sales);
    hire("sue", 1, {}, StaffRole::supervisor);
    customers_.resize(2);
    veras_.resize(2);
  }

  void run(const Move& move) {
    now_ += 1;
    move_ = move;
    over_.clear();
    const auto before = loads();
    act(move);
    loads_agree(before);
  }

  void finish() const { accounts_agree(); }

private:
  void hire(const std::string& id, int capacity, std::vector<std::string> served, StaffRole role) {
    auto staff = person(id, capacity);
    staff.departments = std::move(served);
    staff.roles = {role};
    staff_.push_back(staff);
    here_[id] = true;
  }

  // --- the moves

  void act(const Move& m) {
    static constexpr Duration passes[] = {1,           seconds(20), seconds(45), seconds(90),
                                          minutes(10), hours(25),   days(8),     days(91)};
    if (m.kind == Kind::match) return match_all();
    if (m.kind == Kind::clock) {
      now_ += passes[m.how];
      return;
    }
    if (m.kind == Kind::toggle_presence && m.who < 5) {
      auto& p = staff_[static_cast<std::size_t>(m.who)].presence;
      p = p == Presence::online ? Presence::away : Presence::online;
      return;
    }
    if (m.kind == Kind::toggle_here && m.who < 5) {
      auto& here = here_[staff_[static_cast<std::size_t>(m.who)].id];
      here = !here;
      return;
    }
    const auto at = last_of(static_cast<std::size_t>(m.what));
    if (m.kind == Kind::start) return begin(static_cast<std::size_t>(m.what), at);
    if (!at) return;
    auto& chat = chats_[m.kind == Kind::elsewhere ? first_of(m) : *at];
    const auto who = concerned(m, chat.body);
    desk_rows(m, chat, who) || customer_rows(m, chat, who) || care_rows(m, chat, who) ||
        sales_rows(m, chat, who);
  }

  void begin(std::size_t customer, std::optional<std::size_t> at) {
    if (at && chats_[*at].body.open()) return;
    Chat chat;
    chat.customer = customer;
    chat.body.id = "c" + std::to_string(chats_.size() + 1);
    const Start what{.id = chat.body.id,
                     .department = "care",
                     .visitor = {.id = visitor(customer).id},
                     .cid = "k",
                     .text = "hello"};
    veras_[customer].began.push_back(now_);
    chats_.push_back(chat);
    apply(chats_.back(), start(what, facts_of(chats_.back())), true);
  }

  bool desk_rows(const Move& m, Chat& chat, const Staff& who) {
    const auto& c = chat.body;
    const auto facts = facts_of(chat);
    const auto& sue = staff_.back();
    const bool here = here_[who.id];
    Force force{.reason = "because"};
    switch (m.kind) {
      case Kind::take:
        if (m.how == 7) over_ = who.id;
        return tried(chat, desk::take(c, who, "k", m.how == 7, false, facts));
      case Kind::accept:
        return tried(chat, accept(c, who, "k", facts));
      case Kind::decline:
        return tried(
            chat, decline(c, who, "k", m.how < 2 ? std::optional<std::string>("care") : std::nullopt, facts));
      case Kind::lapse:
        return tried(chat, lapse(c, facts));
      case Kind::offeree_gone:
        return tried(chat, offeree_gone(c, who.id, facts));
      case Kind::lost:
        return tried(chat, owner_lost(c, who, facts));
      case Kind::reply_over:
        return tried(chat, first_reply_over(c, facts));
      case Kind::silence:
        if (c.silence) now_ = std::max(now_, c.silence->at);
        return tried(chat, silence_over(c, "still there?", facts_of(chat)));
      case Kind::close:
        return tried(chat, desk::close(c, who.actor(), "k", CloseReason::resolved, {}, facts));
      case Kind::leave:
        return tried(chat, leave_chat(c, visitor(chat.customer), "k", facts));
      case Kind::reopen: {
        const bool did = tried(chat, reopen(c, visitor(chat.customer), "k", std::nullopt, {}, facts), false);
        if (did) chat.solved = false;
        if (did) settled(chat);
        return true;
      }
      case Kind::transfer:
        return tried(chat, transfer(c, sue.actor(), "k", {.staff = who, .here = here}, {}, facts));
      case Kind::transfer_to: {
        const Target target{.department = m.how % 2 == 0 ? "care" : "sales"};
        return tried(chat, transfer(c, sue.actor(), "k", target, {}, facts));
      }
      case Kind::requeue:
        return tried(chat, desk::force(c, sue, "k", force, facts));
      case Kind::force_close:
        force.action = Force::Action::close;
        return tried(chat, desk::force(c, sue, "k", force, facts));
      case Kind::takeover:
        force.action = Force::Action::takeover;
        over_ = sue.id;
        return tried(chat, desk::force(c, sue, "k", force, facts));
      case Kind::force_transfer:
        if (who.departments.empty()) return true;
        force.action = Force::Action::transfer;
        force.to = {.staff = who, .here = here};
        over_ = who.id;
        return tried(chat, desk::force(c, sue, "k", force, facts));
      case Kind::join:
        if (c.owner && c.owner->id == who.id) return true;
        return tried(chat, join_and_say(c, who, {who.actor(), "k", Message{"hm"}}, facts), false) || true;
      case Kind::staff_say:
        if (c.state == State::active) hear(chat, Role::agent);
        return true;
      case Kind::invite: {
        const auto& whom = staff_[static_cast<std::size_t>(m.how % 4)];
        return tried(chat, invite(c, actor(c, who), "k", whom, here_[whom.id], m.how < 6, facts));
      }
      default:
        return false;
    }
  }

  bool customer_rows(const Move& m, Chat& chat, const Staff& who) {
    const auto& c = chat.body;
    auto& vera = veras_[chat.customer];
    const auto me = visitor(chat.customer);
    const bool on = m.how % 2 == 0;
    const auto by = m.how < 4 ? me : actor(c, who);
    const auto facts = facts_of(chat);
    switch (m.kind) {
      case Kind::visitor_says: {
        static constexpr const char* texts[] = {"hello",
                                                "we need more seats",
                                                "This is UNACCEPTABLE!",
                                                "what now",
                                                "a quote, please",
                                                "we would like to buy more seats",
                                                "fed up",
                                                ""};
        if (!c.open()) return true;
        hear(chat, Role::visitor);
        const bool distress = m.how == 2 || m.how == 6;
        vera.alerted = vera.alerted || distress;
        return tried(chat, heard(c, texts[m.how], facts_of(chat)));
      }
      case Kind::solve:
      case Kind::visitor_solves: {
        const auto said_by = m.kind == Kind::solve ? actor(c, who) : me;
        const bool solves = m.how < 6;
        const auto before = c.solved;
        const bool visitors = m.kind == Kind::visitor_solves;
        const bool may = c.state == State::active &&
                         (solves ? before == Solved::no || (visitors && before == Solved::proposed)
                                 : before == Solved::proposed || (visitors && before == Solved::confirmed));
        const auto decided = solve(c, said_by, "k", solves, facts);
        RC_ASSERT(decided.has_value() == may);
        if (may) chat.solved = solves;
        return tried(chat, decided);
      }
      case Kind::rate:
        vera.last_rating = m.how % 5 + 1;
        return tried(chat, rate(c, me, "k", {m.how % 5 + 1, m.how + 2, {}}, facts));
      case Kind::elsewhere:
      case Kind::complain: {
        const auto decided = complain(c, by, "k", on, {}, facts);
        RC_ASSERT(decided.has_value() == (on || vera.complains));
        if (decided) vera.complains = on;
        return tried(chat, decided);
      }
      case Kind::unhappy: {
        const auto decided = set_unhappy(c, actor(c, who), "k", on, facts);
        RC_ASSERT(decided.has_value() == (c.open() && (on || vera.alerted)));
        if (decided) vera.alerted = on;
        return tried(chat, decided);
      }
      case Kind::answer: {
        const auto* o = c.under_way();
        std::string id = chat.question.empty() ? c.id + ".1.1" : chat.question;
        if (m.how == 7) id = c.id + ".1.9";
        const bool may = id == chat.question && o != nullptr && now_ < asked_at_[id] + 24 * 3'600'000LL;
        const auto word = m.how < 4 ? Answer::yes : m.how == 4 ? Answer::no : Answer::later;
        const auto decided = answer(c, me, "k", id, word, std::nullopt, facts);
        RC_ASSERT(decided.has_value() == may);
        if (may && word == Answer::yes) chat.wishes[id].yes = true;
        if (may && word == Answer::no) vera.said_no = now_;
        return tried(chat, decided);
      }
      default:
        return false;
    }
  }

  bool care_rows(const Move& m, Chat& chat, const Staff& who) {
    const auto& c = chat.body;
    const auto facts = facts_of(chat);
    const auto by = actor(c, who);
    const auto* o = chosen(c, m.how);
    const auto state = o == nullptr ? dismissed : o->state;
    const std::string id = o == nullptr ? c.id + ".99" : o->id;
    switch (m.kind) {
      case Kind::flag: {
        Flag what{.product = "seats", .reason = "they asked", .value = Money{m.how, "EUR"}};
        if (m.how == 7) what.value->amount = -1;
        if (m.how == 6) what.value->currency = "XXX";
        const bool may = c.open() && cares(c, by) && c.opportunities.size() < 20 && m.how < 6;
        return expected(chat, flag(c, by, "k", what, facts), may);
      }
      case Kind::dismiss_suggestion: {
        const auto open = std::find_if(c.suggestions.begin(), c.suggestions.end(),
                                       [](const auto& s) { return s.state == Suggestion::State::open; });
        const auto rule = open == c.suggestions.end() ? "no_rule" : open->id;
        return expected(chat, dismiss_suggestion(c, by, "k", rule, facts), cares(c, by) && rule != "no_rule");
      }
      case Kind::propose:
      case Kind::propose_asked:
      case Kind::propose_override:
        return ask(m, chat, by, o);
      case Kind::proposal_over: {
        const bool may = !chat.question.empty() && now_ >= asked_at_[chat.question] + 24 * 3'600'000LL;
        return expected(chat, proposal_over(c, facts), may);
      }
      case Kind::withdraw: {
        const bool may = cares(c, by) && (state == proposed || state == consented || state == offered);
        return expected(chat, withdraw_handoff(c, by, "k", id, facts), may);
      }
      case Kind::defer: {
        const bool may = cares(c, by) && (state == flagged || state == consented || state == offered);
        return expected(chat, desk::defer(c, by, "k", id, now_ + days(1), facts), may);
      }
      default:
        return false;
    }
  }

  // The guard before the question, in the model's words.
  bool ask(const Move& m, Chat& chat, const Actor& by, const Opportunity* o) {
    const auto& c = chat.body;
    const auto& vera = veras_[chat.customer];
    Proposal what{
        .opportunity = o == nullptr ? c.id + ".99" : o->id, .brief = {.summary = "S"}, .department = "sales"};
    const bool stale = m.kind == Kind::propose_asked && m.how == 6 && vera.said_no >= 0;
    if (m.kind == Kind::propose_asked) what.asked_at = stale ? vera.said_no : now_;
    if (m.kind == Kind::propose_override) what.override_reason = "they will like it";
    if (m.how >= 3 && m.how < 6) what.staff = staff_[static_cast<std::size_t>(m.how - 2)];  // bob, cy, di
    if (m.how == 7) what.department = "care";
    Actor actor = by;
    if (m.kind == Kind::propose_override && m.how % 2 == 0) actor = {"sue", "sue", Role::supervisor};
    const bool owns = c.owner && c.owner->id == actor.id;
    const bool role = actor.role == Role::supervisor ||
                      (owns && actor.role == Role::agent && m.kind != Kind::propose_override);
    const bool ready = o != nullptr && (o->state == flagged || o->state == deferred ||
                                        (what.asked_at && (o->state == declined || o->state == withdrawn)));
    const bool may = c.state == State::active && role && ready && c.under_way() == nullptr && m.how != 7 &&
                     !stale && !(what.staff && what.staff->id == c.owner->id);
    Wish wish{.asked = what.asked_at.has_value(), .yes = what.asked_at.has_value()};
    auto objection = against_asking(vera, chat.solved, wish, now_);
    if (objection && m.kind == Kind::propose_override) {
      wish.overridden = true;
      objection = against_asking(vera, chat.solved, wish, now_);
    }
    const auto decided = propose(c, actor, "k", what, facts_of(chat));
    RC_ASSERT(decided.has_value() == (may && !objection));
    if (may && objection) {
      RC_ASSERT(decided.error().why == Refusal::Why::guarded);
      RC_ASSERT(decided.error().objection == objection);
      ++reached()["guarded " + std::to_string(static_cast<int>(*objection))];
    }
    if (decided) {
      const auto id = o->id + "." + std::to_string(o->proposals + 1);
      chat.wishes[id] = wish;
      asked_at_[id] = now_;
      if (wish.overridden) ++reached()["overridden"];
    }
    return tried(chat, decided);
  }

  bool sales_rows(const Move& m, Chat& chat, const Staff& who) {
    const auto& c = chat.body;
    const auto facts = facts_of(chat);
    const auto* o = chosen(c, m.how);
    const std::string id = o == nullptr ? c.id + ".99" : o->id;
    const auto money =
        m.how % 3 == 0 ? std::nullopt : std::optional(Money{amounts_[m.how], m.how < 5 ? "EUR" : "JPY"});
    const bool sells =
        o != nullptr && (who.id == "sue" || (o->owner ? o->owner->id == who.id : who.has(StaffRole::sales)));
    const bool flagger = o != nullptr && who.has(StaffRole::agent) && o->flagged_by.id == who.id;
    switch (m.kind) {
      case Kind::back: {
        static constexpr std::optional<Outcome> outcomes[] = {Outcome::later, Outcome::won,      Outcome::won,
                                                              Outcome::lost,  Outcome::won,      Outcome::won,
                                                              std::nullopt,   Outcome::dismissed};
        Return what{.outcome = outcomes[m.how], .money = money, .note = "thanks", .department = "care"};
        const auto mine =
            std::find_if(c.opportunities.begin(), c.opportunities.end(),
                         [&](const Opportunity& p) { return p.state == accepted && p.owner->id == who.id; });
        const bool theirs = mine != c.opportunities.end();
        if (theirs) what.staff = staff(mine->giver->id), what.here = here_[mine->giver->id];
        const bool closed =
            std::any_of(c.opportunities.begin(), c.opportunities.end(),
                        [&](const Opportunity& p) { return p.owner && p.owner->id == who.id; });
        const bool may = c.state == State::active && c.owner->id == who.id && m.how != 7 &&
                         (what.outcome == Outcome::won) == money.has_value() &&
                         (theirs || (closed && !what.outcome));
        const auto decided = hand_back(c, who, "k", what, facts);
        RC_ASSERT(decided.has_value() == may);
        if (decided) ++reached()["handed back"];
        if (decided && theirs) came_back(*decided, what, who.id);
        return tried(chat, decided);
      }
      case Kind::close_opportunity: {
        static constexpr Outcome outcomes[] = {Outcome::dismissed, Outcome::won,  Outcome::won,
                                               Outcome::lost,      Outcome::won,  Outcome::dismissed,
                                               Outcome::lost,      Outcome::later};
        const auto outcome = outcomes[m.how];
        const bool ends = outcome == Outcome::dismissed;
        const bool with_rep = o != nullptr && (o->state == accepted || o->state == deferred);
        const bool open = with_rep || (o != nullptr && (o->state == flagged || o->state == proposed ||
                                                        o->state == consented || o->state == offered));
        const bool person_may = sells || (ends && flagger && o->state != accepted);
        const bool may = person_may && (ends ? open : with_rep) && outcome != Outcome::later &&
                         (outcome == Outcome::won) == money.has_value();
        return expected(chat, close_opportunity(c, who, "k", id, {outcome, money, {}}, facts), may);
      }
      case Kind::refund: {
        const Money back{
            m.how == 7 ? 0 : m.how + 1,
            m.how == 6 || (o != nullptr && o->amount && o->amount->currency == "EUR") ? "EUR" : "JPY"};
        const bool may = o != nullptr && o->state == won && sells &&
                         now_ < *o->closed_at + 30 * 86'400'000LL && back.amount > 0 &&
                         back.currency == o->amount->currency &&
                         back.amount + o->refunded <= o->amount->amount;
        return expected(chat, refund(c, who, "k", id, back, {}, facts), may);
      }
      case Kind::follow_up: {
        const bool may = o != nullptr && (o->state == won || o->state == deferred) && (sells || flagger);
        return expected(chat, follow_up(c, who, "k", id, std::nullopt, facts), may);
      }
      default:
        return false;
    }
  }

  // To whoever gave it, where they are there and free; else to care's queue, kept for them.
  void came_back(const Change& change, const Return& what, const std::string& rep) {
    const auto& giver = *what.staff;
    const auto& after = change.conversation;
    const bool free = what.here && giver.presence == Presence::online &&
                      giver.owned.size() + giver.offered.size() < static_cast<std::size_t>(giver.capacity) &&
                      giver.id != rep;
    RC_ASSERT(after.department == "care");
    if (free) RC_ASSERT(after.state == State::active && after.owner->id == giver.id);
    if (!free)
      RC_ASSERT(after.state == State::queued && after.pref == (Preference{giver.id, now_ + seconds(60)}));
    RC_ASSERT(std::count(after.observers.begin(), after.observers.end(), rep) == 0);
  }

  void match_all() {
    for (int rounds = 0;; ++rounds) {
      RC_ASSERT(rounds < 100);
      std::vector<Waiting> waiting;
      std::vector<std::size_t> where;
      for (std::size_t i = 0; i < chats_.size(); ++i) {
        if (!chats_[i].body.waits()) continue;
        waiting.push_back({chats_[i].body, static_cast<std::int64_t>(i)});
        where.push_back(i);
      }
      std::vector<Candidate> people;
      for (const auto& s : staff_) people.push_back({s, here_[s.id]});
      const auto pairs = match(waiting, people, settings_, now_, 1);
      if (pairs.empty()) return;
      auto& chat = chats_[where[pairs[0].waiting]];
      const auto& to = staff_[pairs[0].candidate];
      if (chat.body.handoff_pending()) {
        RC_ASSERT(pairs[0].offer);
        RC_ASSERT(settings_.departments[1].assign != AssignMode::manual);
      }
      apply(chat,
            pairs[0].offer ? offer(chat.body, to, pairs[0].considered, facts_of(chat))
                           : assign(chat.body, to, pairs[0].considered, facts_of(chat)),
            true);
    }
  }

  // --- what is demanded after every step

  bool expected(Chat& chat, const Decided& decided, bool may) {
    RC_ASSERT(decided.has_value() == may);
    return tried(chat, decided);
  }
  // True: this was the move.
  bool tried(Chat& chat, const Decided& decided, bool whole = true) {
    if (!decided) return whole;
    apply(chat, *decided, whole);
    return true;
  }

  void apply(Chat& chat, const Change& change, bool whole) {
    const auto before = chat.body;
    chat.body = change.conversation;
    if (change.staff) staff(change.staff->id) = *change.staff;
    for (const auto& other : change.others) staff(other.id) = other;
    if (change.customer) customers_[chat.customer] = *change.customer;
    for (const auto& event : change.log) read(chat, event);
    if (!change.log.empty() || !change.notes.empty()) chat.said.last_at = now_;
    walked(chat, before, change);
    for (const auto& entry : change.ledger) ledger_.push_back({now_, entry});
    if (whole) settled(chat);
  }

  // The customer's screen: what asks them, and until when.
  void read(Chat& chat, const LogEvent& event) {
    ++chat.log;
    if (const auto* asks = std::get_if<HandoffProposed>(&event.what)) {
      RC_ASSERT(chat.question.empty());
      chat.question = asks->handoff;
    }
    const auto over = [&](const std::string& id) {
      if (chat.question == id) chat.question.clear();
    };
    if (const auto* e = std::get_if<HandoffConsented>(&event.what)) over(e->handoff);
    if (const auto* e = std::get_if<HandoffDeclined>(&event.what)) over(e->handoff);
    if (const auto* e = std::get_if<HandoffWithdrawn>(&event.what)) over(e->handoff);
    if (!std::holds_alternative<Message>(event.what) || event.by.role == Role::system) return;
    (event.by.role == Role::visitor ? chat.said.visitor : chat.said.staff) = chat.log;
  }
  void hear(Chat& chat, Role role) { read(chat, {{"x", "", role}, "", Message{"…"}}); }

  // Each step an opportunity took: legal, guarded, told in the ledger.
  void walked(Chat& chat, const Conversation& before, const Change& change) {
    const auto& after = chat.body;
    std::map<std::string, std::vector<OpportunityState>> paths;
    for (const auto& event : change.notes)
      if (const auto* step = std::get_if<OpportunityStep>(&event.what))
        paths[step->opportunity].push_back(step->state);
    for (const auto& o : after.opportunities) {
      const auto* was = before.find_opportunity(o.id);
      auto path = paths[o.id];
      if (was == nullptr) {
        RC_ASSERT(move_.kind == Kind::flag && path == std::vector{flagged});
        path.clear();
      }
      auto from = was == nullptr ? flagged : was->state;
      std::vector<What> steps;
      if (was == nullptr) steps.push_back(What::flagged);
      for (const auto to : path) {
        if (!allowed({from, to}, move_.kind, after))
          RC_FAIL("from " + std::to_string(static_cast<int>(from)) + " to " +
                  std::to_string(static_cast<int>(to)));
        if (from != to || move_.kind == Kind::refund) told(from, to, steps);
        if (from != to) entered(chat, before, o, from, to);
        from = to;
      }
      if (move_.kind == Kind::back && was != nullptr && was->state == accepted && from == accepted)
        steps.push_back(What::returned);
      RC_ASSERT(from == o.state);
      std::vector<What> written;
      for (const auto& entry : change.ledger)
        if (entry.opportunity == o.id && entry.what != What::overridden &&
            entry.what != What::suggestion_accepted)
          written.push_back(entry.what);
      RC_ASSERT(written == steps);
      paths.erase(o.id);
    }
    for (const auto& [id, path] : paths) RC_ASSERT(path.empty());
    kept(chat, before, change);
  }

  // What the ledger has to say of a step.
  static void told(OpportunityState from, OpportunityState to, std::vector<What>& steps) {
    static const std::map<OpportunityState, What> words{{proposed, What::proposed},
                                                        {consented, What::consented},
                                                        {deferred, What::deferred},
                                                        {declined, What::declined},
                                                        {offered, What::offered},
                                                        {accepted, What::accepted},
                                                        {won, What::won},
                                                        {lost, What::lost},
                                                        {dismissed, What::dismissed},
                                                        {withdrawn, What::withdrawn}};
    if (to == flagged || (from == offered && to == consented)) return;
    if (from == accepted && to == consented) return steps.push_back(What::returned);
    steps.push_back(from == won ? What::clawback : words.at(to));
  }

  // L9: nothing sells past the guard.
  void entered(Chat& chat, const Conversation& before, const Opportunity& o, OpportunityState from,
               OpportunityState to) {
    ++reached()[std::to_string(static_cast<int>(from)) + "→" + std::to_string(static_cast<int>(to))];
    const auto& vera = veras_[chat.customer];
    const auto& after = chat.body;
    if (to == proposed) RC_ASSERT(!against_asking(vera, chat.solved, chat.wishes.at(o.handoff->id), now_));
    if (to == offered || to == accepted)
      RC_ASSERT(!against_giving(vera, chat.solved, chat.wishes.at(o.handoff->id), now_));
    if (to == offered) RC_ASSERT(after.state == State::active && *after.offeree() != after.owner->id);
    if (to == accepted) {  // L7: in one step, from whoever had it
      RC_ASSERT(before.state == State::active && after.state == State::active);
      RC_ASSERT(o.owner == after.owner && o.giver == before.owner);
      RC_ASSERT(o.giver_department == before.department && after.department == "sales");
      RC_ASSERT(staff(o.owner->id).has(StaffRole::sales) || staff(o.owner->id).serves("sales"));
      RC_ASSERT(std::count(after.observers.begin(), after.observers.end(), before.owner->id) == 1);
    }
    if (from == accepted && to == consented) {
      const auto* was = before.find_opportunity(o.id);
      const bool chosen_place = move_.kind == Kind::force_transfer;
      RC_ASSERT(chosen_place || after.department == was->giver_department);
      RC_ASSERT(after.pref == (Preference{was->giver->id, now_ + seconds(60)}));
    }
  }

  // L7: while it is on its way, the giver has it; if nobody takes it, it never left.
  void kept(Chat& chat, const Conversation& before, const Change& change) {
    const auto& after = chat.body;
    const auto count = [&](auto test) { return std::count_if(change.log.begin(), change.log.end(), test); };
    const auto handed = count([](const LogEvent& e) { return std::holds_alternative<HandedOff>(e.what); });
    const auto* now_rep = after.under_way();
    const auto* was = now_rep == nullptr ? nullptr : before.find_opportunity(now_rep->id);
    const bool took =
        now_rep != nullptr && now_rep->state == accepted && was != nullptr && was->state != accepted;
    RC_ASSERT(handed == (took ? 1 : 0));
    if (!before.handoff_pending() || took) return;
    if (after.state == State::queued) {  // the giver is lost
      RC_ASSERT(!after.pending && !after.offer && after.department == before.department);
      if (now_rep != nullptr) RC_ASSERT(now_rep->state == consented);
      ++reached()["giver lost"];
      return;
    }
    if (!after.open()) return;
    const bool others =
        move_.kind == Kind::takeover || move_.kind == Kind::force_transfer || move_.kind == Kind::accept;
    RC_ASSERT(others || (after.owner == before.owner && after.department == before.department));
  }

  // The invariants of opportunity.hpp, what is known of the customer, and where a hand-off stands.
  void settled(const Chat& chat) {
    const auto& c = chat.body;
    int under_way = 0, number = 0;
    for (const auto& o : c.opportunities) {
      RC_ASSERT(o.id == c.id + "." + std::to_string(++number));
      under_way += o.state == proposed || o.state == consented || o.state == offered || o.state == accepted;
      RC_ASSERT(o.handoff.has_value() == (o.proposals > 0));
      if (o.state != flagged && o.state != deferred && o.state != dismissed) {
        const bool closed_as_followup = o.state == won || o.state == lost;
        RC_ASSERT(o.handoff.has_value() || closed_as_followup);
      }
      RC_ASSERT(o.state != accepted || (o.owner && o.giver));
      RC_ASSERT(o.amount.has_value() == (o.state == won));
      RC_ASSERT(o.refunded >= 0 && o.refunded <= (o.amount ? o.amount->amount : 0));
      RC_ASSERT(o.history.back().state == o.state && o.history.size() <= most_steps);
      if (!c.open()) RC_ASSERT(o.state != flagged && (o.state == deferred || !o.open()));
    }
    RC_ASSERT(under_way <= 1);
    RC_ASSERT((c.solved != Solved::no) == chat.solved);
    const auto& vera = veras_[chat.customer];
    const auto& remembered = customers_[chat.customer];
    RC_ASSERT(remembered.refused_at.value_or(-1) == vera.said_no);
    RC_ASSERT(remembered.complaint_since.has_value() == vera.complains);
    RC_ASSERT(remembered.unhappy_since.has_value() == vera.alerted);
    RC_ASSERT(unhappy(remembered, now_) == vera.unhappy(now_));
    on_its_way(chat, vera);
  }

  void on_its_way(const Chat& chat, const Vera& vera) {
    const auto& c = chat.body;
    const auto* o = c.under_way();
    const auto state = o == nullptr ? flagged : o->state;
    const auto wish = o == nullptr ? Wish{} : chat.wishes.at(o->handoff->id);
    RC_ASSERT(chat.question == (state == proposed ? o->handoff->id : ""));
    RC_ASSERT((state == offered) == (c.handoff_pending() && c.offeree() != nullptr));
    if (c.handoff_pending()) RC_ASSERT(state == consented || state == offered);
    // The alert of a message that Baton has not heard yet, and a complaint elsewhere, are for the next row.
    if (state == proposed)
      RC_ASSERT(c.state == State::active && !against_asking(vera, chat.solved, wish, now_));
    if (c.handoff_pending()) RC_ASSERT(!against_giving(vera, chat.solved, wish, now_));
    const bool reps =
        c.owner && std::any_of(c.opportunities.begin(), c.opportunities.end(), [&](const auto& p) {
          return p.owner && p.owner->id == c.owner->id && c.department == "sales";
        });
    if (state == consented && c.state == State::active && !c.pending && !reps)
      RC_ASSERT(against_giving(vera, chat.solved, wish, now_).has_value());
  }

  // L5 and L6: each is with one, counted once, and within capacity.
  void loads_agree(const std::map<std::string, int>& before) {
    std::map<std::string, std::vector<std::string>> owned, held;
    for (const auto& chat : chats_) {
      const auto& c = chat.body;
      RC_ASSERT(c.owner.has_value() || c.state != State::active);
      RC_ASSERT(!c.pending || c.state == State::active);
      if (c.state == State::active) insert(owned[c.owner->id], c.id);
      if (const auto* offeree = c.offeree()) insert(held[*offeree], c.id);
    }
    for (const auto& s : staff_) {
      RC_ASSERT(s.owned == owned[s.id]);
      RC_ASSERT(s.offered == held[s.id]);
      if (s.id != over_) RC_ASSERT(s.load() <= s.capacity || s.load() <= before.at(s.id));
    }
  }

  // The ledger, replayed, is what the bodies say; and so is the scoreboard.
  void accounts_agree() const {
    std::map<std::string, std::int64_t> sold, back, revenue;
    for (const auto& line : ledger_) {
      const auto& e = line.entry;
      if (e.what == What::won) sold[*e.opportunity] += e.money->amount;
      if (e.what == What::clawback) back[*e.opportunity] += e.money->amount;
    }
    std::int64_t won_ones = 0;
    for (const auto& chat : chats_)
      for (const auto& o : chat.body.opportunities) {
        const auto amount = o.amount ? o.amount->amount : 0;
        RC_ASSERT((sold.contains(o.id) ? sold.at(o.id) : 0) == amount);
        RC_ASSERT((back.contains(o.id) ? back.at(o.id) : 0) == o.refunded);
        if (!o.amount) continue;
        revenue[o.amount->currency] += amount - o.refunded;
        ++won_ones;
      }
    const auto boards = scoreboard(ledger_, 0, now_ + 1, std::nullopt, GroupBy::day, 0);
    RC_ASSERT(boards.all.sales.revenue == revenue);
    RC_ASSERT(boards.all.sales.won == won_ones);
    RC_ASSERT(boards.all.care.conversations == static_cast<std::int64_t>(chats_.size()));
    std::map<std::string, std::int64_t> by_day;
    for (const auto& [day, board] : boards.groups)
      for (const auto& [currency, amount] : board.sales.revenue) by_day[currency] += amount;
    RC_ASSERT(by_day == revenue);
  }

  // --- people and facts

  std::optional<std::size_t> last_of(std::size_t customer) const {
    for (auto i = chats_.size(); i-- > 0;)
      if (chats_[i].customer == customer) return i;
    return std::nullopt;
  }
  std::size_t first_of(const Move& m) const {
    std::size_t i = 0;
    while (chats_[i].customer != static_cast<std::size_t>(m.what)) ++i;
    return i;
  }
  const Staff& concerned(const Move& m, const Conversation& c) {
    if (m.who < 5) return staff_[static_cast<std::size_t>(m.who)];
    const bool offers = m.kind == Kind::accept || m.kind == Kind::decline || m.kind == Kind::offeree_gone;
    if (const auto* holder = c.offeree(); holder != nullptr && offers) return staff(*holder);
    return c.owner ? staff(c.owner->id) : staff_[0];
  }
  static const Opportunity* chosen(const Conversation& c, int how) {
    if (c.opportunities.empty()) return nullptr;
    return how % 4 == 3 ? &c.opportunities[static_cast<std::size_t>(how) % c.opportunities.size()]
                        : c.opportunity();
  }
  // As the callers of the desk say who acts.
  static Actor actor(const Conversation& c, const Staff& s) {
    if (c.owner && c.owner->id == s.id) return s.actor();
    for (const auto& p : c.participants)
      if (p.who.id == s.id && p.helper) return {s.id, s.name, p.role};
    return {s.id, s.name, s.supervises() ? Role::supervisor : s.acting()};
  }
  static bool cares(const Conversation& c, const Actor& by) {
    const bool helps = std::any_of(c.participants.begin(), c.participants.end(),
                                   [&](const auto& p) { return p.helper && p.who.id == by.id; });
    const bool owns = c.owner && c.owner->id == by.id;
    return by.role == Role::supervisor || (by.role == Role::agent && (owns || helps));
  }
  Actor visitor(std::size_t customer) const { return {"v" + std::to_string(customer), "", Role::visitor}; }
  Staff& staff(const std::string& id) {
    return *std::find_if(staff_.begin(), staff_.end(), [&](const Staff& s) { return s.id == id; });
  }
  std::map<std::string, int> loads() const {
    std::map<std::string, int> all;
    for (const auto& s : staff_) all[s.id] = s.load();
    return all;
  }
  Facts facts_of(const Chat& chat) {
    Facts facts{.now = now_, .settings = settings_, .said = chat.said, .customer = customers_[chat.customer]};
    for (const auto& s : staff_) facts.people.add(s);
    const auto* holder = chat.body.offeree();
    for (const auto& s : staff_)
      if (s.serves("sales") && here_[s.id] && s.presence == Presence::online && s.load() < s.capacity &&
          !(holder != nullptr && *holder == s.id))
        facts.rep_free = true;
    if (const auto* o = chat.body.under_way(); o != nullptr && o->handoff->staff)
      facts.named_here = here_[*o->handoff->staff];
    return facts;
  }

  static constexpr std::int64_t amounts_[] = {0, 19'99, 7, 0, most_amount, 5, 1, 3};
  Settings settings_;
  Time now_ = 1'000'000;
  Move move_;
  std::vector<Staff> staff_;
  std::map<std::string, bool> here_;
  std::vector<Customer> customers_;
  std::vector<Vera> veras_;
  std::vector<Chat> chats_;
  std::map<std::string, Time> asked_at_;  // hand-off → when
  std::vector<Entered> ledger_;
  std::string over_;  // who may exceed their capacity in this step
};

TEST(HandoffProperties, NoPathLeadsAroundTheGuardAndNoChatIsLost) {
  reached().clear();
  constexpr int hundreds = 40;
  EXPECT_TRUE(check_days("days between care and sales", hundreds, [](const Story& story) {
    Days days(story.sales);
    for (std::size_t n = 0; n < story.way; ++n) days.run(the_way(story.refuses)[n]);
    for (const auto& move : story.moves) days.run(move);
    days.run({Kind::match});
    days.finish();
  }));
  // The days went everywhere they were made for: each objection, and each step of the way there and back.
  using S = OpportunityState;
  const auto edge = [](S from, S to) {
    return std::to_string(static_cast<int>(from)) + "→" + std::to_string(static_cast<int>(to));
  };
  std::vector<std::string> rows{"guarded 0",  "guarded 1",   "guarded 2", "guarded 3",
                                "overridden", "handed back", "giver lost"};
  for (const auto& [from, to] : std::initializer_list<Edge>{{S::flagged, S::proposed},
                                                            {S::flagged, S::consented},
                                                            {S::proposed, S::consented},
                                                            {S::proposed, S::declined},
                                                            {S::proposed, S::deferred},
                                                            {S::proposed, S::flagged},
                                                            {S::consented, S::offered},
                                                            {S::offered, S::consented},
                                                            {S::offered, S::accepted},
                                                            {S::consented, S::accepted},
                                                            {S::accepted, S::consented},
                                                            {S::accepted, S::won},
                                                            {S::accepted, S::lost},
                                                            {S::accepted, S::deferred},
                                                            {S::declined, S::consented},
                                                            {S::consented, S::withdrawn}})
    rows.push_back(edge(from, to));
  for (const auto& row : rows) EXPECT_GT(reached()[row], 0) << row;
}

}  // namespace
}  // namespace baton::desk::handoffs

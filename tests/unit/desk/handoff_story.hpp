// The steps of random days between care and sales, and how a counter-example prints: one line a step, as a
// person would tell it.
#pragma once
#include <rapidcheck.h>

#include <ostream>
#include <string>
#include <vector>

#include "server/desk/site.hpp"

namespace baton::desk::handoffs {

enum class Kind {
  start,
  match,
  take,
  accept,
  decline,
  lapse,
  offeree_gone,
  lost,
  reply_over,
  silence,
  close,
  leave,
  reopen,
  transfer,
  transfer_to,
  requeue,
  force_close,
  takeover,
  force_transfer,
  join,
  visitor_says,
  staff_say,
  solve,
  visitor_solves,
  rate,
  complain,
  elsewhere,
  unhappy,
  flag,
  dismiss_suggestion,
  propose,
  propose_asked,
  propose_override,
  answer,
  proposal_over,
  withdraw,
  defer,
  back,
  close_opportunity,
  refund,
  follow_up,
  invite,
  toggle_presence,
  toggle_here,
  clock
};

struct Move {
  Kind kind = Kind::start;
  int who = 0;   // of the staff; from 5 on whoever is concerned: the owner, or who holds the offer
  int what = 0;  // customer
  int how = 0;   // a choice of the step's own
};

// The way there and back, of customer 0, who has been here before; who says no first, and then asks of their
// own accord, where they refuse.
inline const std::vector<Move>& the_way(bool refuses) {
  static const auto build = [](std::vector<Move> asked) {
    std::vector<Move> way{{Kind::start},        {Kind::leave},   {Kind::start},    {Kind::match},
                          {Kind::staff_say, 5}, {Kind::flag, 5}, {Kind::solve, 5}, {Kind::propose, 5}};
    way.insert(way.end(), asked.begin(), asked.end());
    way.insert(way.end(), {{Kind::match}, {Kind::accept, 5}, {Kind::take, 2}, {Kind::back, 5, 0, 1}});
    return way;
  };
  static const auto straight = build({{Kind::answer}});
  static const auto round = build({{Kind::answer, 0, 0, 4}, {Kind::propose_asked, 5}});
  return refuses ? round : straight;
}
struct Story {
  AssignMode sales = AssignMode::offer;
  bool refuses = false;
  std::size_t way = 0;  // so much of it is gone first; then anything happens
  std::vector<Move> moves;
};

inline std::ostream& operator<<(std::ostream& out, const Move& m) {
  static constexpr const char* names[] = {"ana", "bob",        "cy",         "di",
                                          "sue", "its person", "its person", "its person"};
  static constexpr const char* texts[] = {"starts a conversation",
                                          "(all) the matcher runs",
                                          "%who takes it",
                                          "%who accepts",
                                          "%who declines",
                                          "its offer lapses",
                                          "%who, to whom it is offered, is gone",
                                          "%who is lost",
                                          "its first reply is over",
                                          "nobody speaks until its timer is due",
                                          "%who closes it",
                                          "its customer ends it",
                                          "its customer comes back",
                                          "its owner gives it to %who",
                                          "its owner gives it to department %how",
                                          "sue sends it back",
                                          "sue closes it",
                                          "sue takes it over",
                                          "sue gives it to %who",
                                          "%who joins and speaks",
                                          "its customer speaks, %how",
                                          "staff speak",
                                          "%who calls it solved, %how",
                                          "its customer calls it solved, %how",
                                          "its customer rates it, %how",
                                          "a complaint of %who, %how",
                                          "a complaint in their first conversation, %how",
                                          "%who says unhappy, %how",
                                          "%who flags, %how",
                                          "%who dismisses a suggestion",
                                          "%who proposes, %how",
                                          "%who proposes as asked by the customer, %how",
                                          "%who proposes and overrides, %how",
                                          "its customer answers, %how",
                                          "its question is over",
                                          "%who withdraws",
                                          "%who defers",
                                          "%who hands back, %how",
                                          "%who closes the opportunity, %how",
                                          "%who refunds, %how",
                                          "%who follows up, %how",
                                          "%who asks somebody in, %how",
                                          "(all) %who toggles online",
                                          "(all) %who toggles the connection",
                                          "(all) time passes, %how"};
  std::string text = texts[static_cast<int>(m.kind)];
  const auto fill = [&](const std::string& mark, const std::string& with) {
    const auto at = text.find(mark);
    if (at != std::string::npos) text.replace(at, mark.size(), with);
  };
  fill("%who", names[m.who]);
  fill("%how", std::to_string(m.how));
  return out << "\n  customer " << m.what << ": " << text;
}
inline std::ostream& operator<<(std::ostream& out, const Story& story) {
  static constexpr const char* modes[] = {"auto", "offer", "manual"};
  out << "sales is " << modes[static_cast<int>(story.sales)];
  for (std::size_t i = 0; i < story.way; ++i) out << the_way(story.refuses)[i];
  for (const auto& move : story.moves) out << move;
  return out;
}

}  // namespace baton::desk::handoffs

namespace rc {
template <>
struct Arbitrary<baton::desk::handoffs::Move> {
  static Gen<baton::desk::handoffs::Move> arbitrary() {
    using baton::desk::handoffs::Kind;
    using baton::desk::handoffs::Move;
    const auto kind = gen::weightedElement<Kind>({{4, Kind::start},
                                                  {16, Kind::match},
                                                  {3, Kind::take},
                                                  {14, Kind::accept},
                                                  {3, Kind::decline},
                                                  {2, Kind::lapse},
                                                  {1, Kind::offeree_gone},
                                                  {3, Kind::lost},
                                                  {1, Kind::reply_over},
                                                  {1, Kind::silence},
                                                  {1, Kind::close},
                                                  {1, Kind::leave},
                                                  {4, Kind::reopen},
                                                  {2, Kind::transfer},
                                                  {1, Kind::transfer_to},
                                                  {1, Kind::requeue},
                                                  {1, Kind::force_close},
                                                  {1, Kind::takeover},
                                                  {1, Kind::force_transfer},
                                                  {2, Kind::join},
                                                  {3, Kind::visitor_says},
                                                  {3, Kind::staff_say},
                                                  {9, Kind::solve},
                                                  {4, Kind::visitor_solves},
                                                  {2, Kind::rate},
                                                  {3, Kind::complain},
                                                  {14, Kind::elsewhere},
                                                  {3, Kind::unhappy},
                                                  {9, Kind::flag},
                                                  {1, Kind::dismiss_suggestion},
                                                  {10, Kind::propose},
                                                  {6, Kind::propose_asked},
                                                  {4, Kind::propose_override},
                                                  {12, Kind::answer},
                                                  {1, Kind::proposal_over},
                                                  {1, Kind::withdraw},
                                                  {1, Kind::defer},
                                                  {6, Kind::back},
                                                  {4, Kind::close_opportunity},
                                                  {4, Kind::refund},
                                                  {1, Kind::follow_up},
                                                  {1, Kind::invite},
                                                  {1, Kind::toggle_presence},
                                                  {1, Kind::toggle_here},
                                                  {4, Kind::clock}});
    return gen::build<Move>(gen::set(&Move::kind, kind), gen::set(&Move::who, gen::inRange(0, 8)),
                            gen::set(&Move::what, gen::inRange(0, 2)),
                            gen::set(&Move::how, gen::inRange(0, 8)));
  }
};
template <>
struct Arbitrary<baton::desk::handoffs::Story> {
  static Gen<baton::desk::handoffs::Story> arbitrary() {
    using baton::desk::AssignMode;
    using baton::desk::handoffs::Story;
    const auto mode = gen::weightedElement<AssignMode>(
        {{1, AssignMode::automatic}, {3, AssignMode::offer}, {1, AssignMode::manual}});
    return gen::build<Story>(
        gen::set(&Story::sales, mode),
        gen::set(&Story::refuses, gen::weightedElement<bool>({{4, false}, {1, true}})),
        gen::set(&Story::way, gen::inRange<std::size_t>(0, baton::desk::handoffs::the_way(false).size() + 1)),
        gen::set(&Story::moves, gen::scale(3.0, gen::arbitrary<std::vector<baton::desk::handoffs::Move>>())));
  }
};
}  // namespace rc

// The steps of a random day at the desk, and how a counter-example prints: one line a step, as a person would
// tell it.
#pragma once
#include <rapidcheck.h>

#include <ostream>
#include <string>
#include <vector>

#include "server/desk/site.hpp"

namespace baton::desk {

enum class Kind {
  start,
  leave_message,
  match,
  take,
  take_over,
  accept,
  decline,
  lapse,
  offeree_gone,
  close,
  leave,
  reopen,
  reopen_prompt,
  lost,
  reply_over,
  silence,
  patience,
  relax,
  visitor_away,
  visitor_back,
  recover,
  go_on,
  overdue,
  transfer,
  transfer_to_department,
  observe,
  force_requeue,
  force_close,
  force_takeover,
  force_transfer,
  priority,
  join,
  visitor_says,
  owner_says,
  toggle_presence,
  toggle_here,
  clock
};

struct Move {
  Kind kind = Kind::start;
  int who = 0;   // of the staff
  int what = 0;  // conversation
  int how = 0;   // a choice of the step's own
};

// A day: how the two departments assign, and what happens.
struct Story {
  AssignMode care = AssignMode::automatic;
  AssignMode sales = AssignMode::automatic;
  std::vector<Move> steps;
};

inline const char* name_of_staff(int who) {
  static constexpr const char* names[] = {"ana", "bob", "cy", "sue"};
  return names[who];
}

inline std::ostream& operator<<(std::ostream& out, const Move& s) {
  static constexpr const char* texts[] = {"starts, %how",
                                          "leaves a message",
                                          "(all) the matcher runs",
                                          "%who takes it",
                                          "%who takes it, over capacity",
                                          "%who accepts",
                                          "%who declines, %how",
                                          "its offer lapses",
                                          "%who, to whom it is offered, is gone",
                                          "%who closes it",
                                          "its visitor ends it",
                                          "its visitor comes back, %how",
                                          "its visitor comes back while nobody waits, %how",
                                          "%who is lost",
                                          "its first reply is over",
                                          "nobody speaks until its timer is due",
                                          "its patience is over",
                                          "its wanted skill relaxes",
                                          "its visitor is away",
                                          "its visitor is back",
                                          "its away time is over",
                                          "its ladder leads on, %how",
                                          "its due time passes",
                                          "its owner gives it to %who",
                                          "its owner gives it to department %how",
                                          "%who observes, %how",
                                          "sue sends it back",
                                          "sue closes it",
                                          "sue takes it over",
                                          "sue gives it to %who",
                                          "gets priority %how",
                                          "%who joins and speaks",
                                          "its visitor speaks",
                                          "its owner speaks",
                                          "(all) %who toggles online",
                                          "(all) %who toggles the connection",
                                          "(all) time passes, %how"};
  std::string text = texts[static_cast<int>(s.kind)];
  const auto fill = [&](const std::string& mark, const std::string& with) {
    const auto at = text.find(mark);
    if (at != std::string::npos) text.replace(at, mark.size(), with);
  };
  fill("%who", name_of_staff(s.who));
  fill("%how", std::to_string(s.how));
  return out << "\n  chat " << s.what << ": " << text;
}
inline std::ostream& operator<<(std::ostream& out, const Story& story) {
  static constexpr const char* modes[] = {"auto", "offer", "manual"};
  out << "care is " << modes[static_cast<int>(story.care)] << ", sales is "
      << modes[static_cast<int>(story.sales)];
  for (const auto& step : story.steps) out << step;
  return out;
}

}  // namespace baton::desk

namespace rc {
template <>
struct Arbitrary<baton::desk::Move> {
  static Gen<baton::desk::Move> arbitrary() {
    using baton::desk::Kind;
    using baton::desk::Move;
    const auto kind = gen::weightedElement<Kind>({{8, Kind::start},
                                                  {1, Kind::leave_message},
                                                  {9, Kind::match},
                                                  {3, Kind::take},
                                                  {1, Kind::take_over},
                                                  {6, Kind::accept},
                                                  {3, Kind::decline},
                                                  {3, Kind::lapse},
                                                  {1, Kind::offeree_gone},
                                                  {3, Kind::close},
                                                  {2, Kind::leave},
                                                  {2, Kind::reopen},
                                                  {2, Kind::reopen_prompt},
                                                  {3, Kind::lost},
                                                  {3, Kind::reply_over},
                                                  {8, Kind::silence},
                                                  {2, Kind::patience},
                                                  {1, Kind::relax},
                                                  {2, Kind::visitor_away},
                                                  {1, Kind::visitor_back},
                                                  {2, Kind::recover},
                                                  {1, Kind::go_on},
                                                  {1, Kind::overdue},
                                                  {4, Kind::transfer},
                                                  {4, Kind::transfer_to_department},
                                                  {1, Kind::observe},
                                                  {1, Kind::force_requeue},
                                                  {1, Kind::force_close},
                                                  {1, Kind::force_takeover},
                                                  {1, Kind::force_transfer},
                                                  {1, Kind::priority},
                                                  {1, Kind::join},
                                                  {4, Kind::visitor_says},
                                                  {5, Kind::owner_says},
                                                  {2, Kind::toggle_presence},
                                                  {2, Kind::toggle_here},
                                                  {9, Kind::clock}});
    return gen::build<Move>(gen::set(&Move::kind, kind), gen::set(&Move::who, gen::inRange(0, 3)),
                            gen::set(&Move::what, gen::inRange(0, 5)),
                            gen::set(&Move::how, gen::inRange(0, 8)));
  }
};
template <>
struct Arbitrary<baton::desk::Story> {
  static Gen<baton::desk::Story> arbitrary() {
    using baton::desk::AssignMode;
    using baton::desk::Story;
    const auto mode = gen::weightedElement<AssignMode>(
        {{3, AssignMode::automatic}, {3, AssignMode::offer}, {1, AssignMode::manual}});
    return gen::build<Story>(
        gen::set(&Story::care, mode), gen::set(&Story::sales, mode),
        gen::set(&Story::steps, gen::scale(2.0, gen::arbitrary<std::vector<baton::desk::Move>>())));
  }
};
}  // namespace rc

// The whole table of rights, act × side × relation × sub-role, against protocol.md's "Who may" written out
// once more by hand. "Lacking the sub-role, or neither owner, helper nor U: forbidden. Not yours to know goes
// before that."
#include "server/chat/authorise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/unit/chat/world.hpp"

namespace baton::test {
namespace {

using chat::Act;
using chat::Verdict;
using desk::StaffRole;

enum class Stands { stranger, owner, helper, observer, offeree, past, colleague };
constexpr std::array all_stands{Stands::stranger, Stands::owner, Stands::helper,   Stands::observer,
                                Stands::offeree,  Stands::past,  Stands::colleague};

// A conversation of "care" in which `who` stands like that.
std::pair<desk::Conversation, desk::Staff> scene(Stands stands, std::vector<StaffRole> roles) {
  auto who = staff_member("sam", {stands == Stands::colleague ? "care" : "elsewhere"}, std::move(roles));
  desk::Conversation c;
  c.id = "c1";
  c.department = "care";
  c.state = desk::State::active;
  c.visitor.id = "v1";
  c.owner = desk::PersonRef{"olga", "Olga"};
  if (stands == Stands::owner) c.owner = who.ref();
  if (stands == Stands::helper) c.participants.push_back({who.ref(), desk::Role::agent, true});
  if (stands == Stands::past) c.participants.push_back({who.ref(), desk::Role::agent, false});
  if (stands == Stands::observer) c.observers.push_back(who.id);
  if (stands == Stands::offeree) {
    c.pending.emplace();
    c.pending->offeree = who.id;
  }
  return {c, who};
}

// read = own departments and own, past or offered conversations (and who reads along); U all.
bool may_read(Stands s, bool supervises) { return supervises || s != Stands::stranger; }
bool writes(Stands s) { return s == Stands::owner || s == Stands::helper; }

bool staff_may(Act act, Stands s, const std::vector<StaffRole>& roles, bool supervises) {
  const auto is = [&](StaffRole role) { return std::find(roles.begin(), roles.end(), role) != roles.end(); };
  switch (act) {
    case Act::read:
    case Act::note:    // note.add is reading's: whoever may read it
    case Act::take:    // from the queue or the recovery list, by whom it is shown to
    case Act::answer:  // no open offer of yours is a conflict, not a question of rights
      return may_read(s, supervises);
    case Act::send:
    case Act::close:
    case Act::tag:
    case Act::prioritise:
    case Act::transfer:
    case Act::solve:
    case Act::complain:
    case Act::alert:
    case Act::uninvite:  // oneself too
      return writes(s) || supervises;
    case Act::flag:  // A U
    case Act::retract:
      return (writes(s) && is(StaffRole::agent)) || supervises;
    case Act::propose:  // owner A, U
      return (s == Stands::owner && is(StaffRole::agent)) || supervises;
    case Act::hand_back:  // L who has it
      return s == Stands::owner && is(StaffRole::sales);
    case Act::invite:
      return s == Stands::owner || supervises;
    case Act::share_note: {  // who took part in care
      const bool took_part = writes(s) || s == Stands::observer || s == Stands::past;
      return (took_part && is(StaffRole::agent)) || supervises;
    }
    case Act::account:  // whoever may read it, and all of sales
      return may_read(s, supervises) || is(StaffRole::sales);
    case Act::rate:
    case Act::consent:
      return false;
    case Act::observe:
    case Act::force:
      return supervises;
    case Act::stop_observing:  // also a giver who stayed
      return s == Stands::observer || supervises;
    case Act::type:  // nothing of an observer is signalled, a supervisor's neither
      return writes(s);
    case Act::reopen:  // last owner, U
      return s == Stands::owner || supervises;
  }
  return false;
}

bool visitor_may(Act act) {
  constexpr std::array theirs{Act::read,   Act::send,  Act::type, Act::close,    Act::reopen,
                              Act::solve, Act::rate, Act::complain, Act::consent};
  return std::find(theirs.begin(), theirs.end(), act) != theirs.end();
}

const std::map<std::string, std::pair<std::vector<StaffRole>, bool>> sub_roles{
    {"agent", {{StaffRole::agent}, false}},
    {"sales", {{StaffRole::sales}, false}},
    {"agent and sales", {{StaffRole::agent, StaffRole::sales}, false}},
    {"none", {{}, false}},
    {"supervisor", {{StaffRole::supervisor}, true}},
    {"admin", {{StaffRole::admin}, true}},
    {"agent and supervisor", {{StaffRole::agent, StaffRole::supervisor}, true}},
    {"sales and admin", {{StaffRole::sales, StaffRole::admin}, true}},
};

TEST(Authorise, StaffByRelationAndSubRole) {
  for (const auto act : chat::all_acts)
    for (const auto stands : all_stands)
      for (const auto& [name, role] : sub_roles) {
        const auto [c, who] = scene(stands, role.first);
        auto expected = Verdict::forbidden;
        if (staff_may(act, stands, role.first, role.second))
          expected = Verdict::yes;
        else if (!may_read(stands, role.second))
          expected = Verdict::hidden;
        EXPECT_EQ(chat::authorise(act, chat::Caller::of(who), c), expected)
            << "act " << static_cast<int>(act) << ", stands " << static_cast<int>(stands) << ", " << name;
      }
}

TEST(Authorise, VisitorsHaveTheirOwnConversationsOnly) {
  const auto c = scene(Stands::colleague, {}).first;
  for (const auto act : chat::all_acts) {
    EXPECT_EQ(chat::authorise(act, visitor("v1"), c), visitor_may(act) ? Verdict::yes : Verdict::forbidden)
        << static_cast<int>(act);
    EXPECT_EQ(chat::authorise(act, visitor("v2"), c), Verdict::hidden) << static_cast<int>(act);
  }
}

// Sales alone reads care's notes as far as care shared them; every other kind, and its own, as it is.
TEST(Authorise, TheFenceHoldsBackWhatIsNotShared) {
  const auto note = [](const std::string& by, desk::Role role) {
    store::NotesRecord event{"c1", "e", 3, 0, {{by, by, role}, "", desk::Note{"private"}}, 0};
    return event;
  };
  const auto text = [](const store::NotesRecord& event) { return std::get<desk::Note>(event.event.what).text; };
  const auto sam = staff_member("sam", {"sales"}, {StaffRole::sales});
  const auto held = chat::fenced(note("ana", desk::Role::agent), sam, {2, 4});
  EXPECT_TRUE(held.withheld);
  EXPECT_EQ(text(held), "");
  EXPECT_EQ(held.seq, 3U);
  EXPECT_EQ(text(chat::fenced(note("ana", desk::Role::agent), sam, {2, 3, 4})), "private");
  EXPECT_EQ(text(chat::fenced(note("sam", desk::Role::sales), sam, {})), "private");
  EXPECT_EQ(text(chat::fenced(note("sid", desk::Role::sales), sam, {})), "private");
  EXPECT_TRUE(chat::fenced(note("sue", desk::Role::supervisor), sam, {}).withheld);
  for (const auto& [name, role] : sub_roles) {
    const auto reader = staff_member("r", {"sales"}, role.first);
    EXPECT_EQ(chat::fenced(note("ana", desk::Role::agent), reader, {}).withheld, name == "sales") << name;
  }
  store::NotesRecord tagged{"c1", "e", 3, 0, {{"ana", "Ana", desk::Role::agent}, "", desk::Tagged{{"vip"}}}, 0};
  EXPECT_EQ(chat::fenced(tagged, sam, {}), tagged);
}

// Ids of the two sides are different worlds: a visitor with a staff member's id is nobody to the staff's
// rows.
TEST(Authorise, AVisitorIsNeverStaffByName) {
  const auto c = scene(Stands::owner, {StaffRole::agent}).first;
  for (const auto act : chat::all_acts) EXPECT_EQ(chat::authorise(act, visitor("sam"), c), Verdict::hidden);
  auto staff = staff_member("v1", {"elsewhere"});
  staff.roles = {StaffRole::agent};
  for (const auto act : chat::all_acts)
    EXPECT_EQ(chat::authorise(act, chat::Caller::of(staff), c), Verdict::hidden);
}

TEST(Authorise, TheRoleInWhichSomebodyActs) {
  const auto role = [](Stands stands, std::vector<StaffRole> roles) {
    const auto [c, who] = scene(stands, std::move(roles));
    return chat::Caller::of(who).actor(c).role;
  };
  EXPECT_EQ(role(Stands::owner, {StaffRole::agent, StaffRole::supervisor}), desk::Role::agent);
  EXPECT_EQ(role(Stands::helper, {StaffRole::agent, StaffRole::supervisor}), desk::Role::agent);  // as joined
  EXPECT_EQ(role(Stands::colleague, {StaffRole::agent, StaffRole::supervisor}), desk::Role::supervisor);
  EXPECT_EQ(role(Stands::stranger, {StaffRole::admin}), desk::Role::supervisor);
  EXPECT_EQ(role(Stands::owner, {StaffRole::admin}), desk::Role::supervisor);
  EXPECT_EQ(role(Stands::owner, {StaffRole::sales}), desk::Role::sales);
  const auto c = scene(Stands::stranger, {}).first;
  EXPECT_EQ(visitor("v1").actor(c).role, desk::Role::visitor);
}

}  // namespace
}  // namespace baton::test

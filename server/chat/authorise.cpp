// The table. A relation that may not read is told that nothing is there.
#include "server/chat/authorise.hpp"

#include <initializer_list>

namespace baton::chat {
namespace {

using desk::Relation;

// The letters of the relations that may: V visitor, O owner, H helper, B observer, F offeree, P past, C
// colleague, U any supervisor or admin whatever their relation.
struct Row {
  Act act;
  std::string_view who;
};
constexpr std::array rows{
    Row{Act::read, "VOHBFPCU"},
    Row{Act::send, "VOHU"},
    Row{Act::type, "VOH"},
    Row{Act::note, "OHBFPCU"},
    Row{Act::close, "VOHU"},
    Row{Act::reopen, "VOU"},
    Row{Act::take, "OHBFPCU"},
    Row{Act::tag, "OHU"},
    Row{Act::prioritise, "OHU"},
    // Whether there is an offer of theirs is a question of the state, not of rights.
    Row{Act::answer, "OHBFPCU"},
    Row{Act::transfer, "OHU"},
    Row{Act::observe, "U"},
    Row{Act::stop_observing, "BU"},
    Row{Act::force, "U"},
};
static_assert(rows.size() == all_acts.size());

char letter(Relation relation) {
  switch (relation) {
    case Relation::none:
      return '-';
    case Relation::visitor:
      return 'V';
    case Relation::owner:
      return 'O';
    case Relation::helper:
      return 'H';
    case Relation::observer:
      return 'B';
    case Relation::offeree:
      return 'F';
    case Relation::past:
      return 'P';
    case Relation::colleague:
      return 'C';
  }
  return '-';
}

std::string_view who_may(Act act) {
  for (const auto& row : rows)
    if (row.act == act) return row.who;
  return "";
}

bool listed(Act act, const Caller& who, const desk::Conversation& c) {
  const auto may = who_may(act);
  const auto relation = who.is_staff() ? desk::relation(c, who.staff) : desk::relation(c, who.card.id);
  if (may.find(letter(relation)) != std::string_view::npos) return true;
  return who.is_staff() && who.staff.supervises() && may.find('U') != std::string_view::npos;
}

}  // namespace

desk::Actor Caller::actor(const desk::Conversation& c) const {
  if (!is_staff()) return {card.id, card.name.value_or(""), desk::Role::visitor};
  if (c.owner && c.owner->id == staff.id) return staff.actor();
  for (const auto& p : c.participants)
    if (p.who.id == staff.id && p.helper) return {staff.id, staff.name, p.role};
  return {staff.id, staff.name, staff.supervises() ? desk::Role::supervisor : staff.acting()};
}

Verdict authorise(Act act, const Caller& who, const desk::Conversation& c) {
  if (!listed(Act::read, who, c)) return Verdict::hidden;
  return listed(act, who, c) ? Verdict::yes : Verdict::forbidden;
}

bool may_administer(const desk::Staff& who) { return who.has(desk::StaffRole::admin); }

bool may_see(const desk::Staff& who, const std::string& department, const desk::Settings& site) {
  return who.serves(department) || (who.supervises() && site.department(department) != nullptr);
}

}  // namespace baton::chat

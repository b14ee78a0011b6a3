// The table. A relation that may not read is told that nothing is there.
#include "server/chat/authorise.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace baton::chat {
namespace {

using desk::Relation;

// The letters of the relations that may: V visitor, O owner, H helper, B observer, F offeree, P past, C
// colleague; and whatever their relation, U any supervisor or admin, L anybody of sales. `as`: who may by
// their relation must have this sub-role too.
struct Row {
  Act act;
  std::string_view who;
  std::optional<desk::StaffRole> as = std::nullopt;
};
constexpr auto agent = desk::StaffRole::agent;
constexpr auto sales = desk::StaffRole::sales;
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
    Row{Act::solve, "VOHU"},
    Row{Act::rate, "V"},
    Row{Act::complain, "VOHU"},
    Row{Act::alert, "OHU"},
    Row{Act::flag, "OHU", agent},
    Row{Act::propose, "OU", agent},
    Row{Act::consent, "V"},
    Row{Act::retract, "OHU", agent},
    Row{Act::hand_back, "O", sales},
    Row{Act::invite, "OU"},
    Row{Act::uninvite, "OHU"},
    // Whoever took part in care may: the giver of a hand-off reads on as observer.
    Row{Act::share_note, "OHBPU", agent},
    Row{Act::account, "OHBFPCLU"},
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

const Row* row_of(Act act) {
  for (const auto& row : rows)
    if (row.act == act) return &row;
  return nullptr;
}

bool listed(Act act, const Caller& who, const desk::Conversation& c) {
  const auto* row = row_of(act);
  if (row == nullptr) return false;
  const auto may = [&](char one) { return row->who.find(one) != std::string_view::npos; };
  if (!who.is_staff()) return may(letter(desk::relation(c, who.card.id)));
  const auto& staff = who.staff;
  if (staff.supervises() && may('U')) return true;
  if (staff.has(sales) && may('L')) return true;
  return may(letter(desk::relation(c, staff))) && (!row->as || staff.has(*row->as));
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
  if (listed(act, who, c)) return Verdict::yes;
  return listed(Act::read, who, c) ? Verdict::forbidden : Verdict::hidden;
}

bool may_see_sales(const desk::Staff& who) { return who.supervises() || who.has(sales); }

bool fenced(const desk::Staff& reader) {
  return reader.has(sales) && !reader.has(agent) && !reader.supervises();
}

store::NotesRecord fenced(store::NotesRecord event, const desk::Staff& reader,
                          const std::vector<desk::Seq>& shared) {
  auto* note = std::get_if<desk::Note>(&event.event.what);
  if (note == nullptr || !fenced(reader)) return event;
  const auto& by = event.event.by;
  if (by.id == reader.id || by.role == desk::Role::sales) return event;
  if (std::binary_search(shared.begin(), shared.end(), event.seq)) return event;
  note->text.clear();
  event.withheld = true;
  return event;
}

bool may_administer(const desk::Staff& who) { return who.has(desk::StaffRole::admin); }

bool may_see(const desk::Staff& who, const std::string& department, const desk::Settings& site) {
  return who.serves(department) || (who.supervises() && site.department(department) != nullptr);
}

}  // namespace baton::chat

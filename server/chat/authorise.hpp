// Who may do what: one table of act × side × relation (protocol.md, end of section 4). Every use case asks
// it, and nothing else decides about rights. Not being yours to know goes before not being allowed.
#pragma once
#include <array>
#include <string>

#include "server/desk/conversation.hpp"
#include "server/desk/site.hpp"
#include "server/store/records.hpp"

namespace baton::chat {

// Who calls: a visitor as their session knows them, or a staff member as last read.
struct Caller {
  enum class Side { visitor, staff } side = Side::visitor;
  desk::VisitorCard card;
  desk::Staff staff;

  static Caller of(desk::VisitorCard card) { return {Side::visitor, std::move(card), {}}; }
  static Caller of(desk::Staff staff) { return {Side::staff, {}, std::move(staff)}; }
  bool is_staff() const { return side == Side::staff; }
  const std::string& id() const { return is_staff() ? staff.id : card.id; }
  // In the role in which they act in `c`: a supervisor who is neither owner nor helper acts as supervisor.
  desk::Actor actor(const desk::Conversation& c) const;
};

enum class Act {
  read,
  send,
  type,
  note,
  close,
  reopen,
  take,
  tag,
  prioritise,
  answer,  // an offer
  transfer,
  observe,
  stop_observing,
  force,
  // how the customer fares
  solve,
  rate,
  complain,
  alert,
  // the hand-off
  flag,  // also its dismissal, of a suggestion
  propose,
  consent,  // the customer's answer
  retract,  // withdraw, defer
  hand_back,
  invite,
  uninvite,  // oneself too
  share_note,
  account  // what becomes of an opportunity later; whose it is, the desk says
};
inline constexpr std::array all_acts{
    Act::read,           Act::send,       Act::type,       Act::note,    Act::close,     Act::reopen,
    Act::take,           Act::tag,        Act::prioritise, Act::answer,  Act::transfer,  Act::observe,
    Act::stop_observing, Act::force,      Act::solve,      Act::rate,    Act::complain,  Act::alert,
    Act::flag,           Act::propose,    Act::consent,    Act::retract, Act::hand_back, Act::invite,
    Act::uninvite,       Act::share_note, Act::account};

enum class Verdict { yes, forbidden, hidden };

Verdict authorise(Act act, const Caller& who, const desk::Conversation& c);

// Of whom all opportunities, and what they brought, may be known: sales and supervisors. Care staff are never
// shown or ranked by revenue.
bool may_see_sales(const desk::Staff& who);

// The privacy fence: whoever is of sales alone reads care's notes only as far as care `shared` them.
bool fenced(const desk::Staff& reader);
// The event as this reader may have it: the same, or without what it says.
store::NotesRecord fenced(store::NotesRecord event, const desk::Staff& reader,
                          const std::vector<desk::Seq>& shared);

// Whether somebody may see what is in a department: their own, a supervisor every one there is.
bool may_see(const desk::Staff& who, const std::string& department, const desk::Settings& site);

// Whether somebody may read and change the site's settings.
bool may_administer(const desk::Staff& who);

}  // namespace baton::chat

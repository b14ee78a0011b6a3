// What a decision of the desk gives: the bodies after, and what is written into the two logs. Values only;
// the store derives every index and timer from the bodies.
#pragma once
#include <boost/system/result.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "server/desk/conversation.hpp"
#include "server/desk/event.hpp"
#include "server/desk/guard.hpp"
#include "server/desk/ledger.hpp"
#include "server/desk/person.hpp"

namespace baton::desk {

// Why subscribers get a new copy of the conversation; the words of the contract.
enum class Because : std::uint8_t {
  started,
  assigned,
  transferred,
  handed_off,
  handed_back,
  observing,
  joined,
  offered,
  changed,
  left
};

struct Change {
  Conversation conversation;      // after
  std::optional<Staff> staff;     // after, where somebody's load changed
  std::vector<Staff> others;      // after, where that of several did
  bool arrives = false;           // stamp a new arrival in the store (first start, reopened)
  std::vector<LogEvent> log;      // in order
  std::vector<NotesEvent> notes;  // in order, written after `log`
  std::optional<Customer> customer;  // after, where what is remembered of the visitor changed
  std::vector<LedgerEntry> ledger;   // in order
  Because because = Because::changed;
};

// Why a decision was refused; `state` and `owner` say how things are.
struct Refusal {
  enum class Why : std::uint8_t {
    state,      // the table of states.md has no such row
    capacity,   // the load would exceed the capacity
    desk_full,  // the queue of the department is at its limit, or there is no such department open
    window,     // closed too long ago to be reopened
    offline,    // the person is not there
    guarded,    // law L9: `objection`
    wish,       // `customer_asked` names no newer message of the visitor's
    not_yours,  // somebody else's opportunity
    money,      // an outcome needs money, or more was to be taken back than was paid
    too_many,   // opportunities in one conversation
  } why = Why::state;
  State state = State::queued;
  std::optional<PersonRef> owner;
  std::optional<Objection> objection;
};
[[noreturn]] inline void throw_exception_from_error(const Refusal&, const boost::source_location&) {
  throw std::logic_error("a refused decision was read as a change");
}

using Decided = boost::system::result<Change, Refusal>;

}  // namespace baton::desk

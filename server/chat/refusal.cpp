// Faults of the store and refusals of the desk in the words of the contract.
#include "server/chat/refusal.hpp"

namespace baton::chat {

Refusal refusal(store::Fault fault) {
  switch (fault) {
    case store::Fault::not_found:
      return {Reason::not_found};
    case store::Fault::refused:
    case store::Fault::unknown:
    case store::Fault::corrupt:
      return {Reason::unavailable};
  }
  return {Reason::unavailable};
}

std::string word(desk::State state) {
  switch (state) {
    case desk::State::queued:
      return "queued";
    case desk::State::offered:
      return "offered";
    case desk::State::active:
      return "active";
    case desk::State::closed:
      return "closed";
    case desk::State::missed:
      return "missed";
  }
  return "closed";
}

std::string word(desk::Objection objection) {
  switch (objection) {
    case desk::Objection::cooling_off:
      return "cooling_off";
    case desk::Objection::open_complaint:
      return "open_complaint";
    case desk::Objection::unhappy:
      return "unhappy";
    case desk::Objection::not_solved:
      return "not_solved";
    case desk::Objection::no_consent:
      return "no_consent";
  }
  return "no_consent";
}

Refusal refusal(const desk::Refusal& decision) {
  Refusal out{Reason::conflict};
  out.state = word(decision.state);
  out.owner = decision.owner;
  switch (decision.why) {
    case desk::Refusal::Why::state:
      break;
    case desk::Refusal::Why::window:
      break;
    case desk::Refusal::Why::capacity:
      out.why = "capacity";
      break;
    case desk::Refusal::Why::offline:
      out.why = "offline";
      break;
    case desk::Refusal::Why::desk_full:
      out.state = "offline";
      break;
    case desk::Refusal::Why::guarded:
      out.reason = Reason::guarded;
      if (decision.objection) {
        out.why = word(*decision.objection);
        out.may_override = desk::may_override(*decision.objection);
      }
      break;
    case desk::Refusal::Why::wish:
      return {Reason::invalid, "customer_asked"};
    case desk::Refusal::Why::not_yours:
      out = Refusal{Reason::forbidden};
      out.owner = decision.owner;
      break;
    case desk::Refusal::Why::money:
      return {Reason::invalid, "amount"};
    case desk::Refusal::Why::too_many:
      out.why = "full";
      break;
  }
  return out;
}

}  // namespace baton::chat

// What somebody is told of an offer, read off the body of its conversation: there is none beside it that
// could be told wrong. Pure.
#pragma once
#include <optional>
#include <string>

#include "server/desk/conversation.hpp"

namespace baton::chat {

struct OpenOffer {
  enum class Kind { chat, transfer, handoff } kind = Kind::chat;
  desk::Time deadline = 0;
  std::optional<desk::Brief> brief = std::nullopt;  // of a hand-off
  bool operator==(const OpenOffer&) const = default;
};
// The words of the contract, in its order.
enum class OfferEnd { expired, taken, withdrawn, closed, transferred, answered };

// What is offered to them now.
std::optional<OpenOffer> offer_to(const desk::Conversation& c, const std::string& staff);
// Why an offer of theirs, of that kind, is there no more.
OfferEnd ended_for(const desk::Conversation& c, const std::string& staff, OpenOffer::Kind kind);

}  // namespace baton::chat

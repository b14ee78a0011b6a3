// Offers as their holders see them.
#include "server/chat/offers.hpp"

#include <algorithm>

namespace baton::chat {

std::optional<OpenOffer> offer_to(const desk::Conversation& c, const std::string& staff) {
  const auto* offeree = c.offeree();
  if (offeree == nullptr || *offeree != staff) return std::nullopt;
  if (c.offer) return OpenOffer{OpenOffer::Kind::chat, c.offer->until};
  if (c.pending->kind == desk::Pending::Kind::transfer)
    return OpenOffer{OpenOffer::Kind::transfer, c.pending->until};
  const auto* opportunity = c.under_way();
  const auto brief = opportunity != nullptr ? opportunity->brief : std::nullopt;
  return OpenOffer{OpenOffer::Kind::handoff, c.pending->until, brief};
}

OfferEnd ended_for(const desk::Conversation& c, const std::string& staff, OpenOffer::Kind kind) {
  const auto has = [&](const auto& list) { return std::find(list.begin(), list.end(), staff) != list.end(); };
  if (c.state == desk::State::active && c.owner && c.owner->id == staff) return OfferEnd::answered;
  if (has(c.refused)) return OfferEnd::answered;
  if (!c.open()) return OfferEnd::closed;
  if (c.declined.contains(staff)) return OfferEnd::expired;
  if (c.state == desk::State::active && kind == OpenOffer::Kind::chat) return OfferEnd::taken;
  const auto* opportunity = c.under_way();
  const bool handed_off = opportunity != nullptr && opportunity->state == desk::OpportunityState::accepted;
  if (kind == OpenOffer::Kind::handoff && handed_off) return OfferEnd::taken;
  // A hand-off that waits on is for somebody else, or was withdrawn and asked for again.
  if (c.pending && c.pending->kind == desk::Pending::Kind::transfer) return OfferEnd::transferred;
  return OfferEnd::withdrawn;
}

}  // namespace baton::chat

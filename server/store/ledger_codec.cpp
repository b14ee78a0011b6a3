// Members that are absent in the entry are absent in the text.
#include "server/store/ledger_codec.hpp"

#include <charconv>

#include "server/store/json_codec.hpp"

namespace baton::store {

using namespace codec;

std::string encode_ledger_entry(const desk::LedgerEntry& e) {
  Json json{{"what", word(e.what)},
            {"conversation", e.conversation},
            {"visitor", e.visitor},
            {"department", e.department},
            {"by", json_of(e.by)}};
  put(json, "opportunity", e.opportunity);
  put_word(json, "kind", e.kind);
  put_part(json, "flagger", e.flagger);
  put_part(json, "closer", e.closer);
  put_part(json, "money", e.money);
  put(json, "rule", e.rule);
  put(json, "reason", e.reason);
  put(json, "took", e.took);
  put(json, "score", e.score);
  put(json, "nps", e.nps);
  return codec::text_of(json);
}

Result<desk::LedgerEntry> decode_ledger_entry(std::string_view text) {
  return guarded<desk::LedgerEntry>(text, [](const Json& json) {
    desk::LedgerEntry e;
    e.what = enum_of<desk::LedgerEntry::What>(json.at("what"));
    e.conversation = json.at("conversation");
    e.visitor = json.at("visitor");
    e.department = json.at("department");
    e.by = actor_of(json.at("by"));
    e.opportunity = take<std::string>(json, "opportunity");
    e.kind = take_word<desk::OpportunityKind>(json, "kind");
    e.flagger = take_part(json, "flagger", &person_of);
    e.closer = take_part(json, "closer", &person_of);
    e.money = take_part(json, "money", &money_of);
    e.rule = take<std::string>(json, "rule");
    e.reason = take<std::string>(json, "reason");
    e.took = take<desk::Duration>(json, "took");
    e.score = take<int>(json, "score");
    e.nps = take<int>(json, "nps");
    return e;
  });
}

std::string text_of(const LedgerPlace& place) {
  return std::to_string(place.at) + "-" + std::to_string(place.number);
}

std::optional<LedgerPlace> ledger_place(std::string_view id) {
  LedgerPlace place;
  const auto* const end = id.data() + id.size();
  const auto [dash, wrong_at] = std::from_chars(id.data(), end, place.at);
  if (wrong_at != std::errc{} || place.at < 0 || dash == end || *dash != '-') return std::nullopt;
  const auto [stop, wrong_number] = std::from_chars(dash + 1, end, place.number);
  if (wrong_number != std::errc{} || stop != end) return std::nullopt;
  return place;
}

}  // namespace baton::store

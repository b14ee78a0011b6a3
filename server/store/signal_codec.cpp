// Signals to JSON and back, in the words of the wire.
#include "server/store/signal_codec.hpp"

#include "server/store/json_codec.hpp"

namespace baton::store {

using namespace codec;

std::string encode_signal(const Signal& signal) {
  Json json;
  if (const auto* typing = std::get_if<TypingSignal>(&signal)) {
    json = {{"kind", "typing"}, {"by", json_of(typing->by)}, {"on", typing->on}};
    put(json, "preview", typing->preview);
  } else if (const auto* read = std::get_if<ReadSignal>(&signal)) {
    json = {{"kind", "read"}, {"by", json_of(read->by)}, {"notes", read->notes}, {"seq", read->seq}};
  } else {
    const auto& presence = std::get<PresenceSignal>(signal);
    json = {{"kind", "presence"}, {"by", json_of(presence.by)}, {"online", presence.online}};
    if (presence.presence) json["presence"] = word(*presence.presence);
  }
  return text_of(json);
}

Result<Signal> decode_signal(std::string_view text) {
  return guarded<Signal>(text, [](const Json& json) -> Signal {
    const auto kind = json.at("kind").get<std::string>();
    auto by = actor_of(json.at("by"));
    if (kind == "typing")
      return TypingSignal{std::move(by), json.at("on").get<bool>(), take<std::string>(json, "preview")};
    if (kind == "read")
      return ReadSignal{std::move(by), json.at("notes").get<bool>(), json.at("seq").get<Seq>()};
    if (kind != "presence") throw std::runtime_error("unknown kind of signal");
    return PresenceSignal{std::move(by), json.at("online").get<bool>(),
                          take_word<desk::Presence>(json, "presence")};
  });
}

}  // namespace baton::store

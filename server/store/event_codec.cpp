// Events to JSON and back: `by`, `cid` where there is one, `kind`, and the fields of the kind beside them
// (the kind of what a suggestion would sell is `of`, since an event has its own).
#include "server/store/event_codec.hpp"

#include "server/store/json_codec.hpp"
#include "server/store/opportunity_codec.hpp"

namespace baton::store {
namespace {

using namespace codec;

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};

template <class Kind>
std::string encoded(const desk::EventOf<Kind>& event, Json json) {
  json["by"] = json_of(event.by);
  if (!event.cid.empty()) json["cid"] = event.cid;
  return text_of(json);
}

template <class Event, class Kind>
Result<Event> decoded(std::string_view text, Kind (*kind_of)(const std::string&, const Json&)) {
  return guarded<Event>(text, [&](const Json& json) {
    return Event{actor_of(json.at("by")), take<std::string>(json, "cid").value_or(""),
                 kind_of(json.at("kind").get<std::string>(), json)};
  });
}

Json of_kind(const char* kind) { return Json{{"kind", kind}}; }
Json of_handoff(const char* kind, const std::string& handoff) {
  return Json{{"kind", kind}, {"handoff", handoff}};
}

// The kinds that name a hand-off.
desk::LogKind handoff_kind(const std::string& kind, const Json& json) {
  const auto handoff = [&] { return json.at("handoff").get<std::string>(); };
  if (kind == "handoff_proposed")
    return desk::HandoffProposed{handoff(), json.at("to_team").get<std::string>(),
                                 take<std::string>(json, "pitch"), json.at("expires_at").get<desk::Time>()};
  if (kind == "handoff_consented") return desk::HandoffConsented{handoff()};
  if (kind == "handoff_declined") return desk::HandoffDeclined{handoff(), json.value("later", false)};
  if (kind == "handoff_withdrawn") return desk::HandoffWithdrawn{handoff()};
  if (kind == "handoff_failed")
    return desk::HandoffFailed{handoff(), enum_of<desk::HandoffFailure>(json.at("reason"))};
  if (kind == "handed_off") return desk::HandedOff{handoff(), person_of(json.at("to"))};
  throw std::runtime_error("unknown kind of log");
}

desk::LogKind log_kind(const std::string& kind, const Json& json) {
  if (kind == "message") return desk::Message{json.at("text").get<std::string>()};
  if (kind == "queued")
    return desk::Queued{json.at("department").get<std::string>(), take<std::string>(json, "because")};
  if (kind == "assigned") return desk::Assigned{person_of(json.at("to"))};
  if (kind == "joined") return desk::Joined{person_of(json.at("who")), take_word<desk::Role>(json, "role")};
  if (kind == "left") return desk::Left{person_of(json.at("who")), take_word<desk::Role>(json, "role")};
  if (kind == "closed") return desk::Closed{enum_of<desk::CloseReason>(json.at("reason"))};
  if (kind == "reopened") return desk::Reopened{};
  if (kind == "gap") return desk::Gap{json.at("lost").get<std::uint64_t>()};
  if (kind == "erased") return desk::Erased{};
  if (kind == "transferred") return desk::Transferred{person_of(json.at("to"))};
  if (kind == "solved") return desk::SolvedNow{};
  if (kind == "not_solved") return desk::NotSolved{};
  if (kind == "rated") return desk::Rated{json.at("score").get<int>(), take<std::string>(json, "comment")};
  if (kind == "handed_back") return desk::HandedBack{person_of(json.at("to"))};
  return handoff_kind(kind, json);
}

desk::OpportunityStep step_of(const Json& json) {
  return {json.at("opportunity").get<std::string>(), enum_of<desk::OpportunityState>(json.at("state")),
          take_word<desk::Outcome>(json, "outcome"), take_part(json, "money", &money_of)};
}

desk::NotesKind notes_kind(const std::string& kind, const Json& json) {
  if (kind == "note") return desk::Note{json.at("text").get<std::string>()};
  if (kind == "tagged") return desk::Tagged{json.at("tags").get<std::vector<std::string>>()};
  if (kind == "alert")
    return desk::Alert{json.at("on").get<bool>(), enum_of<desk::AlertReason>(json.at("reason"))};
  if (kind == "decision")
    return desk::Decision{json.at("what").get<std::string>(), person_of(json.at("chosen")),
                          json.at("considered").get<std::vector<std::string>>(),
                          json.at("because").get<std::string>()};
  if (kind == "observed") return desk::Observed{actor_of(json.at("who"))};
  if (kind == "flagged" || kind == "opportunity") return step_of(json);
  if (kind == "handoff_brief") return desk::HandoffBrief{brief_of(json)};
  if (kind == "suggested")
    return desk::Suggested{json.at("rule").get<std::string>(), enum_of<desk::OpportunityKind>(json.at("of")),
                           json.at("product").get<std::string>()};
  if (kind == "suggestion_dismissed") return desk::SuggestionDismissed{json.at("rule").get<std::string>()};
  if (kind == "complaint")
    return desk::Complaint{json.at("open").get<bool>(), take<std::string>(json, "text")};
  if (kind == "shared")
    return desk::Shared{json.at("note").get<desk::Seq>(), actor_of(json.at("author")),
                        json.at("text").get<std::string>()};
  throw std::runtime_error("unknown kind of notes");
}

}  // namespace

std::string encode_log_event(const desk::LogEvent& event) {
  const auto fields = Overloaded{
      [](const desk::Message& e) {
        return Json{{"kind", "message"}, {"text", e.text}};
      },
      [](const desk::Queued& e) {
        Json json{{"kind", "queued"}, {"department", e.department}};
        put(json, "because", e.because);
        return json;
      },
      [](const desk::Assigned& e) {
        return Json{{"kind", "assigned"}, {"to", json_of(e.to)}};
      },
      [](const desk::Joined& e) {
        Json json{{"kind", "joined"}, {"who", json_of(e.who)}};
        put_word(json, "role", e.role);
        return json;
      },
      [](const desk::Left& e) {
        Json json{{"kind", "left"}, {"who", json_of(e.who)}};
        put_word(json, "role", e.role);
        return json;
      },
      [](const desk::Closed& e) {
        return Json{{"kind", "closed"}, {"reason", word(e.reason)}};
      },
      [](const desk::Reopened&) { return of_kind("reopened"); },
      [](const desk::Gap& e) {
        return Json{{"kind", "gap"}, {"lost", e.lost}};
      },
      [](const desk::Erased&) { return of_kind("erased"); },
      [](const desk::Transferred& e) {
        return Json{{"kind", "transferred"}, {"to", json_of(e.to)}};
      },
      [](const desk::SolvedNow&) { return of_kind("solved"); },
      [](const desk::NotSolved&) { return of_kind("not_solved"); },
      [](const desk::Rated& e) {
        Json json{{"kind", "rated"}, {"score", e.score}};
        put(json, "comment", e.comment);
        return json;
      },
      [](const desk::HandoffProposed& e) {
        auto json = of_handoff("handoff_proposed", e.handoff);
        json["to_team"] = e.to_team;
        put(json, "pitch", e.pitch);
        json["expires_at"] = e.expires_at;
        return json;
      },
      [](const desk::HandoffConsented& e) { return of_handoff("handoff_consented", e.handoff); },
      [](const desk::HandoffDeclined& e) {
        auto json = of_handoff("handoff_declined", e.handoff);
        if (e.later) json["later"] = true;
        return json;
      },
      [](const desk::HandoffWithdrawn& e) { return of_handoff("handoff_withdrawn", e.handoff); },
      [](const desk::HandoffFailed& e) {
        auto json = of_handoff("handoff_failed", e.handoff);
        json["reason"] = word(e.reason);
        return json;
      },
      [](const desk::HandedOff& e) {
        auto json = of_handoff("handed_off", e.handoff);
        json["to"] = json_of(e.to);
        return json;
      },
      [](const desk::HandedBack& e) {
        return Json{{"kind", "handed_back"}, {"to", json_of(e.to)}};
      },
  };
  return encoded(event, std::visit(fields, event.what));
}

std::string encode_notes_event(const desk::NotesEvent& event) {
  const auto fields = Overloaded{
      [](const desk::Note& e) {
        return Json{{"kind", "note"}, {"text", e.text}};
      },
      [](const desk::Tagged& e) {
        return Json{{"kind", "tagged"}, {"tags", e.tags}};
      },
      [](const desk::Alert& e) {
        return Json{{"kind", "alert"}, {"on", e.on}, {"reason", word(e.reason)}};
      },
      [](const desk::Decision& e) {
        return Json{{"kind", "decision"},
                    {"what", e.what},
                    {"chosen", json_of(e.chosen)},
                    {"considered", e.considered},
                    {"because", e.because}};
      },
      [](const desk::Observed& e) {
        return Json{{"kind", "observed"}, {"who", json_of(e.who)}};
      },
      [](const desk::OpportunityStep& e) {
        const bool flagged = e.state == desk::OpportunityState::flagged;
        Json json{{"kind", flagged ? "flagged" : "opportunity"},
                  {"opportunity", e.opportunity},
                  {"state", word(e.state)}};
        put_word(json, "outcome", e.outcome);
        put_part(json, "money", e.money);
        return json;
      },
      [](const desk::HandoffBrief& e) {
        auto json = json_of(e.brief);
        json["kind"] = "handoff_brief";
        return json;
      },
      [](const desk::Suggested& e) {
        return Json{{"kind", "suggested"}, {"rule", e.rule}, {"of", word(e.kind)}, {"product", e.product}};
      },
      [](const desk::SuggestionDismissed& e) {
        return Json{{"kind", "suggestion_dismissed"}, {"rule", e.rule}};
      },
      [](const desk::Complaint& e) {
        Json json{{"kind", "complaint"}, {"open", e.open}};
        put(json, "text", e.text);
        return json;
      },
      [](const desk::Shared& e) {
        return Json{{"kind", "shared"}, {"note", e.note}, {"author", json_of(e.author)}, {"text", e.text}};
      },
  };
  return encoded(event, std::visit(fields, event.what));
}

Result<desk::LogEvent> decode_log_event(std::string_view text) {
  return decoded<desk::LogEvent>(text, &log_kind);
}
Result<desk::NotesEvent> decode_notes_event(std::string_view text) {
  return decoded<desk::NotesEvent>(text, &notes_kind);
}

}  // namespace baton::store

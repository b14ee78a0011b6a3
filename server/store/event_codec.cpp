// Events to JSON and back: `by`, `cid` where there is one, `kind`, and the fields of the kind beside them.
#include "server/store/event_codec.hpp"

#include "server/store/json_codec.hpp"

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

desk::LogKind log_kind(const std::string& kind, const Json& json) {
  if (kind == "message") return desk::Message{json.at("text").get<std::string>()};
  if (kind == "queued")
    return desk::Queued{json.at("department").get<std::string>(), take<std::string>(json, "because")};
  if (kind == "assigned") return desk::Assigned{person_of(json.at("to"))};
  if (kind == "joined") return desk::Joined{person_of(json.at("who"))};
  if (kind == "left") return desk::Left{person_of(json.at("who"))};
  if (kind == "closed") return desk::Closed{enum_of<desk::CloseReason>(json.at("reason"))};
  if (kind == "reopened") return desk::Reopened{};
  if (kind == "gap") return desk::Gap{json.at("lost").get<std::uint64_t>()};
  if (kind == "erased") return desk::Erased{};
  if (kind == "transferred") return desk::Transferred{person_of(json.at("to"))};
  throw std::runtime_error("unknown kind of log");
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
        return Json{{"kind", "joined"}, {"who", json_of(e.who)}};
      },
      [](const desk::Left& e) {
        return Json{{"kind", "left"}, {"who", json_of(e.who)}};
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

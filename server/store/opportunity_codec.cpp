// Members that say nothing (an absent optional, an empty list, false, 0) are absent in the text.
#include "server/store/opportunity_codec.hpp"

namespace baton::store::codec {
namespace {

Json json_of(const desk::Handoff& h) {
  Json json{{"id", h.id}, {"department", h.department}, {"to_team", h.to_team}, {"expires_at", h.expires_at}};
  put(json, "staff", h.staff);
  put(json, "pitch", h.pitch);
  if (h.asked) json["asked"] = true;
  if (h.overridden) json["overridden"] = true;
  if (h.told_nobody) json["told_nobody"] = true;
  return json;
}

desk::Handoff handoff_of(const Json& json) {
  desk::Handoff h;
  h.id = json.at("id");
  h.department = json.at("department");
  h.to_team = json.at("to_team");
  h.expires_at = json.at("expires_at");
  h.staff = take<std::string>(json, "staff");
  h.pitch = take<std::string>(json, "pitch");
  h.asked = json.value("asked", false);
  h.overridden = json.value("overridden", false);
  h.told_nobody = json.value("told_nobody", false);
  return h;
}

Json json_of(const desk::Step& step) {
  Json json{{"state", word(step.state)}, {"at", step.at}, {"by", codec::json_of(step.by)}};
  put(json, "reason", step.reason);
  return json;
}

desk::Step step_of(const Json& json) {
  return {enum_of<desk::OpportunityState>(json.at("state")), json.at("at").get<desk::Time>(),
          actor_of(json.at("by")), take<std::string>(json, "reason")};
}

}  // namespace

Json json_of(const desk::Brief& b) {
  Json json{{"summary", b.summary}};
  put(json, "need", b.need);
  put(json, "solved", b.solved);
  put(json, "mood", b.mood);
  put(json, "product", b.product);
  put(json, "budget", b.budget);
  put(json, "do_not_say", b.do_not_say);
  if (!b.promises.empty()) json["promises"] = b.promises;
  return json;
}

desk::Brief brief_of(const Json& json) {
  desk::Brief b;
  b.summary = json.at("summary");
  b.need = take<std::string>(json, "need");
  b.solved = take<std::string>(json, "solved");
  b.mood = take<std::string>(json, "mood");
  b.product = take<std::string>(json, "product");
  b.budget = take<std::string>(json, "budget");
  b.do_not_say = take<std::string>(json, "do_not_say");
  b.promises = json.value("promises", std::vector<std::string>());
  return b;
}

Json json_of(const desk::Opportunity& o) {
  Json json{{"id", o.id},
            {"state", word(o.state)},
            {"kind", word(o.kind)},
            {"product", o.product},
            {"reason", o.reason},
            {"flagged_by", json_of(o.flagged_by)},
            {"department", o.department},
            {"flagged_at", o.flagged_at}};
  put_part(json, "value", o.value);
  put_part(json, "owner", o.owner);
  put_part(json, "giver", o.giver);
  if (!o.giver_department.empty()) json["giver_department"] = o.giver_department;
  put_word(json, "outcome", o.outcome);
  put_part(json, "amount", o.amount);
  if (o.refunded != 0) json["refunded"] = o.refunded;
  put(json, "closed_at", o.closed_at);
  put(json, "due", o.due);
  put(json, "rule", o.rule);
  if (o.brief) json["brief"] = json_of(*o.brief);
  if (o.handoff) json["handoff"] = json_of(*o.handoff);
  if (o.proposals != 0) json["proposals"] = o.proposals;
  for (const auto& step : o.history) json["history"].push_back(json_of(step));
  return json;
}

desk::Opportunity opportunity_of(const Json& json) {
  desk::Opportunity o;
  o.id = json.at("id");
  o.state = enum_of<desk::OpportunityState>(json.at("state"));
  o.kind = enum_of<desk::OpportunityKind>(json.at("kind"));
  o.product = json.at("product");
  o.reason = json.at("reason");
  o.flagged_by = person_of(json.at("flagged_by"));
  o.department = json.at("department");
  o.flagged_at = json.at("flagged_at");
  o.value = take_part(json, "value", &money_of);
  o.owner = take_part(json, "owner", &person_of);
  o.giver = take_part(json, "giver", &person_of);
  o.giver_department = json.value("giver_department", std::string());
  o.outcome = take_word<desk::Outcome>(json, "outcome");
  o.amount = take_part(json, "amount", &money_of);
  o.refunded = json.value("refunded", std::int64_t{0});
  o.closed_at = take<desk::Time>(json, "closed_at");
  o.due = take<desk::Time>(json, "due");
  o.rule = take<std::string>(json, "rule");
  o.brief = take_part(json, "brief", &brief_of);
  o.handoff = take_part(json, "handoff", &handoff_of);
  o.proposals = json.value("proposals", 0);
  if (const auto history = json.find("history"); history != json.end())
    for (const auto& step : *history) o.history.push_back(step_of(step));
  return o;
}

Json json_of(const desk::Suggestion& s) {
  return Json{{"id", s.id}, {"state", word(s.state)}, {"kind", word(s.kind)}, {"product", s.product}};
}

desk::Suggestion suggestion_of(const Json& json) {
  return {enum_of<desk::Suggestion::State>(json.at("state")), json.at("id").get<std::string>(),
          enum_of<desk::OpportunityKind>(json.at("kind")), json.at("product").get<std::string>()};
}

}  // namespace baton::store::codec

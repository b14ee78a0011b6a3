// The settings' body to JSON and back. Members that came later are absent in older bodies and then have their
// defaults; an absent optional is absent in the text.
#include "server/desk/settings_rules.hpp"
#include "server/store/body_codec.hpp"
#include "server/store/json_codec.hpp"

namespace baton::store {
namespace {

using namespace codec;

// Where the member is there; else `to` stays.
template <class T>
void take_into(const Json& json, const std::string& name, T& to) {
  if (const auto at = json.find(name); at != json.end()) to = at->template get<T>();
}

// Intervals are pairs of minutes.
Json json_of(const std::vector<desk::Interval>& intervals) {
  auto json = Json::array();
  for (const auto& one : intervals) json.push_back({one.from, one.to});
  return json;
}
std::vector<desk::Interval> intervals_of(const Json& json) {
  std::vector<desk::Interval> intervals;
  for (const auto& one : json) intervals.push_back({one.at(0).get<int>(), one.at(1).get<int>()});
  return intervals;
}

Json json_of(const desk::Hours& hours) {
  Json json{{"zone", hours.zone}, {"week", Json::array()}, {"holidays", Json::array()}};
  for (const auto& day : hours.week) json["week"].push_back(json_of(day));
  for (const auto& holiday : hours.holidays)
    json["holidays"].push_back({{"date", desk::text_of(holiday.date)}, {"open", json_of(holiday.open)}});
  return json;
}
desk::Hours hours_of(const Json& json) {
  desk::Hours hours;
  hours.zone = json.at("zone");
  for (std::size_t d = 0; d < hours.week.size(); ++d) hours.week[d] = intervals_of(json.at("week").at(d));
  for (const auto& holiday : json.at("holidays")) {
    const auto date = desk::date_of(holiday.at("date").get_ref<const std::string&>());
    if (!date) throw std::runtime_error("no date");
    hours.holidays.push_back({*date, intervals_of(holiday.at("open"))});
  }
  return hours;
}

Json json_of(const desk::Timing& timing) {
  Json json{{"missed_offers", timing.missed_offers}, {"relax_skills", timing.relax_skills}};
  for (const auto& rule : desk::duration_rules) json[std::string(rule.name)] = timing.*rule.member;
  return json;
}
desk::Timing timing_of(const Json& json) {
  desk::Timing timing;
  for (const auto& rule : desk::duration_rules) take_into(json, std::string(rule.name), timing.*rule.member);
  take_into(json, "missed_offers", timing.missed_offers);
  take_into(json, "relax_skills", timing.relax_skills);
  return timing;
}

Json json_of(const desk::Department& d) {
  Json json{{"id", d.id},
            {"name", d.name},
            {"kind", word(d.kind)},
            {"assign", word(d.assign)},
            {"queue_limit", d.queue_limit}};
  put(json, "reopen_below", d.reopen_below);
  put(json, "capacity", d.capacity);
  if (!d.ladder.empty()) {
    auto& ladder = json["ladder"] = Json::array();
    for (const auto& rung : d.ladder) ladder.push_back({{"after", rung.after}, {"to", rung.to}});
  }
  if (d.hours) json["hours"] = json_of(*d.hours);
  return json;
}
desk::Department department_of(const Json& json) {
  desk::Department d;
  d.id = json.at("id");
  d.name = json.at("name");
  d.kind = enum_of<desk::DepartmentKind>(json.at("kind"));
  d.assign = enum_of<desk::AssignMode>(json.at("assign"));
  d.queue_limit = json.at("queue_limit");
  d.reopen_below = take<int>(json, "reopen_below");
  d.capacity = take<int>(json, "capacity");
  if (const auto ladder = json.find("ladder"); ladder != json.end())
    for (const auto& rung : *ladder) d.ladder.push_back({rung.at("after"), rung.at("to")});
  if (const auto hours = json.find("hours"); hours != json.end()) d.hours = hours_of(*hours);
  return d;
}

// `at_least` is a pair: the attribute, and its least.
Json json_of(const desk::SuggestionRule& rule) {
  Json json{{"id", rule.id}, {"kind", word(rule.kind)}, {"product", rule.product}};
  if (!rule.words.empty()) json["words"] = rule.words;
  put(json, "page", rule.page);
  if (!rule.attributes.empty()) json["attributes"] = rule.attributes;
  if (rule.at_least) json["at_least"] = {rule.at_least->first, rule.at_least->second};
  return json;
}
desk::SuggestionRule suggestion_rule_of(const Json& json) {
  desk::SuggestionRule rule;
  rule.id = json.at("id");
  rule.kind = enum_of<desk::OpportunityKind>(json.at("kind"));
  rule.product = json.at("product");
  take_into(json, "words", rule.words);
  rule.page = take<std::string>(json, "page");
  take_into(json, "attributes", rule.attributes);
  if (const auto at = json.find("at_least"); at != json.end())
    rule.at_least = {at->at(0).get<std::string>(), at->at(1).get<double>()};
  return rule;
}

Json json_of(const desk::Sales& sales) {
  Json json{{"distress", sales.distress}, {"catalogue", Json::array()}, {"suggestions", Json::array()}};
  for (const auto& rule : desk::sales_duration_rules) json[std::string(rule.name)] = sales.*rule.member;
  for (const auto& product : sales.catalogue) {
    Json one{{"name", product.name}};
    put_part(one, "price", product.price);
    json["catalogue"].push_back(std::move(one));
  }
  for (const auto& rule : sales.suggestions) json["suggestions"].push_back(json_of(rule));
  return json;
}
desk::Sales sales_of(const Json& json) {
  desk::Sales sales;
  for (const auto& rule : desk::sales_duration_rules)
    take_into(json, std::string(rule.name), sales.*rule.member);
  take_into(json, "distress", sales.distress);
  if (const auto catalogue = json.find("catalogue"); catalogue != json.end())
    for (const auto& product : *catalogue)
      sales.catalogue.push_back({product.at("name"), take_part(product, "price", &money_of)});
  if (const auto rules = json.find("suggestions"); rules != json.end()) {
    sales.suggestions.clear();
    for (const auto& rule : *rules) sales.suggestions.push_back(suggestion_rule_of(rule));
  }
  return sales;
}

Json json_of(const desk::SkillRule& rule) {
  Json json{{"skill", rule.skill}, {"required", rule.required}};
  put(json, "locale", rule.locale);
  put(json, "page", rule.page);
  put(json, "department", rule.department);
  if (rule.field) json["field"] = {{"name", rule.field->name}, {"value", rule.field->value}};
  return json;
}
desk::SkillRule skill_rule_of(const Json& json) {
  desk::SkillRule rule;
  rule.skill = json.at("skill");
  rule.required = json.at("required");
  rule.locale = take<std::string>(json, "locale");
  rule.page = take<std::string>(json, "page");
  rule.department = take<std::string>(json, "department");
  if (const auto field = json.find("field"); field != json.end())
    rule.field = desk::SkillRule::Field{field->at("name"), field->at("value")};
  return rule;
}

}  // namespace

std::string encode_settings(const desk::Settings& s) {
  Json json{{"sv", schema_version},        {"name", s.name},
            {"origins", s.origins},        {"default_capacity", s.default_capacity},
            {"timing", json_of(s.timing)}, {"departments", Json::array()}};
  put(json, "identity_secret", s.identity_secret);
  for (const auto& d : s.departments) json["departments"].push_back(json_of(d));
  if (s.sales != desk::Sales{}) json["sales"] = json_of(s.sales);
  for (const auto& rule : s.skills) json["skills"].push_back(json_of(rule));
  return text_of(json);
}

Result<desk::Settings> decode_settings(std::string_view text) {
  return versioned<desk::Settings>(text, [](const Json& json) {
    desk::Settings s;
    s.name = json.at("name");
    s.origins = json.at("origins").get<std::vector<std::string>>();
    s.default_capacity = json.at("default_capacity");
    s.timing = timing_of(json.at("timing"));
    s.identity_secret = take<std::string>(json, "identity_secret");
    if (const auto sales = json.find("sales"); sales != json.end()) s.sales = sales_of(*sales);
    for (const auto& d : json.at("departments")) s.departments.push_back(department_of(d));
    if (const auto skills = json.find("skills"); skills != json.end())
      for (const auto& rule : *skills) s.skills.push_back(skill_rule_of(rule));
    return s;
  });
}

}  // namespace baton::store

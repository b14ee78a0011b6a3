// Bodies to JSON and back, those of the settings in settings_codec.cpp. A member that is absent in the value
// is absent in the text.
#include "server/store/body_codec.hpp"

#include <type_traits>
#include <utility>

#include "server/store/json_codec.hpp"
#include "server/store/opportunity_codec.hpp"

namespace baton::store {
namespace {

using namespace codec;
using Strings = std::vector<std::string>;

Json json_of(const desk::VisitorCard& card) {
  Json json{{"id", card.id}, {"verified", card.verified}};
  put(json, "name", card.name);
  put(json, "email", card.email);
  put(json, "locale", card.locale);
  if (card.page) {
    auto& page = json["page"] = Json{{"url", card.page->url}};
    put(page, "title", card.page->title);
    put(page, "referrer", card.page->referrer);
  }
  if (card.attributes.empty()) return json;
  auto& attributes = json["attributes"] = Json::object();
  for (const auto& [name, value] : card.attributes)
    std::visit([&, &key = name](const auto& v) { attributes[key] = v; }, value);
  return json;
}

desk::Attribute attribute_of(const Json& json) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number_float()) return json.get<double>();
  return json.get<std::string>();
}

desk::VisitorCard card_of(const Json& json) {
  desk::VisitorCard card;
  card.id = json.at("id");
  card.verified = json.at("verified");
  card.name = take<std::string>(json, "name");
  card.email = take<std::string>(json, "email");
  card.locale = take<std::string>(json, "locale");
  if (const auto page = json.find("page"); page != json.end())
    card.page =
        desk::Page{page->at("url"), take<std::string>(*page, "title"), take<std::string>(*page, "referrer")};
  if (const auto attributes = json.find("attributes"); attributes != json.end())
    for (const auto& [name, value] : attributes->items()) card.attributes[name] = attribute_of(value);
  return card;
}

void put_people(Json& json, const desk::Conversation& c) {
  json["visitor"] = json_of(c.visitor);
  if (c.owner) json["owner"] = codec::json_of(*c.owner);
  auto& participants = json["participants"] = Json::array();
  for (const auto& p : c.participants) {
    auto one = codec::json_of(p.who);
    one["role"] = word(p.role);
    one["helper"] = p.helper;
    participants.push_back(std::move(one));
  }
  json["observers"] = c.observers;
  if (c.offer) json["offer"] = Json{{"to", c.offer->to}, {"until", c.offer->until}};
  if (c.pending) {
    auto& pending = json["pending"] = Json{{"kind", word(c.pending->kind)},
                                           {"to", c.pending->to},
                                           {"until", c.pending->until},
                                           {"department", c.pending->department}};
    put(pending, "offeree", c.pending->offeree);
  }
  if (c.pref) json["pref"] = Json{{"staff", c.pref->staff}, {"until", c.pref->until}};
}

void take_people(const Json& json, desk::Conversation& c) {
  c.visitor = card_of(json.at("visitor"));
  if (const auto owner = json.find("owner"); owner != json.end()) c.owner = person_of(*owner);
  for (const auto& p : json.at("participants"))
    c.participants.push_back({person_of(p), enum_of<desk::Role>(p.at("role")), p.at("helper").get<bool>()});
  c.observers = json.at("observers").get<Strings>();
  if (const auto o = json.find("offer"); o != json.end()) c.offer = desk::Offer{o->at("to"), o->at("until")};
  if (const auto p = json.find("pending"); p != json.end())
    c.pending = desk::Pending{enum_of<desk::Pending::Kind>(p->at("kind")), p->at("to"),
                              take<std::string>(*p, "offeree"), p->at("until"), p->at("department")};
  if (const auto p = json.find("pref"); p != json.end())
    c.pref = desk::Preference{p->at("staff"), p->at("until")};
}

// What the timers and the matcher go by; absent where it says nothing.
void put_waiting(Json& json, const desk::Conversation& c) {
  if (!c.refused.empty()) json["refused"] = c.refused;
  if (!c.avoid.empty()) json["avoid"] = c.avoid;
  for (const auto& w : c.wanted) json["wanted"].push_back({{"skill", w.skill}, {"until", w.until}});
  if (c.reply) json["reply"] = Json{{"until", c.reply->until}, {"since", c.reply->since}};
  if (c.silence)
    json["silence"] = Json{{"after", c.silence->after},
                           {"at", c.silence->at},
                           {"warned", c.silence->warned},
                           {"alerted", c.silence->alerted}};
  put(json, "away", c.away);
  put(json, "entered_at", c.entered_at);
  put(json, "overflow_at", c.overflow_at);
  if (c.recovery) json["due"] = c.recovery->due;
  if (c.recovery && c.recovery->overdue) json["overdue"] = true;
  put(json, "recovering", c.recovering);
}

void take_waiting(const Json& json, desk::Conversation& c) {
  c.refused = json.value("refused", Strings());
  c.avoid = json.value("avoid", Strings());
  if (const auto wanted = json.find("wanted"); wanted != json.end())
    for (const auto& w : *wanted) c.wanted.push_back({w.at("skill"), w.at("until")});
  if (const auto r = json.find("reply"); r != json.end())
    c.reply = desk::ReplyLease{r->at("until"), r->at("since")};
  if (const auto s = json.find("silence"); s != json.end())
    c.silence = desk::Silence{s->at("after"), s->at("at"), s->at("warned"), s->at("alerted")};
  c.away = take<desk::Time>(json, "away");
  c.entered_at = take<desk::Time>(json, "entered_at");
  c.overflow_at = take<desk::Time>(json, "overflow_at");
  if (const auto due = take<desk::Time>(json, "due"))
    c.recovery = desk::Recovery{*due, json.value("overdue", false)};
  c.recovering = take<desk::Seq>(json, "recovering");
}

// What was to be sold, and how the customer fared; absent where there was nothing.
void put_sales(Json& json, const desk::Conversation& c) {
  if (c.rating) {
    auto& rating = json["rating"] = Json{{"score", c.rating->score}};
    put(rating, "nps", c.rating->nps);
    put(rating, "comment", c.rating->comment);
  }
  for (const auto& o : c.opportunities) json["opportunities"].push_back(codec::json_of(o));
  for (const auto& s : c.suggestions) json["suggestions"].push_back(codec::json_of(s));
  if (!c.shared.empty()) json["shared"] = c.shared;
}

void take_sales(const Json& json, desk::Conversation& c) {
  if (const auto r = json.find("rating"); r != json.end())
    c.rating = desk::Rating{r->at("score"), take<int>(*r, "nps"), take<std::string>(*r, "comment")};
  if (const auto all = json.find("opportunities"); all != json.end())
    for (const auto& o : *all) c.opportunities.push_back(opportunity_of(o));
  if (const auto all = json.find("suggestions"); all != json.end())
    for (const auto& s : *all) c.suggestions.push_back(suggestion_of(s));
  c.shared = json.value("shared", std::vector<desk::Seq>());
}

Json json_of(const desk::Customer& customer) {
  auto json = Json::object();
  put(json, "refused_at", customer.refused_at);
  put(json, "complaint_since", customer.complaint_since);
  put(json, "unhappy_since", customer.unhappy_since);
  put(json, "rating", customer.rating);
  if (!customer.starts.empty()) json["starts"] = customer.starts;
  return json;
}

desk::Customer customer_of(const Json& json) {
  return {take<desk::Time>(json, "refused_at"), take<desk::Time>(json, "complaint_since"),
          take<desk::Time>(json, "unhappy_since"), take<int>(json, "rating"),
          json.value("starts", std::vector<desk::Time>())};
}

}  // namespace

std::string encode_conversation(const desk::Conversation& c) {
  Json json{{"sv", schema_version},
            {"id", c.id},
            {"state", word(c.state)},
            {"department", c.department},
            {"priority", word(c.priority)},
            {"solved", word(c.solved)},
            {"declined", c.declined},
            {"skills", c.skills},
            {"tags", c.tags},
            {"started_at", c.started_at}};
  put_people(json, c);
  put_waiting(json, c);
  put_sales(json, c);
  put(json, "arrived_at", c.arrived_at);
  put(json, "assigned_at", c.assigned_at);
  put(json, "closed_at", c.closed_at);
  if (c.close_reason) json["close_reason"] = word(*c.close_reason);
  put(json, "reopen_until", c.reopen_until);
  put(json, "seal_at", c.seal_at);
  put(json, "previous", c.previous);
  return text_of(json);
}

Result<desk::Conversation> decode_conversation(std::string_view text) {
  return versioned<desk::Conversation>(text, [](const Json& json) {
    desk::Conversation c;
    c.id = json.at("id");
    c.state = enum_of<desk::State>(json.at("state"));
    c.department = json.at("department");
    c.priority = enum_of<desk::Priority>(json.at("priority"));
    c.solved = enum_of<desk::Solved>(json.at("solved"));
    c.declined = json.at("declined").get<std::map<std::string, desk::Time>>();
    c.skills = json.at("skills").get<Strings>();
    c.tags = json.at("tags").get<Strings>();
    c.started_at = json.at("started_at");
    take_people(json, c);
    take_waiting(json, c);
    take_sales(json, c);
    c.arrived_at = take<desk::Time>(json, "arrived_at");
    c.assigned_at = take<desk::Time>(json, "assigned_at");
    c.closed_at = take<desk::Time>(json, "closed_at");
    c.close_reason = take_word<desk::CloseReason>(json, "close_reason");
    c.reopen_until = take<desk::Time>(json, "reopen_until");
    c.seal_at = take<desk::Time>(json, "seal_at");
    c.previous = take<std::string>(json, "previous");
    return c;
  });
}

std::string encode_staff(const desk::Staff& s) {
  Json json{{"sv", schema_version},
            {"id", s.id},
            {"name", s.name},
            {"email", s.email},
            {"departments", s.departments},
            {"skills", s.skills},
            {"presence", word(s.presence)},
            {"capacity", s.capacity},
            {"owned", s.owned},
            {"offered", s.offered},
            {"idle_since", s.idle_since}};
  if (s.missed_offers != 0) json["missed_offers"] = s.missed_offers;
  auto& roles = json["roles"] = Json::array();
  for (const auto role : s.roles) roles.push_back(word(role));
  return text_of(json);
}

Result<desk::Staff> decode_staff(std::string_view text) {
  return versioned<desk::Staff>(text, [](const Json& json) {
    desk::Staff s;
    s.id = json.at("id");
    s.name = json.at("name");
    s.email = json.at("email");
    for (const auto& role : json.at("roles")) s.roles.push_back(enum_of<desk::StaffRole>(role));
    s.departments = json.at("departments").get<Strings>();
    s.skills = json.at("skills").get<Strings>();
    s.presence = enum_of<desk::Presence>(json.at("presence"));
    s.capacity = json.at("capacity");
    s.owned = json.at("owned").get<Strings>();
    s.offered = json.at("offered").get<Strings>();
    s.idle_since = json.at("idle_since");
    s.missed_offers = json.value("missed_offers", 0);
    return s;
  });
}

std::string encode_visitor(const desk::Visitor& v) {
  Json json{{"sv", schema_version}, {"visitor", json_of(v.card)}, {"first_seen", v.first_seen}};
  if (v.customer != desk::Customer{}) json["customer"] = json_of(v.customer);
  return text_of(json);
}

Result<desk::Visitor> decode_visitor(std::string_view text) {
  return versioned<desk::Visitor>(text, [](const Json& json) {
    return desk::Visitor{card_of(json.at("visitor")), json.at("first_seen").get<desk::Time>(),
                         take_part(json, "customer", &customer_of).value_or(desk::Customer{})};
  });
}

}  // namespace baton::store

// Every field that a store must keep appears here, so that a comparison of texts misses none.
#include "tests/contract/store/show.hpp"

#include <sstream>

#include "server/store/body_codec.hpp"
#include "server/store/indexes.hpp"
#include "server/store/ledger_codec.hpp"
#include "server/store/opportunity_codec.hpp"

namespace baton::test {
namespace {

using baton::test::show;  // beside the overloads of this file

template <class T>
std::string number(T value) {
  return std::to_string(static_cast<long long>(value));
}
std::string show(const std::string& text) { return text; }
std::string show(desk::Time time) { return std::to_string(time); }
std::string show(const desk::PersonRef& who) { return who.id + "(" + who.name + ")"; }
std::string show(const desk::Actor& who) { return who.id + "(" + who.name + "," + number(who.role) + ")"; }
std::string show(desk::CloseReason reason) { return number(reason); }
std::string show(const desk::Page& p) {
  return p.url + "|" + p.title.value_or("-") + "|" + p.referrer.value_or("-");
}
template <class T>
std::string maybe(const std::optional<T>& value) {
  return value ? show(*value) : "-";
}

std::string show(const desk::Attribute& value) {
  const auto text = [](const auto& v) {
    std::ostringstream out;
    out << v;
    return out.str();
  };
  return number(value.index()) + ":" + std::visit(text, value);
}

std::string show(const desk::VisitorCard& card) {
  std::string text = card.id + " " + maybe(card.name) + " " + maybe(card.email) +
                     (card.verified ? " verified " : " ") + maybe(card.page) + " " + maybe(card.locale);
  for (const auto& [name, value] : card.attributes) text += " " + name + "=" + show(value);
  return text;
}

std::string role(const std::optional<desk::Role>& as) { return as ? " as " + number(*as) : ""; }

struct LogText {
  std::string operator()(const desk::Message& m) const { return "message '" + m.text + "'"; }
  std::string operator()(const desk::Queued& q) const {
    return "queued " + q.department + " " + maybe(q.because);
  }
  std::string operator()(const desk::Assigned& e) const { return "assigned " + show(e.to); }
  std::string operator()(const desk::Joined& e) const { return "joined " + show(e.who) + role(e.role); }
  std::string operator()(const desk::Left& e) const { return "left " + show(e.who) + role(e.role); }
  std::string operator()(const desk::Closed& e) const { return "closed " + show(e.reason); }
  std::string operator()(const desk::Reopened&) const { return "reopened"; }
  std::string operator()(const desk::Gap& e) const { return "gap " + number(e.lost); }
  std::string operator()(const desk::Erased&) const { return "erased"; }
  std::string operator()(const desk::Transferred& e) const { return "transferred " + show(e.to); }
  std::string operator()(const desk::SolvedNow&) const { return "solved"; }
  std::string operator()(const desk::NotSolved&) const { return "not_solved"; }
  std::string operator()(const desk::Rated& e) const {
    return "rated " + number(e.score) + " " + maybe(e.comment);
  }
  std::string operator()(const desk::HandoffProposed& e) const {
    return "proposed " + e.handoff + " " + e.to_team + " " + maybe(e.pitch) + " " + show(e.expires_at);
  }
  std::string operator()(const desk::HandoffConsented& e) const { return "consented " + e.handoff; }
  std::string operator()(const desk::HandoffDeclined& e) const {
    return "declined " + e.handoff + (e.later ? " later" : "");
  }
  std::string operator()(const desk::HandoffWithdrawn& e) const { return "withdrawn " + e.handoff; }
  std::string operator()(const desk::HandoffFailed& e) const {
    return "failed " + e.handoff + " " + number(e.reason);
  }
  std::string operator()(const desk::HandedOff& e) const {
    return "handed off " + e.handoff + " " + show(e.to);
  }
  std::string operator()(const desk::HandedBack& e) const { return "handed back " + show(e.to); }
};
struct NotesText {
  std::string operator()(const desk::Note& n) const { return "note '" + n.text + "'"; }
  std::string operator()(const desk::Tagged& t) const { return "tagged " + join(t.tags); }
  std::string operator()(const desk::Alert& e) const {
    return "alert " + number(e.on) + " " + number(e.reason);
  }
  std::string operator()(const desk::Decision& d) const {
    return "decision " + d.what + " " + show(d.chosen) + " " + join(d.considered) + " " + d.because;
  }
  std::string operator()(const desk::Observed& o) const { return "observed " + show(o.who); }
  std::string operator()(const desk::OpportunityStep& e) const {
    return "opportunity " + e.opportunity + " " + number(e.state) + " " +
           (e.outcome ? number(*e.outcome) : "-") + " " +
           (e.money ? number(e.money->amount) + e.money->currency : "-");
  }
  std::string operator()(const desk::HandoffBrief& e) const {
    return "brief " + store::codec::json_of(e.brief).dump();
  }
  std::string operator()(const desk::Suggested& e) const {
    return "suggested " + e.rule + " " + number(e.kind) + " " + e.product;
  }
  std::string operator()(const desk::SuggestionDismissed& e) const { return "no suggestion " + e.rule; }
  std::string operator()(const desk::Complaint& e) const {
    return "complaint " + number(e.open) + " " + maybe(e.text);
  }
  std::string operator()(const desk::Shared& e) const {
    return "shared " + number(e.note) + " of " + show(e.author) + " '" + e.text + "'";
  }
};

template <class Event>
std::string event_text(const store::Recorded<Event>& e) {
  return e.conversation + "#" + number(e.seq) + " " + show(e.event.what) + " by " + show(e.event.by) +
         (e.event.cid.empty() ? "" : " cid=" + e.event.cid);
}

}  // namespace

std::string show(store::Fault fault) {
  static constexpr const char* names[] = {"refused", "unknown", "not_found", "corrupt"};
  return names[static_cast<int>(fault)];
}
std::string show(desk::State state) {
  static constexpr const char* names[] = {"queued", "offered", "active", "closed", "missed"};
  return names[static_cast<int>(state)];
}
std::string show(desk::Because because) {
  static constexpr const char* names[] = {"started",   "assigned", "transferred", "handed_off", "handed_back",
                                          "observing", "joined",   "offered",     "changed",    "left"};
  return names[static_cast<int>(because)];
}
std::string show(const desk::LogKind& what) { return std::visit(LogText{}, what); }
std::string show(const desk::NotesKind& what) { return std::visit(NotesText{}, what); }
std::string show(const store::LogRecord& event) { return "log " + event_text(event); }
std::string show(const store::NotesRecord& event) {
  return "notes " + event_text(event) + " after log " + number(event.log_seq);
}

std::string show(const store::Signal& signal) {
  if (const auto* t = std::get_if<store::TypingSignal>(&signal))
    return "typing " + show(t->by) + " " + number(t->on) + " " + maybe(t->preview);
  if (const auto* r = std::get_if<store::ReadSignal>(&signal))
    return "read " + show(r->by) + (r->notes ? " notes " : " log ") + number(r->seq);
  const auto& p = std::get<store::PresenceSignal>(signal);
  return "presence " + show(p.by) + " " + number(p.online) + " " + (p.presence ? number(*p.presence) : "-");
}

std::string show(const store::Notice& notice) {
  const bool revoked = notice.kind == store::Notice::Kind::revoked;
  return (revoked ? "revoked " : "conversation ") + notice.conversation + " " + show(notice.because);
}

std::string show(const desk::Conversation& c) {
  std::ostringstream out;
  out << c.id << " " << show(c.state) << " dept=" << c.department << " prio=" << number(c.priority)
      << " solved=" << number(c.solved) << " visitor={" << show(c.visitor) << "} owner=" << maybe(c.owner);
  out << " participants=";
  for (const auto& p : c.participants)
    out << show(p.who) << ":" << number(p.role) << (p.helper ? "+" : "") << ",";
  out << " observers=" << join(c.observers);
  if (c.pending)
    out << " pending=" << number(c.pending->kind) << ":" << c.pending->to << ":" << maybe(c.pending->offeree)
        << ":" << c.pending->until << ":" << c.pending->department;
  if (c.offer) out << " offer=" << c.offer->to << ":" << c.offer->until;
  if (c.pref) out << " pref=" << c.pref->staff << ":" << c.pref->until;
  for (const auto& [staff, until] : c.declined) out << " declined=" << staff << ":" << until;
  out << " refused=" << join(c.refused) << " avoid=" << join(c.avoid);
  for (const auto& wanted : c.wanted) out << " wanted=" << wanted.skill << ":" << wanted.until;
  if (c.reply) out << " reply=" << c.reply->until << ":" << c.reply->since;
  if (c.silence)
    out << " silence=" << c.silence->after << ":" << c.silence->at << ":" << c.silence->warned << ":"
        << c.silence->alerted;
  out << " away=" << maybe(c.away) << " entered=" << maybe(c.entered_at)
      << " overflow=" << maybe(c.overflow_at) << " recovering=" << maybe(c.recovering);
  out << " skills=" << join(c.skills) << " tags=" << join(c.tags);
  if (c.recovery) out << " recovery=" << c.recovery->due << (c.recovery->overdue ? "!" : "");
  out << " times=" << c.started_at << "," << maybe(c.arrived_at) << "," << maybe(c.assigned_at) << ","
      << maybe(c.closed_at) << "," << maybe(c.close_reason) << "," << maybe(c.reopen_until) << ","
      << maybe(c.seal_at) << "," << maybe(c.previous);
  if (c.rating)
    out << " rating=" << c.rating->score << ":" << (c.rating->nps ? number(*c.rating->nps) : "-") << ":"
        << maybe(c.rating->comment);
  for (const auto& o : c.opportunities) out << " opportunity=" << store::codec::json_of(o);
  for (const auto& s : c.suggestions) out << " suggestion=" << store::codec::json_of(s);
  for (const auto seq : c.shared) out << " shared=" << seq;
  return out.str();
}

std::string show(const desk::Staff& s) {
  std::ostringstream out;
  out << s.id << " " << s.name << " " << s.email << " roles=";
  for (const auto role : s.roles) out << number(role);
  out << " depts=" << join(s.departments) << " skills=" << join(s.skills)
      << " presence=" << number(s.presence) << " capacity=" << s.capacity << " owned=" << join(s.owned)
      << " offered=" << join(s.offered) << " idle=" << s.idle_since << " missed=" << s.missed_offers;
  return out.str();
}

std::string show(const desk::Visitor& v) {
  std::ostringstream out;
  const auto& customer = v.customer;
  out << show(v.card) << " first_seen=" << v.first_seen << " refused=" << maybe(customer.refused_at)
      << " complaint=" << maybe(customer.complaint_since) << " unhappy=" << maybe(customer.unhappy_since)
      << " rating=" << customer.rating.value_or(0) << " starts=";
  for (const auto at : customer.starts) out << at << ",";
  return out.str();
}

std::string show(const desk::Settings& s) { return store::encode_settings(s); }

std::string show(const store::ConversationView& view) {
  std::ostringstream out;
  out << "v" << view.version << (view.sealed ? " sealed " : " ") << show(view.body)
      << " online=" << join(view.online) << " position=" << (view.position ? number(*view.position) : "-")
      << " hot=" << view.hot.log_seq << "," << view.hot.notes_seq << "," << view.hot.visitor_seq << ","
      << view.hot.staff_seq << (view.hot.arrived_us > 0 ? " arrived" : "")
      << (view.hot.answered_at ? " answered" : "");
  for (const auto& [person, seq] : view.hot.read) out << " read=" << person << ":" << seq;
  return out.str();
}

std::string show(const store::StaffView& view) {
  return "v" + number(view.version) + (view.here ? " here " : " ") + show(view.body);
}

std::string show(const store::VisitorView& view) {
  return "v" + number(view.version) + " " + show(view.body);
}

// Of an answer, how long it took is a time of the store's clock.
std::string show(const store::LedgerPage& page) {
  std::string text = page.cursor ? "more" : "whole";
  for (const auto& line : page.lines) {
    auto entry = line.entry;
    if (entry.what == desk::LedgerEntry::What::answered && entry.took) entry.took = 0;
    text += "\n    " + store::encode_ledger_entry(entry);
  }
  return text;
}

std::string show(const store::DeskView& view) {
  std::string text = "waiting:";
  for (const auto& head : view.waiting) text += "\n    " + head.queue + " " + show(head.view);
  text += "\n  staff:";
  for (const auto& staff : view.staff) text += "\n    " + show(staff);
  return text;
}

std::string show(const store::Listed& entry) {
  return "feed " + entry.department + "#" + number(entry.seq) + " " + show(entry.summary);
}

std::string show(const store::FeedPage& page) {
  static constexpr const char* names[] = {"ok", "trimmed", "back"};
  std::string text = std::string(names[static_cast<int>(page.status)]) + " last=" + number(page.last.seq);
  for (const auto& entry : page.entries) text += "\n    " + show(entry);
  return text;
}

std::string show(const store::Lists& lists) {
  std::string text = lists.more ? "more" : "all";
  for (const auto& [department, last] : lists.feeds) text += " " + department + "#" + number(last.seq);
  for (const auto& summary : lists.summaries) text += "\n    " + show(summary);
  return text;
}

std::string show(const store::QueuesView& view) {
  std::string text = "queues:";
  for (const auto& queue : view.queues)
    text += "\n    " + queue.department + " " + number(queue.waiting) + (queue.oldest_us ? " since" : "");
  text += "\n  staff:";
  for (const auto& staff : view.staff) text += "\n    " + show(staff);
  return text;
}

std::string show(const std::vector<std::optional<std::uint64_t>>& positions) {
  std::vector<std::string> words;
  for (const auto& position : positions) words.push_back(position ? number(*position) : "-");
  return join(words);
}

std::string show(const store::Check& check) {
  static constexpr const char* names[] = {"version", "field", "first", "count", "absent"};
  return std::string(names[static_cast<int>(check.kind)]) + " " + check.key + " " + check.field + " '" +
         check.value + "' " + number(check.bound) + " " + join(check.members);
}

std::string show(const store::Appended& answer) {
  static constexpr const char* names[] = {"done",     "duplicate",  "cid_reused",  "not_found",
                                          "not_open", "not_writer", "other_epoch", "full"};
  std::string text = names[static_cast<int>(answer.landed)];
  if (answer.landed == store::Landed::done || answer.landed == store::Landed::duplicate)
    text += " seq=" + number(answer.seq);
  if (answer.landed == store::Landed::not_open) text += " " + show(answer.state);
  return text;
}

std::string show(const store::First& first) {
  return first.method + " seq=" + number(first.seq) + " id=" + first.id;
}

std::string show(const store::Committed& answer) {
  static constexpr const char* names[] = {"done", "conflict", "duplicate", "cid_reused"};
  std::string text = names[static_cast<int>(answer.kind)];
  using Kind = store::Committed::Kind;
  if (answer.kind == Kind::done || answer.kind == Kind::duplicate) text += " " + show(answer.first);
  return text;
}

std::string show(const store::Resumed& answer) {
  static constexpr const char* names[] = {"ok", "rollback", "gone"};
  std::string text = answer.conversation + " " + names[static_cast<int>(answer.status)] +
                     " last=" + number(answer.last_log) + "/" + number(answer.last_notes) +
                     (answer.more ? " more" : "");
  for (const auto& event : answer.log) text += "\n    " + show(event);
  for (const auto& event : answer.notes) text += "\n    " + show(event);
  return text;
}

std::string show(const store::Greeting& greeting) {
  std::string text = "visitor v" + number(greeting.visitor_version) + " " + maybe(greeting.visitor);
  text += "\n  latest " + (greeting.latest ? show(*greeting.latest) : "-");
  for (const auto& answer : greeting.resumed) text += "\n  " + show(answer);
  return text;
}

std::string show(const store::Due& due) {
  std::string text = "ripe";
  for (const auto& timer : due.ripe) text += " " + store::timer_member(timer);
  if (!due.next) return text + ", none next";
  return text + (*due.next - due.now < desk::seconds(30) ? ", next soon" : ", next later");
}

}  // namespace baton::test

// The words, and the contract's rules of a client: seq == last+1 is shown, seq <= last dropped, more is a
// gap; a reset goes before everything of its epoch.
#include "tests/unit/chat/words.hpp"

#include <algorithm>
#include <sstream>

#include "server/store/words.hpp"

namespace baton::test {
namespace {

struct Log {
  std::string operator()(const desk::Message& m) const { return "message:" + m.text; }
  std::string operator()(const desk::Queued& q) const { return "queued:" + q.because.value_or(q.department); }
  std::string operator()(const desk::Assigned& a) const { return "assigned:" + a.to.id; }
  std::string operator()(const desk::Joined& j) const { return "joined:" + j.who.id; }
  std::string operator()(const desk::Left& l) const { return "left:" + l.who.id; }
  std::string operator()(const desk::Closed&) const { return "closed"; }
  std::string operator()(const desk::Reopened&) const { return "reopened"; }
  std::string operator()(const desk::Gap&) const { return "gap"; }
  std::string operator()(const desk::Erased&) const { return "erased"; }
  std::string operator()(const desk::Transferred& t) const { return "transferred:" + t.to.id; }
  std::string operator()(const desk::SolvedNow&) const { return "solved"; }
  std::string operator()(const desk::NotSolved&) const { return "not_solved"; }
  std::string operator()(const desk::Rated& r) const { return "rated:" + std::to_string(r.score); }
  std::string operator()(const desk::HandoffProposed& h) const { return "handoff_proposed:" + h.handoff; }
  std::string operator()(const desk::HandoffConsented& h) const { return "handoff_consented:" + h.handoff; }
  std::string operator()(const desk::HandoffDeclined& h) const {
    return std::string("handoff_declined:") + (h.later ? "later" : "no");
  }
  std::string operator()(const desk::HandoffWithdrawn& h) const { return "handoff_withdrawn:" + h.handoff; }
  std::string operator()(const desk::HandoffFailed& h) const {
    return "handoff_failed:" + std::string(store::word(h.reason));
  }
  std::string operator()(const desk::HandedOff& h) const { return "handed_off:" + h.to.id; }
  std::string operator()(const desk::HandedBack& h) const { return "handed_back:" + h.to.id; }
};
struct Notes {
  std::string operator()(const desk::Note& n) const { return "note:" + n.text; }
  std::string operator()(const desk::Tagged&) const { return "tagged"; }
  std::string operator()(const desk::Alert&) const { return "alert"; }
  std::string operator()(const desk::Decision& d) const { return "decision:" + d.what; }
  std::string operator()(const desk::Observed& o) const { return "observed:" + o.who.id; }
  std::string operator()(const desk::OpportunityStep& s) const {
    return "opportunity:" + std::string(store::word(s.state));
  }
  std::string operator()(const desk::HandoffBrief& b) const { return "handoff_brief:" + b.brief.summary; }
  std::string operator()(const desk::Suggested& s) const { return "suggested:" + s.rule; }
  std::string operator()(const desk::SuggestionDismissed& s) const { return "suggestion_dismissed:" + s.rule; }
  std::string operator()(const desk::Complaint& c) const {
    return std::string("complaint:") + (c.open ? "open" : "closed");
  }
  std::string operator()(const desk::Shared& s) const { return "shared:" + s.text; }
};

chat::Frame frame(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

template <class Record>
chat::Frame event(const char* log, const Record& e, bool to_author) {
  auto text = std::string(log) + " " + std::to_string(e.seq) + " " + e.epoch + " " + words(e.event.what);
  if (e.withheld) text += " withheld";
  if (to_author && !e.event.cid.empty()) text += " cid=" + e.event.cid;
  return frame(text);
}

}  // namespace

std::string words(const desk::LogKind& kind) { return std::visit(Log{}, kind); }
std::string words(const desk::NotesKind& kind) { return std::visit(Notes{}, kind); }

std::string words(const desk::Conversation& c, const std::vector<std::string>& online, chat::Audience to) {
  std::string text = "state=" + std::to_string(static_cast<int>(c.state)) +
                     ";owner=" + (c.owner ? c.owner->id : "") + ";visitor=" + c.visitor.name.value_or("");
  for (const auto& id : online) text += ";online=" + id;
  if (to == chat::Audience::visitor) return text;
  text += ";priority=" + std::to_string(static_cast<int>(c.priority));
  for (const auto& tag : c.tags) text += ";tag=" + tag;
  return text;
}

chat::Frame WordEncoder::log_event(const store::LogRecord& e, bool to_author) {
  return event("log", e, to_author);
}
chat::Frame WordEncoder::notes_event(const store::NotesRecord& e, bool to_author) {
  return event("notes", e, to_author);
}

chat::Frame WordEncoder::conversation(const store::ConversationView& view, chat::Audience to,
                                      desk::Because because) {
  return frame("copy " + std::to_string(static_cast<int>(because)) + " " + words(view.body, view.online, to) +
               " " + view.hot.epoch + " " + std::to_string(view.hot.log_seq));
}

chat::Frame WordEncoder::reset(const std::string&, bool notes, const std::string& epoch, store::Seq last) {
  return frame(std::string("reset ") + (notes ? "notes " : "log ") + epoch + " " + std::to_string(last));
}

chat::Frame WordEncoder::signal(const std::string&, const store::Signal& signal, chat::Audience to) {
  struct Kind {
    std::string operator()(const store::TypingSignal& s) const {
      return "typing " + s.by.id + (s.preview ? " " + *s.preview : "");
    }
    std::string operator()(const store::ReadSignal& s) const {
      return std::string("read ") + s.by.id + (s.notes ? " notes " : " log ") + std::to_string(s.seq);
    }
    std::string operator()(const store::PresenceSignal& s) const {
      return "presence " + s.by.id + (s.online ? " on" : " off");
    }
  };
  auto shown = signal;
  auto* typing = std::get_if<store::TypingSignal>(&shown);
  if (typing != nullptr && to == chat::Audience::visitor) typing->preview.reset();
  return frame("signal " + std::visit(Kind{}, shown));
}

chat::Frame WordEncoder::offer(const std::string&, const chat::OpenOffer& offer) {
  static constexpr const char* kinds[] = {"chat", "transfer", "handoff"};
  const auto brief = offer.brief ? " brief:" + offer.brief->summary : "";
  return frame(std::string("offer ") + kinds[static_cast<int>(offer.kind)] + brief);
}

chat::Frame WordEncoder::offer_withdrawn(const std::string&, chat::OfferEnd reason) {
  static constexpr const char* reasons[] = {"expired", "taken",       "withdrawn",
                                            "closed",  "transferred", "answered"};
  return frame(std::string("offer.withdrawn ") + reasons[static_cast<int>(reason)]);
}

chat::Frame WordEncoder::listed(const store::Listed& entry, bool gone) {
  const auto& c = entry.summary;
  return frame("listed " + entry.department + " " + std::to_string(entry.seq) + " " + c.id + " " +
               (gone ? "gone" : words(c, {}, chat::Audience::staff)));
}

chat::Frame WordEncoder::queue(const chat::QueueStatus& s) {
  const auto longest = s.longest_wait();
  return frame("queue " + s.department + " " + std::to_string(s.waiting) + " " +
               (longest ? std::to_string(*longest) : "-") + " " + std::to_string(s.online) + " " +
               std::to_string(s.free_slots));
}

chat::Frame WordEncoder::place(const std::string& conversation, std::uint64_t position,
                               std::optional<desk::Duration> wait) {
  return frame("place " + conversation + " " + std::to_string(position) + " " +
               (wait ? std::to_string(*wait) : "-"));
}

void Replica::take(const std::string& frame) {
  std::istringstream in(frame);
  std::string first;
  in >> first;
  if (first == "copy") {
    std::string theirs;
    in >> because >> copy >> theirs;
    ++copies;
    if (told && epoch != theirs) faults.push_back("before its reset: " + frame);
    told = true;
    epoch = theirs;
  } else if (first == "reset") {
    std::string log;
    std::size_t last = 0;
    in >> log >> epoch >> last;
    ++resets;
    auto& events = shown[log];
    events.resize(std::min(events.size(), last));
  } else if (first == "log" || first == "notes") {
    std::size_t seq = 0;
    std::string theirs;
    std::string kind;
    in >> seq >> theirs >> kind;
    auto& events = shown[first];
    if (!told) faults.push_back("before its copy: " + frame);
    if (theirs != epoch) faults.push_back("not of epoch " + epoch + ": " + frame);
    if (seq > events.size() + 1) faults.push_back("a gap: " + frame);
    if (seq == events.size() + 1)
      events.push_back(kind);
    else
      ++duplicates;
  }
}

}  // namespace baton::test

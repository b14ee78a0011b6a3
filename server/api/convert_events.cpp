// The events of both logs: one function a kind.
#include "server/api/convert.hpp"
#include "server/api/convert_handoff.hpp"

namespace baton::api {
namespace {

struct LogWords {
  protocol::Author by;
  protocol::LogBody operator()(const desk::Message& m) const { return protocol::event::Message{m.text}; }
  protocol::LogBody operator()(const desk::Queued& q) const {
    return protocol::event::Queued{q.department, q.because};
  }
  protocol::LogBody operator()(const desk::Assigned& a) const {
    return protocol::event::Assigned{person(a.to)};
  }
  protocol::LogBody operator()(const desk::Joined& j) const {
    const auto role = j.role ? same_word<protocol::AuthorRole>(*j.role) : by.role;
    return protocol::event::Joined{{j.who.id, j.who.name, role}};
  }
  protocol::LogBody operator()(const desk::Left& l) const {
    auto role = by.role == protocol::AuthorRole::system ? protocol::AuthorRole::agent : by.role;
    if (l.role) role = same_word<protocol::AuthorRole>(*l.role);
    return protocol::event::Left{{l.who.id, l.who.name, role}};
  }
  protocol::LogBody operator()(const desk::Closed& c) const {
    return protocol::event::Closed{same_word<protocol::CloseReason>(c.reason)};
  }
  protocol::LogBody operator()(const desk::Reopened&) const { return protocol::event::Reopened{}; }
  protocol::LogBody operator()(const desk::Gap& g) const { return protocol::event::Gap{number(g.lost)}; }
  protocol::LogBody operator()(const desk::Erased&) const { return protocol::event::Erased{}; }
  protocol::LogBody operator()(const desk::Transferred& t) const {
    return protocol::event::Transferred{person(t.to)};
  }
  protocol::LogBody operator()(const desk::SolvedNow&) const { return protocol::event::Solved{}; }
  protocol::LogBody operator()(const desk::NotSolved&) const { return protocol::event::NotSolved{}; }
  protocol::LogBody operator()(const desk::Rated& r) const {
    return protocol::event::Rated{r.score, r.comment};
  }
  protocol::LogBody operator()(const desk::HandoffProposed& h) const {
    return protocol::event::HandoffProposed{h.handoff, h.to_team, h.pitch, h.expires_at};
  }
  protocol::LogBody operator()(const desk::HandoffConsented& h) const {
    return protocol::event::HandoffConsented{h.handoff};
  }
  protocol::LogBody operator()(const desk::HandoffDeclined& h) const {
    return protocol::event::HandoffDeclined{h.handoff, h.later};
  }
  protocol::LogBody operator()(const desk::HandoffWithdrawn& h) const {
    return protocol::event::HandoffWithdrawn{h.handoff};
  }
  protocol::LogBody operator()(const desk::HandoffFailed& h) const {
    return protocol::event::HandoffFailed{h.handoff, same_word<protocol::HandoffFailure>(h.reason)};
  }
  protocol::LogBody operator()(const desk::HandedOff& h) const {
    return protocol::event::HandedOff{h.handoff, person(h.to)};
  }
  protocol::LogBody operator()(const desk::HandedBack& h) const {
    return protocol::event::HandedBack{person(h.to)};
  }
};

template <class Step>
Step step(const desk::OpportunityStep& s) {
  Step out;
  out.opportunity = s.opportunity;
  out.state = same_word<protocol::OpportunityState>(s.state);
  if (s.outcome) out.outcome = same_word<protocol::Outcome>(*s.outcome);
  if (s.money) out.amount = s.money->amount, out.currency = s.money->currency;
  return out;
}

struct NotesWords {
  bool withheld = false;
  protocol::NotesBody operator()(const desk::Note& n) const {
    if (withheld) return protocol::event::WithheldNote{};
    return protocol::event::Note{n.text};
  }
  protocol::NotesBody operator()(const desk::Tagged& t) const { return protocol::event::Tagged{t.tags}; }
  protocol::NotesBody operator()(const desk::Alert& a) const {
    return protocol::event::Alert{a.on, same_word<protocol::AlertReason>(a.reason)};
  }
  protocol::NotesBody operator()(const desk::Decision& d) const {
    protocol::event::Decision decision{d.what, d.because, person(d.chosen), {}};
    if (!d.considered.empty()) decision.considered = d.considered;
    return decision;
  }
  protocol::NotesBody operator()(const desk::Observed& o) const {
    return protocol::event::Observed{author(o.who)};
  }
  protocol::NotesBody operator()(const desk::OpportunityStep& s) const {
    if (s.state == desk::OpportunityState::flagged) return step<protocol::event::Flagged>(s);
    return step<protocol::event::OpportunityMoved>(s);
  }
  protocol::NotesBody operator()(const desk::HandoffBrief& h) const { return brief(h.brief); }
  protocol::NotesBody operator()(const desk::Suggested& s) const {
    return protocol::event::Suggested{s.rule, s.rule, same_word<protocol::OpportunityKind>(s.kind),
                                      s.product};
  }
  protocol::NotesBody operator()(const desk::SuggestionDismissed& s) const {
    return protocol::event::SuggestionDismissed{s.rule};
  }
  protocol::NotesBody operator()(const desk::Complaint& c) const {
    return protocol::event::Complaint{c.open, c.text};
  }
  protocol::NotesBody operator()(const desk::Shared& s) const {
    return protocol::event::Shared{number(s.note), author(s.author), s.text};
  }
};

}  // namespace

protocol::LogEvent wire(const store::LogRecord& e) {
  protocol::LogEvent out;
  out.conversation = e.conversation;
  out.epoch = e.epoch;
  out.seq = number(e.seq);
  out.at = e.at;
  out.by = author(e.event.by);
  if (!e.event.cid.empty()) out.cid = e.event.cid;
  out.body = std::visit(LogWords{out.by}, e.event.what);
  return out;
}

protocol::NotesEvent wire(const store::NotesRecord& e) {
  protocol::NotesEvent out;
  out.conversation = e.conversation;
  out.epoch = e.epoch;
  out.seq = number(e.seq);
  out.log_seq = number(e.log_seq);
  out.at = e.at;
  out.by = author(e.event.by);
  if (!e.event.cid.empty()) out.cid = e.event.cid;
  out.body = std::visit(NotesWords{e.withheld}, e.event.what);
  return out;
}

}  // namespace baton::api

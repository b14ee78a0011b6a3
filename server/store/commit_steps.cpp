// Encodes a commit: the cid, what is unsealed, the checks, then conversations (with events, index moves and
// publications), staff, visitor, settings, ledger.
#include "server/store/commit_steps.hpp"

#include <concepts>
#include <string_view>

#include "server/store/body_codec.hpp"
#include "server/store/event_codec.hpp"
#include "server/store/indexes.hpp"
#include "server/store/ledger_codec.hpp"
#include "server/store/words.hpp"

namespace baton::store {
namespace {

class Steps {
public:
  template <class... Args>
  void add(std::string_view step, const Args&... args) {
    put(step);
    (put(args), ...);
  }
  void put(std::string_view text) { list_.emplace_back(text); }
  void put(std::integral auto number) { list_.push_back(std::to_string(number)); }
  std::vector<std::string> take() { return std::move(list_); }

private:
  std::vector<std::string> list_;
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

void add_unsealing(Steps& steps, const Unsealing& u) {
  steps.add("unseal", u.id, u.blob, u.sealed.hash.size());
  for (const auto& [name, value] : u.sealed.hash) {
    steps.put(name);
    steps.put(value);
  }
  steps.put(u.sealed.log.size());
  for (const auto& e : u.sealed.log) {
    steps.put(e.seq);
    steps.put(e.at);
    steps.put(e.event);
  }
  steps.put(u.sealed.notes.size());
  for (const auto& e : u.sealed.notes) {
    steps.put(e.seq);
    steps.put(e.at);
    steps.put(e.event);
    steps.put(e.log_seq);
  }
  steps.put(u.sealed.cids.size());
  for (const auto& [call, first] : u.sealed.cids) {
    steps.put(call);
    steps.put(first);
  }
}

void add_check(Steps& steps, const Check& check) {
  switch (check.kind) {
    case Check::Kind::version:
      return steps.add("version", check.key, check.value);
    case Check::Kind::field:
      return steps.add("field", check.key, check.field, check.value);
    case Check::Kind::first:
      steps.add("first", check.key, check.members.size());
      for (const auto& member : check.members) steps.put(member);
      return;
    case Check::Kind::count:
      return steps.add("count", check.key, check.bound);
    case Check::Kind::absent:
      return steps.add("absent", check.key, check.field);
  }
}

void add_moves(Steps& steps, const std::vector<Move>& moves) {
  for (const auto& move : moves) {
    switch (move.kind) {
      case Move::Kind::put:
        steps.add("put", move.set, move.score, move.member);
        break;
      case Move::Kind::drop:
        steps.add("drop", move.set, move.member);
        break;
      case Move::Kind::enqueue:
        steps.add("enqueue", move.set, move.score);
        break;
    }
  }
}

void add_fields(Steps& steps, const desk::Conversation& c) {
  std::vector<std::string> people{c.visitor.id};
  for (const auto& p : c.participants) people.push_back(p.who.id);
  steps.put(7);
  steps.put("body");
  steps.put(encode_conversation(c));
  steps.put("summary");
  steps.put(encode_conversation(summary_of(c)));
  steps.put("state");
  steps.put(word(c.state));
  steps.put("writers");
  steps.put(joined(desk::writers(c)));
  steps.put("people");
  steps.put(joined(people));
  steps.put("department");
  steps.put(c.department);
  steps.put("visitor");
  steps.put(c.visitor.id);
}

// Marks the one event that carries the cid of the call.
class Carrier {
public:
  explicit Carrier(const std::optional<Call>& call) : call_(call) {}
  template <class Event>
  int operator()(const Event& event) {
    if (found_ || !call_ || event.cid != call_->cid || event.by.id != call_->sender) return 0;
    found_ = true;
    return 1;
  }

private:
  const std::optional<Call>& call_;
  bool found_ = false;
};

void add_conversation(Steps& steps, const Commit::ConversationWrite& w, Carrier& carries_cid) {
  const auto& c = w.after;
  steps.add("conversation", c.id, w.arrives ? 1 : 0);
  add_fields(steps, c);
  if (c.silence)
    steps.add("set", conversation_key(c.id), "idle_ms", c.silence->after);
  else if (w.before && w.before->silence)
    steps.add("unset", conversation_key(c.id), "idle_ms");
  for (const auto& event : w.log)
    steps.add("log", side_of(event), carries_cid(event), encode_log_event(event));
  for (const auto& event : w.notes) steps.add("notes", carries_cid(event), encode_notes_event(event));
  add_moves(steps, derive(w));
  const auto because = std::string(word(w.because));
  for (const auto& department : feeds(w)) steps.add("feed", department);
  if (w.before != c) steps.add("tell", "log:" + c.id, "c " + because + " 0");
  for (const auto& person : told(w))
    steps.add("tell", "to:" + person, "conversation " + because + " " + c.id);
}

void add_staff(Steps& steps, const Commit::StaffWrite& w) {
  std::vector<std::string> departments;
  std::int64_t score = 0;
  constexpr std::string_view ready = "ready:";
  for (const auto& place : derive(Commit::StaffWrite{std::nullopt, w.after, std::nullopt})) {
    departments.push_back(place.set.substr(ready.size()));
    score = place.score;
  }
  steps.add("staff", w.after.id, joined(departments), score, w.password_hash ? 2 : 1);
  steps.put("body");
  steps.put(encode_staff(w.after));
  if (w.password_hash) {
    steps.put("password");
    steps.put(*w.password_hash);
  }
  if (w.before && w.before->email == w.after.email) return;
  if (w.before) steps.add("unset", "email", w.before->email);
  steps.add("set", "email", w.after.email, w.after.id);
}

}  // namespace

std::string_view side_of(const desk::LogEvent& event) {
  if (!std::holds_alternative<desk::Message>(event.what)) return "-";
  switch (event.by.role) {
    case desk::Role::visitor:
      return "v";
    case desk::Role::agent:
    case desk::Role::sales:
    case desk::Role::supervisor:
      return "s";
    case desk::Role::bot:
    case desk::Role::system:
      return "-";
  }
  return "-";
}

std::vector<std::string> commit_steps(const Commit& commit, const std::vector<Unsealing>& unsealings) {
  Steps steps;
  if (const auto& call = commit.call)
    steps.add("call", call->key, call->sender + ":" + call->cid, call->method, commit.made);
  for (const auto& unsealing : unsealings) add_unsealing(steps, unsealing);
  for (const auto& check : commit.checks) add_check(steps, check);
  Carrier carries_cid(commit.call);
  for (const auto& write : commit.conversations) add_conversation(steps, write, carries_cid);
  for (const auto& write : commit.staff) add_staff(steps, write);
  if (commit.visitor) {
    steps.add("body", visitor_key(commit.visitor->card.id), 1, "body", encode_visitor(*commit.visitor));
  }
  if (commit.settings) {
    steps.add("body", "settings", 1, "body", encode_settings(*commit.settings));
    steps.add("tell", "settings", "changed");
  }
  for (const auto& [staff, grace] : commit.graces) steps.add("grace", staff, grace);
  for (const auto& entry : commit.ledger) steps.add("ledger", encode_ledger_entry(entry));
  for (const auto& department : commit.fills) steps.add("set", "full", department, 1);
  for (const auto& department : commit.reopens) steps.add("unset", "full", department);
  return steps.take();
}

}  // namespace baton::store

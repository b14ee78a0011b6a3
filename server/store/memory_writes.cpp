// The writing half of the memory store: append, commit, seal, and what is published. Checks first, then
// writes that cannot fail: all or nothing.
#include <algorithm>
#include <type_traits>

#include "server/store/memory_store.hpp"
#include "server/store/mutant.hpp"

namespace baton::store {
namespace {

using Stored = MemoryData::Conversation;

// Whose last message this is, if it is one that counts.
Seq Hot::*spoken_by(desk::Role role) {
  switch (role) {
    case desk::Role::visitor:
      return &Hot::visitor_seq;
    case desk::Role::agent:
    case desk::Role::sales:
    case desk::Role::supervisor:
      return &Hot::staff_seq;
    case desk::Role::bot:
    case desk::Role::system:
      return nullptr;
  }
  return nullptr;
}

template <class Event>
Recorded<Event> write_event(Stored& c, const Event& event, Time now) {
  auto& last_at = c.hot.last_at;
  last_at = std::max(last_at, now);
  Recorded<Event> record{c.body.id, c.hot.epoch, 0, last_at, event, 0};
  if constexpr (std::is_same_v<Event, desk::LogEvent>) {
    c.log.push_back({last_at, event, 0});
    record.seq = ++c.hot.log_seq;
  } else {
    record.log_seq = c.hot.log_seq;
    c.notes.push_back({last_at, event, c.hot.log_seq});
    record.seq = ++c.hot.notes_seq;
  }
  return record;
}

// The first word of a human.
desk::LedgerEntry first_answer(const Stored& c, const desk::Actor& by, Time at) {
  desk::LedgerEntry entry{.what = desk::LedgerEntry::What::answered,
                          .conversation = c.body.id,
                          .visitor = c.body.visitor.id,
                          .department = c.body.department,
                          .by = by};
  entry.took = std::max(desk::Duration{0}, at - c.hot.arrived_us / 1000);
  return entry;
}

void publish(MemoryState& state, const LogRecord& record) {
  state.publish("log:" + record.conversation, [record](Listener& listener) { listener.on_log(record); });
}
void publish(MemoryState& state, const NotesRecord& record) {
  state.publish("notes:" + record.conversation, [record](Listener& listener) { listener.on_notes(record); });
}
void publish_change(MemoryState& state, const std::string& id, desk::Because because, bool sealed) {
  state.publish("log:" + id, [=](Listener& listener) { listener.on_changed(id, because, sealed); });
}
void publish_notice(MemoryState& state, const std::string& person, const Notice& notice) {
  state.publish("person:" + person, [=](Listener& listener) { listener.on_notice(person, notice); });
}

}  // namespace

Task<Appended> MemoryStore::append(Append what) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  const auto& event = what.event;
  const Call call{cid_key(what.conversation), event.by.id, event.cid, what.method};
  auto* c = state_->find(what.conversation);
  if (c == nullptr) co_return Appended{.landed = Landed::not_found};
  Appended answer{.epoch = c->hot.epoch, .state = c->body.state};
  const auto* earlier = event.cid.empty() || mutant("dedupe") ? nullptr : state_->first(call);
  const auto writers = desk::writers(c->body);
  if (earlier != nullptr) {
    answer.landed = earlier->answers(what.method) ? Landed::duplicate : Landed::cid_reused;
    answer.seq = earlier->seq;
    answer.at = earlier->at;
  } else if (!c->body.open()) {
    answer.landed = Landed::not_open;
  } else if (std::find(writers.begin(), writers.end(), event.by.id) == writers.end()) {
    answer.landed = Landed::not_writer;
  } else if (!what.if_epoch.empty() && what.if_epoch != c->hot.epoch) {
    answer.landed = Landed::other_epoch;
  } else if (c->hot.log_seq >= most_events) {
    answer.landed = Landed::full;
  }
  if (answer.landed != Landed::done) co_return answer;

  const auto record = write_event(*c, event, state_->now());
  const bool message = std::holds_alternative<desk::Message>(event.what);
  if (message && what.side == Side::staff && !c->hot.answered_at) {
    state_->enter(first_answer(*c, event.by, record.at));
    c->hot.answered_at = record.at;
  }
  if (message) (what.side == Side::visitor ? c->hot.visitor_seq : c->hot.staff_seq) = record.seq;
  answer.seq = record.seq;
  answer.at = record.at;
  if (!event.cid.empty()) state_->remember(call, {what.method, record.seq, record.at, ""});
  const auto timer = [&](TimerKind kind) { return timer_member({kind, what.conversation}); };
  if (message && what.side == Side::staff)
    state_->carry_out({{Move::Kind::drop, "due", timer(TimerKind::reply), 0}}, 0);
  if (message && c->body.silence)
    state_->carry_out({{Move::Kind::put, "due", timer(TimerKind::idle), record.at + c->body.silence->after}},
                      0);
  publish(*state_, record);
  co_return answer;
}

Task<Committed> MemoryStore::commit(Commit what) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  Committed answer;
  if (what.call && !mutant("dedupe"))
    if (const auto* first = state_->first(*what.call)) {
      const bool same = first->method == what.call->method;
      answer.kind = same ? Committed::Kind::duplicate : Committed::Kind::cid_reused;
      answer.first = *first;
      co_return answer;
    }
  if (!std::all_of(what.checks.begin(), what.checks.end(),
                   [&](const Check& c) { return state_->holds(c); })) {
    answer.kind = Committed::Kind::conflict;
    co_return answer;
  }
  answer.first = {what.call ? what.call->method : "", 0, state_->now(), what.made};
  auto& data = state_->data;
  for (const auto& one : what.conversations) write(one, what, answer);
  for (const auto& one : what.staff) write(one);
  if (what.visitor) {
    auto& visitor = data.visitors[what.visitor->card.id];
    visitor = {*what.visitor, visitor.version + 1};
  }
  if (what.settings) {
    data.settings = {*what.settings, data.settings.version + 1};
    state_->publish("", [](Listener& listener) { listener.on_settings(); });
  }
  for (const auto& [staff, grace] : what.graces) {
    const auto timer = timer_member({TimerKind::grace, staff});
    if (data.at.contains(staff) || state_->set("due").rank(timer)) continue;
    state_->carry_out({{Move::Kind::put, "due", timer, state_->now() + grace}}, 0);
  }
  for (const auto& entry : what.ledger) state_->enter(entry);
  data.full.insert(what.fills.begin(), what.fills.end());
  for (const auto& department : what.reopens) data.full.erase(department);
  if (!what.conversations.empty()) answer.epoch = state_->epoch;
  if (what.call) state_->remember(*what.call, answer.first);
  if (what.call && !what.made.empty() && what.call->key == vcid_key(what.call->sender)) {
    auto call = *what.call;
    call.key = cid_key(what.made);
    state_->remember(call, answer.first);
  }
  co_return answer;
}

void MemoryStore::write(const Commit::ConversationWrite& write, const Commit& of, Committed& done) {
  const auto now_us = state_->clock();
  auto& c = state_->data.conversations[write.after.id];
  state_->enter_epoch(c);
  c.body = write.after;
  c.version += 1;
  c.sealed = false;
  if (write.arrives || c.hot.arrived_us == 0) c.hot.arrived_us = now_us;
  state_->carry_out(derive(write), c.hot.arrived_us);
  const auto carries_cid = [&](const auto& event) {
    return of.call && done.first.seq == 0 && event.cid == of.call->cid && event.by.id == of.call->sender;
  };
  const auto add = [&](const auto& event) {
    const auto record = write_event(c, event, now_us / 1000);
    if (carries_cid(event)) {
      done.first.seq = record.seq;
      done.first.at = record.at;
    }
    publish(*state_, record);
    return record.seq;
  };
  for (const auto& event : write.log) {
    const auto seq = add(event);
    const auto moved = spoken_by(event.by.role);
    if (moved == nullptr || !std::holds_alternative<desk::Message>(event.what)) continue;
    c.hot.*moved = seq;
    if (moved == &Hot::staff_seq && !c.hot.answered_at) c.hot.answered_at = c.hot.last_at;
  }
  for (const auto& event : write.notes) add(event);
  write_feeds(write);
  if (write.before != write.after) publish_change(*state_, c.body.id, write.because, false);
  for (const auto& person : told(write))
    publish_notice(*state_, person, {.conversation = c.body.id, .because = write.because});
}

void MemoryStore::write(const Commit::StaffWrite& write) {
  auto& data = state_->data;
  auto& person = data.staff[write.after.id];
  if (write.before && write.before->email != write.after.email) data.emails.erase(write.before->email);
  data.emails[write.after.email] = write.after.id;
  person.body = write.after;
  person.version += 1;
  if (write.password_hash) person.password_hash = *write.password_hash;
  state_->carry_out(derive(write), 0);
}

Task<void> MemoryStore::mark_read(std::string conversation, std::string person, Seq seq) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  auto* c = state_->find(conversation);
  if (c == nullptr) co_return Fault::not_found;
  const auto reached = std::min(seq, c->hot.log_seq);
  const auto at = c->hot.read.find(person);
  if (!c->sealed && reached > (at == c->hot.read.end() ? 0 : at->second)) c->hot.read[person] = reached;
  co_return Result<void>();
}

Task<void> MemoryStore::signal(std::string conversation, Signal signal) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  const auto tell = [&](const std::string& channel, const Signal& what) {
    state_->publish(channel + conversation,
                    [=](Listener& listener) { listener.on_signal(conversation, what); });
  };
  const auto* read = std::get_if<ReadSignal>(&signal);
  auto* typing = std::get_if<TypingSignal>(&signal);
  if (read != nullptr && read->notes) {
    tell("notes:", signal);
  } else if (typing != nullptr && typing->preview) {
    const auto whole = signal;
    typing->preview.reset();
    tell("log:", signal);
    tell("notes:", whole);
  } else {
    tell("log:", signal);
  }
  co_return Result<void>();
}

Task<void> MemoryStore::notify(std::string person, Notice notice) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  publish_notice(*state_, person, notice);
  co_return Result<void>();
}

Task<void> MemoryStore::desk_changed() {
  co_await turn();
  if (!up()) co_return Fault::refused;
  state_->publish("", [](Listener& listener) { listener.on_settings(); });
  co_return Result<void>();
}

Task<bool> MemoryStore::seal(std::string conversation) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  auto* c = state_->find(conversation);
  if (c == nullptr) co_return Fault::not_found;
  const auto& body = c->body;
  if (c->sealed || body.state != desk::State::closed ||
      body.seal_at.value_or(state_->now() + 1) > state_->now())
    co_return false;
  c->sealed = true;
  state_->carry_out(sealing(conversation), 0);
  publish_change(*state_, conversation, desk::Because::changed, true);
  co_return true;
}

}  // namespace baton::store

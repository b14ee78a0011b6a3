// The client: what the contract asks of it.
#include "tests/simulation/person.hpp"

#include <algorithm>

#include "tests/simulation/world.hpp"

namespace baton::sim {
namespace {

constexpr Micros patience = 4 * sec;  // for an answer; then another connection

}  // namespace

Person::Person(World& world, std::string id, bool staff)
    : world_(world), id_(std::move(id)), staff_(staff), known_(staff) {}

void Person::begin() {
  connect();
  if (staff_) call(Do::presence, "");
  think();
}

// --- the connection

void Person::connect() {
  if (gone_ || line_) return;
  line_ = world_.connect(*this, known_);
  if (!line_) return come_back(200 * ms);
  hello();
}

void Person::come_back(Micros in) {
  world_.calendar().in(in, [this, life = life_] {
    if (life == life_) connect();
  });
}

void Person::hello() {
  Ask ask;
  ask.what = Do::hello;
  // One epoch for both logs: a connection may have been lost between their resets.
  if (staff_)
    for (const auto& [id, view] : views_)
      if (view.notes.epoch != view.log.epoch) reset(id, true, view.log.epoch, 0);
  for (const auto& [id, view] : views_) {
    store::Position at{id, view.log.epoch, view.log.events.size(), {}};
    if (staff_) at.notes = view.notes.events.size();
    ask.resume.push_back(std::move(at));
  }
  hello_ = send(std::move(ask));
}

int Person::send(Ask ask) {
  const int number = ask.number = ++number_;
  line_->ask(std::move(ask));
  world_.calendar().in(patience, [this, number, line = line_.get(), weak = std::weak_ptr(line_)] {
    const bool waits = number == hello_ || number == flying_ || syncs_.contains(number);
    if (!weak.expired() && live(line) && waits) cut_line(0, world_.chance().between(0, 2 * sec));
  });
  return number;
}

void Person::cut_line(Micros client, Micros node) {
  if (!line_) return;
  if (client == 0) {
    line_->cut(-1, node);
    lost();
  } else {
    line_->cut(client, node);
  }
}

void Person::lost() {
  if (!line_ || !line_->is_cut()) return;  // of an earlier connection
  line_.reset();
  there_ = false;
  hello_ = 0;
  if (std::exchange(flying_, 0) != 0 && !calls_.empty()) calls_.front().unsure = true;
  for (const auto& [_, sync] : syncs_)
    if (const auto view = views_.find(sync.first); view != views_.end())
      (sync.second ? view->second.notes : view->second.log).syncing = false;
  syncs_.clear();
  come_back(world_.chance().between(10 * ms, 800 * ms));
}

void Person::die(bool keeps_views, Micros back_in) {
  if (gone_) return;
  ++life_;
  thinking_ = false;
  if (line_) {
    line_->cut(-1, world_.chance().between(0, 2 * sec));
    lost();
  }
  if (!keeps_views) {
    views_.clear();
    forgot_ = true;
  }
  come_back(back_in);
  world_.calendar().in(back_in, [this, life = life_] {
    if (life == life_) think();
  });
}

void Person::go_for_good() {
  die(false, 0);
  ++life_;
  gone_ = true;
}

std::string Person::waits_for() const {
  if (!line_) return "a connection";
  if (!there_) return "its hello";
  return calls_.empty() ? "nothing" : name(calls_.front().ask.what);
}

// --- answers

void Person::heard(const Answer& answer) {
  if (answer.number == hello_) {
    hello_ = 0;
    if (answer.no) return cut_line(0, 0);
    return welcomed(answer);
  }
  if (syncs_.contains(answer.number)) return synced(answer);
  if (answer.number != flying_ || calls_.empty()) return;
  flying_ = 0;
  auto call = std::move(calls_.front());
  calls_.pop_front();
  if (answer.no && answer.no->reason == chat::Reason::unavailable) {
    call.unsure = true;
    calls_.push_front(std::move(call));
    world_.calendar().in(world_.chance().between(50 * ms, 400 * ms), [this, life = life_] {
      if (life == life_) pump();
    });
    return;
  }
  if (answer.no) {
    refused(std::move(call), *answer.no);
  } else {
    if (call.ask.conversation.empty()) call.ask.conversation = answer.done.conversation;
    call.promised = true;
    call.seq = answer.done.seq;
    call.epoch = answer.copy ? answer.copy->hot.epoch : answer.done.epoch;
    settled(std::move(call));
    if (answer.copy) copy(*answer.copy, desk::Because::changed);
  }
  pump();
}

void Person::welcomed(const Answer& answer) {
  there_ = true;
  known_ = true;
  const auto& news = answer.visitor ? answer.visitor->resumed : answer.staff->resumed;
  // Copies in the result count as told.
  if (answer.visitor && answer.visitor->conversation)
    copy(answer.visitor->conversation->view, desk::Because::changed);
  if (answer.staff)
    for (const auto& shown : answer.staff->conversations) copy(shown.view, desk::Because::changed);
  for (const auto& r : news) resumed(r);
  pump();
}

void Person::resumed(const store::Resumed& news) {
  if (news.status == store::Synced::gone) {
    lost(news.conversation);
    return;
  }
  if (news.status == store::Synced::rollback) {
    reset(news.conversation, false, news.epoch, news.last_log);
    if (staff_) reset(news.conversation, true, news.epoch, news.last_notes);
    return;
  }
  if (!views_.contains(news.conversation)) return;
  for (const auto& e : news.log) event(e);
  for (const auto& e : news.notes) event(e);
  if (!news.more) return;
  sync(news.conversation, false);
  if (staff_) sync(news.conversation, true);
}

void Person::settled(Call call) {
  if (call.ask.what == Do::start) mine_ = call.ask.conversation;
  world_.tell([&] {
    return id_ + " is promised " + name(call.ask.what) + " " + call.ask.cid + " " + call.ask.text + " in " +
           call.ask.conversation + " as " + std::to_string(call.seq);
  });
  past_.push_back(std::move(call));
}

void Person::refused(Call call, const chat::Refusal& why) {
  call.refused = true;
  world_.tell([&] {
    return id_ + " is refused " + name(call.ask.what) + " " + call.ask.cid + " " + call.ask.text + ": " +
           std::to_string(static_cast<int>(why.reason)) + " " + why.state + " " + why.why;
  });
  const bool ended = why.reason == chat::Reason::not_found || why.state == "closed";
  const bool again = !staff_ && call.ask.what == Do::send && ended;
  auto ask = call.ask;
  const auto conversation = ask.conversation;
  past_.push_back(std::move(call));
  if (!again) return;
  // It cannot be reopened any more: the same text begins a new conversation.
  ask.what = Do::start;
  ask.conversation.clear();
  ask.cid = id_ + "-" + std::to_string(++cids_);
  ask.text = next_text();
  calls_.push_front({ask});
  if (why.reason == chat::Reason::not_found) lost(conversation);
}

void Person::pump() {
  if (!there_ || flying_ != 0 || calls_.empty()) return;
  flying_ = send(calls_.front().ask);
}

// --- logs

void Person::heard(const Frame& frame) {
  if (const auto* e = std::get_if<store::LogRecord>(&frame.what)) return event(*e);
  if (const auto* e = std::get_if<store::NotesRecord>(&frame.what)) return event(*e);
  if (const auto* c = std::get_if<Copy>(&frame.what)) return copy(c->view, c->because);
  if (const auto* r = std::get_if<Reset>(&frame.what))
    return reset(r->conversation, r->notes, r->epoch, r->last);
  if (const auto* o = std::get_if<Offered>(&frame.what))
    if (const auto view = views_.find(o->conversation); view != views_.end()) view->second.offered = o->open;
}

template <class Record>
void Person::event(const Record& record) {
  constexpr bool notes = std::is_same_v<Record, store::NotesRecord>;
  const auto at = views_.find(record.conversation);
  if (at == views_.end()) return world_.breach("L2: " + id_ + " hears of a conversation before its copy");
  if (notes && !staff_) return world_.breach("L8: " + id_ + " hears a note");
  auto& log = notes ? at->second.notes : at->second.log;
  const auto seq = static_cast<std::size_t>(record.seq);
  if (record.epoch != log.epoch && at->second.unchecked) return;
  if (record.epoch != log.epoch)
    return world_.breach("L1: " + id_ + " hears " + std::to_string(seq) + " of epoch " + record.epoch +
                         " in " + log.epoch + " without a reset, " + record.conversation);
  const auto& by = record.event.by.id;
  // The words of a result are encoded for its author's connection by api/, which is not here.
  Log::Shown shown{record.at, words(record.event.what), by, by == id_ ? record.event.cid : ""};
  if (record.withheld) shown.words = Log::withheld;
  if (seq <= log.events.size()) {
    auto& had = log.events[seq - 1].words;
    if (had == Log::withheld) had = shown.words;
    if (had != shown.words && shown.words != Log::withheld)
      world_.breach("L2: " + id_ + " hears another " + std::to_string(seq) + ": " + shown.words + ", had " +
                    had);
    return;
  }
  if (seq > log.events.size() + 1) return sync(record.conversation, notes);
  if (!log.events.empty() && log.events.back().at > shown.at)
    world_.breach("L2: `at` goes back for " + id_ + " in " + record.conversation);
  if (!notes && shown.words.starts_with("message") && record.event.by.role != desk::Role::system)
    at->second.last_by = shown.by;
  log.events.push_back(std::move(shown));
}

void Person::copy(const store::ConversationView& view, desk::Because because) {
  const auto& c = view.body;
  if (because == desk::Because::left) {
    world_.tell([&] { return id_ + " has left " + c.id; });
    views_.erase(c.id);
    return;
  }
  world_.tell([&] {
    return id_ + " is told of " + c.id + ", " + std::to_string(static_cast<int>(c.state)) + ", " +
           view.hot.epoch + ", because " + std::to_string(static_cast<int>(because));
  });
  const auto [at, fresh] = views_.try_emplace(c.id);
  auto& mine = at->second;
  if (fresh) mine.log.epoch = mine.notes.epoch = view.hot.epoch;
  if (because != desk::Because::changed && mine.log.epoch != view.hot.epoch) {
    mine.unchecked = true;
    sync(c.id, false);
    if (staff_) sync(c.id, true);
  }
  mine.copy = shown(c, view.online, staff_ ? chat::Audience::staff : chat::Audience::visitor);
  mine.epoch_of_copy = view.hot.epoch;
  mine.state = c.state;
  mine.owner = c.state == desk::State::active && c.owner ? c.owner->id : "";
  const auto* o = c.opportunity();
  mine.opportunity = o != nullptr ? o->id : "";
  mine.handoff = o != nullptr && o->handoff ? o->handoff->id : "";
  mine.step = o != nullptr ? std::optional(o->state) : std::nullopt;
  if (staff_) return;
  // Who goes on with an earlier one while another is open has both; the newest is the one that they are
  // shown.
  const auto newest = views_.find(mine_);
  if (newest == views_.end() || !newest->second.open()) mine_ = c.id;
}

void Person::reset(const std::string& conversation, bool notes, const std::string& epoch, store::Seq last) {
  const auto at = views_.find(conversation);
  if (at == views_.end()) return;
  auto& log = notes ? at->second.notes : at->second.log;
  world_.tell([&] {
    return id_ + " is reset to " + std::to_string(last) + " in " + conversation + (notes ? " notes " : " ") +
           epoch;
  });
  log.epoch = epoch;
  log.events.resize(std::min<std::size_t>(log.events.size(), last));
  say_again(conversation, notes, last, epoch);
}

// What was promised behind the cut, in its order, before everything else.
void Person::say_again(const std::string& conversation, bool notes, store::Seq last,
                       const std::string& epoch) {
  const auto kind = notes ? Do::note : Do::send;
  std::vector<Call> again;
  for (auto& call : past_) {
    const bool message = call.ask.what == kind || (!notes && call.ask.what == Do::start);
    if (!call.promised || call.again || !message || call.ask.conversation != conversation) continue;
    if (call.epoch == epoch || call.seq <= last) continue;
    call.again = true;
    Call once_more{call.ask};
    // The same call: what began the conversation, or was added to it by starting, is known there under its
    // cid.
    if (call.ask.what == Do::start) once_more.ask.conversation.clear();
    again.push_back(std::move(once_more));
  }
  if (again.empty()) return;
  // The one in flight keeps its place.
  auto before = calls_.begin() + (flying_ != 0 ? 1 : 0);
  calls_.insert(before, again.begin(), again.end());
  pump();
}

// The whole conversation is lost: its first message begins it again, under its first cid, and the others
// follow.
void Person::sync(const std::string& conversation, bool notes) {
  const auto at = views_.find(conversation);
  if (at == views_.end() || !line_) return;
  auto& log = notes ? at->second.notes : at->second.log;
  if (std::exchange(log.syncing, true)) return;
  Ask ask;
  ask.what = Do::sync;
  ask.conversation = conversation;
  ask.notes = notes;
  ask.after = log.events.size();
  ask.epoch = log.epoch;
  world_.tell([&] {
    return id_ + " syncs " + conversation + (notes ? " notes" : "") + " after " +
           std::to_string(log.events.size());
  });
  syncs_[send(std::move(ask))] = {conversation, notes};
}

void Person::synced(const Answer& answer) {
  const auto [conversation, notes] = syncs_.at(answer.number);
  syncs_.erase(answer.number);
  const auto at = views_.find(conversation);
  if (at == views_.end()) return;
  auto& log = notes ? at->second.notes : at->second.log;
  log.syncing = false;
  if (answer.no) {
    if (answer.no->reason != chat::Reason::unavailable) return;
    world_.calendar().in(300 * ms, [this, conversation, notes, life = life_] {
      if (life == life_) sync(conversation, notes);
    });
    return;
  }
  const auto take = [&](const auto& page) {
    if (page.status == store::Synced::rollback) {
      reset(conversation, notes, page.epoch, page.last);
      return sync(conversation, notes);
    }
    if (page.epoch != log.epoch) return;
    for (const auto& e : page.events) event(e);
    if (log.events.size() < page.last) sync(conversation, notes);
  };
  if (answer.log) take(*answer.log);
  if (answer.notes) take(*answer.notes);
}

}  // namespace baton::sim

// Looks whether the end of the logs is still there, puts back what is known of it, and says what is lost.
#include "server/chat/repair.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "server/chat/spawn.hpp"
#include "server/store/mutant.hpp"

namespace baton::chat {
namespace asio = boost::asio;
namespace {

// What was decided of an epoch is remembered in the conversation like a call of Baton's own: a gap is told
// once, and where a node knew all that was lost and it is back, nobody has to guess any more.
constexpr auto method = "gap";
std::string gap_cid(const std::string& epoch) { return "gap-" + epoch; }
std::string settled_cid(const std::string& epoch) { return "settled-" + epoch; }

}  // namespace

Repair::Repair(asio::any_io_executor executor, store::Store& store, RepairOptions options)
    : executor_(executor), store_(store), options_(options), timer_(executor), check_timer_(executor) {}

void Repair::stop() {
  stopped_ = true;
  timer_.wake();
  check_timer_.wake();
}

// --- what is known

void Repair::keep(const store::LogRecord& event) {
  if (!store::mutant("repair")) recent_.keep(event, Clock::now());
}

void Repair::keep(const store::NotesRecord& event) {
  if (!store::mutant("repair")) recent_.keep(event, Clock::now());
}

void Repair::promised(const store::LogRecord& event) {
  if (!store::mutant("repair")) recent_.keep(event, Clock::now(), true);
}

asio::awaitable<void> Repair::check() {
  check_again_ = true;
  if (std::exchange(checking_, true)) co_return;
  constexpr std::size_t batch = 100;
  while (std::exchange(check_again_, false) && !stopped_) {
    const auto began = Clock::now();
    const auto all = recent_.positions();
    bool answered = true;
    for (std::size_t start = 0; start < all.size() && answered; start += batch) {
      const auto end = std::min(all.size(), start + batch);
      std::vector<store::Position> some(all.begin() + static_cast<std::ptrdiff_t>(start),
                                        all.begin() + static_cast<std::ptrdiff_t>(end));
      const auto answer = co_await store_.resume(std::move(some));
      answered = answer && answer->size() == end - start;
      for (std::size_t i = start; answered && i < end; ++i) rolled_back(all[i], (*answer)[i - start]);
    }
    // While Redis is away nothing is forgotten: its last minute is the one before it went.
    if (answered) recent_.forget(began - options_.span);
    if (answered || stopped_) continue;
    check_again_ = true;
    co_await check_timer_.wait(options_.retry);
  }
  checking_ = false;
}

void Repair::rolled_back(const store::Position& asked, const store::Resumed& answer) {
  if (answer.status == store::Synced::ok) return;
  const auto now = Clock::now();
  Loss found{asked.conversation, asked.epoch};
  found.gone = answer.status == store::Synced::gone;
  for (auto& known : recent_.take(asked.conversation, asked.epoch)) {
    auto& place = known.place;
    if (!found.gone && place.seq <= (place.notes ? answer.last_notes : answer.last_log)) {
      place.epoch = answer.epoch;  // it is there, in the epoch that is now
      recent_.keep(std::move(known), now);
      continue;
    }
    if (!place.notes) found.known.insert(place.seq);
    if (known.said()) found.missing.push_back(std::move(known));
  }
  // Of an epoch that Redis does not know, nobody can say where it was cut.
  if (!only_promises_ && !found.gone && answer.last_log > 0)
    found.top = std::min(asked.log, answer.last_log + most_proven);
  if (found.missing.empty() && found.top <= answer.last_log) return;
  if (found.missing.empty() && found.gone) return;
  auto& loss = losses_[{asked.conversation, asked.epoch}];
  if (!loss) {
    if (losses_.size() > most_losses) {
      losses_.erase({asked.conversation, asked.epoch});
      return count(found, found.missing.size());  // the clients may still say it again
    }
    loss = std::make_shared<Loss>(found);
    loss->decide = now + options_.settle;
  } else {
    loss->gone = found.gone;
    loss->missing.insert(loss->missing.end(), found.missing.begin(), found.missing.end());
    loss->known.insert(found.known.begin(), found.known.end());
    loss->top = std::max(loss->top, found.top);
    ++loss->news;
  }
  if (!loss->has_hole(answer.last_log))
    loss->again = now;
  else if (!std::exchange(loss->yielded, true))
    loss->again = now + options_.yield;
  if (mending_) {
    timer_.wake();
    return;
  }
  mending_ = true;
  spawn(executor_, mend(), "putting back what Redis lost");
}

bool Repair::Loss::has_hole(store::Seq cut) const {
  store::Seq last = 0;
  for (const auto& unsaid : missing)
    if (!unsaid.place.notes) last = std::max(last, unsaid.place.seq);
  for (auto seq = cut + 1; seq < last; ++seq)
    if (!known.contains(seq)) return true;
  return false;
}

// --- putting back

asio::awaitable<void> Repair::mend() {
  while (!losses_.empty() && !stopped_) {
    std::vector<LossPtr> all;
    for (const auto& [_, loss] : losses_) all.push_back(loss);
    for (const auto& loss : all) {
      if (stopped_) break;
      if (Clock::now() >= loss->again) {
        loss->again = Clock::now() + options_.retry;
        co_await put_back(loss);
      }
      const auto news = loss->news;
      bool decided = false;
      if (Clock::now() >= loss->decide) decided = co_await decide(loss);
      if (decided && loss->news == news) losses_.erase({loss->conversation, loss->epoch});
    }
    auto next = Instant::max();  // of those that came meanwhile, too
    for (const auto& [_, loss] : losses_) next = std::min(next, loss->again);
    if (!losses_.empty() && !stopped_) co_await timer_.wait_until(next);
  }
  mending_ = false;
}

asio::awaitable<void> Repair::put_back(LossPtr loss) {
  if (loss->gone) co_return;
  const auto missing = std::exchange(loss->missing, {});
  std::vector<Known> still;
  std::size_t done = 0;
  bool away = false;
  for (const auto& known : missing) {
    auto put = Put::unavailable;
    if (!away) {
      if (known.place.notes)
        put = co_await note_again(known);
      else
        put = co_await say_again(known);
    }
    away = put == Put::unavailable;
    if (put == Put::refused || away) still.push_back(known);
    if (put == Put::done) ++done;
    if ((put == Put::done || put == Put::was_there) && !known.place.notes) ++loss->back;
  }
  loss->missing.insert(loss->missing.begin(), still.begin(), still.end());
  // Nobody can say anything again while Redis is away.
  if (away) loss->decide = std::max(loss->decide, Clock::now() + options_.settle);
  if (done == 0) co_return;
  spdlog::warn("put back {} messages that Redis had lost of {}", done, loss->conversation);
  if (repaired) repaired(done);
}

asio::awaitable<Repair::Put> Repair::say_again(Known known) {
  // What a conversation began with is remembered with its visitor; behind a cut that nobody knows it may be
  // asked for although it is there.
  if (known.by.role == desk::Role::visitor) {
    store::Call began{store::vcid_key(known.by.id), known.by.id, known.cid, "conversation.start"};
    const auto first = co_await store_.first(std::move(began));
    if (!first) co_return Put::unavailable;
    if (*first) co_return Put::was_there;
  }
  store::Append message;
  message.conversation = known.place.conversation;
  message.method = "message.send";
  message.side = known.by.role == desk::Role::visitor ? store::Side::visitor : store::Side::staff;
  message.event = {known.by, known.cid, desk::Message{known.text}};
  const auto landed = co_await store_.append(message);
  if (!landed && landed.error() == store::Fault::corrupt) co_return Put::refused;
  if (!landed) co_return Put::unavailable;
  switch (landed->landed) {
    case store::Landed::done:
    case store::Landed::duplicate:
    case store::Landed::cid_reused:
      break;
    default:
      co_return Put::refused;
  }
  const bool done = landed->landed == store::Landed::done;
  known.place.epoch = landed->epoch;
  known.place.seq = known.log_seq = landed->seq;
  known.at = landed->at;
  recent_.keep(std::move(known), Clock::now());
  if (done) co_return Put::done;
  co_return Put::was_there;
}

// Its sender may read the conversation, or could then; a note needs no more.
asio::awaitable<Repair::Put> Repair::note_again(Known known) {
  store::Reading seen;
  const auto view = co_await store_.conversation(known.place.conversation, seen);
  if (!view && view.error() != store::Fault::not_found) co_return Put::unavailable;
  if (!view || view->hot.notes_seq >= store::most_events) co_return Put::refused;
  store::Commit commit(seen);
  desk::Change change{.conversation = view->body};
  change.notes.push_back({known.by, known.cid, desk::Note{known.text}});
  commit.change(*view, change);
  commit.call = store::Call{store::cid_key(view->body.id), known.by.id, known.cid, "note.add"};
  const auto committed = co_await store_.commit(std::move(commit));
  if (!committed) co_return Put::unavailable;
  switch (committed->kind) {
    case store::Committed::Kind::done:
      co_return Put::done;
    case store::Committed::Kind::conflict:
      co_return Put::refused;  // and tried again
    case store::Committed::Kind::duplicate:
    case store::Committed::Kind::cid_reused:
      break;
  }
  co_return Put::was_there;
}

// --- what is lost

asio::awaitable<bool> Repair::decide(LossPtr loss) {
  const auto& id = loss->conversation;
  std::vector<store::Position> one{{id, loss->epoch, loss->top, {}}};
  const auto answer = co_await store_.resume(std::move(one));
  if (!answer || answer->size() != 1) co_return false;
  if (answer->front().status == store::Synced::gone) co_return co_await mourn(loss);
  if (answer->front().status == store::Synced::ok) co_return true;
  store::Reading seen;
  const auto view = co_await store_.conversation(id, seen);
  if (!view) co_return false;
  const auto cut = answer->front().last_log;
  store::Seq unknown = 0;
  for (auto seq = cut + 1; cut > 0 && seq <= loss->top; ++seq)
    if (!loss->known.contains(seq)) ++unknown;
  if (unknown > 0) {
    if (Clock::now() < loss->decide + options_.guess) co_return false;
    store::Call settled{store::cid_key(id), "", settled_cid(loss->epoch), method};
    const auto first = co_await store_.first(std::move(settled));
    if (!first) co_return false;
    if (*first) unknown = 0;
  }
  const auto since = view->hot.log_seq - std::min(view->hot.log_seq, cut + loss->back);
  const auto unsaid = std::count_if(loss->missing.begin(), loss->missing.end(), [this](const Known& known) {
    return !known.place.notes && is_lost(known);
  });
  const auto messages = static_cast<store::Seq>(unsaid) + unknown - std::min(unknown, since);
  co_return co_await tell(loss, messages, *view, std::move(seen));
}

asio::awaitable<bool> Repair::tell(LossPtr loss, store::Seq messages, const store::ConversationView& view,
                                   store::Reading seen) {
  const desk::Actor baton;
  const auto notes = static_cast<std::size_t>(
      std::count_if(loss->missing.begin(), loss->missing.end(),
                    [this](const Known& known) { return known.place.notes && is_lost(known); }));
  if (messages == 0) seen = {};  // whatever happens beside it
  store::Commit commit(seen);
  const auto cid = messages > 0 ? gap_cid(loss->epoch) : settled_cid(loss->epoch);
  commit.call = store::Call{store::cid_key(loss->conversation), baton.id, cid, method};
  if (messages > 0) {
    desk::Change change{.conversation = view.body};
    change.log.push_back({baton, cid, desk::Gap{messages}});
    commit.change(view, change);
  }
  const auto committed = co_await store_.commit(std::move(commit));
  if (!committed || committed->kind == store::Committed::Kind::conflict) co_return false;
  if (committed->kind == store::Committed::Kind::done) count(*loss, notes + messages);
  co_return true;
}

// The conversation is not there any more: whoever began it may have begun it anew, and said there what they
// kept.
asio::awaitable<bool> Repair::mourn(LossPtr loss) {
  const auto missing = loss->missing;
  std::string heir;
  std::size_t messages = 0;
  for (const auto& known : missing) {
    const auto& by = known.by.id;
    store::Call began{store::vcid_key(by), by, known.cid, "conversation.start"};
    const auto anew = co_await store_.first(std::move(began));
    if (!anew) co_return false;
    if (*anew) heir = (*anew)->id;
    bool said = anew->has_value();
    if (!said && !heir.empty()) {
      store::Call again{store::cid_key(heir), by, known.cid, "message.send"};
      const auto first = co_await store_.first(std::move(again));
      if (!first) co_return false;
      said = first->has_value();
    }
    if (!said && is_lost(known)) ++messages;
  }
  count(*loss, messages);
  co_return true;
}

void Repair::count(const Loss& loss, std::size_t messages) const {
  if (messages == 0) return;
  spdlog::error("{} messages of {} are lost: Redis forgot them{}", messages, loss.conversation,
                loss.gone ? " and the conversation" : ", and nobody could put them back");
  if (lost) lost(messages);
}

}  // namespace baton::chat

// What the store tells, passed on: events in order, gaps pulled, resets before a new epoch, copies that
// changed.
#include <algorithm>

#include "server/chat/hub_state.hpp"
#include "server/chat/spawn.hpp"
#include "server/store/mutant.hpp"

namespace baton::chat {
namespace asio = boost::asio;

// --- events

void Hub::on_log(const store::LogRecord& event) {
  const auto f = find(event.conversation);
  if (!f) return;
  if (!f->log_ready) {
    f->missed = true;
    return;
  }
  if (event.epoch == f->epoch && event.seq <= f->log) return;
  if (event.epoch == f->epoch && event.seq == f->log + 1 && !f->pulling) return deliver(*f, event);
  if (store::mutant("gap_pull") && event.epoch == f->epoch) return;
  wake_pull(f);
}

void Hub::on_notes(const store::NotesRecord& event) {
  const auto f = find(event.conversation);
  if (!f) return;
  if (!f->notes_ready) {
    f->missed = true;
    return;
  }
  if (event.epoch == f->epoch && event.seq <= f->notes) return;
  // A note says how far the log was when it was written: beyond what was delivered, there is a gap in it.
  const bool whole = event.log_seq <= f->log;
  if (event.epoch == f->epoch && event.seq == f->notes + 1 && whole && !f->pulling) return deliver(*f, event);
  if (store::mutant("gap_pull") && event.epoch == f->epoch) return;
  wake_pull(f);
}

void Hub::deliver(Followed& f, const store::LogRecord& event) {
  f.log = event.seq;
  repair_.keep(event);
  Frame others;
  Frame author;
  for (auto& [_, a] : f.attached) {
    const bool own = a.connection->caller().id() == event.event.by.id && !event.event.cid.empty();
    auto& frame = own ? author : others;
    if (!frame) frame = encoder_.log_event(event, own);
    if (a.live)
      a.connection->send(frame);
    else
      a.held.push_back({false, event.seq, event.epoch, frame});
  }
}

void Hub::deliver(Followed& f, const store::NotesRecord& event) {
  f.notes = event.seq;
  repair_.keep(event);
  Frame others;
  Frame author;
  Frame behind_fence;
  for (auto& [_, a] : f.attached) {
    const auto& who = a.connection->caller();
    if (!who.is_staff()) continue;
    const bool own = who.id() == event.event.by.id && !event.event.cid.empty();
    auto& frame = own ? author : (fenced(who.staff) ? behind_fence : others);
    if (!frame) frame = encoder_.notes_event(fenced(event, who.staff, f.shared), own);
    if (a.live)
      a.connection->send(frame);
    else
      a.held.push_back({true, event.seq, event.epoch, frame});
  }
}

// --- gaps, positions, epochs

void Hub::wake_pull(const FollowedPtr& f) {
  if (f->pulling) {
    f->pull_again = true;
    return;
  }
  spawn(executor_, pull(f), "pulling a conversation");
}

asio::awaitable<void> Hub::pull(FollowedPtr f) {
  if (f->pulling) co_return;
  f->pulling = true;
  do {
    f->pull_again = false;
    store::Position at{f->id, f->epoch, f->log, {}};
    if (f->notes_ready) at.notes = f->notes;
    std::vector<store::Position> one{std::move(at)};
    auto answer = co_await store_.resume(std::move(one));
    if (!answer) missed(answer.error());
    if (!answer || answer->empty() || find(f->id) != f) break;
    const auto& news = answer->front();
    absorb(*f, news);
    const bool rollback = news.status == store::Synced::rollback;
    // What was not heard may have changed the copy as well; the body goes back with its logs.
    if (rollback || !news.log.empty() || !news.notes.empty()) wake_refresh(f, desk::Because::changed);
    if (rollback || news.more) f->pull_again = true;
  } while (f->pull_again);
  f->pulling = false;
  f->pulled.wake();
}

void Hub::absorb(Followed& f, const store::Resumed& news) {
  if (news.status == store::Synced::gone) return lost(f);
  if (news.status == store::Synced::rollback) {
    const store::Position stood{f.id, f.epoch, f.log, {}};
    repair_.rolled_back(stood, news);
    f.epoch = news.epoch;
    f.log = std::min(f.log, news.last_log);
    f.notes = std::min(f.notes, news.last_notes);
    const auto log = encoder_.reset(f.id, false, news.epoch, news.last_log);
    const auto notes = encoder_.reset(f.id, true, news.epoch, news.last_notes);
    for (auto& [_, a] : f.attached) {
      const auto pass = [&](const Frame& frame) {
        if (a.live)
          a.connection->send(frame);
        else
          a.held.push_back({false, 0, news.epoch, frame});
      };
      pass(log);
      if (audience_of(*a.connection) == Audience::staff) pass(notes);
    }
    return;
  }
  for (const auto& e : news.log)
    if (e.seq == f.log + 1) deliver(f, e);
  for (const auto& e : news.notes)
    if (f.notes_ready && e.seq == f.notes + 1) deliver(f, e);
}

// The store lost all of it, and no word of the contract says that but `gone`: they come back and are told so,
// and a visitor begins it again.
void Hub::lost(const Followed& f) {
  const auto attached = f.attached;
  for (const auto& [_, a] : attached) a.connection->restart();
}

asio::awaitable<void> Hub::align(std::string conversation, std::string epoch) {
  const auto f = find(conversation);
  if (!f || !f->log_ready || f->epoch == epoch) co_return;
  while (f->pulling) co_await f->pulled.wait_for_wake();
  if (f->epoch != epoch) co_await pull(f);
}

void Hub::resumed(const std::vector<store::Position>& asked, const std::vector<store::Resumed>& answers) {
  // (`gone` says that it is not theirs to know as well.)
  for (const auto& answer : answers)
    for (const auto& at : asked)
      if (answer.status == store::Synced::rollback && at.conversation == answer.conversation)
        repair_.rolled_back(at, answer);
}

asio::awaitable<void> Hub::check_positions() {
  feeds_.check();
  queues_.check();
  spawn(executor_, repair_.check(), "checking what was lately said");
  if (store::mutant("position_check")) co_return;
  constexpr std::size_t batch = 100;
  std::vector<FollowedPtr> all;
  for (const auto& [_, f] : followed_)
    if (f->log_ready) all.push_back(f);
  for (std::size_t start = 0; start < all.size(); start += batch) {
    const auto end = std::min(all.size(), start + batch);
    std::vector<store::Position> positions;
    for (auto i = start; i < end; ++i) {
      store::Position at{all[i]->id, all[i]->epoch, all[i]->log, {}};
      if (all[i]->notes_ready) at.notes = all[i]->notes;
      positions.push_back(std::move(at));
    }
    const auto answer = co_await store_.resume(std::move(positions));
    if (!answer) missed(answer.error());
    if (!answer) co_return;
    // Only whether there is news: the pull reads again, from where it then stands.
    for (std::size_t i = 0; i < answer->size(); ++i) {
      const auto& news = (*answer)[i];
      const auto& f = all[start + i];
      if (news.status != store::Synced::ok || !news.log.empty() || !news.notes.empty())
        wake_pull(f);
      else if (news.version != 0 && news.version != f->version)
        wake_refresh(f, desk::Because::changed);  // only the change was not heard
    }
    // A batch at a time: after a restart of Redis there is news of every conversation.
    for (auto i = start; i < end; ++i)
      while (all[i]->pulling) co_await all[i]->pulled.wait_for_wake();
  }
}

void Hub::on_restored() {
  spawn(executor_, check_positions(), "checking positions");
  spawn(executor_, check_people(), "checking people");
  spawn(executor_, refresh_all(), "reading conversations again");
}

// One after the other: all at once would be a storm on a Redis that has just come back.
asio::awaitable<void> Hub::refresh_all() {
  std::vector<FollowedPtr> all;
  for (const auto& [_, f] : followed_) all.push_back(f);
  for (const auto& f : all) {
    if (find(f->id) != f) continue;
    f->because = desk::Because::changed;
    if (f->refreshing)
      f->refresh_again = true;
    else
      co_await refresh(f);
  }
}

// --- copies

void Hub::on_changed(const std::string& conversation, desk::Because because, bool sealed) {
  const auto f = find(conversation);
  if (!f) return;
  if (!sealed) return wake_refresh(f, because);
  const auto attached = f->attached;
  for (const auto& [connection, _] : attached) detach(f, connection);
}

void Hub::wake_refresh(const FollowedPtr& f, desk::Because because) {
  f->because = because;
  if (f->refreshing) {
    f->refresh_again = true;
    return;
  }
  spawn(executor_, refresh(f), "reading a changed conversation");
}

asio::awaitable<void> Hub::refresh(FollowedPtr f) {
  f->refreshing = true;
  do {
    f->refresh_again = false;
    const auto because = f->because;
    const auto notices = f->notices;
    store::Reading unused;
    auto view = co_await store_.conversation(f->id, unused);
    if (!view) f->copy_owed = missed(view.error()).reason == Reason::unavailable;
    if (!view || find(f->id) != f) break;
    co_await align(f->id, view->hot.epoch);
    if (f->log_ready && f->epoch != view->hot.epoch) break;  // they could not be reset to it yet
    if (f->notices != notices) {
      f->refresh_again = true;
      continue;
    }
    has_read(*f, view->body);
    queues_.estimate(*view);
    tell(*f, *view, because);
  } while (f->refresh_again);
  f->refreshing = false;
}

void Hub::tell(Followed& f, const store::ConversationView& view, desk::Because because) {
  f.version = view.version;
  const auto staff = desk::staff_subscribed(view.body);
  auto plain = view;
  plain.hot = {};
  plain.position.reset();
  struct Copies {
    std::string fingerprint;
    Frame frame;
  };
  std::map<Audience, Copies> copies;
  std::vector<const Connection*> ended;
  for (auto& [connection, a] : f.attached) {
    if (!a.live) {
      a.stale = true;
      continue;
    }
    const auto audience = audience_of(*connection);
    const auto& who = connection->caller();
    if (audience == Audience::staff && a.offer && !offer_to(view.body, who.id())) tell_offer(f, a, view.body);
    if (audience == Audience::staff && std::find(staff.begin(), staff.end(), who.id()) == staff.end()) {
      a.connection->send(encoder_.conversation(view, audience, desk::Because::left));
      ended.push_back(connection);
      continue;
    }
    has_copy(view, a.connection);
    auto& copy = copies[audience];
    if (!copy.frame) {
      copy.fingerprint = *encoder_.conversation(plain, audience, desk::Because::changed);
      copy.frame = encoder_.conversation(view, audience, because);
    }
    if (a.fingerprint != copy.fingerprint) {
      a.fingerprint = copy.fingerprint;
      a.connection->send(copy.frame);
    }
    if (audience == Audience::staff) tell_offer(f, a, view.body);
  }
  const auto same = find(f.id);
  for (const auto* connection : ended) detach(same, connection);
}

void Hub::tell_offer(const Followed& f, Attached& a, const desk::Conversation& body) {
  const auto& who = a.connection->caller().id();
  const auto now = offer_to(body, who);
  if (now == a.offer) return;
  const auto before = std::exchange(a.offer, now);
  a.connection->send(now ? encoder_.offer(f.id, *now)
                         : encoder_.offer_withdrawn(f.id, ended_for(body, who, before->kind)));
}

// --- signals

void Hub::on_signal(const std::string& conversation, const store::Signal& signal) {
  const auto f = find(conversation);
  if (!f) return;
  const auto& by = std::visit([](const auto& s) -> const desk::Actor& { return s.by; }, signal);
  const auto* read = std::get_if<store::ReadSignal>(&signal);
  // Copies say who is online.
  if (std::holds_alternative<store::PresenceSignal>(signal)) wake_refresh(f, desk::Because::changed);
  std::map<Audience, Frame> frames;
  for (const auto& [connection, a] : f->attached) {
    const auto audience = audience_of(*connection);
    if (!a.live || connection->caller().id() == by.id) continue;
    if (read != nullptr && read->notes && audience == Audience::visitor) continue;
    auto& frame = frames[audience];
    if (!frame) frame = encoder_.signal(conversation, signal, audience);
    a.connection->send(frame);
  }
}

void Hub::on_feed(const store::Listed& entry) {
  feeds_.on_feed(entry);
  queues_.on_feed(entry);
}

void Hub::on_settings() {
  queues_.look_soon();
  if (settings_changed) settings_changed();
}

}  // namespace baton::chat

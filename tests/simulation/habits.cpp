// What people do all day: visitors ask, agents answer; each does something now and then, drawn from the seed.
// And what they do about a conversation that the store has lost.
#include <algorithm>

#include "tests/simulation/world.hpp"

namespace baton::sim {

void Person::think() {
  if (std::exchange(thinking_, true)) return;
  const auto time = calm_ ? 300 * ms : world_.chance().between(30 * ms, 1500 * ms);
  world_.calendar().in(time, [this, life = life_] {
    if (life != life_) return;
    thinking_ = false;
    if (there_ && calls_.size() < 3) calm_ ? tidy_up() : act();
    think();
  });
}

std::string Person::next_text() { return id_ + "#" + std::to_string(++said_); }

void Person::call(Do what, const std::string& conversation, std::string text, bool yes, std::string id,
                  chat::To to) {
  Call call;
  call.ask.what = what;
  call.ask.conversation = conversation;
  call.ask.cid = id_ + "-" + std::to_string(++cids_);
  call.ask.text = std::move(text);
  call.ask.yes = yes;
  call.ask.id = std::move(id);
  call.ask.to = std::move(to);
  call.ask.presence = yes ? desk::Presence::online : desk::Presence::away;
  calls_.push_back(std::move(call));
  pump();
}

void Person::say(const std::string& conversation) { call(Do::send, conversation, next_text()); }

void Person::act() { staff_ ? staff_acts() : visitor_acts(); }

void Person::visitor_acts() {
  auto& chance = world_.chance();
  const auto at = views_.find(mine_);
  if (mine_.empty() || at == views_.end()) {
    if (mine_.empty() && chance.hits(600)) call(Do::start, "", next_text());
    return;
  }
  const auto& view = at->second;
  const auto drawn = chance.below(100);
  if (!view.open()) {
    if (drawn < 30) return say(mine_);
    if (drawn < 45) return call(Do::start, "", next_text());
    if (drawn < 60) return call(Do::rate, mine_);
    return;
  }
  if (view.step == desk::OpportunityState::proposed && drawn < 50)
    return call(Do::consent, mine_, "", chance.hits(800), view.handoff);
  if (drawn < 70) return say(mine_);
  if (drawn < 76) return call(Do::solve, mine_, "", chance.hits(500));
  if (drawn < 80) return call(Do::close, mine_);
}

void Person::staff_acts() {
  auto& chance = world_.chance();
  for (auto& [id, view] : views_)
    if (view.offered && chance.hits(700)) {
      view.offered = false;
      return call(Do::answer, id, "", chance.hits(750));
    }
  std::vector<std::string> mine;
  std::vector<std::string> others;
  for (const auto& [id, view] : views_) (view.owner == id_ ? mine : others).push_back(id);
  const auto drawn = chance.below(100);
  if (drawn < 4) return call(Do::presence, "", "", chance.hits(600));
  const bool supervises = id_ == "sue";
  if (drawn < 12 || (supervises && drawn < 30)) {
    // What the lists show: any conversation that is not over.
    std::vector<std::string> seen;
    for (const auto& [id, stored] : world_.state().data.conversations)
      if (stored.body.open() || stored.body.state == desk::State::missed) seen.push_back(id);
    if (seen.empty()) return;
    const auto& id = chance.of(seen);
    if (!supervises) return call(Do::take, id);
    const auto how = chance.below(4);
    if (how == 0) return call(Do::requeue, id);
    if (how == 1) return call(Do::note, id, next_text());
    return call(Do::observe, id, "", chance.hits(800));
  }
  if (!mine.empty()) {
    const auto& id = chance.of(mine);
    return agent_acts(id, views_.at(id));
  }
  if (!others.empty() && drawn < 20) call(Do::note, chance.of(others), next_text());
}

void Person::agent_acts(const std::string& id, View& view) {
  auto& chance = world_.chance();
  const auto drawn = chance.below(100);
  if (drawn < 55) return say(id);
  if (drawn < 63) return call(Do::note, id, next_text());
  if (drawn < 66) return call(Do::tag, id, chance.hits(500) ? "one" : "two");
  if (drawn < 70) return call(Do::solve, id, "", chance.hits(800));
  if (drawn < 76) return call(Do::close, id);
  if (drawn < 84) {
    static const std::vector<chat::To> ways{
        {"care", {}}, {"sales", {}}, {{}, "ana"}, {{}, "ben"}, {{}, "sam"}};
    return call(Do::transfer, id, "", true, "", chance.of(ways));
  }
  if (id_ == "sam") return drawn < 90 ? call(Do::back, id) : void();
  if (!view.step) return call(Do::flag, id, next_text());
  if (view.step == desk::OpportunityState::flagged) call(Do::propose, id, "", true, view.opportunity);
}

// At the end of the day: everybody is there, what is offered is taken, who wrote is answered.
void Person::tidy_up() {
  if (!calls_.empty()) return;
  for (auto& [id, view] : views_) {
    if (world_.last_words() && view.open() && (staff_ ? view.owner == id_ : id == mine_) &&
        !std::exchange(view.had_last_word, true))
      return staff_ ? call(Do::note, id, next_text()) : say(id);
    if (!staff_ || id_ == "sue") continue;
    if (view.offered) {
      view.offered = false;
      return call(Do::answer, id);
    }
    if (view.owner == id_ && view.last_by != id_) return say(id);
  }
}

// By the store. Its visitor begins it again.
void Person::lost(const std::string& conversation) {
  views_.erase(conversation);
  if (staff_) return;
  std::vector<Call> again;
  for (auto& call : past_) {
    if (!call.promised || call.again || call.ask.conversation != conversation) continue;
    if (call.ask.what != Do::start && call.ask.what != Do::send) continue;
    call.again = true;
    Call once_more{call.ask};
    once_more.ask.conversation.clear();
    once_more.ask.what = Do::start;
    again.push_back(std::move(once_more));
  }
  if (mine_ == conversation) mine_.clear();
  const auto unsent = calls_.begin() + (flying_ != 0 ? 1 : 0);  // the one in flight keeps its place
  std::for_each(unsent, calls_.end(), [&](Call& call) {
    if (call.ask.conversation != conversation) return;
    call.ask.conversation.clear();
    if (call.ask.what == Do::send) call.ask.what = Do::start;
  });
  const auto moot = [](const Call& c) { return c.ask.conversation.empty() && c.ask.what != Do::start; };
  calls_.erase(std::remove_if(unsent, calls_.end(), moot), calls_.end());
  calls_.insert(calls_.begin() + (flying_ != 0 ? 1 : 0), again.begin(), again.end());
}

}  // namespace baton::sim

// Hundreds of random operations, asked of both kinds of store and compared reply for reply: what a caller can
// see must not tell which one it is talking to. BATON_SEED replays a story; a failure prints its end.
// It is long because the generator knows every operation, and each stands beside how its reply is compared.
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <random>

#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

// The two worlds side by side. Every operation gives one text a world; epochs are shown by their first
// appearance.
class Pair {
public:
  using Ask = std::function<std::string(World&)>;

  explicit Pair(unsigned seed) : random_(seed) {}

  bool same(const std::string& what, const Ask& ask) {
    const auto left = ask(*memory_);
    const auto right = ask(*redis_);
    story_.push_back(what + "\n  → " + left);
    if (what != "due" || left != "ripe, none next") ++replies()[left.substr(0, left.find_first_of(" \n:"))];
    if (left == right) return true;
    ADD_FAILURE() << "after " << story_.size() << " operations, the stores differ:\n"
                  << tail() << "\n  Redis → " << right;
    return false;
  }
  int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }
  bool chance(int percent) { return below(100) < percent; }
  template <class T>
  T one_of(const std::vector<T>& of) {
    return of.at(static_cast<std::size_t>(below(static_cast<int>(of.size()))));
  }
  World& memory() { return *memory_; }
  // How often each answer (its first word) was given, in all stories.
  static std::map<std::string, int>& replies() {
    static std::map<std::string, int> counts;
    return counts;
  }
  World& redis() { return *redis_; }

private:
  std::string tail() const {
    std::string text;
    for (auto i = story_.size() < 12 ? 0 : story_.size() - 12; i < story_.size(); ++i)
      text += story_[i] + "\n";
    return text;
  }
  std::mt19937 random_;
  std::unique_ptr<World> memory_ = make_memory_world();
  std::unique_ptr<World> redis_ = make_redis_world();
  std::vector<std::string> story_;
};

class Story {
public:
  explicit Story(unsigned seed) : p(seed) {
    for (const auto& id : people) {
      const auto capacity = 1 + p.below(4);
      std::vector<std::string> served{"care"};
      if (p.chance(50)) served.push_back("sales");
      for (auto* world : {&p.memory(), &p.redis()}) Does(*world).hire(person(id, served, capacity));
    }
    for (auto* world : {&p.memory(), &p.redis()})
      for (const std::string node : {"n1", "n2"}) world->must(world->node(0).join(node, desk::minutes(60)));
  }

  bool step() {
    ++steps;
    const auto kind = p.below(100);
    if (kind < 12) return start();
    if (kind < 34) return append();
    if (kind < 40) return sell();
    if (kind < 42) return customer();
    if (kind < 62) return change();
    if (kind < 70) return read();
    if (kind < 74) return feeds();
    if (kind < 78) return look();
    if (kind < 80) return ledger();
    if (kind < 88) return presence();
    if (kind < 92) return timers();
    if (kind < 95) return seal();
    if (kind < 97) return edit_staff();
    if (kind < 98) return fail_over();
    return lists();
  }

  // Everything that can be seen, once more at the end.
  bool end() {
    for (const auto& id : conversations) {
      if (!p.same("at the end, " + id, [&](World& w) {
            const auto views = w.must(w.node(0).conversations({id}));  // lost ones are in neither
            return views.empty() ? std::string("lost") : show(views[0]);
          }))
        return false;
      for (store::Seq after = 0; after < 400; after += 200)
        if (!p.same("log of " + id, [&](World& w) {
              return show(w.must(w.node(0).log(id, after, "", 200))) +
                     show(w.must(w.node(0).notes(id, after, "", 200)));
            }))
          return false;
    }
    for (const auto& department : departments)
      if (!p.same("feed of " + department, [&](World& w) {
            return show(w.must(w.node(0).lists({department}, {}))) +
                   show(w.must(w.node(0).feed(department, {}, 1000)));
          }))
        return false;
    for (const auto& who : visitors)
      if (!p.same("visitor " + who, [&](World& w) { return visitor_text(w, who); })) return false;
    return ledger() && lists() && p.same("all staff", [](World& w) {
      std::string text;
      for (const auto& view : w.must(w.node(0).all_staff())) text += show(view) + "\n";
      return text;
    });
  }

private:
  const std::vector<std::string> people{"ana", "bob", "cy"};
  const std::vector<std::string> visitors{"v1", "v2", "v3", "v4"};
  const std::vector<std::string> departments{"care", "sales"};

  std::string any_conversation() {
    return conversations.empty() || p.chance(2) ? "nowhere" : p.one_of(conversations);
  }
  // Few of them, so that they come again.
  std::string any_cid() { return "k" + std::to_string(p.below(15)); }
  desk::Actor anybody() { return p.chance(50) ? visitor(p.one_of(visitors)) : by(p.one_of(people)); }

  // The same decision in both worlds; a commit from the reading of `stale_by` reads ago, or from a fresh one.
  using Decide = std::function<std::optional<desk::Change>(World&, const store::ConversationView&)>;
  bool decide(const std::string& what, const std::string& id, const std::optional<store::Call>& call,
              bool stale, bool relies_on_talk, const Decide& decision) {
    return p.same(what + " " + id + (stale ? " (stale)" : ""), [&](World& w) -> std::string {
      store::Reading seen;
      const auto view = w.ask(w.node(0).conversation(id, seen));
      if (!view) return show(view.error());
      if (relies_on_talk) view->talk(seen);
      const auto change = decision(w, *view);
      if (!change) return "the desk refused";
      if (stale) {
        w.must(w.node(1).append(
            says(id, visitor(view->body.visitor.id), "meanwhile", "meanwhile-" + std::to_string(steps))));
        if (!relies_on_talk) Does(w, 1).apply(desk::note(Does(w).look(id).body, by("ana"), "", "meanwhile"));
      }
      store::Commit commit(seen);
      commit.change(*view, *change);
      if (change->staff) {
        store::Reading more;
        const auto staff = w.must(w.node(0).staff(change->staff->id, more));
        commit.change(staff, *change->staff);
      }
      for (const auto& other : change->others) {
        store::Reading more;
        commit.change(w.must(w.node(0).staff(other.id, more)), other);
      }
      commit.call = call;
      return show(w.must(w.node(0).commit(std::move(commit))));
    });
  }

  bool start() {
    auto what = start_of("c" + std::to_string(conversations.size() + 1), p.one_of(visitors),
                         p.chance(80) ? "hi" : "");
    what.department = p.one_of(departments);
    what.cid = any_cid();
    const auto again = !conversations.empty() && p.chance(10);
    if (again) what.id = p.one_of(conversations);
    const auto order = base + p.below(1000);
    const auto full = p.chance(20);
    const auto fills = p.chance(20);
    const auto reopens = p.chance(20);
    conversations.push_back(what.id);
    if (again) conversations.pop_back();
    return p.same("start " + what.id + " by " + what.visitor.id + " " + what.cid, [&](World& w) {
      store::Reading seen;
      if (full)
        seen.add({.kind = store::Check::Kind::count, .key = store::waiting_key(what.department), .bound = 3});
      store::Commit commit(seen);
      commit.change(std::nullopt, desk::start(what, at(order)));
      commit.call =
          store::Call{store::vcid_key(what.visitor.id), what.visitor.id, what.cid, "conversation.start"};
      commit.made = what.id;
      if (fills) commit.fills = {what.department};
      if (reopens) commit.reopens = {what.department};
      return show(w.must(w.node(0).commit(std::move(commit))));
    });
  }

  bool append() {
    auto what = says(any_conversation(), anybody(), "m" + std::to_string(p.below(1000)), any_cid());

    if (p.chance(60) && what.conversation != "nowhere") {  // somebody who may
      const auto view = p.memory().ask(p.memory().node(0).conversations({what.conversation}));
      if (view && !view->empty()) {
        const auto& body = (*view)[0].body;
        if (body.owner && p.chance(50))
          what = says(what.conversation, by(body.owner->id), "mine", any_cid());
        else
          what = says(what.conversation, visitor(body.visitor.id), "mine", any_cid());
      }
    }
    if (p.chance(25)) what.method = "conversation.rate";
    const auto node = p.below(2);
    return p.same("append to " + what.conversation + " by " + what.event.by.id + " " + what.event.cid,
                  [&](World& w) { return show(w.must(w.node(node).append(what))); });
  }

  static std::optional<desk::Change> taken(const desk::Decided& decided) {
    if (!decided) return std::nullopt;
    return *decided;
  }
  static std::optional<desk::Staff> owner_of(World& w, const desk::Conversation& c) {
    if (!c.owner) return std::nullopt;
    return Does(w).who(c.owner->id).body;
  }

  static desk::Facts facts_of(World& w, const store::ConversationView& view, desk::Time now,
                              const desk::Timing& timing) {
    desk::People people;
    for (const auto& s : w.must(w.node(0).all_staff())) people.add(s.body);
    auto facts = at(now, timing, people, {view.hot.visitor_seq, view.hot.staff_seq, base});
    facts.customer.emplace();  // so that hand-offs go on
    return facts;
  }

  bool change() {
    const auto id = any_conversation();
    const auto who = p.one_of(people);
    const auto cid = any_cid();
    const auto stale = p.chance(12);
    const auto talk = p.chance(30);
    const auto timing = p.chance(60) ? over() : slow();
    const desk::Time now = base + p.below(1000);
    const auto many = p.below(3);
    const auto priority = static_cast<desk::Priority>(p.below(4));
    std::optional<store::Call> call;
    const auto called = [&](const std::string& method) {
      if (!cid.empty()) call = store::Call{store::cid_key(id), who, cid, method};
      return method;
    };
    switch (p.below(11)) {
      case 8:
      case 9:
      case 10:
        return offers_and_timers(id, who, cid, stale, timing);
      case 0:
      case 1:
        return decide("match with " + who, id, std::nullopt, stale, talk, [&](World& w, const auto& view) {
          const auto staff = Does(w).who(who).body;
          if (view.body.state != desk::State::queued || staff.load() >= staff.capacity)
            return std::optional<desk::Change>{};
          return std::optional(desk::assign(view.body, staff, {who}, at(now)));
        });
      case 2: {
        const auto what = called("conversation.take");
        return decide(what + " by " + who, id, call, stale, talk, [&](World& w, const auto& view) {
          return taken(desk::take(view.body, Does(w).who(who).body, cid, many == 0, true, at(now)));
        });
      }
      case 3: {
        const auto what = called("conversation.close");
        return decide(what + " by " + who, id, call, stale, talk, [&](World& w, const auto& view) {
          return taken(desk::close(view.body, by(who), cid, desk::CloseReason::resolved, std::nullopt,
                                   facts_of(w, view, now, timing)));
        });
      }
      case 4:
        return decide("visitor leaves", id, std::nullopt, stale, talk, [&](World& w, const auto& view) {
          const auto actor = visitor(view.body.visitor.id);
          return taken(desk::leave_chat(view.body, actor, "", facts_of(w, view, now, timing)));
        });
      case 5: {
        const desk::LogEvent message{visitor("v1"), "", desk::Message{"back"}};
        return decide("reopen", id, std::nullopt, stale, talk, [&](World& w, const auto& view) {
          desk::Returning previous{
              .owner = Does(w).who(who).body, .present = many == 0, .nobody_waits = true};
          const auto text = many == 1 ? std::optional<desk::LogEvent>(message) : std::nullopt;
          return taken(
              desk::reopen(view.body, visitor(view.body.visitor.id), "", text, previous, at(now, timing)));
        });
      }
      case 6:
        return decide("owner lost", id, std::nullopt, stale, talk, [&](World& w, const auto& view) {
          const auto owner = owner_of(w, view.body);
          if (!owner) return std::optional<desk::Change>{};
          return taken(desk::owner_lost(view.body, *owner, facts_of(w, view, now, timing)));
        });
      default:
        switch (many) {
          case 0:
            return decide("priority", id, std::nullopt, stale, talk, [&](World&, const auto& view) {
              return taken(desk::prioritise(view.body, by(who), "", priority));
            });
          case 1: {
            const auto what = called("conversation.tag");
            std::vector<std::string> tags;
            for (const std::string tag : {"red", "blue", "green"})
              if (p.chance(50)) tags.push_back(tag);
            return decide(what + join(tags), id, call, stale, talk, [&](World&, const auto& view) {
              return taken(desk::tag(view.body, by(who), cid, tags));
            });
          }
          default:
            return decide("patience over", id, std::nullopt, stale, talk, [&](World&, const auto& view) {
              return taken(desk::patience_over(view.body, base + 5000));
            });
        }
    }
  }

  // What needs an offer, a transfer or a timer before it: chosen by the body, so that most of it happens.
  bool offers_and_timers(const std::string& id, const std::string& who, const std::string& cid, bool stale,
                         const desk::Timing& timing) {
    const auto now = base + p.below(1000);
    const auto choice = p.below(8);
    const auto department = p.one_of(departments);
    return decide("offers and timers " + std::to_string(choice), id, std::nullopt, stale, choice == 5,
                  [&](World& w, const auto& view) -> std::optional<desk::Change> {
                    const auto& c = view.body;
                    const auto facts = facts_of(w, view, now, timing);
                    const auto staff = Does(w).who(who).body;
                    if (const auto* offeree = c.offeree(); offeree != nullptr && choice < 4) {
                      const auto holder = Does(w).who(*offeree).body;
                      if (choice == 0) return taken(desk::accept(c, holder, cid, facts));
                      if (choice == 1) return taken(desk::lapse(c, facts_of(w, view, never + 1, timing)));
                      const auto onward = choice == 2 ? std::optional<std::string>(department) : std::nullopt;
                      return taken(desk::decline(c, holder, cid, onward, facts));
                    }
                    if (c.waits() && choice < 4) {
                      if (staff.load() >= staff.capacity || (c.owner && c.owner->id == who))
                        return std::nullopt;
                      if (choice == 0) return desk::assign(c, staff, {who}, facts);
                      return desk::offer(c, staff, {who}, facts);
                    }
                    if (c.state == desk::State::active && choice < 4) {
                      desk::Target to;
                      if (choice == 0)
                        to.department = department;
                      else
                        to = {.department = {}, .staff = staff, .here = true};
                      return taken(desk::transfer(c, by("ana"), cid, to, std::nullopt, facts));
                    }
                    switch (choice) {
                      case 4:
                        return taken(c.away ? desk::visitor_back(c) : desk::visitor_away(c, facts));
                      case 5:
                        return taken(desk::silence_over(c, "still there?", facts_of(w, view, never, timing)));
                      case 6:
                        return taken(desk::first_reply_over(c, facts_of(w, view, never + 1, timing)));
                      default:
                        return taken(desk::go_on(c, department, facts));
                    }
                  });
  }

  // A step of an opportunity, written as the desk would: its body, the note, an entry of the ledger; and what
  // else lies in the body since there are hand-offs.
  bool sell() {
    const auto id = any_conversation();
    const auto who = p.one_of(people);
    const auto rep = p.one_of(people);
    const auto state = static_cast<desk::OpportunityState>(p.below(11));
    const auto flagged_at = base + p.below(50);
    const auto expires_at = p.chance(50) ? base : never;
    const auto choice = p.below(5);
    const auto stale = p.chance(12);
    const auto number = static_cast<std::size_t>(p.below(4));
    return decide(
        "sell", id, std::nullopt, stale, false, [&](World&, const auto& view) -> std::optional<desk::Change> {
          if (view.body.pending && view.body.pending->offeree) return std::nullopt;
          auto change = desk::note(view.body, by(who), "", "a step");
          auto& c = change.conversation;
          if (number >= c.opportunities.size() && c.opportunities.size() < 3)
            c.opportunities.push_back({.id = c.id + "." + std::to_string(c.opportunities.size() + 1),
                                       .flagged_by = {who, "The " + who},
                                       .flagged_at = flagged_at});
          auto& o = c.opportunities[std::min(number, c.opportunities.size() - 1)];
          o.state = state;
          for (auto& each : c.opportunities)
            if (o.under_way() && each.under_way() && each.id != o.id)
              each.state = desk::OpportunityState::deferred;
          o.handoff = desk::Handoff{.id = o.id + ".1", .department = "sales", .expires_at = expires_at};
          if (state == desk::OpportunityState::accepted) o.owner = desk::PersonRef{rep, "The " + rep};
          if (c.pending && c.pending->kind == desk::Pending::Kind::handoff) c.pending.reset();
          if (state == desk::OpportunityState::consented && c.state == desk::State::active && !c.pending)
            c.pending = desk::Pending{desk::Pending::Kind::handoff, "sales", std::nullopt, 0, "sales"};
          if (choice == 0) c.rating = desk::Rating{3, std::nullopt, "so-so"};
          if (choice == 1) c.shared.push_back(c.shared.size() + 1);
          change.notes.push_back(
              {by(who), "", desk::OpportunityStep{o.id, state, std::nullopt, std::nullopt}});
          change.ledger.push_back(
              {.what = desk::LedgerEntry::What::flagged, .conversation = id, .by = by(who)});
          change.ledger.back().opportunity = o.id;
          if (choice == 2) change.log.push_back({by(who), "", desk::Message{"from the desk"}});
          return change;
        });
  }

  static std::string visitor_text(World& w, const std::string& who) {
    store::Reading unused;
    const auto view = w.ask(w.node(0).visitor(who, unused));
    return view ? show(*view) : show(view.error());
  }

  // What is remembered of a visitor, from a fresh reading or one that somebody overtook.
  bool customer() {
    const auto who = p.one_of(visitors);
    const auto stale = p.chance(20);
    const auto at = base + p.below(1000);
    const auto writes = p.chance(70);
    return p.same("customer " + who + (stale ? " (stale)" : ""), [&](World& w) {
      store::Reading seen;
      const auto view = w.ask(w.node(0).visitor(who, seen));
      if (!writes) return view ? show(*view) : show(view.error());
      desk::Visitor body{{.id = who}, base};
      std::optional<std::uint64_t> version;
      if (view) {
        body = view->body;
        version = view->version;
      }
      const auto write = [&](int node) {
        store::Commit commit(seen);
        commit.change(version, body);
        return show(w.must(w.node(node).commit(std::move(commit))));
      };
      body.customer.starts.push_back(at);
      if (stale) write(1);
      body.customer.refused_at = at;
      return write(0);
    });
  }

  // All of the ledger, a page after the other.
  bool ledger() {
    const auto limit = 1 + p.below(200);
    return p.same("ledger", [&](World& w) {
      std::string text;
      std::optional<std::string> cursor;
      do {
        const auto page = w.must(w.node(1).ledger(0, never, cursor, limit));
        text += show(page) + "\n";
        cursor = page.cursor;
      } while (cursor);
      return text;
    });
  }

  bool read() {
    const auto id = any_conversation();
    const auto after = static_cast<store::Seq>(p.below(12));
    const auto limit = p.below(8) - 1;
    const auto back =
        epochs.empty() ? std::size_t{0} : static_cast<std::size_t>(p.below(static_cast<int>(epochs.size())));
    // Epochs asked from: none, a former one of each world, or one that never was.
    const auto choice = p.below(3);
    const auto epoch = [&](World& w) -> std::string {
      if (choice == 0) return "";
      if (choice == 1 && !epochs.empty()) return &w == &p.memory() ? epochs[back].first : epochs[back].second;
      return "00000000000000ff";
    };
    switch (p.below(3)) {
      case 0:
        return p.same("log of " + id,
                      [&](World& w) { return show(w.must(w.node(0).log(id, after, epoch(w), limit))); });
      case 1:
        return p.same("notes of " + id,
                      [&](World& w) { return show(w.must(w.node(1).notes(id, after, epoch(w), limit))); });
      default:
        return p.same("resume " + id, [&](World& w) {
          std::optional<store::Seq> notes;
          if (limit > 3) notes = after / 2;
          std::string text;
          for (const auto& answer :
               w.must(w.node(1).resume({{id, epoch(w), after, notes}, {id, "", after, 0}})))
            text += show(answer) + "\n";
          return text;
        });
    }
  }

  bool look() {
    const auto id = any_conversation();
    const auto who = p.one_of(visitors);
    const auto department = p.one_of(departments);
    const auto most = p.below(5);
    switch (p.below(4)) {
      case 0:
        return p.same("look at " + id, [&](World& w) {
          store::Reading seen;
          const auto view = w.ask(w.node(0).conversation(id, seen));
          return view ? show(*view) : show(view.error());
        });
      case 1:
        return p.same("desk " + department,
                      [&](World& w) { return show(w.must(w.node(0).desk(department, most))); });
      case 2:
        return p.same("greet " + who, [&](World& w) {
          std::vector<store::Position> positions;
          positions.push_back({id, "", 2, 0});
          return show(w.must(w.node(0).greet(who, positions)));
        });
      default:
        return p.same("mark read " + id, [&](World& w) {
          const auto done = w.ask(w.node(1).mark_read(id, who, static_cast<store::Seq>(most * 3)));
          return done ? std::string("done") : show(done.error());
        });
    }
  }

  // What the lists of some departments show; and what a feed has after a place that was its end once, or
  // none.
  bool feeds() {
    const auto department = p.one_of(departments);
    if (p.chance(50)) {
      std::vector<desk::State> states;
      for (const auto state :
           {desk::State::queued, desk::State::missed, desk::State::active, desk::State::closed})
        if (p.chance(60)) states.push_back(state);
      const auto asked = p.chance(60) ? departments : std::vector<std::string>{department, "nowhere"};
      std::vector<store::FeedPosition> ends;
      const bool same = p.same("lists of " + join(asked), [&](World& w) {
        const auto lists = w.must(w.node(0).lists(asked, states));
        ends.push_back(lists.feeds.at(asked[0]));
        return show(lists);
      });
      places.emplace_back(asked[0], std::pair(ends.at(0), ends.at(1)));
      return same;
    }
    const auto after = static_cast<store::Seq>(p.below(60));
    const auto limit = p.below(12);
    if (places.empty() || p.chance(30))
      return p.same("feed of " + department + " after " + std::to_string(after), [&](World& w) {
        return show(w.must(w.node(1).feed(department, {after, ""}, limit)));
      });
    const auto& [where, place] = p.one_of(places);
    return p.same("feed of " + where + " after " + std::to_string(place.first.seq), [&](World& w) {
      return show(w.must(w.node(1).feed(where, &w == &p.memory() ? place.first : place.second, limit)));
    });
  }

  bool presence() {
    const auto staff = p.chance(60);
    const auto who = staff ? p.one_of(people) : p.one_of(visitors);
    const auto kind = staff ? store::PersonKind::staff : store::PersonKind::visitor;
    const auto node = std::string(p.chance(45) ? "n1" : p.chance(90) ? "n2" : "n3");
    const auto connections = p.below(3);
    const auto grace = p.chance(50) ? desk::Duration{0} : desk::minutes(10);
    if (p.chance(5))
      return p.same("leave and join " + node, [&](World& w) {
        w.must(w.node(0).leave(node));
        const auto lost = w.must(w.node(0).renew(node, desk::minutes(60), true));
        w.must(w.node(0).join(node, desk::minutes(60)));
        const auto renewed = w.must(w.node(1).renew(node, desk::minutes(60), true));
        return std::to_string(lost.reaped) + std::to_string(renewed.reaped) + join(renewed.gone);
      });
    return p.same(who + " has " + std::to_string(connections) + " on " + node, [&](World& w) {
      const auto answer = w.must(w.node(0).here(node, who, kind, connections, grace));
      return std::string(answer.reaped ? "reaped" : answer.changed ? "changed" : "same");
    });
  }

  // What is claimed is dropped, so that no claim of 5 s runs out between the two worlds.
  bool timers() {
    const auto most = 1 + p.below(4);
    return p.same("due", [&](World& w) {
      const auto due = w.must(w.node(0).due(most));
      for (const auto& timer : due.ripe) w.must(w.node(1).drop_timer(timer));
      return show(due);
    });
  }

  bool seal() {
    const auto id = any_conversation();
    return p.same("seal " + id, [&](World& w) {
      const auto sealed = w.ask(w.node(0).seal(id));
      return sealed ? std::to_string(*sealed) : show(sealed.error());
    });
  }

  bool edit_staff() {
    const auto who = p.one_of(people);
    const auto presence = static_cast<desk::Presence>(p.below(3));
    const auto capacity = p.below(5);
    const auto served = p.chance(70) ? departments : std::vector<std::string>{p.one_of(departments)};
    const auto email = p.one_of(people) + "@example.org";
    return p.same("edit " + who, [&](World& w) {
      auto view = Does(w).who(who);
      auto body = view.body;
      body.presence = presence;
      body.capacity = capacity;
      body.departments = served;
      body.email = email;
      store::Commit commit{store::Reading{}};
      commit.change(view, body);
      return show(w.must(w.node(0).commit(std::move(commit))));
    });
  }

  bool fail_over() {
    const auto lose = remembered && p.chance(50);
    if (!lose && p.chance(50)) {
      remembered = true;
      return p.same("remember everything", [](World& w) {
        w.remember();
        return std::string();
      });
    }
    if (!conversations.empty()) {
      const auto id = p.one_of(conversations);
      const auto epoch = [&](World& w) {
        const auto views = w.must(w.node(0).conversations({id}));
        return views.empty() ? std::string("?") : views[0].hot.epoch;
      };
      epochs.emplace_back(epoch(p.memory()), epoch(p.redis()));
    }
    return p.same(lose ? "fail over, losing the tail" : "fail over", [&](World& w) {
      w.fail_over(lose);
      return std::string();
    });
  }

  bool lists() {
    const auto walk = [&](store::List which, const std::string& key, int limit) {
      return p.same("list " + std::to_string(static_cast<int>(which)) + " " + key, [&](World& w) {
        std::string text;
        std::optional<std::string> cursor;
        do {
          const auto page = w.must(w.node(0).list(which, key, cursor, limit));
          text += join(page.ids);
          cursor = page.cursor;
        } while (cursor);
        return text;
      });
    };
    const auto limit = 1 + p.below(6);
    bool same = true;
    for (const auto which : {store::List::open, store::List::closed, store::List::recovery})
      same = same && walk(which, "", limit);
    for (const auto& who : people)
      same = same && walk(store::List::owner, who, limit) && walk(store::List::observer, who, limit);
    for (const auto& who : visitors) same = same && walk(store::List::visitor, who, limit);
    for (const std::string tag : {"red", "blue", "green"}) same = same && walk(store::List::tag, tag, limit);
    same = same && walk(store::List::opportunities, "", limit);
    for (const std::string state : {"flagged", "proposed", "accepted", "won"})
      same = same && walk(store::List::opportunities_in, state, limit);
    for (const auto& who : people)
      same = same && walk(store::List::opportunities_of, who, limit) &&
             walk(store::List::flagged_by, who, limit);
    same = same && p.same("queues", [&](World& w) {
      const auto view = w.must(w.node(0).queues({"sales", "nowhere", "care"}));
      auto text = show(view);
      for (const auto& id : conversations)
        for (const auto& queue : view.queues)
          if (const auto known = w.must(w.node(1).conversations({id}));
              !known.empty() && queue.oldest_us == known[0].hot.arrived_us)
            text += "\n  longest in " + queue.department + ": " + id;
      return text;
    });
    for (const auto& department : departments)
      same = same && p.same("positions", [&](World& w) {
        return show(w.must(w.node(0).positions(department, conversations)));
      });
    for (const auto& department : departments)
      same = same && p.same("waiting", [&](World& w) {
        const auto queue = w.must(w.node(0).waiting(department));
        return std::to_string(queue.waiting) + (queue.full ? " was full" : "");
      });
    return same;
  }

  Pair p;
  std::vector<std::string> conversations;
  std::vector<std::pair<std::string, std::string>> epochs;
  // Where feeds ended once, in either world.
  std::vector<std::pair<std::string, std::pair<store::FeedPosition, store::FeedPosition>>> places;
  bool remembered = false;
  int steps = 0;
};

void tell(unsigned seed, int operations) {
  SCOPED_TRACE("BATON_SEED=" + std::to_string(seed));
  Story story(seed);
  for (int i = 0; i < operations; ++i)
    if (!story.step() || ::testing::Test::HasFailure()) return;
  story.end();
}

TEST(RandomOperations, BothStoresGiveTheSameReplies) {
  constexpr int operations = 400;
  if (const auto* chosen = std::getenv("BATON_SEED"))
    return tell(static_cast<unsigned>(std::stoul(chosen)), operations);
  for (const unsigned seed : {1u, 2u, 3u})
    if (!::testing::Test::HasFailure()) tell(seed, operations);
  // Known stories that never met these would prove little.
  for (const std::string reply :
       {"done", "conflict", "duplicate", "cid_reused", "not_found", "not_open", "not_writer", "rollback",
        "ok", "gone", "ripe", "changed", "reaped", "1", "all", "back", "whole", "more"})
    EXPECT_GT(Pair::replies()[reply], 0) << reply;
  std::random_device random;
  for (int i = 0; i < 2 && !::testing::Test::HasFailure(); ++i) {
    const auto seed = random();
    std::cout << "BATON_SEED=" << seed << std::endl;
    tell(seed, operations);
  }
}

}  // namespace
}  // namespace baton::test

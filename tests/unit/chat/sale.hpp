// A hand-off under way: ana of care has what v1 bought solved, and flagged something more; sam and sid are of
// sales, connected and free.
#pragma once
#include "server/store/words.hpp"
#include "tests/unit/chat/floor.hpp"

namespace baton::test {

struct Sale : Floor {
  Sale() {
    for (const std::string id : {"sam", "sid"}) {
      w.hire(staff_member(id, {"sales"}, {desk::StaffRole::sales}));
      come(id);
    }
    EXPECT_TRUE(ask(c.solve(w.caller("ana"), conversation, cid(), true)));
    opportunity = flag("ana")->opportunity;
  }
  chat::Result<chat::Done> flag(const std::string& by, std::optional<std::string> suggestion = {}) {
    desk::Flag what{desk::OpportunityKind::upsell, "Mugs", "asked for a set", desk::Money{39'000, "EUR"}, {}};
    what.suggestion = std::move(suggestion);
    return ask(h.flag(w.caller(by), conversation, cid(), what));
  }
  chat::Handoffs::Propose proposal() {
    chat::Handoffs::Propose what;
    what.opportunity = opportunity;
    what.brief.summary = "wants a set for a café";
    what.pitch = "A colleague can make you an offer.";
    return what;
  }
  chat::Result<chat::Done> propose(const std::string& by) { return propose(by, proposal()); }
  chat::Result<chat::Done> propose(const std::string& by, chat::Handoffs::Propose what) {
    return ask(h.propose(w.caller(by), conversation, cid(), std::move(what)));
  }
  // Of the question that is open, or was last.
  std::string handoff() { return o().handoff->id; }
  chat::Result<chat::Done> reply(desk::Answer answer, std::optional<std::string> to = {}) {
    return ask(h.answer(visitor("v1"), conversation, to ? *to : handoff(), cid(), answer, std::nullopt));
  }
  chat::Result<chat::Done> back(const std::string& by, chat::Handoffs::Back what = {}) {
    return ask(h.back(w.caller(by), conversation, cid(), std::move(what)));
  }
  // Up to an offer in sam's hands, and further.
  void offered() {
    ASSERT_TRUE(propose("ana"));
    ASSERT_TRUE(reply(desk::Answer::yes));
    ASSERT_EQ(state(), "offered");
  }
  void accepted() {
    offered();
    ASSERT_TRUE(answer(holder(), true));
    ASSERT_EQ(state(), "accepted");
  }
  desk::Opportunity& o(std::size_t number = 0) { return body().opportunities.at(number); }
  std::string state() { return std::string(store::word(o().state)); }
  std::string holder() { return body().offeree() == nullptr ? "" : *body().offeree(); }
  std::string rep() { return o().owner ? o().owner->id : ""; }
  std::vector<std::string> log() { return kinds(w.stored(conversation).log); }
  std::vector<std::string> notes() { return kinds(w.stored(conversation).notes); }
  std::vector<std::string> entered() {
    std::vector<std::string> all;
    for (const auto& line : w.state->data.ledger) all.emplace_back(store::word(line.entry.what));
    return all;
  }
  desk::Customer& remembered() { return w.state->data.visitors.at("v1").body.customer; }
  chat::Handoffs& h = w.here.handoffs;
  std::string opportunity;
};

}  // namespace baton::test

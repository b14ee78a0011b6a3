// A run: read the heads and the ready staff, decide in desk/match, commit the pairs with everything they
// rested on.
#include "server/chat/matchers.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include "server/chat/machine.hpp"
#include "server/chat/spawn.hpp"
#include "server/desk/lifecycle.hpp"
#include "server/desk/match.hpp"
#include "server/desk/offering.hpp"

namespace baton::chat {
namespace asio = boost::asio;
namespace {

constexpr int heads = 16;     // of the queues and of the staff, and pairs a commit (design section 5)
constexpr int deepest = 256;  // how far a run looks behind heads that nobody here may have

// The bodies of all whom the pairs concern, as they become with each pair.
class Crew {
public:
  Crew(const store::DeskView& view, const std::vector<store::StaffView>& givers) {
    for (const auto& s : givers) know(s);
    for (const auto& s : view.staff) know(s);
  }
  const desk::Staff& body(const std::string& id) const { return after_.at(id); }
  void add_to(desk::People& people, const std::string& id) const {
    if (const auto at = after_.find(id); at != after_.end()) people.add(at->second);
  }
  void move(const desk::Staff& staff) {
    after_[staff.id] = staff;
    moved_.insert(staff.id);
  }
  void commit(store::Commit& commit) const {
    for (const auto& id : moved_) commit.change(*before_.at(id), after_.at(id));
  }

private:
  void know(const store::StaffView& s) {
    before_[s.body.id] = &s;
    after_[s.body.id] = s.body;
  }
  std::map<std::string, const store::StaffView*> before_;
  std::map<std::string, desk::Staff> after_;
  std::set<std::string> moved_;
};

// Beside the bodies of the view: whoever gives away what is assigned to another, and what a hand-off under
// way rests on.
struct Beside {
  std::vector<store::StaffView> givers;             // and reps who are named
  std::map<std::string, desk::Customer> customers;  // by the visitor's id
  std::vector<desk::Candidate> staff;               // all, where a hand-off goes on with its new owner

  bool has(const std::string& id) const {
    return std::any_of(givers.begin(), givers.end(), [&](const auto& s) { return s.body.id == id; });
  }
};

// The hand-off of a conversation that somebody of care gets: the customer has consented, and it is on its way
// again.
const desk::Handoff* resumed(const desk::Conversation& c) {
  const auto* opportunity = c.under_way();
  if (opportunity == nullptr || c.handoff_pending()) return nullptr;
  const bool consented = opportunity->state == desk::OpportunityState::consented;
  return consented && opportunity->handoff ? &*opportunity->handoff : nullptr;
}

// The pairs as one unit of work: versions of all bodies, presence of the staff, the heads that were passed.
// A hand-off to which the guard objects is held back by it, so that it is no head any more.
store::Commit commit_of(const store::DeskView& view, const Beside& beside,
                        const std::vector<desk::Pair>& pairs, const store::SettingsView& settings,
                        store::Reading seen) {
  for (const auto& pair : pairs) view.staff[pair.candidate].relied_here(seen);
  store::Commit commit(seen);
  Crew crew(view, beside.givers);
  std::map<std::string, std::size_t> passed;  // queue → how many of its heads
  for (const auto& pair : pairs) {
    const auto& head = view.waiting[pair.waiting];
    const auto& c = head.view.body;
    const auto& hot = head.view.shown();
    desk::Facts facts{.now = view.now, .settings = settings.body};
    facts.said = {hot.visitor_seq, hot.staff_seq, hot.last_at};
    if (c.owner) crew.add_to(facts.people, c.owner->id);
    if (const auto known = beside.customers.find(c.visitor.id); known != beside.customers.end())
      facts.customer = known->second;
    if (const auto* handoff = resumed(c)) {
      facts.rep_free = desk::rep_free(c, handoff->department, beside.staff, settings.body, view.now);
      facts.named_here = handoff->staff && beside.has(*handoff->staff);
      if (facts.named_here) crew.add_to(facts.people, *handoff->staff);
    }
    const auto taker = crew.body(view.staff[pair.candidate].body.id);
    auto change = pair.offer ? desk::offer(c, taker, pair.considered, facts)
                             : desk::assign(c, taker, pair.considered, facts);
    if (change.staff) crew.move(*change.staff);
    for (const auto& other : change.others) crew.move(other);
    commit.change(head.view, change);
    std::size_t place = 0;
    for (std::size_t i = 0; i <= pair.waiting; ++i)
      if (view.waiting[i].queue == head.queue) ++place;
    passed[head.queue] = std::max(passed[head.queue], place);
  }
  crew.commit(commit);
  for (const auto& [queue, count] : passed) {
    std::vector<std::string> members;
    for (const auto& head : view.waiting)
      if (head.queue == queue && members.size() < count) members.push_back(head.view.body.id);
    commit.rely_on_first(queue, std::move(members));
  }
  return commit;
}

// Whether a queue may go on behind what was read of it, and somebody is there who might have what comes.
bool goes_on(const store::DeskView& view, const desk::Settings& settings, int most) {
  if (view.staff.empty() || view.waiting.empty()) return false;
  if (static_cast<int>(view.staff.size()) >= most) return true;
  std::map<std::string, int> read;
  for (const auto& head : view.waiting) {
    const auto* department = settings.department(head.view.body.served_by());
    const bool matched = department != nullptr && department->assign != desk::AssignMode::manual;
    if (matched && ++read[head.queue] >= most) return true;
  }
  return false;
}

std::vector<desk::Pair> pairs_of(const store::DeskView& view, const desk::Settings& settings) {
  std::vector<desk::Waiting> waiting;
  for (const auto& head : view.waiting) waiting.push_back({head.view.body, head.virtual_start});
  std::vector<desk::Candidate> staff;
  for (const auto& s : view.staff) staff.push_back({s.body, s.here});
  return desk::match(waiting, staff, settings, view.now, heads);
}

}  // namespace

Matchers::Matchers(asio::any_io_executor executor, store::Store& store)
    : executor_(std::move(executor)), store_(store), random_(random_seed()) {}
Matchers::~Matchers() = default;

void Matchers::stop() { stopped_ = true; }

void Matchers::wake_all(const std::vector<std::string>& departments) {
  for (const auto& d : departments) wake(d);
}

void Matchers::wake(const std::string& department) {
  if (stopped_) return;
  auto& matcher = matchers_[department];
  matcher.flag = true;
  if (matcher.running) return;
  matcher.running = true;
  spawn(executor_, run(department), "a matcher");
}

asio::awaitable<void> Matchers::run(std::string department) {
  int lost = 0;
  while (!stopped_ && matchers_[department].flag) {
    matchers_[department].flag = false;
    auto result = Round::matched;
    while (!stopped_ && (result == Round::matched || result == Round::lost)) {
      result = co_await round(department);
      lost = result == Round::lost ? lost + 1 : 0;
      // Two nodes that race for the same heads get out of step.
      if (lost < 2) continue;
      Timer out_of_step(executor_);
      co_await out_of_step.wait(std::chrono::milliseconds(5 + random_() % 16));
    }
  }
  matchers_[department].running = false;
}

asio::awaitable<Matchers::Round> Matchers::round(std::string department) {
  store::Reading seen;
  const auto settings = co_await store_.settings(seen);
  if (!settings) co_return Round::fault;
  auto view = co_await look(department, settings->body, heads);
  if (!view) co_return Round::fault;
  auto pairs = pairs_of(*view, settings->body);
  // Whoever declined, or lacks a skill, must not hold up those behind the heads.
  for (int most = heads * 4; pairs.empty() && most <= deepest; most *= 4) {
    if (!goes_on(*view, settings->body, most / 4)) break;
    view = co_await look(department, settings->body, most);
    if (!view) co_return Round::fault;
    pairs = pairs_of(*view, settings->body);
  }
  if (pairs.empty()) co_return Round::nothing;
  Beside beside;
  for (const auto& pair : pairs) {
    const auto& body = view->waiting[pair.waiting].view.body;
    if (body.owner && !pair.offer) {
      auto giver = co_await store_.staff(body.owner->id, seen);
      if (!giver && giver.error() != store::Fault::not_found) co_return Round::fault;
      if (giver) beside.givers.push_back(std::move(*giver));
    }
    if (body.under_way() == nullptr) continue;
    auto customer = co_await store_.visitor(body.visitor.id, seen);
    if (!customer && customer.error() != store::Fault::not_found) co_return Round::fault;
    if (customer) beside.customers[body.visitor.id] = std::move(customer->body.customer);
    const auto* handoff = resumed(body);
    if (handoff == nullptr) continue;
    const auto staff = co_await store_.all_staff();
    if (!staff) co_return Round::fault;
    beside.staff.clear();
    for (const auto& s : *staff) {
      beside.staff.push_back({s.body, s.here});
      if (!s.here || handoff->staff != s.body.id || beside.has(s.body.id)) continue;
      s.relied_here(seen);
      beside.givers.push_back(s);
    }
  }
  auto commit = commit_of(*view, beside, pairs, *settings, seen);
  const auto result = co_await store_.commit(std::move(commit));
  if (!result) co_return Round::fault;
  const bool done = result->kind == store::Committed::Kind::done;
  const auto made = done ? pairs.size() : 0;
  counters_.assigned += made;
  counters_.conflicts += done ? 0 : 1;
  if (committed) committed(made);
  if (!done) co_return Round::lost;
  for (const auto& pair : pairs)
    if (const auto* handoff = resumed(view->waiting[pair.waiting].view.body)) wake(handoff->department);
  co_return Round::matched;
}

// The department's heads and staff, and, where somebody here serves other departments too, the heads of
// those: an older chat waiting there goes first (law L4).
Task<store::DeskView> Matchers::look(std::string department, const desk::Settings& settings, int most) {
  auto view = co_await store_.desk(department, most);
  if (!view) co_return refusal(view.error());
  std::set<std::string> others;
  for (const auto& s : view->staff) others.insert(s.body.departments.begin(), s.body.departments.end());
  others.erase(department);
  std::set<std::string> known;
  for (const auto& head : view->waiting) known.insert(head.view.body.id);
  for (const auto& other : others) {
    if (settings.department(other) == nullptr) continue;
    auto theirs = co_await store_.desk(other, most);
    if (!theirs) co_return refusal(theirs.error());
    for (auto& head : theirs->waiting)
      if (known.insert(head.view.body.id).second) view->waiting.push_back(std::move(head));
  }
  co_return std::move(*view);
}

}  // namespace baton::chat

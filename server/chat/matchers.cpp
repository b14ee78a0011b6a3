// A run: read the heads and the ready staff, decide in desk/match, commit the pairs with everything they
// rested on.
#include "server/chat/matchers.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <set>

#include "server/chat/spawn.hpp"
#include "server/desk/lifecycle.hpp"
#include "server/desk/match.hpp"

namespace baton::chat {
namespace asio = boost::asio;
namespace {

constexpr int heads = 16;  // of the queues and of the staff, and pairs a commit (design section 5)

asio::awaitable<void> pause(const asio::any_io_executor& executor, std::chrono::milliseconds time) {
  asio::steady_timer timer(executor, time);
  auto token = asio::as_tuple(asio::use_awaitable);
  co_await timer.async_wait(token);
}

// The pairs as one unit of work: versions of both bodies, presence of the staff, the heads that were passed.
store::Commit commit_of(const store::DeskView& view, const std::vector<desk::Pair>& pairs,
                        const store::SettingsView& settings, const store::Reading& settings_seen) {
  store::Reading seen = settings_seen;
  desk::Facts facts;
  facts.now = view.now;
  facts.settings = settings.body;
  std::map<std::size_t, desk::Staff> after;
  std::map<std::string, std::size_t> passed;  // queue → how many of its heads
  for (const auto& pair : pairs) view.staff[pair.candidate].relied_here(seen);
  store::Commit commit(seen);
  for (const auto& pair : pairs) {
    const auto& head = view.waiting[pair.waiting];
    const auto known = after.find(pair.candidate);
    const auto& taker = known == after.end() ? view.staff[pair.candidate].body : known->second;
    const auto& hot = head.view.shown();
    facts.said = {hot.visitor_seq, hot.staff_seq, hot.last_at};
    auto change = desk::assign(head.view.body, taker, pair.considered, facts);
    after[pair.candidate] = *change.staff;
    change.staff.reset();
    commit.change(head.view, change);
    std::size_t place = 0;
    for (std::size_t i = 0; i <= pair.waiting; ++i)
      if (view.waiting[i].queue == head.queue) ++place;
    passed[head.queue] = std::max(passed[head.queue], place);
  }
  for (const auto& [candidate, staff] : after) commit.change(view.staff[candidate], staff);
  for (const auto& [queue, count] : passed) {
    std::vector<std::string> members;
    for (const auto& head : view.waiting)
      if (head.queue == queue && members.size() < count) members.push_back(head.view.body.id);
    commit.rely_on_first(queue, std::move(members));
  }
  return commit;
}

}  // namespace

Matchers::Matchers(asio::any_io_executor executor, store::Store& store)
    : executor_(std::move(executor)), store_(store), random_(std::random_device{}()) {}
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
      if (lost >= 2) co_await pause(executor_, std::chrono::milliseconds(5 + random_() % 16));
    }
  }
  matchers_[department].running = false;
}

asio::awaitable<Matchers::Round> Matchers::round(std::string department) {
  store::Reading seen;
  const auto settings = co_await store_.settings(seen);
  if (!settings) co_return Round::fault;
  const auto view = co_await look(department, settings->body);
  if (!view) co_return Round::fault;
  std::vector<desk::Waiting> waiting;
  for (const auto& head : view->waiting) waiting.push_back({head.view.body, head.virtual_start});
  std::vector<desk::Candidate> staff;
  for (const auto& s : view->staff) staff.push_back({s.body, s.here});
  const auto pairs = desk::match(waiting, staff, settings->body, view->now, heads);
  if (pairs.empty()) co_return Round::nothing;
  auto commit = commit_of(*view, pairs, *settings, seen);
  const auto committed = co_await store_.commit(std::move(commit));
  if (!committed) co_return Round::fault;
  if (committed->kind == store::Committed::Kind::done) {
    counters_.assigned += pairs.size();
    co_return Round::matched;
  }
  ++counters_.conflicts;
  co_return Round::lost;
}

// The department's heads and staff, and, where somebody here serves other departments too, the heads of
// those: an older chat waiting there goes first (law L4).
Task<store::DeskView> Matchers::look(std::string department, const desk::Settings& settings) {
  auto view = co_await store_.desk(department, heads);
  if (!view) co_return refusal(view.error());
  std::set<std::string> others;
  for (const auto& s : view->staff) others.insert(s.body.departments.begin(), s.body.departments.end());
  others.erase(department);
  std::set<std::string> known;
  for (const auto& head : view->waiting) known.insert(head.view.body.id);
  for (const auto& other : others) {
    if (settings.department(other) == nullptr) continue;
    auto theirs = co_await store_.desk(other, heads);
    if (!theirs) co_return refusal(theirs.error());
    for (auto& head : theirs->waiting)
      if (known.insert(head.view.body.id).second) view->waiting.push_back(std::move(head));
  }
  co_return std::move(*view);
}

}  // namespace baton::chat

// What consoles' lists show, for those who may see it, and who works here.
#include <algorithm>
#include <array>
#include <tuple>

#include "server/chat/conversations.hpp"

namespace baton::chat {
namespace {

// Whom we owe most first: where a list is cut, the others are missing.
constexpr std::array by_need{desk::State::queued, desk::State::offered, desk::State::missed,
                             desk::State::active, desk::State::closed};

}  // namespace

Task<void> Conversations::see_all(const Caller& by, const std::vector<std::string>& departments) {
  store::Reading unused;
  const auto me = co_await store_.staff(by.staff.id, unused);
  if (!me) co_return refusal(me.error());
  const auto site = co_await store_.settings(unused);
  if (!site) co_return refusal(site.error());
  for (const auto& department : departments)
    if (!may_see(me->body, department, site->body)) co_return Refusal{Reason::not_found};
  co_return boost::system::in_place_value;
}

Task<store::Lists> Conversations::watch(std::shared_ptr<Connection> by, std::vector<std::string> departments,
                                        States states) {
  std::vector<std::string> once;
  for (auto& department : departments) desk::insert(once, department);
  States ordered;
  for (const auto state : by_need)
    if (std::find(states.begin(), states.end(), state) != states.end()) ordered.push_back(state);
  const auto theirs = co_await see_all(by->caller(), once);
  if (!theirs) co_return theirs.error();
  co_return co_await hub_.watch(by, once, ordered);
}

Task<std::vector<QueueStatus>> Conversations::watch_queues(std::shared_ptr<Connection> by,
                                                           std::vector<std::string> departments) {
  std::vector<std::string> once;
  for (auto& department : departments)
    if (std::find(once.begin(), once.end(), department) == once.end()) once.push_back(std::move(department));
  const auto theirs = co_await see_all(by->caller(), once);
  if (!theirs) co_return theirs.error();
  co_return co_await hub_.watch_queues(by, once);
}

Task<store::FeedPage> Conversations::feed(Caller by, std::string department, store::Seq after) {
  std::vector<std::string> one{department};
  const auto theirs = co_await see_all(by, one);
  if (!theirs) co_return theirs.error();
  store::FeedPosition from;
  from.seq = after;
  auto page = co_await store_.feed(department, std::move(from), static_cast<int>(store::most_fed));
  if (!page) co_return refusal(page.error());
  co_return *std::move(page);
}

Task<std::vector<store::StaffView>> Conversations::colleagues(std::optional<std::string> department) {
  auto all = co_await store_.all_staff();
  if (!all) co_return refusal(all.error());
  if (department) {
    store::Reading unused;
    const auto site = co_await store_.settings(unused);
    if (!site) co_return refusal(site.error());
    if (site->body.department(*department) == nullptr) co_return Refusal{Reason::not_found};
    std::erase_if(*all, [&](const store::StaffView& view) { return !view.body.serves(*department); });
  }
  std::sort(all->begin(), all->end(), [](const store::StaffView& x, const store::StaffView& y) {
    return std::tie(x.body.name, x.body.id) < std::tie(y.body.name, y.body.id);
  });
  co_return *std::move(all);
}

}  // namespace baton::chat

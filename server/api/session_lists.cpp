// The lists and queues that a connection watches. What one frame holds of them is bounded in bytes, so that
// nobody's long names make a console's outbox overflow.
#include "server/api/convert.hpp"
#include "server/api/session.hpp"

namespace baton::api {
namespace asio = boost::asio;

// The result first, then what was heard meanwhile.
asio::awaitable<Answer> Session::watch(const protocol::Id& id, const protocol::ListWatch& p) {
  const auto lists =
      co_await gate_.node_.conversations().watch(shared_from_this(), p.departments, states(p.states));
  if (!lists) co_return wire(lists.error());
  protocol::ListWatchResult result;
  result.more = lists->more;
  std::size_t bytes = 0;
  for (const auto& one : lists->summaries) {
    auto shown = summary(one);
    bytes += protocol::to_json(shown).size() + 1;
    if (bytes > gate_.options_.list_bytes) {
      result.more = true;
      break;
    }
    result.conversations.push_back(std::move(shown));
  }
  for (const auto& [department, last] : lists->feeds)
    result.feed[department] = static_cast<std::int64_t>(last.seq);
  socket_->send(net::make_frame(protocol::result_frame(id, result)));
  gate_.node_.hub().feeds().release(this);
  co_return std::string();
}

asio::awaitable<Answer> Session::watch(const protocol::Id& id, const protocol::QueueWatch& p) {
  auto& node = gate_.node_;
  const auto queues = co_await node.conversations().watch_queues(shared_from_this(), p.departments);
  if (!queues) co_return wire(queues.error());
  protocol::QueueWatchResult result;
  for (const auto& status : *queues) result.queues.push_back(department_queue(status));
  socket_->send(net::make_frame(protocol::result_frame(id, result)));
  node.hub().queues().release(this);
  co_return std::string();
}

asio::awaitable<Answer> Session::sync(const protocol::Id& id, protocol::ListSync p) {
  const auto* watched = gate_.node_.hub().feeds().watched(this, p.department);
  if (!p.states && watched != nullptr) {
    p.states.emplace();
    for (const auto state : *watched) p.states->push_back(same_word<protocol::State>(state));
  }
  const Call call{caller_, id};
  auto answer = co_await gate_.calls_.answer(call, p);
  if (answer && answer->size() > gate_.options_.list_bytes)
    answer = protocol::result_frame(id, protocol::ListReloadResult());
  co_return answer;
}

}  // namespace baton::api

// The desk's methods: offers, transfers, and what supervisors do.
#include "server/api/calls.hpp"
#include "server/api/convert.hpp"

namespace baton::api {
namespace asio = boost::asio;
namespace {

using Conversations = chat::Conversations;

}  // namespace

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Leave& p) {
  auto caller = call.caller;
  auto& card = caller.card;
  if (!(card.verified && card.email)) card.email = p.email;
  if (p.name && !(card.verified && card.name)) card.name = p.name;
  Conversations::Start what{p.cid, p.department, p.text};
  const auto done = co_await node_.conversations().leave(std::move(caller), std::move(what));
  if (!done) co_return wire(done.error());
  const auto view = co_await node_.conversations().get(call.caller, done->conversation);
  if (!view) co_return wire(view.error());
  protocol::LeaveResult result;
  result.conversation = visitor_copy(*view);
  result.seq = static_cast<std::int64_t>(done->seq);
  result.duplicate = done->duplicate;
  co_return protocol::result_frame(call.id, result);
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::AnswerOffer& p) {
  const auto done = co_await node_.conversations().answer(call.caller, p.conversation, p.cid, p.accept);
  if (!done) co_return wire(done.error());
  protocol::OfferResult result;
  result.duplicate = done->duplicate;
  if (p.accept) {
    const auto view = co_await node_.conversations().get(call.caller, done->conversation);
    if (!view) co_return wire(view.error());
    result.conversation = staff_copy(*view);
  }
  co_return protocol::result_frame(call.id, result);
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Transfer& p) {
  const auto to = target(p.to);
  if (!to) co_return no_target();
  auto done = co_await node_.conversations().transfer(call.caller, p.conversation, p.cid, *to, p.note);
  co_return co_await copy_of(call, std::move(done));
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Observe& p) {
  auto done = co_await node_.conversations().observe(call.caller, p.conversation, p.on);
  co_return co_await copy_of(call, std::move(done));
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Force& p) {
  Conversations::Force what{same_word<desk::Force::Action>(p.action), {}, p.reason};
  if (what.action == desk::Force::Action::transfer) {
    what.to = p.to ? target(*p.to) : std::nullopt;
    if (!what.to) co_return no_target();
  }
  auto done = co_await node_.conversations().force(call.caller, p.conversation, p.cid, std::move(what));
  co_return co_await copy_of(call, std::move(done));
}

}  // namespace baton::api

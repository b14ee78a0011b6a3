// One function a method.
#include "server/api/calls.hpp"

#include "server/api/convert.hpp"

namespace baton::api {
namespace asio = boost::asio;
namespace {

protocol::Error error(const chat::Refusal& refusal) { return wire(refusal); }

std::int64_t number(store::Seq seq) { return static_cast<std::int64_t>(seq); }

}  // namespace

asio::awaitable<Answer> Calls::copy_of(Call call, chat::Result<chat::Done> done) {
  if (!done) co_return error(done.error());
  const auto view = co_await node_.conversations().get(call.caller, done->conversation);
  if (!view) co_return error(view.error());
  if (call.caller.is_staff())
    co_return protocol::result_frame(call.id,
                                     protocol::StaffConversationResult{staff_copy(*view), done->duplicate});
  co_return protocol::result_frame(call.id,
                                   protocol::VisitorConversationResult{visitor_copy(*view), done->duplicate});
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Start& p) {
  auto caller = call.caller;
  if (p.form) {
    if (p.form->name && !caller.card.verified) caller.card.name = p.form->name;
    if (p.form->email && !caller.card.verified) caller.card.email = p.form->email;
    for (const auto& [key, value] : p.form->others) caller.card.attributes.try_emplace(key, value);
  }
  chat::Conversations::Start what{p.cid, p.department, p.text};
  const auto done = co_await node_.conversations().start(std::move(caller), std::move(what));
  if (!done) co_return error(done.error());
  const auto view = co_await node_.conversations().get(call.caller, done->conversation);
  if (!view) co_return error(view.error());
  protocol::StartResult result;
  result.conversation = visitor_copy(*view);
  result.seq = number(done->seq != 0 ? done->seq : view->shown().log_seq);
  result.existing = done->existing;
  result.duplicate = done->duplicate;
  co_return protocol::result_frame(call.id, result);
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Send& p) {
  const auto done = co_await node_.conversations().send(call.caller, p.conversation, p.cid, p.text,
                                                        p.if_epoch.value_or(""));
  if (!done) co_return error(done.error());
  co_return protocol::result_frame(
      call.id, protocol::SendResult{number(done->seq), done->at, done->epoch, done->duplicate});
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Get& p) {
  chat::Done which;
  which.conversation = p.conversation;
  co_return co_await copy_of(call, which);
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Sync& p) {
  auto& conversations = node_.conversations();
  const auto after = static_cast<store::Seq>(p.after);
  const auto epoch = p.epoch.value_or("");
  const auto limit = static_cast<int>(p.limit);
  if (p.log == protocol::Log::notes) {
    const auto page = co_await conversations.notes(call.caller, p.conversation, after, epoch, limit);
    if (!page) co_return error(page.error());
    protocol::StaffSyncResult result{{}, number(page->last), page->epoch};
    for (const auto& e : page->events) {
      auto event = wire(e);
      if (e.event.by.id != call.caller.id()) event.cid.reset();
      result.events.emplace_back(std::move(event));
    }
    co_return protocol::result_frame(call.id, result);
  }
  const auto page = co_await conversations.log(call.caller, p.conversation, after, epoch, limit);
  if (!page) co_return error(page.error());
  protocol::VisitorSyncResult result{{}, number(page->last), page->epoch};
  for (const auto& e : page->events) {
    auto event = wire(e);
    if (e.event.by.id != call.caller.id()) event.cid.reset();
    result.events.push_back(std::move(event));
  }
  co_return protocol::result_frame(call.id, result);
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::VisitorClose& p) {
  const auto done = co_await node_.conversations().close(call.caller, p.conversation, p.cid,
                                                         desk::CloseReason::visitor_left, std::nullopt);
  if (!done) co_return error(done.error());
  co_return protocol::result_frame(call.id, protocol::SeqResult{number(done->seq), done->duplicate});
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::StaffClose& p) {
  const bool spam = p.reason == protocol::StaffCloses::spam;
  const auto reason = spam ? desk::CloseReason::spam : desk::CloseReason::resolved;
  const auto done = co_await node_.conversations().close(call.caller, p.conversation, p.cid, reason, p.tags);
  if (!done) co_return error(done.error());
  co_return protocol::result_frame(call.id, protocol::SeqResult{number(done->seq), done->duplicate});
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Reopen& p) {
  auto done = co_await node_.conversations().reopen(call.caller, p.conversation, p.cid);
  co_return co_await copy_of(call, std::move(done));
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Take& p) {
  auto done = co_await node_.conversations().take(call.caller, p.conversation, p.cid, p.over);
  co_return co_await copy_of(call, std::move(done));
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::SetPresence& p) {
  std::optional<int> capacity;
  if (p.capacity) capacity = static_cast<int>(*p.capacity);
  const auto presence = same_word<desk::Presence>(p.presence);
  const auto staff = co_await node_.conversations().set_presence(call.caller, presence, capacity);
  if (!staff) co_return error(staff.error());
  co_await node_.look_at_desk();
  co_return protocol::result_frame(
      call.id, protocol::PresenceResult{same_word<protocol::Presence>(staff->presence), staff->capacity});
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::AddNote& p) {
  const auto done = co_await node_.conversations().note(call.caller, p.conversation, p.cid, p.text);
  if (!done) co_return error(done.error());
  co_return protocol::result_frame(call.id,
                                   protocol::NoteResult{number(done->seq), done->at, done->duplicate});
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::Tag& p) {
  const auto done = co_await node_.conversations().tag(call.caller, p.conversation, p.cid, p.tags);
  if (!done) co_return error(done.error());
  co_return protocol::result_frame(call.id, protocol::SeqResult{number(done->seq), done->duplicate});
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::SetPriority& p) {
  const auto priority = same_word<desk::Priority>(p.priority);
  auto done = co_await node_.conversations().prioritise(call.caller, p.conversation, p.cid, priority);
  co_return co_await copy_of(call, std::move(done));
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::List& p) {
  chat::Conversations::Filter filter;
  if (p.state) filter.state = same_word<desk::State>(*p.state);
  filter.department = p.department;
  filter.owner = p.owner;
  filter.visitor = p.visitor;
  filter.tag = p.tag;
  filter.cursor = p.cursor;
  filter.limit = static_cast<int>(p.limit);
  const auto found = co_await node_.conversations().list(call.caller, std::move(filter));
  if (!found) co_return error(found.error());
  protocol::ListResult result;
  for (const auto& view : found->conversations) result.conversations.push_back(staff_copy(view));
  result.cursor = found->cursor;
  co_return protocol::result_frame(call.id, result);
}

// All of it or a reload: a part would be taken for all.
asio::awaitable<Answer> Calls::answer(Call call, const protocol::ListSync& p) {
  const auto after = static_cast<store::Seq>(p.after);
  const auto page = co_await node_.conversations().feed(call.caller, p.department, after);
  if (!page) co_return error(page.error());
  if (page->status != store::FeedPage::Status::ok)
    co_return protocol::result_frame(call.id, protocol::ListReloadResult());
  protocol::ListSyncResult result;
  const auto asked = states(p.states);
  for (const auto& entry : page->entries) result.listed.push_back(listed(entry, !chat::shows(asked, entry)));
  result.last = number(page->last.seq);
  co_return protocol::result_frame(call.id, result);
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::StaffList& p) {
  const auto staff = co_await node_.conversations().colleagues(p.department);
  if (!staff) co_return error(staff.error());
  protocol::StaffListResult result;
  for (const auto& view : *staff) result.staff.push_back(colleague(view));
  co_return protocol::result_frame(call.id, result);
}

}  // namespace baton::api

// The writing half of the store on Redis: append, commit, seal, and what is only published.
#include <algorithm>

#include "server/store/event_codec.hpp"
#include "server/store/redis_store.hpp"
#include "server/store/redis_views.hpp"
#include "server/store/signal_codec.hpp"
#include "server/store/words.hpp"

namespace baton::store {
namespace {

Landed landed_of(const First& first, const std::string& method) {
  return first.answers(method) ? Landed::duplicate : Landed::cid_reused;
}

Committed known(First first, const std::string& method) {
  Committed answer;
  answer.kind = first.method == method ? Committed::Kind::duplicate : Committed::Kind::cid_reused;
  answer.first = std::move(first);
  return answer;
}

void remembered(Appended& answer, const First& first, const std::string& method) {
  answer.landed = landed_of(first, method);
  answer.seq = first.seq;
  answer.at = first.at;
}

// The reply of append_4 (functions/append.lua).
Result<Appended> appended_of(const redis::Reply& reply, const Append& what) {
  const auto items = items_of(reply, 1);
  if (!items) return items.error();
  const auto& parts = **items;
  const auto& how = parts[0].text;
  Appended answer;
  if (how == "gone") {
    answer.landed = Landed::not_found;
    return answer;
  }
  if (how == "sealed" && parts.size() == 3) {
    const auto sealed = decode_sealed(parts[1].text);
    if (!sealed) return sealed.error();
    answer.landed = Landed::not_open;
    answer.epoch = parts[2].text;
    answer.state = desk::State::closed;
    const auto* stored = first_in(*sealed, what.event.by.id + ":" + what.event.cid);
    if (stored != nullptr) remembered(answer, first_of(*stored), what.method);
    return answer;
  }
  const auto state = from_word<desk::State>(parts.back().text);
  if (!state) return Fault::corrupt;
  answer.state = *state;
  if (how == "done" && parts.size() == 5) {
    answer.seq = seq_of(parts[1]);
    answer.at = number_of(parts[2]);
    answer.epoch = parts[3].text;
    return answer;
  }
  answer.epoch = parts[parts.size() - 2].text;
  if (how == "known" && parts.size() == 4)
    remembered(answer, first_of(parts[1].text), what.method);
  else if (how == "not_open")
    answer.landed = Landed::not_open;
  else if (how == "not_writer")
    answer.landed = Landed::not_writer;
  else if (how == "full")
    answer.landed = Landed::full;
  else if (how == "other_epoch")
    answer.landed = Landed::other_epoch;
  else
    return Fault::corrupt;
  return answer;
}

// The reply of commit_4 (functions/commit.lua).
Result<Committed> committed_of(const redis::Reply& reply, const Commit& what) {
  const auto items = items_of(reply, 2);
  if (!items) return items.error();
  const auto& parts = **items;
  const auto method = what.call ? what.call->method : std::string();
  if (parts[0].text == "known") return known(first_of(parts[1].text), method);
  Committed answer;
  if (parts[0].text == "conflict") {
    answer.kind = Committed::Kind::conflict;
    return answer;
  }
  if (parts.size() != 4) return Fault::corrupt;
  answer.epoch = parts[1].text;
  answer.first = {method, seq_of(parts[2]), number_of(parts[3]), what.made};
  return answer;
}

}  // namespace

Task<Appended> RedisStore::append(Append what) {
  const auto& event = what.event;
  const bool message = std::holds_alternative<desk::Message>(event.what);
  const std::string side = !message ? "-" : what.side == Side::visitor ? "v" : "s";
  Words args{what.conversation,       event.by.id,  event.cid, what.method, side,
             encode_log_event(event), what.if_epoch};
  auto command = function("append_4", std::move(args));
  const auto reply = co_await write(std::move(command));
  if (!reply) co_return reply.error();
  co_return appended_of(*reply, what);
}

Task<std::vector<Unsealing>> RedisStore::read_sealed(std::vector<std::string> ids) {
  std::vector<Unsealing> found;
  if (ids.empty()) co_return found;
  std::vector<Words> commands;
  for (const auto& id : ids) commands.push_back({"GET", key(sealed_key(id))});
  const auto replies = co_await run_all(std::move(commands));
  if (!replies) co_return replies.error();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto& reply = (*replies)[i];
    if (reply.is_nil()) continue;  // somebody was quicker: the check of its version fails
    auto sealed = decode_sealed(reply.text);
    if (!sealed) co_return sealed.error();
    found.push_back({ids[i], reply.text, *std::move(sealed)});
  }
  co_return found;
}

Task<Committed> RedisStore::commit(Commit what) {
  std::vector<std::string> sealed;
  for (const auto& write : what.conversations)
    if (write.unseal) sealed.push_back(write.after.id);
  const auto unsealings = co_await read_sealed(std::move(sealed));
  if (!unsealings) co_return unsealings.error();
  for (const auto& unsealing : *unsealings) {
    if (!what.call || what.call->key != cid_key(unsealing.id)) continue;
    const auto* stored = first_in(unsealing.sealed, what.call->sender + ":" + what.call->cid);
    if (stored != nullptr) co_return known(first_of(*stored), what.call->method);
  }
  auto command = function("commit_4", commit_steps(what, *unsealings));
  const auto reply = co_await write(std::move(command));
  if (!reply) co_return reply.error();
  co_return committed_of(*reply, what);
}

Task<void> RedisStore::mark_read(std::string conversation, std::string person, Seq seq) {
  Words args{std::move(conversation), std::move(person), std::to_string(seq)};
  auto command = function("mark_2", std::move(args));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  if (number_of(*reply) == 0) co_return Fault::not_found;
  co_return Result<void>();
}

Task<void> RedisStore::signal(std::string conversation, Signal signal) {
  const auto log = channels_ + "log:" + conversation;
  const auto notes = channels_ + "notes:" + conversation;
  const auto* read = std::get_if<ReadSignal>(&signal);
  auto* typing = std::get_if<TypingSignal>(&signal);
  std::vector<Words> commands;
  if (read == nullptr || !read->notes) {
    auto shown = signal;
    if (auto* t = std::get_if<TypingSignal>(&shown)) t->preview.reset();
    commands.push_back({"SPUBLISH", log, "s " + encode_signal(shown)});
  }
  const bool for_staff = (read != nullptr && read->notes) || (typing != nullptr && typing->preview);
  if (for_staff) commands.push_back({"SPUBLISH", notes, "s " + encode_signal(signal)});
  const auto replies = co_await run_all(std::move(commands));
  if (!replies) co_return replies.error();
  co_return Result<void>();
}

Task<void> RedisStore::notify(std::string person, Notice notice) {
  auto payload = std::string(word(notice.kind)).append(" ").append(word(notice.because));
  payload.append(" ").append(notice.conversation);
  co_return co_await publish("to:" + person, std::move(payload));
}

Task<void> RedisStore::desk_changed() { co_return co_await publish("settings", "changed"); }

Task<bool> RedisStore::seal(std::string conversation) {
  auto command = function("whole_1", Words(1, conversation));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  const auto items = items_of(*reply, 2);
  if (!items) co_return items.error();
  const auto& parts = **items;
  if (parts.size() < 5 && number_of(parts[1]) == 0) co_return Fault::not_found;
  if (parts.size() < 5) co_return false;
  Sealed sealed{pairs_of(parts[1]), stored_events(parts[2]), stored_events(parts[3]), {}};
  for (auto& [call, first] : pairs_of(parts[4])) sealed.cids.emplace_back(call, first);
  const auto view = view_of(sealed.hash);
  if (!view) co_return view.error();
  const auto now = number_of(parts[0]);
  const auto& body = view->body;
  if (body.state != desk::State::closed || !body.seal_at || *body.seal_at > now) co_return false;
  Words args{conversation, sealed.hash["v"], sealed.hash["log_seq"], sealed.hash["notes_seq"],
             sealed.hash["epoch"]};
  args.push_back(encode_sealed(sealed));
  auto sealing = function("seal_1", std::move(args));
  const auto done = co_await write(std::move(sealing));
  if (!done) co_return done.error();
  co_return number_of(*done) == 1;
}

}  // namespace baton::store

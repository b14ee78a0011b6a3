// Following: which channels are subscribed, and publications turned into calls of the listener. One that
// cannot be read is logged and dropped: positions are checked anyway.
#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <charconv>

#include "server/store/body_codec.hpp"
#include "server/store/event_codec.hpp"
#include "server/store/mutant.hpp"
#include "server/store/redis_store.hpp"
#include "server/store/signal_codec.hpp"
#include "server/store/words.hpp"

namespace baton::store {
namespace {

// The next word, taken from the front of `text` with the space behind it.
std::string_view next_word(std::string_view& text) {
  const auto end = std::min(text.find(' '), text.size());
  const auto found = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return found;
}

template <class N>
N next_number(std::string_view& text) {
  const auto digits = next_word(text);
  N value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

void unreadable(std::string_view channel) { spdlog::warn("a publication on {} cannot be read", channel); }

}  // namespace

void RedisStore::listen(Listener& listener) {
  listener_ = &listener;
  // Wanted from now on, whatever comes of the first attempt; on_ready tells when it stands.
  auto subscribed = [](std::exception_ptr error, const redis::Result<void>&) {
    if (error) std::rethrow_exception(error);
  };
  boost::asio::co_spawn(executor_, subscriber_.subscribe(channels_ + "settings"), std::move(subscribed));
}

Task<void> RedisStore::follow(std::string channel) {
  if (mutant("subscribe_first")) {  // whoever follows has read by then
    const auto later = std::make_shared<boost::asio::steady_timer>(executor_, std::chrono::milliseconds(20));
    later->async_wait([this, later, name = channels_ + channel](boost::system::error_code) {
      auto ended = [](std::exception_ptr, const redis::Result<void>&) {};
      boost::asio::co_spawn(executor_, subscriber_.subscribe(name), std::move(ended));
    });
    co_return Result<void>();
  }
  const auto stands = co_await subscriber_.subscribe(channels_ + channel);
  if (stands) co_return Result<void>();
  co_return stands.error() == redis::Errc::refused ? Fault::refused : Fault::unknown;
}

Task<void> RedisStore::follow_log(std::string conversation) {
  co_return co_await follow("log:" + conversation);
}
Task<void> RedisStore::follow_notes(std::string conversation) {
  co_return co_await follow("notes:" + conversation);
}
Task<void> RedisStore::follow_person(std::string person) { co_return co_await follow("to:" + person); }
Task<void> RedisStore::follow_feed(std::string department) {
  co_return co_await follow("feed:" + department);
}

void RedisStore::unfollow_conversation(const std::string& conversation) {
  subscriber_.unsubscribe(channels_ + "log:" + conversation);
  unfollow_notes(conversation);
}
void RedisStore::unfollow_notes(const std::string& conversation) {
  subscriber_.unsubscribe(channels_ + "notes:" + conversation);
}
void RedisStore::unfollow_person(const std::string& person) {
  subscriber_.unsubscribe(channels_ + "to:" + person);
}
void RedisStore::unfollow_feed(const std::string& department) {
  subscriber_.unsubscribe(channels_ + "feed:" + department);
}

void RedisStore::heard(std::string_view channel, std::string_view payload) {
  if (listener_ == nullptr || !channel.starts_with(channels_)) return;
  channel.remove_prefix(channels_.size());
  const auto colon = std::min(channel.find(':'), channel.size());
  const auto kind = channel.substr(0, colon);
  const std::string id(channel.substr(std::min(colon + 1, channel.size())));
  if (kind == "log") return heard_log(id, payload);
  if (kind == "notes") return heard_notes(id, payload);
  if (kind == "feed") return heard_feed(id, payload);
  if (kind == "to") return heard_notice(id, payload);
  if (kind == "settings") return listener_->on_settings();
}

void RedisStore::heard_log(const std::string& conversation, std::string_view payload) {
  const auto what = next_word(payload);
  if (what == "e") {
    LogRecord record;
    record.conversation = conversation;
    record.epoch = next_word(payload);
    record.seq = next_number<Seq>(payload);
    record.at = next_number<Time>(payload);
    auto event = decode_log_event(payload);
    if (!event) return unreadable("log");
    record.event = *std::move(event);
    listener_->on_log(record);
  } else if (what == "c") {
    const auto because = from_word<desk::Because>(next_word(payload));
    listener_->on_changed(conversation, because.value_or(desk::Because::changed), payload == "1");
  } else if (what == "s") {
    const auto signal = decode_signal(payload);
    if (!signal) return unreadable("log");
    listener_->on_signal(conversation, *signal);
  }
}

void RedisStore::heard_notes(const std::string& conversation, std::string_view payload) {
  const auto what = next_word(payload);
  if (what == "n") {
    NotesRecord record;
    record.conversation = conversation;
    record.epoch = next_word(payload);
    record.seq = next_number<Seq>(payload);
    record.at = next_number<Time>(payload);
    record.log_seq = next_number<Seq>(payload);
    auto event = decode_notes_event(payload);
    if (!event) return unreadable("notes");
    record.event = *std::move(event);
    listener_->on_notes(record);
  } else if (what == "s") {
    const auto signal = decode_signal(payload);
    if (!signal) return unreadable("notes");
    listener_->on_signal(conversation, *signal);
  }
}

void RedisStore::heard_feed(const std::string& department, std::string_view payload) {
  Listed entry;
  entry.department = department;
  entry.seq = next_number<Seq>(payload);
  entry.epoch = next_word(payload);
  auto summary = decode_conversation(payload);
  if (!summary) return unreadable("feed");
  entry.summary = *std::move(summary);
  listener_->on_feed(entry);
}

void RedisStore::heard_notice(const std::string& person, std::string_view payload) {
  const auto kind = from_word<Notice::Kind>(next_word(payload));
  const auto because = from_word<desk::Because>(next_word(payload));
  if (!kind || !because) return unreadable("to");
  Notice notice;
  notice.kind = *kind;
  notice.because = *because;
  notice.conversation = payload;
  listener_->on_notice(person, notice);
}

}  // namespace baton::store

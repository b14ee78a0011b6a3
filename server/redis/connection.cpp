// The life of one connection: issue, flush once a turn, read, match, sweep, close. How it is set up is in
// establish.cpp.
#include "server/redis/connection.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <tuple>

namespace baton::redis {
namespace asio = boost::asio;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {
constexpr std::size_t kept_buffer = 256 * 1024;  // bytes; a larger write buffer is given back after its write
}  // namespace

Connection::Connection(asio::any_io_executor executor, Options options)
    : executor_(std::move(executor)),
      options_(std::move(options)),
      socket_(executor_),
      resolver_(executor_),
      sweep_timer_(executor_),
      connect_timer_(executor_),
      watch_timer_(executor_),
      closed_signal_(executor_, Clock::time_point::max()) {}

asio::awaitable<Result<std::vector<Reply>>> Connection::call(std::vector<Command> commands, bool confirmed) {
  return call_on(shared_from_this(), std::move(commands), confirmed);
}

asio::awaitable<Result<std::vector<Reply>>> Connection::call_on(std::shared_ptr<Connection> self,
                                                                std::vector<Command> commands,
                                                                bool confirmed) {
  if (commands.empty()) co_return std::vector<Reply>();
  if (!self->open()) co_return Errc::refused;
  auto call = std::make_shared<Call>(self->executor_, commands.size());
  call->deadline = Clock::now() + self->options_.command_deadline;
  call->confirmed = confirmed && self->options_.confirmation;
  self->calls_.push_back(call);
  if (call->confirmed) self->unconfirmed_.push_back(call);
  ++self->unsent_;
  self->commands_ += commands.size();
  for (const auto& command : commands) self->enqueue(command.bytes());
  commands.clear();
  if (!self->sweeping_) self->sweep();
  while (!call->done) co_await call->wake.async_wait(nothrow);
  if (call->error) co_return call->error;
  co_return std::move(call->replies);
}

void Connection::send(const Command& command) {
  if (!closed_) enqueue(command.bytes());
}

void Connection::enqueue(const std::string& bytes) {
  out_ += bytes;
  if (flush_posted_ || write_under_way_ || wait_under_way_) return;
  flush_posted_ = true;
  // Posted, so that everything that is issued by handlers ready now leaves in the same write.
  asio::post(executor_, [self = shared_from_this()] {
    self->flush_posted_ = false;
    self->flush();
  });
}

void Connection::flush() {
  if (closed_ || write_under_way_ || wait_under_way_ || out_.empty()) return;
  if (!unconfirmed_.empty()) confirm_later();
  writing_.swap(out_);
  unsent_ = 0;
  write_under_way_ = true;
  ++writes_;
  asio::async_write(socket_, asio::buffer(writing_), [self = shared_from_this()](error_code ec, std::size_t) {
    self->write_under_way_ = false;
    self->writing_.clear();
    if (self->writing_.capacity() > kept_buffer) self->writing_.shrink_to_fit();
    if (ec) return self->close("writing to Redis failed: " + ec.message());
    self->flush();
  });
}

// Puts the mark and the WAIT behind what leaves now.
void Connection::confirm_later() {
  const auto& [mark, patience] = *options_.confirmation;
  out_ += mark.bytes();
  out_ += Command("WAIT", 1, patience.count()).bytes();
  const auto call = std::make_shared<Call>(executor_, 2);
  call->deadline = Clock::now() + options_.command_deadline;
  call->covers.swap(unconfirmed_);
  calls_.push_back(call);
  commands_ += 2;
  wait_under_way_ = true;
}

void Connection::confirm(const Call& waited) {
  // Without the mark, WAIT would say nothing of a duplicate, which was written by another connection.
  const auto& [mark, wait] = std::tie(waited.replies[0], waited.replies[1]);
  const bool there = !mark.is_error() && wait.kind == Reply::Kind::integer && wait.integer >= 1;
  for (const auto& call : waited.covers)
    if (!call->done) finish(*call, there ? error_code() : Errc::unconfirmed);
  wait_under_way_ = false;
  flush();
}

void Connection::read() {
  socket_.async_read_some(asio::buffer(in_), [self = shared_from_this()](error_code ec, std::size_t size) {
    if (self->closed_) return;
    if (ec == asio::error::eof) return self->close("Redis closed the connection");
    if (ec) return self->close("reading from Redis failed: " + ec.message());
    self->decoder_.feed(std::string_view(self->in_.data(), size));
    self->decode();
    if (!self->closed_) self->read();
  });
}

void Connection::decode() {
  while (!closed_) {
    auto reply = decoder_.next();
    if (!reply) return close("the peer does not speak Redis's protocol", Errc::protocol);
    if (!*reply) return;
    take(std::move(**reply));
  }
}

void Connection::take(Reply reply) {
  if (calls_.empty()) {
    if (!push_) return close("Redis sent a reply that nothing asked for", Errc::protocol);
    return push_(std::move(reply));
  }
  --commands_;
  const auto call = calls_.front();
  call->replies.push_back(std::move(reply));
  if (call->replies.size() < call->expected) return;
  calls_.pop_front();
  const auto failed = [](const Reply& one) { return one.is_error(); };
  if (!call->covers.empty())
    confirm(*call);
  else if (!call->confirmed || std::all_of(call->replies.begin(), call->replies.end(), failed))
    finish(*call, error_code());
  if (retired_ && calls_.empty()) close(why_);
}

void Connection::finish(Call& call, error_code error) {
  call.error = error;
  call.done = true;
  call.wake.cancel();  // posts the caller's completion
}

void Connection::sweep() {
  sweeping_ = !closed_ && !calls_.empty();
  if (!sweeping_) return;
  // Calls are in the order of their deadlines; when the first is late, later replies could not be told from
  // its.
  if (calls_.front()->deadline <= Clock::now()) {
    return close("no reply within " + std::to_string(options_.command_deadline.count()) + " ms");
  }
  sweep_timer_.expires_at(calls_.front()->deadline);
  sweep_timer_.async_wait([self = shared_from_this()](error_code) { self->sweep(); });
}

asio::awaitable<void> Connection::closed() {
  while (!closed_) co_await closed_signal_.async_wait(nothrow);
}

void Connection::retire(std::string why) {
  if (!open()) return;
  retired_ = true;
  why_ = std::move(why);
  if (calls_.empty()) close(why_);
}

void Connection::close(std::string why, Errc outcome) {
  if (closed_) return;
  closed_ = true;
  if (!retired_) why_ = std::move(why);
  error_code ignored;
  socket_.close(ignored);
  if (asked_) asked_->close(why_);
  resolver_.cancel();
  sweep_timer_.cancel();
  connect_timer_.cancel();
  watch_timer_.cancel();
  closed_signal_.cancel();
  const std::size_t sent = calls_.size() - unsent_;
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    finish(*calls_[i], i < sent ? outcome : Errc::refused);
    for (const auto& call : calls_[i]->covers)
      if (!call->done) finish(*call, outcome);
  }
  calls_.clear();
  unconfirmed_.clear();
  commands_ = unsent_ = 0;
}

}  // namespace baton::redis

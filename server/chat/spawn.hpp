// Starting a coroutine that nobody awaits: an exception is a bug, is logged with what it was, and ends that
// coroutine only.
#pragma once
#include <spdlog/spdlog.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <exception>

namespace baton::chat {

template <class Executor>
void spawn(const Executor& executor, boost::asio::awaitable<void> work, const char* what) {
  boost::asio::co_spawn(executor, std::move(work), [what](std::exception_ptr failure) {
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& e) {
      spdlog::error("{} ended with an exception: {}", what, e.what());
    }
  });
}

}  // namespace baton::chat

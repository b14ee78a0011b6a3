// The frames one socket still has to write, bounded in bytes. Pure; the socket's writer takes from the front,
// and the front stays counted until it is written. Internal to net.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "server/net/socket.hpp"

namespace baton::net {

class Outbox {
public:
  explicit Outbox(std::size_t limit_bytes) : limit_(limit_bytes) {}

  // False when `frame` does not fit; nothing is queued then. Each frame is charged its framing and its
  // pointer, so that empty ones are bounded too.
  bool push(Frame frame) {
    if (bytes_ + cost(*frame) > limit_) return false;
    bytes_ += cost(*frame);
    frames_.push_back(std::move(frame));
    return true;
  }

  bool empty() const { return head_ == frames_.size(); }
  const Frame& front() const { return frames_[head_]; }  // requires !empty()

  void pop() {
    bytes_ -= cost(*frames_[head_]);
    frames_[head_++].reset();
    if (head_ == frames_.size()) {
      head_ = 0;
      frames_.clear();
      if (frames_.capacity() > 64) frames_.shrink_to_fit();
    } else if (head_ >= 64 && head_ * 2 >= frames_.size()) {
      frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(head_));
      head_ = 0;
    }
  }

  // Gives up everything; whoever is writing the front holds its own reference.
  void clear() {
    frames_.clear();
    head_ = bytes_ = 0;
  }

  std::size_t bytes() const { return bytes_; }

private:
  static std::size_t cost(const std::string& frame) { return frame.size() + 32; }

  std::vector<Frame> frames_;
  std::size_t head_ = 0;  // the first not yet written
  std::size_t bytes_ = 0;
  std::size_t limit_;
};

}  // namespace baton::net

// The queues' own record of a department: how it stood last, and what left it.
#pragma once
#include "server/chat/queues.hpp"

namespace baton::chat {

// Invariant: `departures` has seen the feed's entries up to `at`, from where it was first read.
struct Queues::Department {
  explicit Department(std::string department) : id(std::move(department)) {}
  // Takes the next entry in. False: it is not the next one, the feed must be read.
  bool take(const store::Listed& entry);
  void saw(const desk::Conversation& listed);

  std::string id;
  bool followed = false;
  std::optional<QueueStatus> status;
  desk::Departures departures;
  store::FeedPosition at;
  bool ready = false;  // `at` stands
  bool reading = false;
  bool read_again = false;
};

}  // namespace baton::chat

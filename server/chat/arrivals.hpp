// Somebody says hello: what they are told of their conversations, and from where they hear on. Positions in
// conversations that are not theirs are answered as if nothing were there.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/chat/authorise.hpp"
#include "server/chat/refusal.hpp"
#include "server/store/store.hpp"

namespace baton::chat {

// A conversation that the result of `hello` shows, and the position in it after what the result resumed.
struct Shown {
  store::ConversationView view;
  store::Position after;
};

struct VisitorArrival {
  std::optional<desk::VisitorCard> card;  // what is known of them
  std::optional<Shown> conversation;      // the open one, else the last if it is missed or may be reopened
  std::vector<store::Resumed> resumed;
};
struct StaffArrival {
  desk::Staff staff;
  std::vector<Shown> conversations;             // own open ones
  std::vector<store::ConversationView> offers;  // what is offered to them now
  struct Heard {
    Shown shown;
    desk::Because because = desk::Because::observing;
  };
  std::vector<Heard> heard;  // open ones that they observe, or help in; no result shows them
  std::vector<store::Resumed> resumed;
};

class Arrivals {
public:
  explicit Arrivals(store::Store& store) : store_(store) {}

  // One round trip; a second one only where `resume` names other conversations than the latest.
  Task<VisitorArrival> visitor(std::string id, std::vector<store::Position> resume);
  // For a visitor who is new: reads nothing.
  static VisitorArrival stranger(const std::vector<store::Position>& resume);
  Task<StaffArrival> staff(std::string id, std::vector<store::Position> resume);

private:
  store::Store& store_;
};

// The conversations that this staff member observes or helps in.
Task<std::vector<std::string>> observed_by(store::Store& store, std::string staff);

}  // namespace baton::chat

// The hub's own records: a followed conversation, a connection's place in it, a person connected here.
#pragma once
#include "server/chat/hub.hpp"
#include "server/chat/machine.hpp"

namespace baton::chat {

inline Audience audience_of(const Connection& c) {
  return c.caller().is_staff() ? Audience::staff : Audience::visitor;
}

// Until `live`, frames are held: the copy and the history go out first. A held frame with seq 0 (a reset) is
// sent whatever the history reached.
struct Hub::Attached {
  struct Held {
    bool notes = false;
    store::Seq seq = 0;
    std::string epoch;
    Frame frame;
  };
  std::shared_ptr<Connection> connection;
  bool live = false;
  bool stale = false;              // the body changed while it was not live
  std::string fingerprint;         // its last copy, without what moves with every event
  std::optional<OpenOffer> offer;  // as it was told
  std::vector<Held> held;
};

// Invariant: `log` and `notes` are the last sequences delivered to everybody who is live here, in `epoch`.
struct Hub::Followed {
  Followed(const boost::asio::any_io_executor& executor, std::string conversation)
      : id(std::move(conversation)), pulled(executor) {}
  std::string id;
  std::string epoch;
  store::Seq log = 0;
  store::Seq notes = 0;
  bool log_ready = false;          // `log` stands: publications are delivered
  bool notes_ready = false;        // likewise; only while staff are attached
  bool missed = false;             // something was heard before it stood
  bool open = true;                // as of the last copy
  std::vector<store::Seq> shared;  // notes that sales may read, as of the last copy
  bool pulling = false;
  bool pull_again = false;
  Timer pulled;               // woken when a pull ends
  std::uint64_t version = 0;  // of the body that everybody live here was told
  bool refreshing = false;
  bool refresh_again = false;
  bool copy_owed = false;  // the store did not answer
  // That somebody here is concerned: a reading that was begun before says of nobody that they left.
  std::uint64_t notices = 0;
  desk::Because because = desk::Because::changed;
  std::map<const Connection*, Attached> attached;
};

}  // namespace baton::chat

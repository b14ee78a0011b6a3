// What is asked to be written: a message, or a unit of work; and what came of it.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/desk/change.hpp"
#include "server/desk/conversation.hpp"
#include "server/desk/event.hpp"
#include "server/desk/ledger.hpp"
#include "server/desk/person.hpp"
#include "server/desk/site.hpp"
#include "server/store/records.hpp"
#include "server/store/views.hpp"

namespace baton::store {

// `cid` of a call: looked up before anything else, remembered with the first result.
struct Call {
  std::string key;  // where it is remembered: cid_key(conversation) or vcid_key(visitor)
  std::string sender;
  std::string cid;
  std::string method;
};
// The first result of a `cid`.
struct First {
  std::string method;
  Seq seq = 0;
  Time at = 0;
  std::string id;  // of what was made (the conversation), where something was

  // Of the same call. What began a conversation is remembered in it as well, and may be said again there.
  bool answers(const std::string& call) const {
    return method == call ||
           (call == "message.send" && (method == "conversation.start" || method == "conversation.leave"));
  }
};

enum class Side : std::uint8_t { visitor, staff };

struct Append {
  std::string conversation;
  std::string method;
  Side side = Side::visitor;
  desk::LogEvent event;  // by.id is the sender, cid its call
  std::string if_epoch;  // refused when another one is current; "": whichever it is
};
enum class Landed : std::uint8_t {
  done,
  duplicate,
  cid_reused,
  not_found,
  not_open,
  not_writer,
  other_epoch,
  full
};
struct Appended {
  Landed landed = Landed::done;
  Seq seq = 0;
  Time at = 0;
  std::string epoch;
  desk::State state = desk::State::queued;  // where it was refused
};

// The most events that a log takes by `append`; what Baton itself writes in a commit is not bounded by it.
inline constexpr Seq most_events = 5000;

// A unit of work: everything or nothing. Versions of changed bodies are checked by construction. Order of a
// commit: a known `cid` (also one remembered in the sealed form that is being unsealed) → its first result;
// then the checks → conflict; then the writes. Published for each conversation, in this order: `log` events,
// `notes` events, the feeds (indexes.hpp's `feeds`), the change (unless the body stayed the same), a notice
// to each of indexes.hpp's `told`. A `Message` moves visitor_seq or staff_seq by the role of its author; bots
// and Baton itself move neither. The first that moves staff_seq sets answered_at.
class Commit {
public:
  explicit Commit(const Reading& seen) : checks(seen.checks()) {}

  // Writes `change` over what was read; nullopt `before` creates it (and checks that it is absent). Staff
  // and customer of a desk::Change need views of their own; its ledger is taken. Once per conversation.
  void change(const std::optional<ConversationView>& before, const desk::Change& change);
  // A later body of the same person replaces an earlier one (a matcher gives them several). A new e-mail is
  // checked to be free.
  void change(const std::optional<StaffView>& before, const desk::Staff& after);
  // Nullopt or 0: the visitor was not there.
  void change(const std::optional<std::uint64_t>& visitor_version, const desk::Visitor& after);
  void change(const SettingsView& before, const desk::Settings& after);
  // The queue heads that were passed in order: the first `members` of `queue` are exactly these.
  void rely_on_first(const std::string& queue, std::vector<std::string> members);

  struct ConversationWrite {
    std::optional<desk::Conversation> before;
    desk::Conversation after;
    bool arrives = false;
    bool unseal = false;
    std::vector<desk::LogEvent> log;
    std::vector<desk::NotesEvent> notes;
    desk::Because because = desk::Because::changed;
  };
  struct StaffWrite {
    std::optional<desk::Staff> before;
    desk::Staff after;
    std::optional<std::string> password_hash;  // set: written beside the body, never in it
  };
  std::vector<Check> checks;
  std::optional<Call> call;
  std::string made;  // the id that `First.id` will tell
  std::vector<ConversationWrite> conversations;
  std::vector<StaffWrite> staff;
  std::optional<desk::Visitor> visitor;
  std::optional<desk::Settings> settings;
  std::vector<desk::LedgerEntry> ledger;    // those of the changes, in order
  std::vector<std::string> fills, reopens;  // departments whose bit `full` is set, or cleared
  // Staff who got a conversation without being connected (by a call over HTTP), and their grace: its timer
  // begins unless they are there, or it runs already (L6).
  std::map<std::string, desk::Duration> graces;
};

struct Committed {
  enum class Kind : std::uint8_t { done, conflict, duplicate, cid_reused } kind = Kind::done;
  First first;        // done: of this call (seq and time of the event that carries the cid, else 0 and now);
                      // duplicate: of the first
  std::string epoch;  // done: of the first conversation written
};

}  // namespace baton::store

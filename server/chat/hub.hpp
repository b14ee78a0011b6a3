// Who is connected to this node, and what each of them hears. The log is the truth and publications are
// hints: the hub keeps the last sequence it delivered of each conversation, pulls on a gap, and checks its
// positions. A connection hears: its `conversation` first, then history, then live events, and `reset` before
// anything of a new epoch. Used from the node's thread only.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "server/chat/authorise.hpp"
#include "server/chat/feeds.hpp"
#include "server/chat/offers.hpp"
#include "server/chat/queues.hpp"
#include "server/chat/refusal.hpp"
#include "server/chat/repair.hpp"
#include "server/store/store.hpp"

namespace baton::chat {

// An encoded frame, made once and shared by all who get it.
using Frame = std::shared_ptr<const std::string>;

enum class Audience { visitor, staff };

// Words of the wire, implemented by `api/`. A visitor's copy holds nothing of the notes, by type: the notes'
// functions have no audience.
class Encoder {
public:
  virtual ~Encoder() = default;
  virtual Frame log_event(const store::LogRecord& event, bool to_author) = 0;
  virtual Frame notes_event(const store::NotesRecord& event, bool to_author) = 0;
  virtual Frame conversation(const store::ConversationView& view, Audience to, desk::Because because) = 0;
  virtual Frame reset(const std::string& conversation, bool notes, const std::string& epoch,
                      store::Seq last) = 0;
  virtual Frame signal(const std::string& conversation, const store::Signal& signal, Audience to) = 0;
  // To the one to whom it is offered, and when that ended.
  virtual Frame offer(const std::string& conversation, const OpenOffer& offer) = 0;
  virtual Frame offer_withdrawn(const std::string& conversation, OfferEnd reason) = 0;
  // To staff only. `gone`: it left what is watched.
  virtual Frame listed(const store::Listed& entry, bool gone) = 0;
  virtual Frame queue(const QueueStatus& status) = 0;
  // To a waiting visitor.
  virtual Frame place(const std::string& conversation, std::uint64_t position,
                      std::optional<desk::Duration> wait) = 0;
};

// One connection after its `hello`.
class Connection {
public:
  virtual ~Connection() = default;
  virtual const Caller& caller() const = 0;
  virtual void send(Frame frame) = 0;
  // The sign-in with this hash ended; the connection ends if it is its own.
  virtual void revoked(const std::string& session_hash) = 0;
  // The connection ends, so that its client comes back and is told anew.
  virtual void restart() = 0;
};

// Told when a person's number of connections on this node changes, so that presence can be announced.
class Presences {
public:
  virtual ~Presences() = default;
  virtual void counted(const std::string& person, store::PersonKind kind, int connections,
                       std::vector<std::string> conversations) = 0;
};

class Hub final : public store::Listener {
public:
  Hub(boost::asio::any_io_executor executor, store::Store& store, Encoder& encoder);
  ~Hub() override;

  void set_presences(Presences& presences) { presences_ = &presences; }
  // Called for every settings change that is heard.
  std::function<void()> settings_changed;

  // The connection takes part from now on: notices to its person reach it.
  Task<void> enter(std::shared_ptr<Connection> connection);
  // A visitor who is about to have a conversation: their presence is announced from now on.
  void expect(const std::shared_ptr<Connection>& connection);
  // It hears nothing any more. Its person may be gone.
  void leave(const std::shared_ptr<Connection>& connection);

  // Subscribes the connection to a conversation: sends its copy, the first 200 events of its logs, then what
  // happens live; of the logs, what comes after `told`, where a result has told that much. Idempotent; a
  // conversation that is not theirs is left alone.
  Task<void> attach(std::shared_ptr<Connection> connection, std::string conversation, desk::Because because,
                    std::optional<store::Position> told = std::nullopt);
  // The same after a result that carried the copy and the logs up to `position`.
  Task<void> attach_told(std::shared_ptr<Connection> connection, store::ConversationView told,
                         store::Position position);
  // Before a result that carries `epoch` is sent: whoever follows the conversation here has been reset to it.
  boost::asio::awaitable<void> align(std::string conversation, std::string epoch);
  // Feeds::watch for a connection that is in here; one that leaves watches nothing any more.
  Task<store::Lists> watch(std::shared_ptr<Connection> connection, std::vector<std::string> departments,
                           States states);
  // Queues::watch, likewise.
  Task<std::vector<QueueStatus>> watch_queues(std::shared_ptr<Connection> connection,
                                              std::vector<std::string> departments);
  Feeds& feeds() { return feeds_; }
  Queues& queues() { return queues_; }
  Repair& repair() { return repair_; }
  // A client came back from these positions and was answered so: it may know of more than Redis has left.
  void resumed(const std::vector<store::Position>& asked, const std::vector<store::Resumed>& answers);
  // Asks Redis where the followed feeds and conversations stand, and delivers what was missed.
  boost::asio::awaitable<void> check_positions();
  // All connections' people with their counts here, for a node that took a new name.
  void recount();
  std::size_t followed() const { return followed_.size(); }
  // Notices may have been lost: looks whether the staff connected here follow all they own, are offered,
  // observe or help in, and whether visitors who were to have a conversation follow it. Reads owed copies.
  boost::asio::awaitable<void> check_people();
  // Both.
  boost::asio::awaitable<void> check();
  // The store could not be asked since the last `check`, and somebody may not hear of what is theirs.
  bool fell_short() const { return fell_short_; }

  // store::Listener
  void on_log(const store::LogRecord& event) override;
  void on_notes(const store::NotesRecord& event) override;
  void on_changed(const std::string& conversation, desk::Because because, bool sealed) override;
  void on_signal(const std::string& conversation, const store::Signal& signal) override;
  void on_feed(const store::Listed& entry) override;
  void on_notice(const std::string& person, const store::Notice& notice) override;
  void on_settings() override;
  void on_restored() override;

private:
  struct Attached;
  struct Followed;
  struct Person {
    store::PersonKind kind = store::PersonKind::visitor;
    bool announced = false;  // a visitor without a conversation concerns nobody, and costs Redis nothing
    std::set<std::shared_ptr<Connection>> connections;
  };
  using FollowedPtr = std::shared_ptr<Followed>;

  FollowedPtr find(const std::string& conversation) const;
  bool is_here(const std::shared_ptr<Connection>& connection) const;
  void deliver(Followed& f, const store::LogRecord& event);
  void deliver(Followed& f, const store::NotesRecord& event);
  void wake_pull(const FollowedPtr& f);
  void wake_refresh(const FollowedPtr& f, desk::Because because);
  boost::asio::awaitable<void> pull(FollowedPtr f);
  void absorb(Followed& f, const store::Resumed& news);
  void lost(const Followed& f);
  boost::asio::awaitable<void> refresh(FollowedPtr f);
  boost::asio::awaitable<void> refresh_all();
  boost::asio::awaitable<void> answer_notice(std::string person, store::Notice notice);
  Refusal missed(store::Fault fault);
  Task<void> go_live(FollowedPtr f, std::shared_ptr<Connection> connection, store::Position position,
                     std::uint64_t version);
  Attached* attached(const FollowedPtr& f, const Connection* connection) const;
  FollowedPtr hold(const std::shared_ptr<Connection>& connection, const std::string& conversation);
  Task<void> follow(FollowedPtr f, Audience audience);
  void tell(Followed& f, const store::ConversationView& view, desk::Because because);
  static void has_read(Followed& f, const desk::Conversation& body);
  void has_copy(const store::ConversationView& view, const std::shared_ptr<Connection>& connection);
  void tell_offer(const Followed& f, Attached& a, const desk::Conversation& body);
  void detach(const FollowedPtr& f, const Connection* connection);
  // Each connection of theirs to a conversation that is open.
  bool attached_everywhere(const Person& person) const;
  void unfollow_unused(const std::string& conversation);
  void count(const Connection& connection);

  boost::asio::any_io_executor executor_;
  store::Store& store_;
  Encoder& encoder_;
  Feeds feeds_;
  Queues queues_;
  Repair repair_;
  Presences* presences_ = nullptr;
  bool fell_short_ = false;
  std::map<std::string, FollowedPtr> followed_;
  std::map<std::string, Person> people_;
  std::map<const Connection*, std::set<std::string>> attached_to_;
};

}  // namespace baton::chat

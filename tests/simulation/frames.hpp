// Between a person's client and a node's door, without JSON: what is asked, what is answered, and the frames
// of the hub as the typed values that they encode. A frame's text is what the hub compares.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "server/chat/arrivals.hpp"
#include "server/chat/handoffs.hpp"
#include "server/chat/hub.hpp"

namespace baton::sim {

enum class Do {
  hello,
  start,
  send,
  rate,
  solve,
  consent,  // answers a proposed hand-off
  close,
  take,
  answer,  // an offer
  transfer,
  note,
  tag,
  presence,
  observe,
  requeue,  // a supervisor's force
  flag,
  propose,
  back,
  sync,
};
const char* name(Do what);

struct Ask {
  int number = 0;
  Do what = Do::hello;
  std::string conversation, cid, text;
  bool yes = true;
  chat::To to;
  desk::Presence presence = desk::Presence::online;
  std::string id;  // of an opportunity or hand-off
  bool notes = false;
  store::Seq after = 0;
  std::string epoch;
  std::vector<store::Position> resume;
};

struct Answer {
  int number = 0;
  std::optional<chat::Refusal> no;
  chat::Done done;
  std::optional<store::ConversationView> copy;
  std::optional<store::Page<desk::LogEvent>> log;
  std::optional<store::Page<desk::NotesEvent>> notes;
  std::optional<chat::VisitorArrival> visitor;
  std::optional<chat::StaffArrival> staff;
};

struct Copy {
  store::ConversationView view;
  desk::Because because;
};
struct Reset {
  std::string conversation;
  bool notes;
  std::string epoch;
  store::Seq last;
};
struct Offered {
  std::string conversation;
  bool open;
};
struct Untold {};  // signals, places, lists: hints that no law is about

struct Frame final : std::string {
  using What = std::variant<store::LogRecord, store::NotesRecord, Copy, Reset, Offered, Untold>;
  Frame(std::string text, What w) : std::string(std::move(text)), what(std::move(w)) {}
  What what;
};

// What a copy shows, but for what moves with every event.
std::string shown(const desk::Conversation& c, const std::vector<std::string>& online, chat::Audience to);

class Encoder final : public chat::Encoder {
public:
  chat::Frame log_event(const store::LogRecord& event, bool to_author) override;
  chat::Frame notes_event(const store::NotesRecord& event, bool to_author) override;
  chat::Frame conversation(const store::ConversationView& view, chat::Audience to,
                           desk::Because because) override;
  chat::Frame reset(const std::string& conversation, bool notes, const std::string& epoch,
                    store::Seq last) override;
  chat::Frame signal(const std::string& conversation, const store::Signal& signal,
                     chat::Audience to) override;
  chat::Frame offer(const std::string& conversation, const chat::OpenOffer& offer) override;
  chat::Frame offer_withdrawn(const std::string& conversation, chat::OfferEnd reason) override;
  chat::Frame listed(const store::Listed& entry, bool gone) override;
  chat::Frame queue(const chat::QueueStatus& status) override;
  chat::Frame place(const std::string& conversation, std::uint64_t position,
                    std::optional<desk::Duration> wait) override;
};

}  // namespace baton::sim

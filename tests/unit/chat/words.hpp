// Frames as words that a test can read, and a client that follows the contract: what it would show after all
// it heard. It notes everything that a server must never send it.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/chat/hub.hpp"

namespace baton::test {

std::string words(const desk::LogKind& kind);
std::string words(const desk::NotesKind& kind);
// The part of a copy that the sequences and the place in the queue do not move.
std::string words(const desk::Conversation& c, const std::vector<std::string>& online, chat::Audience to);

// log <seq> <epoch> <kind>[:<text>] [cid=…] · notes … · copy <because> … · reset <log> <epoch> <last> ·
// signal … · offer <kind> · offer.withdrawn <reason> · queue <department> <waiting> <longest wait> <online>
// <free slots> · place <conversation> <position> <wait> · listed <department> <seq> <id> <words of the
// summary, or gone>
class WordEncoder final : public chat::Encoder {
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

// What a client of one conversation shows.
struct Replica {
  explicit Replica(const std::vector<std::string>& heard) {
    for (const auto& frame : heard) take(frame);
  }
  void take(const std::string& frame);

  bool told = false;  // its copy came
  std::string copy;   // the last one, without its reason and sequences
  std::string because;
  std::string epoch;
  std::map<std::string, std::vector<std::string>> shown;  // log → kinds, in order
  std::vector<std::string> faults;
  int duplicates = 0;
  int resets = 0;
  int copies = 0;
};

// What the store has, as a Replica shows it.
template <class Kept>
std::vector<std::string> kinds(const std::vector<Kept>& log) {
  std::vector<std::string> out;
  for (const auto& kept : log) out.push_back(words(kept.event.what));
  return out;
}

}  // namespace baton::test

// The hub's words on the wire.
#pragma once
#include "server/chat/hub.hpp"

namespace baton::api {

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

}  // namespace baton::api

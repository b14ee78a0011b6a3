// Each frame is encoded once for all who get the same bytes.
#include "server/api/encoder.hpp"

#include "server/api/convert.hpp"

namespace baton::api {
namespace {

namespace notify = protocol::notify;

chat::Frame frame(std::string bytes) { return std::make_shared<const std::string>(std::move(bytes)); }

protocol::Cid shown(bool to_author) { return to_author ? protocol::Cid::shown : protocol::Cid::hidden; }

struct SignalFrame {
  const std::string& conversation;
  chat::Audience to;

  std::string operator()(const store::TypingSignal& s) const {
    notify::Typing out;
    out.conversation = conversation;
    out.by = author(s.by);
    out.on = s.on;
    if (to == chat::Audience::staff) out.preview = s.preview;
    return protocol::notification_frame(out);
  }
  std::string operator()(const store::ReadSignal& s) const {
    notify::Read out;
    out.conversation = conversation;
    out.by = author(s.by);
    out.log = s.notes ? protocol::Log::notes : protocol::Log::log;
    out.seq = static_cast<std::int64_t>(s.seq);
    return protocol::notification_frame(out);
  }
  std::string operator()(const store::PresenceSignal& s) const {
    notify::PresenceOf out;
    out.conversation = conversation;
    out.by = author(s.by);
    out.online = s.online;
    if (s.presence) out.presence = same_word<protocol::Presence>(*s.presence);
    return protocol::notification_frame(out);
  }
};

}  // namespace

chat::Frame Encoder::log_event(const store::LogRecord& event, bool to_author) {
  return frame(protocol::event_frame(wire(event), shown(to_author)));
}

chat::Frame Encoder::notes_event(const store::NotesRecord& event, bool to_author) {
  return frame(protocol::event_frame(wire(event), shown(to_author)));
}

chat::Frame Encoder::conversation(const store::ConversationView& view, chat::Audience to,
                                  desk::Because because) {
  const auto word = same_word<protocol::Because>(because);
  if (to == chat::Audience::visitor)
    return frame(protocol::notification_frame(notify::VisitorConversationChanged{visitor_copy(view), word}));
  return frame(protocol::notification_frame(notify::StaffConversationChanged{staff_copy(view), word}));
}

chat::Frame Encoder::reset(const std::string& conversation, bool notes, const std::string& epoch,
                           store::Seq last) {
  notify::Reset out;
  out.conversation = conversation;
  out.log = notes ? protocol::Log::notes : protocol::Log::log;
  out.epoch = epoch;
  out.last = static_cast<std::int64_t>(last);
  return frame(protocol::notification_frame(out));
}

chat::Frame Encoder::signal(const std::string& conversation, const store::Signal& signal, chat::Audience to) {
  return frame(std::visit(SignalFrame{conversation, to}, signal));
}

chat::Frame Encoder::offer(const std::string& conversation, const chat::OpenOffer& offer) {
  return frame(protocol::notification_frame(api::offer(conversation, offer)));
}

chat::Frame Encoder::offer_withdrawn(const std::string& conversation, chat::OfferEnd reason) {
  return frame(protocol::notification_frame(
      notify::OfferWithdrawn{conversation, same_word<protocol::OfferEnd>(reason)}));
}

chat::Frame Encoder::listed(const store::Listed& entry, bool gone) {
  return frame(protocol::notification_frame(api::listed(entry, gone)));
}

chat::Frame Encoder::queue(const chat::QueueStatus& status) {
  return frame(protocol::notification_frame(department_queue(status)));
}

chat::Frame Encoder::place(const std::string& conversation, std::uint64_t position,
                           std::optional<desk::Duration> wait) {
  notify::VisitorQueue out;
  out.conversation = conversation;
  out.position = static_cast<std::int64_t>(position);
  out.wait_ms = wait;
  return frame(protocol::notification_frame(out));
}

}  // namespace baton::api

// The hub's frames as values.
#include "tests/simulation/frames.hpp"

#include <algorithm>

namespace baton::sim {

const char* name(Do what) {
  static constexpr const char* names[] = {
      "hello", "start", "send",     "rate",    "solve",   "consent", "close",   "take", "answer", "transfer",
      "note",  "tag",   "presence", "observe", "requeue", "flag",    "propose", "back", "sync"};
  return names[static_cast<int>(what)];
}

std::string shown(const desk::Conversation& c, const std::vector<std::string>& online, chat::Audience to) {
  const bool visitor = to == chat::Audience::visitor;
  const auto state = visitor && c.state == desk::State::offered ? desk::State::queued : c.state;
  std::string text = c.department;
  text += static_cast<char>('0' + static_cast<int>(state));
  text += static_cast<char>('0' + static_cast<int>(c.solved));
  if (c.owner) text += " owner " + c.owner->id;
  if (c.pending) text += " to " + c.pending->to;
  // Who has left a conversation comes and goes without a word to it.
  const auto here = desk::staff_subscribed(c);
  for (const auto& id : online)
    if (id == c.visitor.id || std::find(here.begin(), here.end(), id) != here.end()) text += " online " + id;
  if (visitor) return text;
  text += static_cast<char>('0' + static_cast<int>(c.priority));
  for (const auto& tag : c.tags) text += " tag " + tag;
  if (const auto* o = c.opportunity()) text += " opportunity " + std::to_string(static_cast<int>(o->state));
  return text;
}

namespace {

chat::Frame frame(std::string text, Frame::What what) {
  return std::make_shared<const Frame>(std::move(text), std::move(what));
}

}  // namespace

chat::Frame Encoder::log_event(const store::LogRecord& event, bool to_author) {
  auto copy = event;
  if (!to_author) copy.event.cid.clear();
  return frame("", std::move(copy));
}
chat::Frame Encoder::notes_event(const store::NotesRecord& event, bool to_author) {
  auto copy = event;
  if (!to_author) copy.event.cid.clear();
  return frame("", std::move(copy));
}
chat::Frame Encoder::conversation(const store::ConversationView& view, chat::Audience to,
                                  desk::Because because) {
  return frame(shown(view.body, view.online, to) + " " + view.hot.epoch, Copy{view, because});
}
chat::Frame Encoder::reset(const std::string& conversation, bool notes, const std::string& epoch,
                           store::Seq last) {
  return frame("", Reset{conversation, notes, epoch, last});
}
chat::Frame Encoder::offer(const std::string& conversation, const chat::OpenOffer&) {
  return frame("", Offered{conversation, true});
}
chat::Frame Encoder::offer_withdrawn(const std::string& conversation, chat::OfferEnd) {
  return frame("", Offered{conversation, false});
}
chat::Frame Encoder::signal(const std::string&, const store::Signal&, chat::Audience) {
  return frame("", Untold{});
}
chat::Frame Encoder::listed(const store::Listed&, bool) { return frame("", Untold{}); }
chat::Frame Encoder::queue(const chat::QueueStatus&) { return frame("", Untold{}); }
chat::Frame Encoder::place(const std::string&, std::uint64_t, std::optional<desk::Duration>) {
  return frame("", Untold{});
}

}  // namespace baton::sim

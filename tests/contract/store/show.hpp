// Replies of a store as text that a person can read and a test can compare. Times that the store's clock made
// are left out (so are the places of the ledger, which are times); those of a body are values of the caller
// and stay.
#pragma once
#include <string>
#include <vector>

#include "server/store/commit.hpp"
#include "server/store/records.hpp"
#include "server/store/result.hpp"
#include "server/store/views.hpp"

namespace baton::test {

std::string show(store::Fault fault);
std::string show(desk::State state);
std::string show(desk::Because because);
std::string show(const desk::LogKind& what);
std::string show(const desk::NotesKind& what);
std::string show(const store::LogRecord& event);
std::string show(const store::NotesRecord& event);
std::string show(const store::Signal& signal);
std::string show(const store::Notice& notice);
std::string show(const desk::Conversation& c);
std::string show(const desk::Staff& s);
std::string show(const desk::Visitor& v);
std::string show(const desk::Settings& s);
std::string show(const store::ConversationView& view);
std::string show(const store::StaffView& view);
std::string show(const store::VisitorView& view);
std::string show(const store::DeskView& view);
std::string show(const store::Listed& entry);
std::string show(const store::FeedPage& page);
std::string show(const store::Lists& lists);
std::string show(const store::QueuesView& view);
std::string show(const std::vector<std::optional<std::uint64_t>>& positions);
std::string show(const store::LedgerPage& page);
std::string show(const store::Check& check);
std::string show(const store::Appended& answer);
std::string show(const store::Committed& answer);
std::string show(const store::First& first);
std::string show(const store::Resumed& answer);
std::string show(const store::Greeting& greeting);
std::string show(const store::Due& due);

template <class Event>
std::string show(const store::Page<Event>& page) {
  static constexpr const char* names[] = {"ok", "rollback", "gone"};
  std::string text = std::string(names[static_cast<int>(page.status)]) + " last=" + std::to_string(page.last);
  for (const auto& event : page.events) text += "\n    " + show(event);
  return text;
}

inline std::string join(const std::vector<std::string>& words) {
  std::string text = "[";
  for (const auto& word : words) text += (text.size() > 1 ? " " : "") + word;
  return text + "]";
}

}  // namespace baton::test

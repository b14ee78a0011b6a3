// Values of the desk and the store as values of the wire. A visitor's copy is another type than a staff one,
// made by another function: what it leaves out it cannot hold.
#pragma once
#include <string>
#include <vector>

#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "server/chat/hub.hpp"
#include "server/chat/use_cases.hpp"

namespace baton::api {

protocol::LogEvent wire(const store::LogRecord& event);
// A note that was withheld from its reader has no words here, whatever is left in the record.
protocol::NotesEvent wire(const store::NotesRecord& event);
protocol::VisitorConversation visitor_copy(const store::ConversationView& view);
protocol::StaffConversation staff_copy(const store::ConversationView& view);
protocol::Summary summary(const desk::Conversation& listed);
protocol::notify::Listed listed(const store::Listed& entry, bool gone);
chat::States states(const std::optional<std::vector<protocol::State>>& asked);
protocol::StaffMember colleague(const store::StaffView& view);
protocol::notify::DepartmentQueue department_queue(const chat::QueueStatus& status);
protocol::StaffYou you(const desk::Staff& staff);
protocol::VisitorYou you(const desk::VisitorCard& card);
inline protocol::Person person(const desk::PersonRef& p) { return {p.id, p.name}; }
inline std::int64_t number(store::Seq seq) { return static_cast<std::int64_t>(seq); }
protocol::Author author(const desk::Actor& actor);
protocol::notify::Offer offer(const std::string& conversation, const chat::OpenOffer& offer);
protocol::Error wire(const chat::Refusal& refusal);
desk::VisitorCard card_with(desk::VisitorCard card, const std::optional<protocol::Page>& page,
                            const std::optional<std::string>& locale);
std::map<std::string, desk::Attribute> attributes(const protocol::Attributes& from);

// Nullopt unless exactly one of the two is set, which is then the error of it.
std::optional<chat::To> target(const protocol::To& to);
protocol::Error no_target();

template <class To, class From>
To same_word(From value) {
  return static_cast<To>(
      static_cast<int>(value));  // the word lists of desk and wire are in one order (tested)
}

}  // namespace baton::api

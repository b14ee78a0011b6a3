// Stored bodies: JSON with `sv`, the version of their schema, and the wire's words as names. Decoding a text
// of another `sv`, or one that does not fit, is Fault::corrupt; what was encoded here decodes to an equal
// value.
#pragma once
#include <string>
#include <string_view>

#include "server/desk/conversation.hpp"
#include "server/desk/person.hpp"
#include "server/desk/site.hpp"
#include "server/store/result.hpp"

namespace baton::store {

std::string encode_conversation(const desk::Conversation& body);
std::string encode_staff(const desk::Staff& body);
std::string encode_visitor(const desk::Visitor& body);
std::string encode_settings(const desk::Settings& body);

Result<desk::Conversation> decode_conversation(std::string_view text);
Result<desk::Staff> decode_staff(std::string_view text);
Result<desk::Visitor> decode_visitor(std::string_view text);
Result<desk::Settings> decode_settings(std::string_view text);

}  // namespace baton::store

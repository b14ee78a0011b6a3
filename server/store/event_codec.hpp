// The JSON of an event, as it lies in a stream's field `e` and in a publication. Two families of functions:
// nothing of `notes` can be written to or read from the customer's log (law L8). A text that does not fit is
// Fault::corrupt.
#pragma once
#include <string>
#include <string_view>

#include "server/desk/event.hpp"
#include "server/store/result.hpp"

namespace baton::store {

std::string encode_log_event(const desk::LogEvent& event);
std::string encode_notes_event(const desk::NotesEvent& event);

Result<desk::LogEvent> decode_log_event(std::string_view text);
Result<desk::NotesEvent> decode_notes_event(std::string_view text);

}  // namespace baton::store

// A frame of every sort that the server sends, encoded by protocol/, under the names of the golden files
// `server.*`.
#pragma once

#include <map>
#include <string>

namespace baton::protocol::test {

// Name of the golden case → frame.
std::map<std::string, std::string> result_samples();
std::map<std::string, std::string> error_samples();
std::map<std::string, std::string> event_samples();
std::map<std::string, std::string> notification_samples();

// Those of the hand-off, which the ones above include.
std::map<std::string, std::string> handoff_results();
std::map<std::string, std::string> handoff_events();
std::map<std::string, std::string> handoff_notifications();

}  // namespace baton::protocol::test

// The bodies of the HTTP interface: sign-in and the transcript.
#pragma once

#include "protocol/conversation.hpp"
#include "protocol/event.hpp"

namespace baton::protocol {

// Body of POST /api/v1/sessions. A wrong e-mail or password is 4103, so their form is not judged here.
struct SessionRequest {
  std::string site = "default", email, password;
  static constexpr auto fields = std::tuple{defaulted("site", &SessionRequest::site, opaque(64)),
                                            field("email", &SessionRequest::email, string(254)),
                                            field("password", &SessionRequest::password, string(1024))};
  bool operator==(const SessionRequest&) const = default;
};

struct SessionAnswer {
  std::string token;
  StaffYou staff;
  static constexpr auto fields =
      std::tuple{field("token", &SessionAnswer::token), field("staff", &SessionAnswer::staff)};
};

struct VisitorTranscript {
  VisitorConversation conversation;
  std::vector<LogEvent> log;
  static constexpr auto fields = std::tuple{field("conversation", &VisitorTranscript::conversation),
                                            field("log", &VisitorTranscript::log)};
};

struct StaffTranscript {
  StaffConversation conversation;
  std::vector<LogEvent> log;
  std::vector<NotesEvent> notes;
  static constexpr auto fields =
      std::tuple{field("conversation", &StaffTranscript::conversation), field("log", &StaffTranscript::log),
                 field("notes", &StaffTranscript::notes)};
};

}  // namespace baton::protocol

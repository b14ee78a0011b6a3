// The transcript of a conversation, whole: JSON, or lines of text. A visitor's is made from the visitor's
// types, so that nothing of the notes is at hand (law L8).
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "server/api/convert.hpp"
#include "server/api/gate.hpp"

namespace baton::api {
namespace asio = boost::asio;
namespace {

constexpr int page_size = 200;

std::string iso(desk::Time at) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(at / 1000)),
                     at % 1000);
}

// Bytes at `at` that some reader takes for the end of a line: a control character, or U+0085, U+2028, U+2029.
std::size_t line_break(std::string_view text, std::size_t at) {
  const auto c = static_cast<unsigned char>(text[at]);
  if (c < 0x20 && c != '\t') return 1;
  if (text.substr(at).starts_with("\u0085")) return 2;
  if (text.substr(at).starts_with("\u2028") || text.substr(at).starts_with("\u2029")) return 3;
  return 0;
}

// With `instead` for every line break, so that nothing in it stands at the beginning of a line.
std::string without_breaks(std::string_view text, std::string_view instead) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto size = line_break(text, at);
    if (size == 0)
      out += text[at++];
    else if (!text.substr(at).starts_with("\r\n"))  // one break, said by its second half
      out += instead;
    at += size;
  }
  return out;
}

// What a reader of the text sees of an event.
std::string words(const protocol::LogEvent& event) {
  std::string text(
      std::visit([](const auto& body) { return std::decay_t<decltype(body)>::kind; }, event.body));
  text = "[" + text + "]";
  if (const auto* message = std::get_if<protocol::event::Message>(&event.body)) text = message->text;
  if (const auto* closed = std::get_if<protocol::event::Closed>(&event.body))
    text = fmt::format("[closed: {}]", protocol::word(closed->reason));
  if (const auto* assigned = std::get_if<protocol::event::Assigned>(&event.body))
    text = fmt::format("[assigned to {}]", assigned->to.name);
  if (const auto* question = std::get_if<protocol::event::HandoffProposed>(&event.body))
    text =
        fmt::format("[asked whether {} may take over: {}]", question->to_team, question->pitch.value_or("-"));
  if (const auto* to = std::get_if<protocol::event::HandedOff>(&event.body))
    text = fmt::format("[handed off to {}]", to->to.name);
  if (const auto* to = std::get_if<protocol::event::HandedBack>(&event.body))
    text = fmt::format("[handed back to {}]", to->to.name);
  if (const auto* gap = std::get_if<protocol::event::Gap>(&event.body))
    text = fmt::format("[messages lost: {}]", gap->lost);
  return without_breaks(text, "\n    ");
}

std::string as_text(const std::vector<protocol::LogEvent>& log) {
  std::string out;
  for (const auto& e : log) {
    const auto name =
        e.by.name.empty() ? std::string(protocol::word(e.by.role)) : without_breaks(e.by.name, " ");
    out += fmt::format("[{}] {}: {}\n", iso(e.at), name, words(e));
  }
  return out;
}

// All pages of one of the two logs.
template <class Page>
using ReadPage = chat::Task<Page> (chat::Conversations::*)(chat::Caller, std::string, store::Seq, std::string,
                                                           int);

template <class Wire, class Page>
asio::awaitable<chat::Result<std::vector<Wire>>> whole(chat::Conversations& conversations,
                                                       ReadPage<Page> read, chat::Caller caller,
                                                       std::string conversation) {
  std::vector<Wire> all;
  store::Seq after = 0;
  for (;;) {
    const auto page = co_await (conversations.*read)(caller, conversation, after, "", page_size);
    if (!page) co_return page.error();
    for (const auto& e : page->events) {
      all.push_back(api::wire(e));
      all.back().cid.reset();
      after = e.seq;
    }
    if (page->events.empty() || after >= page->last) co_return all;
  }
}

}  // namespace

asio::awaitable<net::Response> Gate::transcript(const net::Request& request, std::string conversation) {
  auto token = bearer(request);
  chat::Caller caller;
  if (const auto visitor = node_.accounts().visitor_in(token)) {
    desk::VisitorCard card;
    card.id = *visitor;
    caller = chat::Caller::of(card);
  } else {
    if (token.empty()) token = session_cookie(request);
    if (token.empty()) co_return problem(protocol::make_error(protocol::ErrorCode::not_authenticated));
    const auto session = co_await node_.accounts().session(token);
    if (!session) co_return problem(wire(session.error()));
    caller = chat::Caller::of(session->staff);
  }
  const auto view = co_await node_.conversations().get(caller, conversation);
  if (!view) co_return problem(wire(view.error()));
  auto log = co_await whole<protocol::LogEvent>(node_.conversations(), &chat::Conversations::log, caller,
                                                conversation);
  if (!log) co_return problem(wire(log.error()));
  const auto& query = request.query;
  const bool text = query == "format=text" || query.find("&format=text") != std::string::npos;
  if (!text && query.find("format=") != std::string::npos && query.find("format=json") == std::string::npos) {
    auto wrong = protocol::invalid_params("format", "The format is json or text.");
    co_return problem(wrong);
  }
  net::Response response(200);
  if (text) {
    response = net::Response(200, "text/plain; charset=utf-8", as_text(*log));
  } else if (caller.is_staff()) {
    auto notes = co_await whole<protocol::NotesEvent>(node_.conversations(), &chat::Conversations::notes,
                                                      caller, conversation);
    if (!notes) co_return problem(wire(notes.error()));
    const protocol::StaffTranscript whole{staff_copy(*view), std::move(*log), std::move(*notes)};
    response = net::Response(200, "application/json", protocol::to_json(whole));
  } else {
    const protocol::VisitorTranscript whole{visitor_copy(*view), std::move(*log)};
    response = net::Response(200, "application/json", protocol::to_json(whole));
  }
  response.set("Cache-Control", "no-store");
  response.set("Content-Disposition",
               fmt::format("attachment; filename=\"conversation.{}\"", text ? "txt" : "json"));
  co_return response;
}

}  // namespace baton::api

// The ledger as a file: CSV for spreadsheets, NDJSON for programs. A page of it at a time, as many bytes as
// an answer may have; where there is more, `Link: <…>; rel="next"` leads on, and the pages add up to one
// file.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/url/parse_query.hpp>
#include <charconv>

#include "server/api/convert.hpp"
#include "server/api/convert_handoff.hpp"
#include "server/api/csv.hpp"
#include "server/api/gate.hpp"

namespace baton::api {
namespace asio = boost::asio;
namespace {

struct Asked {
  bool csv = true;
  std::int64_t from = 0;
  std::int64_t to = protocol::max_integer;
  std::optional<std::string> cursor;
};

std::optional<std::int64_t> time_of(const std::string& text) {
  std::int64_t time = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, time);
  if (read.ec != std::errc() || read.ptr != end || time < 0 || time > protocol::max_integer)
    return std::nullopt;
  return time;
}

boost::system::result<Asked, protocol::Error> asked_in(const std::string& query) {
  const auto fields = boost::urls::parse_query(query);
  if (!fields) return protocol::invalid_params("query", "This is not a query.");
  Asked asked;
  for (const auto field : *fields) {
    const auto key = field.key.decode();
    const auto value = field.value.decode();
    if (key == "format") {
      if (value != "csv" && value != "ndjson")
        return protocol::invalid_params(key, "The format is csv or ndjson.");
      asked.csv = value == "csv";
    } else if (key == "from" || key == "to") {
      const auto time = time_of(value);
      if (!time) return protocol::invalid_params(key, "This must be a time in ms.");
      if (key == "from")
        asked.from = *time;
      else
        asked.to = *time;
    } else if (key == "cursor") {
      asked.cursor = value;
    }
  }
  return asked;
}

std::string next_page(const Asked& asked, const std::string& cursor) {
  return fmt::format("</api/v1/ledger?format={}&from={}&to={}&cursor={}>; rel=\"next\"",
                     asked.csv ? "csv" : "ndjson", asked.from, asked.to, cursor);
}

}  // namespace

asio::awaitable<net::Response> Gate::ledger(const net::Request& request) {
  auto token = bearer(request);
  if (token.empty()) token = session_cookie(request);
  if (token.empty()) co_return problem(protocol::make_error(protocol::ErrorCode::not_authenticated));
  const auto session = co_await node_.accounts().session(std::move(token));
  if (!session) co_return problem(wire(session.error()));
  const auto caller = chat::Caller::of(session->staff);
  auto asked = asked_in(request.query);
  if (!asked) co_return problem(asked.error());
  std::string body;
  if (asked->csv && !asked->cursor) append_csv_header<protocol::LedgerLine>(body);
  auto cursor = asked->cursor;
  bool more = true;
  while (more) {
    const auto page = co_await node_.handoffs().ledger(caller, asked->from, asked->to, cursor);
    if (!page) co_return problem(wire(page.error()));
    more = page->cursor.has_value();
    for (const auto& line : page->lines) {
      if (body.size() >= options_.ledger_bytes) {
        more = true;
        break;
      }
      const auto shown = ledger_line(line);
      if (asked->csv)
        append_csv(body, shown);
      else
        body.append(protocol::to_json(shown)).append(1, '\n');
      cursor = line.id;
    }
    if (body.size() >= options_.ledger_bytes) break;
  }
  net::Response response(200, asked->csv ? "text/csv; charset=utf-8" : "application/x-ndjson",
                         std::move(body));
  response.set("Cache-Control", "no-store");
  response.set("Content-Disposition",
               fmt::format("attachment; filename=\"ledger.{}\"", asked->csv ? "csv" : "ndjson"));
  if (more && cursor) response.set("Link", next_page(*asked, *cursor));
  co_return response;
}

}  // namespace baton::api

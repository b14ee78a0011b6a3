// Quoting (RFC 4180), and texts that are no formulas (OWASP, CSV injection).
#include "server/api/csv.hpp"

#include <algorithm>
#include <array>

namespace baton::api {
namespace {

using namespace std::string_view_literals;

// By what formulas begin in the spreadsheets there are; some skip white space in front, and some take the
// full-width forms for the same.
constexpr std::array beginnings{"="sv,  "+"sv,  "-"sv,  "@"sv,  "\t"sv, "\r"sv,
                                "\n"sv, "＝"sv, "＋"sv, "－"sv, "＠"sv};

bool is_formula(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return std::ranges::any_of(beginnings, [&](std::string_view begin) { return text.starts_with(begin); });
}

}  // namespace

void append_cell(std::string& out, std::string_view text) {
  const bool formula = is_formula(text);
  const bool quoted = formula || text.find_first_of(",\"\r\n") != std::string_view::npos;
  if (quoted) out += '"';
  if (formula) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  if (quoted) out += '"';
}

}  // namespace baton::api

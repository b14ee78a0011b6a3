// Strings that keep to a rule and try its edges: every sort of character, and every length up to the limit.
#include "generate.hpp"

#include "protocol/money.hpp"

namespace baton::protocol::test {
namespace {

using Kind = StringRule::Kind;

std::string of_pieces(std::size_t count, const std::vector<std::string>& pieces) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += *rc::gen::elementOf(pieces);
  return out;
}

const std::vector<std::string>& any_piece() {
  using namespace std::string_literals;
  static const std::vector<std::string> pieces{"a", "Z",      "0",      " ",      "\""s,  "\\",
                                               "/", "\n",     "\t",     "\0"s,    "\x01", "\x7f",
                                               "é", "\u0085", "\u2028", "\u202e", "🙂", "\uffff"};
  return pieces;
}

}  // namespace

std::string generate_string(const StringRule& rule) {
  static const std::vector<std::string> safe{"a", "Z", "0", "_", "-"};
  const std::size_t most = std::min<std::size_t>(rule.max, 80);
  const auto shorter = [&](std::size_t least) { return *rc::gen::inRange(least, most + 1); };
  switch (rule.kind) {
    case Kind::id:
    case Kind::cid:
      return of_pieces(shorter(1), safe);
    case Kind::text:
      return "x" + of_pieces(shorter(1) - 1, any_piece());
    case Kind::email:
      return of_pieces(*rc::gen::inRange<std::size_t>(1, 9), safe) + "@b.c";
    case Kind::currency:
      return std::string(*rc::gen::elementOf(protocol::currencies()));
    case Kind::plain:
    case Kind::opaque:
      break;
  }
  return of_pieces(shorter(0), any_piece());
}

}  // namespace baton::protocol::test

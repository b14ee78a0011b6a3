// Reads MOVED, ASK and their kin.
#include "server/redis/slot.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "server/redis/info.hpp"

namespace baton::redis {
namespace {

std::string_view code_of(std::string_view error) { return error.substr(0, error.find(' ')); }

// What stands before the next `mark`, taken from the front of `text` with the mark.
std::string_view cut_word(std::string_view& text, char mark) {
  const auto end = std::min(text.find(mark), text.size());
  const auto word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

// Of "127.0.0.1:6381"; nothing when it is no place. Without a host it is that of `asked`.
std::optional<Place> place_of(std::string_view text, const std::string& asked) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  Place place{std::string(text.substr(0, colon)), 0};
  const auto* end = text.data() + text.size();
  const auto [stopped, wrong] = std::from_chars(text.data() + colon + 1, end, place.port);
  if (wrong != std::errc() || stopped != end || place.port == 0 || place.host == "?") return std::nullopt;
  if (place.host.empty()) place.host = asked;
  return place;
}

}  // namespace

std::vector<Command> slot_question(const std::string& key) {
  std::vector<Command> commands;
  commands.emplace_back("EXISTS", key);
  commands.emplace_back("CLUSTER", "INFO");
  return commands;
}

SlotAnswer slot_answer(const Reply& probe, const Reply& info, const std::string& asked) {
  using Slot = SlotAnswer::Slot;
  if (info.is_error()) return {Slot::unknown, {}, "it is no cluster's: " + info.text};
  if (probe.is_error() && code_of(probe.text) == "MOVED") {
    std::string_view last = probe.text;
    last.remove_prefix(last.rfind(' ') + 1);
    const auto place = place_of(last, asked);
    if (!place) return {Slot::nowhere, {}, "it names a master without an address: " + probe.text};
    return {Slot::elsewhere, *place, "another master has the slot: " + probe.text};
  }
  // Some answer reads although they serve no writes (cluster-allow-reads-when-down).
  const auto state = info_field(info.text, "cluster_state");
  if (!probe.is_error() && state != "ok")
    return {Slot::nowhere, {}, "cluster_state is " + std::string(state)};
  if (!probe.is_error()) return {Slot::here, {}, {}};
  if (code_of(probe.text) == "ASK")
    return {Slot::leaving, {}, std::string(why_to_leave(probe.text)) + ": " + probe.text};
  const bool down = code_of(probe.text) == "CLUSTERDOWN";
  return {down ? Slot::nowhere : Slot::unknown, {}, "it does not serve the slot: " + probe.text};
}

std::vector<ClusterNode> nodes_in(std::string_view text, const std::string& asked) {
  std::vector<ClusterNode> nodes;
  while (!text.empty()) {
    auto line = cut_word(text, '\n');
    cut_word(line, ' ');  // its id
    auto address = cut_word(line, ' ');
    const auto flags = "," + std::string(cut_word(line, ' ')) + ",";
    const auto is = [&](std::string_view flag) { return flags.find(flag) != std::string::npos; };
    const auto place = place_of(cut_word(address, '@'), asked);
    if (place) nodes.push_back({*place, is(",master,") && !is(",myself,") && !is(",fail,")});
  }
  return nodes;
}

std::string_view why_to_leave(std::string_view error_text) {
  static constexpr std::pair<std::string_view, std::string_view> reasons[] = {
      {"READONLY", "this Redis became a replica"},
      {"MOVED", "another master has the slot now"},
      {"ASK", "the slot is being moved to another master"},
      {"CLUSTERDOWN", "the cluster does not serve the slot"},
  };
  for (const auto& [code, why] : reasons)
    if (code_of(error_text) == code) return why;
  return {};
}

}  // namespace baton::redis

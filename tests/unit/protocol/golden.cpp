// Expands what the golden files abbreviate: `frame_hex`, `frame_parts` and `{"$repeat":[text, times]}`.
#include "golden.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace baton::protocol::test {
namespace {

using nlohmann::json;

std::string repeat(const json& run) {
  std::string out;
  const auto unit = run.at(0).get<std::string>();
  for (int i = 0; i < run.at(1).get<int>(); ++i) out += unit;
  return out;
}

json expand(const json& value) {
  if (value.is_object() && value.contains("$repeat")) return repeat(value["$repeat"]);
  if (!value.is_structured()) return value;
  json out = value;
  for (auto& item : out) item = expand(item);
  return out;
}

std::string frame_of(const json& one) {
  if (one.contains("frame")) return one["frame"].get<std::string>();
  std::string out;
  if (one.contains("frame_hex")) {
    const auto hex = one["frame_hex"].get<std::string>();
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
      out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return out;
  }
  for (const json& part : one.at("frame_parts")) out += repeat(part);
  return out;
}

}  // namespace

std::string read_text(const std::string& path_in_repository) {
  std::ifstream in(std::string(BATON_SOURCE_DIR) + '/' + path_in_repository, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path_in_repository);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<GoldenCase> golden_cases(const std::string& file) {
  std::vector<GoldenCase> out;
  const json document = json::parse(read_text("protocol/golden/" + file + ".json"));
  for (const json& one : document.at("cases")) out.push_back({file, expand(one), frame_of(one)});
  return out;
}

std::vector<std::string> golden_files() {
  std::vector<std::string> out;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(BATON_SOURCE_DIR) + "/protocol/golden"))
    if (entry.path().extension() == ".json") out.push_back(entry.path().stem().string());
  std::ranges::sort(out);
  return out;
}

}  // namespace baton::protocol::test

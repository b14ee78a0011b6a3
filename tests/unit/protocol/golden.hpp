// Reads the golden vectors of protocol/golden: language-neutral cases that TypeScript tests run as well.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace baton::protocol::test {

struct GoldenCase {
  std::string file;      // `message.send`
  nlohmann::json value;  // the case as written, `$repeat` expanded
  std::string frame;     // its bytes

  std::string name() const { return file + ": " + value.at("name").get<std::string>(); }
};

// The cases of one file, by its name without `.json`.
std::vector<GoldenCase> golden_cases(const std::string& file);
// The names of all files, sorted. Those of frames from the server begin with `server.`, those for clients
// only with `client.`, those of HTTP bodies with `http.`.
std::vector<std::string> golden_files();
std::string read_text(const std::string& path_in_repository);

}  // namespace baton::protocol::test

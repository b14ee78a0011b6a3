// baton: reads the command line and does what it says.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <exception>
#include <variant>

#include "server/app.hpp"

namespace {

struct Run {
  int operator()(const baton::Version&) const {
    fmt::print("baton {}\n", BATON_VERSION);
    return 0;
  }
  template <class Command>
  int operator()(const Command& command) const {
    return baton::run(command);
  }
};

}  // namespace

int main(int argc, char** argv) {
  // Standard output is for what a command was asked for.
  spdlog::set_default_logger(spdlog::stderr_logger_mt("baton"));
  try {
    const auto parsed = baton::parse_command_line(argc, argv, baton::Environment::of_process());
    if (const auto* exit = std::get_if<baton::Exit>(&parsed)) {
      std::fputs(exit->out.c_str(), stdout);
      std::fputs(exit->err.c_str(), stderr);
      return exit->code;
    }
    return std::visit(Run(), std::get<baton::Command>(parsed));
  } catch (const std::exception& e) {
    fmt::print(stderr, "baton: ended with a bug: {}\n", e.what());
    return 70;
  }
}

// What is left of the configuration's face: the generated documentation and the password prompt.
#include "server/config.hpp"

#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "server/config_registry.hpp"

namespace baton {
namespace {

// Typed characters are not shown while it lives; what was set before comes back.
class EchoOff {
public:
  EchoOff() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= static_cast<tcflag_t>(~ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  ~EchoOff() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;

private:
  termios before_{};
  bool changed_ = false;
};

}  // namespace

std::string config_docs() {
  std::string text =
      "| option | environment | short flag | value | default | what |\n| --- | --- | --- | --- | --- | --- "
      "|\n";
  const auto code = [](std::string_view word) { return "`" + std::string(word) + "`"; };
  for (const Option& option : registry()) {
    const std::string file = option.secret ? ", " + code(env_name(option) + "_FILE") : "";
    text +=
        "| " + code(option.name) + " | " + code(env_name(option)) + file + " | " +
        (option.alias.empty() ? "" : code(option.alias)) + " | " + expected(option) + " | " +
        (option.default_text.empty() ? code(literal(option, Config{})) : std::string(option.default_text)) +
        " | " + std::string(option.help) + " |\n";
  }
  return text;
}

std::string read_password(const std::string& prompt) {
  std::string line;
  if (::isatty(STDIN_FILENO) == 0) {
    std::getline(std::cin, line);
    return line;
  }
  std::cerr << prompt << std::flush;
  {
    const EchoOff quiet;
    std::getline(std::cin, line);
  }
  std::cerr << '\n';
  return line;
}

}  // namespace baton

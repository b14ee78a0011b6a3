// Encodes with hiredis's formatter.
#include "server/redis/command.hpp"

#include <hiredis/hiredis.h>

#include <cstdlib>
#include <memory>
#include <new>

namespace baton::redis {
namespace {

std::string format(const std::vector<const char*>& data, const std::vector<std::size_t>& sizes) {
  char* raw = nullptr;
  // hiredis 0.14 wants a mutable array of const char*.
  const int length = redisFormatCommandArgv(&raw, static_cast<int>(data.size()),
                                            const_cast<const char**>(data.data()), sizes.data());
  if (length < 0) throw std::bad_alloc();
  const std::unique_ptr<char, decltype(&std::free)> owned(raw, &std::free);
  return std::string(raw, static_cast<std::size_t>(length));
}

template <class List, class View>
std::string encoded(const List& args, View view) {
  std::vector<const char*> data;
  std::vector<std::size_t> sizes;
  data.reserve(args.size());
  sizes.reserve(args.size());
  for (const auto& argument : args) {
    const std::string_view text = view(argument);
    data.push_back(text.data());
    sizes.push_back(text.size());
  }
  return format(data, sizes);
}

}  // namespace

Command::Command(const std::vector<std::string>& args)
    : bytes_(encoded(args, [](const std::string& text) { return std::string_view(text); })) {}

void Command::encode(std::span<const Argument> args) {
  bytes_ = encoded(args, [](const Argument& argument) { return argument.get(); });
}

}  // namespace baton::redis

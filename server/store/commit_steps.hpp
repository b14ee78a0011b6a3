// A unit of work as the flat stream of steps that commit_4 reads (functions/commit.lua says what each is).
// Pure.
#pragma once
#include <string>
#include <vector>

#include "server/store/commit.hpp"
#include "server/store/seal_codec.hpp"

namespace baton::store {

// A sealed conversation that the commit brings back.
struct Unsealing {
  std::string id;
  std::string blob;  // as it was read: it must still be the same
  Sealed sealed;     // decoded from it
};

std::vector<std::string> commit_steps(const Commit& commit, const std::vector<Unsealing>& unsealings);

// v, s or -: whose last message this event is.
std::string_view side_of(const desk::LogEvent& event);

}  // namespace baton::store

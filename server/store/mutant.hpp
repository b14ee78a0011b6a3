// Test-only: in a build with BATON_MUTANTS (CMake, off by default, refused where the tests are not built) the
// environment's MUTANT names one safeguard that is switched off, so that tests/faults/ can show that it is missed.
// Otherwise `mutant` is false at compile time, and nothing of this is in the program.
#pragma once
#include <string_view>
#ifdef BATON_MUTANTS
#include <cstdlib>
#endif

namespace baton::store {

#ifdef BATON_MUTANTS
inline bool mutant(std::string_view safeguard) {
  const char* name = std::getenv("MUTANT");
  return name != nullptr && safeguard == name;
}
#else
constexpr bool mutant(std::string_view) { return false; }
#endif

}  // namespace baton::store

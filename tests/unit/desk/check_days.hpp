// rapidcheck over more than a hundred days. A second rc::check of the same name in one process walks the days of the
// first once more, so that a loop around it would show nothing new.
#pragma once
#include <rapidcheck.h>

#include <string>

namespace baton::desk {

// Whether it held for that many hundreds of random stories; prints the smallest that it did not hold for.
template <class Property>
bool check_days(const std::string& name, int hundreds, Property property) {
  auto params = rc::detail::configuration().testParams;
  params.maxSuccess *= hundreds;
  rc::detail::TestMetadata metadata;
  metadata.id = metadata.description = name;
  const auto result = rc::detail::checkTestable(std::move(property), metadata, params);
  rc::detail::printResultMessage(result, std::cerr);
  std::cerr << std::endl;
  return result.template is<rc::detail::SuccessResult>();
}

}  // namespace baton::desk

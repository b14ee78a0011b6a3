// A JSON Schema checker for the keywords that the contract's schemas use. An unknown keyword throws, so that
// nothing passes for want of looking.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace baton::protocol::test {

// The schema file `protocol/schema/<name>.json` as committed.
nlohmann::json committed_schema(const std::string& name);

// Empty when the value fits the schema, else where and why not.
std::string check(const nlohmann::json& schema, const nlohmann::json& value);

}  // namespace baton::protocol::test

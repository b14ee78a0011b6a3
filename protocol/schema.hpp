// The machine-readable contract, generated from the field tables: JSON Schema (2020-12) of every method,
// event and notification, and the OpenRPC document. What is committed under protocol/ must equal what this
// yields.
#pragma once

#include <map>
#include <string>

namespace baton::protocol {

// Path below protocol/ (`schema/message.send.params.json`, `openrpc.json`) → the file's text.
std::map<std::string, std::string> contract_files();

}  // namespace baton::protocol

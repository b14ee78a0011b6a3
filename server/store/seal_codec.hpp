// The sealed form of a conversation: one string that holds everything its keys held. It begins with two lines
// in the clear, "2 <version> <people…>" and the summary, which Redis functions read; the rest is zstd. (Form
// 1 had no summary.)
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/store/records.hpp"
#include "server/store/result.hpp"

namespace baton::store {

// A stream's entry as it was stored; `log_seq` is for notes only.
struct StoredEvent {
  Seq seq = 0;
  Time at = 0;
  std::string event;
  Seq log_seq = 0;
  bool operator==(const StoredEvent&) const = default;
};

struct Sealed {
  std::map<std::string, std::string> hash;  // with `v` and `people`
  std::vector<StoredEvent> log;
  std::vector<StoredEvent> notes;
  std::vector<std::pair<std::string, std::string>> cids;
  bool operator==(const Sealed&) const = default;
};

std::string encode_sealed(const Sealed& sealed);
// Fault::corrupt when it is no sealed conversation, or one of a newer form.
Result<Sealed> decode_sealed(std::string_view blob);

}  // namespace baton::store

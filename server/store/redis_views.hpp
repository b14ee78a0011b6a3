// Replies of the Redis functions as the values that callers get. Pure; a reply that does not fit is
// Fault::corrupt.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/redis/reply.hpp"
#include "server/store/commit.hpp"
#include "server/store/result.hpp"
#include "server/store/seal_codec.hpp"

namespace baton::store {

// An array of at least `least` elements.
Result<const std::vector<redis::Reply>*> items_of(const redis::Reply& reply, std::size_t least);
std::int64_t number_of(const redis::Reply& reply);  // 0 for what is no number
Seq seq_of(const redis::Reply& reply);

// "method seq at id", the first result of a cid.
First first_of(std::string_view stored);
const std::string* first_in(const Sealed& sealed, const std::string& call);

// What `view` of read.lua gives; Fault::not_found for {gone}.
Result<ConversationView> conversation_of(const redis::Reply& view, Time now);
Result<StaffView> staff_of(const redis::Reply& item, Time now);

// The body and the rest of a hash, as the store writes it.
Result<ConversationView> view_of(const std::map<std::string, std::string>& hash);

std::vector<StoredEvent> stored_events(const redis::Reply& entries);
std::map<std::string, std::string> pairs_of(const redis::Reply& flat);

// What a sync gives, from a stream's reply or from the sealed form. `visitor`: whose it must be, or empty.
Result<Resumed> resumed_of(const redis::Reply& reply, const Position& position, const std::string& visitor,
                           int limit);

}  // namespace baton::store

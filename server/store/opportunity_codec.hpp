// Opportunities and suggestions as parts of a conversation's body, and the brief, which is an event too. For
// the codecs' .cpp files only; reading throws on what does not fit (json_codec.hpp's `guarded` catches it).
#pragma once
#include "server/desk/opportunity.hpp"
#include "server/store/json_codec.hpp"

namespace baton::store::codec {

Json json_of(const desk::Brief& brief);
Json json_of(const desk::Opportunity& opportunity);
Json json_of(const desk::Suggestion& suggestion);

desk::Brief brief_of(const Json& json);
desk::Opportunity opportunity_of(const Json& json);
desk::Suggestion suggestion_of(const Json& json);

}  // namespace baton::store::codec

// The site's rules for what could be sold, and its words of distress: pure matching of text.
#pragma once
#include <string_view>
#include <vector>

#include "server/desk/conversation.hpp"
#include "server/desk/site.hpp"

namespace baton::desk {

// The rules that fire now and have not fired in this conversation before, at most 3.
std::vector<const SuggestionRule*> suggestions(const Conversation& c, std::string_view text, const Settings& settings);

// Whether the text has one of the words: whole words or phrases, case (of ASCII and Latin letters) ignored.
bool has_words(std::string_view text, const std::vector<std::string>& words);

}  // namespace baton::desk

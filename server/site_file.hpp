// The site's settings as a TOML file: what `baton site apply` reads and `baton site export` writes. Holds no
// rule of its own: what a value may be is said by desk/settings_rules.
#pragma once
#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "server/desk/site.hpp"

namespace baton {

// Settings that may be stored, or every mistake as one line `FILE:LINE: FIELD: message`, by line, without a
// newline at the end; text that is no TOML is one line without a field. Unknown keys and wrong types come
// first: only when there is none are the values judged. `file_name` is for the messages; nothing is opened.
boost::system::result<desk::Settings, std::string> parse_site(std::string_view toml,
                                                              const std::string& file_name);

// A file with short comments, the secret included. parse_site gives back what was exported, if it may be
// stored.
std::string export_site(const desk::Settings& settings);

// One care and one sales department, all else as by default.
desk::Settings default_site();
// The same as the sample shop of the demo.
desk::Settings demo_site();

}  // namespace baton

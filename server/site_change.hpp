// New settings for a site whose conversations may stand in the way: nothing is stranded in a department that
// is no more.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "server/desk/relocation.hpp"
#include "server/store/store.hpp"

namespace baton {

// How many conversations were moved, or a sentence of what is in the way.
using Changed = boost::system::result<std::size_t, std::string>;

// Puts settings that have passed the rules in the place of those that are there. A department with
// conversations that need it is taken out only with a move that says where they go. Moves are carried out in
// three steps, each of which may be the last without harm: settings with both departments, the old one closed
// to newcomers; every conversation and person by itself; settings without the old one. Whoever is
// interrupted applies the same again.
boost::asio::awaitable<Changed> change_settings(store::Store& store, desk::Settings settings,
                                                std::vector<desk::Relocation> moves);

}  // namespace baton

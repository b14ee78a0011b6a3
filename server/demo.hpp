// The demo: the sample shop's site, who works there, and what happened before somebody looks at it.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "server/admin.hpp"

namespace baton {

// Everybody's password is `demo`, which is why a demo listens on loopback only. In the order of the contract.
const std::vector<NewStaff>& demo_accounts();

// The same for the console's sign-in page: {"accounts":[{email,name,role,password}]}.
std::string demo_accounts_json();

// Gives a fresh store the shop's settings, its people and, with `history`, some conversations that have
// ended; what is there already is left alone. Run again after it was cut short, it goes on where it stopped.
boost::asio::awaitable<Outcome> prepare_demo(store::Store& store, bool history);

// The history alone: through the use cases, as visitors and staff would have it, with the times of its
// writing. Done twice it adds nothing, because each of its calls has a `cid` of its own. (demo_history.cpp)
boost::asio::awaitable<Outcome> write_history(store::Store& store);
// Whether it was begun and not ended.
boost::asio::awaitable<boost::system::result<bool, std::string>> history_cut_short(store::Store& store);

}  // namespace baton

// Who works in the demo, and the order in which a fresh demo is made.
#include "server/demo.hpp"

#include <nlohmann/json.hpp>

#include "server/site_file.hpp"

namespace baton {
namespace asio = boost::asio;

const std::vector<NewStaff>& demo_accounts() {
  static const std::vector<NewStaff> accounts{
      {"ana@demo.test", "Ana", {"agent"}, {"care"}, 4, "demo"},
      {"ben@demo.test", "Ben", {"agent"}, {"care"}, 4, "demo"},
      {"sam@demo.test", "Sam", {"sales"}, {"sales"}, 4, "demo"},
      {"sue@demo.test", "Sue", {"supervisor"}, {"care", "sales"}, 4, "demo"},
      {"ada@demo.test", "Ada", {"admin"}, {"care", "sales"}, 4, "demo"},
  };
  return accounts;
}

std::string demo_accounts_json() {
  auto accounts = nlohmann::ordered_json::array();
  for (const auto& a : demo_accounts())
    accounts.push_back(
        {{"email", a.email}, {"name", a.name}, {"role", a.roles.front()}, {"password", a.password}});
  return nlohmann::ordered_json{{"accounts", std::move(accounts)}}.dump();
}

asio::awaitable<Outcome> prepare_demo(store::Store& store, bool history) {
  store::Reading unused;
  const auto settings = co_await store.settings(unused);
  if (!settings) co_return failed(settings.error());
  const bool fresh = settings->version == 0;
  const auto site = co_await prepare_site(store, demo_site());
  if (!site) co_return site.error();
  for (const auto& account : demo_accounts()) {
    const auto known = co_await store.password(account.email);
    if (!known) co_return failed(known.error());
    if (*known) continue;
    const auto added = co_await add_staff(store, account);
    if (!added) co_return added.error();
  }
  if (!history) co_return boost::system::in_place_value;
  const auto cut_short = co_await history_cut_short(store);
  if (!cut_short) co_return cut_short.error();
  if (!fresh && !*cut_short) co_return boost::system::in_place_value;
  co_return co_await write_history(store);
}

}  // namespace baton

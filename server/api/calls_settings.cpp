// The admins' methods.
#include "server/api/calls.hpp"
#include "server/api/convert.hpp"
#include "server/api/settings_wire.hpp"

namespace baton::api {
namespace asio = boost::asio;

asio::awaitable<Answer> Calls::answer(Call call, const protocol::GetSettings&) {
  const auto settings = co_await node_.site_settings().get(call.caller);
  if (!settings) co_return wire(settings.error());
  protocol::SettingsResult result{wire(settings->body), static_cast<std::int64_t>(settings->version)};
  co_return protocol::result_frame(call.id, result);
}

asio::awaitable<Answer> Calls::answer(Call call, const protocol::SetSettings& p) {
  auto read = read_settings(p.settings);
  chat::SiteSettings::Wanted wanted;
  wanted.settings = std::move(read.settings);
  wanted.unreadable = std::move(read.unreadable);
  for (const auto& move : p.moves.value_or(std::vector<protocol::SettingsMove>{}))
    wanted.moves.push_back({move.from, move.to});
  wanted.version = static_cast<std::uint64_t>(p.version);
  const auto changed = co_await node_.site_settings().set(call.caller, std::move(wanted));
  if (!changed) co_return wire(changed.error());
  protocol::SettingsSetResult result;
  result.version = static_cast<std::int64_t>(changed->version);
  result.moved = static_cast<std::int64_t>(changed->moved);
  co_return protocol::result_frame(call.id, result);
}

}  // namespace baton::api

// Each command opens the store, does its one thing, and says how it went.
#include "server/admin.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "server/app.hpp"
#include "server/chat/accounts.hpp"
#include "server/chat/ids.hpp"
#include "server/chat/site_change.hpp"
#include "server/node_thread.hpp"
#include "server/site_file.hpp"

namespace baton {
namespace asio = boost::asio;
namespace {

int finish(const Outcome& outcome) {
  if (outcome) return 0;
  std::cerr << "baton: " << outcome.error() << '\n';
  return 1;
}

// Opens the configuration's Redis for the time of `work`.
int with_site(const Config& config, const Work& work) {
  spdlog::set_level(spdlog::level::warn);
  UsedRedis redis;
  const auto opened = redis.open(config);
  if (!opened) return finish(opened);
  const auto done = with_store(config, redis.address(), work);
  redis.close();
  return finish(done);
}

std::optional<desk::StaffRole> role(const std::string& word) {
  if (word == "agent") return desk::StaffRole::agent;
  if (word == "sales") return desk::StaffRole::sales;
  if (word == "supervisor") return desk::StaffRole::supervisor;
  if (word == "admin") return desk::StaffRole::admin;
  return std::nullopt;
}

// Of words that the command line has checked.
std::vector<desk::StaffRole> roles_of(const std::vector<std::string>& words) {
  std::vector<desk::StaffRole> roles;
  for (const auto& word : words)
    if (const auto known = role(word)) roles.push_back(*known);
  return roles;
}

std::string lower(std::string text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string sentence(const chat::SettingsUnchanged& unchanged) {
  using Why = chat::SettingsUnchanged::Why;
  if (unchanged.why == Why::fault) return failed(unchanged.fault).error();
  if (unchanged.why != Why::stranded) return unchanged.sentence;
  return chat::sentence(unchanged.stranded, [](const std::string& department) {
    return fmt::format(" with --move {}=DEPARTMENT", department);
  });
}

asio::awaitable<Outcome> write_settings(store::Store& store, desk::Settings settings,
                                        std::vector<desk::Relocation> moves = {}) {
  chat::SettingsChange change{std::move(settings), std::move(moves), std::nullopt};
  const auto changed = co_await chat::change_settings(store, std::move(change));
  if (!changed) co_return sentence(changed.error());
  const auto moved = changed->moved;
  if (moved > 0) fmt::print("{} conversation{} moved.\n", moved, moved == 1 ? "" : "s");
  co_return boost::system::in_place_value;
}

asio::awaitable<Outcome> list_staff(store::Store& store) {
  const auto all = co_await store.all_staff();
  if (!all) co_return failed(all.error());
  for (const auto& view : *all) {
    const auto& s = view.body;
    std::string roles;
    for (const auto r : s.roles) {
      constexpr const char* words[] = {"agent", "sales", "supervisor", "admin"};
      if (!roles.empty()) roles += ',';
      roles += words[static_cast<std::size_t>(r)];
    }
    fmt::print("{}\t{}\t{}\t{}\tcapacity {}{}{}\n", s.email, s.name, roles, fmt::join(s.departments, ","),
               s.capacity, s.skills.empty() ? "" : "\tskills ", fmt::join(s.skills, ","));
  }
  co_return boost::system::in_place_value;
}

// The first account may come before the first server: the site gets its settings then.
asio::awaitable<Outcome> add_first_staff(store::Store& store, NewStaff staff) {
  auto fresh = default_site();
  const auto prepared = co_await prepare_site(store, std::move(fresh));
  if (!prepared) co_return prepared.error();
  co_return co_await add_staff(store, std::move(staff));
}

asio::awaitable<Outcome> set_password(store::Store& store, std::string email, std::string password) {
  const auto known = co_await store.password(email);
  if (!known) co_return failed(known.error());
  if (!*known) co_return fmt::format("Nobody here has the e-mail {}.", email);
  store::Reading seen;
  const auto staff = co_await store.staff((*known)->first, seen);
  if (!staff) co_return failed(staff.error());
  store::Commit commit(seen);
  commit.change(*staff, staff->body);
  commit.staff.back().password_hash = chat::hash_password(password);
  const auto committed = co_await store.commit(std::move(commit));
  if (!committed) co_return failed(committed.error());
  if (committed->kind != store::Committed::Kind::done)
    co_return std::string("They are busy just now; try again.");
  co_return boost::system::in_place_value;
}

std::optional<std::string> no_such_department(const desk::Settings& settings,
                                              const std::vector<std::string>& departments) {
  for (const auto& d : departments)
    if (settings.department(d) == nullptr) return fmt::format("There is no department {}.", d);
  return std::nullopt;
}

// Every assignment moves the body: it is read and changed again.
asio::awaitable<Outcome> set_staff(store::Store& store, StaffSet change) {
  const auto email = lower(change.email);
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto known = co_await store.password(email);
    if (!known) co_return failed(known.error());
    if (!*known) co_return fmt::format("Nobody here has the e-mail {}.", email);
    store::Reading seen;
    const auto settings = co_await store.settings(seen);
    if (!settings) co_return failed(settings.error());
    const auto staff = co_await store.staff((*known)->first, seen);
    if (!staff) co_return failed(staff.error());
    auto body = staff->body;
    if (change.roles) body.roles = roles_of(*change.roles);
    if (change.departments) body.departments = *change.departments;
    if (change.capacity) body.capacity = *change.capacity;
    if (change.skills) body.skills = *change.skills;
    if (auto missing = no_such_department(settings->body, body.departments)) co_return *std::move(missing);
    store::Commit commit(seen);
    commit.change(*staff, body);
    const auto committed = co_await store.commit(std::move(commit));
    if (!committed) co_return failed(committed.error());
    if (committed->kind != store::Committed::Kind::done) continue;
    // Somebody may be waiting for just this.
    const auto told = co_await store.desk_changed();
    if (!told) co_return failed(told.error());
    co_return boost::system::in_place_value;
  }
  co_return std::string("They are busy just now; try again.");
}

asio::awaitable<Outcome> export_settings(store::Store& store) {
  store::Reading unused;
  const auto settings = co_await store.settings(unused);
  if (!settings) co_return failed(settings.error());
  std::cout << export_site(settings->body);
  co_return boost::system::in_place_value;
}

}  // namespace

Outcome failed(store::Fault fault) {
  return fault == store::Fault::corrupt
             ? std::string("The stored data was written by a newer Baton.")
             : std::string("Redis does not answer; nothing may have been changed.");
}

Outcome UsedRedis::open(const Config& config) {
  if (!config.redis.url.empty()) {
    const auto address = redis::parse_address(config.redis.url);
    if (!address) return std::string("redis.url is not an address of Redis.");
    address_ = *address;
    return boost::system::in_place_value;
  }
  redis::PrivateServerOptions options;
  options.folder = (config.data_dir / "redis").string();
  options.fsync_always = config.redis.durability == Durability::fsync;
  std::error_code ec;
  std::filesystem::create_directories(config.data_dir, ec);
  if (ec) return fmt::format("cannot make the data folder {}: {}", config.data_dir.string(), ec.message());
  private_ = std::make_unique<redis::PrivateServer>(options);
  const auto started = private_->start();
  if (!started) return started.error();
  const auto address = redis::parse_address("unix:" + private_->socket_path());
  if (!address)
    return std::string("the path of the private Redis cannot be used: ") + private_->socket_path();
  address_ = *address;
  return boost::system::in_place_value;
}

void UsedRedis::close() {
  if (private_) private_->stop();
}

Outcome with_store(const Config& config, const redis::Address& address, const Work& work,
                   std::chrono::milliseconds patience) {
  asio::io_context io(1);
  redis::Link link(io.get_executor(), redis_options(address, config.site));
  redis::Subscriber subscriber(io.get_executor(), redis_options(address, config.site));
  store::RedisStore store(io.get_executor(), link, subscriber, config.site);
  if (config.redis.durability == Durability::replica) store.await_replica();
  link.start();
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!link.up() && std::chrono::steady_clock::now() < deadline)
    io.run_one_for(std::chrono::milliseconds(50));
  if (!link.up())
    return fmt::format("Redis at {} cannot be used: {}", address.text(),
                       link.last_error().empty() ? "it does not answer" : link.last_error());
  Outcome outcome = std::string("it did not end");
  std::exception_ptr failure;
  asio::co_spawn(io, work(store), [&](std::exception_ptr e, Outcome result) {
    failure = e;
    outcome = std::move(result);
    link.stop();
    subscriber.stop();
  });
  io.run();
  if (failure) std::rethrow_exception(failure);
  return outcome;
}

asio::awaitable<Outcome> add_staff(store::Store& store, NewStaff staff) {
  desk::Staff body;
  body.email = lower(staff.email);
  body.name = staff.name;
  body.departments = staff.departments;
  body.skills = staff.skills;
  for (const auto& word : staff.roles) {
    const auto known = role(word);
    if (!known)
      co_return fmt::format("There is no role {}; there are agent, sales, supervisor and admin.", word);
    body.roles.push_back(*known);
  }
  store::Reading seen;
  const auto settings = co_await store.settings(seen);
  if (!settings) co_return failed(settings.error());
  if (auto missing = no_such_department(settings->body, body.departments)) co_return *std::move(missing);
  body.capacity = staff.capacity.value_or(settings->body.capacity_in(body.departments));
  const auto taken = co_await store.password(body.email);
  if (!taken) co_return failed(taken.error());
  if (*taken) co_return fmt::format("The e-mail {} is taken.", body.email);
  body.id = "s" + chat::random_id();
  store::Commit commit(seen);
  commit.change(std::optional<store::StaffView>(), body);
  commit.staff.back().password_hash = chat::hash_password(staff.password);
  const auto committed = co_await store.commit(std::move(commit));
  if (!committed) co_return failed(committed.error());
  if (committed->kind != store::Committed::Kind::done)
    co_return fmt::format("The e-mail {} is taken.", body.email);
  co_return boost::system::in_place_value;
}

asio::awaitable<Outcome> prepare_site(store::Store& store, desk::Settings fresh) {
  store::Reading unused;
  const auto settings = co_await store.settings(unused);
  if (!settings) co_return failed(settings.error());
  if (settings->version != 0) co_return boost::system::in_place_value;
  co_return co_await write_settings(store, std::move(fresh));
}

int run(const StaffAdd& command) {
  NewStaff staff{command.email,       command.name,     command.roles,
                 command.departments, command.capacity, read_password("Password: "),
                 command.skills};
  if (staff.password.empty()) return finish(std::string("The password is empty; give it on standard input."));
  if (staff.password.size() > 1024) return finish(std::string("The password is longer than 1024 bytes."));
  const Work work = [&](store::Store& store) { return add_first_staff(store, staff); };
  return with_site(command.config, work);
}

int run(const StaffList& command) {
  const Work work = [](store::Store& store) { return list_staff(store); };
  return with_site(command.config, work);
}

int run(const StaffPasswd& command) {
  const auto password = read_password("New password: ");
  if (password.empty() || password.size() > 1024)
    return finish(std::string("The password must have 1 to 1024 bytes; give it on standard input."));
  const auto email = lower(command.email);
  const Work work = [&](store::Store& store) { return set_password(store, email, password); };
  return with_site(command.config, work);
}

int run(const StaffSet& command) {
  const Work work = [&](store::Store& store) { return set_staff(store, command); };
  return with_site(command.config, work);
}

int run(const SiteApply& command) {
  std::ifstream file(command.file);
  if (!file) return finish(fmt::format("{} cannot be read.", command.file.string()));
  std::stringstream text;
  text << file.rdbuf();
  const auto settings = parse_site(text.str(), command.file.string());
  if (!settings) {
    std::cerr << settings.error() << '\n';
    return 1;
  }
  std::vector<desk::Relocation> moves;
  for (const auto& [from, to] : command.moves) moves.push_back({from, to});
  const Work work = [&](store::Store& store) { return write_settings(store, *settings, moves); };
  return with_site(command.config, work);
}

int run(const SiteExport& command) {
  const Work work = [](store::Store& store) { return export_settings(store); };
  return with_site(command.config, work);
}

}  // namespace baton

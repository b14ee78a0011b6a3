// A node's front door with its store in memory: ana of care, sam of sales, sue who supervises, each signed in
// with
// `<name>-token`. Calls are made as sessions make them, and what is answered is JSON.
#pragma once
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "protocol/encode.hpp"
#include "server/api/encoder.hpp"
#include "server/api/gate.hpp"
#include "server/chat/ids.hpp"
#include "server/store/memory_store.hpp"
#include "tests/unit/redis/test_redis.hpp"

namespace baton::test {

inline desk::VisitorCard card(const std::string& id, const std::string& name = "Vera") {
  desk::VisitorCard c;
  c.id = id;
  c.name = name;
  return c;
}

struct Door {
  explicit Door(api::GateOptions options = {})
      : gate(context.get_executor(), node, metrics, std::move(options), files), calls(node) {
    desk::Settings settings;
    settings.departments = {{"care", "Care"}, {"sales", "Sales", desk::DepartmentKind::sales}};
    store::Commit commit{store::Reading{}};
    commit.change(store::SettingsView{}, settings);
    EXPECT_TRUE(run(context, store.commit(commit)));
    EXPECT_TRUE(run(context, node.accounts().open()));
    ana = hire("ana", "Ana", desk::StaffRole::agent, "care");
    sam = hire("sam", "Sam", desk::StaffRole::sales, "sales");
    sue = hire("sue", "Sue", desk::StaffRole::supervisor, "care");
  }
  ~Door() { worker.stop(); }

  desk::Staff hire(const std::string& id, const std::string& name, desk::StaffRole role,
                   const std::string& department) {
    desk::Staff staff;
    staff.id = id;
    staff.name = name;
    staff.email = id + "@example.org";
    staff.roles = {role};
    staff.departments = {department};
    staff.presence = desk::Presence::online;
    store::Commit commit{store::Reading{}};
    commit.change(std::nullopt, staff);
    EXPECT_TRUE(run(context, store.commit(commit)));
    EXPECT_TRUE(run(context, store.put_session(chat::hash_hex(id + "-token"), id, 1'000'000)));
    return staff;
  }
  std::string start(const desk::VisitorCard& visitor, const std::string& text) {
    chat::Conversations::Start what{"c" + std::to_string(++cids), std::nullopt, text};
    return run(context, node.conversations().start(chat::Caller::of(visitor), what))->conversation;
  }
  net::Response get(const std::string& path, const std::string& token, const std::string& query = "") {
    net::Request request;
    request.method = "GET";
    request.path = path;
    request.query = query;
    if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
    return run(context, gate.http(request));
  }
  // The frame that answers it: {…,"result":…} or {…,"error":…}. Without a cid in `p` it gets a new one.
  template <class P>
  nlohmann::json call(const chat::Caller& who, P p) {
    if constexpr (requires { p.cid; })
      if (p.cid.empty()) p.cid = "k" + std::to_string(++cids);
    const protocol::Id id = std::int64_t{1};
    const auto answer = run(context, calls.answer(api::Call{who, id}, p));
    const auto frame = answer ? *answer : protocol::error_frame(id, answer.error());
    if (!who.is_staff()) to_visitors += frame + "\n";
    return nlohmann::json::parse(frame);
  }
  template <class P>
  nlohmann::json call(const desk::Staff& who, P p) {
    return call(chat::Caller::of(who), std::move(p));
  }

  std::int64_t now_us = 1'790'000'000'123'000;
  std::shared_ptr<store::MemoryState> state = std::make_shared<store::MemoryState>([this] { return now_us; });
  boost::asio::io_context context;
  store::MemoryStore store{context.get_executor(), state};
  api::Encoder encoder;
  chat::PasswordWorker worker;
  chat::Node node{context.get_executor(), store, encoder, worker, {}};
  api::Metrics metrics{"test"};
  std::vector<net::StaticFiles> files;
  api::Gate gate;
  api::Calls calls;
  desk::Staff ana, sam, sue;
  int cids = 0;
  std::string to_visitors;  // every answer that a visitor got
};

}  // namespace baton::test

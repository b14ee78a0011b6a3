// The private server: start, adopt, refuse, survive kill -9, stop with its last user. Several PrivateServer
// objects stand for several processes, because the locks belong to open files, not to processes.
#include "server/redis/private_server.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "server/redis/process.hpp"
#include "tests/unit/redis/test_redis.hpp"

namespace baton::redis {
namespace {

using namespace std::chrono_literals;
using test::eventually;
using testing::HasSubstr;

struct PrivateServerTest : testing::Test {
  test::TempFolder temp;
  const std::string folder = temp.path() + "/data";

  ~PrivateServerTest() override {
    if (const auto left = pid(); left > 0) ::kill(left, SIGKILL);
  }
  PrivateServerOptions options() const {
    PrivateServerOptions options;
    options.folder = folder;
    options.answer_deadline = 5s;
    options.stop_deadline = 5s;
    return options;
  }
  std::optional<Reply> ask(std::string_view name, const std::vector<std::string>& rest = {}) const {
    std::vector<std::string> args = {std::string(name)};
    args.insert(args.end(), rest.begin(), rest.end());
    return redis::ask(folder + "/redis.sock", Command(args), 5s);
  }
  bool answers() const {
    const auto pong = redis::ask(folder + "/redis.sock", Command("PING"), 1s);
    return pong && pong->text == "PONG";
  }
  pid_t pid() const {
    pid_t value = 0;
    std::ifstream(folder + "/redis.pid") >> value;
    return LockFile(folder + "/lock").try_exclusive() ? 0 : value;
  }
  std::string config(const std::string& name) const {
    const auto reply = ask("CONFIG", {"GET", name});
    return reply && reply->items.size() == 2 ? reply->items[1].text : "?";
  }
};

TEST_F(PrivateServerTest, StartsOneToTheDesign) {
  PrivateServer server(options());
  const auto outcome = server.start();
  ASSERT_TRUE(outcome) << outcome.error();
  EXPECT_FALSE(server.adopted());
  EXPECT_EQ(server.socket_path(), folder + "/redis.sock");
  EXPECT_EQ(config("appendonly"), "yes");
  EXPECT_EQ(config("appendfsync"), "everysec");
  EXPECT_EQ(config("stream-node-max-bytes"), "1024");
  EXPECT_EQ(config("maxmemory-policy"), "noeviction");
  EXPECT_EQ(config("port"), "0");
  EXPECT_EQ(config("save"), "");
  EXPECT_EQ(config("dir"), folder);
  struct stat info {};
  ASSERT_EQ(::stat(folder.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0700U);
  EXPECT_GT(pid(), 0);
  EXPECT_EQ(::getsid(pid()), pid());  // a terminal's Ctrl-C does not reach it
}

TEST_F(PrivateServerTest, InheritsOnlyTheLock) {
  const LockFile ours(temp.path() + "/some file of ours");
  const int leaky = ::dup(ours.descriptor());  // without FD_CLOEXEC
  PrivateServer server(options());
  ASSERT_TRUE(server.start());
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(pid()) + "/fd")) {
    std::error_code gone;
    files.push_back(std::filesystem::read_symlink(entry.path(), gone).string());
  }
  EXPECT_THAT(files, testing::Contains(folder + "/lock"));
  EXPECT_THAT(files, testing::Not(testing::Contains(temp.path() + "/some file of ours")));
  EXPECT_THAT(files, testing::Not(testing::Contains(folder + "/users")));
  ::close(leaky);
}

TEST_F(PrivateServerTest, StopKeepsTheData) {
  {
    PrivateServer server(options());
    ASSERT_TRUE(server.start());
    ask("SET", {"k", "kept"});
    server.stop();
    server.stop();
    EXPECT_EQ(pid(), 0);
    EXPECT_FALSE(answers());
    ASSERT_TRUE(server.start());
    EXPECT_EQ(ask("GET", {"k"})->text, "kept");
  }
  EXPECT_FALSE(answers());
}

TEST_F(PrivateServerTest, SecondAdoptsAndTheLastStops) {
  PrivateServer first(options());
  ASSERT_TRUE(first.start());
  const auto running = pid();
  auto always = options();
  always.fsync_always = true;
  PrivateServer second(always);
  const auto outcome = second.start();
  ASSERT_TRUE(outcome) << outcome.error();
  EXPECT_TRUE(second.adopted());
  EXPECT_EQ(pid(), running);
  EXPECT_EQ(config("appendfsync"), "always");
  first.stop();
  EXPECT_TRUE(answers());
  EXPECT_EQ(pid(), running);
  second.stop();
  EXPECT_FALSE(answers());
  EXPECT_EQ(pid(), 0);
}

TEST_F(PrivateServerTest, KilledUserLeavesItToTheNext) {
  // A process that starts it and is killed before it can stop it.
  const auto child = ::fork();
  if (child == 0) {
    PrivateServer server(options());
    ::_exit(server.start() ? (::kill(::getpid(), SIGKILL), 0) : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_TRUE(answers());
  PrivateServer next(options());
  ASSERT_TRUE(next.start());
  EXPECT_TRUE(next.adopted());
  next.stop();
  EXPECT_FALSE(answers());
}

TEST_F(PrivateServerTest, HeldButSilentIsRefusedWithThePid) {
  PrivateServer first(options());
  ASSERT_TRUE(first.start());
  const auto running = pid();
  ::kill(running, SIGSTOP);
  auto impatient = options();
  impatient.answer_deadline = 300ms;
  PrivateServer second(impatient);
  const auto outcome = second.start();
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error(), HasSubstr("process " + std::to_string(running)));
  EXPECT_THAT(outcome.error(), HasSubstr("end that process"));
  ::kill(running, SIGCONT);
  EXPECT_TRUE(eventually([&] { return answers(); }));
  EXPECT_TRUE(second.start());
}

TEST_F(PrivateServerTest, DeadOneIsStartedAgainWithItsData) {
  PrivateServer server(options());
  ASSERT_TRUE(server.start());
  for (int round = 0; round < 3; ++round) {
    const auto before = pid();
    ask("SET", {"k", std::to_string(round)});
    ::kill(before, SIGKILL);
    ASSERT_TRUE(eventually([&] { return answers() && pid() != before; }));
    EXPECT_EQ(ask("GET", {"k"})->text, std::to_string(round));
  }
}

TEST_F(PrivateServerTest, AdopterStartsItAgainToo) {
  {
    PrivateServer first(options());
    ASSERT_TRUE(first.start());
    PrivateServer second(options());
    ASSERT_TRUE(second.start());
    first.stop();
    const auto before = pid();
    ::kill(before, SIGKILL);
    ASSERT_TRUE(eventually([&] { return answers() && pid() != before; }));
  }
  EXPECT_FALSE(answers());
}

TEST_F(PrivateServerTest, TwoThatStartAtOnceShareOne) {
  PrivateServer first(options());
  PrivateServer second(options());
  bool first_up = false;
  std::thread other([&] { first_up = first.start().has_value(); });
  const bool second_up = second.start().has_value();
  other.join();
  EXPECT_TRUE(first_up);
  EXPECT_TRUE(second_up);
  EXPECT_NE(first.adopted(), second.adopted());
}

TEST_F(PrivateServerTest, MissingProgramSaysWhatToDo) {
  auto absent = options();
  absent.executable = "redis-server-that-is-not-there";
  PrivateServer server(absent);
  EXPECT_THAT(server.start().error(), HasSubstr("apt-get install redis-server"));
}

TEST_F(PrivateServerTest, OldProgramSaysWhatToDo) {
  const auto program = temp.path() + "/old-redis";
  std::ofstream(program)
      << "#!/bin/sh\necho 'Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc bits=64'\n";
  ::chmod(program.c_str(), 0700);
  auto old = options();
  old.executable = program;
  PrivateServer server(old);
  const auto outcome = server.start();
  EXPECT_THAT(outcome.error(), HasSubstr("6.0.16"));
  EXPECT_THAT(outcome.error(), HasSubstr("apt-get install redis-server"));
}

TEST_F(PrivateServerTest, BrokenDataIsRefusedWithTheLastWords) {
  {
    PrivateServer server(options());
    ASSERT_TRUE(server.start());
    ask("SET", {"k", "v"});
  }
  std::ofstream(folder + "/appendonlydir/appendonly.aof.1.incr.aof")
      << "this is no append-only file at all\n";
  PrivateServer server(options());
  const auto outcome = server.start();
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error(), HasSubstr("redis.log"));
  EXPECT_EQ(pid(), 0);
}

TEST_F(PrivateServerTest, LongPathIsRefused) {
  auto deep = options();
  deep.folder = temp.path() + "/" + std::string(100, 'd');
  PrivateServer server(deep);
  EXPECT_THAT(server.start().error(), HasSubstr("too long for a unix socket"));
  EXPECT_FALSE(std::filesystem::exists(deep.folder));
}

}  // namespace
}  // namespace baton::redis

// The configuration: precedence of its sources, the text of every kind of refusal, each option's names, and
// the generated table. Each test has its own folder and its own environment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "server/config_registry.hpp"

namespace baton {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class ConfigTest : public testing::Test {
protected:
  ConfigTest() {
    std::string pattern = (fs::temp_directory_path() / "baton-config-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    environment.default_file = folder / "default.toml";
    environment.executable = folder / "bin" / "baton";
    environment.variables["HOME"] = folder / "home";
  }
  ~ConfigTest() override { fs::remove_all(folder); }

  fs::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder / name) << text;
    return folder / name;
  }

  std::variant<Command, Exit> parse(std::vector<std::string> words) {
    words.insert(words.begin(), "baton");
    std::vector<const char*> argv;
    for (const auto& word : words) argv.push_back(word.c_str());
    return parse_command_line(static_cast<int>(argv.size()), argv.data(), environment);
  }

  template <class T>
  T good(const std::vector<std::string>& words) {
    auto parsed = parse(words);
    if (const auto* exit = std::get_if<Exit>(&parsed)) {
      ADD_FAILURE() << "refused: " << exit->err << exit->out;
      return {};
    }
    const auto* command = std::get_if<T>(&std::get<Command>(parsed));
    if (!command) ADD_FAILURE() << "another command";
    return command ? *command : T{};
  }

  Config serve(std::vector<std::string> flags = {}) {
    flags.insert(flags.begin(), "serve");
    return good<Serve>(flags).config;
  }

  std::string refusal(const std::vector<std::string>& words) {
    const auto parsed = parse(words);
    const auto* exit = std::get_if<Exit>(&parsed);
    if (!exit) return "(accepted)";
    EXPECT_EQ(exit->code, 2);
    EXPECT_TRUE(exit->out.empty());
    return exit->err;
  }

  std::string printed(const std::vector<std::string>& words) {
    const auto parsed = parse(words);
    const auto* exit = std::get_if<Exit>(&parsed);
    if (!exit || exit->code != 0) return "(not printed)";
    return exit->out;
  }

  std::string refused_file(const std::string& text) {
    const auto file = write("bad.toml", text);
    auto sentence = refusal({"serve", "--config", file});
    const auto at = sentence.find(file.string());
    return at == std::string::npos ? sentence : sentence.replace(at, file.string().size(), "F");
  }

  fs::path folder;
  Environment environment;
};

TEST_F(ConfigTest, NothingGivenIsTheDefault) {
  const Config config = serve();
  EXPECT_EQ(config.listen.address, "127.0.0.1");
  EXPECT_EQ(config.listen.port, 8080);
  EXPECT_GE(config.nodes, 1U);
  EXPECT_LE(config.nodes, 8U);
  EXPECT_EQ(config.site, "default");
  EXPECT_EQ(config.redis.url, "");
  EXPECT_EQ(config.data_dir, "/var/lib/baton");
  EXPECT_EQ(config.limits.idle_ms, std::chrono::seconds(35));
}

TEST_F(ConfigTest, LaterSourcesWinAndTheOthersStay) {
  const auto file = write("a.toml", "nodes = 2\nsite = \"shop\"\n[listen]\nport = 1001\naddress = \"::1\"\n");
  EXPECT_EQ(serve({"--config", file}).listen.port, 1001);
  environment.variables["BATON_LISTEN_PORT"] = "1002";
  environment.variables["BATON_SITE"] = "env";
  EXPECT_EQ(serve({"--config", file}).listen.port, 1002);
  const Config config = serve({"--config", file, "--listen.port", "1003"});
  EXPECT_EQ(config.listen.port, 1003);
  EXPECT_EQ(config.site, "env");
  EXPECT_EQ(config.nodes, 2U);
  EXPECT_EQ(config.listen.address, "::1");
}

TEST_F(ConfigTest, TheLastOfARepeatedFlagWinsWhateverItsName) {
  EXPECT_EQ(serve({"--port", "1", "--listen.port", "2"}).listen.port, 2);
  EXPECT_EQ(serve({"--listen.port=2", "--port=1"}).listen.port, 1);
}

TEST_F(ConfigTest, TheFileIsTheNamedOneElseTheDefaultOne) {
  write("default.toml", "nodes = 3\n");
  const auto other = write("other.toml", "nodes = 4\n");
  EXPECT_EQ(serve().nodes, 3U);
  EXPECT_EQ(serve({"--config", other}).nodes, 4U);
  environment.variables["BATON_CONFIG"] = other;
  EXPECT_EQ(serve().nodes, 4U);
}

TEST_F(ConfigTest, EveryOptionHasAnEnvironmentNameAndAFlag) {
  std::set<std::string> names;
  for (const Option& option : registry()) {
    SCOPED_TRACE(std::string(option.name));
    EXPECT_TRUE(names.insert(env_name(option)).second);
    EXPECT_FALSE(option.help.empty());
    EXPECT_TRUE(is_number(option) || is_list(option) || option.good ||
                expected(option).starts_with("one of "));
    EXPECT_EQ(is_number(option), option.min < option.max);
    std::string value = literal(option, Config{});
    if (option.name == "static_dir") value = folder;
    std::erase_if(value, [](char c) { return c == '"' || c == '[' || c == ']'; });
    const std::string flag = "--" + std::string(option.name);
    serve({flag, value});
    if (!option.alias.empty()) serve({std::string(option.alias), value});
    auto other = environment;
    environment.variables[env_name(option)] = value;
    serve();
    environment = std::exchange(other, {});
  }
}

TEST_F(ConfigTest, EveryNumberIsHeldToItsRange) {
  for (const Option& option : registry()) {
    if (!is_number(option)) continue;
    const std::string flag = "--" + std::string(option.name);
    for (const auto& value : {std::to_string(option.min - 1), std::to_string(option.max + 1),
                              std::string("1x"), std::string(""), std::string("99999999999999999999")}) {
      EXPECT_EQ(refusal({"serve", flag, value}), "baton: flag " + flag + ": " + std::string(option.name) +
                                                     " must be " + expected(option) + ", not '" + value +
                                                     "'\n");
    }
  }
}

TEST_F(ConfigTest, AFileIsRefusedWithItsLine) {
  EXPECT_EQ(refused_file("nodes = 1\n\n[listen]\nport = 70000\n"),
            "baton: F:4: listen.port must be a whole number from 0 to 65535, not 70000\n");
  EXPECT_EQ(refused_file("listen.port = \"8080\"\n"),
            "baton: F:1: listen.port must be a whole number from 0 to 65535, not the text '8080'\n");
  EXPECT_EQ(refused_file("site = 5\n"), "baton: F:1: site must be 1 to 64 of a–z, 0–9 and -, not 5\n");
  EXPECT_EQ(refused_file("\nnodes = true\n"),
            "baton: F:2: nodes must be a whole number from 1 to 64, not true or false\n");
  EXPECT_EQ(refused_file("[nodes]\nx = 1\n"),
            "baton: F:1: nodes must be a whole number from 1 to 64, not a table\n");
  EXPECT_EQ(refused_file("log.level = \"loud\"\n"),
            "baton: F:1: log.level must be one of trace, debug, info, warn, error, not the text 'loud'\n");
  EXPECT_EQ(
      refused_file("trusted_proxies = \"10.0.0.0/8\"\n"),
      "baton: F:1: trusted_proxies must be a list of addresses or networks such as 10.0.0.0/8, not the text "
      "'10.0.0.0/8'\n");
  EXPECT_EQ(refused_file("trusted_proxies = [\"10.0.0.0/8\", 5]\n"),
            "baton: F:1: trusted_proxies must be a list of addresses or networks such as 10.0.0.0/8, not "
            "this list\n");
  EXPECT_EQ(refused_file("[listen]\naddress = \"localhost\"\n"),
            "baton: F:2: listen.address must be an IPv4 or IPv6 address, not the text 'localhost'\n");
}

TEST_F(ConfigTest, AnUnknownKeyIsRefusedWithItsLineAndTheNearestName) {
  EXPECT_EQ(refused_file("[listen]\nprot = 1\n"),
            "baton: F:2: listen.prot is not an option; did you mean listen.port?\n");
  EXPECT_EQ(refused_file("[mail]\nserver = 1\n"),
            "baton: F:2: mail.server is not an option; `baton config docs` lists them all\n");
  EXPECT_EQ(refused_file("listen = 5\n"),
            "baton: F:1: listen is not an option; `baton config docs` lists them all\n");
  EXPECT_THAT(refused_file("nodes = 1\nnodes = = 2\n"), StartsWith("baton: F:2: not valid TOML: "));
  EXPECT_EQ(refusal({"serve", "--config", "/nowhere/x.toml"}),
            "baton: /nowhere/x.toml: the configuration file cannot be read\n");
}

TEST_F(ConfigTest, TheEnvironmentIsRefusedByName) {
  environment.variables["BATON_LISTEN_PORT"] = "http";
  EXPECT_EQ(refusal({"serve"}),
            "baton: environment BATON_LISTEN_PORT: listen.port must be a whole number from 0 to 65535, not "
            "'http'\n");
  environment.variables.erase("BATON_LISTEN_PORT");
  environment.variables["BATON_LISTEN_PROT"] = "1";
  EXPECT_EQ(refusal({"serve"}),
            "baton: environment: BATON_LISTEN_PROT is not an option; did you mean BATON_LISTEN_PORT?\n");
}

TEST_F(ConfigTest, AnErrorIsNotHiddenByALaterSource) {
  write("default.toml", "listen.port = -1\n");
  environment.variables["BATON_LISTEN_PORT"] = "1";
  EXPECT_THAT(refusal({"serve", "--port", "2"}), HasSubstr("default.toml:1: listen.port must be"));
}

TEST_F(ConfigTest, VariablesThatKubernetesSetsForAServiceAreNoOptions) {
  environment.variables["BATON_SERVICE_HOST"] = "10.0.0.1";
  environment.variables["BATON_SERVICE_PORT_HTTP"] = "80";
  environment.variables["BATON_PORT"] = "tcp://10.0.0.1:80";
  environment.variables["BATON_PORT_80_TCP_PROTO"] = "tcp";
  environment.variables["BATON_LISTEN_PORT"] = "9";
  EXPECT_EQ(serve().listen.port, 9);
}

TEST_F(ConfigTest, ASecretMayComeFromAFileAndIsNeverPrinted) {
  environment.variables["BATON_REDIS_URL_FILE"] = write("secret", "redis://:s3cret@127.0.0.1:1\n");
  EXPECT_EQ(serve().redis.url, "redis://:s3cret@127.0.0.1:1");
  const auto shown = printed({"config", "show"});
  EXPECT_THAT(shown, HasSubstr("redis.url = \"***\"  # environment BATON_REDIS_URL_FILE"));
  EXPECT_THAT(shown, testing::Not(HasSubstr("s3cret")));
  environment.variables["BATON_REDIS_URL"] = "http://s3cret";
  EXPECT_EQ(
      refusal({"serve"}),
      "baton: environment BATON_REDIS_URL: redis.url must be "
      "redis://[user:password@]host:port, unix:/path, "
      "redis+sentinel://[user:password@]host:port,…/master, redis+cluster://[user:password@]host:port,… or "
      "empty\n");
  environment.variables["BATON_REDIS_URL"] = "redis://127.0.0.1:1";
  EXPECT_EQ(refusal({"serve"}),
            "baton: environment BATON_REDIS_URL_FILE: BATON_REDIS_URL is set as well; one of the "
            "two must go\n");
  environment.variables.erase("BATON_REDIS_URL");
  environment.variables["BATON_REDIS_URL_FILE"] = "/nowhere/secret";
  EXPECT_EQ(refusal({"serve"}),
            "baton: environment BATON_REDIS_URL_FILE: the file /nowhere/secret cannot be read\n");
  environment.variables.erase("BATON_REDIS_URL_FILE");
  environment.variables["BATON_NODES_FILE"] = "x";
  EXPECT_THAT(refusal({"serve"}), HasSubstr("BATON_NODES_FILE is not an option"));
}

TEST_F(ConfigTest, RedisIsOneOrIsNamedByOthers) {
  for (const auto* good :
       {"redis://h", "unix:/r.sock", "", "redis+sentinel://:p@a:1,b/shop/2?sentinel_password=x",
        "redis+cluster://:p@a:1,b"})
    EXPECT_EQ(serve({"--redis", good}).redis.url, good);
  for (const auto* bad : {"h:6379", "redis://", "redis://h:x", "unix:r.sock", "redis+sentinel://h",
                          "redis+cluster://h/0", "rediss://h"})
    EXPECT_THAT(refusal({"serve", "--redis", bad}), HasSubstr("flag --redis.url: redis.url must be redis://"))
        << bad;
}

TEST_F(ConfigTest, OptionsThatDependOnEachOther) {
  EXPECT_EQ(
      refusal({"serve", "--durability", "replica"}),
      "baton: flag --redis.durability: redis.durability = replica needs redis.url; the private Redis has no "
      "replica\n");
  EXPECT_EQ(serve({"--durability", "replica", "--redis", "redis://h"}).redis.durability, Durability::replica);
  EXPECT_EQ(
      refusal({"serve", "--lease.renew_ms", "3000"}),
      "baton: flag --lease.renew_ms: lease.renew_ms must be at most half of lease.node_ms, so that one late "
      "renewal harms nobody\n");
  EXPECT_EQ(refusal({"serve", "--shutdown_ms", "100"}),
            "baton: flag --shutdown_ms: shutdown_ms must not be below drain_ms\n");
  EXPECT_EQ(serve({"--lease.renew_ms", "3000", "--lease.node_ms", "6000"}).lease.renew_ms.count(), 3000);
}

TEST_F(ConfigTest, ListsComeAsTomlListsOrBetweenCommas) {
  const std::vector<std::string> two{"10.0.0.0/8", "::1"};
  EXPECT_EQ(serve({"--trusted-proxies", "10.0.0.0/8, ::1"}).trusted_proxies, two);
  EXPECT_EQ(serve({"--config", write("l.toml", "trusted_proxies = ['10.0.0.0/8', '::1']\n")}).trusted_proxies,
            two);
  EXPECT_THAT(refusal({"serve", "--trusted-proxies", "10.0.0.0/8,home"}),
              HasSubstr("must be a list of addresses"));
}

TEST_F(ConfigTest, ADemoIsApartFromTheRealServer) {
  write("default.toml", "redis.url = \"redis://10.0.0.1:6379\"\n");
  EXPECT_EQ(good<Demo>({"demo"}).config.data_dir, folder / "home/.local/state/baton/demo");
  environment.variables["XDG_STATE_HOME"] = folder / "state";
  const auto demo = good<Demo>({"demo", "--port", "0", "--nodes", "2"}).config;
  EXPECT_EQ(demo.data_dir, folder / "state/baton/demo");
  EXPECT_EQ(demo.listen.port, 0);
  EXPECT_EQ(demo.nodes, 2U);
  EXPECT_EQ(good<Demo>({"demo", "--data-dir", "/tmp/x"}).config.data_dir, "/tmp/x");
  EXPECT_EQ(refusal({"demo", "--address", "0.0.0.0"}),
            "baton: flag --listen.address: baton demo has well-known passwords and listens on loopback only, "
            "not on "
            "0.0.0.0\n");
  EXPECT_EQ(refusal({"demo", "--redis", "redis://10.0.0.1:6379"}),
            "baton: flag --redis.url: baton demo has a private Redis; redis.url is for baton serve\n");
}

TEST_F(ConfigTest, WebAssetsAreFoundNearTheProgram) {
  EXPECT_EQ(serve().static_dir, "");
  fs::create_directories(folder / "share/baton/web");
  EXPECT_EQ(serve().static_dir, folder / "share/baton/web");
  fs::create_directories(folder / "web");  // as build/web lies beside build/ci
  EXPECT_EQ(serve().static_dir, folder / "web");
  fs::create_directories(folder / "bin/web");
  EXPECT_EQ(serve().static_dir, folder / "bin/web");
  EXPECT_EQ(serve({"--static-dir", folder}).static_dir, folder);
  EXPECT_THAT(refusal({"serve", "--static-dir", "/nowhere"}),
              HasSubstr("static_dir must be an existing folder, not '/nowhere'"));
}

TEST_F(ConfigTest, ShowIsAFileThatReadsTheSame) {
  environment.variables["BATON_LIMITS_BURST"] = "11";
  const std::vector<std::string> flags{
      "--port", "7", "--log-level", "warn", "--trusted-proxies", "::1,10.0.0.0/8", "--static-dir", folder};
  std::vector<std::string> words{"config", "show"};
  words.insert(words.end(), flags.begin(), flags.end());
  const auto shown = printed(words);
  EXPECT_THAT(shown, HasSubstr("limits.burst = 11  # environment BATON_LIMITS_BURST\n"));
  EXPECT_THAT(shown, HasSubstr("listen.port = 7  # flag --listen.port\n"));
  EXPECT_THAT(shown, HasSubstr("site = \"default\"  # default\n"));
  environment.variables.erase("BATON_LIMITS_BURST");
  const Config again = serve({"--config", write("shown.toml", shown)});
  EXPECT_EQ(again.limits.burst, 11U);
  EXPECT_EQ(again.listen.port, 7);
  EXPECT_EQ(again.log.level, LogLevel::warn);
  EXPECT_EQ(again.trusted_proxies.size(), 2U);
}

TEST_F(ConfigTest, CheckSaysGoodOrTheRefusal) {
  EXPECT_EQ(printed({"config", "check", "--port", "1"}),
            "The configuration is good: 1 options set, the rest default.\n");
  EXPECT_THAT(refusal({"config", "check", "--port", "x"}), HasSubstr("listen.port must be"));
}

TEST_F(ConfigTest, TheDocumentationHasEveryOptionOnce) {
  const auto docs = printed({"config", "docs"});
  EXPECT_EQ(docs, config_docs());
  std::size_t rows = 0;
  for (const char c : docs) rows += c == '\n' ? 1 : 0;
  EXPECT_EQ(rows, registry().size() + 2);
  for (const Option& option : registry()) {
    EXPECT_THAT(docs, HasSubstr("| `" + std::string(option.name) + "` | `" + env_name(option) + "`"));
    EXPECT_THAT(docs, HasSubstr(" | " + expected(option) + " | "));
  }
}

}  // namespace
}  // namespace baton

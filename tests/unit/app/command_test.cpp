// The command line apart from the shared options: which command, its own flags, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/config.hpp"

namespace baton {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::variant<Command, Exit> parse(std::vector<const char*> argv) {
  argv.insert(argv.begin(), "baton");
  Environment bare;
  bare.default_file = "/nowhere/baton.toml";
  return parse_command_line(static_cast<int>(argv.size()), argv.data(), bare);
}

template <class T>
T good(const std::vector<const char*>& argv) {
  const auto parsed = parse(argv);
  const auto* command = std::get_if<Command>(&parsed);
  if (!command || !std::holds_alternative<T>(*command)) {
    ADD_FAILURE() << (command ? "another command" : std::get<Exit>(parsed).err);
    return {};
  }
  return std::get<T>(*command);
}

std::string refusal(const std::vector<const char*>& argv) {
  const auto parsed = parse(argv);
  const auto* exit = std::get_if<Exit>(&parsed);
  return exit && exit->code == 2 ? exit->err : "(not refused)";
}

TEST(CommandLine, EachCommandIsKnown) {
  good<Serve>({"serve"});
  good<Demo>({"demo", "--data-dir", "/tmp/d"});
  good<StaffList>({"staff", "list"});
  good<SiteExport>({"site", "export"});
  good<Doctor>({"doctor", "--data-dir", "/tmp/d"});
  good<Healthcheck>({"healthcheck", "--port", "7"});
  good<Version>({"version"});
  EXPECT_EQ(good<SiteApply>({"site", "apply", "site.json", "--data-dir", "/d"}).file, "site.json");
  EXPECT_EQ(good<StaffPasswd>({"staff", "passwd", "--email", "a@b"}).email, "a@b");
}

TEST(CommandLine, ADemoKnowsWhetherItsPortWasNamed) {
  const auto bare = good<Demo>({"demo", "--data-dir", "/tmp/d"});
  EXPECT_TRUE(bare.history);
  EXPECT_FALSE(bare.port_named);
  EXPECT_EQ(bare.config.listen.port, 8080);
  const auto named = good<Demo>({"demo", "--data-dir", "/tmp/d", "--port", "8080", "--no-seed"});
  EXPECT_FALSE(named.history);
  EXPECT_TRUE(named.port_named);
  EXPECT_EQ(refusal({"serve", "--no-seed"}),
            "baton: flag --no-seed is not an option of baton serve; baton serve --help lists them\n");
}

TEST(CommandLine, StaffAddIsTyped) {
  const auto add = good<StaffAdd>({"staff", "add", "--email", "ana@demo.test", "--name", "Ana <b>", "--role",
                                   "agent,sales,agent", "--department", "care,sales", "--data-dir", "/d"});
  EXPECT_EQ(add.email, "ana@demo.test");
  EXPECT_EQ(add.name, "Ana <b>");
  EXPECT_THAT(add.roles, ElementsAre("agent", "sales"));
  EXPECT_THAT(add.departments, ElementsAre("care", "sales"));
  EXPECT_EQ(add.capacity, std::nullopt);
  EXPECT_EQ(add.config.data_dir, "/d");
  EXPECT_EQ(good<StaffAdd>({"staff", "add", "--email", "a@b", "--name", "A", "--role", "admin",
                            "--department", "x", "--capacity", "0"})
                .capacity,
            0);
}

TEST(CommandLine, StaffSetChangesWhatIsGiven) {
  const auto nothing = good<StaffSet>({"staff", "set", "--email", "a@b"});
  EXPECT_FALSE(nothing.roles || nothing.departments || nothing.capacity || nothing.skills);
  const auto set = good<StaffSet>({"staff", "set", "--email", "a@b", "--skill", "german,a_1-b,german",
                                   "--role", "agent", "--department", "care", "--capacity", "0"});
  EXPECT_EQ(set.email, "a@b");
  EXPECT_THAT(*set.skills, ElementsAre("german", "a_1-b"));
  EXPECT_THAT(*set.roles, ElementsAre("agent"));
  EXPECT_THAT(*set.departments, ElementsAre("care"));
  EXPECT_EQ(set.capacity, 0);
  EXPECT_TRUE(good<StaffSet>({"staff", "set", "--email", "a@b", "--skill", ""}).skills->empty());
  EXPECT_THAT(good<StaffAdd>({"staff", "add", "--email", "a@b", "--name", "A", "--role", "agent",
                              "--department", "care", "--skill", "german"})
                  .skills,
              ElementsAre("german"));
  for (const std::string skill : {"German", "a b", "a+b", "@ana"})
    EXPECT_EQ(
        refusal({"staff", "set", "--email", "a@b", "--skill", skill.c_str()}),
        "baton: flag --skill: must be names of a-z, 0-9, _ and - between commas, not '" + skill + "'\n");
  EXPECT_EQ(refusal({"staff", "set", "--email", "a@b", "--skill", "a,"}),
            "baton: flag --skill: must be names between commas, not 'a,'\n");
  EXPECT_EQ(refusal({"staff", "set", "--email", "ab"}),
            "baton: flag --email: must be an e-mail address, not 'ab'\n");
}

TEST(CommandLine, StaffAddRefusesWhatItCannotMean) {
  const auto with = [](const char* role, const char* capacity, const char* email) {
    return refusal({"staff", "add", "--email", email, "--name", "A", "--role", role, "--department", "care",
                    "--capacity", capacity});
  };
  EXPECT_EQ(with("boss", "1", "a@b"),
            "baton: flag --role: must be some of agent,sales,supervisor,admin, not 'boss'\n");
  for (const auto* capacity : {"51", "-1", "x", "1.5"}) {
    EXPECT_EQ(
        with("agent", capacity, "a@b"),
        "baton: flag --capacity: must be a whole number from 0 to 50, not '" + std::string(capacity) + "'\n");
  }
  for (const auto* email : {"ana", "@b", "a@"}) {
    EXPECT_EQ(with("agent", "1", email),
              "baton: flag --email: must be an e-mail address, not '" + std::string(email) + "'\n");
  }
  EXPECT_THAT(refusal({"staff", "add", "--email", "a@b", "--name", "A", "--department", "care"}),
              HasSubstr("--role is required"));
}

TEST(CommandLine, MovesAreNamedOneByOne) {
  using Moves = std::vector<std::pair<std::string, std::string>>;
  EXPECT_TRUE(good<SiteApply>({"site", "apply", "f"}).moves.empty());
  const auto apply = good<SiteApply>({"site", "apply", "--move", "care=help", "f", "--move", "a=b=c"});
  EXPECT_EQ(apply.file, "f");
  EXPECT_EQ(apply.moves, (Moves{{"care", "help"}, {"a", "b=c"}}));
  for (const auto* move : {"care", "=help", "care=", "="})
    EXPECT_EQ(
        refusal({"site", "apply", "f", "--move", move}),
        "baton: flag --move: must be OLD=NEW, the ids of two departments, not '" + std::string(move) + "'\n");
}

TEST(CommandLine, APasswordIsNeverAnArgument) {
  EXPECT_EQ(refusal({"staff", "passwd", "--email", "a@b", "--password", "x"}),
            "baton: flag --password is not an option of baton staff passwd; baton staff passwd --help lists "
            "them\n");
}

TEST(CommandLine, AnUnknownFlagOrCommandIsRefused) {
  EXPECT_EQ(refusal({"serve", "--prot", "1"}),
            "baton: flag --prot is not an option of baton serve; baton serve --help lists them\n");
  EXPECT_THAT(refusal({"fly"}), HasSubstr("baton --help explains the commands"));
  EXPECT_THAT(refusal({}), HasSubstr("baton --help explains the commands"));
  EXPECT_THAT(refusal({"staff"}), HasSubstr("baton --help explains the commands"));
  EXPECT_THAT(refusal({"serve", "--port"}), HasSubstr("--listen.port"));
}

TEST(CommandLine, HelpGoesToStandardOutput) {
  const auto parsed = parse({"demo", "--help"});
  const auto& exit = std::get<Exit>(parsed);
  EXPECT_EQ(exit.code, 0);
  EXPECT_THAT(exit.out, HasSubstr("--data-dir"));
  EXPECT_EQ(exit.err, "");
}

}  // namespace
}  // namespace baton

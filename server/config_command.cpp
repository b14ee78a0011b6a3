// The command line: which command, its own options, and the options every command shares. CLI11 splits the
// arguments; meaning and refusals of shared options are the registry's.
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "server/config_load.hpp"

extern char** environ;

namespace baton {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxCapacity = 50;

Exit refuse(const std::string& sentence) {
  return {.code = 2, .out = {}, .err = "baton: " + sentence + "\n"};
}

// The shared options as one leaf command was given them.
struct Shared {
  std::string file;
  std::vector<std::pair<const Option*, std::string>> flags;
};

struct StaffFlags {
  std::string email;
  std::string name;
  std::optional<std::string> roles, departments, capacity, skills;
};

void add_shared(CLI::App* command, Shared& shared) {
  const auto group = "Options of every command (baton config docs explains them)";
  command->add_option("--config", shared.file, "TOML file; else /etc/baton/baton.toml when it is there")
      ->group(group);
  for (const Option& option : registry()) {
    const std::string alias = option.alias.empty() ? "" : "," + std::string(option.alias);
    const auto keep = [&shared, &option](const std::string& value) {
      shared.flags.emplace_back(&option, value);
    };
    command
        ->add_option_function<std::string>("--" + std::string(option.name) + alias, keep,
                                           std::string(option.help))
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
        ->type_name(is_number(option) ? "N" : "TEXT")
        ->group(group);
  }
  command->allow_extras();
}

fs::path demo_folder(const std::map<std::string, std::string>& variables) {
  const auto get = [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string{} : found->second;
  };
  if (const auto state = get("XDG_STATE_HOME"); !state.empty()) return fs::path(state) / "baton" / "demo";
  if (const auto home = get("HOME"); !home.empty())
    return fs::path(home) / ".local" / "state" / "baton" / "demo";
  return fs::temp_directory_path() / "baton-demo";
}

// Beside the program, beside its folder (build/web of build/ci/baton), of an installation.
fs::path find_static(const fs::path& executable) {
  const auto folder = executable.parent_path();
  std::error_code ec;
  for (const auto* near : {"web", "../web", "../share/baton/web"}) {
    const auto place = (folder / near).lexically_normal();
    if (fs::is_directory(place, ec)) return place;
  }
  return {};
}

std::string leaf_name(const CLI::App* leaf) {
  const auto* parent = leaf->get_parent();
  return parent && parent->get_parent() ? leaf_name(parent) + " " + leaf->get_name() : leaf->get_name();
}

boost::system::result<std::vector<std::string>, Problem> words(const std::string& flag,
                                                               const std::string& text,
                                                               const std::vector<std::string>& allowed) {
  std::vector<std::string> found;
  // A comma more, or what follows the last one is not seen where it is empty.
  for (const auto& word : CLI::detail::split(text + ',', ',')) {
    const bool known = allowed.empty() || std::find(allowed.begin(), allowed.end(), word) != allowed.end();
    if (word.empty() || !known) {
      const auto must =
          allowed.empty() ? "names between commas" : "some of " + CLI::detail::join(allowed, ",");
      return Problem{"flag " + flag + ": must be " + must + ", not '" + text + "'"};
    }
    if (std::find(found.begin(), found.end(), word) == found.end()) found.push_back(word);
  }
  return found;
}

bool is_skill(const std::string& word) {
  return !word.empty() && word.size() <= 40 &&
         word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string::npos;
}

// Members that are not given are empty.
boost::system::result<StaffSet, Problem> staff_set(const StaffFlags& flags, Config config) {
  StaffSet set{std::move(config), flags.email, {}, {}, {}, {}};
  if (flags.roles) {
    auto roles = words("--role", *flags.roles, {"agent", "sales", "supervisor", "admin"});
    if (!roles) return roles.error();
    set.roles = std::move(*roles);
  }
  if (flags.departments) {
    auto departments = words("--department", *flags.departments, {});
    if (!departments) return departments.error();
    set.departments = std::move(*departments);
  }
  if (flags.capacity && (!CLI::detail::lexical_cast(*flags.capacity, set.capacity.emplace()) ||
                         *set.capacity < 0 || *set.capacity > kMaxCapacity))
    return Problem{"flag --capacity: must be a whole number from 0 to 50, not '" + *flags.capacity + "'"};
  if (!flags.skills) return set;
  set.skills.emplace();
  if (flags.skills->empty()) return set;  // none any more
  auto skills = words("--skill", *flags.skills, {});
  if (!skills) return skills.error();
  for (const auto& skill : *skills)
    if (!is_skill(skill))
      return Problem{"flag --skill: must be names of a-z, 0-9, _ and - between commas, not '" +
                     *flags.skills + "'"};
  set.skills = std::move(*skills);
  return set;
}

boost::system::result<StaffAdd, Problem> staff_add(const StaffFlags& flags, Config config) {
  auto set = staff_set(flags, std::move(config));
  if (!set) return set.error();
  return StaffAdd{std::move(set->config),
                  flags.email,
                  flags.name,
                  set->roles.value(),
                  set->departments.value(),
                  set->capacity,
                  set->skills.value_or(std::vector<std::string>())};
}

using Moves = std::vector<std::pair<std::string, std::string>>;

boost::system::result<Moves, Problem> moves_of(const std::vector<std::string>& texts) {
  Moves moves;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    if (equals == 0 || equals >= text.size() - 1)
      return Problem{"flag --move: must be OLD=NEW, the ids of two departments, not '" + text + "'"};
    moves.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return moves;
}

std::string shown(const Loaded& loaded) {
  std::string text;
  for (const Option& option : registry()) {
    const auto from = loaded.origins.find(option.name);
    text += std::string(option.name) + " = " + literal(option, loaded.config) + "  # " +
            (from == loaded.origins.end() ? "default" : from->second) + "\n";
  }
  return text;
}

std::optional<Problem> demo_problem(const Loaded& loaded) {
  const auto& [config, origins] = loaded;
  boost::system::error_code ec;
  if (!boost::asio::ip::make_address(config.listen.address, ec).is_loopback()) {
    return Problem{origins.at("listen.address") +
                   ": baton demo has well-known passwords and listens on loopback only, not on " +
                   config.listen.address};
  }
  if (!config.redis.url.empty()) {
    return Problem{origins.at("redis.url") +
                   ": baton demo has a private Redis; redis.url is for baton serve"};
  }
  return {};
}

// The parsed command line: the tree of commands and what it left in the variables they are bound to.
class CommandLine {
public:
  explicit CommandLine(const Environment& environment) : environment_(environment) {
    app_.require_subcommand(1);
    leaf(&app_, "serve", "Run the server");
    leaf(&app_, "demo", "Run on loopback with demo accounts and a private Redis")
        ->add_flag("--no-seed", no_seed_, "Leave a fresh demo without past conversations");
    auto* staff = app_.add_subcommand("staff", "The people who answer")->require_subcommand(1);
    auto* add = leaf(staff, "add", "Add a person; the password is read from standard input");
    add->add_option("--name", staff_.name, "As customers see it")->required();
    auto* set = leaf(staff, "set", "Change a person; what is not given stays");
    for (auto* command : {add, set}) {
      auto* roles = command->add_option("--role", staff_.roles, "Some of agent,sales,supervisor,admin");
      auto* departments = command->add_option("--department", staff_.departments, "Such as care,sales");
      if (command == add) roles->required(), departments->required();
      // An empty text takes them all away, which an optional's option would take for nothing given.
      command->add_option_function<std::string>(
          "--skill", [this](const std::string& text) { staff_.skills = text; },
          "What the site's rules ask for, such as german,refunds");
      command->add_option("--capacity", staff_.capacity,
                          "Conversations at a time, 0 to 50; else as the site's settings have it");
    }
    leaf(staff, "list", "List all");
    auto* passwd = leaf(staff, "passwd", "Set a password, read from standard input");
    for (auto* command : {add, set, passwd}) {
      command->add_option("--email", staff_.email, "Signs in with it")->required();
    }
    auto* site = app_.add_subcommand("site", "The site's settings")->require_subcommand(1);
    auto* apply = leaf(site, "apply", "Check a file and make it the site's settings");
    apply->add_option("FILE", site_file_, "What export wrote")->required();
    apply->add_option("--move", moves_, "Conversations and people of OLD, which the file lacks, go to NEW")
        ->type_name("OLD=NEW")
        ->allow_extra_args(false);
    leaf(site, "export", "Print the site's settings");
    auto* config = app_.add_subcommand("config", "The options of this process")->require_subcommand(1);
    config->add_subcommand("docs", "Print the table of all options");
    leaf(config, "check", "Say whether file, environment and flags are good");
    leaf(config, "show", "Print every option with its value and where that came from");
    leaf(&app_, "doctor", "Say what is wrong with this machine, its Redis and its site, and how to mend it");
    leaf(&app_, "healthcheck", "Ask the server that listens here whether it is ready; for containers");
    app_.add_subcommand("version", "Print the version");
  }

  std::variant<Command, Exit> parse(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::Success& asked) {
      std::ostringstream out;
      app_.exit(asked, out, out);
      return Exit{.code = 0, .out = out.str(), .err = {}};
    } catch (const CLI::ParseError& error) {
      return refuse(std::string(error.what()) + "; baton --help explains the commands");
    }
    const CLI::App* chosen = &app_;
    while (!chosen->get_subcommands().empty()) chosen = chosen->get_subcommands().front();
    const auto name = leaf_name(chosen);
    if (const auto extras = app_.remaining(true); !extras.empty()) {
      return refuse("flag " + extras.front() + " is not an option of baton " + name + "; baton " + name +
                    " --help lists them");
    }
    if (name == "version") return Version{};
    if (name == "config docs") return Exit{.code = 0, .out = config_docs(), .err = {}};
    return with_config(name);
  }

private:
  CLI::App* leaf(CLI::App* parent, const char* name, const char* help) {
    auto* command = parent->add_subcommand(name, help);
    add_shared(command, shared_);
    return command;
  }

  std::variant<Command, Exit> with_config(const std::string& name) {
    const bool demo = name == "demo";
    Config defaults;
    defaults.static_dir = find_static(environment_.executable);
    if (demo) defaults.data_dir = demo_folder(environment_.variables);
    Sources sources;
    sources.flags = shared_.flags;
    // A demo beside a real server must not meet the real server's settings, its Redis least of all.
    sources.use_default_file = !demo;
    const auto named = environment_.variables.find("BATON_CONFIG");
    if (!shared_.file.empty())
      sources.file = shared_.file;
    else if (named != environment_.variables.end() && !demo)
      sources.file = named->second;
    auto loaded = load(std::move(defaults), sources, environment_);
    if (!loaded) return refuse(loaded.error().text);
    return command(name, *loaded);
  }

  std::variant<Command, Exit> command(const std::string& name, Loaded& loaded) {
    Config& config = loaded.config;
    if (name == "config check") {
      const auto set = std::to_string(loaded.origins.size());
      return Exit{.code = 0,
                  .out = "The configuration is good: " + set + " options set, the rest default.\n",
                  .err = {}};
    }
    if (name == "config show") return Exit{.code = 0, .out = shown(loaded), .err = {}};
    if (name == "demo") {
      if (const auto problem = demo_problem(loaded)) return refuse(problem->text);
      return Demo{std::move(config), !no_seed_, loaded.origins.contains("listen.port")};
    }
    if (name == "staff add" || name == "staff set" || name == "staff passwd") {
      if (const auto at = staff_.email.find('@'); at == 0 || at >= staff_.email.size() - 1) {
        return refuse("flag --email: must be an e-mail address, not '" + staff_.email + "'");
      }
    }
    if (name == "staff add") {
      auto add = staff_add(staff_, std::move(config));
      if (!add) return refuse(add.error().text);
      return std::move(*add);
    }
    if (name == "staff set") {
      auto set = staff_set(staff_, std::move(config));
      if (!set) return refuse(set.error().text);
      return std::move(*set);
    }
    if (name == "staff list") return StaffList{std::move(config)};
    if (name == "staff passwd") return StaffPasswd{std::move(config), staff_.email};
    if (name == "site apply") {
      auto moves = moves_of(moves_);
      if (!moves) return refuse(moves.error().text);
      return SiteApply{std::move(config), site_file_, std::move(*moves)};
    }
    if (name == "site export") return SiteExport{std::move(config)};
    if (name == "doctor") return Doctor{std::move(config)};
    if (name == "healthcheck") return Healthcheck{std::move(config)};
    return Serve{std::move(config)};
  }

  const Environment& environment_;
  CLI::App app_{"Baton: live chat for a customer-care and a sales team", "baton"};
  Shared shared_;
  StaffFlags staff_;
  std::string site_file_;
  bool no_seed_ = false;
  std::vector<std::string> moves_;
};

}  // namespace

Environment Environment::of_process() {
  Environment environment;
  for (char** entry = environ; *entry; ++entry) {
    const std::string text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string::npos) environment.variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  std::error_code ec;
  environment.executable = fs::read_symlink("/proc/self/exe", ec);
  return environment;
}

std::variant<Command, Exit> parse_command_line(int argc, const char* const* argv,
                                               const Environment& environment) {
  return CommandLine(environment).parse(argc, argv);
}

}  // namespace baton

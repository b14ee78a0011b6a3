// Reading and writing of the site file. One list of keys a table, each with the member that it fills; lines
// are remembered by field, so that the validator's findings find theirs.
#include "server/site_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "server/desk/settings_rules.hpp"

namespace baton {
namespace {

using Line = toml::source_index;

constexpr std::pair<std::string_view, desk::DepartmentKind> kinds[] = {
    {"care", desk::DepartmentKind::care}, {"sales", desk::DepartmentKind::sales}};
constexpr std::pair<std::string_view, desk::AssignMode> assigns[] = {{"auto", desk::AssignMode::automatic},
                                                                     {"offer", desk::AssignMode::offer},
                                                                     {"manual", desk::AssignMode::manual}};

// A basic string of TOML, on one line whatever the text holds.
std::string quoted(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (c == '\n')
      out += "\\n";
    else if (byte < 0x20 || byte == 0x7F)
      ((out += "\\u00") += hex[byte >> 4]) += hex[byte & 15];
    else
      out += c;
  }
  return out + '"';
}

// A key as it stands in a field: bare, or in quotes when TOML asks for them.
std::string spelled(std::string_view key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  return bare ? std::string(key) : quoted(key);
}

std::string_view kind_of(const toml::node& node) {
  if (node.is_string()) return "a text";
  if (node.is_integer()) return "a number";
  if (node.is_floating_point()) return "a fraction";
  if (node.is_boolean()) return "true or false";
  if (node.is_array()) return "a list";
  if (node.is_table()) return "a table";
  return "a date or time";
}

using Parsed = boost::system::result<desk::Settings, std::string>;

// C++20 would make settings of a text (an aggregate in parentheses), so the error is marked as one.
Parsed refused(std::string text) { return {boost::system::in_place_error, std::move(text)}; }

class Reader {
public:
  explicit Reader(const std::string& file_name) : file_name_(file_name) {}

  Parsed read(const toml::table& root) {
    desk::Settings s;
    table(root, "",
          {{"name", text(s.name)},
           {"origins", origins(s.origins)},
           {"identity_secret", text(s.identity_secret)},
           {"default_capacity", number(s.default_capacity)},
           {"timing", timing(s.timing)},
           {"departments", departments(s.departments)}});
    if (mistakes_.empty()) {
      for (const auto& problem : desk::problems(s)) mistake(problem.field, problem.message);
    }
    if (mistakes_.empty()) return s;
    return refused(lines());
  }

private:
  using Take = std::function<void(const toml::node&, const std::string& field)>;
  using Keys = std::vector<std::pair<std::string_view, Take>>;

  void table(const toml::table& entries, const std::string& prefix, const Keys& keys) {
    for (const auto& [key, node] : entries) {
      const auto field = prefix + spelled(key.str());
      lines_[field] = key.source().begin.line;
      const auto name = key.str();
      const auto known =
          std::find_if(keys.begin(), keys.end(), [&](const auto& k) { return k.first == name; });
      if (known == keys.end())
        mistake(field, "There is no such setting; what may stand here is " + listed(keys) + ".");
      else
        known->second(node, field);
    }
  }

  template <class Text>  // std::string, or an optional one
  Take text(Text& to) {
    return [this, &to](const toml::node& node, const std::string& field) {
      if (auto value = node.value_exact<std::string>())
        to = *std::move(value);
      else
        wrong_kind(field, "a text in quotes", node);
    };
  }

  // What does not fit becomes the nearest that does: out of range all the same, for the validator to say.
  template <class Number>
  Take number(Number& to) {
    return [this, &to](const toml::node& node, const std::string& field) {
      using Limits = std::numeric_limits<Number>;
      if (const auto value = node.value_exact<std::int64_t>())
        to = static_cast<Number>(std::clamp<std::int64_t>(*value, Limits::min(), Limits::max()));
      else
        wrong_kind(field, "a whole number", node);
    };
  }

  template <class Enum, std::size_t count>
  Take word(Enum& to, const std::pair<std::string_view, Enum> (&words)[count]) {
    return [this, &to, &words](const toml::node& node, const std::string& field) {
      const auto value = node.value_exact<std::string>();
      const auto known =
          std::find_if(std::begin(words), std::end(words), [&](const auto& w) { return value == w.first; });
      if (!value)
        wrong_kind(field, "a text in quotes", node);
      else if (known == std::end(words))
        mistake(field, "Write " + listed(words, " or ") + ", not " + quoted(*value) + ".");
      else
        to = known->second;
    };
  }

  Take origins(std::vector<std::string>& to) {
    return elements([this, &to](const toml::node& node, const std::string& field) {
      text(to.emplace_back())(node, field);
    });
  }

  Take timing(desk::Timing& to) {
    return [this, &to](const toml::node& node, const std::string& field) {
      if (!node.is_table()) return wrong_kind(field, "a table", node);
      table(*node.as_table(), field + ".",
            {{"owner_grace_ms", number(to.owner_grace)},
             {"preferred_patience_ms", number(to.preferred_patience)},
             {"reopen_window_ms", number(to.reopen_window)},
             {"seal_after_ms", number(to.seal_after)}});
    };
  }

  Take departments(std::vector<desk::Department>& to) {
    return elements([this, &to](const toml::node& node, const std::string& field) {
      if (!node.is_table()) return wrong_kind(field, "a table", node);
      auto& d = to.emplace_back();
      table(*node.as_table(), field + ".",
            {{"id", text(d.id)},
             {"name", text(d.name)},
             {"kind", word(d.kind, kinds)},
             {"assign", word(d.assign, assigns)},
             {"queue_limit", number(d.queue_limit)}});
    });
  }

  Take elements(Take each) {
    return [this, each = std::move(each)](const toml::node& node, const std::string& field) {
      if (!node.is_array()) return wrong_kind(field, "a list", node);
      std::size_t i = 0;
      for (const auto& element : *node.as_array()) {
        const auto name = field + "[" + std::to_string(i++) + "]";
        lines_[name] = element.source().begin.line;
        each(element, name);
      }
    };
  }

  template <class Named>
  static std::string listed(const Named& named, std::string_view last = " and ") {
    std::string out;
    const auto count = std::size(named);
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) out += i + 1 < count ? ", " : last;
      out += named[i].first;
    }
    return out;
  }

  void wrong_kind(const std::string& field, const std::string& wanted, const toml::node& given) {
    mistake(field, "Give " + wanted + ", not " + std::string(kind_of(given)) + ".");
  }

  void mistake(const std::string& field, const std::string& message) {
    mistakes_.emplace_back(line_of(field), field + ": " + message);
  }

  // A field that is not in the file is missed where its table is, and at the top when that is not there
  // either.
  Line line_of(std::string field) const {
    for (;;) {
      if (const auto found = lines_.find(field); found != lines_.end()) return found->second;
      const auto cut = field.find_last_of(".[");
      if (cut == std::string::npos) return 1;
      field.resize(cut);
    }
  }

  std::string lines() {
    std::stable_sort(mistakes_.begin(), mistakes_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string out;
    for (const auto& [line, text] : mistakes_)
      out += (out.empty() ? "" : "\n") + file_name_ + ":" + std::to_string(line) + ": " + text;
    return out;
  }

  const std::string& file_name_;
  std::map<std::string, Line> lines_;
  std::vector<std::pair<Line, std::string>> mistakes_;
};

template <class Enum, std::size_t count>
std::string word_of(Enum value, const std::pair<std::string_view, Enum> (&words)[count]) {
  const auto known =
      std::find_if(std::begin(words), std::end(words), [&](const auto& w) { return w.second == value; });
  return quoted(known->first);
}

}  // namespace

boost::system::result<desk::Settings, std::string> parse_site(std::string_view toml,
                                                              const std::string& file_name) {
  try {
    return Reader(file_name).read(toml::parse(toml, file_name));
  } catch (const toml::parse_error& error) {
    const auto line = std::to_string(error.source().begin.line);
    return refused(file_name + ":" + line + ": not valid TOML: " + std::string(error.description()));
  }
}

std::string export_site(const desk::Settings& s) {
  std::string out =
      "# The site's settings. Change what is to change, then: baton site apply FILE\n\n"
      "name = " +
      quoted(s.name) +
      "\n\n# Exact web origins whose pages may connect; with none, the server's own only.\norigins = [";
  for (const auto& origin : s.origins) out += "\n  " + quoted(origin) + ",";
  out += s.origins.empty() ? "]\n\n" : "\n]\n\n";
  out += "# Signs the identities of visitors (HS256), at least 32 characters. Keep it secret.\n";
  out += s.identity_secret ? "identity_secret = " + quoted(*s.identity_secret)
                           : std::string("# identity_secret = \"\"");
  out += "\n\n# Conversations that a new member of staff may have at once, 0–50.\ndefault_capacity = " +
         std::to_string(s.default_capacity) + "\n\n[timing]\n";
  const auto duration = [&out](std::string_view key, desk::Duration ms, std::string_view what) {
    ((((out += key) += " = ") += std::to_string(ms)) += "  # ") += what;
    out += "\n";
  };
  duration("owner_grace_ms", s.timing.owner_grace, "from the loss of the owner's last connection");
  duration("preferred_patience_ms", s.timing.preferred_patience,
           "a queued chat waits for its preferred person");
  duration("reopen_window_ms", s.timing.reopen_window, "after closing; later a new conversation is linked");
  duration("seal_after_ms", s.timing.seal_after, "after closing; not below reopen_window_ms");
  for (const auto& d : s.departments) {
    out += "\n[[departments]]\nid = " + quoted(d.id) + "\nname = " + quoted(d.name) +
           "\nkind = " + word_of(d.kind, kinds) + "  # care or sales; one at least is care" +
           "\nassign = " + word_of(d.assign, assigns) + "\nqueue_limit = " + std::to_string(d.queue_limit) +
           "  # waiting conversations, 1–100000\n";
  }
  return out;
}

desk::Settings default_site() {
  desk::Settings settings;
  settings.departments = {{.id = "care", .name = "Customer care"},
                          {.id = "sales", .name = "Sales", .kind = desk::DepartmentKind::sales}};
  return settings;
}

desk::Settings demo_site() {
  auto settings = default_site();
  settings.name = "Juniper Goods";
  return settings;
}

}  // namespace baton

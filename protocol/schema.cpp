// Walks the lists of methods, events and notifications and writes a file for each.
#include "protocol/schema.hpp"

#include <algorithm>

#include "protocol/decode.hpp"
#include "protocol/describe.hpp"

namespace baton::protocol {
namespace {

using detail::Definitions;
using detail::Schema;

using Notifications =
    std::tuple<notify::VisitorConversationChanged, notify::StaffConversationChanged, notify::Reset,
               notify::Typing, notify::Read, notify::PresenceOf, notify::Offer, notify::OfferWithdrawn,
               notify::VisitorQueue, notify::DepartmentQueue, notify::Listed, notify::Goodbye>;

// A schema that grows an alternative at a time: the first as it is, several different ones as `anyOf`.
struct Alternatives {
  Schema list = Schema::array();
  Definitions definitions;

  void add(const Schema& schema) {
    if (std::ranges::find(list, schema) == list.end()) list.push_back(schema);
  }
  Schema schema() const { return list.size() == 1 ? list.front() : Schema{{"anyOf", list}}; }
};

std::string file_of(const std::string& title, const Alternatives& alternatives) {
  Schema out{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}};
  out.update(alternatives.schema());
  for (const auto& [name, type] : alternatives.definitions.types) out["$defs"][name] = type;
  return out.dump(2) + '\n';
}

using Files = std::map<std::string, Alternatives>;

template <class T>
void add(Alternatives& file) {
  file.add(detail::describe<T>(NoRule{}, file.definitions));
}

template <class... T>
void add_all(Alternatives& file, std::type_identity<std::tuple<T...>>) {
  (add<T>(file), ...);
}

template <class... P>
void add_methods(Files& files, std::type_identity<std::variant<P...>>) {
  const auto add_one = [&]<class One>(std::type_identity<One>) {
    const std::string name(One::method.name);
    add<One>(files[name + ".params"]);
    add_all(files[name + ".result"], std::type_identity<typename One::Results>{});
  };
  (add_one(std::type_identity<P>{}), ...);
}

template <Event E, class... Body>
void add_events(Files& files, std::type_identity<std::variant<Body...>>) {
  const auto add_one = [&]<class One>(std::type_identity<One>) {
    Alternatives& file = files["event." + std::string(One::kind)];
    file.add(detail::describe_event<E, One>(file.definitions));
  };
  (add_one(std::type_identity<Body>{}), ...);
}

template <class... N>
void add_notifications(Files& files, std::type_identity<std::tuple<N...>>) {
  (add<N>(files["notify." + std::string(N::notification)]), ...);
}

// The object `error` of an error frame.
Alternatives error_schema() {
  Alternatives out;
  Schema numbers = Schema::array(), reasons = Schema::array();
  for (const ErrorKind& kind : error_kinds) {
    numbers.push_back(static_cast<int>(kind.code));
    reasons.push_back(kind.reason);
  }
  Schema data = detail::describe_struct<Error>(out.definitions);
  data["properties"]["reason"] = {{"enum", reasons}};
  data["required"] = {"reason"};
  out.list.push_back(
      {{"type", "object"},
       {"properties", {{"code", {{"enum", numbers}}}, {"message", {{"type", "string"}}}, {"data", data}}},
       {"required", {"code", "message", "data"}}});
  return out;
}

Files schema_files() {
  Files files;
  add_methods(files, std::type_identity<Params>{});
  add_events<LogEvent>(files, std::type_identity<LogBody>{});
  add_events<NotesEvent>(files, std::type_identity<NotesBody>{});
  add_notifications(files, std::type_identity<Notifications>{});
  add<StaffEvent>(files["notify.event"]);
  add<SessionRequest>(files["http.session.request"]);
  add<SessionAnswer>(files["http.session.answer"]);
  add<VisitorTranscript>(files["http.transcript"]);
  add<StaffTranscript>(files["http.transcript"]);
  add<LedgerLine>(files["http.ledger"]);
  files["error"] = error_schema();
  return files;
}

struct OpenRpcMethod {
  unsigned sides = 0;
  Reach reach = Reach::anywhere;
  std::vector<Schema> params;
  Alternatives results;
};

template <class... P>
std::map<std::string, OpenRpcMethod> openrpc_methods(Definitions& definitions,
                                                     std::type_identity<std::variant<P...>>) {
  std::map<std::string, OpenRpcMethod> out;
  const auto add_result = [&]<class... R>(Alternatives& results, std::type_identity<std::tuple<R...>>) {
    (results.add(detail::describe<R>(NoRule{}, definitions)), ...);
  };
  const auto add_one = [&]<class One>(std::type_identity<One>) {
    OpenRpcMethod& method = out[std::string(One::method.name)];
    method.sides |= static_cast<unsigned>(One::method.side);
    method.reach = One::method.reach;
    method.params.push_back(detail::describe_struct<One>(definitions));
    add_result(method.results, std::type_identity<typename One::Results>{});
  };
  (add_one(std::type_identity<P>{}), ...);
  return out;
}

// OpenRPC names parameters one by one: each field of any of the structs, required when all of them require
// it.
Schema content_descriptors(const std::vector<Schema>& structs) {
  std::vector<std::string> names;
  std::map<std::string, Alternatives> seen;
  std::map<std::string, std::size_t> requiring;
  for (const Schema& one : structs) {
    for (const auto& [name, schema] : one["properties"].items()) {
      if (!seen.contains(name)) names.push_back(name);
      seen[name].add(schema);
    }
    if (one.contains("required"))
      for (const auto& name : one["required"]) ++requiring[name.get<std::string>()];
  }
  Schema out = Schema::array();
  for (const std::string& name : names)
    out.push_back(
        {{"name", name}, {"required", requiring[name] == structs.size()}, {"schema", seen[name].schema()}});
  return out;
}

Schema side_names(Side sides) {
  Schema out = Schema::array();
  if (owns(sides, Side::visitor)) out.push_back("visitor");
  if (owns(sides, Side::staff)) out.push_back("staff");
  return out;
}

std::string openrpc() {
  Definitions definitions;
  definitions.prefix = "#/components/schemas/";
  Schema methods = Schema::array(), errors = Schema::array();
  Schema error_list = Schema::object();
  for (const ErrorKind& kind : error_kinds) {
    error_list[std::string(kind.reason)] = {{"code", static_cast<int>(kind.code)}, {"message", kind.message}};
    errors.push_back({{"$ref", "#/components/errors/" + std::string(kind.reason)}});
  }
  for (const auto& [name, method] : openrpc_methods(definitions, std::type_identity<Params>{}))
    methods.push_back({{"name", name},
                       {"paramStructure", "by-name"},
                       {"params", content_descriptors(method.params)},
                       {"result", {{"name", "result"}, {"schema", method.results.schema()}}},
                       {"errors", errors},
                       {"x-sides", side_names(static_cast<Side>(method.sides))},
                       {"x-http", method.reach == Reach::anywhere},
                       {"x-notification", method.reach == Reach::notification}});
  const Schema document{
      {"openrpc", "1.2.6"},
      {"info",
       {{"title", "baton.v1"}, {"version", "1"}, {"description", "JSON-RPC 2.0 over WebSocket, /v1/ws."}}},
      {"methods", methods},
      {"components", {{"schemas", definitions.types}, {"errors", error_list}}}};
  return document.dump(2) + '\n';
}

}  // namespace

std::map<std::string, std::string> contract_files() {
  std::map<std::string, std::string> out{{"openrpc.json", openrpc()}};
  for (const auto& [name, file] : schema_files()) out["schema/" + name + ".json"] = file_of(name, file);
  return out;
}

}  // namespace baton::protocol

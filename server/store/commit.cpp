// How checks come out of what was read. Reads no store.
#include "server/store/commit.hpp"

#include <algorithm>
#include <utility>

namespace baton::store {
namespace {

Check absent(std::string key, std::string field = "") {
  return {.kind = Check::Kind::absent, .key = std::move(key), .field = std::move(field)};
}
Check field(std::string key, std::string name, std::string value) {
  return {
      .kind = Check::Kind::field, .key = std::move(key), .field = std::move(name), .value = std::move(value)};
}

void enter(std::vector<Check>& checks, Check check) {
  if (std::find(checks.begin(), checks.end(), check) == checks.end()) checks.push_back(std::move(check));
}

}  // namespace

const Hot& ConversationView::talk(Reading& seen) const {
  if (sealed)
    seen.add(version_check(sealed_key(body.id), version));
  else
    seen.add(field(conversation_key(body.id), "log_seq", std::to_string(hot.log_seq)));
  return hot;
}

bool StaffView::relied_here(Reading& seen) const {
  seen.add(field("present", body.id, here ? "1" : ""));
  return here;
}

void Commit::change(const std::optional<ConversationView>& before, const desk::Change& change) {
  const auto& id = change.conversation.id;
  ConversationWrite write;
  if (!before) {
    enter(checks, absent(conversation_key(id)));
    enter(checks, absent(sealed_key(id)));
  } else {
    enter(checks, version_check(before->sealed ? sealed_key(id) : conversation_key(id), before->version));
    write.before = before->body;
    write.unseal = before->sealed;
  }
  write.after = change.conversation;
  write.arrives = change.arrives;
  write.log = change.log;
  write.notes = change.notes;
  write.because = change.because;
  conversations.push_back(std::move(write));
  ledger.insert(ledger.end(), change.ledger.begin(), change.ledger.end());
}

void Commit::change(const std::optional<StaffView>& before, const desk::Staff& after) {
  enter(checks, version_check(staff_key(after.id), before ? before->version : 0));
  if (!before || before->body.email != after.email) enter(checks, absent("email", after.email));
  const auto earlier =
      std::find_if(staff.begin(), staff.end(), [&](const auto& w) { return w.after.id == after.id; });
  if (earlier != staff.end()) {
    earlier->after = after;
    return;
  }
  StaffWrite write;
  if (before) write.before = before->body;
  write.after = after;
  staff.push_back(std::move(write));
}

void Commit::change(const std::optional<std::uint64_t>& visitor_version, const desk::Visitor& after) {
  enter(checks, version_check(visitor_key(after.card.id), visitor_version.value_or(0)));
  visitor = after;
}

void Commit::change(const SettingsView& before, const desk::Settings& after) {
  enter(checks, version_check("settings", before.version));
  settings = after;
}

void Commit::rely_on_first(const std::string& queue, std::vector<std::string> members) {
  enter(checks, {.kind = Check::Kind::first, .key = queue, .members = std::move(members)});
}

}  // namespace baton::store

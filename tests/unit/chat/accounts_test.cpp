// Tokens, passwords and sessions: what is forged or foreign is refused, and a wrong password tells no more
// than an unknown account.
#include "server/chat/accounts.hpp"

#include "server/chat/ids.hpp"
#include "tests/unit/chat/world.hpp"

namespace baton::test {
namespace {

using chat::Reason;

struct Office {
  Office() {
    store::Commit commit{store::Reading{}};
    commit.change(std::nullopt, staff_member("ana"));
    commit.staff.back().password_hash = hash();
    w.must(commit);
    EXPECT_TRUE(ask(accounts.open()));
  }
  ~Office() { worker.stop(); }
  static const std::string& hash() {
    static const std::string made = chat::hash_password("right");
    return made;
  }
  template <class T>
  chat::Result<T> ask(chat::Task<T> call) {
    return w.here.ask(std::move(call));
  }

  World w;
  chat::PasswordWorker worker;
  chat::Accounts accounts{w.here.store, worker};
};

TEST(Tokens, AreTheirSitesAndNobodyElses) {
  Office ours;
  Office theirs;
  const auto visitor = ours.accounts.new_visitor();
  const auto token = ours.accounts.token_for(visitor);
  EXPECT_EQ(ours.accounts.visitor_in(token), visitor);
  EXPECT_FALSE(theirs.accounts.visitor_in(token)) << "another site's secret";
  EXPECT_NE(ours.accounts.new_visitor(), visitor);
  chat::Accounts second_node(ours.w.there.store, ours.worker);
  EXPECT_FALSE(second_node.visitor_in(token)) << "before it knows the secret";
  ASSERT_TRUE(ours.w.there.ask(second_node.open()));
  EXPECT_EQ(second_node.visitor_in(token), visitor);
}

TEST(Tokens, ForgedOnesAreRefused) {
  Office o;
  const auto visitor = o.accounts.new_visitor();
  const auto token = o.accounts.token_for(visitor);
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto other = token;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    const auto found = o.accounts.visitor_in(other);
    EXPECT_FALSE(found) << "changed at " << i;
  }
  const auto mac = token.substr(token.rfind('.'));
  for (const auto& bad :
       std::vector<std::string>{"", ".", "..", "1.", "1..", "1." + mac, "1.." + mac.substr(1), token + "A",
                                token.substr(1), visitor, "2" + token.substr(1), "1.vsomebodyelse" + mac,
                                "1." + visitor, "1." + visitor + ".", token.substr(0, token.size() - 1),
                                "1." + visitor + "." + std::string(300, 'A'), token + std::string(1, '\0')})
    EXPECT_FALSE(o.accounts.visitor_in(bad)) << bad;
}

// A token of a site's own user id is that visitor's on every device, and no other id's.
TEST(Tokens, TheSitesOwnIdsAreStable) {
  Office o;
  EXPECT_EQ(o.accounts.visitor_of("42"), o.accounts.visitor_of("42"));
  EXPECT_NE(o.accounts.visitor_of("42"), o.accounts.visitor_of("43"));
  EXPECT_FALSE(o.accounts.visitor_in("1." + o.accounts.visitor_of("42") + "." +
                                     o.accounts.visitor_of("42").substr(1)));
}

TEST(SignIn, GivesASessionThatEndsForAll) {
  Office o;
  const auto in = o.ask(o.accounts.sign_in("ANA@Example.org", "right"));
  ASSERT_TRUE(in);
  EXPECT_EQ(in->staff.id, "ana");
  EXPECT_FALSE(o.w.state->data.sessions.contains(in->token)) << "only its hash is stored";
  const auto session = o.ask(o.accounts.session(in->token));
  ASSERT_TRUE(session);
  EXPECT_EQ(session->staff.id, "ana");
  const auto ana = o.w.connect(o.w.caller("ana"));
  ASSERT_TRUE(o.ask(o.accounts.sign_out(in->token)));
  o.w.here.idle();
  EXPECT_EQ(ana->heard, std::vector<std::string>{"revoked " + session->hash});
  for (const auto& token : {in->token, std::string(), std::string(200, 'a'), std::string("nonsense")})
    EXPECT_EQ(o.ask(o.accounts.session(token)).error().reason, Reason::bad_credentials);
  EXPECT_EQ(o.ask(o.accounts.sign_out(in->token)).error().reason, Reason::bad_credentials);
}

TEST(SignIn, ASessionEndsByItself) {
  Office o;
  const auto in = o.ask(o.accounts.sign_in("ana@example.org", "right"));
  ASSERT_TRUE(in);
  o.w.pass(desk::minutes(12 * 60) - 1);
  EXPECT_TRUE(o.ask(o.accounts.session(in->token)));
  o.w.pass(1);
  EXPECT_EQ(o.ask(o.accounts.session(in->token)).error().reason, Reason::bad_credentials);
}

TEST(SignIn, AWrongPasswordTellsNoMoreThanAnUnknownAccount) {
  Office o;
  const auto wrong = o.ask(o.accounts.sign_in("ana@example.org", "wrong"));
  const auto unknown = o.ask(o.accounts.sign_in("nobody@example.org", "right"));
  for (const auto& refused : {wrong, unknown}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, Reason::bad_credentials);
    EXPECT_EQ(refused.error().field, "password");
  }
}

TEST(SignIn, FiveFailuresOfAnAccountAreEnough) {
  for (const std::string email : {"ana@example.org", "nobody@example.org"}) {
    Office o;
    for (int i = 0; i < 5; ++i)
      EXPECT_EQ(o.ask(o.accounts.sign_in(email, "wrong")).error().reason, Reason::bad_credentials);
    auto shouted = email;
    shouted[0] = static_cast<char>(shouted[0] - 'a' + 'A');
    const auto limited = o.ask(o.accounts.sign_in(shouted, "right"));
    ASSERT_FALSE(limited);
    EXPECT_EQ(limited.error().reason, Reason::rate_limited);
    EXPECT_GT(limited.error().retry_after_ms.value_or(0), 0);
  }
  Office o;
  for (int i = 0; i < 5; ++i) (void)o.ask(o.accounts.sign_in("nobody@example.org", "wrong"));
  EXPECT_TRUE(o.ask(o.accounts.sign_in("ana@example.org", "right"))) << "another account is not held up";
}

TEST(Ids, AreRandomAndUrlSafe) {
  const auto a = chat::random_id();
  EXPECT_EQ(a.size(), 22U);
  EXPECT_NE(a, chat::random_id());
  EXPECT_EQ(a.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
  EXPECT_TRUE(chat::same("abc", "abc"));
  EXPECT_FALSE(chat::same("abc", "abd"));
  EXPECT_FALSE(chat::same("abc", "abcd"));
  EXPECT_THROW(chat::mac("text", "short"), std::logic_error);
}

}  // namespace
}  // namespace baton::test

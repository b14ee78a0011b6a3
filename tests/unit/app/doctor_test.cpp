// The doctor's rules: which facts are good, doubtful or wrong, and that each wrong one says how to mend it.
#include "server/doctor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>

#include "server/site_file.hpp"

namespace baton {
namespace {

using testing::HasSubstr;
using enum Finding::Verdict;
namespace error = boost::asio::error;

RedisFacts sound_redis() {
  RedisFacts facts;
  facts.where = "unix:/r.sock";
  facts.version = "7.0.15";
  facts.eviction = "noeviction";
  facts.append_only = true;
  facts.fsync = "everysec";
  return facts;
}

desk::Staff person(std::vector<std::string> departments, int capacity = 4) {
  desk::Staff staff;
  staff.departments = std::move(departments);
  staff.capacity = capacity;
  return staff;
}

SiteFacts sound_site() { return {default_site(), true, {person({"care"}), person({"care", "sales"})}, true}; }

Finding::Verdict worst(const Findings& findings) {
  auto worst = good;
  for (const auto& f : findings) {
    worst = std::max(worst, f.verdict);
    EXPECT_EQ(f.verdict == good, f.mend.empty()) << f.says << ": what is not good says how to mend it";
  }
  return worst;
}

// The finding that is not good; there must be exactly one.
Finding odd_one(const Findings& findings) {
  Finding odd;
  int count = 0;
  for (const auto& f : findings)
    if (f.verdict != good) odd = f, ++count;
  EXPECT_EQ(count, 1) << report(findings);
  return odd;
}

TEST(Doctor, ASoundRedisIsGood) {
  EXPECT_EQ(worst(judge_redis(sound_redis())), good);
  auto strict = sound_redis();
  strict.fsync = "always";
  EXPECT_EQ(worst(judge_redis(strict)), good);
}

TEST(Doctor, RedisMayLoseNothing) {
  const auto verdict = [](auto change) {
    auto facts = sound_redis();
    change(facts);
    return odd_one(judge_redis(facts));
  };
  EXPECT_EQ(verdict([](RedisFacts& f) { f.eviction = "allkeys-lru"; }).verdict, wrong);
  EXPECT_THAT(verdict([](RedisFacts& f) { f.eviction = ""; }).says, HasSubstr("unknown"));
  EXPECT_EQ(verdict([](RedisFacts& f) { f.append_only = false; }).verdict, wrong);
  EXPECT_EQ(verdict([](RedisFacts& f) { f.append_status = "err"; }).verdict, wrong);
  EXPECT_EQ(verdict([](RedisFacts& f) { f.fsync = "no"; }).verdict, doubtful);
  EXPECT_EQ(verdict([](RedisFacts& f) { f.fsync.reset(); }).verdict, doubtful);
  const auto foreign = verdict([](RedisFacts& f) { f.other_code = {"baton_append_1"}; });
  EXPECT_EQ(foreign.verdict, wrong);
  EXPECT_THAT(foreign.says, HasSubstr("baton_append_1"));
}

TEST(Doctor, AClusterHasMastersEnoughAllSlotsAndAReplicaOfOurs) {
  auto facts = sound_redis();
  facts.cluster = {5718, "10.0.0.1:6379", 1, 3, 16'384};
  EXPECT_EQ(worst(judge_redis(facts)), good);
  EXPECT_THAT(report(judge_redis(facts)), HasSubstr("3 masters; the site's slot 5718 is at 10.0.0.1:6379"));
  const auto doubt = [&](auto change) {
    auto ill = facts;
    change(*ill.cluster);
    const auto odd = odd_one(judge_redis(ill));
    EXPECT_EQ(odd.verdict, doubtful);
    return odd.says;
  };
  EXPECT_THAT(doubt([](ClusterFacts& c) { c.masters = 1; }), HasSubstr("fewer than three masters"));
  EXPECT_THAT(doubt([](ClusterFacts& c) { c.served = 16'000; }), HasSubstr("384 of the cluster's slots"));
  EXPECT_THAT(doubt([](ClusterFacts& c) { c.replicas = 0; }), HasSubstr("No replica follows the master"));
}

TEST(Doctor, AReplicaIsMissedWhereAcknowledgementsWaitForIt) {
  const auto judged = [](std::string_view info) {
    auto facts = sound_redis();
    facts.replication = redis::replication_of(info);
    return judge_redis(facts);
  };
  constexpr auto guarded =
      "role:master\r\nconnected_slaves:2\r\nmin_slaves_good_slaves:1\r\n"
      "slave0:ip=::1,port=1,state=online,offset=1,lag=0\r\nslave1:ip=::1,port=2,state=wait_bgsave,offset=0,"
      "lag=0\r\n";
  EXPECT_EQ(worst(judged(guarded)), good);
  EXPECT_EQ(judged(guarded).size(), judge_redis(sound_redis()).size() + 1);
  const auto unguarded =
      odd_one(judged("connected_slaves:1\r\nslave0:ip=::1,port=1,state=online,offset=1,lag=0\r\n"));
  EXPECT_EQ(unguarded.verdict, doubtful);
  EXPECT_THAT(unguarded.mend, HasSubstr("min-replicas-to-write"));
  const auto copying =
      odd_one(judged("connected_slaves:1\r\nslave0:ip=::1,port=1,state=send_bulk,offset=0,lag=0\r\n"));
  EXPECT_EQ(copying.verdict, wrong);
  EXPECT_THAT(copying.says, HasSubstr("No replica"));
}

TEST(Doctor, TheClocksMayBeTwoSecondsApart) {
  const auto at = [](std::int64_t ahead) {
    auto facts = sound_redis();
    facts.ahead_ms = ahead;
    return judge_redis(facts)[3];
  };
  for (const auto ms : {0, 1'999, -1'999}) EXPECT_EQ(at(ms).verdict, good) << ms;
  for (const auto ms : {2'000, -2'000, 59'999}) EXPECT_EQ(at(ms).verdict, doubtful) << ms;
  for (const auto ms : {60'000, -60'000}) EXPECT_EQ(at(ms).verdict, wrong) << ms;
  EXPECT_THAT(at(90'500).says, HasSubstr("90.5 s ahead of"));
  EXPECT_THAT(at(-90'500).says, HasSubstr("90.5 s behind"));
}

TEST(Doctor, ASoundSiteIsGood) { EXPECT_EQ(worst(judge_site(sound_site())), good); }

TEST(Doctor, EachDepartmentNeedsSomebody) {
  auto site = sound_site();
  site.staff = {person({"care"})};
  EXPECT_EQ(odd_one(judge_site(site)).verdict, wrong);
  EXPECT_THAT(odd_one(judge_site(site)).says, HasSubstr("department sales"));
  site.staff = {person({"care"}), person({"sales"}, 0)};
  EXPECT_THAT(odd_one(judge_site(site)).says, HasSubstr("capacity of 0"));
  site.staff.clear();
  EXPECT_THAT(odd_one(judge_site(site)).mend, HasSubstr("baton staff add"));
}

TEST(Doctor, OriginsAreNeededWhereForeignPagesCanCome) {
  auto site = sound_site();
  site.loopback = false;
  EXPECT_EQ(odd_one(judge_site(site)).verdict, doubtful);
  site.settings.origins = {"https://shop.example"};
  EXPECT_EQ(worst(judge_site(site)), good);
}

TEST(Doctor, SettingsAreJudgedByTheirValidator) {
  auto site = sound_site();
  site.settings.departments[0].queue_limit = 0;
  EXPECT_EQ(odd_one(judge_site(site)).verdict, wrong);
  EXPECT_THAT(odd_one(judge_site(site)).says, HasSubstr("departments[0].queue_limit"));
  site = sound_site();
  site.settings.departments[0].hours = desk::Hours{"Europe/Berlin", {{{{540, 1020}}}}, {}};
  EXPECT_THAT(odd_one(judge_site(site)).says, HasSubstr("departments[0].hours.zone"));
  const desk::Zone zone;
  site.zones = [&](const std::string&) { return &zone; };
  EXPECT_EQ(worst(judge_site(site)), good);
  site = sound_site();
  site.written = false;
  EXPECT_EQ(odd_one(judge_site(site)).verdict, doubtful);
}

TEST(Doctor, APortIsFreeOrBatonsOwn) {
  const auto judged = [](const boost::system::error_code& problem, std::optional<Readiness> heard = {}) {
    const auto f = judge_port("127.0.0.1", 8080, problem, heard);
    worst({f});
    return f;
  };
  EXPECT_EQ(judged({}).verdict, good);
  EXPECT_EQ(judge_port("127.0.0.1", 0, {}, {}).verdict, good);
  EXPECT_THAT(judged(error::address_in_use, Readiness{200, "ready\n"}).says, HasSubstr("Baton itself"));
  EXPECT_EQ(judged(error::address_in_use, Readiness{200, "ready\n"}).verdict, good);
  const auto unready = judged(error::address_in_use, Readiness{503, "redis does not answer\n"});
  EXPECT_EQ(unready.verdict, wrong);
  EXPECT_THAT(unready.says, HasSubstr("redis does not answer"));
  for (const auto& other : {std::optional<Readiness>(), std::optional(Readiness{200, "<html>"}),
                            std::optional(Readiness{404, "nothing"})})
    EXPECT_THAT(judged(error::address_in_use, other).says, HasSubstr("another program"));
  EXPECT_THAT(judged(error::access_denied).mend, HasSubstr("1024"));
  EXPECT_THAT(judged(error::make_error_code(error::fault)).mend, HasSubstr("--address"));
}

TEST(Doctor, DescriptorsSufficeForTheNodes) {
  EXPECT_EQ(judge_descriptors(65'536, 4).verdict, good);
  EXPECT_EQ(judge_descriptors(20'000, 4).verdict, doubtful);
  EXPECT_EQ(judge_descriptors(1'000, 1).verdict, wrong);
}

TEST(Doctor, TheReportCountsAndOnlyWrongFails) {
  const Findings fine{{good, "A", ""}, {doubtful, "B", "mend B"}};
  EXPECT_EQ(report(fine), "good   A\nlook   B\n       -> mend B\n\nNothing is wrong; 1 thing to look at.\n");
  EXPECT_FALSE(anything_wrong(fine));
  const Findings bad{{wrong, "A", "a"}, {wrong, "B", "b"}};
  EXPECT_EQ(report(bad), "WRONG  A\n       -> a\nWRONG  B\n       -> b\n\n2 things wrong.\n");
  EXPECT_TRUE(anything_wrong(bad));
  EXPECT_EQ(report({{good, "A", ""}}), "good   A\n\nNothing is wrong.\n");
}

}  // namespace
}  // namespace baton

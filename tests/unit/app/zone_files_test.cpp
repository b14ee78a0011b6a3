// Zones out of this machine's files, against the C library, which reads the same files by itself.
#include "server/zone_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>

#include "server/zone_rule.hpp"

namespace baton {
namespace {

constexpr std::int64_t year_s = 31'556'952;

// Gives the C library another zone for as long as it lives.
class LibraryZone {
public:
  explicit LibraryZone(const std::string& name) {
    if (const char* old = std::getenv("TZ")) old_ = old;
    ::setenv("TZ", name.c_str(), 1);
    ::tzset();
  }
  ~LibraryZone() {
    if (old_)
      ::setenv("TZ", old_->c_str(), 1);
    else
      ::unsetenv("TZ");
    ::tzset();
  }
  LibraryZone(const LibraryZone&) = delete;
  LibraryZone& operator=(const LibraryZone&) = delete;

  desk::Duration offset_at(std::int64_t s) const {
    const std::time_t at = s;
    std::tm local{};
    ::localtime_r(&at, &local);
    return local.tm_gmtoff * 1000;
  }

private:
  std::optional<std::string> old_;
};

std::string file_of(const std::string& name) {
  std::ifstream file(zone_folder() / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> all_names() {
  std::ifstream table(zone_folder() / "zone1970.tab");
  std::vector<std::string> names{"UTC", "EST5EDT", "US/Eastern", "Etc/GMT-14"};
  for (std::string line; std::getline(table, line);) {
    std::string country, place, name;
    std::istringstream(line) >> country >> place >> name;
    if (!line.starts_with('#')) names.push_back(name);
  }
  return names;
}

TEST(ZoneFiles, AgreeWithTheCLibraryEverywhere) {
  ZoneFiles zones;
  const auto names = all_names();
  EXPECT_GT(names.size(), 300u);
  for (const auto& name : names) {
    const auto* zone = zones.find(name);
    ASSERT_NE(zone, nullptr) << name;
    EXPECT_EQ(zones.find(name), zone);
    const LibraryZone library(name);
    // At every change and just before it, and every ten days until the rule ends.
    for (const auto& change : zone->changes) {
      ASSERT_EQ(zone->offset_at(change.at), library.offset_at(change.at / 1000)) << name << " " << change.at;
      ASSERT_EQ(zone->offset_at(change.at - 1000), library.offset_at(change.at / 1000 - 1))
          << name << " " << change.at;
    }
    for (std::int64_t s = 0; s < 131 * year_s - year_s / 12; s += 863'987)
      ASSERT_EQ(zone->offset_at(s * 1000), library.offset_at(s)) << name << " " << s;
  }
}

TEST(ZoneFiles, ANameIsOneOfTheDatabase) {
  ZoneFiles zones;
  for (const auto* name :
       {"Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Kathmandu", "Etc/GMT+5", "UTC"})
    EXPECT_NE(zones.find(name), nullptr) << name;
  for (const auto& name :
       {std::string(), std::string("Europe"), std::string("Europe/"), std::string("Europe/Atlantis"),
        std::string("europe/berlin"), std::string("/usr/share/zoneinfo/UTC"), std::string("../zoneinfo/UTC"),
        std::string("Europe/../UTC"), std::string("Europe//Berlin"), std::string("zone1970.tab"),
        std::string("tzdata.zi"), std::string("localtime"), std::string("right/Europe/Berlin"),
        std::string("posix/Europe/Berlin"), std::string("UTC\0", 4), std::string(5000, 'a'),
        std::string("CET-1CEST")})
    EXPECT_EQ(zones.find(name), nullptr) << name;
  ZoneFiles nothing("nowhere/at/all");
  EXPECT_EQ(nothing.find("Europe/Berlin"), nullptr);
}

TEST(ZoneFiles, AreNotReadFurtherThanTheyGo) {
  const auto whole = file_of("Australia/Lord_Howe");
  ASSERT_TRUE(parse_zone(whole));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(parse_zone(std::string_view(whole).substr(0, size))) << size;
  EXPECT_FALSE(parse_zone("TZif3" + std::string(15, '\0') + std::string(24, '\xff')));
  EXPECT_FALSE(parse_zone(file_of("right/Europe/Berlin")));
}

RC_GTEST_PROP(ZoneFilesProperty, ADamagedFileIsAZoneOrNone, ()) {
  static const auto whole = file_of("America/New_York");
  auto file = whole;
  for (const auto at :
       *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, file.size())))
    file[at] = *rc::gen::arbitrary<char>();
  const auto zone = parse_zone(file);
  if (!zone) return;
  for (const auto at :
       *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 130 * year_s)))
    RC_ASSERT(std::abs(zone->offset_at(at * 1000)) <= 26 * 3'600'000);
}

TEST(ZoneRule, AgreesWithTheCLibrary) {
  for (const auto* rule :
       {"CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
        "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "IST-2IDT,M3.4.4/26,M10.5.0", "XYZ3ABC2:30,J59,J60/1:30:15",
        "XYZ-3ABC,59,300/0", "<+0545>-5:45", "UTC0", "EET-2EEST,M3.4.4/50,M10.4.4/50"}) {
    desk::Zone zone;
    ASSERT_TRUE(extend(zone, rule)) << rule;
    const LibraryZone library(rule);
    // Not in the first days, whose summer may have begun before 1970.
    for (std::int64_t s = year_s; s < 130 * year_s; s += 86'399 * 3)
      ASSERT_EQ(zone.offset_at(s * 1000), library.offset_at(s)) << rule << " " << s;
  }
}

TEST(ZoneRule, WhatIsNoRuleChangesNothing) {
  for (const auto* rule :
       {"", "A3", "CET", "CET-", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,",
        "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,J0,J366", "CET-1CEST,1,366", "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0 ",
        "<CET-1", "CET-1:60", "99999999999999999999"}) {
    desk::Zone zone;
    EXPECT_FALSE(extend(zone, rule)) << rule;
    EXPECT_TRUE(zone == desk::Zone{}) << rule;
  }
}

}  // namespace
}  // namespace baton

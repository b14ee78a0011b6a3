// The schedule: who is there, which faults come when, how it ends.
#include "tests/simulation/world.hpp"

#include <array>
#include <functional>

#include "tests/simulation/laws.hpp"
#include "tests/simulation/machine.hpp"

namespace baton::sim {
namespace {

constexpr Micros busy = 12 * sec;      // faults come, people act
constexpr Micros settling = 30 * sec;  // at most: longer than a position check and every lease
constexpr Micros look = 1700 * ms;     // three of them are longer than a sweep
constexpr Micros forever = 1'000'000 * sec;
constexpr Micros to_renew =
    5 * sec;  // after which a node has renewed its lease, or been told that it is reaped
constexpr std::int64_t midday = 1'790'000'000LL * sec;

desk::Settings settings(Chance& chance) {
  static const std::vector<desk::AssignMode> modes{desk::AssignMode::automatic, desk::AssignMode::automatic,
                                                   desk::AssignMode::offer};
  desk::Settings s;
  s.departments = {{"care", "Care"}, {"sales", "Sales", desk::DepartmentKind::sales}};
  for (auto& d : s.departments) d.assign = chance.of(modes);
  s.default_capacity = 2;
  auto& t = s.timing;  // a day in seconds
  t.owner_grace = desk::seconds(3);
  t.preferred_patience = desk::seconds(3);
  t.reopen_window = desk::seconds(12);
  t.seal_after = desk::seconds(12);
  t.offer = desk::seconds(4);
  t.sales_offer = desk::seconds(5);
  t.first_reply = desk::seconds(8);
  t.visitor_away = desk::seconds(3);
  t.visitor_recovery = desk::seconds(7);
  t.idle_warn = desk::seconds(6);
  t.idle_close = desk::seconds(10);
  t.declined_for = desk::seconds(5);
  return s;
}

desk::Staff staff(const std::string& id, std::vector<std::string> departments, desk::StaffRole role,
                  int capacity) {
  desk::Staff s;
  s.id = id;
  s.name = id;
  s.email = id + "@example.org";
  s.roles = {role};
  s.departments = std::move(departments);
  s.capacity = capacity;
  return s;
}

std::array<std::byte, 1 << 20> room;  // of one schedule at a time

}  // namespace

World::World(std::uint64_t seed, bool tells)
    : doors_(room.data(), room.size()),
      chance_(seed),
      tells_(tells),
      state_(std::make_shared<store::MemoryState>([this] { return midday + clock_off_ + calendar_.now(); },
                                                  "epoch-1")) {
  seed_machine(seed);
  out_.seed = seed;
  rollback_ = out_.rollback = chance_.hits(300);
  weather_.most = chance_.of(std::vector<Micros>{200, 1 * ms, 4 * ms});
  if (chance_.hits(600)) {
    weather_.refused = chance_.below(8);
    weather_.lost = chance_.below(8);
    weather_.answered = chance_.below(8);
    weather_.late = chance_.below(6);
    weather_.unheard = chance_.below(20);
  }
  options_.position_check = std::chrono::milliseconds(4000);
  // Without the check of positions, which in the end makes up for everything: then gaps must be seen when the
  // next word comes, or, where nothing is lost, nothing may be missed.
  const auto way = chance_.below(100);
  if (way >= 60) {
    const auto latency = weather_.most;
    weather_ = {};
    weather_.most = latency;
    options_.position_check = std::chrono::hours(1);
    if (way < 80) {
      last_words_ = true;
      weather_.unheard = chance_.below(60);
      weather_.notices_are_safe = true;
    }
    hears_all_ = !last_words_;
  }
  calls_fail_ = weather_.refused + weather_.lost + weather_.late + weather_.answered > 0;
  options_.lease = std::chrono::milliseconds(3333);
  options_.renew = std::chrono::milliseconds(1000);
  options_.sweep = std::chrono::milliseconds(3000);
  state_->data.secret = std::string(32, 's');
  state_->data.settings = {settings(chance_), 1};
  const auto hire = [&](const desk::Staff& s) {
    state_->data.staff[s.id] = {s, 1, ""};
    state_->data.emails[s.email] = s.id;
  };
  hire(staff("ana", {"care"}, desk::StaffRole::agent, 1 + chance_.below(3)));
  hire(staff("ben", {"care", "sales"}, desk::StaffRole::agent, 1 + chance_.below(2)));
  hire(staff("sam", {"sales"}, desk::StaffRole::sales, 1 + chance_.below(2)));
  hire(staff("sue", {}, desk::StaffRole::supervisor, 2));
}

World::~World() {
  calendar_.close();
  stop_waiting();
  for (const auto& line : lines_) line->forget();
}

void World::write(std::string line) {
  char time[32];
  std::snprintf(time, sizeof time, "%8.3f  ", static_cast<double>(calendar_.now()) / 1e6);
  out_.story.push_back(time + std::move(line));
}

void World::mark_story() {
  out_.story_hash = out_.story_hash * 1099511628211ULL + static_cast<std::uint64_t>(calendar_.now()) + 1;
}

void World::breach(std::string what) {
  if (tells_) write("BREACH " + what);
  if (out_.breaches.size() < 20) out_.breaches.push_back(std::move(what));
}

std::shared_ptr<Line> World::connect(Person& person, bool known) {
  std::vector<Host*> alive;
  for (const auto at : places_)
    if (!hosts_[at]->dead) alive.push_back(hosts_[at].get());
  if (alive.empty()) return nullptr;
  auto& host = *chance_.of(alive);
  auto line = std::make_shared<Line>(calendar_, chance_, host, person);
  chat::Caller who;
  if (person.is_staff()) {
    who = chat::Caller::of(state_->data.staff.at(person.id()).body);
  } else {
    desk::VisitorCard card;
    card.id = card.name.emplace(person.id());
    who = chat::Caller::of(card);
  }
  const std::pmr::polymorphic_allocator<Door> allocator(&doors_);
  line->open(std::allocate_shared<Door>(allocator, host, line, std::move(who), known));
  lines_.push_back(line);
  tell([&] { return person.id() + " connects to n" + std::to_string(host.number); });
  return line;
}

void World::begin_host(std::size_t place) {
  hosts_.push_back(std::make_unique<Host>(static_cast<int>(hosts_.size()), state_, calendar_, chance_,
                                          weather_, out_.faults, options_));
  places_[place] = hosts_.size() - 1;
  auto& host = *hosts_.back();
  if (calls_fail_) host.excused = forever;
  host.link.reaped = [this, &host] {
    tell([&] { return "n" + std::to_string(host.number) + " was taken for dead"; });
    if (calendar_.now() > host.excused)
      breach("L6: n" + std::to_string(host.number) + ", which ran on, was taken for dead");
  };
}

void World::people_come() {
  const auto come = [&](std::string id, bool staff) {
    people_.push_back(std::make_unique<Person>(*this, std::move(id), staff));
    calendar_.in(chance_.between(0, 1500 * ms), [p = people_.back().get()] { p->begin(); });
  };
  for (const auto* id : {"ana", "ben", "sam"}) come(id, true);
  if (chance_.hits(400)) come("sue", true);
  for (int n = 2 + chance_.below(4); n > 0; --n) come("v" + std::to_string(n), false);
}

// --- faults

void World::plan_faults() {
  for (int n = chance_.below(9); n > 0; --n)
    calendar_.in(chance_.between(500 * ms, busy - 500 * ms), [this] {
      if (!calm_) fault();
    });
}

void World::kill_host(std::size_t place) {
  auto& host = *hosts_[places_[place]];
  if (host.dead) return;
  tell([&] { return "n" + std::to_string(host.number) + " is killed"; });
  host.dead = true;
  for (const auto& line : lines_)
    if (line->is_to(host)) line->cut(chance_.between(0, 60 * ms), -1);
  calendar_.in(chance_.between(100 * ms, 3 * sec), [this, place] {
    if (hosts_[places_[place]]->dead) begin_host(place);
  });
}

void World::excuse(Host& host) {
  if (calls_fail_) return;
  host.excused = calendar_.now() + to_renew;
}

void World::freeze(std::size_t place) {
  auto& host = *hosts_[places_[place]];
  if (!host.runs()) return;
  tell([&] { return "n" + std::to_string(host.number) + " is frozen"; });
  host.frozen = true;
  host.excused = forever;
  calendar_.in(chance_.between(500 * ms, 6 * sec), [this, &host] {
    tell([&] { return "n" + std::to_string(host.number) + " thaws"; });
    host.frozen = false;
    excuse(host);
  });
}

void World::cut_link(std::size_t place) {
  auto& host = *hosts_[places_[place]];
  tell([&] { return "n" + std::to_string(host.number) + " is cut off from the store"; });
  host.link.cut();
  host.excused = forever;
  calendar_.in(chance_.between(20 * ms, 4 * sec), [this, &host] {
    host.link.mend();
    excuse(host);
  });
}

// The store comes back as it was a while ago, under another name, on a machine whose clock is another.
void World::fail_over() {
  if (!earlier_) return;
  state_->data = *earlier_;
  earlier_.reset();
  state_->epoch = "epoch-" + std::to_string(++epochs_);
  if (chance_.hits(500)) clock_off_ += chance_.between(-300 * ms, 300 * ms);
  tell([&] { return "the store fails over to " + state_->epoch; });
  for (const auto at : places_) {
    auto& host = *hosts_[at];
    host.link.cut();
    excuse(host);
    calendar_.in(chance_.between(10 * ms, 600 * ms), [&host] { host.link.mend(); });
  }
}

void World::fault() {
  ++out_.faults;
  const auto place = static_cast<std::size_t>(chance_.below(static_cast<int>(places_.size())));
  auto& host = *hosts_[places_[place]];
  auto& person = *chance_.of(people_);
  switch (chance_.below(rollback_ ? 10 : 9)) {
    case 0:
      return kill_host(place);
    case 1:
      return freeze(place);
    case 2:
      return cut_link(place);
    case 3: {
      if (hears_all_) return;
      tell([&] { return "n" + std::to_string(host.number) + " hears nothing"; });
      host.link.deafen(true);
      calendar_.in(chance_.between(10 * ms, 3 * sec), [&host] { host.link.deafen(false); });
      return;
    }
    case 4: {
      tell([&] { return std::string("the store stalls"); });
      const auto until = calendar_.now() + chance_.between(100 * ms, chance_.hits(300) ? 6 * sec : sec);
      weather_.stalled = std::max(weather_.stalled, until);
      return;
    }
    case 5:
    case 6:
      tell([&] { return person.id() + "'s connection is cut"; });
      return person.cut_line(chance_.between(0, 2 * sec), chance_.between(0, 3 * sec));
    case 7: {
      const bool keeps = chance_.hits(500);
      tell([&] { return person.id() + "'s client dies" + (keeps ? "" : ", with its views"); });
      return person.die(keeps, chance_.between(100 * ms, 6 * sec));
    }
    case 8:
      if (person.is_staff() || chance_.hits(700)) return;
      tell([&] { return person.id() + " goes for good"; });
      return person.go_for_good();
    default:
      earlier_ = state_->data;
      calendar_.in(chance_.between(20 * ms, 1500 * ms), [this] {
        if (!calm_) fail_over();
      });
  }
}

void World::end_faults() {
  tell([] { return std::string("--- calm"); });
  calm_ = true;
  Weather fair;
  fair.most = weather_.most;
  fair.stalled = weather_.stalled;
  weather_ = fair;
  for (std::size_t place = 0; place < places_.size(); ++place) {
    auto& host = *hosts_[places_[place]];
    if (host.dead) {
      begin_host(place);
      continue;
    }
    if (std::exchange(host.frozen, false)) excuse(host);
    host.link.deafen(false);
    host.link.mend();
  }
  for (const auto& person : people_) person->calm();
}

// --- time

// Everything that can happen without time passing.
void World::settle_all() {
  for (bool any = true; any;) {
    any = false;
    for (const auto at : places_) {
      auto& host = *hosts_[at];
      if (!host.runs()) continue;
      host.context.restart();
      any = host.context.poll() > 0 || any;
    }
  }
}

void World::pass(Micros time) {
  const auto until = calendar_.now() + time;
  for (;;) {
    settle_all();
    if (calendar_.empty() || calendar_.next() > until) break;
    calendar_.step();
  }
  calendar_.pass_to(until);
}

Outcome World::run() {
  const auto nodes = static_cast<std::size_t>(2 + chance_.below(2));
  places_.resize(nodes);
  for (std::size_t place = 0; place < nodes; ++place) begin_host(place);
  people_come();
  plan_faults();
  const auto note = [this](const std::vector<std::string>& found) {
    for (const auto& one : found) breach(one);
  };
  for (Micros passed = 0; passed < busy; passed += sec) {
    pass(sec);
    note(at_any_moment(*state_));
  }
  end_faults();
  const auto heard_from = last_words_ ? state_->now() : 0;
  // Over as soon as everything is quiet and well; what never is, is a breach.
  for (Micros passed = 0; passed < settling; passed += look) {
    pass(look);
    if (when_quiet(*state_, people_, heard_from).empty()) break;
  }
  auto still = when_quiet(*state_, people_, heard_from);
  for (int n = 0; n < 4 && !still.empty(); ++n) {
    pass(look);
    const auto now = when_quiet(*state_, people_, heard_from);
    std::erase_if(still,
                  [&](const auto& one) { return std::find(now.begin(), now.end(), one) == now.end(); });
  }
  note(still);
  note(at_any_moment(*state_));
  note(in_the_logs(*state_));
  note(promises_kept(*state_, people_, rollback_));
  note(views_true(*state_, people_));
  for (const auto& person : people_)
    for (const auto& call : person->past()) out_.promises += call.promised ? 1 : 0;
  for (const auto& [id, c] : state_->data.conversations) {
    store::Seq seq = 0;
    for (const auto& e : c.log)
      tell([&] { return id + " " + std::to_string(++seq) + " " + words(e.event.what) + " " + e.event.cid; });
  }
  for (const auto& [_, c] : state_->data.conversations) out_.events += c.log.size() + c.notes.size();
  return std::move(out_);
}

}  // namespace baton::sim

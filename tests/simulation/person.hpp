// A person with a client that behaves as the contract says (protocol.md): positions per log, duplicates
// dropped, a gap synced, a reset cut and what was promised behind it said again under its first cid, one
// unacknowledged call at a time, every call repeated with its cid until its outcome is known. What they do is
// in habits.cpp. They note everything that a server must never send them.
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/host.hpp"
#include "tests/unit/chat/words.hpp"

namespace baton::sim {

class World;

// A log as this client shows it.
struct Log {
  struct Shown {
    store::Time at;
    std::string words;  // kind and content
    std::string by, cid;
    bool operator==(const Shown&) const = default;
  };
  static constexpr const char* withheld = "withheld";  // the words of what sales may not read
  std::string epoch;
  std::vector<Shown> events;  // 1, 2, 3 …
  bool syncing = false;
};
using test::words;

struct View {
  Log log, notes;
  std::string copy;  // as shown() gives it
  std::string epoch_of_copy;
  desk::State state = desk::State::queued;
  std::string owner;
  std::string last_by;  // of the newest message
  // It began anew, in another epoch than its logs are known in: both are asked for, and what is heard before
  // is not.
  bool unchecked = false;
  std::string opportunity, handoff;
  std::optional<desk::OpportunityState> step;
  bool offered = false;
  bool had_last_word = false;
  bool open() const { return state != desk::State::closed && state != desk::State::missed; }
};

// A call, and what became of it.
struct Call {
  Ask ask;
  bool unsure = false;  // an attempt's outcome is unknown
  bool promised = false;
  bool refused = false;
  store::Seq seq = 0;
  std::string epoch;   // of the promise
  bool again = false;  // said once more after a reset
};

class Person final : public Hears {
public:
  Person(World& world, std::string id, bool staff);
  void begin();  // the day
  // The client dies without a word, and is back later: with its views, or with what outlives a page only.
  void die(bool keeps_views, Micros back_in);
  void cut_line(Micros client, Micros node);
  void calm() { calm_ = true; }
  // For the rest of the schedule.
  void go_for_good();

  // Hears
  void heard(const Answer& answer) override;
  void heard(const Frame& frame) override;
  void lost() override;

  const std::string& id() const { return id_; }
  bool is_staff() const { return staff_; }
  bool is_there() const { return there_ && !gone_; }
  bool is_gone() const { return gone_; }
  bool forgot() const { return forgot_; }  // its views, once
  bool has_nothing_to_say() const { return calls_.empty(); }
  const std::map<std::string, View>& views() const { return views_; }
  const std::vector<Call>& past() const { return past_; }
  const Line* line() const { return line_.get(); }
  std::string waits_for() const;

private:
  // the client
  void connect();
  void come_back(Micros in);
  void hello();
  void pump();
  int send(Ask ask);
  void watch_answer(int number);
  void welcomed(const Answer& answer);
  void resumed(const store::Resumed& news);
  void settled(Call call);
  void refused(Call call, const chat::Refusal& why);
  void synced(const Answer& answer);
  template <class Record>
  void event(const Record& record);
  void copy(const store::ConversationView& view, desk::Because because);
  void reset(const std::string& conversation, bool notes, const std::string& epoch, store::Seq last);
  void say_again(const std::string& conversation, bool notes, store::Seq last, const std::string& epoch);
  void lost(const std::string& conversation);
  void sync(const std::string& conversation, bool notes);
  bool live(const Line* line) const { return line == line_.get(); }
  // habits
  void think();
  void act();
  void visitor_acts();
  void agent_acts(const std::string& conversation, View& view);
  void staff_acts();
  void tidy_up();
  void say(const std::string& conversation);
  void call(Do what, const std::string& conversation, std::string text = {}, bool yes = true,
            std::string id = {}, chat::To to = {});
  std::string next_text();

  World& world_;
  std::string id_;
  bool staff_;
  bool known_;
  bool gone_ = false, there_ = false, calm_ = false;
  bool thinking_ = false;
  bool forgot_ = false;
  std::shared_ptr<Line> line_;
  int life_ = 0;  // moves when the client dies: what was planned before is nobody's plan
  std::map<std::string, View> views_;
  std::deque<Call> calls_;  // the first is in flight, or waits to be
  std::vector<Call> past_;
  std::map<int, std::pair<std::string, bool>> syncs_;  // asked → conversation, notes
  int number_ = 0, hello_ = 0, flying_ = 0;
  int said_ = 0, cids_ = 0;
  std::string mine_;  // a visitor's newest conversation
};

}  // namespace baton::sim

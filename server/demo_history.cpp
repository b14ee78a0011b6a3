// What happened in the demo's shop before somebody looks at it: some conversations that have ended, so that
// lists, histories and transcripts are not empty at first sight. None is left open, as nobody would answer
// it. Invariant: a story's visitor and all its `cid`s are the same on every run (law L3 does the rest).
#include <fmt/format.h>

#include <boost/asio/this_coro.hpp>

#include "server/api/encoder.hpp"
#include "server/chat/conversations.hpp"
#include "server/chat/matchers.hpp"
#include "server/demo.hpp"

namespace baton {
namespace asio = boost::asio;
namespace {

enum class By { visitor, staff, note };  // note: of the staff, for the staff

struct Line {
  By by;
  const char* text;
};

struct Shopper {
  const char* name;
  const char* email;  // null: not told
  const char* page;   // below the shop's address
  const char* title;
};

struct Story {
  Shopper visitor;
  const char* department;
  const char* staff;        // e-mail; null: the visitor left before anybody answered
  std::vector<Line> lines;  // the first is the visitor's
  std::vector<std::string> tags = {};
  desk::CloseReason end = desk::CloseReason::resolved;
};

constexpr Shopper maya{"Maya Lindqvist", "maya.lindqvist@mail.example", "enamel-kettle", "Enamel kettle"};
constexpr Shopper tom{"Tom Becker", "tom@becker.example", "orders/20418", "Your order 20418"};
constexpr Shopper priya{"Priya Raman", "priya.raman@mail.example", "iron-skillet", "Iron skillet"};
constexpr Shopper seo{"Best Rank Team", "hello@rank-first.example", "", "Juniper Goods"};
constexpr Shopper oskar{"Oskar Nowak", "o.nowak@mail.example", "returns", "Returns"};
constexpr Shopper hannah{"Hannah Weiss", "hannah@cafe-weiss.example", "stoneware-mugs", "Stoneware mugs"};
constexpr Shopper luca{"Luca Ferri", "luca.ferri@mail.example", "delivery", "Delivery and costs"};
constexpr Shopper jonas{"Jonas Aalto", "jonas@aalto-studio.example", "orders/20377", "Your order 20377"};
constexpr Shopper grace{"Grace Okafor", "grace.okafor@mail.example", "oak-board", "Oak board"};
constexpr Shopper eleni{"Eleni", nullptr, "basket", "Your basket"};

const std::vector<Story>& stories() {
  using enum By;
  static const std::vector<Story> all{
      {maya,
       "care",
       "ana@demo.test",
       {{visitor, "Hi! My enamel kettle arrived today, but the lid doesn't sit right. It wobbles."},
        {staff, "Hello Maya, I'm sorry about that. Is the rim of the lid bent, or does it seem too small?"},
        {visitor, "It looks a bit bent on one side, as if something heavy had been on top of it."},
        {note, "Third bent lid from this batch; told the warehouse to pad them."},
        {staff,
         "Then it was damaged on the way. I'll send you a new lid today, free of charge. It should be "
         "with you on Thursday. You can keep the old one."},
        {visitor, "That was quick, thank you!"},
        {staff, "My pleasure. Enjoy your tea!"}},
       {"delivery", "replacement"}},
      {tom,
       "care",
       "ben@demo.test",
       {{visitor, "Where is my order 20418? It said Tuesday."},
        {staff, "Hi Tom, one moment, I'm looking it up."},
        {staff,
         "The parcel left us on Monday and is at the depot in your town. The courier has it on the van "
         "for today."},
        {visitor, "OK. I'm out until five, can they leave it with the neighbour?"},
        {staff,
         "I've added that for the courier: number 14, first floor. You'll get a message when it's there."},
        {visitor, "Perfect, thanks Ben"}},
       {"delivery"}},
      {priya,
       "care",
       "ana@demo.test",
       {{visitor, "Do I have to season the iron skillet before I use it the first time?"},
        {staff,
         "Hi Priya! It comes with one coat of seasoning, so a rinse with hot water and a thin layer of "
         "oil will do. A second coat makes it better: an hour in the oven at 230 °C."},
        {visitor, "And no dishwasher, I guess?"},
        {staff,
         "No dishwasher, please: hot water, a brush, and dry it on the stove. Soap is fine, by the way."},
        {visitor, "Great, that answers everything."}},
       {"product advice"}},
      {seo,
       "care",
       "ben@demo.test",
       {{visitor,
         "Dear owner, we bring juniper-goods.example to page ONE of every search engine, guaranteed!!! "
         "Reply for our price list."},
        {note, "Same text as last week, other name."}},
       {},
       desk::CloseReason::spam},
      {oskar,
       "care",
       "ana@demo.test",
       {{visitor, "I ordered four mugs in ash and got sand. Can I change them?"},
        {staff, "Hello Oskar, of course. Are all four of them sand?"},
        {visitor, "All four. The box says ash though."},
        {note, "Mislabelled box, reported to the warehouse. Ash is in stock: 11 pairs."},
        {staff,
         "Thank you for looking, that helps us. I'm sending the ash ones tomorrow, and a label to "
         "return the others comes by e-mail. No need to hurry with that."},
        {visitor, "Thanks, very kind."}},
       {"return", "replacement"}},
      {hannah,
       "sales",
       "sam@demo.test",
       {{visitor,
         "Hello, I run a small café and would like about 60 of the stoneware mugs. Is there a price for "
         "that?"},
        {staff,
         "Good morning Hannah, Sam here. Yes: from 48 pieces on it is 15 % off, and delivery is free. "
         "All in ash, or some in sand?"},
        {visitor, "40 in ash and 20 in sand. They must survive a commercial dishwasher."},
        {staff,
         "They do, we test them for 2,000 cycles. I'll write you an offer with both glazes, good for a "
         "month. Would samples help?"},
        {visitor, "One of each would be lovely, yes."},
        {note, "Samples and offer sent. Opens a second café in spring: ask again then."},
        {staff, "They leave today, the offer is in your inbox. Call on me whenever you have a question."}},
       {"business", "offer"}},
      {luca,
       "care",
       nullptr,
       {{visitor, "Do you deliver to Lugano, and who pays the customs?"},
        {visitor, "I'll be back later, you can write to me."}}},
      {jonas,
       "care",
       "ben@demo.test",
       {{visitor, "Could I have the invoice for 20377 with my company's address? The tax office wants it."},
        {staff, "Sure, Jonas. Send me the name and address as it should stand there."},
        {visitor, "Aalto Studio Oy, Kirkkokatu 5, Oulu"},
        {staff,
         "Done: the new invoice is on its way to jonas@aalto-studio.example, and the old one is void."},
        {visitor, "Got it. Thanks!"}},
       {"invoice"}},
      {maya,
       "care",
       "ana@demo.test",
       {{visitor, "Hi Ana, the new lid is here and fits. Does the linen apron come in dark green too?"},
        {staff, "Lovely to hear! Dark green is back next month. Shall I write to you when it is?"},
        {visitor, "Yes please."},
        {staff, "Noted. Until then!"}},
       {"product advice"}},
      {grace,
       "care",
       nullptr,
       {{visitor, "Can the oak board be engraved? It is for a wedding on the 12th."}}},
      {eleni,
       "care",
       nullptr,
       {{visitor, "The code WELCOME10 doesn't work in my basket?"}, {visitor, "Hello? Anyone there?"}}},
  };
  return all;
}

desk::VisitorCard card_of(const Shopper& shopper) {
  desk::VisitorCard card;
  card.id = "vdemo-";
  for (const char c : std::string_view(shopper.name)) card.id += c == ' ' ? '-' : c;
  card.name = shopper.name;
  if (shopper.email != nullptr) card.email = shopper.email;
  card.page = desk::Page{fmt::format("https://juniper-goods.example/{}", shopper.page), shopper.title, {}};
  card.locale = "en";
  return card;
}

std::string cid_of(std::size_t story, const std::string& step) {
  return fmt::format("demo-{}-{}", story, step);
}

store::Call start_of(std::size_t story) {
  const auto visitor = card_of(stories()[story].visitor).id;
  return {store::vcid_key(visitor), visitor, cid_of(story, "start"), "conversation.start"};
}

// The use cases without a node: nobody is connected and nothing is matched.
class Historian {
public:
  Historian(asio::any_io_executor executor, store::Store& store)
      : store_(store),
        hub_(executor, store, encoder_),
        matchers_(executor, store),
        conversations_(store, hub_, matchers_, desk::FindZone()) {
    matchers_.stop();  // a run would outlive this object
  }

  chat::Task<void> write(std::size_t number) {
    const auto& story = stories()[number];
    const auto visitor = chat::Caller::of(card_of(story.visitor));
    chat::Conversations::Start start;
    start.cid = cid_of(number, "start");
    start.department = story.department;
    start.text = story.lines.front().text;
    const auto begun = co_await conversations_.start(visitor, start);
    if (!begun) co_return begun.error();
    const auto id = begun->conversation;
    auto closer = visitor;
    if (story.staff != nullptr) {
      const auto staff = co_await person(story.staff);
      if (!staff) co_return staff.error();
      closer = *staff;
      const auto taken = co_await conversations_.take(closer, id, cid_of(number, "take"), false);
      if (!taken) co_return taken.error();
    }
    for (std::size_t i = 1; i < story.lines.size(); ++i) {
      const auto& line = story.lines[i];
      const auto& author = line.by == By::visitor ? visitor : closer;
      const auto said = co_await say(author, id, cid_of(number, std::to_string(i)), line);
      if (!said) co_return said.error();
    }
    const auto end = story.staff == nullptr ? desk::CloseReason::visitor_left : story.end;
    std::optional<std::vector<std::string>> tags;
    if (!story.tags.empty()) tags = story.tags;
    const auto closed = co_await conversations_.close(closer, id, cid_of(number, "close"), end, tags);
    if (!closed) co_return closed.error();
    co_return boost::system::in_place_value;
  }

private:
  chat::Task<chat::Caller> person(std::string email) {
    const auto known = co_await store_.password(email);
    if (!known || !*known) co_return chat::Refusal{chat::Reason::not_found};
    store::Reading unused;
    const auto staff = co_await store_.staff((*known)->first, unused);
    if (!staff) co_return chat::refusal(staff.error());
    co_return chat::Caller::of(staff->body);
  }

  chat::Task<chat::Done> say(chat::Caller by, std::string conversation, std::string cid, Line line) {
    if (line.by == By::note) return conversations_.note(by, conversation, cid, line.text);
    return conversations_.send(by, conversation, cid, line.text);
  }

  store::Store& store_;
  api::Encoder encoder_;
  chat::Hub hub_;
  chat::Matchers matchers_;
  chat::Conversations conversations_;
};

}  // namespace

asio::awaitable<Outcome> write_history(store::Store& store) {
  const auto executor = co_await asio::this_coro::executor;
  Historian historian(executor, store);
  for (std::size_t i = 0; i < stories().size(); ++i) {
    const auto written = co_await historian.write(i);
    if (written) continue;
    if (written.error().reason == chat::Reason::unavailable) co_return failed(store::Fault::unknown);
    break;  // people have gone on with it meanwhile: theirs is the better history
  }
  co_return boost::system::in_place_value;
}

asio::awaitable<boost::system::result<bool, std::string>> history_cut_short(store::Store& store) {
  auto start = start_of(0);
  const auto begun = co_await store.first(std::move(start));
  if (!begun) co_return failed(begun.error()).error();
  const auto last = stories().size() - 1;  // one that its visitor ended
  auto last_start = start_of(last);
  const auto last_begun = co_await store.first(last_start);
  if (!last_begun) co_return failed(last_begun.error()).error();
  if (!*begun || !*last_begun) co_return begun->has_value();
  store::Call close{store::cid_key((*last_begun)->id), last_start.sender, cid_of(last, "close"),
                    "conversation.close"};
  const auto ended = co_await store.first(std::move(close));
  if (!ended) co_return failed(ended.error()).error();
  co_return !ended->has_value();
}

}  // namespace baton

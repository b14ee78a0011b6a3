// What server/api/session*.cpp do with a connection, on the same nodes.
#include "tests/simulation/host.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/chat/spawn.hpp"

namespace baton::sim {
namespace asio = boost::asio;

namespace {

chat::PasswordWorker& nobody_signs_in() {
  static chat::PasswordWorker worker;
  return worker;
}

}  // namespace

Host::Host(int n, std::shared_ptr<store::MemoryState> state, Calendar& calendar, Chance& chance,
           const Weather& weather, std::uint64_t& faults, const chat::NodeOptions& options)
    : number(n),
      link(context.get_executor(), std::move(state), calendar, chance, weather, faults),
      node(context.get_executor(), link, encoder, nobody_signs_in(), options) {
  node.start();
}

// --- the connection

Micros Line::slot(Micros& last) {
  return last = std::max(last, calendar_.now() + chance_.between(0, 3 * ms));
}

template <class Act>
void Line::to_node(Act act) {
  calendar_.at(slot(there_), [self = shared_from_this(), act] {
    if (!self->cut_ && !self->host_.dead) asio::post(self->host_.context, act);
  });
}

void Line::open(std::shared_ptr<Door> door) {
  door_ = std::move(door);
  to_node([door = door_, &host = host_] {
    chat::spawn(host.context.get_executor(), door->serve(door), "a door");
  });
}

void Line::ask(Ask ask) {
  to_node([door = door_, ask = std::move(ask)] { door->asked(ask); });
}

void Line::answer(Answer answer) {
  calendar_.at(slot(back_), [self = shared_from_this(), answer = std::move(answer)] {
    if (!self->cut_) self->client_.heard(answer);
  });
}

void Line::tell(chat::Frame frame) {
  calendar_.at(slot(back_), [self = shared_from_this(), frame = std::move(frame)] {
    if (!self->cut_) self->client_.heard(static_cast<const Frame&>(*frame));
  });
}

void Line::cut(Micros client, Micros node) {
  if (std::exchange(cut_, true)) return;
  if (client >= 0) calendar_.in(client, [self = shared_from_this()] { self->client_.lost(); });
  if (node < 0) return;
  calendar_.in(node, [self = shared_from_this()] {
    if (!self->host_.dead) asio::post(self->host_.context, [door = self->door_] { door->closed(); });
  });
}

// --- the session

Door::Door(Host& host, std::shared_ptr<Line> line, chat::Caller who, bool known)
    : host_(host),
      line_(std::move(line)),
      caller_(std::move(who)),
      known_(known),
      bell_(host.context.get_executor()) {}

void Door::asked(Ask ask) {
  asked_.push_back(std::move(ask));
  bell_.wake();
}

void Door::closed() {
  closed_ = true;
  kept_back_.clear();
  if (std::exchange(entered_, false)) host_.node.hub().leave(shared_from_this());
  bell_.wake();
}

void Door::send(chat::Frame frame) {
  if (welcomed_)
    line_->tell(std::move(frame));
  else
    kept_back_.push_back(std::move(frame));
}

asio::awaitable<void> Door::serve(std::shared_ptr<Door> self) {
  while (!self->closed_) {
    if (asked_.empty()) {
      co_await bell_.wait_for_wake();
      continue;
    }
    auto ask = std::move(asked_.front());
    asked_.pop_front();
    co_await carry_out(std::move(ask));
  }
}

void Door::welcome(Answer answer) {
  line_->answer(std::move(answer));
  welcomed_ = true;
  for (auto& frame : kept_back_) line_->tell(std::move(frame));
  kept_back_.clear();
}

asio::awaitable<void> Door::attach(chat::Shown shown) {
  if (shown.view.sealed) co_return;
  const auto attached = co_await host_.node.hub().attach_told(shared_from_this(), shown.view, shown.after);
  if (!attached) spdlog::debug("a connection could not be attached");
}

asio::awaitable<void> Door::hello_visitor(Ask ask) {
  auto& node = host_.node;
  Answer answer;
  answer.number = ask.number;
  auto arrival = chat::Arrivals::stranger(ask.resume);
  if (known_) {
    auto read = co_await node.arrivals().visitor(caller_.card.id, ask.resume);
    if (!read) {
      answer.no = read.error();
      line_->answer(std::move(answer));
      co_return;
    }
    arrival = std::move(*read);
  }
  if (closed_) co_return;
  if (arrival.card) caller_.card = *arrival.card;
  entered_ = true;
  const auto self = shared_from_this();
  const auto entered = co_await node.hub().enter(self);
  if (!entered) spdlog::debug("a connection waits for Redis to hear its notices");
  answer.visitor = arrival;
  welcome(std::move(answer));
  if (arrival.conversation) co_await attach(*arrival.conversation);
}

asio::awaitable<void> Door::hello_staff(Ask ask) {
  auto& node = host_.node;
  Answer answer;
  answer.number = ask.number;
  entered_ = true;
  const auto self = shared_from_this();
  const auto entered = co_await node.hub().enter(self);
  if (!entered) spdlog::debug("a connection waits for Redis to hear its notices");
  auto arrival = co_await node.arrivals().staff(caller_.staff.id, ask.resume);
  if (!arrival) {
    answer.no = arrival.error();
    line_->answer(std::move(answer));
    co_return;
  }
  caller_.staff = arrival->staff;
  answer.staff = *arrival;
  welcome(std::move(answer));
  for (const auto& shown : arrival->conversations) co_await attach(shown);
  for (const auto& view : arrival->offers) {
    const auto attached = co_await node.hub().attach(self, view.body.id, desk::Because::offered);
    if (!attached) spdlog::debug("a connection could not be attached to what is offered");
  }
  for (const auto& [shown, because] : arrival->heard) {
    const auto attached = co_await node.hub().attach(self, shown.view.body.id, because, shown.after);
    if (!attached) spdlog::debug("a connection could not be attached again");
  }
}

asio::awaitable<void> Door::sync(Ask ask) {
  Answer answer;
  answer.number = ask.number;
  auto& calls = host_.node.conversations();
  if (ask.notes) {
    auto page = co_await calls.notes(caller_, ask.conversation, ask.after, ask.epoch, 200);
    if (page)
      answer.notes = std::move(*page);
    else
      answer.no = page.error();
  } else {
    auto page = co_await calls.log(caller_, ask.conversation, ask.after, ask.epoch, 200);
    if (page)
      answer.log = std::move(*page);
    else
      answer.no = page.error();
  }
  line_->answer(std::move(answer));
}

asio::awaitable<void> Door::start(Ask ask) {
  Answer answer;
  answer.number = ask.number;
  if (entered_) host_.node.hub().expect(shared_from_this());
  auto& calls = host_.node.conversations();
  chat::Conversations::Start what{ask.cid, std::nullopt, ask.text};
  auto done = co_await calls.start(caller_, std::move(what));
  if (done) {
    auto view = co_await calls.get(caller_, done->conversation);
    if (view)
      answer.copy = std::move(*view);
    else
      answer.no = view.error();
    answer.done = std::move(*done);
  } else {
    answer.no = done.error();
  }
  line_->answer(std::move(answer));
}

asio::awaitable<void> Door::observe(Ask ask) {
  Answer answer;
  answer.number = ask.number;
  auto done = co_await host_.node.conversations().observe(caller_, ask.conversation, ask.yes);
  if (!done) answer.no = done.error();
  if (done && ask.yes && !closed_) {
    const auto self = shared_from_this();
    const auto heard = co_await host_.node.hub().attach(self, ask.conversation, desk::Because::observing);
    if (!heard) answer.no = heard.error();
  }
  line_->answer(std::move(answer));
}

asio::awaitable<void> Door::set_presence(Ask ask) {
  Answer answer;
  answer.number = ask.number;
  auto done = co_await host_.node.conversations().set_presence(caller_, ask.presence, std::nullopt);
  if (!done) answer.no = done.error();
  if (done) co_await host_.node.look_at_desk();
  line_->answer(std::move(answer));
}

chat::Task<chat::Done> Door::done_of(Ask ask) {
  auto& calls = host_.node.conversations();
  auto& sales = host_.node.handoffs();
  const auto& id = ask.conversation;
  switch (ask.what) {
    case Do::send:
      return calls.send(caller_, id, ask.cid, ask.text);
    case Do::rate:
      return calls.rate(caller_, id, ask.cid, desk::Rating{5, {}, {}});
    case Do::solve:
      return calls.solve(caller_, id, ask.cid, ask.yes);
    case Do::close:
      return calls.close(caller_, id, ask.cid,
                         caller_.is_staff() ? desk::CloseReason::resolved : desk::CloseReason::visitor_left,
                         {});
    case Do::take:
      return calls.take(caller_, id, ask.cid, false);
    case Do::answer:
      return calls.answer(caller_, id, ask.cid, ask.yes);
    case Do::transfer:
      return calls.transfer(caller_, id, ask.cid, ask.to, std::nullopt);
    case Do::note:
      return calls.note(caller_, id, ask.cid, ask.text);
    case Do::tag:
      return calls.tag(caller_, id, ask.cid, {ask.text});
    case Do::requeue:
      return calls.force(caller_, id, ask.cid, {desk::Force::Action::requeue, std::nullopt, "because"});
    case Do::consent:
      return sales.answer(caller_, id, ask.id, ask.cid, ask.yes ? desk::Answer::yes : desk::Answer::no, {});
    case Do::flag: {
      desk::Flag flag;
      flag.product = "more";
      flag.reason = ask.text;
      return sales.flag(caller_, id, ask.cid, flag);
    }
    case Do::propose: {
      chat::Handoffs::Propose proposal;
      proposal.opportunity = ask.id;
      proposal.brief.summary = "wants more";
      return sales.propose(caller_, id, ask.cid, proposal);
    }
    case Do::back:
      return sales.back(caller_, id, ask.cid, chat::Handoffs::Back{});
    default:
      throw std::logic_error("no such call");
  }
}

asio::awaitable<void> Door::carry_out(Ask ask) {
  if (ask.what == Do::hello && caller_.is_staff()) co_return co_await hello_staff(std::move(ask));
  if (ask.what == Do::hello) co_return co_await hello_visitor(std::move(ask));
  if (ask.what == Do::sync) co_return co_await sync(std::move(ask));
  if (ask.what == Do::start) co_return co_await start(std::move(ask));
  if (ask.what == Do::observe) co_return co_await observe(std::move(ask));
  if (ask.what == Do::presence) co_return co_await set_presence(std::move(ask));
  Answer answer;
  answer.number = ask.number;
  auto done = co_await done_of(std::move(ask));
  if (done)
    answer.done = std::move(*done);
  else
    answer.no = done.error();
  line_->answer(std::move(answer));
}

}  // namespace baton::sim

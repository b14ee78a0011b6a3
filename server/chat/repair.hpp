// What Redis lost of the logs is put back: said again under its first `cid` by every node that saw it, so
// that it is there once whoever else says it. What cannot be put back is told in the log (`gap`) and counted.
//
// A loss is a place of an epoch that ended, behind the cut: something was there. It counts as a message lost
// in two cases. A node knows what was said there, and within `settle` nobody could put it back. Or a node or
// a client got as far, nobody here knows what was there, and the log has got fewer events since its cut than
// there are such places, beside those that were put back: each event counts as one that was said again.
//
// A node that knows only the later part of what was lost waits with it, so that everybody's order is kept:
// what each puts back begins where the log was cut, or later than that of who knows more.
//
// What a node knows to be no message is no loss; nor, in mode `replica`, what this node is not known to have
// promised: it lay behind the cut because no replica had it, so its sender has no result. A gap is told once
// for a conversation and an epoch, whichever node is first; a node that knew every place, and all is back,
// says so before any must guess. Used from the node's thread only.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server/chat/machine.hpp"
#include "server/chat/recent.hpp"
#include "server/store/store.hpp"

namespace baton::chat {

struct RepairOptions {
  std::chrono::milliseconds span{60'000};  // how long a node remembers
  std::chrono::milliseconds retry{1'000};  // between attempts to put something back
  // Before what came earlier and is not known here is put back, by who said it or another node.
  std::chrono::milliseconds yield{2'000};
  std::chrono::milliseconds settle{
      10'000};  // from a loss that was noticed to the decision; clients are back by then
  std::chrono::milliseconds guess{2'000};  // later still, who does not know what was there
};

class Repair {
public:
  // 20 000 to 30 000 short messages: more than one desk says through one node in a minute.
  static constexpr std::size_t most_bytes = 16 << 20;
  static constexpr std::size_t most_losses = 10'000;  // looked at, at once
  // Of the places that only a position proves; a client keeps as many of its messages. A client may name any.
  static constexpr store::Seq most_proven = 200;

  Repair(boost::asio::any_io_executor executor, store::Store& store, RepairOptions options = {});

  // Messages that this node put back, and those that it had to count as lost.
  std::function<void(std::size_t)> repaired, lost;

  // What this node wrote or passed on.
  void keep(const store::LogRecord& event);
  void keep(const store::NotesRecord& event);
  // A message that this node appended, and its sender is told so. (What a commit writes is not marked: a
  // conversation's first message, one that reopens it, notes.)
  void promised(const store::LogRecord& event);
  // Where a replica has what was promised, what is behind a cut held no promise: a place that nobody knows is
  // no proof of a loss, nor is what cannot be put back, unless `promised` was told of it.
  void count_only_promises() { only_promises_ = true; }
  // Asks Redis whether it still has what this node knows; later again where it does not answer.
  boost::asio::awaitable<void> check();
  // Somebody stood at `asked`, and `answer` says that its epoch has ended: whatever is known, or proven to
  // have been, behind the cut is looked after.
  void rolled_back(const store::Position& asked, const store::Resumed& answer);
  void stop();

  std::size_t known() const { return recent_.size(); }
  bool idle() const { return losses_.empty() && !checking_; }

private:
  using Instant = Recent::Instant;
  // What was behind the cut of one epoch of a conversation.
  struct Loss {
    std::string conversation, epoch;
    bool gone = false;           // the conversation as a whole
    std::vector<Known> missing;  // in the order in which it was said
    std::set<store::Seq> known;  // places of the log of which this node knows what was there
    store::Seq top = 0;          // the last place of which is known that something was there
    store::Seq back = 0;         // messages of the log that are in it again
    Instant again, decide;       // when to put back what is missing, when to decide
    bool yielded = false;        // who knows what came earlier was let go first, once
    int news = 0;                // grows when more is known
    // Before the last of what is missing there is a place of which this node does not know what was there.
    bool has_hole(store::Seq cut) const;
  };
  using LossPtr = std::shared_ptr<Loss>;
  enum class Put { done, was_there, refused, unavailable };

  boost::asio::awaitable<void> mend();
  boost::asio::awaitable<void> put_back(LossPtr loss);
  boost::asio::awaitable<Put> say_again(Known known);
  boost::asio::awaitable<Put> note_again(Known known);
  // Whether it is decided: what is lost is told and counted, or found to be nothing.
  boost::asio::awaitable<bool> decide(LossPtr loss);
  boost::asio::awaitable<bool> tell(LossPtr loss, store::Seq messages, const store::ConversationView& view,
                                    store::Reading seen);
  boost::asio::awaitable<bool> mourn(LossPtr loss);
  void count(const Loss& loss, std::size_t messages) const;
  bool is_lost(const Known& unsaid) const { return !only_promises_ || unsaid.promised; }

  boost::asio::any_io_executor executor_;
  store::Store& store_;
  RepairOptions options_;
  Recent recent_{most_bytes};
  std::map<std::pair<std::string, std::string>, LossPtr> losses_;  // by conversation and epoch
  Timer timer_;
  Timer check_timer_;
  bool only_promises_ = false;
  bool checking_ = false, check_again_ = false, mending_ = false, stopped_ = false;
};

}  // namespace baton::chat

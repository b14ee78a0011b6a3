// The methods that do not belong to one connection: the same for a socket and for POST /api/v1/rpc. Each
// decodes nothing and decides nothing: typed parameters in, a use case, the encoded result frame out.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <string>

#include "protocol/decode.hpp"
#include "server/chat/node.hpp"

namespace baton::api {

using Answer = boost::system::result<std::string, protocol::Error>;

struct Call {
  const chat::Caller& caller;
  const protocol::Id& id;
};

class Calls {
public:
  explicit Calls(chat::Node& node) : node_(node) {}

  boost::asio::awaitable<Answer> answer(Call call, const protocol::Start& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Send& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Get& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Sync& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::VisitorClose& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::StaffClose& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Reopen& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Take& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::SetPresence& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::AddNote& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Tag& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::SetPriority& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::List& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::ListSync& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::StaffList& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Leave& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::AnswerOffer& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Transfer& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Observe& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Force& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::GetSettings& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::SetSettings& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Solve& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Rate& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Complain& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::SetAlert& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::FlagOpportunity& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::DismissSuggestion& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Propose& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::AnswerHandoff& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::WithdrawHandoff& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::DeferHandoff& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::HandBack& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::CloseOpportunity& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::ListOpportunities& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Refund& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::FollowUp& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::Invite& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::ShareNote& p);
  boost::asio::awaitable<Answer> answer(Call call, const protocol::GetStats& p);

private:
  // The result of a call that gives the conversation, or the opportunity, as it is now.
  boost::asio::awaitable<Answer> copy_of(Call call, chat::Result<chat::Done> done);
  boost::asio::awaitable<Answer> opportunity_of(Call call, chat::Result<chat::Done> done);

  chat::Node& node_;
};

// What Calls answers; the rest is of a session.
template <class P>
concept OfCalls = requires(Calls& calls, Call call, const P& p) {
  calls.answer(call, p);
};

}  // namespace baton::api

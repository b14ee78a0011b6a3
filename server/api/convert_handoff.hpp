// What is sold, and the accounts of it, as values of the wire and back. All of it is staff's, but for
// `handoff`.
#pragma once
#include "protocol/error.hpp"
#include "protocol/hello.hpp"
#include "protocol/http.hpp"
#include "protocol/results_handoff.hpp"
#include "server/chat/handoffs.hpp"

namespace baton::api {

// The question to the customer, or where it led; nullopt once a rep has the conversation, or none is under
// way.
std::optional<protocol::Handoff> handoff(const desk::Conversation& c);
protocol::Opportunity opportunity(const std::string& conversation, const desk::Opportunity& from);
protocol::Brief brief(const desk::Brief& from);
desk::Brief brief(const protocol::Brief& from);
std::optional<std::vector<protocol::Product>> catalogue(const desk::Sales& sales);

// `names`: of the groups' keys, where they have one.
protocol::StatsResult stats(const chat::Handoffs::Stats& from, desk::GroupBy by,
                            const std::map<std::string, std::string>& names);
protocol::LedgerLine ledger_line(const store::LedgerLine& line);

// `amount` and `currency` of a call: both or neither, and both where something was won; else the field that
// is wrong.
boost::system::result<std::optional<desk::Money>, protocol::Error> money(
    const std::optional<std::int64_t>& amount, const std::optional<std::string>& currency, bool won);

}  // namespace baton::api

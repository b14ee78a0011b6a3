// The contract's codec on the message path against a DOM (nlohmann::json) that does the same: a frame in, the
// fields checked and taken out; an event out.
#include <nlohmann/json.hpp>

#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "tests/bench/measure.hpp"

namespace baton::bench {
namespace {

using nlohmann::json;
constexpr int batch = 1000;

std::string text_of(std::int64_t length) {
  std::string text;
  while (static_cast<std::int64_t>(text.size()) < length)
    text += "A line with \"quotes\", ümlauts and\nbreaks. ";
  return text;
}

std::string frame_of(const std::string& text) {
  return json{
      {"jsonrpc", "2.0"},
      {"id", 17},
      {"method", "message.send"},
      {"params",
       {{"conversation", "cQx1mYb2u0T3hD5n8wK4pLg"}, {"cid", "3q2-7wAAAAECAwQFBgcICQ"}, {"text", text}}}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

void decode_send(benchmark::State& state) {
  const auto frame = frame_of(text_of(state.range(0)));
  const auto ours = [&] {
    for (int i = 0; i < batch; ++i) {
      auto request = protocol::decode_request(frame, protocol::Side::visitor);
      if (!request) state.SkipWithError("the frame was refused");
      benchmark::DoNotOptimize(request);
    }
  };
  const auto dom = [&] {
    for (int i = 0; i < batch; ++i) {
      const auto tree = json::parse(frame);
      const auto& params = tree.at("params");
      auto id = tree.at("id").get<std::int64_t>();
      auto conversation = params.at("conversation").get<std::string>();
      auto cid = params.at("cid").get<std::string>();
      auto text = params.at("text").get<std::string>();
      benchmark::DoNotOptimize(id);
      benchmark::DoNotOptimize(conversation);
      benchmark::DoNotOptimize(cid);
      benchmark::DoNotOptimize(text);
    }
  };
  against(state, batch, ours, dom);
}
BENCHMARK(decode_send)->Arg(40)->Arg(400)->Arg(4000)->UseManualTime()->Unit(benchmark::kMillisecond);

void encode_event(benchmark::State& state) {
  protocol::LogEvent event;
  event.conversation = "cQx1mYb2u0T3hD5n8wK4pLg";
  event.epoch = "0123456789abcdef";
  event.seq = 123;
  event.at = 1'790'000'000'123;
  event.by = {"vQx1mYb2u0T3hD5n8wK4pLg", "Vera", protocol::AuthorRole::visitor};
  event.cid = "3q2-7wAAAAECAwQFBgcICQ";
  event.body = protocol::event::Message{text_of(state.range(0))};
  const auto ours = [&] {
    for (int i = 0; i < batch; ++i) {
      auto frame = protocol::event_frame(event, protocol::Cid::hidden);
      benchmark::DoNotOptimize(frame);
    }
  };
  const auto dom = [&] {
    for (int i = 0; i < batch; ++i) {
      const auto& text = std::get<protocol::event::Message>(event.body).text;
      json tree{{"jsonrpc", "2.0"},
                {"method", "event"},
                {"params",
                 {{"conversation", event.conversation},
                  {"epoch", event.epoch},
                  {"log", "log"},
                  {"seq", event.seq},
                  {"at", event.at},
                  {"kind", "message"},
                  {"text", text},
                  {"by", {{"id", event.by.id}, {"name", event.by.name}, {"role", "visitor"}}}}}};
      auto frame = tree.dump(-1, ' ', false, json::error_handler_t::replace);
      benchmark::DoNotOptimize(frame);
    }
  };
  against(state, batch, ours, dom);
}
BENCHMARK(encode_event)->Arg(40)->Arg(400)->Arg(4000)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace baton::bench

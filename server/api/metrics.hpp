// The process's metrics, shared by its nodes (the registry's counters are safe between threads). Labels never
// name a conversation or a person.
#pragma once
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <memory>
#include <string>

namespace baton::api {

struct Metrics {
  explicit Metrics(const std::string& version);

  std::string text() const;  // Prometheus text format 0.0.4
  // The counter of one way a request went: the error's reason word, or "ok".
  void request(const std::string& method, const std::string& outcome);

  std::shared_ptr<prometheus::Registry> registry;
  prometheus::Gauge& visitors;  // open connections after a good hello
  prometheus::Gauge& staff;
  prometheus::Gauge& redis_up;         // 1 or 0, as of the last probe
  prometheus::Counter& closed_broken;  // sockets closed for broken frames or limited calls (4008)
  prometheus::Family<prometheus::Counter>& requests;
  prometheus::Counter& matched;         // conversations that matchers assigned or offered
  prometheus::Counter& lost_to_others;  // their commits that lost a race
  prometheus::Counter& put_back;        // messages and notes that Redis had lost and nodes knew
  prometheus::Counter& lost;            // those that it lost for good
  prometheus::Histogram&
      wait_error;  // seconds between the first estimate told to a visitor and the wait that came
};

}  // namespace baton::api

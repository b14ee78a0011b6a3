// Names follow Prometheus: a prefix, the unit, `_total` for counters.
#include "server/api/metrics.hpp"

#include <prometheus/text_serializer.h>

namespace baton::api {
namespace {

prometheus::Family<prometheus::Gauge>& gauges(prometheus::Registry& r, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(r);
}

prometheus::Counter& counter(prometheus::Registry& r, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(r).Add({});
}

}  // namespace

Metrics::Metrics(const std::string& version)
    : registry(std::make_shared<prometheus::Registry>()),
      visitors(gauges(*registry, "baton_connections", "Open connections after a good hello.")
                   .Add({{"role", "visitor"}})),
      staff(gauges(*registry, "baton_connections", "Open connections after a good hello.")
                .Add({{"role", "staff"}})),
      redis_up(gauges(*registry, "baton_redis_up", "Whether the store answered the last probe.").Add({})),
      closed_broken(counter(*registry, "baton_closed_broken_total",
                            "Sockets closed for broken frames or limited calls.")),
      requests(prometheus::BuildCounter()
                   .Name("baton_requests_total")
                   .Help("Requests by method and outcome.")
                   .Register(*registry)),
      matched(counter(*registry, "baton_matched_total", "Conversations that matchers assigned or offered.")),
      lost_to_others(
          counter(*registry, "baton_match_conflicts_total", "Commits of matchers that lost a race.")),
      put_back(counter(
          *registry, "baton_messages_put_back_total",
          "Messages and notes that Redis had lost after they were acknowledged, and nodes put back.")),
      lost(counter(*registry, "baton_messages_lost_total",
                   "Messages and notes that Redis lost after they were acknowledged, and nobody put back.")),
      wait_error(
          prometheus::BuildHistogram()
              .Name("baton_wait_estimate_error_seconds")
              .Help("How far the first wait told to a visitor was from the wait that came.")
              .Register(*registry)
              .Add({}, prometheus::Histogram::BucketBoundaries{1, 5, 15, 30, 60, 120, 300, 600, 1800})) {
  gauges(*registry, "baton_build_info", "Always 1; the version is the label.")
      .Add({{"version", version}})
      .Set(1);
}

std::string Metrics::text() const { return prometheus::TextSerializer().Serialize(registry->Collect()); }

void Metrics::request(const std::string& method, const std::string& outcome) {
  requests.Add({{"method", method}, {"outcome", outcome}}).Increment();
}

}  // namespace baton::api

// Every bound of the transport in one literal: its default, its unit, and what the peer gets at it.
// Values only; whoever builds a Server may shorten them (tests do). Invariant: each has a counter in Counters
// or a typed answer, so none is met in silence.
#pragma once

#include <chrono>
#include <cstddef>

#include "server/net/address.hpp"

namespace baton::net {

struct Limits {
  // Sources: P = protocol.md section 1, D = design.md section 6, R = reference/reliability.md sections 4
  // and 6.
  std::size_t header_bytes = 8 * 1024;     // request line and headers; over it HTTP 431 (R 2)
  std::size_t header_fields = 100;         // header lines; over it HTTP 431 (R 3)
  std::size_t body_bytes = 64 * 1024;      // request body; over it HTTP 413, declared or chunked (R 9, 10)
  std::size_t frame_bytes = 64 * 1024;     // WebSocket message; over it close 1009, at its header (P, D)
  std::size_t outbox_bytes = 1024 * 1024;  // frames queued to one socket; over it close 4009 (P, D)
  std::size_t unsent_bytes = 128 * 1024;   // of one connection, taken by the kernel but not yet sent
  std::size_t control_frames = 1000;  // pings and pongs between two text frames; over it close 1008 (R 47)
  std::size_t per_address = 30;       // connections of an address on this node; the next gets 429 (P, D)
  std::size_t connections = 10'000;   // connections of this node; the next gets 503 (R section 6)
  int backlog = 4096;                 // listen(2) (R section 6)

  std::chrono::milliseconds header_deadline{
      10'000};  // from accept, or the first byte of a later request (R 11)
  std::chrono::milliseconds body_deadline{30'000};    // from the end of the headers (R 12)
  std::chrono::milliseconds write_deadline{60'000};   // one HTTP response; then the connection is cut
  std::chrono::milliseconds keep_alive_idle{30'000};  // between two requests; then the connection is closed
  std::chrono::milliseconds socket_idle{35'000};      // without a text frame read; then close 1001 (P)
  std::chrono::milliseconds close_deadline{
      5'000};                               // flush and close handshake; then the socket is cut (R 46)
  std::chrono::milliseconds linger{2'000};  // what a refused client still sends is read this long

  Networks trusted_proxies;  // whose X-Forwarded-For is believed; exempt from per_address, as loopback is (D)
};

}  // namespace baton::net

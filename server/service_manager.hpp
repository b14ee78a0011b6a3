// Tells the service manager (systemd, Type=notify) how the process stands. Does nothing when there is none.
#pragma once
#include <string_view>

namespace baton {

// `state` is one of sd_notify(3): "READY=1", "STOPPING=1". A datagram to $NOTIFY_SOCKET; never blocks for
// long, and a failure is only logged: the manager then waits in vain and says so.
void tell_service_manager(std::string_view state);

}  // namespace baton

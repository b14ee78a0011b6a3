// What each command of the command line does. Every one returns the process's exit code; a failure is one
// sentence on standard error.
#pragma once
#include "server/config.hpp"

namespace baton {

int run(const Serve& command);
int run(const Demo& command);
int run(const StaffAdd& command);
int run(const StaffList& command);
int run(const StaffPasswd& command);
int run(const StaffSet& command);
int run(const SiteApply& command);
int run(const SiteExport& command);
int run(const Doctor& command);
int run(const Healthcheck& command);

}  // namespace baton

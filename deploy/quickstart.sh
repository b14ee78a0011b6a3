#!/usr/bin/env bash
# From a fresh Debian 12 to a running demo: installs what is missing, builds the program and its web pages, then
# becomes `baton demo` in the foreground, which prints what to open, until it is interrupted. Options go to it:
# --port N, --data-dir DIR, --nodes N, --no-seed.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/quickstart

say() { printf '%s\n' "$*"; }

build_quietly() { # shows ninja's one moving line on a terminal, else keeps a log and shows its end on a failure
  local log=$build/build.log
  mkdir -p "$build"
  if ! cmake -S "$root" --preset quickstart >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    return 1
  fi
  if [[ -t 1 ]]; then
    cmake --build "$build" --target baton -j "$("$root/deploy/jobs.sh")"
  elif ! cmake --build "$build" --target baton -j "$("$root/deploy/jobs.sh")" >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    return 1
  fi
}

say "Baton: looking for what it needs"
"$root/deploy/install-packages.sh" build
say "Baton: building (some minutes the first time)"
if ! build_quietly; then
  say "Baton: the build failed; the reason is above, all of it in ${build#"$root"/}/build.log" >&2
  exit 1
fi
say "Baton: building the web pages"
if ! "$root/deploy/web-build.sh"; then
  say "Baton: the web pages could not be built; the reason is above" >&2
  exit 1
fi
say "Baton: starting the demo; Ctrl-C ends it"
exec "$build/baton" demo "$@"

#!/usr/bin/env bash
# From a fresh Debian 12 to a running demo: installs what is missing, builds, then becomes `baton demo` in the
# foreground until it is interrupted. Options go to it: --port N, --data-dir DIR, --nodes N.
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

lay_out_web() { # the build's own copy of the pages, each with a compressed twin
  rm -rf "$build/web"
  mkdir -p "$build/web"
  cp -R "$root/web-widget/demo" "$build/web/demo"
  find "$build/web" -type f \( -name '*.html' -o -name '*.css' -o -name '*.js' -o -name '*.svg' \) \
    -exec gzip -9 -k -n -f {} +
}

say "Baton: looking for what it needs"
"$root/deploy/install-packages.sh" build
say "Baton: building (some minutes the first time)"
if ! build_quietly; then
  say "Baton: the build failed; the reason is above, all of it in ${build#"$root"/}/build.log" >&2
  exit 1
fi
lay_out_web
say "Baton: starting the demo; Ctrl-C ends it"
exec "$build/baton" demo "$@"

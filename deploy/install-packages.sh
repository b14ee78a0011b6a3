#!/usr/bin/env bash
# Installs what is missing of the named sections of packages.txt (build, run, web, test), through apt. Says nothing and
# touches nothing when all is there. Never removes a package.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

say() { printf '%s\n' "$*" >&2; }

packages() { # SECTION: its packages, one a line
  awk -v want="[$1]" '/^[[:space:]]*(#|$)/ {next} /^\[/ {on = $1 == want; next} on {print $1}' "$here/packages.txt"
}

installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

missing=()
for section in "$@"; do
  for package in $(packages "$section"); do
    command -v dpkg-query >/dev/null && installed "$package" || missing+=("$package")
  done
done
((${#missing[@]})) || exit 0

if ! command -v apt-get >/dev/null; then
  say "Baton builds on Debian 12, whose apt-get is not here. It needs: ${missing[*]}"
  exit 1
fi
if [[ " ${missing[*]} " == *" libboost1.81-dev "* ]] && installed libboost1.74-dev; then
  say "Baton needs libboost1.81-dev, and Debian lets it not stand beside libboost1.74-dev, which is installed."
  say "Nothing was changed. Remove the older one, then run this again:  apt-get remove libboost1.74-dev"
  exit 1
fi
as_root=()
if ((EUID)); then
  if ! command -v sudo >/dev/null; then
    say "These packages are missing, and installing them takes root:  apt-get install ${missing[*]}"
    exit 1
  fi
  as_root=(sudo)
fi

say "Installing ${#missing[@]} packages: ${missing[*]}"
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q "$@" >&2; }
apt update || say "The package lists could not all be fetched; trying with those that are here."
if ! apt install -y --no-remove --no-install-recommends "${missing[@]}"; then
  say "The packages could not be installed; apt's message above says why."
  exit 1
fi

#!/usr/bin/env bash
# Prints how many compilers may run at once: one a core, but no more than memory holds (about 1.5 GB each).
set -euo pipefail
cores=$(nproc)
room=$(awk '/^MemAvailable/ {print int($2 / 1536 / 1024)}' /proc/meminfo)
jobs=$((room < cores ? room : cores))
echo $((jobs > 0 ? jobs : 1))

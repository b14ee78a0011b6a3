#!/usr/bin/env bash
# All tests on a fresh Debian 12: installs what is missing, builds, runs, and ends with one line alone,
# `N passed, N failed`; the exit code is 0 only when something passed and nothing failed.
#
#   tests/run.sh                the quick tier
#   tests/run.sh --full         the same, then everything again under ASan+UBSan and under TSan; five minutes of faults
#   tests/run.sh --long         an hour of faults instead of one minute (tests/faults/README.md), and half an hour of
#                               simulation with seeds of the day (tests/simulation/README.md); with --full as well
#   tests/run.sh --only NAME    house, web, e2e, integration, faults, a file of tests/integration, or a test binary
#                               (unit_desk)
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
python=/usr/bin/python3 # another python may be first on PATH, without Debian's modules
reports=$root/build/reports
presets=(ci)
minutes=1 # of faults
simulated=8 # seconds of simulation
long=
only=

usage() { sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
while (($#)); do
  case $1 in
    --full) presets=(ci asan tsan) minutes=5 simulated=60 ;;
    --long) long=60 ;;
    --only)
      only=${2:-}
      [[ $only ]] || { usage >&2; exit 2; }
      shift
      ;;
    --help | -h) usage; exit 0 ;;
    *) printf 'tests/run.sh: %s is no option\n' "$1" >&2; usage >&2; exit 2 ;;
  esac
  shift
done
minutes=${long:-$minutes}
[[ $long ]] && simulated=1800

stage() { # NAME COMMAND…: runs it, keeps its time; its failure is the caller's to count
  local name=$1 start=$SECONDS result
  shift
  printf '\n== %s\n' "$name"
  "$@"
  result=$?
  printf '%5d s  %s\n' $((SECONDS - start)) "$name" >>"$reports/times"
  return $result
}

# Stages that wait more than they compute run beside each other. `join` prints what each said, one after the other.
beside=()
aside() { # NAME COMMAND…: a stage that goes on meanwhile
  stage "$@" >"$reports/beside-${#beside[@]}.log" 2>&1 &
  beside+=($!)
}
join() {
  local n
  for n in "${!beside[@]}"; do
    wait "${beside[n]}"
    cat "$reports/beside-$n.log"
  done
  beside=()
}

broke() { printf '%s\n' "$1" >>"$reports/broken"; } # a runner that failed without a report, a stage without one
is_broken() { grep -qsxF "$1" "$reports/broken"; }

wants() { [[ ! $only || $only == "$1" ]]; }
wants_integration() { wants integration || [[ $only == *.py ]]; }
wants_binaries() { [[ ! $only || ! $only =~ ^(house|web|e2e|integration|faults|.*\.py)$ ]]; }
wants_program() { wants_integration || wants e2e || wants faults; }

configure() { cmake --preset "$1" >"$reports/$1-configure.log" 2>&1 || { cat "$reports/$1-configure.log"; return 1; }; }

build() {
  local targets=()
  wants_program && [[ $only ]] && targets=(--target baton)
  wants_binaries && [[ $only ]] && targets=(--target "$only")
  nice cmake --build "build/$1" -j "$(deploy/jobs.sh)" "${targets[@]}"
}

pytest() { # REPORT PATH…; at most `longest` seconds
  local report=$1
  shift
  PYTHONDONTWRITEBYTECODE=1 timeout -s INT -k 30 "${longest:-1200}" "$python" -m pytest -q -p no:cacheprovider \
    --junitxml="$reports/$report.xml" "$@"
}

# A failing run whose report shows no failure (it died, leaked, timed out) is a failure of its own.
note_failure() { # NAME REPORT
  grep -qsE '<(failure|error)' "$2" || broke "$1"
}

binaries() { # PRESET
  local folder=$reports/$1 failed=build/$1/Testing/Temporary/LastTestsFailed.log name
  local pick=()
  [[ $only ]] && pick=(-R "^$only\$")
  rm -f "$failed"
  local from=1
  [[ $long ]] && from=$(date +%Y%m%d)000000 # seeds of the day
  BATON_TEST_SIM_SECONDS=$simulated BATON_TEST_SIM_FROM=$from GTEST_OUTPUT="xml:$folder/" \
    ctest --test-dir "build/$1" -j "$(nproc)" --output-on-failure --no-tests=error \
    --timeout $((600 + simulated)) "${pick[@]}" && return
  [[ -s $failed ]] || broke "$1: ctest"
  while IFS=: read -r _ name; do
    [[ $name ]] && note_failure "$1: $name" "$folder/$name.xml"
  done < <(cat "$failed" 2>/dev/null)
}

integration() { # PRESET; the tests of a file share a world
  local where=(tests/integration -n 3 --dist loadfile)
  [[ $1 != ci ]] && where=(tests/integration -n 2 --dist loadfile) # sanitizers compute more than they wait
  [[ $only == *.py ]] && where=("tests/integration/${only##*/}")
  pytest "$1-integration" "${where[@]}" || note_failure "$1: integration" "$reports/$1-integration.xml"
}

faults() { # the campaigns of tests/faults, side by side; quiet pauses and checks take as long again
  BATON_TEST_FAULTS_SECONDS=$((minutes * 60)) longest=$((minutes * 180 + 1200)) pytest faults -n 4 -rP tests/faults ||
    note_failure faults "$reports/faults.xml"
}

with_node() { deploy/web-build.sh --with "$@"; }

web() { # types, style, unit tests of web-widget/
  local check
  for check in "node wire.mjs --check" "npx tsc --noEmit" "npx biome ci ."; do
    # shellcheck disable=SC2086 # each is a command with its words
    with_node $check || broke "web: $check"
  done
  vitest web || note_failure web "$reports/web.xml"
}

vitest() { # REPORT ARGUMENT…
  local report=$1
  shift
  with_node timeout -s INT -k 30 900 npx vitest run --reporter=default --reporter=junit \
    --outputFile.junit="$reports/$report.xml" "$@"
}

e2e() { # in a real browser, against the program and the pages that were built
  BATON_TEST_WEB=$root/build/web vitest e2e --config e2e.config.ts || note_failure e2e "$reports/e2e.xml"
}

house() { pytest house tests/house || note_failure house "$reports/house.xml"; }

# A fault must end the program, not only be printed. TSan of GCC 12 needs its addresses where it expects them.
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
if [[ ${presets[*]} == *tsan* && ! ${BATON_TEST_FIXED_ADDRESSES-} ]] && setarch "$(uname -m)" -R true 2>/dev/null; then
  arguments=(--full)
  [[ $long ]] && arguments+=(--long)
  [[ $only ]] && arguments+=(--only "$only")
  BATON_TEST_FIXED_ADDRESSES=1 exec setarch "$(uname -m)" -R bash "$root/tests/run.sh" "${arguments[@]}"
fi

rm -rf "$reports"
mkdir -p "$reports"
if stage packages deploy/install-packages.sh build test; then
  if wants web || wants e2e; then
    stage "web: build" deploy/web-build.sh || broke "web: build"
    wants web && stage web web
  fi
  for preset in "${presets[@]}"; do
    if [[ $only == house || $only == web ]]; then
      : # needs no build
    elif ! stage "$preset: configure" configure "$preset" || ! stage "$preset: build" build "$preset"; then
      broke "$preset: build"
    fi
    export BATON_TEST_BINARY=$root/build/$preset/baton
    # The house does not wait for a good build: its findings often say why there is none.
    [[ $preset == ci ]] && wants house && stage house house
    is_broken "$preset: build" && continue
    wants_binaries && stage "$preset: test binaries" binaries "$preset"
    wants_integration && aside "$preset: integration" integration "$preset"
    [[ $preset == ci ]] && wants faults && aside faults faults
    join
    [[ $preset == ci ]] && wants e2e && stage e2e e2e
  done
else
  broke packages
fi

printf '\n'
cat "$reports/times"
printf '\n'
mapfile -t broken < <(cat "$reports/broken" 2>/dev/null)
"$python" tests/house/tally.py "$reports" "${broken[@]}"

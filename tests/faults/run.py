"""Runs campaigns from the command line: `run.py --seconds 60 --seed 7`; ends with 1 when anything was found.

BATON_TEST_BINARY names the program. Without --seed one is drawn. More than --each are several runs, each in a world of its
own, with the seeds that follow.
"""
import argparse
import os
import pathlib
import random
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1] / "integration")]
import campaign  # noqa: E402

LONGEST = 300.0
# Safeguards that a build with BATON_MUTANTS can lack; server/store/mutant.hpp.
MUTANTS = ("dedupe", "version", "gap_pull", "position_check", "reap_grace", "epoch", "subscribe_first", "repair")


def plan(seconds, seed=None, each=LONGEST):
    """(seed, seconds) of each run."""
    seed = random.SystemRandom().randrange(1_000_000) if seed is None else seed
    while seconds > 0:
        yield seed, min(seconds, each)
        seed, seconds = seed + 1, seconds - each


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("BATON_TEST_FAULTS_SECONDS", 60)))
    parser.add_argument("--seed", type=int, default=os.environ.get("BATON_TEST_FAULTS_SEED"))
    parser.add_argument("--each", type=float, default=LONGEST,
                        help="seconds of one run: many short ones see more beginnings and ends than a long one")
    parser.add_argument("--rollback", action="store_true", help="Redis forgets what it acknowledged last")
    parser.add_argument("--sentinel", dest="world", action="store_const", const="sentinel", default="single",
                        help="failovers; mode replica, or local with --rollback")
    parser.add_argument("--cluster", dest="world", action="store_const", const="cluster",
                        help="the same, and the slot is moved about")
    parser.add_argument("--mutant", choices=MUTANTS, help="of a build with BATON_MUTANTS: without this safeguard")
    options = parser.parse_args()
    if options.mutant:
        os.environ["MUTANT"] = options.mutant
    bad = 0
    for seed, seconds in plan(options.seconds, options.seed and int(options.seed), options.each):
        print(f"seed {seed} begins", flush=True)
        report = campaign.run(seed, seconds, options.rollback, options.world)
        print(report.text(), flush=True)
        bad += bool(report.violations)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

"""The campaigns of all worlds and 2 to 4 nodes, together as long as BATON_TEST_FAULTS_SECONDS says; BATON_TEST_FAULTS_SEED replays one."""
import os
import pathlib
import sys

import pytest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1] / "integration")]
import campaign  # noqa: E402
from run import plan  # noqa: E402

SECONDS = float(os.environ.get("BATON_TEST_FAULTS_SECONDS", 60))
SEED = os.environ.get("BATON_TEST_FAULTS_SEED")


@pytest.mark.parametrize("world, rollback, share", [
    ("single", False, 0.35), ("single", True, 0.15), ("sentinel", False, 0.15), ("sentinel", True, 0.15), ("cluster", False, 0.2),
], ids=["faults", "rollback", "failovers", "failovers-that-lose", "cluster"])
def test_nothing_is_lost(world, rollback, share):
    for seed, seconds in plan(SECONDS * share, SEED and int(SEED)):
        report = campaign.run(seed, seconds, rollback, world)
        print("\n" + report.text(), flush=True)  # shown by -rP
        assert report.violations == [], report.text()

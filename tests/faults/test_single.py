"""The campaigns of one Redis and 2 to 4 nodes, as long as BATON_TEST_FAULTS_SECONDS says; BATON_TEST_FAULTS_SEED replays one."""
import os
import pathlib
import sys

import pytest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1] / "integration")]
import campaign  # noqa: E402
from run import plan  # noqa: E402

SECONDS = float(os.environ.get("BATON_TEST_FAULTS_SECONDS", 60))
SEED = os.environ.get("BATON_TEST_FAULTS_SEED")


@pytest.mark.parametrize("rollback, share", [(False, 0.8), (True, 0.2)], ids=["faults", "rollback"])
def test_nothing_is_lost(rollback, share, capsys):
    for seed, seconds in plan(SECONDS * share, SEED and int(SEED)):
        report = campaign.run(seed, seconds, rollback)
        with capsys.disabled():
            print("\n" + report.text(), flush=True)
        assert report.violations == [], report.text()

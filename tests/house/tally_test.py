"""The tally of all runners: what counts as passed, failed and neither."""
import contextlib
import io
import pathlib
import tempfile
import unittest

import tally

REPORT = """<testsuites><testsuite name="s">
  <testcase name="a" classname="s" status="run" result="completed"/>
  <testcase name="b" classname="s"><failure message="x"/><failure message="y"/></testcase>
  <testcase name="c" classname="s"><error message="x"/></testcase>
  <testcase name="d" classname="s"><skipped message="x"/></testcase>
  <testcase name="e" classname="s" status="notrun" result="suppressed"/>
</testsuite></testsuites>"""


class Tally(unittest.TestCase):
    def count(self, reports, broken=()):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            for name, text in reports.items():
                (pathlib.Path(folder) / name).write_text(text)
            return tally.tally(folder, list(broken))

    def test_counts_cases(self):
        self.assertEqual((1, 2), self.count({"a.xml": REPORT}))
        self.assertEqual((2, 4), self.count({"a.xml": REPORT, "b.xml": REPORT}))

    def test_a_cut_off_report_and_a_broken_runner_are_failures(self):
        self.assertEqual((0, 1), self.count({"a.xml": REPORT[:90]}))
        self.assertEqual((0, 1), self.count({}, ["build"]))

    def test_nothing_is_nothing(self):
        self.assertEqual((0, 0), self.count({}))


if __name__ == "__main__":
    unittest.main()

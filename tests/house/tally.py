"""Adds up JUnit reports (ctest's test binaries, pytest): prints `N passed, N failed` alone on a line.

Usage: tally.py FOLDER [NAME…]. Each NAME is a runner that failed without a report, or a stage that broke, and
counts as one failure. Ends with 1 when anything failed or nothing passed. Skipped tests count as neither.
"""
import pathlib
import sys
import xml.etree.ElementTree as xml


def tally(folder, broken):
    passed, failed = 0, len(broken)
    for report in sorted(pathlib.Path(folder).rglob("*.xml")):
        try:
            suites = xml.parse(report).getroot()
        except xml.ParseError:
            print(f"{report.name}: the report is cut off; its runner died")
            failed += 1
            continue
        for case in suites.iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
                print(f"failed: {case.get('classname', '')}.{case.get('name', '')}")
            elif case.find("skipped") is None and case.get("status", "run") == "run" and case.get("result") != "skipped":
                passed += 1
    for name in broken:
        print(f"failed: {name}")
    return passed, failed


if __name__ == "__main__":
    good, bad = tally(sys.argv[1], sys.argv[2:])
    print(f"{good} passed, {bad} failed")
    sys.exit(1 if bad or not good else 0)

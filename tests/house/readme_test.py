"""The README's table of options is what `baton config docs` prints, between the markers that frame it."""
import os
import subprocess
import unittest

import tree

BEGIN, END = "<!-- config:begin -->", "<!-- config:end -->"
README = tree.ROOT / "README.md"


class Readme(unittest.TestCase):
    @unittest.skipUnless(README.exists(), "there is no README.md yet")
    def test_options_are_those_of_the_program(self):
        text = README.read_text(encoding="utf-8")
        self.assertEqual((1, 1), (text.count(BEGIN), text.count(END)), "README.md lacks the markers of the table")
        program = os.environ.get("BATON_TEST_BINARY", "")
        if not os.access(program, os.X_OK):
            self.skipTest("BATON_TEST_BINARY names no program; tests/run.sh sets it")
        printed = subprocess.run([program, "config", "docs"], capture_output=True, text=True, check=True).stdout
        table = text.split(BEGIN)[1].split(END)[0].strip()
        self.assertEqual(printed.strip(), table, "put what `baton config docs` prints between the markers")


if __name__ == "__main__":
    unittest.main()

"""What the README prints between markers is what it says it is: the options, and the rule of matching."""
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

    def test_the_rule_of_matching_is_the_function(self):
        printed = README.read_text(encoding="utf-8").split("<!-- eligible:begin -->\n```cpp\n")[1]
        printed = printed.split("```\n<!-- eligible:end -->")[0]
        self.assertTrue(printed.startswith("bool eligible(") and printed.endswith("\n}\n"), printed)
        self.assertIn(printed, (tree.ROOT / "server/desk/match.cpp").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()

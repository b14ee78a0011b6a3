"""The house: who may include whom. The table of the design's section 3, checked on every #include of every room.

A finding is an include upward, a library outside the rooms that have it, or anything the table does not know.
"""
import pathlib
import re
import unittest

import tree

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')

# Libraries by the beginning of their include path. Longest match wins.
LIBRARIES = {
    "boost/system/": "system",
    "boost/asio/": "asio",
    "boost/asio.hpp": "asio",
    "boost/beast/": "beast",
    "boost/beast.hpp": "beast",
    "boost/url": "url",
    "hiredis/": "hiredis",
    "nlohmann/": "nlohmann",
    "zstd.h": "zstd",
    "sodium.h": "sodium",
    "sodium/": "sodium",
    "openssl/": "openssl",
    "prometheus/": "prometheus",
    "spdlog/": "spdlog",
    "fmt/": "fmt",
    "CLI/": "cli11",
    "toml++/": "toml",
}
# Asio where only waiting is meant: coroutines, executors and timers, nothing that moves bytes.
WAITING = {
    "boost/asio/" + name + ".hpp"
    for name in (
        "any_io_executor as_tuple experimental/as_tuple associated_executor async_result awaitable bind_executor "
        "co_spawn compose defer dispatch error executor_work_guard io_context post redirect_error steady_timer "
        "strand system_timer this_coro thread_pool use_awaitable use_future"
    ).split()
}
STD = re.compile(r"^[a-z_0-9]+$")
# The system's own interface, for the rooms that speak to it.
POSIX = re.compile(r"^(sys/|netinet/|arpa/|linux/)?[a-z_0-9]+\.h$")

LOGGING = {"spdlog", "fmt", "prometheus"}
ROOMS = {
    # room: (rooms it may include, libraries, libraries in *codec* files only)
    "server/desk": (set(), {"system"}, set()),
    "protocol": (set(), {"system", "nlohmann"} | LOGGING, set()),
    "server/redis": (set(), {"system", "asio", "hiredis", "posix"} | LOGGING, set()),
    "server/store": ({"server/desk", "server/redis"}, {"system", "waiting"} | LOGGING, {"nlohmann", "zstd"}),
    "server/chat": ({"server/store", "server/desk"}, {"system", "waiting", "sodium"} | LOGGING, set()),
    "server/net": (set(), {"system", "asio", "beast", "posix"} | LOGGING, set()),
    "server/api": (
        {"server/chat", "server/desk", "server/net", "protocol"},
        {"system", "waiting", "url", "sodium", "openssl"} | LOGGING,
        set(),
    ),
    "server": (
        {"server/desk", "protocol", "server/redis", "server/store", "server/chat", "server/net", "server/api"},
        {"system", "asio", "cli11", "toml", "sodium", "openssl", "nlohmann", "posix"} | LOGGING,
        set(),
    ),
}


def library(name):
    known = [prefix for prefix in LIBRARIES if name.startswith(prefix)]
    if known:
        return LIBRARIES[max(known, key=len)]
    if STD.match(name):
        return "std"
    return "posix" if POSIX.match(name) else None


def room_of(folder):
    """The room a folder is or lies in; None outside the house. `server` itself is only its own files."""
    return next((room for room in ROOMS if folder == room or (room != "server" and folder.startswith(room + "/"))), None)


def findings(path, text):
    """What the file at `path` (relative to the root) includes and must not: one sentence each."""
    path = pathlib.PurePosixPath(path)
    room = room_of(str(path.parent))
    if room is None:
        return [f"{path}: {path.parent} is no room of the house; the design's section 3 lists them"]
    rooms, libraries, codec_only = ROOMS[room]
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        quoted, name = match[1] == '"', match[2]
        own = room_of(str(pathlib.PurePosixPath(name).parent))
        where = f"{path}:{number}: "
        if quoted:
            if own is None:
                found.append(where + f'"{name}" does not start at a room of the repository root')
            elif own != room and own not in rooms:
                found.append(where + f"{room} must not include {own}")
            continue
        if own:
            found.append(where + f"our own <{name}> belongs in quotes")
            continue
        kind = library(name)
        allowed = (
            kind == "std"
            or kind in libraries
            or (kind == "asio" and "waiting" in libraries and name in WAITING)
            or (kind in codec_only and "codec" in path.name)
        )
        if kind is None:
            found.append(where + f"<{name}> is of no library that the house knows")
        elif not allowed:
            found.append(where + f"{room} must not include {kind} (<{name}>)")
    return found


class Includes(unittest.TestCase):
    def test_the_house_is_in_order(self):
        found = []
        sources = tree.files(".hpp", ".cpp", ".h", ".cc", under="server") + tree.files(".hpp", ".cpp", ".h", ".cc", under="protocol")
        self.assertTrue(sources)
        for path in sources:
            found += findings(path, tree.text(path))
        self.assertEqual([], found, "\n" + "\n".join(found))


class TheCheckItself(unittest.TestCase):
    def assertFlags(self, path, include, expected):
        found = findings(path, "#include " + include + "\n")
        self.assertEqual(1, len(found), (path, include, found))
        self.assertIn(expected, found[0])

    def assertPasses(self, path, include):
        self.assertEqual([], findings(path, "#include " + include + "\n"))

    def test_upward(self):
        self.assertFlags("server/desk/a.cpp", '"server/store/store.hpp"', "must not include server/store")
        self.assertFlags("server/net/a.hpp", '"server/api/x.hpp"', "must not include server/api")
        self.assertFlags("server/net/a.hpp", '"server/desk/x.hpp"', "must not include server/desk")
        self.assertFlags("server/chat/a.hpp", '"protocol/event.hpp"', "must not include protocol")
        self.assertFlags("server/chat/a.hpp", '"server/redis/link.hpp"', "must not include server/redis")
        self.assertFlags("server/api/a.cpp", '"server/store/store.hpp"', "must not include server/store")
        self.assertFlags("server/api/a.cpp", '"server/config.hpp"', "must not include server")
        self.assertPasses("server/store/a.cpp", '"server/redis/link.hpp"')
        self.assertPasses("server/app.cpp", '"server/redis/link.hpp"')
        self.assertPasses("server/store/functions.cpp", '"server/store/functions/append.lua"')
        self.assertFlags("server/chat/sub/a.cpp", '"server/api/x.hpp"', "server/chat must not include server/api")

    def test_libraries_outside_their_rooms(self):
        self.assertFlags("server/api/a.cpp", "<boost/beast/core.hpp>", "must not include beast")
        self.assertFlags("server/app.cpp", "<boost/beast.hpp>", "must not include beast")
        self.assertFlags("server/store/a.cpp", "<hiredis/hiredis.h>", "must not include hiredis")
        self.assertFlags("server/chat/a.cpp", "<nlohmann/json.hpp>", "must not include nlohmann")
        self.assertFlags("server/store/redis_store.cpp", "<nlohmann/json.hpp>", "must not include nlohmann")
        self.assertFlags("server/desk/a.cpp", "<spdlog/spdlog.h>", "must not include spdlog")
        self.assertFlags("server/desk/a.cpp", "<unistd.h>", "must not include posix")
        self.assertFlags("server/chat/a.cpp", "<boost/asio/ip/tcp.hpp>", "must not include asio")
        self.assertPasses("server/store/body_codec.cpp", "<nlohmann/json.hpp>")
        self.assertPasses("server/store/seal_codec.cpp", "<zstd.h>")
        self.assertPasses("server/chat/a.cpp", "<boost/asio/awaitable.hpp>")
        self.assertPasses("server/desk/a.cpp", "<boost/system/result.hpp>")
        self.assertPasses("server/desk/a.cpp", "<map>")

    def test_unknown_and_misspelt(self):
        self.assertFlags("server/net/a.cpp", "<uv/uv.hpp>", "of no library")
        self.assertFlags("server/net/a.cpp", "<boost/json.hpp>", "of no library")
        self.assertFlags("server/net/a.cpp", "<server/net/b.hpp>", "belongs in quotes")
        self.assertFlags("server/net/a.cpp", '"b.hpp"', "does not start at a room")
        self.assertEqual(1, len(findings("server/util/a.cpp", "")))

    def test_spacing_and_comments(self):
        self.assertEqual(1, len(findings("server/desk/a.cpp", "  #  include <hiredis/hiredis.h>\n")))
        self.assertEqual([], findings("server/desk/a.cpp", "// #include <hiredis/hiredis.h>\n"))


if __name__ == "__main__":
    unittest.main()

"""Real processes for the tests: baton servers, throw-away Redis servers, command lines; and plain HTTP.

Everything lives in one folder with a short path (unix sockets) and ends with its World, private Redis included.
"""
import asyncio
import gzip
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from baton_client import Client
from wire import Connection

ROOT = pathlib.Path(__file__).resolve().parents[2]
SLOW = 4 if "asan" in os.environ.get("BATON_TEST_BINARY", "") or "tsan" in os.environ.get("BATON_TEST_BINARY", "") else 1
PASSWORD = "demo"
CARE = """
[[departments]]
id = "care"
name = "Care"
kind = "care"
queue_limit = 2000
"""


def binary():
    for path in (os.environ.get("BATON_TEST_BINARY"), ROOT / "build/ci/baton", ROOT / "build/dev/baton"):
        if path and os.access(path, os.X_OK):
            return str(path)
    raise FileNotFoundError("no baton to test; BATON_TEST_BINARY names it, tests/run.sh builds it")


async def until(condition, deadline=10.0, what=""):
    """Waits for a condition (a function, or a coroutine function) and gives its truth; fails at the deadline."""
    end = time.monotonic() + deadline * SLOW
    while True:
        value = condition()
        if asyncio.iscoroutine(value):
            value = await value
        if value:
            return value
        assert time.monotonic() < end, f"not within {deadline * SLOW} s: {what or condition.__name__}"
        await asyncio.sleep(0.01)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.body)


def http_now(method, url, body=None, headers=None, timeout=20):
    data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
    request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    if isinstance(body, (dict, list)):
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())


async def http(method, url, body=None, headers=None, timeout=20):
    return await asyncio.to_thread(http_now, method, url, body, headers, timeout)


class Process:
    """A child whose output is in `log`."""

    def __init__(self, log, command, env=None):
        self.log, self.command, self.env = log, command, env
        self.again()

    def again(self):
        """Starts the same command anew."""
        with open(self.log, "ab") as out:
            self.child = subprocess.Popen(self.command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=self.env,
                                          cwd=self.log.parent)

    @property
    def output(self):
        return self.log.read_text(errors="replace")

    def running(self):
        return self.child.poll() is None

    def kill(self):
        self.child.kill()
        self.child.wait(20)

    def end(self, timeout=20):
        """SIGTERM; the exit code."""
        if self.running():
            self.child.terminate()
            try:
                self.child.wait(timeout * SLOW)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"{self.log.name} did not end on SIGTERM within {timeout * SLOW} s") from None
        return self.child.returncode


class Server(Process):
    """A baton process; `url` once it listens."""

    async def ready(self, deadline=30):
        def listens():
            assert self.running(), f"the server ended with {self.child.returncode}:\n{self.output}"
            return re.findall(r"http://127\.0\.0\.1:(\d+)", self.output)

        self.port = int((await until(listens, deadline))[0])
        await until(self.is_ready, deadline)
        return self

    async def is_ready(self):
        try:
            return (await http("GET", self.url + "/readyz")).status == 200
        except OSError:
            return False

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket(self):
        return f"ws://127.0.0.1:{self.port}/v1/ws"


class World:
    """The processes of one test, or of one file's tests."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bt-", dir="/tmp"))
        self.processes = []

    def close(self):
        for process in reversed(self.processes):
            if process.running():
                process.child.send_signal(signal.SIGCONT)
                process.kill()
        for pid in self.strays():
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def strays(self, program=""):
        """Processes that name this world's folder in their command line: a private Redis outlives a killed server."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    words = (entry / "cmdline").read_bytes().decode(errors="replace")
                except OSError:
                    continue
                if str(self.folder) in words and program in words and int(entry.name) != os.getpid():
                    found.append(int(entry.name))
        return found

    def logs(self):
        return [(process.log.name, process.output[-6000:]) for process in self.processes]

    def _add(self, kind, name, command, env=None):
        log = self.folder / f"{len(self.processes)}-{name}.log"
        process = kind(log, [str(word) for word in command], env)
        self.processes.append(process)
        return process

    def redis(self, durable=False):
        """A throw-away Redis on a unix socket; gives the process with its `address`."""
        folder = self.folder / f"r{len(self.processes)}"
        folder.mkdir()
        process = self._add(Process, "redis", [
            "redis-server", "--port", 0, "--unixsocket", folder / "sock", "--save", "", "--dir", folder, "--appendonly",
            "yes" if durable else "no"])
        process.folder, process.address = folder, f"unix:{folder}/sock"
        return process

    def bare_start(self, command, *options, env=None):
        return self._add(Server, command, [binary(), command, *options], env)

    def start(self, command, *options, env=None):
        return self.bare_start(command, "--port", 0, *options, env=env)

    async def demo(self, *options, data="data", nodes=1, history=False, env=None):
        """Without the past conversations that a demo comes with, unless `history`."""
        seed = () if history else ("--no-seed",)
        return await self.start("demo", "--data-dir", self.folder / data, "--nodes", nodes, *seed, *options, env=env).ready()

    def web(self, name="web"):
        """A folder as the web build lays it out."""
        folder = self.folder / name
        for path, text in {
            "widget.js": "loader()", "widget/panel-ABCDEFGH.js": "panel()", "widget/panel-ABCDEFGH.css": "b{}",
            "console/index.html": "<!doctype html><title>Console</title>", "console/app-2QRSTUVW.js": "app()",
            "demo/index.html": "<!doctype html><title>Shop</title>", "demo/shop-ABC234DE.js": "shop()",
        }.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            if file.suffix != ".html":
                file.with_name(file.name + ".gz").write_bytes(gzip.compress(text.encode(), mtime=0))
        return folder

    async def serve(self, redis, *options, nodes=1):
        return await self.start("serve", "--redis", redis.address, "--nodes", nodes, *options).ready()

    async def cli(self, *words, stdin="", env=None):
        """A command that ends by itself: (exit code, standard output, standard error)."""
        child = await asyncio.create_subprocess_exec(
            binary(), *[str(word) for word in words], stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE, env=env, cwd=self.folder)
        try:
            out, err = await asyncio.wait_for(child.communicate(stdin.encode()), 30 * SLOW)
        except asyncio.TimeoutError:
            child.kill()
            raise
        return child.returncode, out.decode(), err.decode()

    async def staff_add(self, redis, name, role="agent", department="care", capacity=4):
        email = f"{name.lower()}@demo.test"
        code, _, err = await self.cli("staff", "add", "--redis", redis.address, "--email", email, "--name", name, "--role",
                                      role, "--department", department, "--capacity", capacity, stdin=PASSWORD + "\n")
        assert code == 0, (code, err)
        return email

    async def apply(self, redis, text):
        file = self.folder / "site.toml"
        file.write_text(text)
        code, _, err = await self.cli("site", "apply", "--redis", redis.address, file)
        assert code == 0, (code, err)


async def sign_in(server, email, password=PASSWORD):
    answer = await http("POST", server.url + "/api/v1/sessions", {"email": email, "password": password})
    assert answer.status == 201, (answer.status, answer.text)
    return answer.json["token"]


def sockets(servers):
    return [server.socket for server in (servers if isinstance(servers, (list, tuple)) else [servers])]


async def visitor(servers, **options):
    options.setdefault("backoff", (0.05, 1.0))
    return await Client(sockets(servers), **options).start()


async def staff(servers, email, *, presence="online", **options):
    options.setdefault("backoff", (0.05, 1.0))
    first = servers[0] if isinstance(servers, (list, tuple)) else servers
    token = await sign_in(first, email)
    client = await Client(sockets(servers), role="staff", token=token, **options).start()
    if presence:
        await client.call("presence.set", {"presence": presence})
    return client


async def bare(server, **options):
    """A socket before its hello."""
    return await Connection.open(server.socket, **options)

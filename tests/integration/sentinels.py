"""A Redis with replicas and three sentinels on loopback, which promote a replica when the master is gone.

Replicas sign in as a user of their own, so that `cut` can keep them from what the master is told while everybody else,
the sentinels included, sees a master in good health.
"""
import asyncio
import socket

from servers import Process, until

DOWN_AFTER_MS = 1000
COMMON = """
bind 127.0.0.1
port {port}
dir {folder}
"""
REDIS = COMMON + """
unixsocket {folder}/sock
save ""
appendonly yes
repl-diskless-sync-delay 0
user repl on >repl +psync +replconf +ping
masteruser repl
masterauth repl
"""
SENTINEL = COMMON + """
sentinel monitor shop 127.0.0.1 {master} 2
sentinel down-after-milliseconds shop {down_after}
sentinel failover-timeout shop 5000
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


async def says(process, *words, after=""):
    """The lines of an answer; none when it is down. `after`: another command on the same connection, before it."""
    where = ("-s", process.folder / "sock") if process.address else ("-p", process.port)
    child = await asyncio.create_subprocess_exec(
        "redis-cli", *map(str, where), "--raw", *(() if after else map(str, words)), stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL)
    both = f"{after}\n{' '.join(map(str, words))}\n" if after else ""
    return (await child.communicate(both.encode()))[0].decode().splitlines()


async def reads(process, *words):
    """What it has itself, as a replica of a cluster too."""
    return await says(process, *words, after="READONLY")


async def followers(master):
    """How many replicas have what it has been told."""
    return sum("state=online" in line for line in await says(master, "INFO", "replication"))


async def cut(master):
    """From now on no replica hears what this master is told."""
    assert await says(master, "ACL", "SETUSER", "repl", "off") == ["OK"]
    await says(master, "CLIENT", "KILL", "TYPE", "replica")

    async def alone():
        return "connected_slaves:0" in await says(master, "INFO", "replication")

    await until(alone, 5, "the replicas to be cut off")


def begun(world, name, port, text, *options, **words):
    """A process of redis-server with this configuration, in a folder of its own."""
    folder = world.folder / f"{name}{port}"
    folder.mkdir()
    file = folder / "conf"
    file.write_text(text.format(port=port, folder=folder, **words))
    process = world._add(Process, name, ["redis-server", file, *options])
    process.port, process.folder, process.address = port, folder, None
    return process


class Watched:
    """`address` is the URL for a server; `redises` the first master and its replicas."""

    def __init__(self, world, replicas=1, down_after=DOWN_AFTER_MS):
        self.world = world
        ports = [free_port() for _ in range(1 + replicas)]
        self.redises = [begun(world, "redis", port, REDIS + (f"replicaof 127.0.0.1 {ports[0]}\n" if port != ports[0] else ""))
                        for port in ports]
        self.down_after, self.sentinels = down_after, []

    async def begin(self):
        await until(self._following, 30, "the replicas to follow")
        for _ in range(3):
            self.sentinels.append(begun(self.world, "sentinel", free_port(), SENTINEL, "--sentinel", master=self.redises[0].port,
                                        down_after=self.down_after))
        await until(self._watching, 30, "the sentinels to know each other and the replicas")
        return self

    @property
    def address(self):
        return "redis+sentinel://" + ",".join(f"127.0.0.1:{s.port}" for s in self.sentinels) + "/shop"

    async def master(self):
        """By the sentinels that run."""
        for sentinel in self.sentinels:
            if sentinel.running() and (place := await says(sentinel, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "shop")):
                return next((r for r in self.redises if str(r.port) == place[1]), None)
        return None

    async def _following(self):
        return await followers(self.redises[0]) == len(self.redises) - 1

    async def _watching(self):
        for sentinel in self.sentinels:
            lines = await says(sentinel, "SENTINEL", "MASTER", "shop")
            known = dict(zip(lines[::2], lines[1::2]))
            if (known.get("num-other-sentinels"), known.get("num-slaves")) != ("2", str(len(self.redises) - 1)):
                return False
        return True

    async def healed(self, deadline=60):
        """The master that every sentinel knows, once all others follow it, and may be cut off again. Two failovers at once
        end with another one than was promoted first."""
        async def whole():
            ports = {(await says(s, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "shop"))[1] for s in self.sentinels}
            master = next((r for r in self.redises if {str(r.port)} == ports), None)
            return master if master and await followers(master) == len(self.redises) - 1 else None

        return await until(whole, deadline, "everybody to follow one master")

    async def failed_over(self, old, deadline=40):
        """The new master, once it takes writes."""
        async def other():
            now = await self.master()
            return now if now and now is not old and (await says(now, "ROLE"))[:1] == ["master"] else None

        return await until(other, deadline, "a replica to be promoted")

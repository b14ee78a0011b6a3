"""The world of a master, two replicas and three sentinels: one Redis's world, whose Redis is replaced now and then.

Every node has a gate to each Redis, and one to each sentinel, which names the node's own gates instead of the Redises
behind them: so links can be cut as in the other world, and a node finds its master as it does everywhere.
"""
import asyncio
import re

from gate import Gate
from sentinels import Watched, cut, says
from servers import until
from single import NODE, Node, Single

PLACE = re.compile(rb"\$\d+\r\n(\d+)\r\n$")


class Guide(Gate):
    """To a sentinel; `ports` of Redises become those of their gates."""

    def __init__(self, target, ports):
        super().__init__(target)
        self.ports = ports

    def _filter(self, talk):
        def passing(data):
            return b"".join(map(self._guided, talk.answered(data)))
        return passing

    def _guided(self, frame):
        if found := PLACE.search(frame):
            port = str(self.ports.get(int(found[1]), int(found[1]))).encode()
            frame = frame[:found.start()] + b"$%d\r\n%s\r\n" % (len(port), port)
        return frame


class Gates:
    """All of one node to its Redises and sentinels, as one gate."""

    def __init__(self, redises, sentinels):
        self.redises, self.sentinels = redises, sentinels

    @property
    def all(self):
        return self.redises + self.sentinels

    @property
    def deaf(self):
        return self.redises[0].deaf

    @deaf.setter
    def deaf(self, deaf):
        for gate in self.redises:
            gate.deaf = deaf

    @property
    def swallowed(self):
        return sum(gate.swallowed for gate in self.redises)

    def cut(self, reset=False):
        for gate in self.all:
            gate.cut(reset)

    def hold(self):
        for gate in self.all:
            gate.hold()

    def release(self):
        for gate in self.all:
            gate.release()

    def slow(self, delay, slice):
        for gate in self.redises:
            gate.slow(delay, slice)

    async def close(self):
        for gate in self.all:
            await gate.close()


class Sentinel(Single):
    """`mode`: the nodes' durability. In `local`, Redis forgets what it acknowledged when it is replaced."""

    def __init__(self, nodes=2, mode="replica"):
        super().__init__(nodes)
        self.mode = mode

    async def begin(self):
        self.watched = await Watched(self.world, replicas=2).begin()
        self.redis = self.watched.redises[0]
        await self.furnish(self.watched)
        for _ in range(self.count):
            redises = [await Gate(lambda port=r.port: ("127.0.0.1", port)).start() for r in self.watched.redises]
            ports = {r.port: gate.port for r, gate in zip(self.watched.redises, redises)}
            sentinels = [await Guide(lambda port=s.port: ("127.0.0.1", port), ports).start() for s in self.watched.sentinels]
            await self.add_node(Gates(redises, sentinels))
        return self

    async def start_node(self, back):
        url = "redis+sentinel://" + ",".join(f"127.0.0.1:{gate.port}" for gate in back.sentinels) + "/shop"
        return await self.world.start("serve", "--redis", url, "--durability", self.mode, "--nodes", 1, *NODE).ready(60)

    # Faults

    async def redis_failover(self, f):
        """The master is killed; who was it, comes back as a replica."""
        await self._replaced(f, self.redis.kill)

    async def redis_cut_failover(self, f):
        """No replica hears the master for `f.lasts` seconds; then it is killed."""
        old = self.redis
        await cut(old)
        before = await self._offset(old)
        await asyncio.sleep(f.lasts)
        self.forgotten += await self._offset(old) - before
        await self._replaced(f, old.kill)

    async def redis_demoted(self, f):
        """A replica is promoted while the master lives."""
        async def begun():  # not while a failover before it is not settled
            return await says(self.watched.sentinels[0], "SENTINEL", "FAILOVER", "shop") == ["OK"]

        await until(begun, 30, "a sentinel to begin a failover")
        await self._replaced(f, lambda: None)

    async def _replaced(self, f, end):
        old = self.redis
        end()
        self.redis = await self.watched.failed_over(old)
        if not old.running():
            await asyncio.sleep(f.lasts)
            old.again()
        self.redis = await self.watched.healed()
        await self.settled()

    @staticmethod
    async def _offset(redis):
        info = await says(redis, "INFO", "replication")
        return int(next(line for line in info if line.startswith("master_repl_offset:")).split(":")[1])

"""The world of a cluster of three masters, two with a replica: the site's slot is moved between these two, and the master
that has it is replaced now and then.

Every node has a gate to each Redis, which names the node's own gates instead of the Redises behind them.
"""
import asyncio
import re

from clusters import Clustered
from gate import Gate
from sentinel import Gates, Sentinel
from sentinels import says
from servers import until
from single import NODE

NODE_TIMEOUT_MS = 2000  # a machine full of other work lets nobody seem dead in the middle of a move
# In MOVED and ASK, and in the answer to CLUSTER NODES, whose length stays: all ports have five digits.
PLACE = re.compile(rb"(-(?:MOVED|ASK) \d+ 127\.0\.0\.1:|127\.0\.0\.1:(?=\d+@))(\d+)")


class Guide(Gate):
    """To a Redis of a cluster; `ports` of others become those of their gates, where nodes are asked for the master."""

    def __init__(self, target, ports):
        super().__init__(target)
        self.ports = ports

    def _filter(self, talk):
        passing = super()._filter(talk)

        def named(found):
            return found[1] + str(self.ports[int(found[2])]).encode()

        return lambda data: PLACE.sub(named, passing(data))


class Cluster(Sentinel):
    """Its Redis is the master of the slot; `watched` the cluster."""

    async def begin(self):
        self.watched = await Clustered(self.world, replicas=1, others=1, timeout=NODE_TIMEOUT_MS).begin()
        self.redis = self.watched.masters[0]
        await self.furnish(self.watched)
        for _ in range(self.count):
            ports = {}
            gates = [await Guide(lambda port=r.port: ("127.0.0.1", port), ports).start() for r in self.watched.nodes]
            ports.update({r.port: gate.port for r, gate in zip(self.watched.nodes, gates)})
            await self.add_node(Gates(gates, []))
        return self

    async def start_node(self, back):
        url = "redis+cluster://" + ",".join(f"127.0.0.1:{gate.port}" for gate in back.redises)
        return await self.world.start("serve", "--redis", url, "--durability", self.mode, "--nodes", 1, *NODE).ready(60)

    # Faults, besides those of Sentinel

    async def slot_moved(self, f):
        """To the other shard that has a replica; for `f.lasts` seconds half of the site is here and half there."""
        old, first = self.redis, self.watched.shards[0]
        other = self.watched.shards[1] if old in first else first
        new = await self.watched.master_of(other)
        await self.watched.open(old, new)
        await self.watched.carry(old, new, await self.watched.keys_at(old) // 2)
        await asyncio.sleep(f.lasts)
        while await self.watched.carry(old, new, 500):
            pass
        await self.watched.settle(old, new)
        self.redis = new
        await self.settled()

    async def redis_demoted(self, f):
        """Its replica takes over while the master lives."""
        replica = next(node for node in self.watched.shard_of(self.redis) if node is not self.redis)

        async def begun():
            return await says(replica, "CLUSTER", "FAILOVER") == ["OK"]

        await until(begun, 30, "the replica to take over")
        await self._replaced(f, lambda: None)

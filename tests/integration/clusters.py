"""A Redis Cluster of three masters on loopback, of which some have a replica.

`shards` are the masters with their replicas; the slot of the site `default` begins in the first. Replicas sign in as
those of sentinels.py do, so that `cut` works here as well.
"""
import asyncio
import socket

from sentinels import REDIS, begun, followers, free_port, says
from servers import until

KEY = "{default}:"
NODE_TIMEOUT_MS = 1000
CLUSTER = REDIS + """
cluster-enabled yes
cluster-node-timeout {timeout}
cluster-allow-replica-migration no
"""
RANGES = ((5461, 10922), (10923, 16383), (0, 5460))  # the slot of KEY is 5718


def bus_port():
    """A free port whose bus port, 10000 further on, is free as well."""
    while True:
        port = free_port()
        if port > 55535:
            continue
        with socket.socket() as bus:
            try:
                bus.bind(("127.0.0.1", port + 10000))
            except OSError:
                continue
            return port


class Clustered:
    """`redises`: the first master of the site's slot and its replicas. `address` is the URL for a server."""

    def __init__(self, world, replicas=1, others=0, timeout=NODE_TIMEOUT_MS):
        """`others`: replicas of the second master."""
        self.shards = [[begun(world, "redis", bus_port(), CLUSTER, timeout=timeout) for _ in range(1 + of_it)]
                       for of_it in (replicas, others, 0)]
        self.redises = self.shards[0]

    @property
    def nodes(self):
        return [node for shard in self.shards for node in shard]

    @property
    def masters(self):
        """Of the beginning."""
        return [shard[0] for shard in self.shards]

    @property
    def address(self):
        return self.through(*self.nodes)

    @staticmethod
    def through(*nodes):
        return "redis+cluster://" + ",".join(f"127.0.0.1:{node.port}" for node in nodes)

    async def begin(self):
        async def answers(node):
            return await says(node, "PING") == ["PONG"]

        for number, node in enumerate(self.nodes, 1):
            await until(lambda: answers(node), 20, "a Redis to answer")
            assert await says(node, "CLUSTER", "SET-CONFIG-EPOCH", number) == ["OK"]
            assert await says(self.nodes[0], "CLUSTER", "MEET", "127.0.0.1", node.port) == ["OK"]
        for master, (first, last) in zip(self.masters, RANGES):
            assert await says(master, "CLUSTER", "ADDSLOTSRANGE", first, last) == ["OK"]
        for master, *replicas in self.shards:
            for replica in replicas:
                async def follows(id=await self.id(master)):
                    return await says(replica, "CLUSTER", "REPLICATE", id) == ["OK"]

                await until(follows, 20, "a replica to know its master")
        self.slot = (await says(self.nodes[0], "CLUSTER", "KEYSLOT", KEY))[0]
        await self.healed()
        return self

    @staticmethod
    async def id(node):
        return (await says(node, "CLUSTER", "MYID"))[0]

    async def owner(self):
        """Who serves the slot, by its own word; none while it is being moved."""
        for node in self.nodes:
            if node.running() and await says(node, "EXISTS", KEY) == ["0"]:
                return node
        return None

    def shard_of(self, node):
        return next(shard for shard in self.shards if node in shard)

    @staticmethod
    async def master_of(shard):
        for node in shard:
            if node.running() and (await says(node, "ROLE"))[:1] == ["master"]:
                return node

    async def keys_at(self, node):
        """Of the slot."""
        return int((await says(node, "CLUSTER", "COUNTKEYSINSLOT", self.slot))[0])

    async def failed_over(self, old, deadline=40):
        """The new master of the slot, once it takes writes."""
        async def other():
            now = await self.owner()
            return now if now is not old else None

        return await until(other, deadline, "a replica to be promoted")

    async def healed(self, deadline=60):
        """The master of the slot, once all others of its shard follow, and may be cut off again; every node knows whose the
        slot is and sees all slots served, and no node thinks that another is down."""
        async def whole():
            master = await self.owner()
            if not master or await followers(master) != len(self.shard_of(master)) - 1:
                return False
            for node in self.nodes:
                info = await says(node, "CLUSTER", "INFO")
                if "cluster_state:ok" not in info or f"cluster_known_nodes:{len(self.nodes)}" not in info:
                    return False
                if any("fail" in line for line in await says(node, "CLUSTER", "NODES")):
                    return False
                if await says(node, "EXISTS", KEY) != (["0"] if node is master else [f"MOVED {self.slot} 127.0.0.1:{master.port}", ""]):
                    return False
            return master

        return await until(whole, deadline, "everybody to know the master of the slot")

    # A move, in the order of redis-cli --cluster reshard

    async def open(self, old, new):
        """From now on the slot is on its way."""
        assert await says(new, "CLUSTER", "SETSLOT", self.slot, "IMPORTING", await self.id(old)) == ["OK"]
        assert await says(old, "CLUSTER", "SETSLOT", self.slot, "MIGRATING", await self.id(new)) == ["OK"]

    async def carry(self, old, new, count=10000):
        """Moves at most so many keys; how many there were."""
        keys = list(filter(None, await says(old, "CLUSTER", "GETKEYSINSLOT", self.slot, count)))
        if keys:
            assert await says(old, "MIGRATE", "127.0.0.1", new.port, "", 0, 10000, "KEYS", *keys) == ["OK"]
        return len(keys)

    async def fix(self):
        """As an operator ends a move that was broken off."""
        child = await asyncio.create_subprocess_exec(
            "redis-cli", "--cluster", "fix", f"127.0.0.1:{self.masters[2].port}", "--cluster-yes", stdout=asyncio.subprocess.PIPE)
        said = (await child.communicate())[0].decode()
        assert child.returncode == 0, said

    async def settle(self, old, new):
        """The slot is the new one's."""
        id = await self.id(new)
        for node in (new, old, *[master for master in self.masters if master not in (old, new)]):
            await says(node, "CLUSTER", "SETSLOT", self.slot, "NODE", id)
        assert await self.healed() is new

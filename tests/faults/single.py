"""The world of one Redis and some nodes: its processes, its gates, and how each fault of the schedule is done to it.

Another set-up (sentinel.py; Cluster some day) is another class with the same members: `begin`, `close`, `settled`, `redis_eval`,
`shot`, `kinds`, `people_urls` and one coroutine a kind of fault, named after it.
"""
import asyncio
import os
import signal
import time

from gate import Gate
from redis_desk import paired, snapshot
from servers import SLOW, World, until

SITE = """
[timing]
owner_grace_ms = 4000
preferred_patience_ms = 1000
offer_ms = 3000
sales_offer_ms = 3000
first_reply_ms = 20000
visitor_away_ms = 4000
declined_for_ms = 2000
missed_offers = 100

[[departments]]
id = "care"
name = "Care"
kind = "care"
queue_limit = 2000

[[departments]]
id = "help"
name = "Help"
kind = "care"
assign = "offer"
queue_limit = 2000
"""
MODES = {"care": "auto", "help": "offer"}
LEASE_MS = 3000
NODE = ("--lease.node_ms", LEASE_MS, "--lease.renew_ms", 700, "--limits.idle_ms", 12000, "--drain-ms", 800,
        "--limits.messages_per_minute", 60000, "--limits.burst", 10000)
AGENTS, CAPACITY = 3, 3
REAPED = "was taken for dead"


class Node:
    """A baton process between two gates: `front` to its clients, `back` to Redis."""

    def __init__(self, process, back):
        self.process, self.back = process, back
        self.front = Gate(lambda: ("127.0.0.1", self.process.port))

    async def ready(self):
        return self.process.running() and await self.process.is_ready()

    def reaped(self):
        return self.process.output.count(REAPED)


class Single:
    def __init__(self, nodes=2):
        self.world, self.count = World(), nodes
        self.nodes, self.emails = [], []
        self.violations, self.forgotten = [], 0  # of bytes

    async def begin(self):
        self.redis = self.world.redis(durable=True)
        await self.furnish(self.redis)
        for _ in range(self.count):
            await self.add_node(await Gate(lambda: str(self.redis.folder / "sock")).start())
        return self

    async def furnish(self, redis):
        await self.world.apply(redis, SITE)
        for n in range(AGENTS):
            self.emails.append(await self.world.staff_add(redis, f"Agent{n}", department=",".join(MODES), capacity=CAPACITY))

    async def add_node(self, back):
        node = Node(await self.start_node(back), back)
        await node.front.start()
        self.nodes.append(node)

    async def start_node(self, back):
        return await self.world.start("serve", "--redis", f"redis://127.0.0.1:{back.port}", "--nodes", 1, *NODE).ready(60)

    async def close(self):
        for node in self.nodes:
            await node.front.close()
            await node.back.close()
        self.world.close()

    def complaints(self):
        """A coroutine of a node that ended with an exception does its work no more."""
        return [f"NODE: {process.log.name}: {line}" for process in self.processes
                for line in process.output.splitlines() if "ended with an exception" in line]

    @property
    def processes(self):
        return self.world.processes

    @property
    def people_urls(self):
        return [f"ws://127.0.0.1:{node.front.port}/v1/ws" for node in self.nodes]

    async def settled(self, deadline=60):
        """All nodes serve, and nothing stands in anybody's way."""
        for node in self.nodes:
            await until(node.ready, deadline, f"{node.process.log.name} to be ready")

    async def shot(self, logs=False):
        return await snapshot(self.redis, logs)

    async def redis_eval(self, script, *words):
        child = await asyncio.create_subprocess_exec(
            "redis-cli", "-s", str(self.redis.folder / "sock"), "--raw", *(["EVAL", script, "0"] if script else []), *words,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        out, err = await child.communicate()
        assert child.returncode == 0, (out[:400], err[:400])
        return out.decode()

    # Faults: each returns when it is over, healed again; `f.lasts` is how long its state stands.

    def victim(self, f):
        return self.nodes[f.victim % len(self.nodes)]

    async def node_kill(self, f):
        node = self.victim(f)
        node.process.kill()
        await asyncio.sleep(f.lasts)
        node.process = await self.start_node(node.back)

    async def node_drain(self, f):
        node = self.victim(f)
        code = await asyncio.to_thread(node.process.end, 30)
        if code != 0:
            self.violations.append(f"a node ended with {code} on SIGTERM")
        await asyncio.sleep(f.lasts)
        node.process = await self.start_node(node.back)

    async def node_pause(self, f):
        """Longer than its lease, while another node lives: it must come back as one that was taken for dead."""
        await self.settled()
        await self.all_joined()
        node, before = self.victim(f), self.victim(f).reaped()
        node.process.child.send_signal(signal.SIGSTOP)
        try:
            await asyncio.sleep(f.lasts)
        finally:
            node.process.child.send_signal(signal.SIGCONT)
        try:
            await until(lambda: node.reaped() > before, 20)
        except AssertionError:
            self.violations.append(f"a node paused for {f.lasts} s, longer than its lease, was not reaped: "
                                   f"{node.process.output[-600:]}")

    async def all_joined(self):
        """Every node has its lease, and those that were killed lately are gone."""
        async def joined():
            return len((await self.standing())[0]) == len(self.nodes)

        await until(joined, 30, "every node to have its lease")

    async def redis_kill(self, f):
        self.redis.kill()
        await asyncio.sleep(f.lasts)
        self.redis.again()
        await self.settled()

    async def redis_restart(self, f):
        await asyncio.to_thread(self.redis.end, 30)
        await asyncio.sleep(f.lasts)
        self.redis.again()
        await self.settled()

    async def redis_forgets(self, f):
        """What it was told in the last `f.lasts` seconds before it is killed is not in its file."""
        [file] = (self.redis.folder / "appendonlydir").glob("*.incr.aof")
        kept = file.stat().st_size
        await asyncio.sleep(f.lasts)
        self.redis.kill()
        self.forgotten += file.stat().st_size - kept
        os.truncate(file, kept)
        self.redis.again()
        await self.settled()

    async def redis_stall(self, f):
        self.redis.child.send_signal(signal.SIGSTOP)
        try:
            await asyncio.sleep(f.lasts)
        finally:
            self.redis.child.send_signal(signal.SIGCONT)
        await self.settled()

    async def redis_long_stall(self, f):
        """Longer than every lease: it disconnects nobody and reaps nobody."""
        await self.settled()
        await self.all_joined()
        await self.everybody_is_back()
        sockets = {p: p.client.connection for p in self.people}
        nodes, present = await self.standing()
        reaped = [node.reaped() for node in self.nodes]
        await self.redis_stall(f)
        await asyncio.sleep(2 * LEASE_MS / 1000)  # whoever would be reaped for it is, by then
        after, still = await self.standing()
        found = []
        if not nodes <= after or reaped != [node.reaped() for node in self.nodes]:
            found.append(f"reaped {nodes - after or reaped}")
        if present - still:
            found.append(f"took {present - still} for gone")
        found += [f"disconnected {p.name}" for p, socket in sockets.items()
                  if p.client.connection is not socket or socket.closed.done()]
        self.violations += [f"a stall of Redis for {f.lasts} s {what}" for what in found]

    async def standing(self):
        """The names of the nodes with a lease, and who is present."""
        shot = await self.shot()
        return set(shot.set("nodes")), shot.present

    async def everybody_is_back(self):
        def connected():
            return all(p.client._up.is_set() and not p.client.connection.closed.done() for p in self.people)

        end = time.monotonic() + 60 * SLOW
        since = time.monotonic()
        while time.monotonic() - since < 1.0:  # for a second on end
            if not connected():
                since = time.monotonic()
            assert time.monotonic() < end, "somebody does not come back"
            await asyncio.sleep(0.02)

    async def visitor_killed(self, f):
        await self._person_killed(f, "visitor")

    async def agent_killed(self, f):
        await self._person_killed(f, "staff")

    async def _person_killed(self, f, role):
        some = [p for p in self.people if p.role == role]
        await some[f.victim % len(some)].killed(f.lasts)

    async def client_links_cut(self, f):
        self.victim(f).front.cut()

    async def client_links_reset(self, f):
        self.victim(f).front.cut(reset=True)

    async def redis_links_cut(self, f):
        self.victim(f).back.cut()

    async def redis_links_reset(self, f):
        self.victim(f).back.cut(reset=True)

    async def client_links_silent(self, f):
        await self._held(self.victim(f).front, f)

    async def redis_links_silent(self, f):
        await self._held(self.victim(f).back, f)

    async def _held(self, gate, f):
        gate.hold()
        try:
            await asyncio.sleep(f.lasts)
        finally:
            gate.release()

    async def client_links_slow(self, f):
        await self._slowed(self.victim(f).front, f)

    async def redis_links_slow(self, f):
        await self._slowed(self.victim(f).back, f)

    async def _slowed(self, gate, f):
        gate.slow(0.02, 256)
        try:
            await asyncio.sleep(f.lasts)
        finally:
            gate.slow(0.0, 65536)

    async def publications_lost(self, f):
        gate = self.victim(f).back
        gate.deaf = True
        try:
            await asyncio.sleep(f.lasts)
        finally:
            gate.deaf = False

    async def subscribers_killed(self, f):
        await self._clients_killed("TYPE", "pubsub")

    async def normals_killed(self, f):
        await self._clients_killed("TYPE", "normal", "SKIPME", "yes")

    async def _clients_killed(self, *which):
        async def done():
            try:
                return await self.redis_eval(None, "CLIENT", "KILL", *which)
            except AssertionError:  # Redis is down, by a fault of the other track
                return None

        await until(done, 30, "Redis to kill clients")


CIDS = """
local p, out, cursor = ARGV[1], {}, '0'
repeat
  local page = redis.call('SCAN', cursor, 'MATCH', p .. '*cid:*', 'COUNT', 1000)
  cursor = page[1]
  for _, key in ipairs(page[2]) do out[string.sub(key, #p + 1)] = redis.call('HGETALL', key) end
until cursor == '0'
return cjson.encode(out)
"""


def cids_of(text, load):
    """cid:<conversation> or vcid:<visitor> → `sender:cid` → what Redis remembers."""
    return {name: paired(flat) for name, flat in load(text).items()}

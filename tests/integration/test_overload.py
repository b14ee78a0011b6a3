"""More than there is room for: who reads too slowly, more connections than may be, everybody back at the same moment."""
import asyncio
import os
import pathlib
import resource
import socket
import time

import pytest
import websockets

import redis_faults
from monitor import Monitor
from sentinels import says
from servers import CARE, SLOW, http, staff, until, visitor
from test_faults import UNLIMITED, chat, check_nothing_lost, talking, unchanged_sockets
from wire import Connection, new_cid

LONG = "ж" * 4000  # 8 kB
STORM, IN_CHATS = 1500, 300


async def desk(world, *options):
    redis = redis_faults.start(world)
    await world.apply(redis, CARE)
    email = await world.staff_add(redis, "Ana")
    server = await world.serve(redis, *UNLIMITED, *options)
    return redis, server, email


@pytest.mark.deadline(90)
async def test_who_reads_too_slowly_is_closed_and_resumes_with_everything(world):
    """What it missed is several times what may wait for a connection."""
    redis, server, email = await desk(world, "--limits.outbox_bytes", 262144)
    customer, agent = await visitor(server), await staff(server, email)
    id = await chat(customer, agent)
    slow = await visitor(server, token=customer.token, backoff=(3600, 3600))  # a second tab
    await until(lambda: slow.view(id).last() >= 2)
    slow.connection._socket.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    async with talking(id, V=customer):
        for count in (60, 120, 240):
            slow.connection._socket.transport.pause_reading()
            messages = [agent.say(id, LONG) for _ in range(count)]
            await until(lambda: all(message.done for message in messages), 30)
            slow.connection._socket.transport.resume_reading()
            if (await asyncio.wait([slow.connection.closed], timeout=3 * SLOW))[0]:
                break
    assert slow.connection.closed.result() == 4009
    assert unchanged_sockets(customer, agent), "nobody else noticed"
    await slow.stop()
    slow.backoff = (0.05, 1.0)
    await slow.start()
    await until(lambda: slow.view(id).last() == customer.view(id).last(), 30, "everything, in pages")
    assert slow.view(id).events() == customer.view(id).events()
    assert len(slow.greetings) == 2 and not slow.connection.closed.done(), "once is enough"
    assert unchanged_sockets(customer, agent)
    await check_nothing_lost(server, id, agent, customer, agent)


async def test_an_address_with_its_share_gets_429_and_keeps_what_it_has(world):
    redis, server, email = await desk(world, "--limits.connections_per_address", 3, "--trusted-proxies", "127.0.0.1")
    theirs = {"headers": {"X-Forwarded-For": "203.0.113.9"}}
    three = [await Connection.open(server.socket, **theirs) for _ in range(3)]
    with pytest.raises(websockets.InvalidStatusCode) as refused:
        await Connection.open(server.socket, **theirs)
    assert refused.value.status_code == 429
    for connection in three:
        assert (await connection.call("hello", {"role": "visitor"}))["token"]
    assert (await http("GET", server.url + "/healthz")).status == 200
    await three.pop().close()

    async def let_in():
        try:
            return await Connection.open(server.socket, **theirs)
        except websockets.InvalidStatusCode:
            return None

    await until(let_in, what="the place of one that left")


def processor_seconds(process):
    fields = pathlib.Path(f"/proc/{process.child.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def test_without_descriptors_chats_go_on_and_nobody_spins(world):
    redis, server, email = await desk(world)
    customer, agent = await visitor(server), await staff(server, email)
    id = await chat(customer, agent)
    pid = server.child.pid
    most = len(os.listdir(f"/proc/{pid}/fd")) + 10
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE, (most, most))
    crowd = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(60)]
    await until(lambda: "accept failed: Too many open files" in server.output, 20)
    async with talking(id, V=customer, A=agent):
        pass
    used, began = processor_seconds(server), time.monotonic()
    await asyncio.sleep(2)  # what is measured
    assert processor_seconds(server) - used < 0.3 * (time.monotonic() - began)
    assert server.output.count("accept failed") <= 3, "attempt after attempt in the log"
    for one in crowd:
        one.close()
    await until(server.is_ready, 20, "the next ones to be let in")
    late = await visitor(server)
    assert late.token and before
    assert unchanged_sockets(customer, agent)
    await check_nothing_lost(server, id, agent, customer, agent)


class Peer:
    """A visitor of the crowd: comes back at once, again and again, without any pause that others have not."""

    def __init__(self, url):
        self.url, self.token, self.position = url, None, []

    async def hello(self):
        while True:
            try:
                self.socket = await Connection.open(self.url)
                break
            except (OSError, EOFError, websockets.InvalidHandshake, asyncio.TimeoutError):
                await asyncio.sleep(0.05)
        params = {"role": "visitor", **({"token": self.token, "resume": self.position} if self.token else {})}
        self.greeting = await self.socket.call("hello", params, timeout=60)
        self.token = self.greeting["token"]

    async def chat(self):
        copy = (await self.socket.call("conversation.start", {"cid": new_cid(), "text": "hi"}, timeout=60))["conversation"]
        self.position = [{"conversation": copy["id"], "epoch": copy["epoch"], "log": 1}]


async def present(redis, count):
    """So many are known to be there: one after the other is told, behind their coming."""
    return await says(redis, "HLEN", "{default}:present") == [str(count)]


@pytest.mark.deadline(180)
async def test_everybody_comes_back_at_the_same_moment(world):
    """The server is killed under a crowd; each of it that has a token costs one look, and who is new none."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files[1], files[1]))
    lease = ("--lease.node_ms", 60000)  # nobody is told meanwhile that those of the dead server are gone
    redis, server, email = await desk(world, *lease)
    peers = [Peer(server.socket) for _ in range(STORM)]
    async with Monitor(redis) as monitor:
        await asyncio.gather(*[peer.hello() for peer in peers])
        counts = await monitor.seen()
        assert [counts[name] for name in ("greet_2", "look_2", "sync_2")] == [0, 0, 0], counts
        others = sum(counts.values()) - counts["SSUBSCRIBE"] - counts["SUNSUBSCRIBE"]
        assert others < STORM / 4, f"who is new costs Redis nothing: {counts}"
        await asyncio.gather(*[peer.chat() for peer in peers[:IN_CHATS]])
        await until(lambda: present(redis, IN_CHATS), 30)
        server.kill()
        await asyncio.gather(*[peer.socket.closed for peer in peers])
        back = [asyncio.create_task(peer.hello()) for peer in peers]
        await monitor.reset()
        server = await world.bare_start("serve", "--port", server.port, "--redis", redis.address, "--nodes", 1, *UNLIMITED,
                                         *lease).ready()
        began = time.monotonic()
        await asyncio.gather(*back)
        took = time.monotonic() - began
        counts = await monitor.seen()
    assert counts["greet_2"] == STORM, f"one look each: {counts}"
    assert IN_CHATS <= counts["sync_2"] <= 3 * IN_CHATS, "with the look, and behind the subscription"
    assert counts["look_2"] <= IN_CHATS, counts
    for peer in peers[:IN_CHATS]:
        [resumed] = peer.greeting["resumed"]
        assert resumed["status"] == "ok" and [e["kind"] for e in resumed["events"]][:1] == ["queued"]
    assert all(len(peer.greeting.get("resumed", [])) == len(peer.position) for peer in peers)
    memory = int(next(line.split()[1] for line in pathlib.Path(f"/proc/{server.child.pid}/status").read_text().splitlines()
                      if line.startswith("VmHWM"))) / 1024
    assert SLOW > 1 or memory < 200, "MiB"
    print(f"{STORM} back {took:.1f} s after it listened, {memory:.0f} MiB, {dict(counts)}")

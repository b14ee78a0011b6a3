"""A Redis that is away, in every way that it can be: calls are answered `unavailable` and not later, reads go on where
Redis answers them, sockets stay, what was acknowledged is there once, and all is well again by itself.
"""
import asyncio
import contextlib
import pathlib
import re
import sys
import time

import pytest

import redis_faults
from sentinels import says
from servers import CARE, SLOW, http, staff, until, visitor
from test_faults import UNLIMITED, chat, check_nothing_lost, one_owner_all_along, some_more, talking, unchanged_sockets
from wire import CallError, Connection, new_cid

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "faults"))
from gate import Gate  # noqa: E402
from test_overload import Peer, present  # noqa: E402

CROWD = 300
ANSWERED_WITHIN = 6 * SLOW  # seconds; a command has 2 s, and a call may be of several
STATES = [redis_faults.Restarted, redis_faults.Killed, redis_faults.DiskFull, redis_faults.DiskFullAlways,
          redis_faults.MemoryFull, redis_faults.Replica, redis_faults.Busy, redis_faults.Stalled]


async def desk(world, redis, nodes=1):
    """`redis`: whatever has the `address` of one."""
    await world.apply(redis, CARE)
    email = await world.staff_add(redis, "Ana")
    server = await world.serve(redis, *UNLIMITED, nodes=nodes)
    customer, agent = await visitor(server), await staff(server, email)
    return server, customer, agent, await chat(customer, agent)


async def outcome(call):
    """"done", or the code of the typed error; within the bound."""
    began = time.monotonic()
    try:
        await call
        code = "done"
    except CallError as error:
        code = error.code
    assert time.monotonic() - began < ANSWERED_WITHIN
    return code


async def hello(server, token=None, role="visitor"):
    connection = await Connection.open(server.socket)
    try:
        return await connection.call("hello", {"role": role, **({"token": token} if token else {})})
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def gated(redis):
    """A gate before this Redis, with the `address` of it."""
    gate = await Gate(lambda: str(redis.folder / "sock")).start()
    gate.address = f"redis://127.0.0.1:{gate.port}"
    try:
        yield gate
    finally:
        await gate.close()


async def refused_by(redis, code):
    """Tries to write."""
    answer = await says(redis, "SET", "{default}:test", "1")
    return answer and answer[0].startswith(code)


async def unready(server, words):
    answer = await http("GET", server.url + "/readyz")
    return answer.status == 503 and words in answer.text


@pytest.mark.deadline(90)
@pytest.mark.parametrize("fault", STATES, ids=lambda fault: fault.__name__)
async def test_away_and_back(world, fault):
    redis = redis_faults.start(world, *fault.options)
    fault = fault(redis)
    server, customer, agent, id = await desk(world, redis)
    of = {"conversation": id}
    async with talking(id, V=customer, A=agent):
        await fault.begin()
        await until(lambda: unready(server, fault.says), 20, "/readyz to say why")
        writes = [customer.call("message.send", {**of, "cid": new_cid(), "text": "refused"}) for _ in range(3)]
        writes += [agent.call("note.add", {**of, "cid": new_cid(), "text": "refused"}),
                   agent.call("conversation.close", {**of, "cid": new_cid()})]
        assert await asyncio.gather(*map(outcome, writes)) == [4503] * 5
        reads = [customer.call("conversation.get", of), agent.call("conversation.sync", {**of, "after": 0}),
                 agent.call("conversation.list", {}), hello(server, customer.token), hello(server, agent.token, "staff")]
        assert await asyncio.gather(*map(outcome, reads)) == ["done" if fault.reads else 4503] * 5
        assert (await hello(server))["token"], "who is new needs no Redis"
        assert (await http("GET", server.url + "/healthz")).status == 200
        assert unchanged_sockets(customer, agent)
        ended = time.monotonic()
        await fault.end()
        await until(server.is_ready, 20, "it to be well by itself")
        await some_more(id, customer, agent)
        print(f"{type(fault).__name__}: ready, and ten acknowledged, {time.monotonic() - ended:.1f} s after its end")
    texts = customer.view(id).texts()
    assert texts.count("refused") == 0, "refused, and done"
    await check_nothing_lost(server, id, agent, customer, agent, ordered=fault.keeps)
    assert unchanged_sockets(customer, agent) and one_owner_all_along(customer, id)


@pytest.mark.deadline(60)
async def test_an_epoch_that_cannot_be_entered_is_read(world):
    """The disk is full since before anybody came back after a restart: what is read is as if the epoch was entered."""
    redis = redis_faults.start(world)
    async with gated(redis) as gate:
        server, customer, agent, id = await desk(world, gate)
        async with talking(id, V=customer, A=agent):
            pass
        before, key = customer.view(id).epoch, "{default}:conv:" + id
        gate.hold()
        await asyncio.to_thread(redis.end)
        redis.again()
        fault = redis_faults.DiskFull(redis)
        await fault.begin()
        await until(lambda: refused_by(redis, "MISCONF"), 20)
        gate.cut()
        gate.release()
        sync = {"conversation": id, "after": 0}
        await until(lambda: customer.view(id).epoch != before, 20, "the reset")
        read = await customer.insist("conversation.sync", sync)
        assert await says(redis, "HGET", key, "epoch") == [before], "nothing was written"
        assert customer.view(id).epoch == agent.view(id).epoch == read["epoch"]
        assert len(read["events"]) == read["last"] == customer.view(id).last()
        await fault.end()
        message = customer.say(id, "it has room")
        await until(lambda: message.done, 20)
        assert await says(redis, "HGET", key, "epoch") == [read["epoch"]]
        assert message.result["seq"] == read["last"] + 1 and message.result["epoch"] == read["epoch"]
        assert unchanged_sockets(customer, agent)
        await check_nothing_lost(server, id, agent, customer, agent)


@pytest.mark.deadline(90)
async def test_what_a_stalled_redis_was_sent_is_done_once(world):
    redis = redis_faults.start(world)
    server, customer, agent, id = await desk(world, redis)
    fault = redis_faults.Stalled(redis)
    send = {"conversation": id, "cid": new_cid(), "text": "once"}
    # For less than the deadline of a command: the call waits.
    await fault.begin()
    call = await customer.connection.begin("message.send", send)
    await asyncio.sleep(0.5)
    await fault.end()
    first = await call
    assert "duplicate" not in first
    # For longer: the outcome is open, and the same `cid` tells it.
    again = {**send, "cid": new_cid(), "text": "twice?"}
    await fault.begin()
    assert await outcome(customer.call("message.send", again)) == 4503
    await fault.end()
    result = await customer.insist("message.send", again)
    assert result["duplicate"] is True and result["seq"] == first["seq"] + 1
    for client in (customer, agent):
        await until(lambda: client.view(id).texts() == ["start", "once", "twice?"])
    assert unchanged_sockets(customer, agent)
    await check_nothing_lost(server, id, agent, agent)


@pytest.mark.deadline(60)
async def test_functions_flushed_under_talk_are_loaded_by_the_next_call(world):
    redis = redis_faults.start(world)
    server, customer, agent, id = await desk(world, redis, nodes=2)
    async with talking(id, V=customer, A=agent):
        for _ in range(5):
            assert await says(redis, "FUNCTION", "FLUSH") == ["OK"]
            await some_more(id, customer, agent)
    assert [e for client in (customer, agent) for e in client.connection.errors] == [], "nobody noticed"
    await check_nothing_lost(server, id, agent, customer, agent)


@pytest.mark.deadline(60)
async def test_a_subscription_link_that_is_silent_is_found_and_nothing_is_missed(world):
    """The agent's server hears no publication any more, and no error; its other connection is well."""
    redis = redis_faults.start(world)
    async with gated(redis) as gate:
        near, customer, ana, _ = await desk(world, redis)
        await ana.call("presence.set", {"presence": "away"})
        far = await world.serve(gate, *UNLIMITED)
        agent = await staff(far, await world.staff_add(redis, "Ben"))
        customer = await visitor(near)
        id = await chat(customer, agent)
        async with talking(id, V=customer):
            assert gate.hold_subscriptions() == 1
            held = time.monotonic()
            lost = "no answer to PING on the subscription connection"
            await until(lambda: lost in far.output, 4 + 4, "the silence to be found: pinged every 2 s, 2 s to answer")
            assert time.monotonic() - held >= 1.5, "it was not silent"
            await until(lambda: agent.view(id).last() >= customer.view(id).last(), 10, "the agent to be told all")
            await some_more(id, customer)
        await until(lambda: agent.view(id).last() == customer.view(id).last(), 10)
        assert unchanged_sockets(customer, agent)
        await check_nothing_lost(near, id, agent, customer, agent)


async def statistic(redis, command, what):
    """Of this command, since Redis started."""
    lines = await says(redis, "INFO", "commandstats")
    return sum(int(m[1]) for m in map(re.compile(rf"cmdstat_{command}:.*\b{what}=(\d+)").match, lines) if m)


async def asked(redis):
    return await statistic(redis, "fcall", "calls")


async def test_a_full_disk_ends_no_subscription(world):
    """It refuses even the PING that asks whether the link is well."""
    redis = redis_faults.start(world)
    server, customer, _, _ = await desk(world, redis)
    links = [line.split()[0] for line in await says(redis, "CLIENT", "LIST", "TYPE", "pubsub")]
    await redis_faults.DiskFull(redis).begin()
    await until(lambda: refused_by(redis, "MISCONF"), 20)

    async def refused_pings():
        return await statistic(redis, "ping", "rejected_calls") >= 2

    await until(refused_pings, 20)
    assert [line.split()[0] for line in await says(redis, "CLIENT", "LIST", "TYPE", "pubsub")] == links
    assert server.output.count("subscribed to") == 1 and not customer.connection.closed.done()


@pytest.mark.deadline(120)
async def test_coming_back_is_no_storm(world):
    """Six looks at each conversation by each server that has somebody of it, and nothing else grows with them: whether what
    the server knows is still there, its position, what was cut and what came, its copy, once more for the new epoch."""
    redis = redis_faults.start(world)
    await world.apply(redis, CARE)
    servers = [await world.serve(redis, *UNLIMITED) for _ in range(2)]
    crowd = [Peer(servers[n % 2].socket) for n in range(CROWD)]
    await asyncio.gather(*[peer.hello() for peer in crowd])
    await asyncio.gather(*[peer.chat() for peer in crowd])
    await until(lambda: present(redis, CROWD), 30)
    redis.kill()
    for server in servers:
        await until(lambda: unready(server, "redis does not answer"), 20)
    redis.again()
    for server in servers:
        await until(server.is_ready, 20)

    async def all_looked_at():
        return await asked(redis) >= 4 * CROWD

    async def quiet():
        before = await asked(redis)
        await asyncio.sleep(0.5)  # what is measured
        return await asked(redis) < before + 30

    await until(all_looked_at, 20)
    await until(quiet, 20)
    calls = await asked(redis)
    print(f"{calls} calls of functions for {CROWD} conversations")
    assert calls < 7 * CROWD
    assert not any(peer.socket.closed.done() for peer in crowd)

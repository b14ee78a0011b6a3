"""Failovers by real sentinels and in a real cluster under a conversation in which both sides keep writing: what was promised stays.

In mode `replica` no promise is taken back, although the master is cut off from its replicas before it dies. In mode
`local` Redis really loses acknowledged messages then, and the two sides put them back.
"""
import asyncio
import contextlib
import re
import signal

import pytest

from clusters import Clustered
from sentinels import Watched, cut, free_port, reads, says
from servers import CARE, http, staff, until, visitor
from test_faults import UNLIMITED, chat, check_nothing_lost, some_more, talking
from wire import CallError, new_cid

UNCONFIRMED = "no replica has confirmed what was written"
DELAY = 1.5  # seconds for which the link between master and replicas is cut; such a replica is still taken
ANY = pytest.mark.parametrize("kind", [Watched, Clustered], ids=["sentinel", "cluster"])


@contextlib.asynccontextmanager
async def desk(world, mode, replicas, kind=Watched):
    """Two servers on such a Redis, a visitor on one and an agent on the other, in a conversation."""
    redis = await kind(world, replicas).begin()
    await world.apply(redis, CARE)
    email = await world.staff_add(redis, "Ana")
    servers = [await world.serve(redis, "--durability", mode, *UNLIMITED) for _ in range(2)]
    customer, agent = await visitor(servers[0]), await staff(servers[1], email)
    yield redis, servers, customer, agent, await chat(customer, agent)


async def last_seq(process, id):
    """Of the log, as this Redis has it."""
    lines = await reads(process, "XINFO", "STREAM", "{default}:log:" + id)
    return int(lines[lines.index("last-generated-id") + 1].split("-")[0])


async def holds(process, id, text):
    """Whether this Redis has an event with this text."""
    return any(text in line for line in await says(process, "XRANGE", "{default}:log:" + id, "-", "+"))


async def functions(process):
    return sorted(line for line in await says(process, "FUNCTION", "LIST") if line.startswith("baton_"))


def promised(id, *clients):
    """(message, its result) of all that was acknowledged until now."""
    return [(message, message.result) for client in clients for message in client.acknowledged(id)]


def taken_back(promises):
    return [message.text for message, result in promises if message.result is not result]


def left(server, new):
    """Both connections of its one node are to the new master."""
    return all(re.search(rf"{words} 127\.0\.0\.1:{new.port}$", server.output, re.M)
               for words in ("redis: connected to", r"redis: subscribed to \d+ channels at"))


async def all_ready(servers):
    for server in servers:
        await until(server.is_ready, 20, "the server to be ready again")


@ANY
@pytest.mark.deadline(150)
async def test_the_master_is_killed(world, kind):
    """Its link to the replica is sound; nobody does anything."""
    async with desk(world, "local", 1, kind) as (redis, servers, customer, agent, id):
        old = redis.redises[0]
        async with talking(id, V=customer, A=agent):
            old.kill()
            new = await redis.failed_over(old)
            await some_more(id, customer, agent)
        await all_ready(servers)
        assert len(await functions(new)) == 8
        assert await last_seq(new, id) >= len(customer.acknowledged(id)) + len(agent.acknowledged(id))
        # Anew, and on the other connection: a conversation that begins after the failover is told to both.
        second = await visitor(servers[1])
        other = await chat(second, agent)
        await until(lambda: agent.view(other).last() >= 1, what="the agent to see it")
        await check_nothing_lost(servers[0], id, agent, customer, agent, ordered=False)
        assert "127.0.0.1:" + str(new.port) in servers[0].output


@ANY
@pytest.mark.deadline(150)
async def test_replica_mode_takes_no_promise_back(world, kind):
    """The master is cut off, takes writes for a while, and dies: WAIT alone stands between them and a promise."""
    async with desk(world, "replica", 2, kind) as (redis, servers, customer, agent, id):
        assert "durability: replica" in servers[0].output
        old = redis.redises[0]
        async with talking(id, V=customer, A=agent):
            await cut(old)
            before = promised(id, customer, agent)
            began = await last_seq(old, id)
            await asyncio.sleep(DELAY)
            writes_went_on = await last_seq(old, id) >= began
            promises = promised(id, customer, agent)
            assert len(promises) - len(before) <= 2, "acknowledged, and no replica has it"
            kept = {r.port: await last_seq(r, id) for r in redis.redises[1:]}
            assert all(result["seq"] <= max(kept.values()) for _, result in promises)
            old.kill()
            new = await redis.failed_over(old)
            await some_more(id, customer, agent)
        assert writes_went_on
        assert taken_back(promises) == []
        await check_nothing_lost(servers[0], id, agent, customer, agent, ordered=False)
        assert UNCONFIRMED in servers[0].output + servers[1].output
        assert await functions(new)


@ANY
@pytest.mark.deadline(150)
async def test_local_mode_loses_and_both_sides_put_it_back(world, kind):
    async with desk(world, "local", 1, kind) as (redis, servers, customer, agent, id):
        old, replica = redis.redises
        async with talking(id, V=customer, A=agent):
            await cut(old)
            kept = await last_seq(replica, id)
            await asyncio.sleep(DELAY)
            promises = promised(id, customer, agent)
            lost = [message.text for message, result in promises if result["seq"] > kept]
            assert len(lost) > 10, "acknowledged by a master that nobody follows"
            old.kill()
            await redis.failed_over(old)
            await some_more(id, customer, agent)
        assert set(lost) <= set(taken_back(promises)), "told, and said again"
        resets = [params for client in (customer, agent) for method, params in client.notified if method == "reset"]
        resets += [r for client in (customer, agent) for hello in client.greetings
                   for r in hello.get("resumed", []) if r["status"] == "rollback"]
        assert resets
        await check_nothing_lost(servers[0], id, agent, customer, agent, ordered=False)


@pytest.mark.deadline(120)
async def test_a_demoted_master_is_left(world):
    """As an operator moves the master on purpose: it lives on as a replica."""
    async with desk(world, "local", 1) as (redis, servers, customer, agent, id):
        old = redis.redises[0]
        async with talking(id, V=customer, A=agent):
            assert await says(redis.sentinels[0], "SENTINEL", "FAILOVER", "shop") == ["OK"]
            new = await redis.failed_over(old)
            # Sooner than the sentinels demote the old one, which takes writes until then: at least 8 s.
            await until(lambda: all(left(server, new) for server in servers), 6, "the servers to go to the new master")
            await some_more(id, customer, agent)
        await check_nothing_lost(servers[0], id, agent, customer, agent, ordered=False)
        assert await last_seq(new, id) >= len(promised(id, customer, agent))


@pytest.mark.deadline(120)
async def test_without_sentinels_nothing_is_served_until_one_is_back(world):
    redis = await Watched(world).begin()
    await world.apply(redis, CARE)
    server = await world.serve(redis)
    for sentinel in redis.sentinels:
        sentinel.kill()
    master = redis.redises[0]
    master.kill()
    master.again()

    async def not_ready():
        return (await http("GET", server.url + "/readyz")).status == 503

    await until(not_ready, 20)
    await until(lambda: "no sentinel names the master shop; " in server.output, 20)
    assert server.output.count("no sentinel names the master shop; ") <= 12, "the same failure, attempt after attempt"
    assert (await http("GET", server.url + "/healthz")).status == 200
    redis.sentinels[2].again()
    await until(server.is_ready, 20)
    assert server.end() == 0


@pytest.mark.deadline(90)
async def test_without_a_replica_mode_replica_promises_nothing(world):
    """And says so: at the start, to the caller, and to the doctor."""
    redis = world.redis()
    email = await world.staff_add(redis, "Ana")
    await world.apply(redis, CARE)
    server = await world.serve(redis, "--durability", "replica")
    assert "durability: replica" in server.output and "no replica follows this master" in server.output
    answer = await http("POST", server.url + "/api/v1/sessions", {"email": email, "password": "demo"})
    assert answer.status == 503, "a session that would go with the master is not given"
    code, out, _ = await world.cli("doctor", "--redis", redis.address, "--durability", "replica", "--port", 0)
    assert code == 1 and "No replica follows this Redis" in out
    # Once there is one, it is told all that was done without it.
    port, replica = free_port(), world.redis()
    assert await says(redis, "CONFIG", "SET", "port", port, "repl-diskless-sync-delay", 0) == ["OK"]

    async def follows():  # once it has started
        return await says(replica, "REPLICAOF", "127.0.0.1", port) == ["OK"]

    await until(follows, 20)
    customer = await visitor(server)
    start = {"cid": new_cid(), "department": "care", "text": "hello"}
    id = (await customer.insist("conversation.start", start))["conversation"]["id"]
    assert await says(replica, "EXISTS", "{default}:conv:" + id) == ["1"]
    # It is frozen: what is done meanwhile is not promised; the same call finds it done, and promises it later.
    refusals = server.output.count(UNCONFIRMED)
    replica.child.send_signal(signal.SIGSTOP)
    message = customer.say(id, "anybody there?")
    await until(lambda: server.output.count(UNCONFIRMED) > refusals, 20)
    assert message.result is None and await holds(redis, id, message.text)
    # Nor by a call that finds it before it would write.
    close = {"conversation": id, "cid": new_cid()}
    for _ in range(3):
        with pytest.raises(CallError) as refusal:
            await customer.call("conversation.close", close)
        assert refusal.value.code == 4503
    assert await holds(redis, id, "closed")
    replica.child.send_signal(signal.SIGCONT)
    await customer.insist("conversation.close", close)
    assert await holds(replica, id, "closed")
    await until(lambda: message.done, 20)
    assert await holds(replica, id, message.text)
    await until(lambda: [e.get("text") for e in customer.view(id).events()].count(message.text) == 1)
    assert customer.faults() == []

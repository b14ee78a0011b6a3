"""Processes killed and stopped under a conversation in which both sides keep writing.

Whatever dies: every acknowledged message is in the transcript once, in its sender's order, every client shows exactly
the log, and the conversation goes on.
"""
import asyncio
import contextlib
import os
import shutil
import signal

import pytest

from servers import CARE, http, staff, until, visitor
from wire import CallError, new_cid

FAST_LEASES = ("--lease.node_ms", 1000, "--lease.renew_ms", 300)
SHORT_GRACE = """
[timing]
owner_grace_ms = 500
preferred_patience_ms = 500
""" + CARE
UNLIMITED = ("--limits.messages_per_minute", 60000, "--limits.burst", 10000)


@contextlib.asynccontextmanager
async def talking(id, **clients):
    """Both sides write, each message after the acknowledgement of the one before, until the block ends."""
    stop = asyncio.Event()

    async def write(name, client):
        while not stop.is_set():
            message = client.say(id, f"{name} {len(client.said.get(id, []))}")
            await until(lambda: message.done, 60, f"{message.text} to be acknowledged")

    writers = [asyncio.create_task(write(name, client)) for name, client in clients.items()]
    try:
        await some_more(id, *clients.values())
        yield
        await some_more(id, *clients.values())
    finally:
        stop.set()
        await asyncio.gather(*writers)


async def some_more(id, *clients, count=5):
    """Until every client had `count` further messages acknowledged."""
    goals = [(client, len(client.acknowledged(id)) + count) for client in clients]
    await until(lambda: all(len(client.acknowledged(id)) >= goal for client, goal in goals), 40, "the talk to go on")


async def chat(customer, agent):
    id = (await customer.call("conversation.start", {"cid": new_cid(), "department": "care", "text": "start"}))["conversation"]["id"]
    await until(lambda: customer.conversations.get(id, {}).get("state") == "active" and id in agent.views, what="assigned")
    return id


async def check_nothing_lost(server, id, reader, *clients, ordered=True):
    """The transcript against what each client had acknowledged, and against what every client shows."""
    path = f"{server.url}/api/v1/conversations/{id}/transcript?format=json"
    log = (await http("GET", path, headers={"Authorization": f"Bearer {reader.token}"})).json["log"]
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
    assert [event["at"] for event in log] == sorted(event["at"] for event in log)
    for client in clients:
        said = client.said.get(id, [])
        assert [m.error for m in said if m.error] == []
        mine = [e["text"] for e in log if e["kind"] == "message" and e["by"]["id"] == client.you["id"] and e["text"] != "start"]
        if not ordered:
            mine.sort(key=[m.text for m in said].index)
        assert mine == [m.text for m in said], "lost, doubled or out of order"
        by_seq = {event["seq"]: event for event in log}
        assert [m.text for m in said if by_seq[m.result["seq"]].get("text") != m.text] == []
        key = lambda event: (event["seq"], event["kind"], event["at"], event.get("text"))
        await until(lambda: [key(e) for e in client.view(id).events()] == [key(e) for e in log], what="the view to equal the log")
        assert client.faults() == []


def one_owner_all_along(client, id):
    kinds = client.view(id).kinds()
    return kinds.count("assigned") == 1 and "left" not in kinds


def unchanged_sockets(*clients):
    return all(len(client.greetings) == 1 and not client.connection.closed.done() for client in clients)


@pytest.mark.deadline(120)
async def test_the_server_is_killed(world):
    server = await world.demo(*UNLIMITED, nodes=2)
    customer, agent = await visitor(server), await staff(server, "ana@demo.test")
    id = await chat(customer, agent)
    redis = world.strays("redis-server")
    async with talking(id, V=customer, A=agent):
        for _ in range(2):
            server.kill()
            server = await world.demo(*UNLIMITED, "--port", server.port, nodes=2)
            assert world.strays("redis-server") == redis, "the Redis it left behind is adopted"
            await some_more(id, customer, agent)
    await check_nothing_lost(server, id, agent, customer, agent)
    assert one_owner_all_along(customer, id)
    assert server.end() == 0 and world.strays("redis-server") == []


@pytest.mark.deadline(120)
async def test_the_private_redis_is_killed(world):
    server = await world.demo(*UNLIMITED, nodes=2)
    customer, agent = await visitor(server), await staff(server, "ana@demo.test")
    id = await chat(customer, agent)
    async with talking(id, V=customer, A=agent):
        for _ in range(3):
            [pid] = world.strays("redis-server")
            os.kill(pid, signal.SIGKILL)
            await until(lambda: [p for p in world.strays("redis-server") if p != pid], 20, "another redis-server")
            await until(server.is_ready, 20)
            await some_more(id, customer, agent)
    await check_nothing_lost(server, id, agent, customer, agent)
    assert unchanged_sockets(customer, agent)


@pytest.mark.deadline(120)
async def test_redis_answers_nothing_for_a_while(world):
    redis = world.redis()
    await world.apply(redis, CARE)
    email = await world.staff_add(redis, "Ana")
    server = await world.serve(redis, *UNLIMITED, nodes=2)
    customer, agent = await visitor(server), await staff(server, email)
    id = await chat(customer, agent)

    async def unavailable():
        try:
            await customer.call("conversation.get", {"conversation": id})
        except CallError as error:
            assert error.code == 4503, error
            return True

    async def not_ready():
        return (await http("GET", server.url + "/readyz")).status == 503

    async with talking(id, V=customer, A=agent):
        redis.child.send_signal(signal.SIGSTOP)
        try:
            await until(not_ready, 30, "/readyz to say 503")
            await until(unavailable, 30, "4503 from a call")
            assert (await http("GET", server.url + "/healthz")).status == 200
            assert unchanged_sockets(customer, agent)
        finally:
            redis.child.send_signal(signal.SIGCONT)
        await until(server.is_ready, 30, "/readyz to be good again")
        await some_more(id, customer, agent)
    await check_nothing_lost(server, id, agent, customer, agent)
    assert unchanged_sockets(customer, agent)
    assert one_owner_all_along(customer, id)


@pytest.mark.deadline(120)
async def test_redis_is_away_and_comes_back(world):
    redis = world.redis(durable=True)
    await world.apply(redis, CARE)
    email = await world.staff_add(redis, "Ana")
    server = await world.serve(redis, *UNLIMITED, nodes=2)
    customer, agent = await visitor(server), await staff(server, email)
    id = await chat(customer, agent)
    async with talking(id, V=customer, A=agent):
        redis.kill()
        await until(lambda: http_status(server, "/readyz", 503), 20, "/readyz to say 503")
        with pytest.raises(CallError) as caught:
            await customer.call("conversation.sync", {"conversation": id, "after": 0})
        assert caught.value.code == 4503
        redis.again()
        await until(server.is_ready, 40, "/readyz to be good again")
        await some_more(id, customer, agent)
    await check_nothing_lost(server, id, agent, customer, agent)
    assert unchanged_sockets(customer, agent)


async def http_status(server, path, status):
    return (await http("GET", server.url + path)).status == status


@pytest.mark.deadline(120)
async def test_the_agents_process_is_killed(world):
    """The agent does not come back: after grace and patience somebody else has the chat, with all of its log."""
    redis = world.redis()
    await world.apply(redis, SHORT_GRACE)
    emails = [await world.staff_add(redis, name) for name in ("Ana", "Ben")]
    here, there = [await world.serve(redis, *UNLIMITED, *FAST_LEASES) for _ in range(2)]
    customer, ana = await visitor(here), await staff(there, emails[0])
    id = await chat(customer, ana)
    ben = await staff(here, emails[1])
    async with talking(id, V=customer, A=ana):
        pass
    async with talking(id, V=customer):
        there.kill()
        await ana.stop()
        await until(lambda: (customer.conversations[id]["owner"] or {}).get("name") == "Ben", 20, "Ben to own it")
        answer = ben.say(id, "Ben here")
        await until(lambda: answer.done)
    await check_nothing_lost(here, id, ben, customer, ben)
    kinds = customer.view(id).kinds()
    assert kinds.count("assigned") == 2 and kinds.index("left") < len(kinds) - 1 - kinds[::-1].index("assigned")
    late = await staff(here, emails[0])
    with pytest.raises(CallError) as caught:
        await late.call("message.send", {"conversation": id, "cid": new_cid(), "text": "am I late?"})
    assert caught.value.code == 4104 and caught.value.data["owner"]["name"] == "Ben"


@pytest.mark.deadline(120)
async def test_both_reconnect_to_another_process(world):
    """Within the grace nothing changes hands, wherever the two come back."""
    redis = world.redis()
    await world.apply(redis, CARE)
    email = await world.staff_add(redis, "Ana")
    first, second = [await world.serve(redis, *UNLIMITED, *FAST_LEASES) for _ in range(2)]
    customer, agent = await visitor([first, second]), await staff([first, second], email)
    id = await chat(customer, agent)
    async with talking(id, V=customer, A=agent):
        first.kill()
        await until(lambda: len(customer.greetings) > 1 and len(agent.greetings) > 1, 20, "both to be back")
        await some_more(id, customer, agent)
    assert agent.greetings[-1]["you"]["presence"] == "online"
    await check_nothing_lost(second, id, agent, customer, agent)
    assert one_owner_all_along(customer, id)


@pytest.mark.deadline(90)
async def test_connections_that_die_all_the_time(world):
    server = await world.demo(*UNLIMITED, nodes=4)
    customer, agent = await visitor(server), await staff(server, "ana@demo.test")
    id = await chat(customer, agent)
    async with talking(id, V=customer, A=agent):
        for _ in range(15):
            for client in (customer, agent):
                before = len(client.greetings)
                await until(lambda: client.connection and not client.connection.closed.done())
                client.connection.cut()
                await until(lambda: len(client.greetings) > before, 10, "hello again")
    await check_nothing_lost(server, id, agent, customer, agent)
    assert one_owner_all_along(customer, id)


@pytest.mark.deadline(120)
async def test_redis_forgets_its_end(world):
    """A Redis restored from an older copy: what it lost is told by `reset`, and the clients say it again."""
    redis = world.redis(durable=True)
    await world.apply(redis, CARE)
    email = await world.staff_add(redis, "Ana")
    server = await world.serve(redis, *UNLIMITED)
    customer, agent = await visitor(server), await staff(server, email)
    id = await chat(customer, agent)
    async with talking(id, V=customer, A=agent):
        pass
    before = customer.view(id).epoch
    shutil.copytree(redis.folder / "appendonlydir", redis.folder / "copy")
    async with talking(id, V=customer, A=agent):
        pass
    async with talking(id, V=customer, A=agent):
        redis.kill()
        shutil.rmtree(redis.folder / "appendonlydir")
        shutil.move(redis.folder / "copy", redis.folder / "appendonlydir")
        redis.again()
        await until(lambda: customer.view(id).epoch != before and agent.view(id).epoch != before, 40, "a reset")
        await some_more(id, customer, agent)
    # What was under way when Redis went may come before what has to be said again: message.send names no epoch.
    await check_nothing_lost(server, id, agent, customer, agent, ordered=False)
    assert unchanged_sockets(customer, agent)

"""Redis loses acknowledged messages, and whoever said them is gone: a node that saw them puts them back.

What nobody knows any more is told in the log as a gap, and counted; where nothing is lost, nothing is told.
"""
import re
import shutil

import pytest

from servers import CARE, http, staff, until, visitor
from sentinels import says
from test_faults import UNLIMITED, chat, talking


async def desk(world, servers):
    """Redis, servers, and Ana's e-mail."""
    redis = world.redis(durable=True)
    await world.apply(redis, CARE)
    email = await world.staff_add(redis, "Ana")
    return redis, [await world.serve(redis, *UNLIMITED) for _ in range(servers)], email


async def kept(redis, *texts):
    """Copies what Redis will go back to, once its file has these texts."""
    def written():
        return b"".join(file.read_bytes() for file in (redis.folder / "appendonlydir").glob("*.aof"))

    await until(lambda: all(text.encode() in written() for text in texts), 20, "Redis to write its file")
    shutil.copytree(redis.folder / "appendonlydir", redis.folder / "copy")


def forgets(redis):
    """What it was told since the copy was made."""
    redis.kill()
    shutil.rmtree(redis.folder / "appendonlydir")
    shutil.move(redis.folder / "copy", redis.folder / "appendonlydir")


async def promised(client, id, *texts):
    messages = [client.say(id, text) for text in texts]
    await until(lambda: all(m.result for m in messages), 20, "promises")
    return messages


async def metric(server, name):
    text = (await http("GET", server.url + "/metrics")).text
    return float(re.search(rf"^baton_messages_{name}_total (\S+)$", text, re.M)[1])


async def remembered(redis, id, message, sender):
    """Under its first cid, and once."""
    key = f"{sender.you['id']}:{message.cid}"
    assert (await says(redis, "HGET", "{default}:cid:" + id, key))[0].startswith("message.send "), key
    log = "\n".join(await says(redis, "XRANGE", "{default}:log:" + id, "-", "+"))
    assert log.count(message.cid) == 1


def lost(client, id):
    return [event["lost"] for event in client.view(id).events() if event["kind"] == "gap"]


@pytest.mark.deadline(120)
async def test_whoever_said_it_is_gone_and_the_node_puts_it_back(world):
    redis, [server], email = await desk(world, 1)
    customer, agent = await visitor(server), await staff(server, email)
    id = await chat(customer, agent)
    await promised(customer, id, "kept")
    await kept(redis, "kept")
    messages = await promised(customer, id, "my order is 4711", "and it is blue")
    await promised(agent, id, "I see it")
    before = agent.view(id).epoch
    await customer.stop()
    forgets(redis)
    redis.again()
    await until(lambda: agent.view(id).epoch != before, 40, "a reset")
    await until(lambda: len(agent.view(id).texts()) == 5, 40, "what was lost")
    assert sorted(agent.view(id).texts()) == sorted(["start", "kept", "my order is 4711", "and it is blue", "I see it"])
    assert [t for t in agent.view(id).texts() if t in ("my order is 4711", "and it is blue")] == [m.text for m in messages]
    for message in messages:
        await remembered(redis, id, message, customer)
    assert await metric(server, "put_back") >= 2 and await metric(server, "lost") == 0
    assert agent.faults() == []


@pytest.mark.deadline(120)
async def test_with_nobody_connected_any_more_it_is_put_back_as_well(world):
    redis, [server], email = await desk(world, 1)
    customer, agent = await visitor(server), await staff(server, email)
    id = await chat(customer, agent)
    await kept(redis, "start", "assigned")
    messages = await promised(customer, id, "one", "two")
    await customer.stop()
    await agent.stop()
    forgets(redis)
    redis.again()

    async def back():
        return await metric(server, "put_back") == 2

    await until(back, 40, "two messages to be put back")
    for message in messages:
        await remembered(redis, id, message, customer)


@pytest.mark.deadline(120)
async def test_the_node_that_wrote_it_is_killed_too_and_another_saw_it(world):
    redis, [wrote, saw], email = await desk(world, 2)
    customer, agent = await visitor(wrote), await staff(saw, email)
    id = await chat(customer, agent)
    await kept(redis, "start", "assigned")
    messages = await promised(customer, id, "one", "two")
    await until(lambda: agent.view(id).texts()[-2:] == ["one", "two"], what="the agent to read it")
    await customer.stop()
    wrote.kill()
    before = agent.view(id).epoch
    forgets(redis)
    redis.again()
    await until(lambda: agent.view(id).epoch != before and agent.view(id).texts() == ["start", "one", "two"], 40, "what was lost")
    for message in messages:
        await remembered(redis, id, message, customer)
    assert await metric(saw, "put_back") == 2 and await metric(saw, "lost") == 0
    assert agent.faults() == []


@pytest.mark.deadline(150)
async def test_what_only_a_position_proves_is_told_as_lost(world):
    """Redis forgets it, who said it is gone, and so is the only node that saw it: the agent's client stands beyond."""
    redis, [saw, other], email = await desk(world, 2)
    customer, agent = await visitor(saw), await staff([saw, other], email)
    id = await chat(customer, agent)
    await kept(redis, "start", "assigned")
    await promised(customer, id, "one", "two")
    await until(lambda: agent.view(id).texts()[-2:] == ["one", "two"], what="the agent to read it")
    await customer.stop()
    forgets(redis)
    saw.kill()
    redis.again()
    await until(lambda: lost(agent, id), 60, "the gap")
    assert lost(agent, id) == [2] and agent.view(id).texts() == ["start"]
    assert await metric(other, "lost") == 2 and await metric(other, "put_back") == 0
    back = await visitor(other, token=customer.token)
    await until(lambda: lost(back, id) == [2], 20, "the visitor to be told as well")
    # Another client that stood there proves nothing new.
    late = await staff(other, email, presence=None)
    await until(lambda: lost(late, id) == [2], 20)
    assert agent.faults() + back.faults() == []


@pytest.mark.deadline(150)
async def test_where_nothing_is_lost_nothing_is_told(world):
    """Both sides are there and say it again, beside two nodes that put it back."""
    redis, servers, email = await desk(world, 2)
    customer, agent = await visitor(servers[0]), await staff(servers[1], email)
    id = await chat(customer, agent)
    await kept(redis, "start", "assigned")
    before = agent.view(id).epoch
    async with talking(id, V=customer, A=agent):
        pass
    forgets(redis)
    redis.again()
    await until(lambda: customer.view(id).epoch != before and agent.view(id).epoch != before, 40, "a reset")

    async def settled():
        return any("settled-" + before in line for line in await says(redis, "HKEYS", "{default}:cid:" + id))

    await until(settled, 40, "a node to find that all is back")
    for client in (customer, agent):
        await until(lambda: sorted(client.view(id).texts()) == sorted(["start"] + [m.text for c in (customer, agent)
                                                                                  for m in c.said[id]]), 20, "all of it, once")
    assert lost(agent, id) == [] and [await metric(server, "lost") for server in servers] == [0, 0]
    assert customer.faults() + agent.faults() == []

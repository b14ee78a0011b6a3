"""A real cluster of three masters: found through any node, and left and found again while its slots are moved about.

Failovers are in test_failover.py, on a cluster as behind sentinels.
"""
import asyncio

import pytest

from clusters import Clustered, bus_port
from sentinels import followers, says
from servers import CARE, SLOW, http, staff, until, visitor
from test_faults import UNLIMITED, chat, check_nothing_lost, some_more, talking, unchanged_sockets
from test_failover import all_ready, functions, left, promised, taken_back
from wire import CallError, new_cid


async def refused(server, client, id, times=1):
    """Calls are answered at once that it cannot be done now, and the server says why."""
    for _ in range(times):
        with pytest.raises(CallError) as refusal:
            await asyncio.wait_for(client.call("conversation.tag", {"conversation": id, "cid": new_cid(), "tags": ["x"]}), 10 * SLOW)
        assert refusal.value.code == 4503
    assert (await http("GET", server.url + "/readyz")).status == 503


def resets(*clients):
    return [params for client in clients for method, params in client.notified if method == "reset"]


@pytest.mark.deadline(120)
async def test_any_node_leads_to_the_master(world):
    redis = await Clustered(world, replicas=1).begin()
    master, replica = redis.redises
    await world.apply(redis, CARE)
    email = await world.staff_add(redis, "Ana")
    nobody = type("", (), {"port": bus_port()})
    servers = []
    for seeds in ([master], [replica], [redis.masters[1]], [nobody, redis.masters[2]]):
        there = type("", (), {"address": redis.through(*seeds)})
        servers.append(await world.serve(there, *UNLIMITED))
        assert f"redis: connected to 127.0.0.1:{master.port}" in servers[-1].output
    customer, agent = await visitor(servers[0]), await staff(servers[3], email)
    id = await chat(customer, agent)
    async with talking(id, V=customer, A=agent):
        await some_more(id, customer, agent)
    await check_nothing_lost(servers[1], id, agent, customer, agent)
    assert [await redis.keys_at(node) > 0 for node in redis.masters] == [True, False, False], "one site, one slot"
    assert unchanged_sockets(customer, agent)
    # One whose seeds are all gone by now goes by the nodes that were named since.
    for node in (redis.masters[2], master):
        node.kill()
    assert servers[3].running()
    redis.masters[2].again()
    new = await redis.failed_over(master)
    await all_ready(servers)
    assert all(left(server, new) for server in servers)
    assert [server.end() for server in servers] == [0] * 4


@pytest.mark.deadline(180)
@pytest.mark.parametrize("mode", ["local", "replica"])
async def test_the_slot_is_moved_while_people_talk(world, mode):
    """Half of the site is here, half there, for a while: nothing is done to either half."""
    redis = await Clustered(world, replicas=1, others=1).begin()
    old, new = redis.masters[:2]
    await world.apply(redis, CARE)
    email = await world.staff_add(redis, "Ana")
    servers = [await world.serve(redis, "--durability", mode, *UNLIMITED) for _ in range(2)]
    customer, agent = await visitor(servers[0]), await staff(servers[1], email)
    id = await chat(customer, agent)
    async with talking(id, V=customer, A=agent):
        for source, target in ((old, new), (new, old)):  # away and back
            await some_more(id, customer, agent)
            moved = promised(id, customer, agent)
            await redis.open(source, target)
            await refused(servers[1], agent, id)
            before = await redis.keys_at(source)
            assert await redis.carry(source, target, before // 2)
            await refused(servers[1], agent, id, 3)
            assert await redis.keys_at(source) == before - before // 2, "nothing new is made in either half"
            assert await redis.keys_at(target) == before // 2
            while await redis.carry(source, target, 3):
                await refused(servers[1], agent, id)
            await redis.settle(source, target)
            await all_ready(servers)
            await some_more(id, customer, agent)
            assert all(left(server, target) for server in servers)
            assert taken_back(moved) == []
            assert len(await functions(target)) == 8
    await check_nothing_lost(servers[0], id, agent, customer, agent)
    assert unchanged_sockets(customer, agent)
    assert "the slot is being moved to another master: ASK" in servers[0].output
    # A new epoch each time, in which everything stands: at most that is told.
    assert len(resets(customer)) <= 2 and len(resets(agent)) <= 4
    assert [server.end() for server in servers] == [0, 0]


@pytest.mark.deadline(120)
async def test_a_move_that_is_given_up(world):
    redis = await Clustered(world, replicas=0).begin()
    await world.apply(redis, CARE)
    server = await world.serve(redis, *UNLIMITED)
    customer = await visitor(server)
    start = {"cid": new_cid(), "department": "care", "text": "hello"}
    id = (await customer.insist("conversation.start", start))["conversation"]["id"]
    old, new = redis.masters[:2]
    await redis.open(old, new)

    async def not_ready():
        return (await http("GET", server.url + "/readyz")).status == 503

    await until(not_ready, 20)
    code, out, _ = await world.cli("doctor", "--redis", redis.address, "--port", 0)
    assert code == 1 and "the slot is being moved to another master: ASK 5718" in out, out
    for node in (old, new):
        assert await says(node, "CLUSTER", "SETSLOT", redis.slot, "STABLE") == ["OK"]
    await until(server.is_ready, 20)
    message = customer.say(id, "still there?")
    await until(lambda: message.done, 20)
    assert message.error is None and unchanged_sockets(customer)
    assert resets(customer) == [], "it is the same master's, in the same epoch"


@pytest.mark.deadline(150)
async def test_the_master_dies_in_the_middle_of_a_move(world):
    """The replica that takes over knows nothing of the move, and serves what is left; Baton does not, until it is mended."""
    redis = await Clustered(world, replicas=1).begin()
    (old, replica), new = redis.redises, redis.masters[1]
    await world.apply(redis, CARE)
    email = await world.staff_add(redis, "Ana")
    server = await world.serve(redis, *UNLIMITED)
    customer, agent = await visitor(server), await staff(server, email)
    id = await chat(customer, agent)
    async with talking(id, V=customer, A=agent):
        await some_more(id, customer, agent)
        await redis.open(old, new)
        half = await redis.keys_at(old) // 2
        await redis.carry(old, new, half)
        await replicated(old)
        old.kill()
        assert await redis.failed_over(old) is replica
        assert await says(replica, "EXISTS", "{default}:") == ["0"] and await redis.keys_at(replica) > 0
        await until(lambda: f"did not end: {half} of its keys are at 127.0.0.1:{new.port}" in server.output, 20)
        await refused(server, agent, id, 3)
        old.again()
        await until(lambda: quiet(redis, replica), 30, "the old master to follow")
        await redis.fix()
        await until(server.is_ready, 30)
        assert 0 in (await redis.keys_at(replica), await redis.keys_at(new)), "it is in one place, whichever"
        await some_more(id, customer, agent)
    await check_nothing_lost(server, id, agent, customer, agent)
    assert unchanged_sockets(customer, agent)


async def replicated(master):
    """Its replica has all that it did."""
    await until(lambda: lag(master), 20, "the replica to have it")


async def lag(master):
    info = await says(master, "INFO", "replication")
    offsets = {int(word.split("=")[1]) for line in info for word in line.split(",") if word.startswith("offset=")}
    return offsets == {int(line.split(":")[1]) for line in info if line.startswith("master_repl_offset:")}


async def quiet(redis, master):
    return await followers(master) == 1 and not any("fail" in line for line in await says(master, "CLUSTER", "NODES"))


@pytest.mark.deadline(120)
async def test_nobody_has_the_slot_for_a_while(world):
    """Its master has no replica, and dies; it comes back with what it had."""
    redis = await Clustered(world, replicas=0).begin()
    master = redis.masters[0]
    await world.apply(redis, CARE)
    email = await world.staff_add(redis, "Ana")
    server = await world.serve(redis, *UNLIMITED)
    customer, agent = await visitor(server), await staff(server, email)
    id = await chat(customer, agent)
    async with talking(id, V=customer, A=agent):
        await some_more(id, customer, agent)
        master.kill()
        await until(lambda: "it does not serve the slot: CLUSTERDOWN" in server.output, 30)
        await refused(server, agent, id, 3)
        master.again()
        await until(server.is_ready, 30)
        await some_more(id, customer, agent)
    await check_nothing_lost(server, id, agent, customer, agent)
    assert unchanged_sockets(customer, agent)
    assert server.end() == 0


@pytest.mark.deadline(120)
async def test_the_master_is_demoted(world):
    """As an operator does it, before maintenance: the replica takes the slot over while the master lives on."""
    redis = await Clustered(world, replicas=1).begin()
    master, replica = redis.redises
    await world.apply(redis, CARE)
    email = await world.staff_add(redis, "Ana")
    servers = [await world.serve(redis, *UNLIMITED) for _ in range(2)]
    customer, agent = await visitor(servers[0]), await staff(servers[1], email)
    id = await chat(customer, agent)
    async with talking(id, V=customer, A=agent):
        await some_more(id, customer, agent)
        assert await says(replica, "CLUSTER", "FAILOVER") == ["OK"]
        assert await redis.failed_over(master) is replica
        await until(lambda: all(left(server, replica) for server in servers), 20, "the servers to go to the new master")
        await all_ready(servers)
        await some_more(id, customer, agent)
    await check_nothing_lost(servers[0], id, agent, customer, agent)
    assert unchanged_sockets(customer, agent)


@pytest.mark.deadline(90)
async def test_the_doctor_looks_at_the_cluster(world):
    redis = await Clustered(world, replicas=1).begin()
    master, replica = redis.redises
    await world.apply(redis, CARE)
    await world.staff_add(redis, "Ana")
    look = ("doctor", "--redis", redis.address, "--port", 0, "--static-dir", world.web())
    code, out, _ = await world.cli(*look)
    assert code == 0, out
    assert f"The cluster has 3 masters; the site's slot 5718 is at 127.0.0.1:{master.port}" in out
    assert "1 replica can take the slot over" in out and "Redis writes a log (AOF)" in out
    replica.kill()
    code, out, _ = await world.cli(*look)
    assert code == 0 and "No replica follows the master of the site's slot" in out, out
    code, out, _ = await world.cli(*look, "--durability", "replica")
    assert code == 1 and "No replica follows this Redis" in out, out
    master.kill()
    await until(lambda: says_down(redis.masters[1]), 20, "the cluster to know")
    code, out, _ = await world.cli(*look)
    assert code == 1 and "Redis cannot be used" in out and "CLUSTERDOWN" in out, out


async def says_down(node):
    return "cluster_state:fail" in await says(node, "CLUSTER", "INFO")

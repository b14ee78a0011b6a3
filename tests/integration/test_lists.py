"""list.watch, listed and list.sync: every console shows what conversation.list has, whatever happens in between."""
import asyncio
import itertools
import shutil
import signal

import pytest

import schemas
from lists import DEFAULT, as_summary
from servers import CARE, bare, http, staff, until, visitor
from wire import CallError, Connection, new_cid

SITE = CARE + """
[[departments]]
id = "sales"
name = "Sales"
kind = "sales"
"""
UNLIMITED = ("--limits.messages_per_minute", 60000, "--limits.burst", 10000)


class Desk:
    """A site on a Redis of its own with nodes in processes of their own: Ana of care, Sam of sales, Sue sees all."""

    @classmethod
    async def open(cls, world, nodes=2, durable=False, capacity=4, options=()):
        desk = cls()
        desk.world, desk.redis = world, world.redis(durable)
        await world.apply(desk.redis, SITE)
        desk.ana = await world.staff_add(desk.redis, "Ana", capacity=capacity)
        desk.sam = await world.staff_add(desk.redis, "Sam", role="sales", department="sales")
        desk.sue = await world.staff_add(desk.redis, "Sue", role="supervisor", department="care")
        desk.nodes = [await world.serve(desk.redis, *UNLIMITED, *options) for _ in range(nodes)]
        return desk

    async def redis_says(self, *words):
        """One command, its reply undecoded."""
        reader, writer = await asyncio.open_unix_connection(self.redis.address.removeprefix("unix:"))
        writer.write(f"*{len(words)}\r\n".encode() + b"".join(f"${len(str(w))}\r\n{w}\r\n".encode() for w in words))
        answer = await reader.readline()
        writer.close()
        return answer


async def truth(client, departments, states=DEFAULT):
    """What the lists should show, from conversation.list."""
    found = {}
    for department, state in itertools.product(departments, states):
        cursor = None
        while True:
            page = await client.insist("conversation.list", {"department": department, "state": state, "limit": 100,
                                                             **({"cursor": cursor} if cursor else {})})
            found.update({copy["id"]: as_summary(copy) for copy in page["conversations"]})
            cursor = page["cursor"]
            if not cursor:
                break
    return found


async def shows_the_truth(console, deadline=20):
    lists = console.lists
    states = DEFAULT if lists.states is None else lists.states

    async def equal():
        before = {id: as_summary(summary) for id, summary in lists.shown.items()}
        return lists.last is not None and before == await truth(console, lists.departments, states)

    await until(equal, deadline, "the lists to be those of conversation.list")
    assert console.faults() == []


async def arrive(server, text="hi", department="care", **extra):
    """A visitor with a conversation."""
    customer = await visitor(server, **extra)
    result = await customer.call("conversation.start", {"cid": new_cid(), "department": department, "text": text})
    customer.id = result["conversation"]["id"]
    return customer


async def end(client, id):
    await client.insist("conversation.close", {"conversation": id, "cid": new_cid()})


def told(lists, id):
    """The states in which a conversation was told, None for gone."""
    return [entry["conversation"].get("state") for entry in lists.heard if entry["conversation"]["id"] == id]


async def test_two_consoles_on_two_nodes_see_a_conversation_come_be_assigned_and_close(world):
    desk = await Desk.open(world)
    ana, sue = await staff(desk.nodes[0], desk.ana), await staff(desk.nodes[1], desk.sue, presence=None)
    hers, all_of_it = await ana.watch(["care"]), await sue.watch(["care", "sales"], ["queued", "active", "closed"])
    assert hers.shown == {} and hers.last == {"care": 0} and all_of_it.last == {"care": 0, "sales": 0}
    customer = await arrive(desk.nodes[1])
    await until(lambda: told(hers, customer.id)[-1:] == ["active"], what="it to be assigned")
    assert hers.shown[customer.id]["owner"] == {"id": ana.you["id"], "name": "Ana"}
    await ana.call("conversation.tag", {"conversation": customer.id, "cid": new_cid(), "tags": ["vip", "late"]})
    await until(lambda: hers.shown[customer.id]["tags"] == ["vip", "late"])
    assert await customer.call("visitor.update", {"name": "Vera", "page": {"url": "https://shop.test/"}})
    await until(lambda: hers.shown[customer.id]["visitor"].get("name") == "Vera")
    await end(ana, customer.id)
    await until(lambda: len(told(hers, customer.id)) == 5 == len(told(all_of_it, customer.id)), what="it to be closed")
    assert told(hers, customer.id) == ["queued", "active", "active", "active", None]
    assert told(all_of_it, customer.id) == ["queued", "active", "active", "active", "closed"]
    assert [entry["seq"] for entry in hers.heard] == [1, 2, 3, 4, 5] == [entry["seq"] for entry in all_of_it.heard]
    assert hers.shown == {}
    for console in (ana, sue):
        await shows_the_truth(console)
        assert console.lists.gaps == 0 and schemas.findings(console.connection) == []
    # The same from the beginning, and from a later place.
    late = await staff(desk.nodes[0], desk.ana, presence=None)
    assert (await late.watch(["care"])).last == {"care": 5}
    synced = await late.call("list.sync", {"department": "care", "after": 3})
    assert synced["last"] == 5 and [e["seq"] for e in synced["listed"]] == [4, 5]
    assert synced["listed"][1]["conversation"] == {"id": customer.id, "gone": True}
    assert (await sue.call("list.sync", {"department": "care", "after": 4}))["listed"][0]["conversation"]["state"] == "closed"
    assert not [frame for frame in customer.received() if "listed" in frame or "vip" in frame]


async def test_who_left_before_an_answer_is_in_the_recovery_list_with_what_is_known(world):
    desk = await Desk.open(world)
    sue = await staff(desk.nodes[0], desk.sue, presence=None)
    lists = await sue.watch(["care"], ["missed"])
    customer = await visitor(desk.nodes[1])
    await customer.call("visitor.update", {"name": "Vera", "email": "vera@example.test"})
    id = (await customer.call("conversation.start", {"cid": new_cid(), "department": "care", "text": "hi"}))["conversation"]["id"]
    await end(customer, id)
    await until(lambda: id in lists.shown)
    assert told(lists, id)[0] is None, "queued was not asked for"
    assert lists.shown[id]["contact"] == {"name": "Vera", "email": "vera@example.test"}
    assert lists.shown[id]["due"] > 0 and lists.shown[id]["owner"] is None
    await shows_the_truth(sue)
    assert schemas.findings(sue.connection) == []


async def test_a_watch_replaces_the_one_before_and_none_ends_it(world):
    desk = await Desk.open(world)
    sue = await staff(desk.nodes[0], desk.sue, presence=None)
    await sue.watch(["care"])
    first = await arrive(desk.nodes[1])
    await until(lambda: first.id in sue.lists.shown)
    sales = await sue.watch(["sales"])
    await arrive(desk.nodes[1])
    sold = await arrive(desk.nodes[1], department="sales")
    await until(lambda: sold.id in sales.shown)
    assert [entry["department"] for entry in sales.heard] == ["sales"]
    assert await sue.connection.call("list.watch", {"departments": []}) == {"conversations": [], "feed": {}}
    await arrive(desk.nodes[1], department="sales")
    assert len(await truth(sue, ["sales"])) == 2
    assert len(sales.heard) == 1
    assert sue.faults() == []


async def test_who_may_watch_what(world):
    desk = await Desk.open(world)
    ana, sam, sue = [await staff(desk.nodes[0], email, presence=None) for email in (desk.ana, desk.sam, desk.sue)]

    async def may(client, department):
        answers = []
        for method, params in (("list.watch", {"departments": [department]}), ("list.sync", {"department": department, "after": 0})):
            try:
                answers.append(bool(await client.call(method, params)))
            except CallError as error:
                assert error.code == 4204 and error.reason == "not_found", error
                answers.append(False)
        assert len(set(answers)) == 1
        return answers[0]

    assert [await may(ana, d) for d in ("care", "sales", "nowhere")] == [True, False, False]
    assert [await may(sam, d) for d in ("care", "sales", "nowhere")] == [False, True, False]
    assert [await may(sue, d) for d in ("care", "sales", "nowhere")] == [True, True, False]
    for client in (ana, sue):
        await client.call("list.watch", {"departments": []})
    await sam.watch(["sales"])
    with pytest.raises(CallError):
        await sam.call("list.watch", {"departments": ["sales", "care"]})
    customer = await arrive(desk.nodes[1], department="sales")
    await until(lambda: customer.id in sam.lists.shown)  # a refused one leaves the earlier one
    for method, params in (("list.watch", {"departments": ["care"]}), ("list.sync", {"department": "care", "after": 0})):
        with pytest.raises(CallError) as caught:
            await customer.call(method, params)
        assert caught.value.code == -32601
    rpc = {"jsonrpc": "2.0", "id": 1, "method": "list.sync", "params": {"department": "sales", "after": 0}}
    bearer = {"Authorization": f"Bearer {sam.token}"}
    over_http = (await http("POST", desk.nodes[0].url + "/api/v1/rpc", rpc, bearer)).json
    assert over_http["result"] == await sam.call("list.sync", {"department": "sales", "after": 0})
    rpc.update(method="list.watch", params={"departments": ["sales"]})
    assert (await http("POST", desk.nodes[0].url + "/api/v1/rpc", rpc, bearer)).json["error"]["code"] == -32601
    assert [fault for client in (ana, sam, sue, customer) for fault in client.faults()] == []


async def test_bad_params_change_nothing(world):
    desk = await Desk.open(world, nodes=1)
    ana = await staff(desk.nodes[0], desk.ana, presence=None)
    lists = await ana.watch(["care"])
    cases = [("list.watch", {}, "departments"), ("list.sync", {"after": 0}, "department"), ("list.sync", {"department": "care"}, "after")]
    for bad in ("care", None, 7, {}, [7], [None], [""], ["a b"], ["care", "x" * 65], ["care\u0000"], ["{care}"], ["care"] * 65):
        cases.append(("list.watch", {"departments": bad}, "departments"))
    for method, rest in (("list.watch", {"departments": ["care"]}), ("list.sync", {"department": "care", "after": 0})):
        for bad in ("queued", None, 7, {}, ["open"], [7], ["QUEUED"], ["active"] * 6):
            cases.append((method, {**rest, "states": bad}, "states"))
    for bad in (-1, "1", 1.5, None, 2 ** 53, [], True):
        cases.append(("list.sync", {"department": "care", "after": bad}, "after"))
    for bad in ("", "a b", 7, None, ["care"], "x" * 65):
        cases.append(("list.sync", {"department": bad, "after": 0}, "department"))
    for method, params, field in cases:
        with pytest.raises(CallError) as caught:
            await ana.call(method, params)
        assert caught.value.code == -32602 and caught.value.data["field"].split(".")[0] == field, (method, params, caught.value)
    assert await ana.call("list.sync", {"department": "care", "after": 2 ** 53 - 1}) == {"reload": True}
    assert await ana.call("list.sync", {"department": "care", "after": 0}) == {"listed": [], "last": 0}
    customer = await arrive(desk.nodes[0])
    await until(lambda: customer.id in lists.shown)
    assert ana.faults() == []


@pytest.mark.deadline(120)
async def test_nothing_is_missed_while_watches_begin(world):
    desk = await Desk.open(world)
    sue = await staff(desk.nodes[0], desk.sue, presence=None)
    stop = asyncio.Event()

    async def come():
        while not stop.is_set():
            customer = await arrive(desk.nodes[1])
            await end(customer, customer.id)
            await customer.stop()

    coming = asyncio.create_task(come())
    gaps = 0
    for n in range(60):
        lists = await sue.watch(["care", "sales"] if n % 2 else ["care"])
        await until(lambda: len(lists.heard) > n % 3, 20, "something to come")
        gaps += lists.gaps
        assert lists.violations == []
    stop.set()
    await coming
    await shows_the_truth(sue)
    assert gaps + sue.lists.gaps == 0


@pytest.mark.deadline(120)
async def test_publications_that_were_lost_are_made_up_for(world):
    desk = await Desk.open(world)
    consoles = [await staff(node, desk.sue, presence=None) for node in desk.nodes]
    for console in consoles:
        await console.watch(["care"])
    for _ in range(5):
        await desk.redis_says("CLIENT", "KILL", "TYPE", "pubsub")
        for _ in range(3):
            await arrive(desk.nodes[0])
    for console in consoles:
        await shows_the_truth(console)
        assert len(console.lists.shown) == 15 and len(console.greetings) == 1
        assert [entry["seq"] for entry in console.lists.heard] == list(range(1, len(console.lists.heard) + 1))


@pytest.mark.deadline(120)
async def test_a_killed_node_and_a_console_that_goes_elsewhere(world):
    desk = await Desk.open(world)
    sue = await staff(desk.nodes, desk.sue, presence=None)
    await sue.watch(["care", "sales"])
    first = await arrive(desk.nodes[1])
    await until(lambda: first.id in sue.lists.shown)
    desk.nodes[0].kill()
    second = await arrive(desk.nodes[1], department="sales")
    await until(lambda: sue.lists.results == 2 and second.id in sue.lists.shown, 30, "the console to watch again")
    await arrive(desk.nodes[1])
    await shows_the_truth(sue)


@pytest.mark.deadline(120)
async def test_redis_is_killed_or_answers_nothing_for_a_while(world):
    desk = await Desk.open(world, durable=True)
    consoles = [await staff(node, desk.sue, presence=None) for node in desk.nodes]
    for console in consoles:
        await console.watch(["care"])
    first = await arrive(desk.nodes[0])
    await until(lambda: all(first.id in console.lists.shown for console in consoles))
    desk.redis.kill()
    desk.redis.again()
    await until(desk.nodes[1].is_ready, 40)
    second = await visitor(desk.nodes[1])
    await second.insist("conversation.start", {"cid": new_cid(), "department": "care", "text": "hi"})
    for console in consoles:
        await shows_the_truth(console)
    desk.redis.child.send_signal(signal.SIGSTOP)
    await asyncio.gather(*[until(lambda node=node: not_ready(node), 30) for node in desk.nodes])
    desk.redis.child.send_signal(signal.SIGCONT)
    await until(desk.nodes[1].is_ready, 40)
    third = await visitor(desk.nodes[1])
    await third.insist("conversation.start", {"cid": new_cid(), "department": "care", "text": "hi"})
    for console in consoles:
        await shows_the_truth(console)
        assert len(console.lists.shown) == 3
        assert len(console.greetings) == 1, "nothing was lost, so nobody had to come back"
        assert schemas.findings(console.connection) == []


async def not_ready(node):
    return (await http("GET", node.url + "/readyz")).status == 503


@pytest.mark.deadline(120)
async def test_a_store_that_forgot_what_it_told_makes_its_consoles_come_back(world):
    desk = await Desk.open(world, durable=True)
    consoles = [await staff(node, desk.sue, presence=None) for node in desk.nodes]
    for console in consoles:
        await console.watch(["care", "sales"])
    kept = await arrive(desk.nodes[0])
    await until(lambda: all(kept.id in console.lists.shown for console in consoles))
    shutil.copytree(desk.redis.folder / "appendonlydir", desk.redis.folder / "copy")
    lost = await arrive(desk.nodes[0])
    await until(lambda: all(lost.id in console.lists.shown for console in consoles))
    await lost.stop()
    desk.redis.kill()
    shutil.rmtree(desk.redis.folder / "appendonlydir")
    shutil.move(desk.redis.folder / "copy", desk.redis.folder / "appendonlydir")
    desk.redis.again()
    await until(lambda: all(len(console.greetings) == 2 for console in consoles), 60, "the consoles to come back")
    assert [console.old[0].closed.result() for console in consoles] == [1012, 1012]
    await arrive(desk.nodes[1])
    for console in consoles:
        await shows_the_truth(console)
        assert lost.id not in console.lists.shown and len(console.lists.shown) == 2


async def some_waiting(server, count):
    """So many conversations that wait; their visitors are gone again, which the queue does not mind for a while."""
    async def one():
        socket = await Connection.open(server.socket)
        await socket.call("hello", {"role": "visitor"})
        await socket.call("conversation.start", {"cid": new_cid(), "text": "hi", "department": "care"})
        await socket.close()

    for n in range(0, count, 50):
        await asyncio.gather(*[one() for _ in range(min(50, count - n))])


@pytest.mark.deadline(180)
async def test_at_most_a_thousand_and_none_who_waits_is_cut_for_another(world):
    desk = await Desk.open(world, capacity=1)
    ana = await staff(desk.nodes[0], desk.ana)
    served = await arrive(desk.nodes[0])
    await until(lambda: served.id in ana.views)
    await some_waiting(desk.nodes[1], 1000)
    lists = await ana.watch(["care"], ["active", "queued"])
    assert len(lists.shown) == 1000 and lists.more
    assert {summary["state"] for summary in lists.shown.values()} == {"queued"}
    # What was cut is told when it changes.
    await ana.call("conversation.tag", {"conversation": served.id, "cid": new_cid(), "tags": ["vip"]})
    await until(lambda: served.id in lists.shown)
    # The feed keeps a thousand: from further back, everything is watched anew.
    assert lists.last["care"] == 1003
    for after, count in ((1003, 0), (1002, 1), (3, 1000)):
        synced = await ana.call("list.sync", {"department": "care", "after": after})
        assert len(synced["listed"]) == count and synced["last"] == 1003
    for after in (0, 1, 2, 1004):
        assert await ana.call("list.sync", {"department": "care", "after": after}) == {"reload": True}
    alone = await ana.watch(["care"], ["active"])
    assert list(alone.shown) == [served.id] and not alone.more
    assert ana.faults() == [] and schemas.findings(ana.connection) == []


@pytest.mark.deadline(120)
async def test_long_names_do_not_overflow_a_consoles_outbox(world):
    """What one result holds is bounded in bytes as well."""
    desk = await Desk.open(world, options=("--limits.outbox_bytes", 65536))
    for _ in range(60):
        customer = await bare(desk.nodes[1])
        await customer.call("hello", {"role": "visitor"})
        await customer.call("visitor.update", {"name": "😀" * 200, "email": "e" * 240 + "@example.test"})
        await customer.call("conversation.start", {"cid": new_cid(), "text": "hi", "department": "care"})
    sue = await staff(desk.nodes[0], desk.sue, presence=None)
    lists = await sue.watch(["care"])
    assert 20 < len(lists.shown) < 60 and lists.more
    assert await sue.call("list.sync", {"department": "care", "after": 0}) == {"reload": True}
    assert len((await sue.call("list.sync", {"department": "care", "after": 40}))["listed"]) == 20
    assert sue.faults() == [] and len(sue.greetings) == 1

"""What the state forbids (4209), and what sending again with the same `cid` gives: the first result, nothing done."""
import asyncio

import pytest

from servers import staff, until
from test_contract_errors import greeted_staff, greeted_visitor, refused
from wire import new_cid


@pytest.fixture(scope="module")
def demo(shared_world):
    return asyncio.run(shared_world.demo("--limits.messages_per_minute", 60000, "--limits.burst", 10000))


async def start(socket, **params):
    return await socket.call("conversation.start", {"cid": new_cid(), "text": "hi", **params})


async def log(socket, id):
    return (await socket.call("conversation.sync", {"conversation": id, "after": 0}))["events"]


async def test_the_same_cid_gives_the_first_result(demo):
    socket, cid = await greeted_visitor(demo), new_cid()
    first = await socket.call("conversation.start", {"cid": cid, "text": "hi"})
    again = await socket.call("conversation.start", {"cid": cid, "text": "other words"})
    id = first["conversation"]["id"]
    assert again["duplicate"] is True and again["conversation"]["id"] == id and again["seq"] == first["seq"]
    cid = new_cid()
    sent = await socket.call("message.send", {"conversation": id, "cid": cid, "text": "one"})
    assert "duplicate" not in sent
    for text in ("one", "two"):
        repeated = await socket.call("message.send", {"conversation": id, "cid": cid, "text": text})
        assert (repeated["seq"], repeated["at"], repeated["duplicate"]) == (sent["seq"], sent["at"], True)
    assert [e["text"] for e in await log(socket, id) if e["kind"] == "message"] == ["hi", "one"]
    await refused(socket.call("conversation.close", {"conversation": id, "cid": cid}), 4209, why="cid_reused")
    closing = new_cid()
    closed = await socket.call("conversation.close", {"conversation": id, "cid": closing})
    assert (await socket.call("conversation.close", {"conversation": id, "cid": closing}))["seq"] == closed["seq"]
    after = await socket.call("message.send", {"conversation": id, "cid": cid, "text": "one"})
    assert after["seq"] == sent["seq"] and after["duplicate"] is True, "a cid is looked up before any check of state"


async def test_two_people_may_use_the_same_cid(demo):
    one, other, cid = await greeted_visitor(demo), await greeted_visitor(demo), new_cid()
    first = await one.call("conversation.start", {"cid": cid, "text": "a"})
    second = await other.call("conversation.start", {"cid": cid, "text": "b"})
    assert first["conversation"]["id"] != second["conversation"]["id"] and "duplicate" not in second


async def test_an_error_is_not_remembered(demo):
    socket, cid = await greeted_visitor(demo), new_cid()
    await refused(socket.call("conversation.start", {"cid": cid, "department": "nowhere", "text": "hi"}), -32602)
    assert "duplicate" not in await socket.call("conversation.start", {"cid": cid, "text": "hi"})


async def test_the_same_cid_on_two_sockets_at_once(demo):
    first = await greeted_visitor(demo)
    second = await greeted_visitor(demo, token=first.hello["token"])
    id, cid = (await start(first))["conversation"]["id"], new_cid()
    params = {"conversation": id, "cid": cid, "text": "once"}
    results = await asyncio.gather(*[socket.call("message.send", params) for socket in (first, second) * 5])
    assert len({r["seq"] for r in results}) == 1 and sum("duplicate" not in r for r in results) == 1
    assert [e.get("text") for e in await log(first, id)].count("once") == 1


async def test_starting_with_one_open(demo):
    socket = await greeted_visitor(demo)
    first = await start(socket)
    second = await start(socket, text="and this")
    assert second["existing"] is True and second["conversation"]["id"] == first["conversation"]["id"]
    third = await socket.call("conversation.start", {"cid": new_cid()})
    assert third["existing"] is True
    assert [e["text"] for e in await log(socket, first["conversation"]["id"]) if e["kind"] == "message"] == ["hi", "and this"]


async def test_many_starts_at_once_are_one_conversation(demo):
    first = await greeted_visitor(demo)
    second = await greeted_visitor(demo, token=first.hello["token"])
    results = await asyncio.gather(*[start(socket, text=str(n)) for n, socket in enumerate((first, second) * 4)])
    assert len({r["conversation"]["id"] for r in results}) == 1
    assert sum(not r.get("existing") for r in results) == 1
    events = await log(first, results[0]["conversation"]["id"])
    assert sorted(e["text"] for e in events if e["kind"] == "message") == sorted(map(str, range(8)))
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1))


async def test_what_is_closed(world):
    demo = await world.demo()
    customer = await greeted_visitor(demo)
    agent = await staff(demo, "ana@demo.test")
    id = (await start(customer))["conversation"]["id"]
    await until(lambda: id in agent.views)
    await refused(customer.call("conversation.reopen", {"conversation": id, "cid": new_cid()}), 4209, state="active")
    await refused(agent.call("conversation.take", {"conversation": id, "cid": new_cid()}), 4209, state="active")
    await agent.call("conversation.close", {"conversation": id, "cid": new_cid(), "reason": "resolved", "tags": ["done"]})
    send = {"conversation": id, "text": "x"}
    await refused(agent.call("message.send", {**send, "cid": new_cid()}), 4209, state="closed")
    await refused(agent.call("conversation.close", {"conversation": id, "cid": new_cid()}), 4209, state="closed")
    await refused(customer.call("conversation.close", {"conversation": id, "cid": new_cid()}), 4209, state="closed")
    await refused(agent.call("conversation.take", {"conversation": id, "cid": new_cid()}), 4209, state="closed")
    assert (await agent.call("note.add", {"conversation": id, "cid": new_cid(), "text": "later"}))["seq"]
    assert (await agent.call("conversation.get", {"conversation": id}))["conversation"]["tags"] == ["done"]
    reopened = await agent.call("conversation.reopen", {"conversation": id, "cid": new_cid()})
    assert reopened["conversation"]["state"] == "active"
    await agent.call("conversation.close", {"conversation": id, "cid": new_cid(), "reason": "spam"})
    started = await start(customer, text="new")
    assert started["conversation"]["id"] != id and not started.get("existing")
    await until(lambda: started["conversation"]["id"] in agent.views)
    assert agent.faults() + customer.violations == []


async def test_reasons_of_closing(demo):
    customer = await greeted_visitor(demo)
    id = (await start(customer))["conversation"]["id"]
    for reason in ("resolved", "spam"):
        params = {"conversation": id, "cid": new_cid(), "reason": reason}
        await refused(customer.call("conversation.close", params), -32602, field="reason")
    agent = await greeted_staff(demo, "sue@demo.test")
    params = {"conversation": id, "cid": new_cid(), "reason": "visitor_left"}
    await refused(agent.call("conversation.close", params), -32602, field="reason")


async def test_lists_and_pages(demo):
    agent = await greeted_staff(demo, "sue@demo.test")
    ids = []
    for _ in range(5):
        ids.append((await start(await greeted_visitor(demo)))["conversation"]["id"])
    seen, cursor = [], None
    while True:
        page = await agent.call("conversation.list", {"limit": 2, "state": "queued", **({"cursor": cursor} if cursor else {})})
        seen += [c["id"] for c in page["conversations"]]
        cursor = page["cursor"]
        assert len(page["conversations"]) <= 2
        if cursor is None:
            break
    assert [id for id in seen if id in ids] == ids[::-1], "newest first, each once"
    assert len(seen) == len(set(seen))

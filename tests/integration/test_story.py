"""One conversation from the first word to its transcript, between a visitor and an agent on different nodes."""
import re

import pytest

import schemas
from servers import CARE, bare, http, staff, until, visitor
from wire import new_cid

SECRET = "do-not-tell-7f3a91"  # planted in what only staff may see
VISITORS_NEVER = ("notes_seq", "tags", "priority", "opportunity")


def in_step(*clients, conversation, log="log"):
    """Every client shows the same events, and as many as the newest copy counts."""
    views = [[(e["seq"], e["kind"], e["at"], e.get("text")) for e in c.view(conversation).events(log)] for c in clients]
    return bool(views[0]) and all(view == views[0] for view in views)


async def open_chat(customer, agent, text="Hello?", department="care"):
    started = await customer.call("conversation.start", {"cid": new_cid(), "department": department, "text": text})
    id = started["conversation"]["id"]
    await until(lambda: "assigned" in customer.view(id).kinds() and id in agent.views, what="assigned")
    return id, started


def check_visitor_copy(copy):
    for field in VISITORS_NEVER:
        assert field not in copy, copy
    assert copy["state"] != "offered"
    assert "email" not in (copy["owner"] or {})




async def two_servers(world, kind):
    if kind == "four nodes":
        server = await world.demo(nodes=4)
        return server, server, "ana@demo.test"
    redis = world.redis()
    await world.apply(redis, CARE)
    first = await world.serve(redis)
    email = await world.staff_add(redis, "Ana")
    return first, await world.serve(redis), email


async def on_another_node(connect, node):
    """A client whose node is not `node`; tries again where one port has several nodes."""
    for _ in range(60):
        client = await connect()
        if client.server["node"] != node:
            return client
        await client.stop()
    raise AssertionError("60 connections and all on one node")


@pytest.mark.parametrize("kind", ["two processes", "four nodes"])
async def test_story(world, kind):
    here, there, email = await two_servers(world, kind)
    customer = await visitor(here, hello={"page": {"url": "https://shop.test/", "title": "Shop", "referrer": ""}, "locale": "en"})
    assert customer.greetings[0]["conversation"] is None and customer.you["role"] == "visitor"
    agent = await on_another_node(lambda: staff(there, email), customer.server["node"])
    second_tab = await visitor(there, token=customer.token)
    assert second_tab.you["id"] == customer.you["id"]

    id, started = await open_chat(customer, agent)
    assert started["seq"] == 1 and not started.get("existing")
    await until(lambda: in_step(customer, agent, second_tab, conversation=id))
    assert customer.view(id).kinds() == ["message", "queued", "assigned"]
    assigned = customer.view(id).events()[2]
    assert assigned["to"]["name"] == "Ana" and assigned["by"]["role"] in ("system", "bot")
    assert (id, "started") in customer.because and (id, "started") in second_tab.because
    assert (id, "assigned") in agent.because
    await until(lambda: customer.conversations[id]["state"] == "active")
    assert customer.conversations[id]["owner"]["name"] == "Ana"

    # Both write at the same time, many times: one order for everybody.
    said = [side.say(id, f"{name} {n} ✓ žluťoučký 😀") for n in range(8) for side, name in ((customer, "V"), (agent, "A"))]
    await until(lambda: all(m.done for m in said), 20)
    assert [m.error for m in said if m.error] == []
    await until(lambda: in_step(customer, agent, second_tab, conversation=id) and customer.view(id).last() == 19)
    by_seq = {event["seq"]: event for event in customer.view(id).events()}
    for message in customer.acknowledged(id):
        assert by_seq[message.result["seq"]]["cid"] == message.cid
        assert by_seq[message.result["seq"]]["at"] == message.result["at"]
        assert by_seq[message.result["seq"]]["text"] == message.text
    assert all("cid" not in e for e in agent.view(id).events() if e["by"]["id"] == customer.you["id"])
    assert all("cid" in e for e in second_tab.view(id).events() if e["by"]["id"] == customer.you["id"] and e["kind"] == "message")

    await signals(customer, second_tab, agent, id)
    await notes_stay_inside(customer, second_tab, agent, id)
    await close_and_reopen(customer, second_tab, agent, id)
    await transcripts(here, there, customer, agent, id)
    await reload(here, customer, id)
    for client in (customer, second_tab, agent):
        assert client.faults() == [] and schemas.findings(client.connection) == []
    for client in (customer, second_tab):
        for frame in client.received():
            assert SECRET not in frame and "notes_seq" not in frame and '"notes"' not in frame, frame
            assert email not in frame, frame
        for _, params in client.connection.notifications:
            if isinstance(params.get("conversation"), dict):
                check_visitor_copy(params["conversation"])


async def signals(customer, second_tab, agent, id):
    await customer.connection.notify("typing", {"conversation": id, "on": True, "preview": "I would li"})
    typing = await until(lambda: [s for s in agent.signals if s["kind"] == "typing"], what="typing to the agent")
    assert typing[0]["on"] is True and typing[0]["by"]["id"] == customer.you["id"] and typing[0]["conversation"] == id
    assert "preview" not in typing[0], "no site setting allows it"
    await agent.connection.notify("typing", {"conversation": id, "on": True})
    await until(lambda: [s for s in customer.signals if s["kind"] == "typing"], what="typing to the visitor")
    await until(lambda: [s for s in second_tab.signals if s["kind"] == "typing"], what="typing to the second tab")
    last = agent.view(id).last()
    await agent.connection.notify("read", {"conversation": id, "log": "log", "seq": last})
    read = await until(lambda: [s for s in customer.signals if s["kind"] == "read"], what="read to the visitor")
    assert read[0]["log"] == "log" and read[0]["seq"] == last
    assert await agent.call("typing", {"conversation": id, "on": False}) == {}
    assert await customer.call("read", {"conversation": id, "log": "log", "seq": last}) == {}
    await until(lambda: [s for s in agent.signals if s["kind"] == "read"], what="read to the agent")
    mine = [s for s in customer.signals + second_tab.signals if s["by"]["id"] == customer.you["id"]]
    assert mine == [], "signals go to other people's connections only"
    assert [s for s in agent.signals if s["by"]["id"] == agent.you["id"]] == []


async def notes_stay_inside(customer, second_tab, agent, id):
    log_seq, before = agent.view(id).last(), agent.view(id).last("notes")
    note = await agent.call("note.add", {"conversation": id, "cid": new_cid(), "text": f"{SECRET} a note"})
    tag = await agent.call("conversation.tag", {"conversation": id, "cid": new_cid(), "tags": ["vip", SECRET]})
    assert (note["seq"], tag["seq"]) == (before + 1, before + 2) and "at" in note
    await agent.call("conversation.priority", {"conversation": id, "cid": new_cid(), "priority": "high"})
    await until(lambda: agent.view(id).kinds("notes")[before:before + 2] == ["note", "tagged"])
    assert [e["log_seq"] for e in agent.view(id).events("notes")][before:before + 2] == [log_seq, log_seq]
    await until(lambda: agent.conversations[id]["tags"] == ["vip", SECRET] and agent.conversations[id]["priority"] == "high")
    marker = agent.say(id, "after the notes")
    await until(lambda: marker.done and in_step(customer, second_tab, agent, conversation=id))
    for client in (customer, second_tab):
        assert client.view(id).events("notes") == []


async def close_and_reopen(customer, second_tab, agent, id):
    closed = await agent.call("conversation.close", {"conversation": id, "cid": new_cid(), "reason": "resolved"})
    await until(lambda: customer.conversations[id]["state"] == "closed" and customer.view(id).last() >= closed["seq"])
    event = customer.view(id).events()[closed["seq"] - 1]
    assert event["kind"] == "closed" and event["reason"] == "resolved"
    assert customer.conversations[id]["close_reason"] == "resolved"
    assert abs(customer.conversations[id]["closed_at"] - event["at"]) < 2000
    again = customer.say(id, "One more thing")
    await until(lambda: again.done and customer.conversations[id]["state"] == "active")
    assert again.error is None
    await until(lambda: in_step(customer, second_tab, agent, conversation=id))
    kinds = customer.view(id).kinds()[closed["seq"]:]
    assert kinds[:2] == ["reopened", "message"] and "closed_at" not in customer.conversations[id]
    assert customer.conversations[id]["owner"]["name"] == "Ana", "the earlier owner is there and free"
    reply = agent.say(id, "Of course")
    await until(lambda: reply.done and in_step(customer, second_tab, agent, conversation=id))


async def transcripts(here, there, customer, agent, id):
    path = f"/api/v1/conversations/{id}/transcript"
    mine, theirs = {"Authorization": f"Bearer {customer.token}"}, {"Authorization": f"Bearer {agent.token}"}
    own = await http("GET", there.url + path + "?format=json", headers=mine)
    assert own.status == 200 and "application/json" in own.headers["Content-Type"]
    assert [e["seq"] for e in own.json["log"]] == list(range(1, customer.view(id).last() + 1))
    assert [e.get("text") for e in own.json["log"]] == [e.get("text") for e in customer.view(id).events()]
    assert not own.json.get("notes") and SECRET not in own.text
    check_visitor_copy(own.json["conversation"])
    full = await http("GET", here.url + path + "?format=json", headers=theirs)
    assert [e["kind"] for e in full.json["notes"]] == agent.view(id).kinds("notes")
    assert SECRET in full.text and full.json["conversation"]["id"] == id
    assert [e["seq"] for e in full.json["log"]] == [e["seq"] for e in own.json["log"]]
    for headers in (mine, theirs):
        text = await http("GET", here.url + path + "?format=text", headers=headers)
        assert text.status == 200 and text.headers["Content-Type"].startswith("text/plain")
        lines = text.text.splitlines()
        assert any(re.match(r"\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\]]*\] Ana: A 3 ✓ žluťoučký 😀$", line) for line in lines)
        assert SECRET not in text.text, "the text is the log"
    assert (await http("GET", here.url + path)).status == 401
    stranger = await visitor(here)
    assert (await http("GET", here.url + path, headers={"Authorization": f"Bearer {stranger.token}"})).status == 404


async def reload(here, customer, id):
    """A page that comes back with its token and its positions is given exactly what it missed."""
    fresh = await visitor(here, token=customer.token)
    assert fresh.greetings[0]["conversation"]["id"] == id and fresh.you["id"] == customer.you["id"]
    await until(lambda: in_step(customer, fresh, conversation=id))
    await fresh.stop()
    view = customer.view(id)
    socket = await bare(here)
    hello = await socket.call("hello", {"role": "visitor", "token": customer.token, "resume": [
        {"conversation": id, "epoch": view.epoch, "log": 5, "notes": 0},
        {"conversation": "nothing-of-mine", "epoch": view.epoch, "log": 0}]})
    resumed = {one["conversation"]: one for one in hello["resumed"]}
    assert resumed[id]["status"] == "ok" and resumed[id]["epoch"] == view.epoch and resumed[id]["more"] is False
    assert [e["seq"] for e in resumed[id]["events"]] == list(range(6, view.last() + 1))
    assert resumed[id]["last"]["log"] == view.last()
    assert resumed["nothing-of-mine"]["status"] == "gone"
    unknown = await socket.call("conversation.sync", {"conversation": id, "after": 3, "epoch": "another"})
    assert unknown["events"] == [] and unknown["epoch"] == view.epoch
    part = await socket.call("conversation.sync", {"conversation": id, "after": 3, "limit": 4})
    assert [e["seq"] for e in part["events"]] == [4, 5, 6, 7] and part["last"] == view.last()
    assert socket.violations == []
    await socket.close()

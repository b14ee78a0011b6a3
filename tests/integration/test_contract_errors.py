"""Every refusal of the contract's sections 2, 4 and 5 over a socket: code, reason, field; and nothing changed."""
import asyncio

import pytest

import schemas
from servers import bare, sign_in, staff, until
from wire import CallError, new_cid

LONG = "x" * 4001


@pytest.fixture(scope="module")
def demo(shared_world):
    return asyncio.run(shared_world.demo("--limits.messages_per_minute", 60000, "--limits.burst", 10000))


async def refused(call, code, **data):
    """The error of an awaitable call; its code, and what `data` must hold."""
    with pytest.raises(CallError) as caught:
        await call
    error = caught.value
    assert error.code == code, error
    for key, value in data.items():
        assert error.data.get(key) == value, error
    return error


async def greeted_visitor(demo, **hello):
    socket = await bare(demo)
    socket.hello = await socket.call("hello", {"role": "visitor", **hello})
    return socket


async def greeted_staff(demo, email="ana@demo.test"):
    socket = await bare(demo)
    socket.token = await sign_in(demo, email)
    socket.hello = await socket.call("hello", {"role": "staff", "token": socket.token})
    return socket


def cid_problems(method, rest):
    yield method, {**rest}, "cid"
    for bad in ("", "x" * 65, "with space", "ü", 7, None):
        yield method, {**rest, "cid": bad}, "cid"


def text_problems(method, rest):
    yield method, {**rest, "cid": new_cid()}, "text"
    for bad in ("", " \n\t ", "\u2003\u00a0", 7, None, ["x"]):
        yield method, {**rest, "cid": new_cid(), "text": bad}, "text"


def problems(id):
    """(method, params, field) of -32602 that a visitor may send about their conversation `id`."""
    yield from cid_problems("conversation.start", {"text": "hi"})
    for bad in ("", " ", 7):
        yield "conversation.start", {"cid": new_cid(), "text": bad}, "text"
    yield "conversation.start", {"cid": new_cid(), "department": 3}, "department"
    yield "conversation.start", {"cid": new_cid(), "fields": []}, "fields"
    yield from cid_problems("message.send", {"conversation": id, "text": "hi"})
    yield from text_problems("message.send", {"conversation": id})
    yield "message.send", {"cid": new_cid(), "text": "hi"}, "conversation"
    yield "message.send", {"conversation": 7, "cid": new_cid(), "text": "hi"}, "conversation"
    yield "message.send", {"conversation": id, "cid": new_cid(), "text": "hi", "attachments": [{"id": "a"}]}, "attachments"
    for method in ("conversation.get", "conversation.sync"):
        yield method, {"after": 0} if method.endswith("sync") else {}, "conversation"
    yield "conversation.sync", {"conversation": id}, "after"
    for field, values in {"after": (-1, "1", 1.5, None), "limit": (0, 201, "9"), "log": ("other", 1), "epoch": (3,)}.items():
        for bad in values:
            yield "conversation.sync", {"conversation": id, "after": 0, field: bad}, field
    for method in ("conversation.close", "conversation.reopen"):
        yield from cid_problems(method, {"conversation": id})
        yield method, {"cid": new_cid()}, "conversation"
    yield "conversation.close", {"conversation": id, "cid": new_cid(), "reason": "bored"}, "reason"
    yield "read", {"conversation": id, "seq": "1"}, "seq"
    yield "read", {"conversation": id}, "seq"
    yield "typing", {"conversation": id}, "on"
    yield "typing", {"conversation": id, "on": "yes"}, "on"
    yield "visitor.update", {"name": 7}, "name"
    yield "visitor.update", {"page": "https://shop.test"}, "page"


def staff_problems(id):
    yield "presence.set", {}, "presence"
    yield "presence.set", {"presence": "busy"}, "presence"
    for bad in (-1, 51, "4", 1.5):
        yield "presence.set", {"presence": "away", "capacity": bad}, "capacity"
    for field, values in {"limit": (0, 101, "9"), "cursor": (7,), "state": ("open", 7)}.items():
        for bad in values:
            yield "conversation.list", {field: bad}, field
    yield from cid_problems("note.add", {"conversation": id, "text": "hi"})
    yield from text_problems("note.add", {"conversation": id})
    yield from cid_problems("conversation.tag", {"conversation": id, "tags": []})
    for bad in (None, "a", ["x" * 41], [7], [f"t{n}" for n in range(21)]):
        yield "conversation.tag", {"conversation": id, "cid": new_cid(), "tags": bad}, "tags"
    yield "conversation.priority", {"conversation": id, "cid": new_cid(), "priority": "top"}, "priority"
    yield "conversation.priority", {"conversation": id, "cid": new_cid()}, "priority"
    yield from cid_problems("conversation.take", {"conversation": id})
    yield "conversation.take", {"conversation": id, "cid": new_cid(), "over": 1}, "over"


async def run_problems(socket, cases):
    """All wrong answers at once, so that one run shows every disagreement."""
    wrong = []
    for method, params, field in cases:
        try:
            result = await socket.call(method, params)
            wrong.append(f"{method} {params}: was carried out: {result}")
        except CallError as error:
            named = str(error.data.get("field", ""))
            too_long = error.code == 4213 and isinstance(params.get(field), list)
            if (error.code != -32602 and not too_long) or not (named == field or named.startswith((field + "[", field + ".", field + "/"))):
                wrong.append(f"{method} {str(params)[:200]}: {error.code} {error.data}, not -32602 field {field}")
    assert wrong == [], "\n".join(wrong)


async def test_wrong_params_of_a_visitor(demo):
    socket = await greeted_visitor(demo)
    id = (await socket.call("conversation.start", {"cid": new_cid(), "text": "hi"}))["conversation"]["id"]
    before = (await socket.call("conversation.get", {"conversation": id}))["conversation"]
    await run_problems(socket, problems(id))
    after = (await socket.call("conversation.get", {"conversation": id}))["conversation"]
    assert after["log_seq"] == before["log_seq"] and after["state"] == before["state"]
    for method in ("message.send",):
        await refused(socket.call(method, {"conversation": id, "cid": new_cid(), "text": LONG}), 4213, field="text")
    await refused(socket.call("conversation.start", {"cid": new_cid(), "text": LONG}), 4213, field="text")
    longest = "😀" * 4000
    sent = await socket.call("message.send", {"conversation": id, "cid": new_cid(), "text": longest})
    event = (await socket.call("conversation.sync", {"conversation": id, "after": sent["seq"] - 1}))["events"][0]
    assert event["text"] == longest
    assert socket.violations == []


async def test_wrong_params_of_staff(demo):
    customer = await greeted_visitor(demo)
    id = (await customer.call("conversation.start", {"cid": new_cid(), "text": "hi"}))["conversation"]["id"]
    socket = await greeted_staff(demo)
    await run_problems(socket, staff_problems(id))
    await refused(socket.call("note.add", {"conversation": id, "cid": new_cid(), "text": LONG}), 4213, field="text")
    assert socket.violations == []


async def test_text_is_kept_byte_for_byte(demo):
    socket = await greeted_visitor(demo)
    texts = ["  around  ", "a\r\nb\tc", "\u200b\u202e\ufeffx", "e\u0301 é", '"\\/\u0000\u001f', "\U0010ffff<script>&amp;"]
    id = (await socket.call("conversation.start", {"cid": new_cid(), "text": texts[0]}))["conversation"]["id"]
    for text in texts[1:]:
        await socket.call("message.send", {"conversation": id, "cid": new_cid(), "text": text})
    events = (await socket.call("conversation.sync", {"conversation": id, "after": 0}))["events"]
    assert [e["text"] for e in events if e["kind"] == "message"] == texts


VISITOR_METHODS = ["visitor.update", "conversation.start", "conversation.leave", "conversation.rate", "handoff.answer"]
STAFF_METHODS = [
    "alert.set", "presence.set", "staff.list", "queue.watch", "list.watch", "list.sync", "conversation.list", "offer.answer",
    "conversation.take", "conversation.transfer", "note.add", "conversation.tag", "conversation.priority",
    "conversation.observe", "conversation.force", "opportunity.flag", "handoff.propose", "handoff.withdraw",
    "handoff.back", "opportunity.close", "opportunity.list", "stats.get",
    "suggestion.dismiss", "handoff.defer", "conversation.invite", "note.share", "opportunity.refund",
    "opportunity.follow_up", "settings.get", "settings.set",
]


async def test_methods_of_the_other_side_are_unknown(demo):
    customer, agent = await greeted_visitor(demo), await greeted_staff(demo)
    for method in STAFF_METHODS + ["nonsense", "", "Ping", "conversation", "event"]:
        await refused(customer.call(method, {}), -32601, reason="unknown_method")
    for method in VISITOR_METHODS + ["nonsense"]:
        await refused(agent.call(method, {}), -32601, reason="unknown_method")
    assert customer.violations + agent.violations == []


async def test_hello(demo):
    socket = await bare(demo)
    for method in ("ping", "conversation.start", "message.send", "presence.set", "nonsense"):
        await refused(socket.call(method, {"cid": new_cid()}), 4100, reason="not_authenticated")
    await refused(socket.call("hello", {"role": "visitor", "token": "forged"}), 4103, field="token")
    first = await socket.call("hello", {"role": "visitor"})
    await refused(socket.call("hello", {"role": "visitor", "token": first["token"]}), 4209, reason="conflict")
    assert (await socket.call("ping", {}))["time"] > 1_600_000_000_000
    limits = first["limits"]
    assert limits["message_chars"] == 4000 and limits["frame_bytes"] == 65536 and limits["cid_chars"] == 64
    assert limits["json_depth"] == 16 and limits["messages_per_minute"] > 0 and limits["burst"] > 0
    assert limits["reopen_ms"] == 30 * 60 * 1000
    assert first["you"]["role"] == "visitor" and first["server"].keys() >= {"node", "version", "time"}
    assert {d["id"] for d in first["desk"]["departments"]} == {"care", "sales"}
    other = await bare(demo)
    await refused(other.call("hello", {"role": "visitor", "site": "no-such-site"}), 4103, field="site")
    await refused(other.call("hello", {"role": "visitor", "identity": "a.b.c"}), 4103, field="identity")
    assert (await other.call("hello", {"role": "visitor"}))["you"]["id"] != first["you"]["id"]
    third = await bare(demo)
    for params, field in (({"role": "boss"}, "role"), ({}, "role"), ({"role": "visitor", "token": 7}, "token")):
        await refused(third.call("hello", params), -32602, field=field)
    assert socket.violations + other.violations + third.violations == []


async def test_hello_of_staff(demo):
    socket = await bare(demo)
    customer = await greeted_visitor(demo)
    await refused(socket.call("hello", {"role": "staff", "token": customer.hello["token"]}), 4103, field="token")
    await refused(socket.call("hello", {"role": "staff"}), 4103, field="token")
    hello = await socket.call("hello", {"role": "staff", "token": await sign_in(demo, "ben@demo.test")})
    you = hello["you"]
    assert you["email"] == "ben@demo.test" and you["roles"] == ["agent"] and you["departments"] == ["care"]
    assert you["presence"] == "away" and you["capacity"] == 4, "the first presence ever is away"
    assert hello["conversations"] == [] and hello["offers"] == []
    care = next(d for d in hello["desk"]["departments"] if d["id"] == "care")
    assert care["assign"] == "auto" and care["kind"] == "care"
    by_staff_token = await bare(demo)
    await refused(by_staff_token.call("hello", {"role": "visitor", "token": await sign_in(demo, "ben@demo.test")}), 4103, field="token")


async def test_not_yours_and_not_owner(world):
    demo = await world.demo()
    mine, stranger = await greeted_visitor(demo), await greeted_visitor(demo)
    agent = await staff(demo, "ana@demo.test")
    id = (await mine.call("conversation.start", {"cid": new_cid(), "text": "hi"}))["conversation"]["id"]
    await until(lambda: id in agent.views)
    sales, colleague = await greeted_staff(demo, "sam@demo.test"), await greeted_staff(demo, "ben@demo.test")
    for other in (id, "c-nothing"):
        base = {"conversation": other}
        for method, params in {
            "message.send": {"cid": new_cid(), "text": "x"}, "conversation.get": {}, "conversation.sync": {"after": 0},
            "conversation.close": {"cid": new_cid()}, "conversation.reopen": {"cid": new_cid()},
        }.items():
            await refused(stranger.call(method, {**base, **params}), 4204, reason="not_found")
            await refused(sales.call(method, {**base, **params}), 4204, reason="not_found")
        for method, params in {
            "note.add": {"text": "x"}, "conversation.tag": {"tags": []}, "conversation.priority": {"priority": "high"},
            "conversation.take": {},
        }.items():
            await refused(sales.call(method, {**base, "cid": new_cid(), **params}), 4204, reason="not_found")
    owner = {"id": agent.you["id"], "name": "Ana"}
    send = {"conversation": id, "cid": new_cid(), "text": "x"}
    error = await refused(colleague.call("message.send", send), 4104, reason="forbidden")
    assert error.data["owner"] == owner
    for method, params in {
        "conversation.close": {}, "conversation.tag": {"tags": []}, "conversation.priority": {"priority": "high"},
        "conversation.reopen": {},
    }.items():
        await refused(colleague.call(method, {"conversation": id, "cid": new_cid(), **params}), 4104, reason="forbidden")
    assert (await colleague.call("note.add", {"conversation": id, "cid": new_cid(), "text": "seen"}))["seq"] >= 1
    await refused(mine.call("conversation.sync", {"conversation": id, "log": "notes", "after": 0}), 4104, reason="forbidden")
    assert [f for socket in (mine, stranger, colleague, agent.connection) for f in schemas.findings(socket)] == []
    assert agent.faults() + mine.violations + stranger.violations + sales.violations + colleague.violations == []

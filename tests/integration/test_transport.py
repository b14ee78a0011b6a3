"""Frames and sockets: what is refused at the upgrade, what a broken frame costs, and every close code."""
import asyncio
import contextlib

import pytest
import websockets

from servers import bare, http, staff, until, visitor
from test_contract_errors import greeted_visitor
from wire import CallError, Connection, Lost, new_cid


@pytest.fixture(scope="module")
def demo(shared_world):
    return asyncio.run(shared_world.demo())


@pytest.fixture(scope="module")
def hasty(shared_world):
    """Short deadlines: a good hello within 1 s, a frame every 1.5 s."""
    return asyncio.run(shared_world.demo("--limits.hello_ms", 1000, "--limits.idle_ms", 1500, data="hasty"))


async def code_of(socket, seconds=10):
    return await asyncio.wait_for(socket.closed, seconds)


async def stray(socket, frame):
    """The next answer that belongs to no call of ours, after sending `frame` as it is."""
    count = len(socket.strays)
    await socket.send(frame)
    await until(lambda: len(socket.strays) > count, what=f"an answer to {frame[:80]}")
    return socket.strays[count]


@pytest.mark.parametrize("subprotocols", [(), ("chat",), ("baton.v2", "baton.v10")])
async def test_without_the_subprotocol(demo, subprotocols):
    with pytest.raises(websockets.InvalidStatusCode) as caught:
        await Connection.open(demo.socket, subprotocols=subprotocols)
    assert caught.value.status_code == 400


async def test_the_subprotocol_among_others(demo):
    socket = await websockets.connect(demo.socket, subprotocols=["chat", "baton.v1"])
    assert socket.subprotocol == "baton.v1"
    await socket.close()


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://127.0.0.1.evil.test", "https://127.0.0.1"])
async def test_a_foreign_origin(demo, origin):
    with pytest.raises(websockets.InvalidStatusCode) as caught:
        await Connection.open(demo.socket, origin=origin)
    assert caught.value.status_code == 403


async def test_the_own_origin(demo):
    socket = await bare(demo, origin=demo.url)
    assert (await socket.call("hello", {"role": "visitor"}))["token"]
    await socket.close()


async def test_broken_frames_are_answered_and_the_socket_lives(demo):
    socket = await greeted_visitor(demo)
    deep = lambda levels: '{"jsonrpc":"2.0","id":77,"method":"ping","params":{"x":' + "[" * (levels - 2) + "]" * (levels - 2) + "}}"
    for frame, code, id in [
        ("{", -32700, None), ("", -32700, None), ("nothing", -32700, None), ('{"jsonrpc":"2.0","id":1,}', -32700, None),
        (r'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"\ud800"}}', -32700, None),
        (deep(17), -32700, None),
        ("[]", -32600, None), ("7", -32600, None), ("null", -32600, None),
        ('[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600, None),
        ('{"jsonrpc":"2.0","method":"ping"}', -32600, None),
        ('{"jsonrpc":"2.0","method":"conversation.start","params":{"cid":"abcdefghijklmnop1","text":"x"}}', -32600, None),
        ('{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600, None),
        ('{"jsonrpc":"2.0","id":9007199254740992,"method":"ping"}', -32600, None),
    ]:
        answer = await stray(socket, frame)
        assert answer["id"] is id and answer["error"]["code"] == code, (frame, answer)
    for frame, code in [
        ('{"id":%s,"method":"ping"}', -32600), ('{"jsonrpc":"1.0","id":%s,"method":"ping"}', -32600),
        ('{"jsonrpc":"2.0","id":%s}', -32600), ('{"jsonrpc":"2.0","id":%s,"method":7}', -32600),
    ]:
        answer = await stray(socket, frame % 81)
        assert answer["error"]["code"] == code and answer["id"] in (81, None), (frame, answer)
    assert socket.violations == []


async def test_good_frames_of_every_form(demo):
    socket = await greeted_visitor(demo)
    assert socket.hello["conversation"] is None
    for id in (0, -1, 9007199254740991, "a", "", "x" * 64, "ž"):
        assert "time" in await socket.call("ping", id=id), id
    assert "time" in await socket.call("ping", {"unknown": {"field": [1]}})
    answer = await stray(socket, '{"jsonrpc":"2.0","id":"d","method":"ping","params":{"x":' + "[" * 14 + "]" * 14 + "}}")
    assert "result" in answer, "16 levels are allowed"
    assert "result" in await stray(socket, ' \n{"params":{},"method":"ping","id":"e","jsonrpc":"2.0"}\t')


async def test_requests_take_effect_in_the_order_sent(demo):
    socket = await greeted_visitor(demo)
    id = (await socket.call("conversation.start", {"cid": new_cid(), "text": "0"}))["conversation"]["id"]
    calls = [await socket.begin("message.send", {"conversation": id, "cid": new_cid(), "text": str(n)}) for n in range(1, 8)]
    seqs = [(await call)["seq"] for call in calls]
    assert seqs == sorted(seqs) and len(set(seqs)) == 7
    events = (await socket.call("conversation.sync", {"conversation": id, "after": 0}))["events"]
    assert [e["text"] for e in events if e["kind"] == "message"] == [str(n) for n in range(8)]


async def test_more_than_64_unanswered_calls_all_succeed(demo):
    socket = await greeted_visitor(demo)
    calls = [await socket.begin("ping", {}) for _ in range(300)]
    times = [(await call)["time"] for call in calls]
    assert len(times) == 300 and not socket.closed.done()


async def test_binary_frame(demo):
    socket = await greeted_visitor(demo)
    await socket.send(b'{"jsonrpc":"2.0","id":1,"method":"ping"}')
    assert await code_of(socket) == 1003


async def test_invalid_utf8(demo):
    socket = await greeted_visitor(demo)
    await socket.send_bytes_as_text(b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"\xff\xfe"}}')
    assert await code_of(socket) == 1007


async def test_frame_at_and_over_the_limit(demo):
    socket = await greeted_visitor(demo)
    frame = '{"jsonrpc":"2.0","id":"big","method":"ping","params":{"x":"%s"}}'
    assert "result" in await stray(socket, frame % ("y" * (65536 - len(frame) + 2)))
    await socket.send(frame % ("y" * (65537 - len(frame) + 2)))
    assert await code_of(socket) == 1009


async def test_three_refused_hellos(demo):
    socket = await bare(demo)
    for attempt in range(3):
        try:
            await socket.call("hello", {"role": "visitor", "token": "forged"})
            raise AssertionError("a forged token was accepted")
        except CallError as error:
            assert error.code == 4103
        except Lost:
            assert attempt == 2
    assert await code_of(socket) == 4003


async def test_twenty_broken_frames(demo):
    socket = await greeted_visitor(demo)
    for _ in range(19):
        await socket.send("{")
    assert "time" in await socket.call("ping", {}), "19 are forgiven"
    await socket.send("{")
    assert await code_of(socket) == 4008


async def test_rate_limit(demo):
    socket = await greeted_visitor(demo)
    id = (await socket.call("conversation.start", {"cid": new_cid(), "text": "hi"}))["conversation"]["id"]
    limited, sent = None, []
    for n in range(socket.hello["limits"]["burst"] + 5):
        cid = new_cid()
        try:
            sent.append(await socket.call("message.send", {"conversation": id, "cid": cid, "text": f"m{n}"}))
        except CallError as error:
            limited = error
            break
    assert limited and limited.code == 4229 and limited.reason == "rate_limited"
    assert isinstance(limited.data["retry_after_ms"], int) and 0 < limited.data["retry_after_ms"] <= 60_000
    assert "time" in await socket.call("ping", {}), "the socket lives on"
    await asyncio.sleep(limited.data["retry_after_ms"] / 1000 + 0.05)  # the contract's own wait
    again = await socket.call("message.send", {"conversation": id, "cid": cid, "text": f"m{n}"})
    assert again["seq"] == sent[-1]["seq"] + 1 and "duplicate" not in again


async def test_a_hundred_limited_calls_in_a_minute(demo):
    socket = await greeted_visitor(demo)
    id = (await socket.call("conversation.start", {"cid": new_cid(), "text": "hi"}))["conversation"]["id"]
    limited = 0
    with pytest.raises(Lost):
        for n in range(150):
            try:
                await socket.call("message.send", {"conversation": id, "cid": new_cid(), "text": f"m{n}"})
            except CallError as error:
                assert error.code == 4229
                limited += 1
    assert await code_of(socket) == 4008 and 90 <= limited <= 100


async def test_no_hello(hasty):
    socket, other = await bare(hasty), await bare(hasty)
    with pytest.raises(CallError):
        await other.call("ping", {})
    assert await code_of(socket) == 4001
    assert await code_of(other) == 4001, "a frame that is no good hello does not help"


async def test_idle(hasty):
    silent, pinging = await greeted_visitor(hasty), await greeted_visitor(hasty)

    async def beat():
        while not silent.closed.done():
            with contextlib.suppress(websockets.exceptions.ConnectionClosed):  # it may end between the look and this
                await silent._socket.ping()  # WebSocket pings do not count
            await pinging.call("ping", {})
            await asyncio.sleep(0.1)  # the heartbeat's period

    await asyncio.wait_for(beat(), 10)
    assert await code_of(silent) == 1001
    assert not pinging.closed.done()


async def test_sign_out(demo):
    agent = await staff(demo, "ben@demo.test", presence=None)
    other = await staff(demo, "ben@demo.test", presence=None)
    answer = await http("DELETE", demo.url + "/api/v1/sessions", headers={"Authorization": f"Bearer {agent.token}"})
    assert answer.status == 204
    assert await code_of(agent.connection) == 4010
    assert ("goodbye", "revoked") in [(m, p.get("reason")) for m, p in agent.connection.notifications]
    await until(lambda: agent.ended == 4010)
    assert "time" in await other.call("ping", {}), "another sign-in of the same person stays"
    with pytest.raises(CallError) as caught:
        await (await bare(demo)).call("hello", {"role": "staff", "token": agent.token})
    assert caught.value.code == 4103 and caught.value.data["field"] == "token"


async def test_drain(world):
    server = await world.demo("--drain-ms", 500)
    customer = await visitor(server)
    socket = customer.connection
    server.child.terminate()
    assert await code_of(socket) == 1012
    goodbye = [p for m, p in socket.notifications if m == "goodbye"]
    assert goodbye and goodbye[0]["reason"] == "drain" and goodbye[0]["retry_after_ms"] >= 0
    await until(lambda: not server.running(), 15)
    assert server.child.returncode == 0
    assert world.strays() == [], "a private Redis ends with its server"

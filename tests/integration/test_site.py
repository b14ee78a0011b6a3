"""What a site's settings do on the wire: its origins, and visitors whose identity its secret signs."""
import base64
import hashlib
import hmac
import json
import time

import pytest
import websockets

from servers import bare, http, staff, until, visitor
from test_cli import SITE
from wire import CallError, new_cid

SECRET = "0123456789abcdef0123456789abcdef"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwt(claims, secret=SECRET, algorithm="HS256"):
    body = ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": algorithm, "typ": "JWT"}, claims))
    return body + "." + (encoded(hmac.new(secret.encode(), body.encode(), hashlib.sha256).digest()) if algorithm != "none" else "")


def claims(**more):
    return {"sub": "customer-7", "name": "Olga", "email": "olga@shop.test", "exp": int(time.time()) + 600, **more}


async def shop(world):
    redis = world.redis()
    await world.apply(redis, SITE)
    email = await world.staff_add(redis, "Ana")
    return await world.serve(redis), email


async def test_origins(world):
    server, _ = await shop(world)
    socket = await bare(server, origin="https://shop.test")
    assert await socket.call("hello", {"role": "visitor"})
    for origin in ("https://shop.test.evil.test", "http://shop.test", "https://shop.test:444", "null"):
        with pytest.raises(websockets.InvalidStatusCode) as caught:
            await bare(server, origin=origin)
        assert caught.value.status_code == 403
    path = f"{server.url}/api/v1/conversations/c-nothing/transcript"
    ours = await http("GET", path, headers={"Origin": "https://shop.test"})
    assert ours.headers["Access-Control-Allow-Origin"] == "https://shop.test"
    foreign = await http("GET", path, headers={"Origin": "https://evil.test"})
    assert foreign.headers["Access-Control-Allow-Origin"] is None


async def test_identity(world):
    server, email = await shop(world)
    agent = await staff(server, email)
    good = jwt(claims())
    for why, wrong in {
        "another secret": jwt(claims(), secret="x" * 32), "no algorithm": jwt(claims(), algorithm="none"),
        "expired": jwt(claims(exp=int(time.time()) - 60)), "no exp": jwt({"sub": "customer-7"}),
        "no sub": jwt({"exp": int(time.time()) + 600}), "exp is no number": jwt(claims(exp="soon")),
        "cut off": good[:-2], "no signature": good.rsplit(".", 1)[0] + ".", "two parts": good.rsplit(".", 1)[0],
        "another's claims": ".".join((good.split(".")[0], jwt(claims(sub="x")).split(".")[1], good.split(".")[2])),
    }.items():
        socket = await bare(server)
        try:
            assert not await socket.call("hello", {"role": "visitor", "identity": wrong}), why
        except CallError as error:
            assert (error.code, error.data.get("field")) == (4103, "identity"), why
        await socket.close()
    customer = await visitor(server, hello={"identity": jwt(claims())})
    assert customer.you["name"] == "Olga"
    await customer.call("visitor.update", {"name": "Mallory", "email": "m@evil.test"})
    id = (await customer.call("conversation.start", {"cid": new_cid(), "text": "hi"}))["conversation"]["id"]
    await until(lambda: id in agent.conversations, what="assigned")
    shown = agent.conversations[id]["visitor"]
    assert (shown["name"], shown["email"], shown["verified"]) == ("Olga", "olga@shop.test", True)


async def test_an_unverified_name(world):
    server, email = await shop(world)
    agent, customer = await staff(server, email), await visitor(server)
    answer = await customer.call("visitor.update", {"name": "Olga", "email": "olga@shop.test", "attributes": {"plan": "gold"}})
    assert answer["you"]["name"] == "Olga"
    id = (await customer.call("conversation.start", {"cid": new_cid(), "text": "hi"}))["conversation"]["id"]
    await until(lambda: id in agent.conversations, what="assigned")
    shown = agent.conversations[id]["visitor"]
    assert (shown["name"], shown["email"], shown["verified"]) == ("Olga", "olga@shop.test", False)
    assert shown["attributes"] == {"plan": "gold"}
    await customer.call("visitor.update", {"page": {"url": "https://shop.test/cart", "title": "Cart", "referrer": ""}})
    await until(lambda: agent.conversations[id]["visitor"].get("page", {}).get("title") == "Cart", what="the page the visitor is on")

"""What browsers get beside the API: the widget for foreign pages, the console, the demo's shop and its accounts."""
import contextlib
import os
import re
import socket

import pytest

from servers import ROOT, http, sign_in, until
from test_http import check_problem, rpc

FOR_EVER = "public, max-age=31536000, immutable"


async def test_a_server(world):
    server = await world.serve(world.redis(), "--static-dir", world.web())
    assert "web pages" not in server.output
    loader = await http("GET", server.url + "/widget.js")
    assert loader.status == 200 and loader.text == "loader()" and loader.headers["Cache-Control"] == "public, max-age=300"
    again = await http("GET", server.url + "/widget.js", headers={"If-None-Match": loader.headers["ETag"]})
    assert again.status == 304
    packed = await http("GET", server.url + "/widget/panel-ABCDEFGH.js", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and packed.headers["Cache-Control"] == FOR_EVER
    for answer in (loader, again, packed):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    console = await http("GET", server.url + "/console/")
    assert console.status == 200 and "Console" in console.text and console.headers["Cache-Control"] == "no-cache"
    assert "unsafe" not in console.headers["Content-Security-Policy"]
    assert console.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert (await http("GET", server.url + "/console/", headers={"If-None-Match": console.headers["ETag"]})).status == 304
    assert (await http("GET", server.url + "/console/app-2QRSTUVW.js")).headers["Cache-Control"] == FOR_EVER
    assert "Console" in (await http("GET", server.url + "/")).text, "/ leads to the console"
    for path in ("/demo/", "/demo", "/demo/index.html", "/console/demo.json", "/widget.js.gz"):
        check_problem(await http("GET", server.url + path), 404, "not_found")


async def test_a_demo(world):
    demo = await world.demo("--static-dir", world.web())
    page = await http("GET", demo.url + "/demo/")
    assert page.status == 200 and page.headers["Content-Type"].startswith("text/html")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "Shop" in (await http("GET", demo.url + "/")).text, "/ leads to the shop"
    accounts = await http("GET", demo.url + "/console/demo.json")
    assert accounts.headers["Content-Type"] == "application/json" and accounts.headers["Cache-Control"] == "no-store"
    assert accounts.headers["Access-Control-Allow-Origin"] is None
    assert [(a["email"], a["name"], a["role"]) for a in accounts.json["accounts"]] == [
        ("ana@demo.test", "Ana", "agent"), ("ben@demo.test", "Ben", "agent"), ("sam@demo.test", "Sam", "sales"),
        ("sue@demo.test", "Sue", "supervisor"), ("ada@demo.test", "Ada", "admin")]
    for account in accounts.json["accounts"]:
        assert set(account) == {"email", "name", "role", "password"}
        assert await sign_in(demo, account["email"], account["password"])
    for address in (f"{demo.url}/demo/", f"{demo.url}/console/#as=ana@demo.test", f"{demo.url}/console/#as=sam@demo.test"):
        assert address in demo.output, "printed for those who read nothing else"
    assert "password: demo" in demo.output


async def test_without_the_pages(world):
    empty = world.folder / "empty"
    empty.mkdir()
    server = await world.serve(world.redis(), "--static-dir", empty)
    assert server.output.count("web pages are not complete") == 1 and "deploy/web-build.sh" in server.output
    assert (ROOT / "deploy/web-build.sh").exists()
    for path in ("/console/", "/widget.js", "/widget/x.js"):
        answer = await http("GET", server.url + path)
        check_problem(answer, 404, "not_found")
        assert "deploy/web-build.sh" in answer.json["detail"] and "--static-dir" in answer.json["detail"]
        assert str(world.folder) not in answer.text
    assert "web-build" not in (await http("GET", server.url + "/nothing")).text


async def past(server, email, **filter):
    token = await sign_in(server, email)
    return (await rpc(server, token, "conversation.list", {"limit": 100, **filter})).json["result"]["conversations"]


async def test_a_demo_has_a_past(world):
    demo = await world.demo(history=True)
    sue = "sue@demo.test"
    closed, missed = await past(demo, sue, state="closed"), await past(demo, sue, state="missed")
    assert await past(demo, sue) == [], "nobody is kept waiting"
    assert 8 <= len(closed) + len(missed) <= 12 and len(missed) == 3
    assert {c["close_reason"] for c in closed} == {"resolved", "spam"} and {c["department"] for c in closed} == {"care", "sales"}
    assert {c["owner"]["name"] for c in closed} == {"Ana", "Ben", "Sam"}
    assert all(c["visitor"]["name"] and c["visitor"]["page"]["url"] for c in closed + missed)
    assert any(c["tags"] for c in closed) and any(not c["visitor"].get("email") for c in missed)
    followed = [c for c in closed if c.get("previous")]
    assert followed and followed[0]["previous"] in [c["id"] for c in closed], "a visitor with a history"
    token = await sign_in(demo, sue)
    path = f"{demo.url}/api/v1/conversations/{closed[-1]['id']}/transcript?format=json"
    transcript = (await http("GET", path, headers={"Authorization": f"Bearer {token}"})).json
    assert [e["kind"] for e in transcript["log"]][:3] == ["message", "queued", "assigned"]
    assert [e["kind"] for e in transcript["log"]][-1] == "closed" and "note" in [e["kind"] for e in transcript["notes"]]
    before = sorted(c["id"] for c in closed + missed)
    demo.end()
    again = await world.demo(history=True)
    after = await past(again, sue, state="closed") + await past(again, sue, state="missed")
    assert sorted(c["id"] for c in after) == before, "a second start adds nothing"


async def test_a_demo_that_began_without_a_past_stays_so(world):
    demo = await world.demo()
    demo.end()
    again = await world.demo(history=True)
    assert await past(again, "sue@demo.test", state="closed") == []


@pytest.fixture
def taken():
    """The default port, held by this test, or by whoever had it before."""
    with contextlib.closing(socket.socket()) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            held.bind(("127.0.0.1", 8080))
            held.listen()
        yield 8080


async def test_a_demo_goes_to_the_next_port(world, taken):
    demo = world.bare_start("demo", "--data-dir", world.folder / "data", "--nodes", 1, "--no-seed")
    await demo.ready()
    assert demo.port > taken
    assert f"Port {taken} is taken, so this demo is on port {demo.port}" in demo.output
    code, _, err = await world.cli("demo", "--port", demo.port, "--data-dir", world.folder / "other")
    assert code == 1 and f"port {demo.port}" in err and "--port" in err, "nor do two Batons share one"
    assert world.strays(str(world.folder / "other")) == []


async def test_the_service_manager_is_told(world):
    with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as manager:
        manager.bind(str(world.folder / "notify"))
        manager.setblocking(False)
        heard = []

        def told(word):
            with contextlib.suppress(BlockingIOError):
                heard.append(manager.recv(100).decode())
            return word in heard

        demo = await world.demo(env={**os.environ, "NOTIFY_SOCKET": str(world.folder / "notify")})
        await until(lambda: told("READY=1"), what="READY=1")
        assert demo.end() == 0
        await until(lambda: told("STOPPING=1"), what="STOPPING=1")
        assert heard == ["READY=1", "STOPPING=1"]
    quiet = await world.demo(env={**os.environ, "NOTIFY_SOCKET": "/nowhere/notify"}, data="other")
    assert re.search("service manager cannot be told", quiet.output) and quiet.end() == 0

"""The HTTP side of the contract's section 6: health, sign-in, RPC, problems."""
import asyncio

import pytest

from servers import bare, http, sign_in, until
from test_contract_errors import greeted_visitor
from wire import new_cid


@pytest.fixture(scope="module")
def demo(shared_world):
    return asyncio.run(shared_world.demo("--static-dir", shared_world.web(), nodes=2))


def check_problem(answer, status, reason=None):
    assert answer.status == status, (answer.status, answer.text)
    assert answer.headers["Content-Type"].startswith("application/problem+json"), answer.headers["Content-Type"]
    assert answer.json["status"] == status and isinstance(answer.json["title"], str)
    if reason:
        assert answer.json["reason"] == reason, answer.text


async def test_health(demo):
    for path in ("/healthz", "/readyz"):
        assert (await http("GET", demo.url + path)).status == 200
    metrics = await http("GET", demo.url + "/metrics")
    assert metrics.status == 200 and metrics.headers["Content-Type"].startswith("text/plain")
    samples = [line for line in metrics.text.splitlines() if line and not line.startswith("#")]
    assert samples and all(len(line.rsplit(" ", 1)) == 2 and float(line.rsplit(" ", 1)[1]) >= 0 for line in samples)


@pytest.mark.parametrize("path", ["/nothing", "/api/v1/nothing", "/api/v2/rpc", "/demo/nothing.js", "/v1/ws/x", "/demo/../healthz", "/widget.js/", "/widget", "/console/demo.jso",
                                  "/demo/%2e%2e/%2e%2e/server/main.cpp"])
async def test_unknown_paths(demo, path):
    check_problem(await http("GET", demo.url + path), 404)


@pytest.mark.parametrize("method,path", [
    ("POST", "/healthz"), ("DELETE", "/readyz"), ("POST", "/metrics"), ("GET", "/api/v1/sessions"), ("PUT", "/api/v1/sessions"),
    ("GET", "/api/v1/rpc"), ("POST", "/api/v1/conversations/c1/transcript"), ("DELETE", "/demo/"), ("POST", "/v1/ws"), ("POST", "/widget.js"), ("PUT", "/console/"), ("POST", "/console/demo.json"), ("POST", "/"),
])
async def test_wrong_methods(demo, method, path):
    answer = await http(method, demo.url + path, body=b"" if method in ("POST", "PUT") else None)
    check_problem(answer, 405)
    assert answer.headers["Allow"]


async def test_a_plain_get_of_the_socket_path(demo):
    answer = await http("GET", demo.url + "/v1/ws")
    assert 400 <= answer.status < 500
    check_problem(answer, answer.status)


@pytest.mark.parametrize("trusted,scheme,secure", [("127.0.0.1", "https", True), ("127.0.0.1", "http", False), ("10.0.0.1", "https", False)])
async def test_cookie_is_secure_behind_tls(world, trusted, scheme, secure):
    server = await world.demo("--trusted-proxies", trusted)
    account = {"email": "ana@demo.test", "password": "demo"}
    answer = await http("POST", server.url + "/api/v1/sessions", account, {"X-Forwarded-Proto": scheme})
    assert ("; Secure" in answer.headers["Set-Cookie"]) == secure
    out = await http("DELETE", server.url + "/api/v1/sessions",
                     headers={"X-Forwarded-Proto": scheme, "Authorization": "Bearer " + answer.json["token"]})
    assert ("; Secure" in out.headers["Set-Cookie"]) == secure and "Max-Age=0" in out.headers["Set-Cookie"]


async def test_sign_in(demo):
    url = demo.url + "/api/v1/sessions"
    answer = await http("POST", url, {"email": "ana@demo.test", "password": "demo"})
    assert answer.status == 201
    person = answer.json["staff"]
    assert person["name"] == "Ana" and person["email"] == "ana@demo.test" and person["roles"] == ["agent"]
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and answer.json["token"] in cookie
    socket = await bare(demo, headers={"Cookie": cookie.split(";")[0]}, origin=demo.url)
    assert (await socket.call("hello", {"role": "staff"}))["you"]["email"] == "ana@demo.test"
    assert (await http("POST", url, {"site": "default", "email": "ANA@demo.test", "password": "demo"})).status == 201
    for body in (
        {"email": "ana@demo.test", "password": "wrong"}, {"email": "nobody@demo.test", "password": "demo"},
    ):
        wrong = await http("POST", url, body)
        check_problem(wrong, 401, "bad_credentials")
    check_problem(await http("POST", url, {"site": "elsewhere", "email": "ana@demo.test", "password": "demo"}), 401, "bad_credentials")
    for body in ({}, {"email": "ana@demo.test"}, {"email": 7, "password": "demo"}, []):
        check_problem(await http("POST", url, body), 400, "invalid_params" if isinstance(body, dict) else None)
    check_problem(await http("POST", url, b"{", {"Content-Type": "application/json"}), 400, "parse_error")
    check_problem(await http("DELETE", url), 401)
    check_problem(await http("DELETE", url, headers={"Authorization": "Bearer forged"}), 401)


async def rpc(demo, token, method, params=None, id=1):
    body = {"jsonrpc": "2.0", "id": id, "method": method, **({"params": params} if params is not None else {})}
    return await http("POST", demo.url + "/api/v1/rpc", body, {"Authorization": f"Bearer {token}"})


async def test_rpc(demo):
    token = await sign_in(demo, "sue@demo.test")
    customer = await greeted_visitor(demo)
    id = (await customer.call("conversation.start", {"cid": new_cid(), "text": "hi"}))["conversation"]["id"]
    got = await rpc(demo, token, "conversation.get", {"conversation": id}, id="one")
    assert got.status == 200 and got.json["jsonrpc"] == "2.0" and got.json["id"] == "one"
    assert got.json["result"]["conversation"]["id"] == id
    said = (await rpc(demo, token, "message.send", {"conversation": id, "cid": new_cid(), "text": "from HTTP"})).json["result"]
    await until(lambda: [p for m, p in customer.notifications if m == "event" and p["seq"] == said["seq"]])
    heard = [p for m, p in customer.notifications if m == "event"]
    assert [e["kind"] for e in heard[-2:]] == ["joined", "message"], "a supervisor who writes thereby joins"
    for method in ("hello", "ping", "queue.watch", "list.watch", "conversation.observe", "read", "typing", "nonsense"):
        answer = await rpc(demo, token, method, {})
        assert answer.status == 200 and answer.json["error"]["code"] == -32601, (method, answer.text)
    answer = await rpc(demo, token, "message.send", {"conversation": id, "cid": "x"})
    assert answer.status == 200 and answer.json["error"]["code"] == -32602 and answer.json["error"]["data"]["field"] == "text"
    answer = await rpc(demo, token, "conversation.get", {"conversation": "c-nothing"})
    assert answer.status == 200 and answer.json["error"]["code"] == 4204
    for bad, code in ((b"{", -32700), (b"[]", -32600), (b"7", -32600)):
        answer = await http("POST", demo.url + "/api/v1/rpc", bad, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        assert answer.status == 200 and answer.json["error"]["code"] == code and answer.json["id"] is None, answer.text
    for header in ({}, {"Authorization": "Bearer forged"}, {"Authorization": f"Bearer {customer.hello['token']}"}):
        body = {"jsonrpc": "2.0", "id": 1, "method": "conversation.list"}
        check_problem(await http("POST", demo.url + "/api/v1/rpc", body, header), 401)
    signed_out = await http("DELETE", demo.url + "/api/v1/sessions", headers={"Authorization": f"Bearer {token}"})
    assert signed_out.status == 204
    assert (await rpc(demo, token, "conversation.list")).status == 401


async def test_transcript_of_nothing(demo):
    token = await sign_in(demo, "sue@demo.test")
    path = demo.url + "/api/v1/conversations/c-nothing/transcript"
    check_problem(await http("GET", path + "?format=json", headers={"Authorization": f"Bearer {token}"}), 404, "not_found")
    check_problem(await http("GET", path + "?format=json", headers={"Authorization": "Bearer forged"}), 401)

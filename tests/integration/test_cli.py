"""The commands that end by themselves: staff, site and config, on a throw-away Redis."""
import asyncio
import re

import pytest

from servers import http, sign_in, staff, until, visitor
from wire import new_cid

SITE = """name = "The shop"
origins = ["https://shop.test"]
identity_secret = "0123456789abcdef0123456789abcdef"

[timing]
owner_grace_ms = 500
preferred_patience_ms = 700

[[departments]]
id = "care"
name = "Customer care"
kind = "care"
queue_limit = 2000

[[departments]]
id = "sales"
name = "Sales"
kind = "sales"
"""


async def test_staff(world):
    redis = world.redis()
    on = ("--redis", redis.address)
    add = ("staff", "add", *on, "--email", "Eva@Shop.test", "--name", "Eva", "--role", "agent,supervisor", "--department", "care")
    (world.folder / "site.toml").write_text(SITE)
    assert (await world.cli("site", "apply", *on, world.folder / "site.toml"))[0] == 0
    code, _, err = await world.cli(*add, "--capacity", 7, stdin="first secret\n")
    assert code == 0, err
    code, out, err = await world.cli("staff", "list", *on)
    assert code == 0 and "eva@shop.test" in out and "Eva" in out and "agent" in out and "7" in out
    assert "secret" not in out
    code, _, err = await world.cli(*add, stdin="x\n")
    assert code != 0 and "taken" in err and err.count("\n") == 1
    server = await world.serve(redis)
    assert await sign_in(server, "eva@shop.test", "first secret")
    code, _, err = await world.cli("staff", "passwd", *on, "--email", "eva@shop.test", stdin="second secret\n")
    assert code == 0, err
    answer = await http("POST", server.url + "/api/v1/sessions", {"email": "eva@shop.test", "password": "first secret"})
    assert answer.status == 401
    assert await sign_in(server, "eva@shop.test", "second secret")
    for words, said in (
        (("staff", "passwd", *on, "--email", "nobody@shop.test"), "nobody@shop.test"),
        (("staff", "add", *on, "--email", "x@y.z", "--name", "X", "--role", "boss", "--department", "care"), "boss"),
        (("staff", "add", *on, "--email", "x@y.z", "--name", "X", "--role", "agent", "--department", "moon"), "moon"),
        (("staff", "add", *on, "--email", "xyz", "--name", "X", "--role", "agent", "--department", "care"), "xyz"),
        (("staff", "add", *on, "--email", "x@y.z", "--name", "X", "--role", "agent", "--department", "care", "--capacity", 51), "51"),
    ):
        code, _, err = await world.cli(*words, stdin="secret\n")
        assert code != 0 and said in err and err.count("\n") == 1, (words, err)
    code, _, err = await world.cli("staff", "passwd", *on, "--email", "eva@shop.test", stdin="")
    assert code != 0 and "password" in err


@pytest.mark.parametrize("change,line,field", [
    (("queue_limit = 2000", "queue_limit = 0"), 13, "departments[0].queue_limit"),
    (("queue_limit = 2000", 'queue_limit = "many"'), 13, "departments[0].queue_limit"),
    (('kind = "sales"', 'kind = "bar"'), 18, "departments[1].kind"),
    (('id = "sales"', 'id = "care"'), 16, "departments[1].id"),
    (("owner_grace_ms = 500", "owner_grace_ms = -1"), 6, "timing.owner_grace_ms"),
    (("owner_grace_ms", "owner_graze_ms"), 6, "timing.owner_graze_ms"),
    (('"https://shop.test"', '"shop.test/path"'), 2, "origins[0]"),
    (('name = "The shop"', "name = "), 1, ""),
])
async def test_a_wrong_site_file(world, change, line, field):
    redis = world.redis()
    file = world.folder / "site.toml"
    assert change[0] in SITE
    file.write_text(SITE.replace(*change, 1))
    code, out, err = await world.cli("site", "apply", "--redis", redis.address, file)
    assert code != 0 and out == ""
    assert err.startswith(f"{file}:{line}: {field}"), err
    _, exported, _ = await world.cli("site", "export", "--redis", redis.address)
    assert "The shop" not in exported, "nothing of a wrong file is applied"


async def test_site_round_trip(world):
    redis = world.redis()
    on = ("--redis", redis.address)
    await world.apply(redis, SITE)
    code, first, err = await world.cli("site", "export", *on)
    assert code == 0 and err == "" and "The shop" in first and "2000" in first
    await world.apply(redis, first)
    assert (await world.cli("site", "export", *on))[1] == first
    code, _, err = await world.cli("site", "apply", *on, world.folder / "nothing.toml")
    assert code != 0 and "nothing.toml" in err


async def test_a_running_server_takes_new_settings(world):
    redis = world.redis()
    server = await world.serve(redis)
    await world.apply(redis, SITE.replace("Customer care", "Hotline"))

    async def named():
        client = await visitor(server)
        await client.stop()
        return {"care": "Hotline"}.items() <= {d["id"]: d["name"] for d in client.desk["departments"]}.items()

    await until(named, 15, "the new name of the department")
    email = await world.staff_add(redis, "Ana")
    agent, customer = await staff(server, email), await visitor(server)
    id = (await customer.call("conversation.start", {"cid": new_cid(), "text": "hi"}))["conversation"]["id"]
    await until(lambda: id in agent.views, what="assigned")


async def test_a_full_queue(world):
    redis = world.redis()
    await world.apply(redis, SITE.replace("queue_limit = 2000", "queue_limit = 5"))
    server = await world.serve(redis)
    clients = [await visitor(server) for _ in range(6)]
    outcomes = await asyncio.gather(
        *[client.call("conversation.start", {"cid": new_cid(), "text": "hi"}) for client in clients], return_exceptions=True)
    refused = [o for o in outcomes if isinstance(o, Exception)]
    assert len(refused) == 1 and refused[0].code == 4209 and refused[0].data["state"] == "offline", outcomes


async def test_config(world):
    code, docs, err = await world.cli("config", "docs")
    assert code == 0 and err == ""
    for option in ("listen.port", "redis.url", "limits.idle_ms", "BATON_LIMITS_IDLE_MS"):
        assert option in docs
    file = world.folder / "baton.toml"
    file.write_text("nodes = 3\n[limits]\nidle_ms = 12\n")
    code, _, err = await world.cli("config", "check", "--config", file)
    assert code == 2 and re.search(rf"{re.escape(str(file))}.*3.*limits\.idle_ms", err), err
    file.write_text("nodes = 3\n[limits]\nidle_ms = 2000\n")
    assert (await world.cli("config", "check", "--config", file))[0] == 0
    code, out, _ = await world.cli("config", "show", "--config", file, "--nodes", 5, env={"BATON_LIMITS_BURST": "77"})
    assert code == 0 and "nodes = 5" in out and "idle_ms = 2000" in out and "limits.burst = 77" in out
    for words in (("serve", "--no-such-option", 1), ("nonsense",), (), ("serve", "--listen.port", "99999")):
        code, _, err = await world.cli(*words)
        assert code == 2 and err.startswith("baton: ") and err.count("\n") == 1, (words, err)
    code, out, _ = await world.cli("version")
    assert code == 0 and re.match(r"baton \d+\.\d+\.\d+$", out)

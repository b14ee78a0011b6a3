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


FULL = SITE + """
assign = "manual"
capacity = 3
reopen_below = 7
[departments.hours]
zone = "Australia/Lord_Howe"
monday = ["09:00-12:30", "13:30-18:00"]
saturday = ["22:00-30:00"]
holidays = [{ date = 2026-12-24, open = ["09:00-12:00"] }, { date = 2026-12-25 }]

[[departments]]
id = "old"
name = "The old desk"
ladder = [{ after_ms = 120_000, to = "care" }, { after_ms = 600_000, to = "form" }]
"""


async def exported(world, redis):
    code, out, err = await world.cli("site", "export", "--redis", redis.address)
    assert code == 0, err
    return out


async def test_hours_ladders_and_leases_come_back(world):
    redis = world.redis()
    await world.apply(redis, FULL.replace("[timing]", "[timing]\nfirst_reply_ms = 1234\nrelax_skills_ms = [5, 6]"))
    first = await exported(world, redis)
    for line in ('zone = "Australia/Lord_Howe"', 'saturday = ["22:00-30:00"]', "{ date = 2026-12-25, open = [] }",
                 "first_reply_ms = 1234 ", "relax_skills_ms = [5, 6] ", "reopen_below = 7 ", '{ after_ms = 120000, to = "care" }'):
        assert line in first, first
    await world.apply(redis, first)
    assert await exported(world, redis) == first
    # Somebody new has the capacity of their department.
    add = ("staff", "add", "--redis", redis.address, "--role", "agent", "--name", "Sam")
    for email, department in (("a@b.test", "sales"), ("c@d.test", "care"), ("e@f.test", "care,sales")):
        assert (await world.cli(*add, "--email", email, "--department", department, stdin="x\n"))[0] == 0
    _, out, _ = await world.cli("staff", "list", "--redis", redis.address)
    capacities = {line.split("\t")[0]: line.split("\t")[-1] for line in out.splitlines()}
    assert capacities == {"a@b.test": "capacity 3", "c@d.test": "capacity 4", "e@f.test": "capacity 3"}


@pytest.mark.parametrize("change,field", [
    (("Australia/Lord_Howe", "Australia/Atlantis"), "departments[1].hours.zone"),
    (('"13:30-18:00"', '"12:00-18:00"'), "departments[1].hours.monday[1]"),
    (('"22:00-30:00"', '"22:00-06:00"'), "departments[1].hours.saturday[0]"),
    (("date = 2026-12-25", "date = 2026-12-24"), "departments[1].hours.holidays[1].date"),
    (('to = "care"', 'to = "moon"'), "departments[2].ladder[0].to"),
    (('to = "care"', 'to = "old"'), "departments[2].ladder[0].to"),
    (("after_ms = 600_000", "after_ms = 1"), "departments[2].ladder[1].after_ms"),
    (("capacity = 3", "capacity = -1"), "departments[1].capacity"),
    (("capacity = 3", "capacity = 1000000000"), "departments[1].capacity"),
    (("reopen_below = 7", "reopen_below = 200"), "departments[1].reopen_below"),
    (("owner_grace_ms = 500", "idle_close_ms = 300000"), "timing.idle_close_ms"),
])
async def test_what_contradicts_itself_is_refused(world, change, field):
    redis = world.redis()
    file = world.folder / "site.toml"
    assert FULL.count(change[0]) == 1
    file.write_text(FULL.replace(*change))
    code, out, err = await world.cli("site", "apply", "--redis", redis.address, file)
    assert code != 0 and out == ""
    line = next(number for number, text in enumerate(FULL.splitlines(), 1) if change[0] in text)
    assert err.startswith(f"{file}:{line}: {field}: ") and err.count("\n") == 1, err
    assert "The shop" not in await exported(world, redis)


async def start(client, department):
    done = await client.call("conversation.start", {"cid": new_cid(), "text": "hi", "department": department})
    return done["conversation"]["id"]


async def test_a_department_is_taken_out(world):
    redis = world.redis()
    with_old = SITE + '\n[[departments]]\nid = "old"\nname = "The old desk"\n'
    await world.apply(redis, with_old)
    olga_email = await world.staff_add(redis, "Olga", department="old", capacity=1)
    ana_email = await world.staff_add(redis, "Ana", department="care")
    servers = [await world.serve(redis), await world.serve(redis)]
    olga = await staff(servers, olga_email)
    customers = [await visitor(servers) for _ in range(4)]
    ids = [await start(customers[0], "old")]
    await until(lambda: ids[0] in olga.views, what="assigned to Olga")
    for customer in customers[1:]:
        ids.append(await start(customer, "old"))
    # The last one gives up: missed, and may come back.
    await customers[3].call("conversation.close", {"conversation": ids[3], "cid": new_cid()})

    file = world.folder / "new.toml"
    file.write_text(SITE)
    apply = ("site", "apply", "--redis", redis.address, file)
    code, out, err = await world.cli(*apply)
    assert (code, out) == (1, "")
    assert err == ("baton: Department old has 4 conversations open, missed or still to be reopened; say where they go "
                   "with --move old=DEPARTMENT.\n")
    for move, said in (("old=moon", "no department moon"), ("moon=care", "no department moon"), ("sales=care", "sales stays"),
                       ("old", "OLD=NEW")):
        code, _, err = await world.cli(*apply, "--move", move)
        assert code != 0 and said in err and err.count("\n") == 1, err
    assert "The old desk" in await exported(world, redis)

    code, out, err = await world.cli(*apply, "--move", "old=care")
    assert (code, out, err) == (0, "4 conversations moved.\n", "")
    assert "The old desk" not in await exported(world, redis)
    # Who waited is told, and is served where Ana is, the longest waiting first; Olga has hers, and serves care.
    for customer, id in zip(customers[:3], ids):
        await until(lambda: customer.conversations[id]["department"] == "care", what="moved")
    for customer, id in zip(customers[1:3], ids[1:3]):
        await until(lambda: any(e["kind"] == "queued" and e["department"] == "care" for e in customer.views[id].events()),
                    what="told")
    ana = await staff(servers, ana_email)
    await until(lambda: {ids[1], ids[2]} <= set(ana.views), what="assigned to Ana")
    assert customers[0].conversations[ids[0]]["owner"]["name"] == "Olga"
    assert [ana.conversations[id]["assigned_at"] for id in ids[1:3]] == sorted(
        ana.conversations[id]["assigned_at"] for id in ids[1:3])
    await customers[3].call("message.send", {"conversation": ids[3], "cid": new_cid(), "text": "still there?"})
    await until(lambda: ids[3] in ana.views, what="back, in care")
    _, out, _ = await world.cli("staff", "list", "--redis", redis.address)
    assert "Olga\tagent\tcare" in out, out
    with pytest.raises(CallError) as caught:
        await start(await visitor(servers), "old")
    assert (caught.value.code, caught.value.data.get("field")) == (-32602, "department")
    # Nothing needs it any more: taken out again without a word.
    await world.apply(redis, with_old)
    await world.apply(redis, SITE)

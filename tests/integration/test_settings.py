"""The admin's calls for the site's settings: `settings.get` and `settings.set`."""
import copy
import json

import pytest

from servers import bare, http, sign_in, staff, until, visitor
from test_cli import SITE
from wire import CallError, new_cid

SECRET = "0123456789abcdef0123456789abcdef"


async def shop(world, toml=SITE):
    redis = world.redis()
    await world.apply(redis, toml)
    admin = await world.staff_add(redis, "Ada", role="admin")
    servers = [await world.serve(redis), await world.serve(redis)]
    return redis, servers, await staff(servers[:1], admin), admin


async def refused(client, settings, version, **more):
    with pytest.raises(CallError) as caught:
        await client.call("settings.set", {"settings": settings, "version": version, **more})
    return caught.value


async def exported(world, redis):
    code, out, err = await world.cli("site", "export", "--redis", redis.address)
    assert code == 0, err
    return out


async def departments(server, email):
    client = await staff(server, email)
    shown = client.desk["departments"]
    await client.stop()
    return {d["id"]: d["name"] for d in shown}


async def test_a_change_shows_on_every_node(world):
    redis, servers, ada, email = await shop(world)
    assert SECRET in await exported(world, redis)
    read = await ada.call("settings.get", {})
    settings, version = read["settings"], read["version"]
    assert settings["identity"] is True
    assert [d["id"] for d in settings["departments"]] == ["care", "sales"]
    hours = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), ["00:00-24:00"])
    settings["departments"][0] |= {"name": "Help desk", "hours": {"zone": "Europe/Berlin", **hours,
                                                                    "holidays": [{"date": "2026-12-25", "open": []}]}}
    settings["departments"].append({"id": "repairs", "name": "Repairs", "kind": "care", "assign": "manual", "queue_limit": 9,
                                    "ladder": [{"after_ms": 60000, "to": "care"}]})
    settings["origins"].append("https://other.test")
    done = await ada.call("settings.set", {"settings": settings, "version": version})
    assert done == {"version": version + 1, "moved": 0}
    assert await ada.call("settings.get", {}) == {"settings": settings, "version": version + 1}
    for server in servers:
        async def shown():
            return await departments(server, email) == {"care": "Help desk", "sales": "Sales", "repairs": "Repairs"}
        await until(shown, what="the new departments")
    # The secret never leaves, and stays: also where the change says that there is none.
    settings["identity"] = False
    await ada.call("settings.set", {"settings": settings, "version": version + 1})
    assert SECRET in await exported(world, redis)
    assert 'holidays = [\n  { date = 2026-12-25, open = [] },\n]' in await exported(world, redis)
    again = await ada.call("settings.get", {})
    assert again["settings"]["identity"] is True and SECRET not in json.dumps(again)


async def test_who_comes_is_let_in_by_the_new_origins(world):
    _, servers, ada, _ = await shop(world)
    read = await ada.call("settings.get", {})
    read["settings"]["origins"] = ["https://new.test"]
    await ada.call("settings.set", read)

    async def let_in():
        try:
            socket = await bare(servers[1], origin="https://new.test")
        except Exception as error:
            assert getattr(error, "status_code", None) == 403, error
            return False
        return await socket.call("hello", {"role": "visitor"})
    await until(let_in, what="the new origin on the other node")


@pytest.mark.parametrize("path,value,field", [
    (("departments", 0, "name"), "", "departments[0].name"),
    (("departments", 0, "queue_limit"), 0, "departments[0].queue_limit"),
    (("departments", 0, "queue_limit"), 10**12, "departments[0].queue_limit"),
    (("departments", 0, "ladder"), [{"after_ms": 1, "to": "moon"}], "departments[0].ladder[0].to"),
    (("departments", 0, "hours", "monday"), ["09:00-12:00", "11:00-13:00"], "departments[0].hours.monday[1]"),
    (("departments", 0, "hours", "monday"), ["soon"], "departments[0].hours.monday[0]"),
    (("departments", 0, "hours", "zone"), "Moon/Base", "departments[0].hours.zone"),
    (("departments", 0, "hours", "holidays"), [{"date": "2026-02-30", "open": []}], "departments[0].hours.holidays[0].date"),
    (("departments",), [], "departments"),
    (("timing", "idle_close_ms"), 1000, "timing.idle_close_ms"),
    (("origins",), ["https://shop.test/"], "origins[0]"),
    (("default_capacity",), -1, "default_capacity"),
])
async def test_what_contradicts_itself_is_refused_with_its_field(world, path, value, field):
    redis, _, ada, _ = await shop(world)
    before = await exported(world, redis)
    read = await ada.call("settings.get", {})
    settings = read["settings"]
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), ["09:00-17:00"])
    settings["departments"][0]["hours"] = {"zone": "Europe/Berlin", **week, "holidays": []}
    at = settings
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    error = await refused(ada, settings, read["version"])
    assert (error.code, error.data["field"]) == (-32602, field)
    assert [p["field"] for p in error.data["problems"]] == [field] and error.data["problems"][0]["message"]
    assert await exported(world, redis) == before


async def test_everything_that_is_wrong_is_said_at_once(world):
    _, _, ada, _ = await shop(world)
    read = await ada.call("settings.get", {})
    settings = read["settings"]
    settings["name"] = ""
    settings["timing"]["offer_ms"] = 1
    settings["departments"][1]["capacity"] = 99
    error = await refused(ada, settings, read["version"])
    assert [p["field"] for p in error.data["problems"]] == ["name", "timing.offer_ms", "departments[1].capacity"]
    assert error.data["field"] == "name"
    # A shape that is none is refused before: with the path of the wire.
    del settings["timing"]["offer_ms"]
    error = await refused(ada, settings, read["version"])
    assert (error.code, error.data["field"], error.data.get("problems")) == (-32602, "settings.timing.offer_ms", None)


async def test_somebody_elses_change_is_not_written_over(world):
    redis, servers, ada, email = await shop(world)
    other = await staff(servers[1:], email)
    read = await ada.call("settings.get", {})
    theirs = copy.deepcopy(read)
    theirs["settings"]["name"] = "Theirs"
    await other.call("settings.set", theirs)
    read["settings"]["name"] = "Mine"
    error = await refused(ada, read["settings"], read["version"])
    assert (error.code, error.data.get("why")) == (4209, "version")
    assert 'name = "Theirs"' in await exported(world, redis)
    # The file is another way in, and counts as well.
    again = await ada.call("settings.get", {})
    await world.apply(redis, SITE)
    assert (await refused(ada, again["settings"], again["version"])).data.get("why") == "version"


async def test_what_would_be_stranded_is_asked_for(world):
    redis, servers, ada, _ = await shop(world, SITE + '\n[[departments]]\nid = "old"\nname = "The old desk"\n')
    customer = await visitor(servers)
    done = await customer.call("conversation.start", {"cid": new_cid(), "text": "hi", "department": "old"})
    id = done["conversation"]["id"]
    read = await ada.call("settings.get", {})
    settings = read["settings"]
    settings["departments"] = [d for d in settings["departments"] if d["id"] != "old"]
    error = await refused(ada, settings, read["version"])
    assert (error.code, error.data["why"]) == (4209, "stranded")
    assert error.data["stranded"] == [{"department": "old", "conversations": 1}]
    for moves in ([{"from": "old", "to": "moon"}], [{"from": "sales", "to": "care"}]):
        error = await refused(ada, settings, read["version"], moves=moves)
        assert (error.code, error.data["field"]) == (-32602, "moves")
    assert "The old desk" in await exported(world, redis)
    done = await ada.call("settings.set", {**read, "moves": [{"from": "old", "to": "care"}]})
    assert done["moved"] == 1
    assert done["version"] == (await ada.call("settings.get", {}))["version"]
    await until(lambda: customer.conversations[id]["department"] == "care", what="moved")
    assert "The old desk" not in await exported(world, redis)


@pytest.mark.parametrize("role", ["agent", "sales", "supervisor"])
async def test_nobody_but_an_admin_may(world, role):
    redis, servers, ada, _ = await shop(world)
    other = await staff(servers, await world.staff_add(redis, "Otto", role=role))
    read = await ada.call("settings.get", {})
    for method, params in (("settings.get", {}), ("settings.set", read)):
        with pytest.raises(CallError) as caught:
            await other.call(method, params)
        assert caught.value.code == 4104
    assert (await ada.call("settings.get", {})) == read


async def test_over_http(world):
    redis, servers, ada, email = await shop(world)
    answer = await sign_in(servers[1], email)

    async def call(method, params):
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return (await http("POST", servers[1].url + "/api/v1/rpc", request, {"Authorization": f"Bearer {answer}"})).json
    read = (await call("settings.get", {}))["result"]
    assert read == await ada.call("settings.get", {})
    read["settings"]["name"] = "By HTTP"
    assert (await call("settings.set", read))["result"] == {"version": read["version"] + 1, "moved": 0}
    assert (await call("settings.set", read))["error"]["data"]["why"] == "version"

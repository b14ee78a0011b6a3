"""Skills from the site's rules to the person: who needs one waits for it, who prefers one waits a while."""
from servers import CARE, staff, until, visitor
from test_ladders import last
from wire import new_cid

SITE = """
[timing]
relax_skills_ms = [700]
""" + CARE + """
[[skills]]
skill = "german"
locale = "de"
[[skills]]
skill = "vip"
field = { name = "plan", value = "gold" }
required = false
"""


async def start(server, fields=None, **hello):
    customer = await visitor(server, hello=hello)
    params = {"cid": new_cid(), "text": "hi", **({"fields": fields} if fields else {})}
    customer.id = (await customer.call("conversation.start", params))["conversation"]["id"]
    return customer


def owner(customer):
    event = next((e for e in customer.view(customer.id).events() if e["kind"] == "assigned"), None)
    return event and event["to"]["name"]


async def set_skills(world, redis, email, skills):
    code, _, err = await world.cli("staff", "set", "--redis", redis.address, "--email", email, "--skill", skills)
    assert code == 0, err


async def test_who_needs_a_skill_waits_past_a_free_agent_without_it(world):
    redis = world.redis()
    await world.apply(redis, SITE)
    server = await world.serve(redis, nodes=2)
    emails = [await world.staff_add(redis, name, capacity=9) for name in ("Ana", "Ben")]
    await set_skills(world, redis, emails[1], "german,vip")
    ana = await staff(server, emails[0])
    german = await start(server, locale="de-AT")
    english = await start(server, locale="en")
    await until(lambda: owner(english) == "Ana", what="who came later and needs nothing to be served")
    assert owner(german) is None
    ben = await staff(server, emails[1])
    await until(lambda: owner(german) == "Ben", what="the one who has it")
    listed = {one["name"]: one.get("skills") for one in (await ana.call("staff.list"))["staff"]}
    assert listed == {"Ana": None, "Ben": ["german", "vip"]}
    # Whoever learns it has it at once.
    await ben.call("presence.set", {"presence": "away"})
    another = await start(server, locale="de")
    await until(lambda: last(another, another.id).get("kind") == "queued")
    await set_skills(world, redis, emails[0], "german")
    await until(lambda: owner(another) == "Ana", what="whoever learnt it")
    await set_skills(world, redis, emails[0], "")
    assert "skills" not in (await ana.call("staff.list"))["staff"][0]


async def test_a_preferred_skill_relaxes(world):
    redis = world.redis()
    await world.apply(redis, SITE)
    server = await world.serve(redis)
    await staff(server, await world.staff_add(redis, "Ana", capacity=9))
    plain = await start(server)
    gold = await start(server, {"plan": "gold"})
    await until(lambda: owner(plain) == "Ana" == owner(gold), what="both to be served")

    def waited(customer):
        at = {e["kind"]: e["at"] for e in customer.view(customer.id).events()}
        return at["assigned"] - at["queued"]

    # It counts from the moment at which the start was decided, a little before it is written.
    assert waited(gold) > 600 > waited(plain)

"""Where a conversation goes that nobody takes: up the ladder of its department with its place kept, or into the
recovery list; and that whoever looks on hears it on every connection of theirs."""
from servers import staff, until, visitor
from test_desk import BOTH, floor
from test_story import open_chat
from wire import new_cid

LADDER = BOTH.replace('kind = "care"\n', 'kind = "care"\nladder = [{{ after_ms = 300, to = "{to}" }}]\n', 1)


def last(client, conversation):
    """The newest event that the client shows; empty before the first."""
    events = client.view(conversation).events() if conversation in client.views else []
    return events[-1] if events else {}


async def waiting_under(world, to):
    redis = world.redis()
    await world.apply(redis, LADDER.format(to=to))
    server = await world.serve(redis, nodes=2)
    customer = await visitor(server)
    started = await customer.call("conversation.start", {"cid": new_cid(), "text": "anybody?"})
    return server, redis, customer, started["conversation"]["id"]


async def test_a_rung_leads_to_another_department(world):
    server, redis, customer, id = await waiting_under(world, "sales")
    await until(lambda: last(customer, id).get("because") == "overflow", what="the ladder to be climbed")
    assert last(customer, id)["department"] == "sales"
    email = await world.staff_add(redis, "Sam", "sales", "sales")
    sam = await staff(server, email)
    await until(lambda: last(customer, id).get("kind") == "assigned", what="somebody there to have it")
    copy = (await sam.call("conversation.get", {"conversation": id}))["conversation"]
    assert copy["department"] == "sales" and copy["owner"]["id"] == sam.you["id"]


async def test_the_form_is_the_recovery_list(world):
    server, redis, customer, id = await waiting_under(world, "form")
    await until(lambda: last(customer, id).get("kind") == "closed", what="the ladder to end")
    assert last(customer, id)["reason"] == "missed"
    email = await world.staff_add(redis, "Ana")
    ana = await staff(server, email, presence="away")
    listed = await ana.call("list.watch", {"departments": ["care"], "states": ["missed"]})
    assert [(one["id"], one["due"] > one["started_at"]) for one in listed["conversations"]] == [(id, True)]


async def test_who_observes_hears_it_on_a_later_connection(world):
    server, crew = await floor(world, ana=("agent", "care"), sue=("supervisor", "care"))
    ana, sue = crew["ana"], crew["sue"]
    await sue.call("presence.set", {"presence": "away"})
    customer = await visitor(server)
    id, _ = await open_chat(customer, ana)
    await sue.call("conversation.observe", {"conversation": id, "on": True})
    later = await staff(server, "sue@demo.test", presence=None)
    await later.call("conversation.observe", {"conversation": id, "on": True})
    customer.say(id, "is somebody else here?")
    for one in (sue, later):
        await until(lambda: last(one, id).get("text") == "is somebody else here?", what="both to hear it")


async def test_who_observes_is_subscribed_by_hello(world):
    server, crew = await floor(world, ana=("agent", "care"), sue=("supervisor", "care"))
    ana, sue = crew["ana"], crew["sue"]
    await sue.call("presence.set", {"presence": "away"})
    customer = await visitor(server)
    id, _ = await open_chat(customer, ana)
    await sue.call("conversation.observe", {"conversation": id, "on": True})
    await until(lambda: (id, "observing") in sue.because, what="her to read along")
    told = await until(lambda: all(both := (sue.view(id).last(), sue.view(id).last("notes"))) and both, what="both logs")
    # One that is new, and one that resumes.
    fresh = await staff(server, "sue@demo.test", presence=None)
    assert fresh.greetings[0]["conversations"] == [], "they are not her own"
    await sue.connection.close()
    await until(lambda: len(sue.greetings) == 2, what="her to come back")
    assert [one["conversation"] for one in sue.greetings[1]["resumed"]] == [id]
    customer.say(id, "is somebody else here?")
    for one in (fresh, sue):
        await until(lambda: last(one, id).get("text") == "is somebody else here?", what="both to hear it")
        assert (id, "observing") in one.because and one.faults() == []
    # What was resumed is not told again.
    again = [name for name, params in sue.connection.notifications if name == "event" and params["seq"] <= told[params["log"] == "notes"]]
    assert again == []
    await sue.call("conversation.observe", {"conversation": id, "on": False})
    later = await staff(server, "sue@demo.test", presence=None)
    customer.say(id, "still?")
    await until(lambda: last(ana, id).get("text") == "still?")
    await later.call("ping")
    assert id not in later.views

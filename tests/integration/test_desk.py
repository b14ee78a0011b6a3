"""The desk over the wire: offers, transfers, force, left messages, and what each refuses without changing anything."""
import asyncio

from servers import CARE, http, sign_in, staff, until, visitor
from test_contract_errors import refused
from test_story import open_chat
from wire import new_cid

BOTH = CARE + """
[[departments]]
id = "sales"
name = "Sales"
kind = "sales"
"""


async def floor(world, **people):
    """A server and its staff by name; each value is (role, department)."""
    redis = world.redis()
    await world.apply(redis, BOTH)
    server = await world.serve(redis, nodes=2)
    crew = {}
    for name, (role, department) in people.items():
        email = await world.staff_add(redis, name.capitalize(), role, department)
        crew[name] = await staff(server, email)
    return server, crew


def heard(client, method, conversation):
    return [params for name, params in client.notified if name == method and params["conversation"] == conversation]


async def test_a_transfer_is_offered_accepted_and_observed_by_the_giver(world):
    server, crew = await floor(world, ana=("agent", "care"), sam=("sales", "sales"))
    ana, sam = crew["ana"], crew["sam"]
    customer = await visitor(server)
    id, _ = await open_chat(customer, ana)
    given = await ana.call("conversation.transfer", {
        "conversation": id, "cid": new_cid(), "to": {"staff": sam.you["id"]}, "note": "wants to buy"})
    copy = given["conversation"]
    assert copy["owner"]["id"] == ana.you["id"] and copy["pending"]["kind"] == "transfer" and copy["pending"]["to"] == sam.you["id"]
    await until(lambda: heard(sam, "offer", id), what="the offer")
    offer = heard(sam, "offer", id)[0]
    assert offer["kind"] == "transfer" and offer["deadline"] == copy["pending"]["until"]
    assert "transferred" not in customer.view(id).kinds()
    taken = await sam.call("offer.answer", {"conversation": id, "cid": new_cid(), "accept": True})
    assert taken["conversation"]["owner"]["id"] == sam.you["id"] and "pending" not in taken["conversation"]
    assert taken["conversation"]["department"] == "sales"
    await until(lambda: customer.view(id).kinds()[-1] == "transferred", what="the customer to be told")
    await until(lambda: heard(sam, "offer.withdrawn", id), what="the offer to end")
    assert heard(sam, "offer.withdrawn", id)[0]["reason"] == "answered"
    customer.say(id, "and the price?")
    await until(lambda: ana.view(id).events()[-1].get("text") == "and the price?", what="the giver to read along")
    await ana.call("conversation.observe", {"conversation": id, "on": False})
    await refused(ana.call("message.send", {"conversation": id, "cid": new_cid(), "text": "x"}), 4104)


async def test_who_observes_hears_it_after_a_reconnection_too(world):
    server, crew = await floor(world, ana=("agent", "care"), sam=("sales", "sales"))
    ana, sam, customer = crew["ana"], crew["sam"], await visitor(server)
    id, _ = await open_chat(customer, ana)
    await ana.call("conversation.transfer", {"conversation": id, "cid": new_cid(), "to": {"staff": sam.you["id"]}})
    await sam.call("offer.answer", {"conversation": id, "cid": new_cid(), "accept": True})
    await until(lambda: (ana.conversations[id]["owner"] or {}).get("id") == sam.you["id"], what="the giver to be told")
    ana.connection.cut()
    await until(lambda: len(ana.greetings) == 2, what="hello again")
    await until(lambda: ana.because[-1] == (id, "observing"), what="the giver to be subscribed again")
    customer.say(id, "and the price?")
    await until(lambda: ana.view(id).events()[-1].get("text") == "and the price?", what="the giver to read along")
    assert ana.faults() == []


async def test_what_cannot_be_is_a_typed_error_and_changes_nothing(world):
    server, crew = await floor(world, ana=("agent", "care"), ben=("agent", "care"), sue=("supervisor", "care"))
    ana, ben, sue = crew["ana"], crew["ben"], crew["sue"]
    await ben.call("presence.set", {"presence": "away"})
    await sue.call("presence.set", {"presence": "away"})
    customer = await visitor(server)
    id, _ = await open_chat(customer, ana)

    def transfer(by, to):
        return by.call("conversation.transfer", {"conversation": id, "cid": new_cid(), "to": to})

    def force(by, action, **more):
        return by.call("conversation.force", {"conversation": id, "cid": new_cid(), "action": action, "reason": "test", **more})

    before = (await ana.call("conversation.get", {"conversation": id}))["conversation"]
    await refused(transfer(ana, {"staff": ana.you["id"]}), -32602, field="to.staff")
    await refused(transfer(ana, {"department": "nowhere"}), -32602, field="to.department")
    await refused(transfer(ana, {}), -32602, field="to")
    await refused(transfer(ana, {"department": "sales", "staff": ben.you["id"]}), -32602, field="to")
    await refused(transfer(ben, {"department": "sales"}), 4104)
    choices = (await refused(transfer(ana, {"staff": ben.you["id"]}), 4209, why="offline")).data["choices"]
    assert choices == [{"department": "care"}], "nobody else is free"
    await refused(ben.call("offer.answer", {"conversation": id, "cid": new_cid(), "accept": True}), 4209, state="active")
    await refused(ben.call("conversation.take", {"conversation": id, "cid": new_cid()}), 4209, state="active")
    await refused(ben.call("message.send", {"conversation": id, "cid": new_cid(), "text": "x"}), 4104)
    await refused(ben.call("conversation.observe", {"conversation": id, "on": True}), 4104)
    await refused(force(ben, "close"), 4104)
    await refused(force(sue, "transfer"), -32602, field="to")
    for capacity in (-1, 10 ** 9):
        await refused(ana.call("presence.set", {"presence": "online", "capacity": capacity}), -32602, field="capacity")
    await refused(customer.call("conversation.leave", {"cid": new_cid(), "email": "v@demo.test", "text": "x"}), 4209, state="active")
    assert (await ana.call("conversation.get", {"conversation": id}))["conversation"] == before

    assert (await sue.call("conversation.observe", {"conversation": id, "on": True}))["conversation"]["id"] == id
    seen = (await customer.call("conversation.get", {"conversation": id}))["conversation"]["participants"]
    assert all(person["id"] != sue.you["id"] for person in seen)
    taken = await force(sue, "takeover")
    assert taken["conversation"]["owner"]["id"] == sue.you["id"]
    assert (await force(sue, "close"))["conversation"]["state"] == "closed"
    await refused(force(sue, "close"), 4209, state="closed")


async def test_what_is_over_or_another_s_is_a_typed_error_and_changes_nothing(world):
    redis = world.redis()
    await world.apply(redis, "[timing]\noffer_ms = 300\n" + CARE.replace('kind = "care"', 'kind = "care"\nassign = "offer"'))
    server = await world.serve(redis, nodes=2)
    ana = await staff(server, await world.staff_add(redis, "Ana"))
    ben = await staff(server, await world.staff_add(redis, "Ben"), presence="away")
    customer = await visitor(server)
    await refused(customer.call("conversation.start", {"cid": new_cid(), "department": "nowhere"}), -32602, field="department")
    await refused(customer.call("conversation.leave", {"cid": new_cid(), "department": "nowhere", "email": "v@demo.test", "text": "x"}),
                  -32602, field="department")
    id = (await customer.call("conversation.start", {"cid": new_cid(), "text": "hi"}))["conversation"]["id"]
    await until(lambda: heard(ana, "offer.withdrawn", id), what="the offer to lapse")
    assert heard(ana, "offer.withdrawn", id)[0]["reason"] == "expired"

    def call(by, method, **params):
        return by.call(method, {"conversation": id, "cid": new_cid(), **params})

    async def copy():
        return (await ana.call("conversation.get", {"conversation": id}))["conversation"]

    before = await copy()
    for accept in (True, False):
        await refused(call(ana, "offer.answer", accept=accept), 4209, state="queued")
    assert await copy() == before and before["state"] == "queued"
    await call(ana, "conversation.take")
    before, owner = await copy(), {"id": ana.you["id"], "name": "Ana"}
    await refused(call(ben, "conversation.take"), 4209, state="active", owner=owner)
    await refused(call(ana, "conversation.take"), 4209, state="active", owner=owner)
    await refused(call(ben, "message.send", text="x"), 4104, owner=owner)
    await refused(call(ben, "conversation.close"), 4104, owner=owner)
    await refused(call(ana, "conversation.transfer", to={"staff": ana.you["id"]}), -32602, field="to.staff")
    assert await copy() == before
    await call(ana, "conversation.close")
    before = await copy()
    await refused(call(ana, "conversation.close"), 4209, state="closed")
    await refused(call(customer, "conversation.close"), 4209, state="closed")
    assert await copy() == before


async def test_a_department_with_nobody_keeps_it_pending_and_the_giver_may_take_it_back(world):
    server, crew = await floor(world, ana=("agent", "care"))
    ana, customer = crew["ana"], await visitor(server)
    id, _ = await open_chat(customer, ana)
    given = await ana.call("conversation.transfer", {"conversation": id, "cid": new_cid(), "to": {"department": "sales"}})
    assert given["conversation"]["pending"] == {"kind": "transfer", "to": "sales", "until": 0}
    back = await ana.call("conversation.take", {"conversation": id, "cid": new_cid()})
    assert "pending" not in back["conversation"] and back["conversation"]["owner"]["id"] == ana.you["id"]


async def test_a_left_message_is_recovered_with_its_contact(world):
    server, crew = await floor(world, ana=("agent", "care"))
    ana, customer, cid = crew["ana"], await visitor(server), new_cid()
    params = {"cid": cid, "email": "vera@demo.test", "name": "Vera", "text": "Call me"}
    left = await customer.call("conversation.leave", params)
    id = left["conversation"]["id"]
    assert left["seq"] == 1 and left["conversation"]["state"] == "missed"
    assert (await customer.call("conversation.leave", params))["duplicate"] is True
    found = (await ana.call("conversation.list", {"state": "missed"}))["conversations"]
    assert [c["id"] for c in found] == [id] and found[0]["visitor"]["email"] == "vera@demo.test"
    taken = await ana.call("conversation.take", {"conversation": id, "cid": new_cid()})
    assert taken["conversation"]["state"] == "active"
    await asyncio.gather(customer.stop(), ana.stop())


async def test_who_takes_a_chat_without_being_here_has_a_grace_to_come(world):
    redis = world.redis()
    await world.apply(redis, "[timing]\nowner_grace_ms = 300\npreferred_patience_ms = 300\n" + BOTH)
    server = await world.serve(redis, nodes=2)
    token = await sign_in(server, await world.staff_add(redis, "Ana"))
    customer = await visitor(server)
    id = (await customer.call("conversation.start", {"cid": new_cid(), "text": "Hello?"}))["conversation"]["id"]
    frame = {"jsonrpc": "2.0", "id": 1, "method": "conversation.take", "params": {"conversation": id, "cid": new_cid()}}
    taken = await http("POST", server.url + "/api/v1/rpc", frame, headers={"Authorization": f"Bearer {token}"})
    assert taken.json["result"]["conversation"]["state"] == "active"
    await until(lambda: customer.view(id).kinds()[-2:] == ["left", "queued"], what="the chat to go back to its queue")

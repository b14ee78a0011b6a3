"""The hand-off as the contract has it: each frame by its schema, bad input, the ledger for those who may. Whatever staff
write of it has the marker in it, and no byte of that ever goes towards a visitor."""
import json

import schemas
from servers import http, sign_in, until, visitor
from test_contract_errors import refused
from test_desk import floor, heard
from test_story import open_chat
from wire import new_cid

MARKER = "PLANTED"
BRIEF = {"summary": f"{MARKER} summary", "need": f"{MARKER} need", "promises": [f"{MARKER} promise"],
         "do_not_say": f"{MARKER} price"}


async def shop(world):
    """Ana of care talks with a customer; Sam of sales is there."""
    server, crew = await floor(world, ana=("agent", "care"), sam=("sales", "sales"), sue=("supervisor", "care"))
    await crew["sue"].call("presence.set", {"presence": "away"})
    customer = await visitor(server)
    id, _ = await open_chat(customer, crew["ana"])
    return server, crew, customer, id


def flag(agent, id, **more):
    return agent.call("opportunity.flag", {
        "conversation": id, "cid": new_cid(), "kind": "new", "product": f"{MARKER} plan", "reason": f"{MARKER} reason",
        "value": {"amount": 29900, "currency": "EUR"}, **more})


def propose(agent, id, opportunity, **more):
    return agent.call("handoff.propose", {
        "conversation": id, "cid": new_cid(), "opportunity": opportunity, "brief": BRIEF, "pitch": "About seats", **more})


def answer(customer, id, word):
    question = customer.conversations[id]["handoff"]
    return customer.call("handoff.answer", {
        "conversation": id, "cid": new_cid(), "handoff": question["id"], "answer": word})


async def asked(customer, id):
    await until(lambda: customer.conversations[id]["handoff"], what="the question")


async def ask(crew, customer, id):
    """The customer has the question; gives the opportunity's id."""
    opportunity = (await flag(crew["ana"], id))["opportunity"]["id"]
    await crew["ana"].call("conversation.solve", {"conversation": id, "cid": new_cid(), "solved": True})
    await propose(crew["ana"], id, opportunity)
    await asked(customer, id)
    return opportunity


def nothing_of_it(*visitors):
    for one in visitors:
        for frame in one.received():
            for word in (MARKER, "pportunit", "suggest", '"brief"', "withheld"):
                assert word not in frame, frame


def sound(*clients):
    for client in clients:
        assert client.faults() + schemas.findings(client.connection) == []


async def test_there_and_back(world):
    server, crew, customer, id = await shop(world)
    ana, sam, sue = crew["ana"], crew["sam"], crew["sue"]
    secret = (await ana.call("note.add", {"conversation": id, "cid": new_cid(), "text": f"{MARKER} SECRET"}))["seq"]
    opening = (await ana.call("note.add", {"conversation": id, "cid": new_cid(), "text": f"{MARKER} OPEN"}))["seq"]
    opportunity = (await flag(ana, id))["opportunity"]["id"]
    assert (await refused(propose(ana, id, opportunity), 4210, why="not_solved")).data["override"] is True
    await ana.call("conversation.solve", {"conversation": id, "cid": new_cid(), "solved": True})
    assert (await propose(ana, id, opportunity))["opportunity"]["state"] == "proposed"
    await asked(customer, id)
    assert customer.conversations[id]["handoff"]["pitch"] == "About seats"
    await answer(customer, id, "yes")

    await until(lambda: heard(sam, "offer", id), what="the offer")
    offer = heard(sam, "offer", id)[0]
    assert offer["kind"] == "handoff" and offer["brief"] == BRIEF
    await ana.call("note.share", {"conversation": id, "cid": new_cid(), "note": opening})
    taken = (await sam.call("offer.answer", {"conversation": id, "cid": new_cid(), "accept": True}))["conversation"]
    assert taken["owner"]["id"] == sam.you["id"] and taken["opportunity"]["state"] == "accepted"
    assert taken["opportunity"]["giver"]["id"] == ana.you["id"] and taken["handoff"] is None
    await until(lambda: customer.view(id).kinds()[-1] == "handed_off", what="the customer to be told")
    customer.say(id, "and the price?")
    await until(lambda: "and the price?" in ana.view(id).texts(), what="the giver to read along")

    # The fence: the same events, in the same places; what care keeps to itself has no words.
    await ana.call("note.add", {"conversation": id, "cid": new_cid(), "text": f"{MARKER} LATER"})
    await until(lambda: len(sam.view(id).events("notes")) == len(ana.view(id).events("notes")), what="all notes")
    for theirs, all in zip(sam.view(id).events("notes"), ana.view(id).events("notes")):
        assert (theirs["seq"], theirs["kind"], theirs["by"]) == (all["seq"], all["kind"], all["by"])
        if all.get("text") in (f"{MARKER} SECRET", f"{MARKER} LATER"):
            assert theirs["withheld"] is True and "text" not in theirs
    assert not any("SECRET" in frame or "LATER" in frame for frame in sam.received())
    shared = next(e for e in sam.view(id).events("notes") if e["kind"] == "shared")
    assert shared["note"] == opening and shared["text"] == f"{MARKER} OPEN" and secret != opening

    back = await sam.call("handoff.back", {
        "conversation": id, "cid": new_cid(), "outcome": "won", "amount": 120000, "currency": "JPY",
        "note": f"{MARKER} invoice"})
    assert back["conversation"]["opportunity"]["state"] == "won"
    await until(lambda: customer.view(id).kinds()[-1] == "handed_back", what="the customer to be told")
    await until(lambda: ana.conversations[id]["owner"] == {"id": ana.you["id"], "name": "Ana"}, what="ana to have it")
    refund = {"opportunity": opportunity, "amount": 20000, "currency": "JPY"}
    assert (await sam.call("opportunity.refund", {**refund, "cid": new_cid()}))["opportunity"]["refunded"] == 20000
    await refused(sam.call("opportunity.refund", {**refund, "cid": new_cid(), "currency": "EUR"}), -32602)

    stats = await sue.call("stats.get", {"by": "department"})
    assert stats["sales"]["won"] == 1 and stats["sales"]["revenue"] == [{"amount": 100000, "currency": "JPY"}]
    assert [group.get("name") for group in stats["groups"] if group["key"] == "care"] == ["Care"]
    assert "sales" not in await ana.call("stats.get")
    listed = await sue.call("opportunity.list", {"state": "won"})
    assert [(one["id"], one["visitor"]["id"]) for one in listed["opportunities"]] == [(opportunity, customer.you["id"])]
    nothing_of_it(customer)
    sound(customer, ana, sam, sue)


async def test_a_no_is_a_no(world):
    server, crew, customer, id = await shop(world)
    ana, sue = crew["ana"], crew["sue"]
    opportunity = await ask(crew, customer, id)
    await refused(propose(ana, id, opportunity), 4209)
    await refused(customer.call("handoff.answer", {
        "conversation": id, "cid": new_cid(), "handoff": "other.1.1", "answer": "yes"}), 4209)
    await answer(customer, id, "no")
    await until(lambda: customer.conversations[id]["handoff"] is None, what="the question to go")
    assert customer.view(id).kinds()[-1] == "handoff_declined"
    again = (await flag(ana, id))["opportunity"]["id"]
    assert "override" not in (await refused(propose(ana, id, again), 4210, why="cooling_off")).data
    await refused(propose(sue, id, again, override={"reason": "I insist"}), 4210, why="cooling_off")
    await refused(propose(ana, id, again, override={"reason": "I insist"}), 4104)
    wish = customer.say(id, "on second thoughts: what would twelve seats cost?")
    await until(lambda: wish.done, what="the wish")
    consented = await propose(ana, id, again, customer_asked={"seq": wish.result["seq"]})
    assert consented["opportunity"]["state"] in ("consented", "offered")
    await until(lambda: "handoff_consented" in customer.view(id).kinds(), what="the customer to be told")
    nothing_of_it(customer)
    sound(customer, ana, sue)


async def test_bad_input_changes_nothing(world):
    server, crew, customer, id = await shop(world)
    ana, sam = crew["ana"], crew["sam"]
    for value, field in ((-1, "value.amount"), (10 ** 12 + 1, "value.amount"), (0.5, "value.amount")):
        await refused(flag(ana, id, value={"amount": value, "currency": "EUR"}), -32602, field=field)
    for currency in ("XXX", "eur", "EURO", ""):
        await refused(flag(ana, id, value={"amount": 1, "currency": currency}), -32602, field="value.currency")
    opportunity = (await flag(ana, id))["opportunity"]["id"]
    before = (await ana.call("conversation.get", {"conversation": id}))["conversation"]
    await refused(propose(ana, id, opportunity, brief={"summary": "x" * 2001}), 4213, field="brief.summary")
    await refused(propose(ana, id, opportunity, brief={**BRIEF, "promises": ["x"] * 11}), -32602, field="brief.promises")
    await refused(propose(ana, id, opportunity, to={"department": "care"}), -32602, field="to.department")
    await refused(sam.call("handoff.back", {"conversation": id, "cid": new_cid()}), 4204)
    await refused(ana.call("opportunity.close", {
        "opportunity": opportunity, "cid": new_cid(), "outcome": "won", "amount": 5, "currency": "EUR"}), 4104)
    await refused(sam.call("opportunity.close", {"opportunity": opportunity, "cid": new_cid(), "outcome": "won"}), -32602,
                  field="amount")
    await refused(ana.call("opportunity.close", {"opportunity": "c1.1", "cid": new_cid(), "outcome": "lost"}), 4204)
    assert (await ana.call("conversation.get", {"conversation": id}))["conversation"] == before
    await ana.call("conversation.close", {"conversation": id, "cid": new_cid()})
    await refused(flag(ana, id), 4209, state="closed")
    sound(ana, sam)


async def test_the_ledger_is_for_sales_and_supervisors(world):
    server, crew, customer, id = await shop(world)
    await ask(crew, customer, id)
    ledger = server.url + "/api/v1/ledger"

    async def get(who, query=""):
        token = await sign_in(server, crew[who].you["email"])
        return await http("GET", ledger + query, headers={"Authorization": f"Bearer {token}"})

    assert (await http("GET", ledger)).status == 401
    assert (await get("ana")).status == 403
    lines = [json.loads(line) for line in (await get("sam", "?format=ndjson")).text.splitlines()]
    for line in lines:
        assert list(schemas.validator("http.ledger").iter_errors(line)) == []
    assert [line["what"] for line in lines] == ["started", "flagged", "proposed"]
    assert lines[1]["amount"] == 29900 and lines[1]["flagger"]["id"] == crew["ana"].you["id"]
    csv = await get("sue")
    assert csv.headers["Content-Type"] == "text/csv; charset=utf-8" and len(csv.text.splitlines()) == len(lines) + 1
    assert (await get("sue", f"?format=ndjson&to={lines[1]['at']}")).text.count("\n") >= 1
    assert (await get("sue", "?from=x")).status == 400

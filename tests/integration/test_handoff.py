"""The hand-off over the wire: from care to sales and back with consent, and every way it is refused."""
import asyncio
import json

import pytest

from servers import http, staff, until, visitor
from test_contract_errors import refused
from test_desk import BOTH, floor, heard
from test_story import open_chat
from wire import CallError, new_cid

DAY = 86_400_000
BRIEF = {"summary": "Wants BRIEF-MARK for twelve people", "need": "shared inbox", "budget": "about 2000 a year",
         "promises": ["a call this week"], "do_not_say": "nothing about the old outage"}


async def stage(world, **more):
    """Ana of care has a chat with a customer; Sam sells."""
    server, crew = await floor(world, ana=("agent", "care"), sam=("sales", "sales"), sue=("supervisor", "care"), **more)
    for name, person in crew.items():
        if name not in ("ana", "sam"):
            await person.call("presence.set", {"presence": "away"})
    customer = await visitor(server)
    id, _ = await open_chat(customer, crew["ana"])
    return server, crew, customer, id


async def flag(by, id, **more):
    params = {"conversation": id, "cid": new_cid(), "kind": "upsell", "product": "Team plan", "reason": "asked FLAG-MARK",
              "value": {"amount": 120000, "currency": "EUR"}, **more}
    return await by.call("opportunity.flag", params)


async def solve(by, id, solved=True):
    return await by.call("conversation.solve", {"conversation": id, "cid": new_cid(), "solved": solved})


def proposal(id, opportunity, **more):
    return {"conversation": id, "cid": new_cid(), "opportunity": opportunity, "brief": BRIEF, **more}


async def copy(client, id):
    return (await client.call("conversation.get", {"conversation": id}))["conversation"]


async def proposed(ana, id, **more):
    opportunity = (await flag(ana, id))["opportunity"]["id"]
    if (await copy(ana, id))["solved"] == "no":
        await solve(ana, id)
    result = await ana.call("handoff.propose", proposal(id, opportunity, pitch="Sam knows the team plan.", **more))
    assert result["opportunity"]["state"] == "proposed"
    return opportunity


async def answer(customer, id, what, **more):
    handoff = (await copy(customer, id))["handoff"]["id"]
    params = {"conversation": id, "handoff": handoff, "cid": new_cid(), "answer": what, **more}
    return await customer.call("handoff.answer", params)


async def handed_over(customer, ana, sam, id):
    opportunity = await proposed(ana, id)
    await answer(customer, id, "yes")
    await until(lambda: heard(sam, "offer", id), what="the offer")
    await sam.call("offer.answer", {"conversation": id, "cid": new_cid(), "accept": True})
    return opportunity


def kinds(client, id):
    return client.view(id).kinds()


async def test_the_whole_way_there_and_back(world):
    server, crew, customer, id = await stage(world)
    ana, sam = crew["ana"], crew["sam"]
    flagged = await flag(ana, id)
    opportunity = flagged["opportunity"]
    assert opportunity["state"] == "flagged" and opportunity["flagged_by"]["id"] == ana.you["id"] and flagged["seq"] >= 1
    await refused(ana.call("handoff.propose", proposal(id, opportunity["id"])), 4210, why="not_solved")
    assert await solve(ana, id)
    await until(lambda: kinds(customer, id)[-1] == "solved", what="the customer to be told")
    asked = await ana.call("handoff.propose", proposal(id, opportunity["id"], pitch="Sam knows the team plan."))
    assert asked["opportunity"]["state"] == "proposed"
    question = await until(lambda: customer.conversations[id].get("handoff"), what="the question")
    assert question["state"] == "proposed" and question["to_team"] == "Sales" and question["pitch"] == "Sam knows the team plan."
    assert "opportunity" not in customer.conversations[id]
    assert kinds(customer, id)[-1] == "handoff_proposed" and not heard(sam, "offer", id)
    await answer(customer, id, "yes")
    offer = (await until(lambda: heard(sam, "offer", id), what="the offer"))[0]
    assert offer["kind"] == "handoff" and offer["brief"] == BRIEF
    before = await copy(ana, id)
    assert before["owner"]["id"] == ana.you["id"] and before["pending"]["kind"] == "handoff" and before["state"] == "active"
    taken = (await sam.call("offer.answer", {"conversation": id, "cid": new_cid(), "accept": True}))["conversation"]
    assert taken["owner"]["id"] == sam.you["id"] and taken["department"] == "sales" and "pending" not in taken
    assert taken["opportunity"]["state"] == "accepted" and taken["opportunity"]["owner"]["id"] == sam.you["id"]
    await until(lambda: kinds(customer, id)[-1] == "handed_off", what="the customer to be told who is here")
    assert (id, "handed_off") in [(c, b) for c, b in sam.because] or (id, "handed_off") in customer.because
    customer.say(id, "Hello Sam")
    await until(lambda: ana.view(id).events()[-1].get("text") == "Hello Sam", what="Ana to read along")
    assert all(p["id"] != ana.you["id"] or p["role"] == "agent" for p in (await copy(customer, id))["participants"])
    back = await sam.call("handoff.back", {"conversation": id, "cid": new_cid(), "outcome": "won", "amount": 118000,
                                           "currency": "EUR", "note": "signed for a year"})
    assert back["conversation"]["owner"]["id"] == ana.you["id"] and back["conversation"]["department"] == "care"
    assert back["conversation"]["opportunity"]["state"] == "won"
    await until(lambda: kinds(customer, id)[-1] == "handed_back", what="the customer to be told who is here now")
    won = back["conversation"]["opportunity"]
    assert (won["amount"], won["currency"]) == (118000, "EUR") and won["due"] > won["history"][-1]["at"] + 6 * DAY
    stats = await crew["sue"].call("stats.get", {})
    assert stats["sales"]["won"] == 1 and stats["sales"]["revenue"] == [{"amount": 118000, "currency": "EUR"}]
    assert stats["sales"]["conversion"] == 1 and stats["sales"]["flagged"] == stats["sales"]["consented"] == 1
    assert "sales" not in await ana.call("stats.get", {}), "care is not shown revenue"
    ledger = await http("GET", server.url + "/api/v1/ledger?format=ndjson", headers={"Authorization": f"Bearer {crew['sue'].token}"})
    whats = [json.loads(line)["what"] for line in ledger.text.splitlines()]
    steps = [what for what in whats if what in ("flagged", "proposed", "consented", "offered", "accepted", "won")]
    assert steps == ["flagged", "proposed", "consented", "offered", "accepted", "won"]
    assert (await http("GET", server.url + "/api/v1/ledger?format=csv", headers={"Authorization": f"Bearer {ana.token}"})).status == 403
    assert [f for c in (customer, ana, sam) for f in c.faults()] == []


async def test_no_starts_the_cooling_off_that_only_the_customers_own_wish_ends(world):
    _, crew, customer, id = await stage(world)
    ana, sam, sue = crew["ana"], crew["sam"], crew["sue"]
    early = customer.say(id, "before the no")
    await until(lambda: early.done, what="said")
    await proposed(ana, id)
    await answer(customer, id, "no")
    await until(lambda: kinds(customer, id)[-1] == "handoff_declined", what="told")
    second = (await flag(ana, id))["opportunity"]["id"]
    no = await refused(ana.call("handoff.propose", proposal(id, second)), 4210, why="cooling_off")
    assert not no.data.get("override"), "nobody overrides a refusal"
    await refused(sue.call("handoff.propose", proposal(id, second, override={"reason": "but I want to"})), 4210, why="cooling_off")
    old = early.result["seq"]
    await refused(ana.call("handoff.propose", proposal(id, second, customer_asked={"seq": old})), -32602, field="customer_asked")
    await refused(ana.call("handoff.propose", proposal(id, second, customer_asked={"seq": 99})), -32602, field="customer_asked")
    wish = customer.say(id, "Actually, what does the team plan cost?")
    await until(lambda: wish.done, what="said")
    done = await ana.call("handoff.propose", proposal(id, second, customer_asked={"seq": wish.result["seq"]}))
    assert done["opportunity"]["state"] in ("consented", "offered")
    await until(lambda: heard(sam, "offer", id), what="the offer without another question")


async def test_later_is_a_follow_up(world):
    _, crew, customer, id = await stage(world)
    ana, sam = crew["ana"], crew["sam"]
    opportunity = await proposed(ana, id)
    due = (await ana.call("ping", {}))["time"] + 3 * DAY
    await answer(customer, id, "later", due=due)
    events = customer.view(id).events()
    await until(lambda: customer.view(id).kinds()[-1] == "handoff_declined", what="told")
    assert customer.view(id).events()[-1].get("later") is True, events
    found = (await ana.call("opportunity.list", {"state": "deferred"}))["opportunities"]
    assert [(o["id"], o["due"]) for o in found] == [(opportunity, due)]
    assert not heard(sam, "offer", id)


async def test_an_unhappy_customer_is_not_sold_to(world):
    _, crew, customer, id = await stage(world)
    ana, sue = crew["ana"], crew["sue"]
    opportunity = (await flag(ana, id))["opportunity"]["id"]
    await solve(ana, id)
    await ana.call("alert.set", {"conversation": id, "cid": new_cid(), "reason": "unhappy", "on": True})
    no = await refused(ana.call("handoff.propose", proposal(id, opportunity)), 4210, why="unhappy")
    assert not no.data.get("override")
    await ana.call("alert.set", {"conversation": id, "cid": new_cid(), "reason": "unhappy", "on": False})
    assert "seq" not in await customer.call("conversation.complaint", {"conversation": id, "cid": new_cid(), "open": True, "text": "slow"})
    no = await refused(ana.call("handoff.propose", proposal(id, opportunity)), 4210, why="open_complaint")
    assert no.data["override"] is True
    await refused(ana.call("handoff.propose", proposal(id, opportunity, override={"reason": "x"})), 4104)
    done = await sue.call("handoff.propose", proposal(id, opportunity, override={"reason": "the complaint is about parking"}))
    assert done["opportunity"]["state"] == "proposed"
    assert [e["reason"] for e in (await notes(ana, id)) if e["kind"] == "alert"][-1] == "override"
    await customer.call("conversation.rate", {"conversation": id, "cid": new_cid(), "score": 1})
    await until(lambda: customer.conversations[id].get("handoff") is None, what="the question to be taken back")
    assert "handoff_withdrawn" in kinds(customer, id)
    await refused(sue.call("handoff.propose", proposal(id, opportunity, override={"reason": "x"})), 4210, why="unhappy")


async def test_words_of_distress_and_of_interest_are_heard(world):
    _, crew, customer, id = await stage(world)
    ana = crew["ana"]
    customer.say(id, "Do you also have this for teams? We want to upgrade.")
    event = await until(lambda: next((e for e in ana.view(id).events("notes") if e["kind"] == "suggested"), None), what="a suggestion")
    await ana.call("suggestion.dismiss", {"conversation": id, "cid": new_cid(), "suggestion": event["suggestion"]})
    await refused(ana.call("suggestion.dismiss", {"conversation": id, "cid": new_cid(), "suggestion": event["suggestion"]}), 4209)
    customer.say(id, "This is unacceptable, I want to complain and get a refund!")
    await until(lambda: any(e["kind"] == "alert" and e["on"] and e["reason"] == "unhappy" for e in ana.view(id).events("notes")), what="an alert")


async def notes(client, id):
    return (await client.call("conversation.sync", {"conversation": id, "log": "notes", "after": 0}))["events"]


async def test_nobody_of_sales_is_there(world):
    _, crew, customer, id = await stage(world)
    ana, sam = crew["ana"], crew["sam"]
    await sam.call("presence.set", {"presence": "away"})
    opportunity = await proposed(ana, id)
    await answer(customer, id, "yes")
    await until(lambda: kinds(customer, id)[-1] == "handoff_failed", what="the customer to be told")
    assert customer.view(id).events()[-1]["reason"] == "nobody"
    assert (await copy(ana, id))["owner"]["id"] == ana.you["id"], "it never left"
    due = (await ana.call("ping", {}))["time"] + DAY
    deferred = await ana.call("handoff.defer", {"conversation": id, "cid": new_cid(), "opportunity": opportunity, "due": due})
    assert deferred["opportunity"]["state"] == "deferred" and deferred["opportunity"]["due"] == due
    assert (await copy(customer, id))["handoff"] is None
    await sam.call("presence.set", {"presence": "online"})
    assert not heard(sam, "offer", id)


async def test_a_rep_declines_and_the_next_may_have_it(world):
    _, crew, customer, id = await stage(world, sid=("sales", "sales"))
    await crew["sid"].call("presence.set", {"presence": "online"})
    ana, reps = crew["ana"], {crew["sam"].you["id"]: crew["sam"], crew["sid"].you["id"]: crew["sid"]}
    await proposed(ana, id)
    await answer(customer, id, "yes")
    first = await until(lambda: next((r for r in reps.values() if heard(r, "offer", id)), None), what="an offer")
    second = next(r for r in reps.values() if r is not first)
    await first.call("offer.answer", {"conversation": id, "cid": new_cid(), "accept": False})
    await until(lambda: heard(second, "offer", id), what="the next offer")
    assert "handoff_failed" not in kinds(customer, id)
    await second.call("offer.answer", {"conversation": id, "cid": new_cid(), "accept": False})
    await until(lambda: kinds(customer, id)[-1] == "handoff_failed", what="nobody is left")
    assert customer.view(id).events()[-1]["reason"] == "declined"
    assert (await copy(ana, id))["owner"]["id"] == ana.you["id"]


async def test_withdrawing_takes_question_and_offer_back(world):
    _, crew, customer, id = await stage(world)
    ana, sam = crew["ana"], crew["sam"]
    opportunity = await proposed(ana, id)
    handoff = (await copy(customer, id))["handoff"]["id"]
    await refused(ana.call("handoff.propose", proposal(id, opportunity)), 4209)
    other = (await flag(ana, id))["opportunity"]["id"]
    await refused(ana.call("handoff.propose", proposal(id, other)), 4209)
    await ana.call("handoff.withdraw", {"conversation": id, "cid": new_cid(), "opportunity": opportunity})
    await refused(customer.call("handoff.answer", {"conversation": id, "handoff": handoff, "cid": new_cid(), "answer": "yes"}), 4209)
    assert (await copy(customer, id))["handoff"] is None
    asked = await ana.call("handoff.propose", proposal(id, other))
    assert asked["opportunity"]["state"] == "proposed"
    await refused(customer.call("handoff.answer", {"conversation": id, "handoff": handoff, "cid": new_cid(), "answer": "yes"}), 4209)
    await answer(customer, id, "yes")
    await until(lambda: heard(sam, "offer", id), what="the offer")
    await ana.call("handoff.withdraw", {"conversation": id, "cid": new_cid(), "opportunity": other})
    await until(lambda: heard(sam, "offer.withdrawn", id), what="the offer to end")
    await refused(sam.call("offer.answer", {"conversation": id, "cid": new_cid(), "accept": True}), 4209)


async def test_a_complaint_during_an_offer_holds_it_back(world):
    _, crew, customer, id = await stage(world)
    ana, sam = crew["ana"], crew["sam"]
    await proposed(ana, id)
    await answer(customer, id, "yes")
    await until(lambda: heard(sam, "offer", id), what="the offer")
    await customer.call("conversation.complaint", {"conversation": id, "cid": new_cid(), "open": True})
    await until(lambda: heard(sam, "offer.withdrawn", id), what="the offer to end")
    await refused(sam.call("offer.answer", {"conversation": id, "cid": new_cid(), "accept": True}), 4209)
    assert (await copy(ana, id))["opportunity"]["state"] == "consented"
    await ana.call("conversation.complaint", {"conversation": id, "cid": new_cid(), "open": False})
    await until(lambda: len(heard(sam, "offer", id)) == 2, what="it to be offered again")


async def test_two_reps_cannot_both_accept(world):
    _, crew, customer, id = await stage(world, sid=("sales", "sales"))
    await crew["sid"].call("presence.set", {"presence": "online"})
    ana, sam, sid = crew["ana"], crew["sam"], crew["sid"]
    await proposed(ana, id)
    await answer(customer, id, "yes")
    await until(lambda: heard(sam, "offer", id) or heard(sid, "offer", id), what="an offer")

    async def accept(rep):
        try:
            return await rep.call("offer.answer", {"conversation": id, "cid": new_cid(), "accept": True})
        except CallError as error:
            return error

    results = await asyncio.gather(*[accept(rep) for rep in (sam, sid, sam, sid)])
    assert sum(isinstance(r, dict) for r in results) == 1
    assert {r.code for r in results if not isinstance(r, dict)} <= {4209, 4204}
    assert kinds(customer, id).count("handed_off") <= 1


async def test_care_sales_fence_and_invitation(world):
    server, crew, customer, id = await stage(world)
    ana, sam = crew["ana"], crew["sam"]
    private = await ana.call("note.add", {"conversation": id, "cid": new_cid(), "text": "NOTE-MARK divorced"})
    useful = await ana.call("note.add", {"conversation": id, "cid": new_cid(), "text": "budget is fixed in May"})
    await ana.call("note.share", {"conversation": id, "cid": new_cid(), "note": useful["seq"]})
    await handed_over(customer, ana, sam, id)
    read = {e["seq"]: e for e in await notes(sam, id)}
    assert list(read) == list(range(1, len(read) + 1))
    assert read[private["seq"]]["withheld"] is True and "text" not in read[private["seq"]]
    assert read[useful["seq"]]["text"] == "budget is fixed in May"
    assert "NOTE-MARK" not in json.dumps([frame for c in [sam.connection, *sam.old] for frame in c.received])
    transcript = await http("GET", f"{server.url}/api/v1/conversations/{id}/transcript?format=json",
                            headers={"Authorization": f"Bearer {sam.token}"})
    assert "NOTE-MARK" not in transcript.text and "budget is fixed" in transcript.text
    await refused(ana.call("message.send", {"conversation": id, "cid": new_cid(), "text": "x"}), 4104)
    await sam.call("conversation.invite", {"conversation": id, "cid": new_cid(), "staff": ana.you["id"]})
    await until(lambda: kinds(customer, id)[-1] == "joined", what="told")
    await ana.call("message.send", {"conversation": id, "cid": new_cid(), "text": "I am here too"})
    await ana.call("conversation.invite", {"conversation": id, "cid": new_cid(), "staff": ana.you["id"], "on": False})
    await until(lambda: kinds(customer, id)[-1] == "left", what="told")
    await refused(ana.call("message.send", {"conversation": id, "cid": new_cid(), "text": "x"}), 4104)


async def test_nothing_of_staff_reaches_the_visitor(world):
    """Markers in notes, flags, briefs, suggestions and complaints: not a byte of them leaves towards the visitor."""
    server, crew, customer, id = await stage(world)
    ana, sam = crew["ana"], crew["sam"]
    await ana.call("note.add", {"conversation": id, "cid": new_cid(), "text": "NOTE-MARK"})
    await ana.call("conversation.complaint", {"conversation": id, "cid": new_cid(), "open": True, "text": "COMPLAINT-MARK"})
    await ana.call("conversation.complaint", {"conversation": id, "cid": new_cid(), "open": False})
    await handed_over(customer, ana, sam, id)
    await sam.call("handoff.back", {"conversation": id, "cid": new_cid(), "outcome": "lost", "reason": "REASON-MARK", "note": "BACK-MARK"})
    await customer.stop()
    await customer.start()
    await copy(customer, id)
    await ana.call("conversation.close", {"conversation": id, "cid": new_cid()})
    await until(lambda: customer.conversations[id]["state"] == "closed", what="closed")
    heard_by_visitor = json.dumps([frame for c in [customer.connection, *customer.old] for frame in c.received])
    token = customer.token or customer.greetings[-1]["token"]
    for form in ("json", "text"):
        answer = await http("GET", f"{server.url}/api/v1/conversations/{id}/transcript?format={form}", headers={"Authorization": f"Bearer {token}"})
        assert answer.status == 200
        heard_by_visitor += answer.text
    assert "handed_off" in heard_by_visitor
    for mark in ("NOTE-MARK", "FLAG-MARK", "BRIEF-MARK", "COMPLAINT-MARK", "REASON-MARK", "BACK-MARK", "opportunity", "suggest", "12000"):
        assert mark not in heard_by_visitor, mark


@pytest.mark.parametrize("money, field", [
    ({"amount": -1, "currency": "EUR"}, "amount"), ({"amount": 10 ** 13, "currency": "EUR"}, "amount"),
    ({"amount": 1.5, "currency": "EUR"}, "amount"), ({"amount": 100, "currency": "XYZ"}, "currency"),
    ({"amount": 100, "currency": "eur"}, "currency")])
async def test_money_is_integer_and_in_a_currency_that_exists(world, money, field):
    _, crew, customer, id = await stage(world)
    await refused(flag(crew["ana"], id, value=money), -32602, field=f"value.{field}")
    opportunity = await handed_over(customer, crew["ana"], crew["sam"], id)
    back = {"conversation": id, "cid": new_cid(), "outcome": "won", **money}
    await refused(crew["sam"].call("handoff.back", back), -32602, field=field)
    close = {"opportunity": opportunity, "cid": new_cid(), "outcome": "won", **money}
    await refused(crew["sam"].call("opportunity.close", close), -32602, field=field)
    assert (await copy(crew["sam"], id))["opportunity"]["state"] == "accepted"


async def test_what_is_not_yours_or_not_open(world):
    _, crew, customer, id = await stage(world, sid=("sales", "sales"), ben=("agent", "care"))
    ana, sam, sid, ben, sue = (crew[n] for n in ("ana", "sam", "sid", "ben", "sue"))
    await refused(flag(sam, id), 4204)
    await refused(flag(ben, id), 4104)
    long = {**BRIEF, "need": "x" * 2001}
    mine = (await flag(ana, id))["opportunity"]["id"]
    await solve(ana, id)
    await refused(ana.call("handoff.propose", {**proposal(id, mine), "brief": long}), 4213, field="brief.need")
    opportunity = await handed_over(customer, ana, sam, id)
    won = {"outcome": "won", "amount": 100, "currency": "EUR"}
    await refused(sid.call("opportunity.close", {"opportunity": opportunity, "cid": new_cid(), **won}), 4104)
    await refused(ana.call("opportunity.close", {"opportunity": opportunity, "cid": new_cid(), **won}), 4104)
    await refused(sam.call("opportunity.close", {"opportunity": "nowhere.1", "cid": new_cid(), **won}), 4204)
    await refused(sam.call("opportunity.close", {"opportunity": opportunity, "cid": new_cid(), "outcome": "won"}), -32602)
    done = await sam.call("opportunity.close", {"opportunity": opportunity, "cid": new_cid(), **won})
    assert done["opportunity"]["state"] == "won"
    await refused(sam.call("opportunity.close", {"opportunity": opportunity, "cid": new_cid(), "outcome": "lost"}), 4209)
    await refused(sam.call("opportunity.refund", {"opportunity": opportunity, "cid": new_cid(), "amount": 101, "currency": "EUR"}), -32602, field="amount")
    refund = {"opportunity": opportunity, "cid": new_cid(), "amount": 40, "currency": "EUR", "reason": "one seat less"}
    assert (await sam.call("opportunity.refund", refund))["opportunity"]["refunded"] == 40
    assert (await sam.call("opportunity.refund", refund))["duplicate"] is True
    assert (await sue.call("stats.get", {}))["sales"]["revenue"] == [{"amount": 60, "currency": "EUR"}]

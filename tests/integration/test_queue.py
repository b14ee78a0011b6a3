"""Waiting honestly: staff.list, queue.watch and `queue`, between nodes in processes of their own."""
import time

import pytest

import schemas
from servers import http, staff, until, visitor
from test_lists import Desk, arrive, end
from wire import CallError


async def test_staff_see_who_works_here_and_how_busy_they_are(world):
    desk = await Desk.open(world, capacity=2)
    ana = await staff(desk.nodes[0], desk.ana)
    sam = await staff(desk.nodes[1], desk.sam, presence=None)
    customer = await arrive(desk.nodes[1])
    await until(lambda: any(why == "assigned" for _, why in ana.because), what="it to be assigned")
    told = (await sam.call("staff.list"))["staff"]
    assert [one["name"] for one in told] == ["Ana", "Sam", "Sue"]
    assert told[0] == {"id": ana.you["id"], "name": "Ana", "roles": ["agent"], "departments": ["care"],
                       "presence": "online", "online": True, "load": 1, "capacity": 2}
    assert [one["online"] for one in told] == [True, True, False]
    assert (await ana.call("staff.list", {"department": "sales"}))["staff"] == told[1:2]
    with pytest.raises(CallError) as caught:
        await sam.call("staff.list", {"department": "nowhere"})
    assert (caught.value.code, caught.value.reason) == (4204, "not_found")
    rpc = {"jsonrpc": "2.0", "id": 1, "method": "staff.list", "params": {}}
    over_http = await http("POST", desk.nodes[1].url + "/api/v1/rpc", rpc, {"Authorization": f"Bearer {ana.token}"})
    assert over_http.json["result"] == {"staff": told}
    await end(ana, customer.id)
    await ana.call("presence.set", {"presence": "away", "capacity": 0})
    now = (await sam.call("staff.list"))["staff"][0]
    assert (now["presence"], now["load"], now["capacity"]) == ("away", 0, 0)
    assert "@" not in str(told)
    with pytest.raises(CallError) as caught:
        await customer.call("staff.list")
    assert caught.value.code == -32601
    for client in (ana, sam):
        assert client.faults() + schemas.findings(client.connection) == []


def latest(client, department="care"):
    """The last that was told of a department, without what ticks."""
    told = [q for q in client.queue if q.get("department") == department]
    return (told[-1]["waiting"], told[-1]["online"], told[-1]["free_slots"]) if told else None


async def queues(client, departments=("care",)):
    return (await client.call("queue.watch", {"departments": list(departments)}))["queues"]


async def test_a_console_sees_arrivals_assignments_capacity_and_presence(world):
    desk = await Desk.open(world, capacity=1)
    ana, sue = await staff(desk.nodes[0], desk.ana, presence=None), await staff(desk.nodes[1], desk.sue, presence=None)
    assert await queues(sue, ["sales", "care", "sales"]) == [
        {"department": name, "waiting": 0, "longest_wait_ms": None, "online": 0, "free_slots": 0} for name in ("sales", "care")]
    first = await arrive(desk.nodes[0])
    await until(lambda: latest(sue) == (1, 0, 0), what="the arrival")
    second = await arrive(desk.nodes[1])
    await until(lambda: latest(sue) == (2, 0, 0), what="another arrival")
    [now] = await queues(ana)
    assert now["waiting"] == 2 and 0 <= now["longest_wait_ms"] < 20_000
    await ana.call("presence.set", {"presence": "online"})
    await until(lambda: latest(sue) == (1, 1, 0), what="her to come and be assigned the first")
    await ana.call("presence.set", {"presence": "online", "capacity": 3})
    await until(lambda: latest(sue) == (0, 1, 1) == latest(ana), what="her capacity")
    await end(ana, first.id)
    await until(lambda: latest(sue) == (0, 1, 2), what="a freed slot")
    await ana.call("presence.set", {"presence": "away"})
    await until(lambda: latest(sue) == (0, 0, 0), what="her to be away")
    await ana.call("presence.set", {"presence": "online"})
    await until(lambda: latest(sue) == (0, 1, 2))
    await ana.stop()
    await until(lambda: latest(sue) == (0, 0, 0), what="her to be gone")
    assert not any(q["department"] == "sales" for q in sue.queue), "nothing happened there"
    assert [q for q in sue.queue if q["waiting"] == 0 and q["longest_wait_ms"] is not None] == []
    await second.stop()
    for client in (sue, first):
        assert client.faults() + schemas.findings(client.connection) == []
    assert not any("department" in q for q in first.queue)


@pytest.mark.deadline(120)
async def test_a_burst_is_told_at_most_twice_a_second(world):
    desk = await Desk.open(world)
    sue = await staff(desk.nodes[0], desk.sue, presence=None)
    await queues(sue)
    began = time.monotonic()
    guests = [await arrive(desk.nodes[n % 2]) for n in range(80)]
    await until(lambda: latest(sue) == (80, 0, 0), 20, "all of them")
    took = time.monotonic() - began
    assert 1 <= len(sue.queue) <= 2 * took + 2, (len(sue.queue), took)
    assert sue.faults() == []
    for guest in guests:
        await guest.stop()


async def test_a_watch_replaces_the_one_before_and_none_ends_it(world):
    desk = await Desk.open(world)
    sue = await staff(desk.nodes[0], desk.sue, presence=None)
    await queues(sue)
    await queues(sue, ["sales"])
    await arrive(desk.nodes[1])
    await arrive(desk.nodes[1], department="sales")
    await until(lambda: latest(sue, "sales") == (1, 0, 0))
    assert await queues(sue, []) == []
    other = await staff(desk.nodes[0], desk.sue, presence=None)
    await queues(other, ["sales"])
    await arrive(desk.nodes[1], department="sales")
    await until(lambda: latest(other, "sales") == (2, 0, 0))
    assert [q["department"] for q in sue.queue] == ["sales"]
    assert sue.faults() + other.faults() == []


async def test_who_may_watch_which_queues(world):
    desk = await Desk.open(world)
    ana, sue = [await staff(desk.nodes[0], email, presence=None) for email in (desk.ana, desk.sue)]
    for client, department in ((ana, "sales"), (ana, "nowhere"), (sue, "nowhere")):
        with pytest.raises(CallError) as caught:
            await queues(client, ["care", department])
        assert (caught.value.code, caught.value.reason) == (4204, "not_found")
    assert len(await queues(sue, ["care", "sales"])) == 2 and len(await queues(ana)) == 1
    for bad in ("care", None, 7, {}, [7], [None], [""], ["a b"], ["x" * 65], ["care"] * 65):
        with pytest.raises(CallError) as caught:
            await ana.call("queue.watch", {"departments": bad})
        assert caught.value.code == -32602 and caught.value.data["field"].split(".")[0] == "departments", bad
    customer = await arrive(desk.nodes[1])
    await until(lambda: latest(ana) == (1, 0, 0) == latest(sue))  # the refused ones left it
    rpc = {"jsonrpc": "2.0", "id": 1, "method": "queue.watch", "params": {"departments": ["care"]}}
    for server, headers in ((desk.nodes[0], {"Authorization": f"Bearer {ana.token}"}),):
        assert (await http("POST", server.url + "/api/v1/rpc", rpc, headers)).json["error"]["code"] == -32601
    with pytest.raises(CallError) as caught:
        await customer.call("queue.watch", {"departments": ["care"]})
    assert caught.value.code == -32601
    for client in (ana, sue, customer):
        assert client.faults() == []


async def test_visitors_see_their_places_move(world):
    desk = await Desk.open(world, capacity=1)
    ana = await staff(desk.nodes[0], desk.ana)
    busy = await arrive(desk.nodes[0])
    await until(lambda: any(why == "assigned" for _, why in ana.because))
    second, third = await arrive(desk.nodes[1]), await arrive(desk.nodes[0])
    await until(lambda: second.id in second.conversations and third.id in third.conversations)
    assert [c.conversations[c.id]["queue"] for c in (second, third)] == [
        {"position": 1, "wait_ms": None}, {"position": 2, "wait_ms": None}]
    await until(lambda: third.queue and third.queue[-1]["position"] == 2)
    await end(ana, busy.id)
    await until(lambda: second.conversations[second.id]["state"] == "active", what="the freed slot to be filled")
    await until(lambda: third.queue[-1]["position"] == 1, what="the last to move up")
    assert third.queue[-1] == {"conversation": third.id, "position": 1, "wait_ms": None}
    fourth = await arrive(desk.nodes[1])
    await until(lambda: fourth.queue)
    await end(third, third.id)
    await until(lambda: fourth.queue[-1]["position"] == 1, what="who left to make room")
    assert all(q["conversation"] == c.id for c in (second, third, fourth) for q in c.queue)
    assert {q["position"] for q in second.queue} <= {1}
    assert fourth.desk["departments"][0]["wait_ms"] is None, "three departures of a minute are needed"
    for client in (ana, second, third, fourth):
        assert client.faults() + schemas.findings(client.connection) == []
    metrics = (await http("GET", desk.nodes[0].url + "/metrics")).text
    assert 'baton_wait_estimate_error_seconds_bucket{le="60"} 0' in metrics


async def test_somebody_new_is_told_that_a_slot_is_free(world):
    desk = await Desk.open(world)
    await staff(desk.nodes[0], desk.ana)

    async def told():
        customer = await visitor(desk.nodes[1])
        await customer.stop()
        return {d["id"]: d["wait_ms"] for d in customer.desk["departments"]} == {"care": 0, "sales": None}

    await until(told, 20, "the desk to be seen")

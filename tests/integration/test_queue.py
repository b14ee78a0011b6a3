"""Waiting honestly: staff.list, queue.watch and `queue`, between nodes in processes of their own."""
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

"""A transfer under way is in the lists of both departments, and in those of one of them when it is over."""
import schemas
from servers import staff, until
from test_lists import Desk, arrive, shows_the_truth, told
from wire import new_cid


async def test_what_is_handed_over_is_shown_on_both_sides_until_it_is_taken_or_stays(world):
    desk = await Desk.open(world)
    ana, sam = await staff(desk.nodes[0], desk.ana), await staff(desk.nodes[1], desk.sam, presence=None)
    sue = await staff(desk.nodes[1], desk.sue, presence=None)
    from_care, to_sales, both = await ana.watch(["care"]), await sam.watch(["sales"]), await sue.watch(["care", "sales"])
    customer = await arrive(desk.nodes[1])
    id = customer.id
    await until(lambda: told(from_care, id)[-1:] == ["active"], what="it to be assigned")

    def shown():
        return [lists.shown.get(id, {}).get("pending", {}).get("to", id in lists.shown) for lists in (from_care, to_sales, both)]

    async def transfer():
        await ana.call("conversation.transfer", {"conversation": id, "cid": new_cid(), "to": {"department": "sales"}})
        await until(lambda: shown() == ["sales"] * 3, what="both sides to see it")

    await transfer()
    assert to_sales.shown[id]["owner"]["name"] == "Ana" and to_sales.shown[id]["department"] == "care"
    # Whoever begins to watch sees it, once; and a sync tells the same.
    late = await staff(desk.nodes[0], desk.sam, presence=None)
    assert list((await late.watch(["sales"])).shown) == [id]
    assert list((await (await staff(desk.nodes[0], desk.sue, presence=None)).watch(["care", "sales"])).shown) == [id]
    entries = (await late.call("list.sync", {"department": "sales", "after": 0}))["listed"]
    assert [entry["conversation"].get("pending", {}).get("to") for entry in entries] == ["sales"]
    await ana.call("conversation.take", {"conversation": id, "cid": new_cid()})
    await until(lambda: shown() == [True, False, True], what="it to stay")
    await transfer()
    await sam.call("presence.set", {"presence": "online"})
    await until(lambda: shown() == [False, True, True], what="it to be theirs")
    assert told(to_sales, id) == ["active", None, "active", "active"]
    for console in (ana, sam, sue, late):
        await shows_the_truth(console)
        assert console.lists.gaps == 0 and schemas.findings(console.connection) == []

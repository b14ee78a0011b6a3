"""A queue that was full takes newcomers again only when it is short, and everything that asks for room agrees."""
from servers import CARE, bare, until, visitor
from test_contract_errors import refused
from wire import new_cid

SITE = CARE.replace("queue_limit = 2000", "queue_limit = 3\nreopen_below = 2")


def start(customer, **params):
    return customer.call("conversation.start", {"cid": new_cid(), "text": "hi", **params})


async def opened(server):
    """What a newcomer is told of the desk."""
    socket = await bare(server)
    desk = (await socket.call("hello", {"role": "visitor"}))["desk"]
    await socket.close()
    return desk["open"]


async def shut(server):
    return not await opened(server)


async def test_it_reopens_below_its_threshold(world):
    redis = world.redis()
    await world.apply(redis, SITE)
    server = await world.serve(redis, nodes=2)
    waiting = [await visitor(server) for _ in range(3)]
    ids = [(await start(customer))["conversation"]["id"] for customer in waiting]
    late = await visitor(server)
    await refused(start(late), 4209, state="offline")
    await until(lambda: shut(server), what="newcomers to be told")
    # Below the limit, not below the threshold.
    await waiting[0].call("conversation.close", {"conversation": ids[0], "cid": new_cid()})
    await refused(start(late), 4209, state="offline")
    await until(lambda: shut(server), what="each node to have looked again")
    await waiting[1].call("conversation.close", {"conversation": ids[1], "cid": new_cid()})
    await until(lambda: opened(server), what="newcomers to be told")
    assert (await start(late))["conversation"]["state"] == "queued"
    # It is as if it had never been full.
    assert (await start(await visitor(server)))["conversation"]["state"] == "queued"
    await refused(start(await visitor(server)), 4209, state="offline")


async def test_no_ladder_leads_into_one_that_was_full(world):
    redis = world.redis()
    ladder = 'ladder = [{ after_ms = 300, to = "sales" }, { after_ms = 600, to = "form" }]'
    sales = SITE.replace('"care"\nname = "Care"\nkind = "care"', '"sales"\nname = "Sales"\nkind = "sales"')
    await world.apply(redis, CARE.replace('kind = "care"', 'kind = "care"\n' + ladder) + sales)
    server = await world.serve(redis)
    waiting = [await visitor(server) for _ in range(3)]
    ids = [(await start(customer, department="sales"))["conversation"]["id"] for customer in waiting]
    await refused(start(await visitor(server), department="sales"), 4209, state="offline")
    await waiting[0].call("conversation.close", {"conversation": ids[0], "cid": new_cid()})
    climber = await visitor(server)
    id = (await start(climber))["conversation"]["id"]
    await until(lambda: climber.view(id).kinds()[-1:] == ["closed"], what="the ladder to end")
    assert [e["department"] for e in climber.view(id).events() if e["kind"] == "queued"] == ["care"]

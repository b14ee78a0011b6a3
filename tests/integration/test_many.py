"""A thousand visitors at once on four nodes for two hundred slots: the first two hundred as Redis stamped them, the
rest in that order as slots free, until nobody waits; how few commits were lost on the way."""
import asyncio
import collections
import re

import pytest

import laws
from redis_desk import snapshot
from servers import CARE, SLOW, http, staff, until
from wire import Connection, new_cid

AGENTS, CAPACITY, VISITORS = 50, 4, 1000


class Visitor:
    """A connection with one conversation, and when the log says it was queued and assigned."""

    async def arrive(self, url):
        self.socket = await Connection.open(url, heard=self.heard)
        await self.socket.call("hello", {"role": "visitor"}, timeout=60)
        self.events, self.copy, self.places = [], None, []
        return self

    async def start(self):
        self.id = (await self.socket.call("conversation.start", {"cid": new_cid(), "text": "hi"}, timeout=60))["conversation"]["id"]

    def heard(self, method, params):
        if method == "event":
            self.events.append(params)
        elif method == "conversation":
            self.copy = params["conversation"]
        elif method == "queue":
            self.places.append(params["position"])

    @property
    def queued_at(self):
        return next(e["at"] for e in self.events if e["kind"] == "queued")

    @property
    def owners(self):
        return [e["to"]["id"] for e in self.events if e["kind"] == "assigned"]

    async def place(self):
        copy = (await self.socket.call("conversation.get", {"conversation": self.id}))["conversation"]
        return copy["queue"]["position"]


class Crew:
    """All agents; counts what each owns as it is told, and the most it ever did."""

    def __init__(self, agents):
        self.agents = agents
        self.order = []  # conversations in the order told as assigned
        self.owns = collections.defaultdict(set)
        self.most = collections.Counter()
        for agent in agents:
            agent.connection._heard = self.listen(agent, agent.connection._heard)

    def listen(self, agent, before):
        def heard(method, params):
            before(method, params)
            if method == "conversation":
                self.told(agent, params["because"], params["conversation"])
        return heard

    def told(self, agent, because, copy):
        mine = self.owns[agent.you["id"]]
        owned = (copy["owner"] or {}).get("id") == agent.you["id"] and copy["state"] == "active" and because != "left"
        if owned and because == "assigned":
            self.order.append(copy["id"])
        (mine.add if owned else mine.discard)(copy["id"])
        self.most[agent.you["id"]] = max(self.most[agent.you["id"]], len(mine))


@pytest.mark.deadline(240)
async def test_a_thousand_at_once(world):
    redis = world.redis()
    await world.apply(redis, CARE)
    emails = []
    for n in range(0, AGENTS, 5):
        emails += await asyncio.gather(*[world.staff_add(redis, f"Agent{n + k}", capacity=CAPACITY) for k in range(5)])
    nodes = [await world.serve(redis) for _ in range(4)]
    agents = [await staff(nodes[n % 4], email) for n, email in enumerate(emails)]
    crew = Crew(agents)
    visitors = []
    for n in range(0, VISITORS, 50):
        visitors += await asyncio.gather(*[Visitor().arrive(nodes[k % 4].socket) for k in range(n, n + 50)])

    begin = asyncio.get_running_loop().time()
    await asyncio.gather(*[visitor.start() for visitor in visitors])
    await until(lambda: sum(bool(v.owners) for v in visitors) >= AGENTS * CAPACITY, 60, "200 to be assigned")
    await until(lambda: all(any(e["kind"] == "queued" for e in v.events) for v in visitors), 30, "all to be queued")
    await until(lambda: sum(map(len, crew.owns.values())) >= AGENTS * CAPACITY, 20, "the agents to be told")
    assert asyncio.get_running_loop().time() - begin < 60 * SLOW

    by_id = {v.id: v for v in visitors}
    assert len(by_id) == VISITORS
    served, waiting = [v for v in visitors if v.owners], [v for v in visitors if not v.owners]
    check_shares(crew, served)
    assert max(v.queued_at for v in served) <= min(v.queued_at for v in waiting), "nobody was passed over"
    line = await in_line(waiting)
    await check_in_redis(redis, {v.id for v in served}, line)
    assert await lost_an_assignment(nodes) < 0.5

    # One slot at a time: always the head of the line.
    owner_of = {id: agent for agent in agents for id in crew.owns[agent.you["id"]]}
    leaving = list(owner_of.items())
    for id, agent in leaving[:25]:
        head = line.pop(0)
        await agent.call("conversation.close", {"conversation": id, "cid": new_cid()})
        await until(lambda: by_id[head].owners, 20, "the head of the line to be served")
        assert by_id[head].owners == [agent.you["id"]]
    # Many at once: the next as many, nobody else.
    await asyncio.gather(*[agent.call("conversation.close", {"conversation": id, "cid": new_cid()}) for id, agent in leaving[25:125]])
    await until(lambda: all(by_id[id].owners for id in line[:100]), 40, "the next hundred to be served")
    assert [id for id in line[100:] if by_id[id].owners] == []
    line = line[100:]
    assert await in_line([by_id[id] for id in line]) == line
    await check_in_redis(redis, set(by_id) - set(line) - {id for id, _ in leaving[:125]}, line)

    # Until nobody waits: each round frees all slots, and fills them with the next in line.
    while line:
        owned = [(agent, id) for agent in agents for id in sorted(crew.owns[agent.you["id"]])]
        assert len(owned) == AGENTS * CAPACITY
        await asyncio.gather(*[agent.call("conversation.close", {"conversation": id, "cid": new_cid()}) for agent, id in owned])
        head, line = line[:AGENTS * CAPACITY], line[AGENTS * CAPACITY:]
        await until(lambda: all(by_id[id].owners for id in head), 40, "the next to be served")
        assert [id for id in line if by_id[id].owners] == []
        await until(lambda: sum(map(len, crew.owns.values())) == len(head), 20, "the agents to be told")
    shot = await snapshot(redis)
    assert shot.line("care") == [] and min(a.load for a in shot.staff.values()) < CAPACITY, "a free agent, and nobody waits"
    assert laws.at_any_moment(shot) + laws.nobody_waits_beside_a_free_agent(shot, {"care": "auto"}) == []
    assert all(len(v.owners) == 1 for v in visitors), "each once"
    assert await lost_an_assignment(nodes) < 0.5
    assert max(crew.most.values()) == CAPACITY and all(len(v.owners) <= 1 for v in visitors)
    assert [fault for agent in agents for fault in agent.faults()] + [f for v in visitors for f in v.socket.violations] == []


def check_shares(crew, served):
    assert len(served) == AGENTS * CAPACITY
    assert all(len(v.owners) == 1 for v in served), "none twice"
    share = collections.Counter(v.owners[0] for v in served)
    assert set(share.values()) == {CAPACITY} and len(share) == AGENTS
    assert set(crew.most.values()) == {CAPACITY}, "nobody over, at no moment"


async def in_line(waiting):
    """The waiting by their place; the places are 1, 2, 3 … in the order as stamped."""
    places = {}
    for n in range(0, len(waiting), 100):
        some = waiting[n:n + 100]
        places.update(zip((v.id for v in some), await asyncio.gather(*[v.place() for v in some])))
    assert sorted(places.values()) == list(range(1, len(waiting) + 1))
    line = sorted(waiting, key=lambda v: places[v.id])
    stamps = [v.queued_at for v in line]
    assert stamps == sorted(stamps)
    return [v.id for v in line]


async def check_in_redis(redis, served, line):
    """As Redis stamped them: who is served came before all who wait; the queue is by (virtual start, id); L4–L6."""
    shot = await snapshot(redis)
    stamp = {id: c.arrived_us for id, c in shot.conversations.items()}
    assert {id for a in shot.staff.values() for id in a.owned} == served
    assert max(stamp[id] for id in served) < min(stamp[id] for id in line), "nobody was passed over"
    assert shot.line("care") == line == sorted(line, key=lambda id: (stamp[id], id))
    assert {a.load for a in shot.staff.values()} == {CAPACITY}
    assert laws.at_any_moment(shot) + laws.nobody_waits_beside_a_free_agent(shot, {"care": "auto"}) == []


async def lost_an_assignment(nodes):
    """Commits of matchers that lost a race, for each conversation assigned."""
    async def total(name):
        pages = [(await http("GET", node.url + "/metrics")).text for node in nodes]
        return sum(float(re.search(rf"^{name} (\S+)$", page, re.M).group(1)) for page in pages)

    return await total("baton_match_conflicts_total") / await total("baton_matched_total")

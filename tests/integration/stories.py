"""Random days at a desk: visitors, staff and a supervisor on several nodes, each act drawn from a seed and told as a
person would tell it. What happened is in `Story.told`; what may stay above a lowered capacity is in `Story.kept`.
"""
import asyncio
import random

from baton_client import Client
from redis_desk import snapshot
from servers import sign_in, sockets
from wire import CallError, Connection, new_cid

MODES = ("auto", "offer", "manual")
DEPARTMENTS = ("care", "sales", "tech")
CREW = {  # name → (role, departments, capacity)
    "Ana": ("agent", "care", 2), "Ben": ("agent", "care,sales", 3), "Cy": ("sales", "sales", 2),
    "Dan": ("agent", "tech", 2), "Eve": ("agent", "care,tech", 1), "Sue": ("supervisor", "care", 2),
}
OFFER_MS = 600
TIMING = {
    "owner_grace": 300, "preferred_patience": 400, "offer": OFFER_MS, "sales_offer": OFFER_MS, "first_reply": 1500,
    "visitor_away": 400, "visitor_recovery": 1500, "idle_warn": 1500, "idle_close": 2500, "reopen_window": 2000,
    "seal_after": 600_000,
}
# What a person may be told no for: the state or the race was against it, or it is not theirs.
FAIR = (4209, 4104, 4204)


def settings(modes):
    """The site: short timings; ladders lead from tech to care, and in care to the form."""
    lines = ["[timing]", *(f"{name}_ms = {ms}" for name, ms in TIMING.items()), "missed_offers = 3"]
    for id in DEPARTMENTS:
        lines += ["[[departments]]", f'id = "{id}"', f'name = "{id}"', f'kind = "{"sales" if id == "sales" else "care"}"',
                  f'assign = "{modes[id]}"']
        if id != "sales":
            after, to = (1200, "care") if id == "tech" else (4000, "form")
            lines.append(f'ladder = [{{ after_ms = {after}, to = "{to}" }}]')
    return "\n".join(lines) + "\n"


class Person(Client):
    """Somebody who comes and goes, and knows what is offered to them."""

    def __init__(self, name, urls, **options):
        super().__init__(urls, backoff=(0.02, 0.3), **options)
        self.name, self.here, self.busy = name, False, False
        self.latest = None  # a visitor's last conversation
        self.offers = set()

    async def come(self):
        await self.start()
        self.here = True

    async def go(self):
        self.here = False
        await self.stop()

    def _heard(self, method, params):
        super()._heard(method, params)
        if method == "offer":
            self.offers.add(params["conversation"])
        elif method == "offer.withdrawn":
            self.offers.discard(params["conversation"])

    def owned(self):
        return [id for id, copy in self.conversations.items()
                if copy["state"] == "active" and (copy["owner"] or {}).get("id") == self.you["id"]]


class Story:
    def __init__(self, seed, nodes):
        self.seed, self.nodes = seed, nodes
        self.dice = random.Random(seed)
        drawn = [*MODES, "auto", "offer"]
        self.dice.shuffle(drawn)
        self.modes = dict(zip(DEPARTMENTS, drawn))
        self.told = []  # (number, who, what, of which ids, how it ended)
        self.names = {}  # id → name
        self.kept = {}  # staff id → what they had when their capacity was lowered below it
        self.visitors, self.staff, self.acts = [], [], 0

    # --- the cast

    async def begin(self, world, redis, servers, visitors):
        self.redis, self.urls = redis, sockets(servers)
        emails = {}
        for name, (role, departments, capacity) in CREW.items():
            emails[name] = await world.staff_add(redis, name, role, departments, capacity)
        for n, (name, email) in enumerate(emails.items()):
            person = Person(name, self.urls[n % len(servers):] + self.urls[:n % len(servers)], role="staff",
                            token=await sign_in(servers[n % len(servers)], email))
            await person.come()
            await person.call("presence.set", {"presence": "away" if name == "Sue" else "online"})
            self.staff.append(person)
            self.names[person.you["id"]] = name
        self.sue = self.staff[-1]
        email = await world.staff_add(redis, "Zoe", "supervisor", "care", 0)
        token = await sign_in(servers[0], email)
        self.probes = [await Connection.open(server.socket) for server in servers]
        for probe in self.probes:
            await probe.call("hello", {"role": "staff", "token": token})
        for n in range(visitors):
            person = Person(f"Visitor{n}", self.urls[n % len(servers):] + self.urls[:n % len(servers)])
            await person.come()
            self.visitors.append(person)

    async def end(self):
        await asyncio.gather(*[person.stop() for person in self.visitors + self.staff], *[probe.close() for probe in self.probes])

    async def round_trips(self, count):
        """So many calls of each node that ask Redis, one after the other."""
        for _ in range(count):
            await asyncio.gather(*[probe.call("staff.list") for probe in self.probes])

    # --- telling

    def name(self, id):
        return self.names.setdefault(id, f"chat{sum(n.startswith('chat') for n in self.names.values()) + 1}")

    def plain(self, text):
        for id, name in self.names.items():
            text = text.replace(id, name)
        return text

    def failure(self, found):
        """The breaches, and the part of the story that concerns them."""
        concerned = [id for id in self.names if any(id in breach for breach in found)]
        named = {p.name for p in self.visitors + self.staff if any(f" {p.name}" in breach for breach in found)}
        lines = [f"  {n:5} {who} {what} → {ended}" for n, who, what, ids, ended in self.told
                 if not concerned or set(ids) & set(concerned) or who in named]
        return self.plain("\n".join([
            f"seed {self.seed} on {self.nodes} nodes, {self.modes}, after {self.acts} acts:", *found[:12],
            "what happened around it:", *lines[-60:]]))

    # --- acts

    async def turn(self):
        """Some at once, each by somebody else."""
        drawn = {}
        for _ in range(self.dice.randint(1, 12)):
            crowd = self.visitors if self.dice.random() < 0.45 else self.staff
            person = self.dice.choice(crowd)
            if person not in drawn:
                drawn[person] = self.visitor_act(person) if crowd is self.visitors else self.staff_act(person)
        await asyncio.gather(*[self.act(person, *what) for person, what in drawn.items() if what])

    async def act(self, person, what, ids, work):
        self.acts += 1
        entry = [self.acts, person.name, what, [*ids, *([person.you["id"]] if person.you else [])], "…"]
        self.told.append(entry)
        try:
            result = await work()
            entry[4] = "done"
            if isinstance(result, dict) and result.get("conversation"):
                id = result["conversation"]["id"]
                entry[3].append(id)
                entry[4] = f"{id} {result['conversation']['state']}"
                self.name(id)
        except CallError as no:
            entry[4] = f"{no.code} {no.data.get('why') or no.data.get('state') or no.reason}"
            if no.code not in FAIR and (no.code, no.data.get("field")) != (-32602, "to.staff"):
                raise AssertionError(self.failure([f"{person.name} {what}: {no}"])) from None

    def visitor_act(self, v):
        if not v.here:
            return "comes back", [], v.come
        copy = v.conversations.get(v.latest)
        if copy is None or copy["state"] in ("closed", "missed"):
            act = self.dice.choices(("start", "leave", "say", "reopen", "go"), (12, 1, 3 * bool(copy), 3 * bool(copy), 1))[0]
        else:
            act = self.dice.choices(("say", "close", "cut", "go", "start"), (10, 3, 2, 2, 1))[0]
        return {"start": self.start, "leave": self.leave, "say": self.say, "close": self.close, "reopen": self.reopen,
                "go": lambda who: ("goes", [], who.go), "cut": self.cut}[act](v)

    def staff_act(self, a):
        if not a.here:
            return "comes back", [], a.come
        if a is self.sue and self.dice.random() < 0.6:
            return self.force()
        act = self.dice.choices(
            (self.take, self.answer, self.say_as_owner, self.close_as_owner, self.transfer, self.take_back, self.prioritise,
             self.set_presence, self.cut, lambda who: ("goes", [], who.go), self.note),
            (4, 8, 8, 5, 4, 2, 2, 4, 2, 1, 1))[0]
        return act(a)

    def some_chat(self, states=("queued", "offered", "active")):
        now = [v.latest for v in self.visitors if v.latest and v.conversations[v.latest]["state"] in states]
        return self.dice.choice(now) if now else None

    def call(self, person, what, method, id, **params):
        cid = new_cid()
        return what, [id], lambda: person.insist(method, {"conversation": id, "cid": cid, **params})

    def start(self, v):
        department, text = self.dice.choice((None, *DEPARTMENTS)), self.dice.choice((None, "hello"))
        params = {"cid": new_cid(), **({"department": department} if department else {}), **({"text": text} if text else {})}

        async def work():
            result = await v.insist("conversation.start", params)
            v.latest = result["conversation"]["id"]
            v.conversations.setdefault(v.latest, result["conversation"])
            return result
        return f"starts in {department}, says {text}", [], work

    def leave(self, v):
        params = {"cid": new_cid(), "email": "v@demo.test", "text": "call me", "department": self.dice.choice(DEPARTMENTS)}

        async def work():
            result = await v.insist("conversation.leave", params)
            v.latest = result["conversation"]["id"]
            v.conversations.setdefault(v.latest, result["conversation"])
            return result
        return "leaves a message", [], work

    def say(self, v):
        return self.call(v, f"writes in {v.latest}", "message.send", v.latest, text=f"word {self.acts}")

    def close(self, v):
        return self.call(v, f"ends {v.latest}", "conversation.close", v.latest)

    def reopen(self, v):
        return self.call(v, f"reopens {v.latest}", "conversation.reopen", v.latest)

    def cut(self, person):
        async def work():
            if person.connection:
                person.connection.cut()
        return "is cut off for a moment", [], work

    def take(self, a):
        id, over = self.some_chat(("queued", "offered", "missed", "active")), self.dice.random() < 0.15
        if not id:
            return None
        return self.call(a, f"takes {id}{', over capacity' * over}", "conversation.take", id, over=over)

    def answer(self, a):
        if not a.offers:
            return None
        id, accept = self.dice.choice(sorted(a.offers)), self.dice.random() < 0.6
        return self.call(a, f"{'accepts' if accept else 'declines'} {id}", "offer.answer", id, accept=accept)

    def an_owned(self, a):
        owned = a.owned()
        return self.dice.choice(owned) if owned else None

    def say_as_owner(self, a):
        id = self.an_owned(a)
        return id and self.call(a, f"answers in {id}", "message.send", id, text=f"answer {self.acts}")

    def close_as_owner(self, a):
        id = self.an_owned(a)
        return id and self.call(a, f"closes {id}", "conversation.close", id)

    def somewhere(self):
        if self.dice.random() < 0.5:
            return {"department": self.dice.choice(DEPARTMENTS)}
        return {"staff": self.dice.choice(self.staff).you["id"]}

    def transfer(self, a):
        id, to = self.an_owned(a), self.somewhere()
        return id and self.call(a, f"gives {id} to {[*to.values()][0]}", "conversation.transfer", id, to=to)

    def take_back(self, a):
        given = [id for id in a.owned() if a.conversations[id].get("pending")]
        return given and self.call(a, f"takes {given[0]} back", "conversation.take", given[0])

    def prioritise(self, a):
        id, priority = self.some_chat(), self.dice.choice(("urgent", "high", "normal", "low"))
        return id and self.call(a, f"makes {id} {priority}", "conversation.priority", id, priority=priority)

    def note(self, a):
        id = self.an_owned(a)
        return id and self.call(a, f"notes something in {id}", "note.add", id, text="hm")

    def set_presence(self, a):
        status = self.dice.choice(("online", "online", "online", "away", "offline"))
        params = {"presence": status}
        if self.dice.random() < 0.3:
            params["capacity"] = self.dice.randint(0, 3)

        async def work():
            await a.insist("presence.set", params)
            if "capacity" in params:
                await self.capacity_changed(a)
        return f"is {params}", [], work

    async def capacity_changed(self, a):
        """Who has more than their capacity now may keep it, and is given nothing."""
        shot = await snapshot(self.redis)
        me = shot.staff[a.you["id"]]
        if me.load > me.capacity:
            self.kept.setdefault(me.id, set()).update(me.owned, me.offered)

    def forget(self, shot):
        """What is held no longer."""
        for id, kept in self.kept.items():
            kept &= {*shot.staff[id].owned, *shot.staff[id].offered}

    def force(self):
        id = self.some_chat()
        action = self.dice.choice(("requeue", "transfer", "close", "takeover"))
        if not id:
            return None
        more = {"to": self.somewhere()} if action == "transfer" else {}
        return self.call(self.sue, f"forces {id}: {action} {more}", "conversation.force", id, action=action, reason="because", **more)



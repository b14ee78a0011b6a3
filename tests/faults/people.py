"""Scripted visitors and agents: what they do is drawn from a seed; what they were promised and refused is recorded.

They behave as the contract says: the same cid on every retry, one unacknowledged message a conversation, `hello` with
the positions they have, messages said again after a reset. Killed, they go on from what a client keeps: its token, its
outbox, and its views or none.
"""
import asyncio
import random
import time

import baton_client
import wire
from baton_client import Client
from servers import PASSWORD, http
from wire import CallError, Lost, new_cid

# As the contract, but sooner: what takes it a minute would be most of a run.
wire.DEAD_AFTER, baton_client.PING_EVERY = 12.0, 3.0
PATIENCE = 150.0  # seconds until an unanswered call is a finding: longer than any fault and its consequences
DEPARTMENTS = ("care", "help")
RESUMED = 60  # conversations a client keeps


class Stopped(Exception):
    """This incarnation of the client is dead."""


class Kept(Client):
    """One incarnation of a person's client."""

    def __init__(self, person, **options):
        super().__init__(person.rng.sample(person.urls, len(person.urls)), backoff=(0.05, 1.0), **options)
        self.person, self.stopped, self.offers = person, False, {}
        self._other_epoch = set()  # subscribed to again, in an epoch that nothing was told of: sync says where it was cut

    async def die(self):
        if self.connection:
            self.connection.cut()
        await self.stop()
        self.stopped = True
        self._up.set()  # whoever waits for it learns that it is dead

    def state(self, id):
        """What may be wrong with a view, for a finding."""
        waiting = [method for method, *_ in self.connection._waiting.values()]
        return (f" ({'told' if id in self._told else 'not told'} of it, greeted by {self.server['node']}, asks for {self._syncing}, awaits {waiting}, "
                f"in {self.views[id].epoch}, ahead {[sorted(log.ahead)[:3] for log in self.views[id].logs.values()]})")

    async def call(self, method, params=None, timeout=PATIENCE):
        if self.stopped:
            raise Stopped
        try:
            return await super().call(method, params, timeout)
        except Lost:
            self.person.unknown.add((params or {}).get("cid"))
            if self.stopped:
                raise Stopped from None
            raise

    async def insist(self, method, params, deadline=PATIENCE):
        begun = time.monotonic()
        result = await super().insist(method, params, deadline)
        if "cid" in params:
            self.person.promised(method, params, result, begun)
        return result

    async def _connect(self, url):
        for id in list(self.views)[:-RESUMED]:  # oldest first
            if self.conversations.get(id, {}).get("state") not in ("queued", "offered", "active"):
                self.person.past[id] = self.views.pop(id)
        for socket in self.old[:-1]:
            self.person.violations += socket.violations
        del self.old[:-1]
        await super()._connect(url)

    def _greeted(self, result):
        super()._greeted(result)
        self.offers = {offer["conversation"]: offer for offer in result.get("offers", [])}
        del self.greetings[:-2]

    def _heard_conversation(self, params):
        copy, id = params["conversation"], params["conversation"]["id"]
        view = self.views.get(id)
        if view and params["because"] != "left" and copy["epoch"] != view.epoch:
            self._other_epoch.add(id)
            self._sync(view, "log")
        super()._heard_conversation(params)

    def _take(self, view, event):
        if view.id not in self._other_epoch or event["epoch"] == view.epoch:
            super()._take(view, event)

    def _reset(self, view, epoch, log, last):
        super()._reset(view, epoch, log, last)
        if view.id in self._other_epoch:
            self._other_epoch.discard(view.id)
            if self.role == "staff":  # the answer spoke of one log
                super()._reset(view, epoch, "notes", 0)
                self._sync(view, "notes")

    def _heard(self, method, params):
        if method == "offer":
            self.offers[params["conversation"]] = params
        elif method == "offer.withdrawn":
            self.offers.pop(params["conversation"], None)
        if method == "event" and params["seq"] > self.view(params["conversation"]).last(params["log"]) + 1:
            self.person.gap(self, params)
        super()._heard(method, params)
        for kept in (self.notified, self.signals, self.because, self.connection.received if self.connection else []):
            if len(kept) > 2000:
                del kept[:1000]


class Person:
    """One human and, after one another, their clients."""

    role = "visitor"

    def __init__(self, name, urls, seed):
        self.name, self.urls, self.rng = name, urls, random.Random(f"{name} {seed}")
        self.token, self.client = None, None
        self.said, self.spoken = {}, 0
        self.promises = []  # (method, params, result, epoch of the log, begun, ended)
        self.refusals = []  # (method, params, error)
        self.unknown = set()  # cids of which an attempt may still be under way, in a node that was paused
        self.violations, self.past = [], {}
        self.talks_only = False  # nothing but messages
        self.forgot = False  # came back with nothing but a token: what nodes put back may come after what they say anew
        self.dead = False
        self.go, self.idle, self.calls = asyncio.Event(), True, 0

    # Life

    async def come(self, views=None):
        self.client = Kept(self, role=self.role, token=self.token)
        self.client.said = self.said
        if views:
            self.client.views = views
        await self.client.start(PATIENCE)
        self.token = self.client.token

    async def killed(self, away, forgets=False):
        """`forgets`: with nothing but the token, so that nobody but the nodes knows what they were promised last."""
        if self.dead:
            return
        self.dead, old = True, self.client
        await old.die()
        self.violations += old.faults()
        await asyncio.sleep(away)
        keeps = self.rng.random() < 0.5 and not forgets
        if self.talks_only and not keeps:
            self.forgot = True
            for id, messages in self.said.items():
                self.said[id] = [m for m in messages if not m.done]
        if keeps:
            for view in old.views.values():
                for log in view.logs.values():
                    log.ahead.clear()
                view.violations.clear()  # they are counted above
        else:
            self.past.update(old.views)
        await self.come(old.views if keeps else None)
        self.dead = False

    async def live(self):
        while True:
            self.idle = True
            await self.go.wait()
            self.idle = False
            try:
                await self.step()
            except asyncio.TimeoutError:
                self.violations.append(f"{self.name}: no answer within {PATIENCE} s")
            await asyncio.sleep(self.rng.uniform(0.02, 0.25))

    # Doing

    def promised(self, method, params, result, begun):
        id = params.get("conversation") or result["conversation"]["id"]
        epoch = result.get("epoch") or (result.get("conversation") or {}).get("epoch") or self.client.view(id).epoch
        self.promises.append((method, params, result, epoch, begun, time.monotonic()))

    def gap(self, client, event):
        """The node closes gaps itself, but for one in a history that the client is reading anyway."""
        id = event["conversation"]
        if (id, event["log"]) not in client._syncing and id not in client._other_epoch:
            self.violations.append(f"GAP: {event['log']} {event['seq']} of {event['conversation']} after "
                                   f"{client.view(event['conversation']).last(event['log'])}")

    async def do(self, method, params):
        """Until its outcome is known, whoever of the clients gets it: the result, or None when it was refused."""
        while True:
            try:
                self.calls += 1
                return await self.client.insist(method, params)
            except Stopped:
                await asyncio.sleep(0.05)
            except CallError as error:
                self.refusals.append((method, params, error))
                return None

    async def say(self, id):
        """The message, acknowledged or refused."""
        self.spoken += 1
        self.calls += 1
        message = self.client.say(id, f"{self.name}#{self.spoken}")
        end = time.monotonic() + PATIENCE
        while not message.done:
            if time.monotonic() > end:
                raise asyncio.TimeoutError
            await asyncio.sleep(0.005)
        if message.error:
            self.refusals.append(("message.send", {"conversation": id, "cid": message.cid, "text": message.text}, message.error))
        return message

    def faults(self):
        return [f"{self.name}: {fault}" for fault in self.violations + self.client.faults()]

    def views(self):
        return {**self.past, **self.client.views}


class Visitor(Person):
    current = None

    async def start(self, text=True, department=None):
        params = {"cid": new_cid(), "department": department or self.rng.choice(DEPARTMENTS)}
        if text:
            self.spoken += 1
            params["text"] = f"{self.name}#{self.spoken}"
        result = await self.do("conversation.start", params)
        if result:
            self.current = result["conversation"]["id"]

    async def step(self):
        if self.current is None:
            return await self.start(self.rng.random() < 0.8)
        view = self.client.view(self.current)
        if self.talks_only:
            await self.say(self.current)
            return
        if view.last() > 120 or (view.last() > 8 and self.rng.random() < 0.03):
            closed = await self.do("conversation.close", {"conversation": self.current, "cid": new_cid()})
            if not closed or view.last() > 100 or self.rng.random() < 0.5:
                self.current = None  # else their next message reopens it
            return
        if (await self.say(self.current)).error:
            self.current = None


class Agent(Person):
    role = "staff"

    async def sign_in(self, url, email):
        answer = await http("POST", url + "/api/v1/sessions", {"email": email, "password": PASSWORD})
        assert answer.status == 201, (answer.status, answer.text)
        self.token = answer.json["token"]
        await self.come()
        self.id = self.client.you["id"]
        await self.client.call("presence.set", {"presence": "online"})

    def mine(self):
        return [id for id, copy in self.client.conversations.items()
                if copy["state"] == "active" and (copy["owner"] or {}).get("id") == self.id and id in self.client._told]

    async def step(self):
        offers = list(self.client.offers)
        if offers and self.rng.random() < 0.7:
            params = {"conversation": self.rng.choice(offers), "cid": new_cid(), "accept": self.rng.random() < 0.8}
            await self.do("offer.answer", params)
            self.client.offers.pop(params["conversation"], None)
            return
        mine = self.mine()
        if not mine:
            return
        of = {"conversation": self.rng.choice(mine), "cid": new_cid()}
        roll = 0 if self.talks_only else self.rng.random()
        if roll < 0.75:
            await self.say(of["conversation"])
        elif roll < 0.83:
            self.spoken += 1
            await self.do("note.add", {**of, "text": f"{self.name}#{self.spoken}"})
        elif roll < 0.88:
            await self.do("conversation.tag", {**of, "tags": [f"t{self.rng.randrange(5)}"]})
        elif roll < 0.93:
            await self.do("conversation.close", {**of, "reason": "resolved"})
        else:
            others = [a for a in self.colleagues if a is not self]
            to = self.rng.choice([{"department": self.rng.choice(DEPARTMENTS)}, {"staff": self.rng.choice(others).id}])
            if not await self.do("conversation.transfer", {**of, "to": to}):
                return
            if self.rng.random() < 0.3:
                await self.do("conversation.take", {"conversation": of["conversation"], "cid": new_cid()})

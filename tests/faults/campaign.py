"""One run: people at work in a world while the schedule's faults happen, quiet pauses in which everything is checked.

Gives a Report. What a run does is drawn from its seed; what comes of it depends on the machine as well.
"""
import asyncio
import collections
import contextlib
import dataclasses
import functools
import json
import os
import pathlib
import random
import time
import traceback

import checker
import laws
from cluster import Cluster
from people import Agent, Visitor
from schedule import LINKS, MOVES, PROCESSES, ROLLBACK_LINKS, WORLDS, schedule
from sentinel import Sentinel
from servers import SLOW
from single import AGENTS, CIDS, MODES, Single, cids_of
from wire import new_cid

VISITORS = 8
# These two are judged by what they alone may cause, so that no fault of links happens beside them; the others do.
BESIDE = (set(PROCESSES) | set(MOVES)) - {"redis_long_stall", "node_pause"}
ROUND = 60.0      # seconds of faults between two quiet pauses
SOON = 12.0       # seconds: within them a quiet system has shown everything, and given everybody who waits
AT_ONCE = 8.0     # seconds, well below a position check's: within them a gap that was noticed is closed
POSITIONS = 45.0  # seconds: within them a node finds by its position check what was never published to it


@dataclasses.dataclass
class Report:
    seed: int
    seconds: float
    nodes: int
    faults: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    violations: list = dataclasses.field(default_factory=list)
    operations: int = 0
    promises: int = 0
    refused: int = 0
    events: int = 0
    conversations: int = 0
    pauses: int = 0
    swallowed: int = 0
    resaid: int = 0  # promises that Redis forgot, and clients said again
    interruption: dict = dataclasses.field(default_factory=dict)  # kind → longest wait of a visitor's message, s

    def count(self, word):
        return sum(sentence.startswith(word) for sentence in self.violations)

    def text(self):
        lines = [
            f"seed {self.seed}: {self.seconds:.0f} s, {self.nodes} nodes, {VISITORS} visitors, {AGENTS} agents",
            f"  faults {sum(self.faults.values())}, operations {self.operations}, promises checked {self.promises}, "
            f"refused {self.refused}, events {self.events} in {self.conversations} conversations, "
            f"publications swallowed {self.swallowed}, said again {self.resaid}, quiet pauses {self.pauses}",
            f"  lost {self.count('LOST')}, doubled {self.count('DOUBLED')}, findings {len(self.violations)}",
        ]
        lines += [f"  {kind:22} {times:4} times, longest wait of a visitor {self.interruption.get(kind, 0):6.2f} s"
                  for kind, times in sorted(self.faults.items())]
        return "\n".join(lines + [f"  ! {sentence[:600]}" for sentence in self.violations[:40]])


def whereabouts(task):
    """What a task waits in, from the outside inwards, and with what it was called there; or what ended it."""
    if task.done():
        return "".join(traceback.format_exception(task.exception()))
    at, coroutine = [], task.get_coro()
    while getattr(coroutine, "cr_frame", None):
        with_what = {name: value for name, value in coroutine.cr_frame.f_locals.items() if name in ("method", "params", "message")}
        at.append(f"{coroutine.__name__}:{coroutine.cr_frame.f_lineno} {with_what or ''}")
        coroutine = coroutine.cr_await
    return " > ".join(at)


class Campaign:
    """`rollback`: Redis forgets what it acknowledged; people only talk, because messages are what the contract's clients
    say again. `world`: `single`, one Redis; `sentinel`, a master with replicas and sentinels, or a `cluster`, and nodes in
    mode `replica`, or `local` to forget."""

    def __init__(self, seed, seconds, rollback=False, world="single"):
        self.rng = random.Random(f"campaign {seed}")
        self.report = Report(seed, seconds, 2 + self.rng.randrange(3))
        self.rollback, self.kind = rollback, world
        self.faults = []  # (kind, begun, ended)
        self.alone = asyncio.Lock()
        nodes = self.report.nodes
        mode = "local" if rollback else "replica"
        self.world = Single(nodes) if world == "single" else {"sentinel": Sentinel, "cluster": Cluster}[world](nodes, mode)

    async def run(self):
        try:
            await self.world.begin()
            await self._people()
            await self._rounds()
            await self._end()
        finally:
            for task in getattr(self, "lives", ()):
                task.cancel()
            for person in getattr(self, "people", ()):
                if person.client:
                    await person.client.die()
            if self.report.violations and (keep := os.environ.get("BATON_TEST_FAULTS_LOGS")):
                for process in self.world.processes:
                    pathlib.Path(keep, f"{self.report.seed}-{process.log.name}").write_text(process.output)
            await self.world.close()
        return self.report

    def found(self, sentences):
        self.report.violations += [s for s in sentences if s not in self.report.violations]

    # People

    async def _people(self):
        urls, seed = self.world.people_urls, self.report.seed
        self.visitors = [Visitor(f"v{n}", urls, seed) for n in range(VISITORS)]
        self.agents = [Agent(f"a{n}", urls, seed) for n in range(AGENTS)]
        self.people = self.world.people = self.agents + self.visitors
        for agent, email in zip(self.agents, self.world.emails):
            agent.colleagues = self.agents
            await agent.sign_in(self.world.nodes[0].process.url, email)
        await asyncio.gather(*[visitor.come() for visitor in self.visitors])
        if self.rollback:
            await self._talk_only()
        self.lives = [asyncio.create_task(person.live()) for person in self.people]

    async def _talk_only(self):
        """Every visitor is with an agent before anything is forgotten."""
        await asyncio.gather(*[visitor.start() for visitor in self.visitors])

        def all_assigned():
            return sum(len(agent.mine()) for agent in self.agents) == len(self.visitors)

        for agent in self.agents:
            agent.talks_only = True
        end = time.monotonic() + 60 * SLOW
        while not all_assigned():
            assert time.monotonic() < end, "not everybody is assigned"
            for agent in self.agents:
                for id in list(agent.client.offers):
                    await agent.do("offer.answer", {"conversation": id, "cid": new_cid(), "accept": True})
                    agent.client.offers.pop(id, None)
            await asyncio.sleep(0.05)
        for visitor in self.visitors:
            visitor.talks_only = True

    async def _pause(self):
        for person in self.people:
            person.go.clear()
        end = time.monotonic() + 200 * SLOW
        while not all(person.idle for person in self.people):
            if time.monotonic() > end or any(task.done() for task in self.lives):
                self.found([f"STUCK: {p.name} does not come to an end: {whereabouts(task)}"
                            for p, task in zip(self.people, self.lives) if not p.idle])
                break
            await asyncio.sleep(0.02)

    def _go_on(self):
        for person in self.people:
            person.go.set()

    # Faults

    async def _rounds(self):
        tracks = [collections.deque(track) for track in self._schedule()]
        at = 0.0
        while at < self.report.seconds:
            upto = min(at + ROUND, self.report.seconds)
            self._go_on()
            base = time.monotonic() - at
            await asyncio.gather(*[self._carry_out(track, base, upto) for track in tracks])
            await asyncio.sleep(max(0.0, base + upto - time.monotonic()))
            await self._quiet()
            at = upto

    def _schedule(self):
        links = ROLLBACK_LINKS if self.rollback else LINKS
        return schedule(self.report.seed, self.report.seconds, WORLDS[self.kind][self.rollback], links)

    async def _carry_out(self, faults, base, upto):
        while faults and faults[0].at < upto:
            fault = faults.popleft()
            await asyncio.sleep(max(0.0, base + fault.at - time.monotonic()))
            if time.monotonic() > base + upto:
                continue  # those before it took longer than planned
            async with contextlib.nullcontext() if fault.kind in BESIDE else self.alone:
                begun = time.monotonic()
                try:
                    await getattr(self.world, fault.kind)(fault)
                except Exception as wrong:  # noqa: BLE001: a fault that does not end well is a finding
                    self.found([f"FAULT: {fault}: {wrong!r}"])
                self.faults.append((fault.kind, begun, time.monotonic()))
                self.report.faults[fault.kind] += 1

    # Checks

    async def _within(self, seconds, check):
        """Nothing found, within so long; else what was found last."""
        end = time.monotonic() + seconds * SLOW
        while found := await check():
            if time.monotonic() > end:
                return self.found(found)
            await asyncio.sleep(0.1)

    async def _heard(self):
        """Everybody who was told of a conversation shows all of it; whom a notice did not reach cannot hear that it is missing."""
        return [s for s in await self._shown() if "not told of" not in s]

    async def _shown(self):
        logs = checker.Logs(await self.world.shot(logs=True))
        return [s for person in self.people for s in checker.views_are_the_log(person, logs, whole=True)] or \
            checker.copies_are_true(self.people, logs.shot)

    async def _nobody_waits(self):
        return laws.nobody_waits_beside_a_free_agent(await self.world.shot(), MODES)

    async def _lawful(self):
        """What holds of every snapshot, at any moment."""
        shot = await self.world.shot(logs=True)
        self.found(laws.at_any_moment(shot) + laws.logs_are_dense(shot) + laws.nobody_was_cut_off(shot) +
                   checker.nobody_is_over(shot) + checker.one_owner_at_a_time(checker.Logs(shot)))

    async def _quiet(self):
        """Faults are over. In every conversation one word is published to nobody, and the next one brings everybody up to
        date; who comes is served."""
        await self._pause()
        try:
            await self.world.settled()
            await self.world.everybody_is_back()
        except AssertionError as wrong:
            return self.found([f"STUCK: {wrong}"])
        for _ in range(2):  # a position check may help once; the next is more than AT_ONCE away then
            await self._unpublished(self._a_word_each)
            await self._a_word_each()
            await self._within(AT_ONCE, self._heard)
        await self._within(POSITIONS, self._shown)
        await self._lawful()
        self.found(checker.no_timer_is_forgotten(await self.world.shot()))
        await self._within(SOON, self._nobody_waits)
        for _ in range(0 if self.rollback else 3):
            await asyncio.gather(*[self._begin_anew(visitor) for visitor in self.visitors])
            await self._within(SOON, self._shown)
            await self._lawful()
        await self._within(SOON, self._nobody_waits)
        self.report.pauses += 1

    async def _unpublished(self, work):
        for node in self.world.nodes:
            node.back.deaf = True
        try:
            await work()
        finally:
            for node in self.world.nodes:
                node.back.deaf = False

    async def _a_word_each(self):
        async def word(person, id):
            await person.say(id)
        await asyncio.gather(*[word(v, v.current) for v in self.visitors if v.current],
                             *[word(a, id) for a in self.agents for id in a.mine()])

    async def _begin_anew(self, visitor):
        """A new conversation, and one word into the moment in which its agent is told of it; then silence, so that what
        was missed stays missed."""
        if visitor.current:
            await visitor.do("conversation.close", {"conversation": visitor.current, "cid": new_cid()})
        await visitor.start(department="care")
        end = time.monotonic() + 2.0  # or there is no free agent
        while time.monotonic() < end:
            if "assigned" in visitor.client.view(visitor.current).kinds():
                await asyncio.sleep(self.rng.uniform(0.0, 0.015))
                await visitor.say(visitor.current)
                return
            await asyncio.sleep(0.001)

    async def _end(self):
        await self._never_published()
        shot = await self.world.shot(logs=True)
        logs = checker.Logs(shot)
        cids = cids_of(await self.world.redis_eval(CIDS, "{default}:"), json.loads)
        for person in self.people:
            self.found(checker.promises_are_kept(person, logs, cids) + checker.refusals_left_nothing(person, logs) +
                       checker.order_is_kept(person, logs) + checker.views_are_the_log(person, logs, whole=False) +
                       person.faults())
        self.found(self.world.complaints())
        self.found(checker.losses_are_told(self.people, logs))
        self.found(checker.nothing_is_doubled(logs) + checker.one_owner_at_a_time(logs) + self.world.violations)
        await self._transcripts(logs)
        self._numbers(logs)

    async def _never_published(self):
        """The last word of every conversation is published to nobody: the position check must find it."""
        await self._pause()
        await self._unpublished(self._a_word_each)
        if not await self._shown():
            self.found(["TEST: the words said without publication were heard at once"])
        await self._within(POSITIONS, self._shown)

    async def _transcripts(self, logs):
        reader, url = self.agents[0], self.world.nodes[0].process.url
        self.found([s for id in logs.shot.conversations for s in await checker.transcript_is_the_log(url, reader.token, id, logs)])

    def _numbers(self, logs):
        r = self.report
        r.operations = sum(p.calls for p in self.people)
        r.promises = sum(len({params["cid"] for _, params, *_ in p.promises}) for p in self.people)
        r.refused = sum(len(p.refusals) for p in self.people)
        r.events = sum(map(len, logs.of.values()))
        r.conversations = len(logs.shot.conversations)
        r.swallowed = sum(node.back.swallowed for node in self.world.nodes)
        for visitor in self.visitors:
            for *_, begun, ended in visitor.promises:
                if kind := self._blamed(begun, ended):
                    r.interruption[kind] = max(r.interruption.get(kind, 0), ended - begun)
        r.resaid = sum(len(p.promises) for p in self.people) - r.promises
        if self.rollback and not r.resaid:
            self.found(["TEST: nothing that was acknowledged was forgotten"])
        if not r.faults or not r.promises or not r.pauses:
            self.found(["TEST: a run without faults, promises or a quiet pause proves nothing"])

    def _blamed(self, begun, ended):
        """The fault that a wait overlaps longest."""
        overlap = functools.reduce(lambda best, f: max(best, (min(ended, f[2]) - max(begun, f[1]), f[0])), self.faults, (0, ""))
        return overlap[1] if overlap[0] > 0 else None


def run(seed, seconds, rollback=False, world="single"):
    async def main():
        return await Campaign(seed, seconds, rollback, world).run()
    return asyncio.run(main())

"""Random days of a desk on two and on four nodes at once: the laws are checked by what Redis holds, in the middle, at
quiet moments and at the end, and every client has heard each log once and in order.

A failure prints its seed and what happened around it. BATON_TEST_STORIES=N tells N stories more for each number of
nodes, BATON_TEST_STORY=SEED that one alone.
"""
import asyncio
import json
import os

import pytest

import laws
from redis_desk import snapshot
from servers import until
from stories import Story, settings

UNLIMITED = ("--limits.messages_per_minute", 60000, "--limits.burst", 10000)
ACTS, VISITORS, TURNS_TO_PAUSE = 1500, 24, 12
# A matcher's round takes some five round trips to Redis, and comes to rest after a few; nobody who was not woken is
# woken by chance in so short a time.
LOOKS, ROUND_TRIPS = 3, 40
ONE = os.environ.get("BATON_TEST_STORY")
SEEDS = [int(ONE)] if ONE else range(1, 2 + int(os.environ.get("BATON_TEST_STORIES", "0")))


def check(story, found):
    assert not found, story.failure(found)


async def pause(story, redis):
    """A quiet moment: nobody acts, and the matchers come to rest; timers go on, so that what counts is who waits beside
    the same free agent look after look, each many round trips of every node behind the one before."""
    waits = None
    for _ in range(LOOKS):
        await story.round_trips(ROUND_TRIPS)
        shot = await snapshot(redis, logs=True)
        check(story, laws.at_any_moment(shot) + laws.logs_are_dense(shot) + laws.nobody_was_cut_off(shot))
        check(story, laws.nobody_is_over_capacity(shot, story.kept))
        found = laws.nobody_waits_beside_a_free_agent(shot, story.modes)
        waits = found if waits is None else [one for one in found if one in waits]
        if not waits:
            break
    check(story, waits)
    story.forget(shot)
    return shot


async def middle(story, redis):
    """In full swing nothing may be half done: whatever is read at once agrees."""
    check(story, laws.at_any_moment(await snapshot(redis)))


def heard_otherwise(story, shot):
    """What a client shows of a log is what Redis has, from the first on, each event once."""
    found = []
    for person in story.visitors + story.staff:
        found += [f"L2: {person.name}: {fault}" for fault in person.faults()]
        for view in person.views.values():
            for name in ("log", "notes"):
                kept = [(int(id.split("-")[0]), int(f["at"]), json.loads(f["e"])["kind"])
                        for id, f in shot.logs.get(f"{name}:{view.id}", [])]
                shown = [(e["seq"], e["at"], e["kind"]) for e in view.events(name)]
                both = min(len(shown), len(kept))  # a timer may have said something since either was read
                if shown[:both] != kept[:both]:
                    found.append(f"L2: {person.name} shows {shown} of the {name} of {view.id}, Redis has {kept}")
    return found


def all_heard(story, shot):
    """Visitors hear their conversation, owners what they own, to the last event."""
    def behind(person, id):
        return person.view(id).last() < shot.conversations[id].log_seq
    return not any(behind(v, v.latest) for v in story.visitors if v.here and v.latest) and not any(
        behind(a, id) for a in story.staff if a.here for id in shot.staff[a.you["id"]].owned)


@pytest.mark.deadline(120)
@pytest.mark.parametrize("nodes", (2, 4))
@pytest.mark.parametrize("seed", SEEDS)
async def test_a_random_day_keeps_the_laws(world, nodes, seed):
    story = Story(seed * 10 + nodes if not ONE else seed, nodes)
    redis = world.redis()
    await world.apply(redis, settings(story.modes))
    servers = [await world.serve(redis, *UNLIMITED) for _ in range(nodes)]
    await story.begin(world, redis, servers, VISITORS)
    pauses = 0
    while story.acts < ACTS:
        for turn in range(TURNS_TO_PAUSE):
            await asyncio.gather(story.turn(), *[middle(story, redis) for _ in range(turn % 4 == 3)])
        await pause(story, redis)
        pauses += 1
    await asyncio.gather(*[person.come() for person in story.visitors + story.staff if not person.here])

    async def settled():
        shot = await pause(story, redis)
        check(story, heard_otherwise(story, shot))
        return all_heard(story, shot)

    await until(settled, 10, "everybody to have heard everything")
    kinds = {what.split()[0] for _, _, what, _, ended in story.told if not ended[0].isdigit()}
    assert kinds >= {"starts", "takes", "closes", "gives", "forces", "comes", "reopens", "writes", "answers"}, kinds
    assert pauses > 5
    await story.end()

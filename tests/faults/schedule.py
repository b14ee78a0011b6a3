"""Which fault happens when: a pure function of the seed, the length of the run and the world's kinds.

Two tracks run beside each other, one of processes and one of links and clients; within a track one fault follows the
other. Each track deals its kinds like cards: every kind comes once before any comes again.
"""
import dataclasses
import random

# Kind → (shortest, longest) of its state in seconds; None where it is over at once.
PROCESSES = {
    "node_kill": (0.2, 1.5),        # kill -9, started again after so long
    "node_pause": (8.0, 9.0),       # SIGSTOP for longer than the node's lease
    "node_drain": (0.0, 0.5),       # SIGTERM, started again
    "redis_kill": (0.2, 2.0),       # kill -9, started again on the same data
    "redis_restart": (0.2, 1.0),    # SHUTDOWN, started again on the same data
    "redis_stall": (0.3, 2.0),      # SIGSTOP for less than any lease
    "redis_long_stall": (7.5, 8.5),  # SIGSTOP for longer than every lease
}
LINKS = {
    "visitor_killed": (0.1, 6.0), "agent_killed": (0.1, 7.0),  # started again from what they kept, or after any grace
    "client_links_cut": None, "client_links_reset": None,      # of one node
    "client_links_silent": (2.0, 16.0), "client_links_slow": (1.0, 3.0),
    "redis_links_cut": None, "redis_links_reset": None,
    "redis_links_silent": (1.0, 8.0), "redis_links_slow": (1.0, 3.0),
    "subscribers_killed": None, "normals_killed": None,        # CLIENT KILL TYPE pubsub, normal
    "publications_lost": (0.5, 2.0),                           # one node's, in silence
}
# Redis loses what it acknowledged last, as by a power cut: killed, its append-only file cut off, started again. Whoever
# said it may be gone as well.
ROLLBACK = {"redis_forgets": (0.3, 2.0), "redis_and_visitor_forget": (0.3, 2.0)}
ROLLBACK_LINKS = {kind: LINKS[kind] for kind in ("client_links_cut", "subscribers_killed", "publications_lost", "visitor_killed")}

# The world of sentinels, where killing Redis is a failover: on sound replication, or with the master cut off before, so
# that it goes with what it did alone.
FAILOVERS = {kind: PROCESSES[kind] for kind in ("node_kill", "node_pause", "node_drain")} | {
    "redis_failover": (0.0, 2.0), "redis_cut_failover": (0.5, 2.0)}
# Those that lose what was acknowledged, in mode local; demoted: on purpose, while the master goes on for a moment.
LOSSES = {"redis_cut_failover": (0.5, 2.0), "redis_demoted": None}
# The world of a cluster: failovers again, and the site's slot is moved to another master while all go on.
MOVES = FAILOVERS | {"redis_demoted": None, "slot_moved": (0.2, 3.0)}
LOSING_MOVES = {"redis_cut_failover": (0.5, 2.0), "slot_moved": (0.2, 3.0)}

# World → the kinds of its processes, and those of a run in which Redis forgets.
WORLDS = {"single": (PROCESSES, ROLLBACK), "sentinel": (FAILOVERS, LOSSES), "cluster": (MOVES, LOSING_MOVES)}


@dataclasses.dataclass(frozen=True)
class Fault:
    at: float  # earliest, seconds from the beginning
    kind: str
    victim: int  # taken modulo what there is
    lasts: float


def track(rng, kinds, seconds, pause):
    """Faults of one track, in order."""
    at, deck, faults = rng.uniform(*pause), [], []
    while at < seconds:
        if not deck:
            deck = sorted(kinds)
            rng.shuffle(deck)
        kind = deck.pop()
        lasts = rng.uniform(*kinds[kind]) if kinds[kind] else 0.0
        faults.append(Fault(round(at, 3), kind, rng.randrange(1000), round(lasts, 3)))
        at += lasts + rng.uniform(*pause)
    return faults


def schedule(seed, seconds, processes=PROCESSES, links=LINKS):
    rng = random.Random(f"faults {seed}")
    return track(rng, processes, seconds, (0.5, 2.0)), track(rng, links, seconds, (0.3, 1.5))

"""The laws of design.md as a checker of what Redis holds: written from the laws' words, apart from server/desk/.

Each function gives sentences, one for each breach; none means that the law holds in that snapshot.
"""
import json

HEAD_START_MS = {"urgent": 30 * 60_000, "high": 10 * 60_000, "normal": 0, "low": -10 * 60_000}


# --- L4

def eligible(c, a, assign, now):
    """design.md, L4: may `a` be given, or offered, what waits?"""
    if assign == "manual" or not c.waits or c.away is not None:
        return False
    if not (a.here and a.presence == "online" and a.load < a.capacity):
        return False
    if c.served_by not in a.departments or c.owner_id == a.id:
        return False
    wanted = [w["skill"] for w in c.wanted or () if now < w["until"]]
    if not set(c.skills + wanted) <= set(a.skills):
        return False
    if now < c.declined.get(a.id, 0):
        return False
    return not (c.pref and c.pref["staff"] != a.id and now < c.pref["until"])


def nobody_waits_beside_a_free_agent(shot, modes):
    """L4, at a quiet moment. `modes`: department → auto, offer or manual."""
    return [f"L4: {c.id} waits in {c.served_by} beside {a.id}, who is free"
            for c in shot.conversations.values() if c.waits
            for a in shot.staff.values() if eligible(c, a, modes[c.served_by], shot.now)]


# --- L5, L6

def loads_are_what_conversations_say(shot):
    owned, offered = {id: set() for id in shot.staff}, {id: set() for id in shot.staff}
    for c in shot.conversations.values():
        if c.state == "active":
            owned[c.owner_id].add(c.id)
        if c.offeree:
            offered[c.offeree].add(c.id)
    return [f"L5: {a.id} has {name} {sorted(says)}, the conversations say {sorted(is_)}"
            for a in shot.staff.values()
            for name, says, is_ in (("owned", a.owned, owned[a.id]), ("offered", a.offered, offered[a.id]))
            if sorted(says) != sorted(is_)]


def how_they_got_it(shot, c, a):
    """(when the slot was theirs, whether above their capacity by an exception that is logged), by the log and notes."""
    at, exception, accepted = 0, False, False
    for _, fields in shot.logs.get(f"log:{c.id}", []):
        event = json.loads(fields["e"])
        if event["kind"] in ("assigned", "transferred") and event["to"]["id"] == a.id:
            at = int(fields["at"])
    for _, fields in reversed(shot.logs.get(f"notes:{c.id}", [])):
        event = json.loads(fields["e"])
        if event["kind"] != "decision" or event["chosen"]["id"] != a.id:
            continue
        held = event["what"] in ("offered", "transfer")
        if held and (accepted or c.offeree == a.id):
            return int(fields["at"]), False  # since then the slot was held
        if event["what"] in ("matched", "accepted", "taken", "forced") and int(fields["at"]) == at and not accepted:
            accepted = event["what"] == "accepted"
            exception = event["what"] == "forced" or "over capacity" in event["because"]
    return at, exception


def nobody_is_over_capacity(shot, kept):
    """L5: whoever got a conversation had a slot for it, or the exception is logged; or it is one of those that they
    kept when their capacity was lowered (staff → conversations)."""
    found = []
    for a in shot.staff.values():
        if a.load <= a.capacity:
            continue
        got = {id: how_they_got_it(shot, shot.conversations[id], a) for id in {*a.owned, *a.offered}}
        fair = {id for id, (_, exception) in got.items() if not exception and id not in kept.get(a.id, ())}
        # What came in the same commit counts one after the other; in the same millisecond, what is fair came first.
        came = sorted(got, key=lambda id: (got[id][0], id not in fair, id))
        found += [f"L5: {a.id} of capacity {a.capacity} got {id} beside {came[:n]}"
                  for n, id in enumerate(came) if n >= a.capacity and id in fair]
    return found


def each_is_in_one_place(shot):
    """L6: in a queue, offered, owned by someone present or within their grace, in the recovery list, or closed."""
    found = []
    for c in shot.conversations.values():
        places = {
            "a queue": c.state == "queued" and c.id in shot.set(f"waiting:{c.department}"),
            "offered": c.state == "offered" and c.offer and c.id in shot.staff[c.offer["to"]].offered,
            "owned": c.state == "active" and c.owner_id and c.id in shot.staff[c.owner_id].owned,
            "the recovery list": c.state == "missed" and c.id in shot.set("recovery"),
            "closed": c.state == "closed" and c.id in shot.set("closed"),
        }
        if list(map(bool, places.values())).count(True) != 1:
            found.append(f"L6: {c.id}, {c.state}, is in {[name for name, there in places.items() if there] or 'no place'}")
        if c.state == "active" and not shot.staff[c.owner_id].here and f"grace:{c.owner_id}" not in shot.set("due"):
            found.append(f"L6: {c.id} is owned by {c.owner_id}, who is gone for good")
        if (c.owner is not None) != (c.state == "active") and c.state != "closed":
            found.append(f"L5: {c.id} is {c.state} with owner {c.owner_id}")
    return found


# --- indexes

def queue_of(c):
    if c.pref:
        return f"queue:@{c.pref['staff']}"
    required = sorted({*c.skills, *(w["skill"] for w in c.wanted or ())})
    return f"queue:{c.served_by}:{'+'.join(required) or '_'}"


def places(c):
    """Set → score, of every list that a conversation belongs in; the head of server/store/indexes.hpp."""
    closed = c.state == "closed"
    at = c.closed_at if closed else c.started_at
    sets = {f"of:{c.visitor['id']}": c.started_at}
    for department in {c.department, c.served_by}:  # while it is on its way there, another's list too
        sets[f"listed:{department}:{c.state}"] = at
    if c.open:
        sets["open"] = c.started_at
        for who in {*(c.observers or ()), *(p["id"] for p in c.participants or () if p["helper"])}:
            sets[f"observed:{who}"] = c.started_at
    if closed:
        sets["closed"] = at
    if c.state == "missed":
        sets["recovery"] = c.due
    if c.owner:
        sets[f"mine:{c.owner_id}"] = c.assigned_at
    for tag in c.tags:
        sets[f"tag:{tag}"] = c.started_at
    if c.waits:
        virtual_start = c.arrived_us - HEAD_START_MS[c.priority] * 1000
        sets[f"waiting:{c.served_by}"] = virtual_start
        sets[f"arrivals:{c.served_by}"] = c.arrived_us
        if c.away is None:
            sets[queue_of(c)] = virtual_start
    return sets


def timers(c):
    """Timers that a conversation must have, and those that it may have besides: messages move these."""
    must = set()
    if c.offeree:
        must.add("offer")
    if c.state == "missed" and not c.overdue and c.due > (c.closed_at or 0):
        must.add("overdue")
    if c.state == "closed":
        must.add("seal")
    if c.state == "queued":
        must |= {name for name, there in (("patience", c.pref), ("recover", c.away), ("overflow", c.overflow_at),
                                          ("relax", c.wanted)) if there}
    may = set()
    if c.reply:
        (must if int(c.fields["staff_seq"]) <= c.reply["since"] else may).add("reply")
    if c.state == "active":
        may.add("idle")
    return {f"{name}:{c.id}" for name in must}, {f"{name}:{c.id}" for name in may}


def ready_score(a):
    return a.load * 4096 // a.capacity * 2 ** 41 + a.idle_since


def indexes_follow_from_bodies(shot):
    wanted, must, may = {}, set(), set()
    for c in shot.conversations.values():
        for name, score in places(c).items():
            wanted.setdefault(name, {})[c.id] = float(score)
        of_it = timers(c)
        must |= of_it[0]
        may |= of_it[1]
    for a in shot.staff.values():
        if a.here and a.presence == "online" and a.load < a.capacity:
            for department in a.departments:
                wanted.setdefault(f"ready:{department}", {})[a.id] = float(ready_score(a))
    ours = ("of", "observed", "listed", "open", "closed", "recovery", "mine", "tag", "waiting", "arrivals", "queue", "ready")
    there = {name: members for name, members in shot.sets.items() if name.split(":")[0] in ours}
    found = [f"L6: {name} is {there.get(name, {})}, should be {wanted.get(name, {})}"
             for name in sorted({*wanted, *there}) if wanted.get(name, {}) != there.get(name, {})]
    due = {member for member in shot.set("due") if not member.startswith(("grace:", "away:"))}
    found += [f"L6: no timer {member}" for member in sorted(must - due)]
    return found + [f"L6: a timer {member} for nothing" for member in sorted(due - must - may)]


# --- L2, L10

def logs_are_dense(shot):
    found = []
    for c in shot.conversations.values():
        for name, last in (("log", c.log_seq), ("notes", c.notes_seq)):
            entries = shot.logs.get(f"{name}:{c.id}", [])
            if [id for id, _ in entries] != [f"{n}-0" for n in range(1, last + 1)]:
                found.append(f"L2: {name} of {c.id} has {[id for id, _ in entries]}, its hash says {last}")
            times = [int(fields["at"]) for _, fields in entries]
            if times != sorted(times):
                found.append(f"L2: `at` goes back in {name} of {c.id}: {times}")
            if name == "notes" and [f for _, f in entries if not int(f["l"]) <= c.log_seq]:
                found.append(f"L2: notes of {c.id} point behind its log")
    return found


def nobody_was_cut_off(shot):
    """L10: what ended for idleness ended on a word of the staff's."""
    found = []
    for c in shot.conversations.values():
        last = None
        for _, fields in shot.logs.get(f"log:{c.id}", []):
            event = json.loads(fields["e"])
            if event["kind"] == "message" and event["by"]["role"] != "system":
                last = event["by"]["role"]
            if event["kind"] == "closed" and event["reason"] == "idle" and last == "visitor":
                found.append(f"L10: {c.id} was closed on its visitor's last word")
    return found


def at_any_moment(shot):
    return loads_are_what_conversations_say(shot) + each_is_in_one_place(shot) + indexes_follow_from_bodies(shot)

"""What must be true of a run: everybody's promises and views against what Redis holds.

Each function gives sentences, one a breach. Laws over a snapshot alone are in tests/integration/laws.py.
"""
import collections
import json
import math

from servers import http

TICK = 12_000  # ms that a ripe timer may lie there: a claim of 5 s by a node that died, and a node that is back


class Logs:
    """The streams of a snapshot, decoded: (conversation, "log" or "notes") → events with seq and at."""

    def __init__(self, shot):
        self.shot, self.of = shot, {}
        for id in shot.conversations:
            for log in ("log", "notes"):
                entries = shot.logs.get(f"{log}:{id}", [])
                self.of[id, log] = [
                    {**json.loads(fields["e"]), "seq": int(at.split("-")[0]), "at": int(fields["at"])} for at, fields in entries]
        self.places = collections.defaultdict(list)  # text → (conversation, log, seq, sender)
        for (id, log), events in self.of.items():
            for event in events:
                if "text" in event and event["by"]["role"] != "system":
                    self.places[event["text"]].append((id, log, event["seq"], event["by"]["id"]))

    def told_as_lost(self, id):
        return sum(event["lost"] for event in self.of[id, "log"] if event["kind"] == "gap")


# --- promises

RECORDED = {"message.send": "message", "note.add": "note", "conversation.tag": "tagged", "conversation.close": "closed"}


def log_of(method):
    return "notes" if method in ("note.add", "conversation.tag") else "log"


def taken_back(person, logs):
    """The promises that a rollback took back, or may have, where the result names no place: (conversation, method, cid)."""
    found = set()
    for method, params, result, epoch, *_ in person.promises:
        id = params.get("conversation") or result["conversation"]["id"]
        c = logs.shot.conversations.get(id)
        place = result.get("seq", 0 if method == "conversation.start" else math.inf)
        if c and not c.survived(epoch, place, log_of(method)):
            found.add((id, method, params["cid"]))
    return found


def promises_are_kept(person, logs, cids):
    """Each result is in the log where it said, and the cid is remembered. Messages that the store lost were said again,
    and have another place; nothing else is said again."""
    found, last, back = [], {}, taken_back(person, logs)
    for method, params, result, *_ in person.promises:
        last[method, params["cid"]] = (params, result)
    for (method, cid), (params, result) in last.items():
        id = params.get("conversation") or result["conversation"]["id"]
        moved = (id, method, cid) in back
        if moved and method != "message.send":
            continue
        if id not in logs.shot.conversations:
            found.append(f"LOST: {method} {cid} of {person.name}: {id} does not exist")
            continue
        kind, log = RECORDED.get(method), log_of(method)
        if kind and not moved:
            event = next((e for e in logs.of[id, log] if e["seq"] == result["seq"]), None)
            if not event or event["kind"] != kind or event.get("text") != params.get("text") or event.get("cid") != cid:
                found.append(f"LOST: {method} {params} of {person.name}, promised as {result['seq']}, is {event}")
        if moved and not logs.places[params["text"]] and logs.told_as_lost(id):
            continue
        if params.get("text") and len(logs.places[params["text"]]) != 1:
            verdict = "DOUBLED" if logs.places[params["text"]] else "LOST"
            found.append(f"{verdict}: {params['text']!r}, promised to {person.name}, is at {logs.places[params['text']]}")
        me = person.client.you["id"]
        book = cids.get(f"vcid:{me}" if method == "conversation.start" else f"cid:{id}", {})
        if f"{me}:{cid}" not in book and not (method == "conversation.start" and result.get("existing")):
            found.append(f"LOST: the cid of {method} {params} of {person.name} is not remembered")
    return found


def losses_are_told(people, logs):
    """What was promised and is in no log, the conversation's log says; and where nothing is lost, it says nothing."""
    missing = collections.Counter()
    for person in people:
        texts = {(params["conversation"], params["text"]) for method, params, *_ in person.promises if method == "message.send"}
        missing.update(id for id, text in texts if not logs.places[text])
    told = {id: logs.told_as_lost(id) for id in logs.shot.conversations}
    return [f"LOST: {missing[id]} messages of {id}, which tells of {told[id]}" for id in told if missing[id] > told[id]] + \
        [f"TOLD: {id} tells of {told[id]} lost messages, and nothing is missing" for id in told if told[id] and not missing[id]]


def refusals_left_nothing(person, logs):
    """But for an earlier attempt whose connection was lost: a node may carry it out after the refusal."""
    return [f"DOUBLED: {params['text']!r} was refused to {person.name} ({error}), and is at {logs.places[params['text']]}"
            for _, params, error in person.refusals
            if params.get("text") and params["cid"] not in person.unknown and logs.places[params["text"]]]


def nothing_is_doubled(logs):
    """L3, of everything anybody said, acknowledged or not."""
    found = [f"DOUBLED: {text!r} is at {places}" for text, places in logs.places.items() if "#" in text and len(places) > 1]
    for (id, log), events in logs.of.items():
        calls = collections.Counter((e["by"]["id"], e["cid"]) for e in events if e.get("cid"))
        found += [f"DOUBLED: {call} {times} times in {log} of {id}" for call, times in calls.items() if times > 1]
    return found


def order_is_kept(person, logs):
    if person.forgot:
        return []
    found, me = [], person.client.you["id"]
    late = {params["cid"] for _, params, _ in person.refusals} & person.unknown  # refused, and carried out after all
    cut = {id for id, method, _ in taken_back(person, logs) if method == "note.add"}
    for (id, log), events in logs.of.items():
        if log == "notes" and id in cut:
            continue  # notes are not said in an epoch, as messages are
        said = [int(e["text"].split("#")[1]) for e in events
                if e["by"]["id"] == me and "#" in e.get("text", "") and e.get("cid") not in late]
        if said != sorted(said):
            found.append(f"ORDER: {person.name} said {said} in {log} of {id}")
    return found


# --- views

def as_shown(event):
    return event["seq"], event["kind"], event["at"], event.get("text"), event["by"]["id"]


def subscribers(c):
    """Staff whom every event of it reaches."""
    ids = {c.owner_id, c.offeree} | {p["id"] for p in c.participants or () if p["helper"]} | set(c.observers or ())
    return ids - {None} if c.open else set()


def views_are_the_log(person, logs, whole):
    """Every view is the beginning of the log; with `whole`, all of it where its person is subscribed."""
    found, me = [], person.client.you["id"]
    for id, view in person.views().items():
        c = logs.shot.conversations.get(id)
        if not c:
            found.append(f"VIEW: {person.name} shows {id}, which does not exist")
            continue
        current = id in person.client.views
        mine = c.visitor["id"] == me and c.open if person.role == "visitor" else me in subscribers(c)
        for log in ("log", "notes") if person.role == "staff" else ("log",):
            shown, there = [as_shown(e) for e in view.events(log)], [as_shown(e) for e in logs.of[id, log]]
            if not current:  # what a client showed that is dead, nobody could take back
                shown = [e for e in shown if c.survived(view.epoch, e[0], log)]
            # Since the snapshot, more may have come; nothing in a view may be older than that, and not be there.
            came = [e for e in shown[len(there):] if e[2] >= logs.shot.now]
            if shown != there[:len(shown)] + came:
                n = next((n for n, (a, b) in enumerate(zip(shown, there)) if a != b), len(there))
                found.append(f"VIEW: {person.name} shows {shown[n:n + 2]} in {log} of {id}, which is {there[n:n + 2]}")
            elif whole and mine and current and len(shown) < len(there):
                found.append(f"BEHIND: {person.name} shows {len(shown)} of {len(there)} in {log} of {id}{person.client.state(id)}")
    if whole and person.role == "staff":
        # Who observes and kept no view names no position: `hello` shows owned ones and offers.
        due = {c.id for c in logs.shot.conversations.values() if c.open and me in (c.owner_id, c.offeree)}
        found += [f"BEHIND: {person.name} was not told of {id}" for id in sorted(due - set(person.client.views))]
    return found


def copies_are_true(people, shot):
    """As told: state and owner of the newest copy of everybody subscribed."""
    found = []
    for person in people:
        me = person.client.you["id"]
        for c in shot.conversations.values():
            mine = c.visitor["id"] == me and c.open if person.role == "visitor" else me in subscribers(c)
            if not mine or c.id not in person.client.views:
                continue
            copy = person.client.conversations.get(c.id)
            told = copy and (copy["state"], (copy["owner"] or {}).get("id"))
            state = "queued" if person.role == "visitor" and c.state == "offered" else c.state
            if told != (state, c.owner_id):
                found.append(f"COPY: {person.name} was told {told} of {c.id}, which is {(state, c.owner_id)}")
    return found


# --- one owner

def one_owner_at_a_time(logs):
    """As the log tells it: who answers was given it, and nobody else had it then."""
    found, staff = [], set(logs.shot.staff)
    for (id, log), events in logs.of.items():
        if log != "log":
            continue
        owner = None
        for e in events:
            kind, seq = e["kind"], e["seq"]
            if kind == "assigned":
                if owner:
                    found.append(f"OWNER: {id} was given to {e['to']['id']} at {seq} while {owner} had it")
                owner = e["to"]["id"]
            elif kind == "transferred":
                owner = e["to"]["id"]
            elif kind in ("closed", "queued") or (kind == "left" and e["who"]["id"] == owner):
                owner = None
            elif kind == "message" and e["by"]["id"] in staff and e["by"]["id"] != owner:
                found.append(f"OWNER: {e['by']['id']} wrote {seq} of {id} while {owner} had it")
        c = logs.shot.conversations[id]
        if c.state == "active" and c.owner_id != owner:
            found.append(f"OWNER: {id} is owned by {c.owner_id}, its log says {owner}")
    return found


def nobody_is_over(shot):
    return [f"L5: {a.id} of capacity {a.capacity} holds {a.load}" for a in shot.staff.values() if a.load > a.capacity]


def no_timer_is_forgotten(shot):
    return [f"LEASE: {member} was due {shot.now - score:.0f} ms ago" for member, score in shot.set("due").items()
            if score < shot.now - TICK]


async def transcript_is_the_log(url, token, id, logs):
    """Its beginning: offers that lapse go on meanwhile."""
    where = f"{url}/api/v1/conversations/{id}/transcript?format=json"
    for _ in range(10):  # Redis may have been too slow for it
        answer = await http("GET", where, headers={"Authorization": f"Bearer {token}"})
        if answer.status != 503:
            break
    if answer.status != 200:
        return [f"TRANSCRIPT: {answer.status} for {id}"]
    return [f"TRANSCRIPT: {log} of {id} is not what Redis holds" for log in ("log", "notes")
            if [as_shown(e) for e in answer.json[log]][:len(logs.of[id, log])] != [as_shown(e) for e in logs.of[id, log]]]

"""What Redis holds of a desk, read past the server: bodies, hot fields, indexes and logs, all of one instant.

Written from design.md, section 4, and the heads of server/store/indexes.hpp and the functions; knows no wire.
"""
import asyncio
import json

DUMP = """
local p, out, cursor = ARGV[1], {conv = {}, staff = {}, zsets = {}, logs = {}}, '0'
local t = redis.call('TIME')
out.now = t[1] * 1000 + math.floor(t[2] / 1000)
out.present = redis.call('HKEYS', p .. 'present')
repeat
  local page = redis.call('SCAN', cursor, 'MATCH', p .. '*', 'COUNT', 1000)
  cursor = page[1]
  for _, key in ipairs(page[2]) do
    local name = string.sub(key, #p + 1)
    local room, id = string.match(name, '^(%a+):(.*)$')
    local kind = redis.call('TYPE', key).ok
    if kind == 'hash' and (room == 'conv' or room == 'staff') then
      out[room][id] = redis.call('HGETALL', key)
    elseif kind == 'zset' then
      out.zsets[name] = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
    elseif kind == 'stream' and (room == 'log' or room == 'notes') and ARGV[2] == 'logs' then
      local entries = {}
      for i, e in ipairs(redis.call('XRANGE', key, '-', '+')) do entries[i] = {e[1], e[2]} end
      out.logs[name] = entries
    end
  end
until cursor == '0'
return cjson.encode(out)
"""


def paired(flat):
    """Of a flat list of fields and values; the empty list comes as {}."""
    return dict(zip(flat[::2], flat[1::2])) if flat else {}


class Conversation:
    def __init__(self, id, fields):
        self.id, self.body, self.fields = id, json.loads(fields["body"]), fields
        self.arrived_us = int(fields["arrived_us"])
        self.log_seq, self.notes_seq = int(fields["log_seq"]), int(fields["notes_seq"])

    def __getattr__(self, name):
        """A member of the body; None where it is absent."""
        return self.body.get(name)

    @property
    def open(self):
        return self.state in ("queued", "offered", "active")

    @property
    def owner_id(self):
        return self.owner["id"] if self.owner else None

    @property
    def offeree(self):
        return self.offer["to"] if self.offer else (self.pending or {}).get("offeree")

    @property
    def waits(self):
        """In a queue: alone, or as a transfer to a department that nobody holds yet."""
        to_department = self.pending and self.pending["to"] == self.pending["department"]
        return self.state == "queued" or (self.state == "active" and bool(to_department) and not self.offeree)

    def survived(self, epoch, seq, log="log"):
        """Whether the log still has what it had at `seq` in `epoch`: no later cut lies before it. An unknown epoch ends at 0."""
        if epoch == self.fields["epoch"]:
            return True
        ended = [e.split(":") for e in self.fields.get("epochs", "").split()]
        cuts = [int(cut[1 if log == "log" else 2]) for n, cut in enumerate(ended) if epoch in [e for e, *_ in ended[:n + 1]]]
        return seq <= min(cuts, default=0)

    @property
    def served_by(self):
        return self.pending["department"] if self.pending else self.department


class Staff:
    def __init__(self, id, fields, here):
        self.id, self.body, self.here = id, json.loads(fields["body"]), here

    def __getattr__(self, name):
        return self.body.get(name)

    @property
    def load(self):
        return len(self.owned) + len(self.offered)


class Snapshot:
    def __init__(self, dump):
        self.now = dump["now"]
        self.present = set(dump["present"] or ())
        self.conversations = {id: Conversation(id, paired(h)) for id, h in (dump["conv"] or {}).items()}
        self.staff = {id: Staff(id, paired(h), id in self.present) for id, h in (dump["staff"] or {}).items()}
        self.sets = {name: {m: float(s) for m, s in paired(flat).items()} for name, flat in (dump["zsets"] or {}).items()}
        self.logs = {name: [(id, paired(f)) for id, f in entries] for name, entries in (dump["logs"] or {}).items()}

    def set(self, name):
        """member → score"""
        return self.sets.get(name, {})

    def line(self, department):
        """Who waits there, in the order of the queue."""
        waiting = self.set(f"waiting:{department}")
        return sorted(waiting, key=lambda id: (waiting[id], id))


async def snapshot(redis, logs=False, site="default"):
    child = await asyncio.create_subprocess_exec(
        "redis-cli", "-s", str(redis.folder / "sock"), "--raw", "EVAL", DUMP, "0", "{" + site + "}:", "logs" if logs else "",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    out, err = await child.communicate()
    assert child.returncode == 0 and out.startswith(b"{"), (out[:400], err[:400])
    return Snapshot(json.loads(out))

"""One conversation as a client shows it: both logs by the rules of the contract's section 3. No I/O.

Invariant: each log is shown dense from 1, every event once; what breaks the contract is in `violations`.
"""


class Log:
    def __init__(self):
        self.events = []
        self.ahead = {}  # heard live beyond a gap, by seq

    @property
    def last(self):
        return len(self.events)


class View:
    def __init__(self, id, epoch):
        self.id = id
        self.epoch = epoch
        self.logs = {"log": Log(), "notes": Log()}
        self.duplicates = 0
        self.violations = []

    def last(self, log="log"):
        return self.logs[log].last

    def events(self, log="log"):
        return self.logs[log].events

    def texts(self, log="log"):
        return [event["text"] for event in self.events(log) if event["kind"] in ("message", "note") and "text" in event]

    def kinds(self, log="log"):
        return [event["kind"] for event in self.events(log)]

    def take(self, event):
        """Shows, drops or keeps for later. True when there is a gap before it: call conversation.sync."""
        log = self.logs[event["log"]]
        if event["conversation"] != self.id:
            self.violations.append(f"event of {event['conversation']} in {self.id}")
        if event["epoch"] != self.epoch:
            self.violations.append(f"epoch {event['epoch']} without a reset, {self.epoch} was known: {event}")
            return False
        if event["seq"] <= log.last:
            self._compare(log.events[event["seq"] - 1], event)
            return False
        log.ahead[event["seq"]] = event
        while log.last + 1 in log.ahead:
            self._show(log, log.ahead.pop(log.last + 1))
        return bool(log.ahead)

    def reset(self, epoch, log, last):
        """Sequences after `last` are void."""
        self.epoch = epoch
        self.logs[log].ahead.clear()
        del self.logs[log].events[last:]

    def _show(self, log, event):
        if log.events and event["at"] < log.events[-1]["at"]:
            self.violations.append(f"`at` goes back at {event['log']} {event['seq']}")
        for field in ("conversation", "epoch", "log", "seq", "at", "kind", "by"):
            if field not in event:
                self.violations.append(f"an event without {field}: {event}")
        if event["log"] == "notes" and "log_seq" not in event:
            self.violations.append(f"a notes event without log_seq: {event}")
        log.events.append(event)

    def _compare(self, shown, again):
        """An event told twice is the same event; after a reset its epoch may be an older one."""
        self.duplicates += 1
        for field in ("at", "kind", "by", "text"):
            if shown.get(field) != again.get(field):
                self.violations.append(f"{field} of {again['log']} {again['seq']} changed: {shown} / {again}")

"""The lists of some departments as a console shows them, by the contract: a result of list.watch, then `listed`. No I/O.

Invariant: what breaks the contract is in `violations`; a gap is no violation, but the caller's to close by list.sync.
"""
FIELDS = ("id", "state", "department", "priority", "solved", "owner", "tags", "started_at", "assigned_at", "closed_at",
          "close_reason")
DEFAULT = ("queued", "offered", "active", "missed")


def as_summary(copy):
    """Of a <conversation> or a <summary>: what both of them have."""
    short = {field: copy[field] for field in FIELDS if field in copy}
    short["visitor"] = {field: copy["visitor"][field] for field in ("id", "name", "email", "verified")
                        if field in copy["visitor"]}
    return short


class Lists:
    def __init__(self, departments, states=None):
        self.departments, self.states = list(departments), states
        self.last = None  # department -> seq; None until the result is there
        self.shown = {}  # id -> summary
        self.heard = []  # every entry shown, in order
        self.results, self.gaps, self.reloads = 0, 0, 0
        self.more = False
        self.violations = []

    @property
    def params(self):
        return {"departments": self.departments, **({"states": self.states} if self.states is not None else {})}

    def lost(self):
        """The connection ended, and its watch with it."""
        self.last = None

    def begin(self, result):
        self.results += 1
        self.last = dict(result["feed"])
        self.more = result.get("more", False)
        self.shown = {}
        for summary in result["conversations"]:
            self._check(summary, summary["department"])
            self.shown[summary["id"]] = summary
        if len(self.shown) != len(result["conversations"]):
            self.violations.append("a conversation twice in a result")
        if set(self.last) != set(self.departments):
            self.violations.append(f"feeds of {set(self.last)}, not of {self.departments}")

    def take(self, listed):
        """Shows or drops. True when there is a gap before it: call list.sync of its department."""
        department, seq = listed["department"], listed["seq"]
        if self.last is None or department not in self.last:
            self.violations.append(f"not watched: {listed}")
            return False
        if seq <= self.last[department]:
            return False
        if seq > self.last[department] + 1:
            self.gaps += 1
            return True
        self._show(listed)
        return False

    def synced(self, answer, department):
        """The result of a list.sync. True when everything must be watched anew."""
        if answer.get("reload"):
            self.reloads += 1
            return True
        for listed in answer["listed"]:
            if listed["department"] != department:
                self.violations.append(f"{listed} in a sync of {department}")
            elif listed["seq"] == self.last[department] + 1:
                self._show(listed)
            elif listed["seq"] > self.last[department]:
                self.violations.append(f"a gap in a sync: {listed}")
        if self.last[department] < answer["last"]:
            self.violations.append(f"a sync ends at {self.last[department]}, not at {answer['last']}")
        return False

    def _show(self, listed):
        self.last[listed["department"]] = listed["seq"]
        self.heard.append(listed)
        summary = listed["conversation"]
        if summary.get("gone"):
            if set(summary) != {"id", "gone"}:
                self.violations.append(f"more than gone: {summary}")
            own = self.shown.get(summary["id"], {}).get("department")
            if own == listed["department"] or own not in self.last:
                self.shown.pop(summary["id"], None)
        else:
            self._check(summary, listed["department"])
            self.shown[summary["id"]] = summary

    def _check(self, summary, department):
        if summary["department"] != department and "pending" not in summary:
            self.violations.append(f"a summary of another department than {department}: {summary}")
        if summary["state"] not in (DEFAULT if self.states is None else self.states):
            self.violations.append(f"a state that was not asked for: {summary}")
        if ("due" in summary) != (summary["state"] == "missed") or ("contact" in summary) != (summary["state"] == "missed"):
            self.violations.append(f"due and contact belong to the recovery list: {summary}")
        for field in ("page", "locale", "attributes"):
            if field in summary["visitor"]:
                self.violations.append(f"{field} in a list: {summary}")

"""What a Redis is asked, as its MONITOR shows it; a call of a function is counted under the function's name."""
import asyncio
import collections
import re

from servers import until

LINE = re.compile(r'^[\d.]+ \[\d+ (\S+)\] "([^"]*)"(?: "([^"]*)")?')
MARK = "monitor-mark"


class Monitor:
    """`counts` since it began, or since the last `reset`; what functions do inside is not counted."""

    def __init__(self, redis):
        self.socket = str(redis.folder / "sock")
        self.counts, self.marks = collections.Counter(), 0

    async def __aenter__(self):
        self.child = await asyncio.create_subprocess_exec("redis-cli", "-s", self.socket, "MONITOR",
                                                          stdout=asyncio.subprocess.PIPE)
        assert await self.child.stdout.readline() == b"OK\n"
        self.reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_):
        self.child.terminate()
        await self.child.wait()
        await self.reader

    async def _read(self):
        while line := await self.child.stdout.readline():
            found = LINE.match(line.decode(errors="replace"))
            if found and found[1] != "lua":
                name = found[3] if found[2].upper() == "FCALL" else found[2].upper()
                self.marks += found[3] == MARK
                self.counts[name] += found[3] != MARK

    async def seen(self):
        """The counts of everything that Redis was asked before this call."""
        marks = self.marks
        child = await asyncio.create_subprocess_exec("redis-cli", "-s", self.socket, "ECHO", MARK,
                                                     stdout=asyncio.subprocess.DEVNULL)
        await child.wait()
        await until(lambda: self.marks > marks, 20, "the monitor to have read on")
        return self.counts

    async def reset(self):
        await self.seen()
        self.counts.clear()

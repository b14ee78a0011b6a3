"""A TCP gate on loopback: what passes between two of ours can be cut, reset, held, slowed, or robbed of publications.

Listens on a port of its own for as long as it lives; its target may die and come back. `held` is a silent partition
as TCP sees it: nothing passes, nobody is told, and what was on the way arrives when it heals.
"""
import asyncio
import socket
import struct

CHUNK = 65536


class Gate:
    """`target`: a function that gives (host, port) or the path of a unix socket."""

    def __init__(self, target):
        self._target = target
        self._open = asyncio.Event()
        self._open.set()
        self._links = set()
        self._talks = set()
        self._tasks = set()
        self.delay, self.slice = 0.0, CHUNK
        self.deaf = False  # publications of Redis are swallowed, whole ones only
        self.swallowed = 0

    async def start(self):
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def close(self):
        self._server.close()
        self.cut()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # Faults

    def cut(self, reset=False):
        """Ends every connection now, with RST if `reset`."""
        for writer in list(self._links):
            if reset and (raw := writer.get_extra_info("socket")) and raw.fileno() >= 0 and raw.family == socket.AF_INET:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort() if reset else writer.close()

    def hold(self):
        self._open.clear()

    def hold_subscriptions(self):
        """Those of Redis that there are; a connection that is made later passes. How many."""
        held = [talk for talk in self._talks if not talk.plain]
        for talk in held:
            talk.passing.clear()
        return len(held)

    def release(self):
        self._open.set()
        for talk in self._talks:
            talk.passing.set()

    def slow(self, delay, slice):
        """Every piece of at most `slice` bytes takes `delay` seconds."""
        self.delay, self.slice = delay, slice

    def heal(self):
        self.release()
        self.slow(0.0, CHUNK)
        self.deaf = False

    # Passing on

    async def _accept(self, reader, writer):
        task = asyncio.current_task()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._links.add(writer)
        there = talk = None
        try:
            await self._open.wait()
            target = self._target()
            if isinstance(target, str):
                back, there = await asyncio.open_unix_connection(target)
            else:
                back, there = await asyncio.open_connection(*target)
            self._links.add(there)
            talk = Replies()
            self._talks.add(talk)
            await asyncio.gather(self._pass(reader, there, talk, talk.asked),
                                 self._pass(back, writer, talk, self._filter(talk)))
        except OSError:
            pass
        finally:
            self._talks.discard(talk)
            for end in (writer, there):
                if end:
                    self._links.discard(end)
                    end.transport.abort()

    def _filter(self, talk):
        def passing(data):
            frames = talk.answered(data)
            if self.deaf:
                kept = [frame for frame in frames if b"$8\r\nsmessage\r\n" not in frame[:24]]
                self.swallowed += len(frames) - len(kept)
                frames = kept
            return b"".join(frames)
        return passing

    async def _pass(self, reader, writer, talk, through):
        """Until either side ends; the other one learns it when nothing is held any more."""
        try:
            while data := await reader.read(CHUNK):
                await self._open.wait()
                await talk.passing.wait()
                data = through(data)
                for at in range(0, len(data), self.slice):
                    if self.delay:
                        await asyncio.sleep(self.delay)
                    await self._open.wait()
                    writer.write(data[at:at + self.slice])
                    await writer.drain()
        finally:
            await self._open.wait()
            writer.close()


class Replies:
    """Redis's answers on one connection as whole values, while it may be one of subscriptions."""

    def __init__(self):
        self.plain = False  # anything else than a connection of subscriptions
        self.passing = asyncio.Event()
        self.passing.set()
        self._rest = b""
        self._first = True

    def asked(self, data):
        if self._first and (data.startswith(b"GET ") or b"FUNCTION" in data or b"FCALL" in data):
            self.plain = True
        self._first = self._first and b"SUBSCRIBE" not in data
        return data

    def answered(self, data):
        if self.plain:
            data, self._rest = self._rest + data, b""
            return [data]
        self._rest += data
        frames, start = [], 0
        while (end := end_of_value(self._rest, start)) is not None:
            frames.append(self._rest[start:end])
            start = end
        self._rest = self._rest[start:]
        return frames


def end_of_value(data, at):
    """Where the RESP value that begins at `at` ends; None while it is not whole."""
    line = data.find(b"\r\n", at)
    if line < 0:
        return None
    kind, after = data[at:at + 1], line + 2
    if kind == b"$":
        size = int(data[at + 1:line])
        end = after + size + 2 if size >= 0 else after
        return end if end <= len(data) else None
    if kind == b"*":
        for _ in range(max(0, int(data[at + 1:line]))):
            after = end_of_value(data, after)
            if after is None:
                return None
    return after

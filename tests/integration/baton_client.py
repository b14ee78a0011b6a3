"""A client of `baton.v1` that lasts: hello, heartbeat, resume, back-off, views, outbox. From the contract alone.

A visitor and a member of staff are the same class. Every event of every conversation it was told of is in `views`,
dense and once, whatever the network does; everything the server did against the contract is in `faults()`.
"""
import asyncio
import random
import time

import websockets

from lists import Lists
from view import View
from wire import CallError, Connection, Lost, new_cid

PING_EVERY = 15.0  # seconds
NO_RETURN = (4003, 4010)
NETWORK = (OSError, Lost, EOFError, asyncio.TimeoutError, websockets.InvalidHandshake, websockets.InvalidMessage,
           websockets.ConnectionClosed)


class Message:
    """Something said: `result` once acknowledged, `error` once refused."""

    def __init__(self, conversation, text):
        self.conversation, self.text, self.cid = conversation, text, new_cid()
        self.result = self.error = None

    @property
    def done(self):
        return self.result is not None or self.error is not None


class Client:
    def __init__(self, urls, *, role="visitor", token=None, hello=None, origin=None, backoff=(0.5, 30.0)):
        self.urls = [urls] if isinstance(urls, str) else list(urls)
        self.role, self.token, self.origin = role, token, origin
        self.extra = hello or {}
        self.backoff = backoff
        self.you = self.desk = self.limits = self.server = None
        self.greetings = []  # every result of hello
        self.conversations = {}  # the newest copy of each
        self.because = []  # (conversation, because) in order
        self.views = {}
        self.lists = None  # what it watches, if it does
        self.signals, self.queue, self.notified = [], [], []
        self.said = {}  # conversation -> its Messages in the order said
        self.connection = None
        self.ended = None  # the close code after which it does not come back
        self.old = []  # earlier connections
        self.violations = []
        self._told = set()  # subscribed on this connection
        self._up = asyncio.Event()
        self._tasks = set()
        self._syncing = set()
        self._sending = set()

    async def start(self, timeout=20):
        self._spawn(self._run())
        await asyncio.wait_for(self._up.wait(), timeout)
        return self

    async def stop(self):
        """Goes; `start` comes back with everything that is known."""
        self._up.clear()
        while self._tasks:  # wait_for may swallow a cancellation that comes with its result (cpython#86296)
            for task in list(self._tasks):
                task.cancel()
            await asyncio.wait(list(self._tasks), timeout=1)
        if self.connection:
            await self.connection.close()
            await self.connection.closed

    # Calls

    async def call(self, method, params=None, timeout=20):
        if not self._up.is_set():
            await asyncio.wait_for(self._up.wait(), timeout)
        connection = self.connection
        try:
            return await connection.call(method, params, timeout=timeout)
        except Lost:
            if connection is self.connection:
                self._up.clear()
            raise

    async def insist(self, method, params, deadline=60):
        """A call with a `cid`, sent again with the same one until its outcome is known."""
        end = time.monotonic() + deadline
        while True:
            try:
                return await self.call(method, params, timeout=max(0.1, end - time.monotonic()))
            except Lost:
                continue
            except CallError as error:
                if error.code not in (4503, 4229) or time.monotonic() > end:
                    raise
                await asyncio.sleep(error.data.get("retry_after_ms", random.uniform(50, 250)) / 1000)

    def say(self, conversation, text):
        """Puts a message in the outbox: at most one of a conversation is unacknowledged at a time."""
        message = Message(conversation, text)
        self.said.setdefault(conversation, []).append(message)
        self._send_soon(conversation)
        return message

    def acknowledged(self, conversation):
        return [message for message in self.said.get(conversation, []) if message.result is not None]

    async def watch(self, departments, states=None):
        """list.watch, again after every reconnection; gives the lists."""
        await self._watch(Lists(departments, states))
        return self.lists

    async def _watch(self, lists):
        def begin(result):
            self.lists = lists  # until here, those before are told
            lists.begin(result)

        await self._ask_here("list.watch", lists.params, then=begin)

    async def _ask_here(self, method, params, **options):
        """A call that is of this connection: again while the store is away, Lost when the connection goes."""
        connection = self.connection
        while connection and connection is self.connection:
            try:
                return await connection.call(method, params, **options)
            except CallError as error:
                if error.code != 4503:
                    raise
                await asyncio.sleep(0.1)
        raise Lost

    def view(self, conversation):
        return self.views.get(conversation) or View(conversation, None)

    def faults(self):
        """Everything the server did that the contract does not allow."""
        found = list(self.violations)
        for socket in self._sockets():
            found += socket.violations
        for view in self.views.values():
            found += view.violations
        return found + (self.lists.violations if self.lists else [])

    def received(self):
        """Every frame of every connection, as text."""
        return [frame for socket in self._sockets() for frame in socket.received]

    def _sockets(self):
        return self.old + [self.connection] * bool(self.connection)

    # The connection's life

    async def _run(self):
        failures = 0
        while self.ended is None:
            url = self.urls[len(self.greetings) % len(self.urls)] if not failures else random.choice(self.urls)
            try:
                await self._connect(url)
            except CallError as error:
                failures += 1
                if error.data.get("field") == "token" and self.role == "visitor":
                    self.token = None
                elif error.code != 4503 and error.code != 4229:
                    self.violations.append(f"hello refused: {error}")
            except NETWORK:
                failures += 1
            else:
                failures = 0
                self._up.set()
                code = await self._live()
                self._up.clear()
                if code in NO_RETURN:
                    self.ended = code
                    return
            await asyncio.sleep(self._pause(failures))

    def _pause(self, failures):
        told = self.old and next((p for m, p in self.old[-1].notifications if m == "goodbye"), None)
        if told and told.get("retry_after_ms") is not None and not failures:
            return told["retry_after_ms"] / 1000
        first, longest = self.backoff
        return random.uniform(0, min(longest, first * 2 ** failures))

    async def _connect(self, url):
        if self.connection:
            self.old.append(self.connection)
            self.connection = None
        self._told.clear()
        if self.lists:
            self.lists.lost()
        connection = await Connection.open(url, origin=self.origin, heard=self._heard)
        self.connection = connection
        params = {"role": self.role, **self.extra}
        if self.token:
            params["token"] = self.token
        if self.views:
            params["resume"] = [
                {"conversation": view.id, "epoch": view.epoch, "log": view.last(),
                 **({"notes": view.last("notes")} if self.role == "staff" else {})} for view in self.views.values()]
        try:
            await connection.call("hello", params, then=self._greeted)
        except BaseException:
            connection._heard = None  # a hello that was given up: its events follow a result that nobody took
            await connection.close()
            raise

    async def _live(self):
        connection = self.connection
        if self.lists:
            self._spawn(self._unless_lost(self._watch(self.lists)))
        for conversation in self.said:
            self._send_soon(conversation)
        while True:
            done, _ = await asyncio.wait([connection.closed], timeout=PING_EVERY)
            if done:
                return connection.closed.result()
            self._spawn(self._ping(connection))

    async def _ping(self, connection):
        try:
            await connection.call("ping", {})
        except (CallError, *NETWORK):
            pass

    def _greeted(self, result):
        self.greetings.append(result)
        self.you, self.desk, self.limits, self.server = (result[k] for k in ("you", "desk", "limits", "server"))
        if self.role == "visitor":
            self.token = result["token"]
            current = [result["conversation"]] if result["conversation"] else []
        else:
            current = result["conversations"]
        for copy in current:
            self._told.add(copy["id"])
            self.conversations[copy["id"]] = copy
        for answer in result.get("resumed", []):
            self._resumed(answer)
        for copy in current:
            self._follow(copy)

    def _resumed(self, answer):
        view = self.views[answer["conversation"]]
        if answer["status"] == "gone":  # it began where a failover took it back, before anybody was promised it
            del self.views[view.id]
            return
        if answer["status"] == "rollback":
            if answer.get("events"):
                self.violations.append(f"rollback with events: {answer}")
            for log, last in answer["last"].items():
                self._reset(view, answer["epoch"], log, last)
        elif answer["status"] == "ok":
            for event in answer["events"]:
                self._take(view, event)
            if answer["more"]:
                self._sync(view, "log")
                if self.role == "staff":
                    self._sync(view, "notes")

    # What is heard

    def _heard(self, method, params):
        self.notified.append((method, params))
        if method == "conversation":
            self._heard_conversation(params)
        elif method == "event":
            if params["conversation"] not in self._told:
                self.violations.append(f"an event before its conversation was told: {params}")
            view = self.views.setdefault(params["conversation"], View(params["conversation"], params["epoch"]))
            self._take(view, params)
        elif method == "reset":
            view = self.views.setdefault(params["conversation"], View(params["conversation"], params["epoch"]))
            self._reset(view, params["epoch"], params["log"], params["last"])
        elif method == "signal":
            self.signals.append(params)
        elif method == "queue":
            self.queue.append(params)
        elif method == "listed":
            if not self.lists:
                self.violations.append(f"nothing is watched: {params}")
            elif self.lists.take(params):
                self._spawn(self._unless_lost(self._sync_list(params["department"])))

    def _heard_conversation(self, params):
        copy, because = params["conversation"], params["because"]
        self.because.append((copy["id"], because))
        self.conversations[copy["id"]] = copy
        if because == "left":
            self._told.discard(copy["id"])
            return
        self._told.add(copy["id"])
        self._follow(copy)

    def _follow(self, copy):
        view = self.views.setdefault(copy["id"], View(copy["id"], copy["epoch"]))
        if copy["log_seq"] > view.last():
            self._sync(view, "log")
        if copy.get("notes_seq", 0) > view.last("notes") and self.role == "staff":
            self._sync(view, "notes")

    def _take(self, view, event):
        if event["log"] == "notes" and self.role == "visitor":
            self.violations.append(f"a visitor was sent notes: {event}")
            return
        if "cid" in event and event["by"]["id"] != self.you["id"]:
            self.violations.append(f"the cid of somebody else: {event}")
        if view.take(event):
            self._sync(view, event["log"])

    def _reset(self, view, epoch, log, last):
        view.reset(epoch, log, last)
        for message in self.said.get(view.id, [])[-200:] if log == "log" else ():
            if message.result and message.result["seq"] > last:
                message.result = None
        if view.id in self.said:
            self._send_soon(view.id)
        if last > view.last(log):
            self._sync(view, log)

    def _sync(self, view, log):
        if (view.id, log) not in self._syncing:
            self._syncing.add((view.id, log))
            self._spawn(self._catch_up(view, log))

    async def _catch_up(self, view, log):
        try:
            while True:
                params = {"conversation": view.id, "log": log, "after": view.last(log), "epoch": view.epoch}
                asked = view.epoch
                answer = await self.insist("conversation.sync", params)
                if answer["epoch"] != view.epoch:
                    if view.epoch == asked:
                        self._reset(view, answer["epoch"], log, answer["last"])
                    continue
                for event in answer["events"]:
                    view.take(event)
                if view.last(log) >= answer["last"] and not view.logs[log].ahead:
                    return
        except Lost:
            return  # the next hello resumes
        except CallError as error:
            if error.code not in (4204, 4104):
                self.violations.append(f"sync refused: {error}")
        finally:
            self._syncing.discard((view.id, log))

    async def _sync_list(self, department):
        after = self.lists.last[department]
        answer = await self._ask_here("list.sync", {"department": department, "after": after})
        if self.lists.last and self.lists.synced(answer, department):
            await self._watch(self.lists)

    async def _unless_lost(self, work):
        """What the next connection begins anew."""
        try:
            await work
        except Lost:
            pass

    # The outbox

    def _send_soon(self, conversation):
        if conversation not in self._sending:
            self._sending.add(conversation)
            self._spawn(self._send(conversation))

    async def _send(self, conversation):
        try:
            while message := next((m for m in self.said[conversation] if not m.done), None):
                params = {"conversation": conversation, "cid": message.cid, "text": message.text}
                if view := self.views.get(conversation):
                    params["if_epoch"] = view.epoch
                try:
                    message.result = await self.insist("message.send", params)
                except CallError as error:
                    if error.data.get("why") != "epoch":
                        message.error = error
                    elif view.epoch == params["if_epoch"]:  # not reset to the new one yet
                        await self._catch_up(view, "log")
        finally:
            self._sending.discard(conversation)

    def _spawn(self, coroutine):
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._ended_task)

    def _ended_task(self, task):
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            self.violations.append(f"the client failed: {task.exception()!r}")

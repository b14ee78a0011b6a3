"""One socket of `baton.v1`: requests, typed errors, notifications, closing. Written from the contract alone.

Never reconnects and keeps no conversation: that is baton_client.py. Whatever the server sends against the form of
the contract's section 1 lands in `violations`.
"""
import asyncio
import itertools
import json
import secrets

import websockets

REASONS = {
    -32700: "parse_error", -32600: "invalid_request", -32601: "unknown_method", -32602: "invalid_params",
    4100: "not_authenticated", 4103: "bad_credentials", 4104: "forbidden", 4204: "not_found", 4209: "conflict",
    4210: "guarded", 4213: "too_large", 4229: "rate_limited", 4503: "unavailable",
}
NOTIFICATIONS = {
    "conversation", "event", "reset", "signal", "offer", "offer.withdrawn", "queue", "listed", "goodbye",
}
DEAD_AFTER = 35.0  # seconds without a frame


def new_cid():
    return secrets.token_urlsafe(16)


class CallError(Exception):
    """The typed error of one call."""

    def __init__(self, error):
        self.code, self.message, self.data = error["code"], error["message"], error.get("data", {})
        self.reason = self.data.get("reason")
        super().__init__(f"{self.code} {self.data}: {self.message}")


class Lost(Exception):
    """The socket is gone; what was under way has an unknown outcome."""


class Connection:
    """An open socket. `closed` is done with the close code (1006 when there was none)."""

    def __init__(self, socket, heard=None):
        self._socket = socket
        self._heard = heard  # called with (method, params) of each notification, in order
        self._ids = itertools.count(1)
        self._waiting = {}
        self.notifications = []
        self.received = []  # every frame, as its text
        self.results = []  # (method, result) of our calls
        self.errors = []
        self.strays = []  # answers to no request of ours: id null, or an id of a frame sent raw
        self.violations = []
        self.closed = asyncio.get_running_loop().create_future()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, url, *, origin=None, subprotocols=("baton.v1",), headers=None, heard=None):
        socket = await websockets.connect(
            url, subprotocols=list(subprotocols) or None, origin=origin, extra_headers=headers, compression=None,
            ping_interval=None, max_size=None, open_timeout=10, close_timeout=0.2)
        if socket.subprotocol not in subprotocols:
            await socket.close()
            raise AssertionError(f"the server chose subprotocol {socket.subprotocol!r}")
        return cls(socket, heard)

    async def call(self, method, params=None, *, id=None, then=None, timeout=20):
        """The result, or CallError, or Lost. `then` is called with the result before any later frame is read."""
        return await (await self.begin(method, params, id=id, then=then, timeout=timeout))

    async def begin(self, method, params=None, *, id=None, then=None, timeout=20):
        """Sends; gives an awaitable of the result. Several may be under way."""
        id = next(self._ids) if id is None else id
        answer = asyncio.get_running_loop().create_future()
        self._waiting[id] = (method, answer, then)
        frame = {"jsonrpc": "2.0", "id": id, "method": method}
        if params is not None:
            frame["params"] = params
        await self.send(json.dumps(frame, ensure_ascii=False))
        return asyncio.wait_for(answer, timeout)

    async def notify(self, method, params):
        await self.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}))

    async def send(self, frame):
        """A text frame for str, a binary frame for bytes, as it is."""
        try:
            await self._socket.send(frame)
        except websockets.ConnectionClosed as gone:
            raise Lost(gone.code) from None

    async def send_bytes_as_text(self, data):
        await self._socket.write_frame(True, 1, data)

    async def close(self, code=1000):
        await self._socket.close(code)

    def cut(self):
        """Ends the TCP connection without a word."""
        self._socket.transport.abort()

    async def _read(self):
        try:
            while True:
                frame = await asyncio.wait_for(self._socket.recv(), DEAD_AFTER)
                self._take(frame)
        except websockets.ConnectionClosed as gone:
            code = gone.rcvd.code if gone.rcvd else self._socket.close_code or 1006
        except asyncio.TimeoutError:
            code = 1006
            self.cut()
        if not self.closed.done():
            self.closed.set_result(code)
        for _, answer, _ in self._waiting.values():
            if not answer.done():
                answer.set_exception(Lost(code))
                answer.exception()  # nobody may be waiting for it
        self._waiting.clear()

    def _take(self, text):
        if not isinstance(text, str):
            self.violations.append(f"a binary frame: {text[:80]!r}")
            return
        self.received.append(text)
        frame = json.loads(text)
        if not isinstance(frame, dict) or frame.get("jsonrpc") != "2.0":
            self.violations.append(f"not a JSON-RPC 2.0 object: {text[:200]}")
        elif "method" in frame:
            self._take_notification(frame)
        else:
            self._take_answer(frame)

    def _take_notification(self, frame):
        method, params = frame["method"], frame.get("params", {})
        if "id" in frame:
            self.violations.append(f"a notification with an id: {frame}")
        if method not in NOTIFICATIONS:
            self.violations.append(f"a notification the contract does not know: {method}")
        self.notifications.append((method, params))
        if self._heard:
            self._heard(method, params)

    def _take_answer(self, frame):
        if "id" not in frame or ("result" in frame) == ("error" in frame):
            self.violations.append(f"neither a result nor an error: {frame}")
            return
        if "error" in frame:
            self.errors.append(frame["error"])
            self._check_error(frame["error"])
        known = frame["id"] is not None and frame["id"] in self._waiting
        if not known:
            self.strays.append(frame)
            return
        method, answer, then = self._waiting.pop(frame["id"])
        if "result" in frame:
            self.results.append((method, frame["result"]))
        if answer.done():
            return
        if "error" in frame:
            answer.set_exception(CallError(frame["error"]))
        else:
            answer.set_result(frame["result"])
            if then:
                then(frame["result"])

    def _check_error(self, error):
        data = error.get("data")
        if error.get("code") not in REASONS or not isinstance(error.get("message"), str) or not isinstance(data, dict):
            self.violations.append(f"an error outside the contract: {error}")
        elif data.get("reason") != REASONS[error["code"]]:
            self.violations.append(f"{error['code']} with reason {data.get('reason')}")

"""A server ends while another listens on the same port: no request fails, no promise is lost, nobody has to wait."""
import asyncio
import http.client
import signal
import socket
import time

import pytest

import redis_faults
from sentinels import free_port
from servers import CARE, SLOW, staff, until, visitor
from test_faults import UNLIMITED, chat, check_nothing_lost, one_owner_all_along, some_more, talking
from wire import Connection

ASKED = ("/healthz", "/widget.js", "/api/v1/conversations/none/transcript")  # 200, 200 or 404, 401


class Requests:
    """Asks all the time, on kept connections and on new ones. Only what a kept one that was silent for 2 s was closed on
    without a byte of an answer is sent again (RFC 9112, 9.3.1), which takes a machine that stands still."""

    def __init__(self, port):
        self.port, self.answered, self.failed, self.again, self.stopped = port, 0, [], 0, False
        self.tasks = [asyncio.create_task(asyncio.to_thread(self.ask, kept)) for kept in (True, True, False, False)]

    def ask(self, kept):
        connection, answered = None, 0.0
        while not self.stopped:
            for path in ASKED:
                reused = connection is not None
                connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
                silent = time.monotonic() - answered
                try:
                    connection.request("GET", path)
                    answer = connection.getresponse()
                    answer.read()
                    if answer.status >= 500:
                        self.failed.append((path, answer.status))
                    self.answered, answered = self.answered + 1, time.monotonic()
                    ends = answer.getheader("Connection", "").lower() == "close"
                except (OSError, http.client.HTTPException) as error:
                    closed = isinstance(error, (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError))
                    if reused and silent > 1.5 and closed:
                        self.again += 1
                    else:
                        self.failed.append((path, reused, silent, repr(error)))
                    ends = True
                if ends or not kept:
                    connection.close()
                    connection = None

    async def stop(self):
        self.stopped = True
        await asyncio.gather(*self.tasks)


async def desk(world):
    redis = redis_faults.start(world)
    await world.apply(redis, CARE)
    return redis, await world.staff_add(redis, "Ana")


async def another(world, redis, port, *options):
    return await world.bare_start("serve", "--port", port, "--redis", redis.address, "--nodes", 1, *UNLIMITED, *options).ready()


def only_goodbyes(*clients):
    """How every earlier connection ended."""
    ends = [socket.closed.result() for client in clients for socket in client.old]
    return set(ends) <= {1012} and all(
        any(method == "goodbye" and params["reason"] == "drain" for method, params in socket.notifications)
        for client in clients for socket in client.old)


@pytest.mark.deadline(120)
async def test_three_servers_are_replaced_one_after_the_other(world):
    """All of them behind one port; a new one listens before an old one is told to go."""
    redis, email = await desk(world)
    options = ("--drain-ms", 500)
    old = [await another(world, redis, port := free_port(), *options)]
    old += [await another(world, redis, port, *options) for _ in range(2)]
    customer, agent = await visitor(old[0]), await staff(old[0], email)
    id = await chat(customer, agent)
    requests, longest = Requests(port), 0.0
    async with talking(id, V=customer, A=agent):
        for server in old:
            new = await another(world, redis, port, *options)
            before = requests.answered
            began = time.monotonic()
            server.child.terminate()
            await some_more(id, customer, agent)
            longest = max(longest, time.monotonic() - began)
            assert await asyncio.to_thread(server.child.wait, 15 * SLOW) == 0
            await until(lambda: requests.answered > before + 20)
        await requests.stop()
    assert requests.failed == [] and requests.answered > 100
    assert len(customer.greetings) + len(agent.greetings) > 2, "nobody had to move"
    assert only_goodbyes(customer, agent)
    await check_nothing_lost(new, id, agent, customer, agent)
    assert one_owner_all_along(customer, id)
    print(f"requests {requests.answered}, sent again {requests.again}, moved {len(customer.greetings) + len(agent.greetings) - 2}, longest {longest:.2f} s")


async def ended(process, seconds):
    return await asyncio.to_thread(process.child.wait, seconds * SLOW)


async def test_a_kept_connection_is_told_that_it_drains(world):
    """And its request is answered; one that asks nothing holds nobody up."""
    redis, _ = await desk(world)
    server = await another(world, redis, 0, "--drain-ms", 200)
    kept, silent = (socket.create_connection(("127.0.0.1", server.port)) for _ in range(2))
    ready = b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n"
    kept.sendall(ready)
    assert b" 200 " in kept.recv(4096)
    server.child.terminate()
    await until(lambda: "draining" in server.output)
    answer = b" 200 "
    while b" 200 " in answer:  # for the 0.1 s of handshakes under way
        kept.sendall(ready)
        answer = await asyncio.to_thread(kept.recv, 4096)
    assert b" 503 " in answer and b"draining" in answer and b"Connection: close" in answer
    kept.close()
    assert await ended(server, 8) == 0, "within the time for silent ones"
    silent.close()


@pytest.mark.parametrize("again", [signal.SIGTERM, signal.SIGINT], ids=lambda s: s.name)
async def test_the_second_signal_ends_at_once(world, again):
    """While clients that do not listen would keep it for a minute; 130 tells it from an end in order."""
    redis, _ = await desk(world)
    server = await another(world, redis, 0, "--shutdown-ms", 60000, "--drain-ms", 60000)
    stuck = await Connection.open(server.socket)
    await stuck.call("hello", {"role": "visitor"})
    stuck._socket.transport.pause_reading()
    busy = socket.create_connection(("127.0.0.1", server.port))
    busy.sendall(b"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
    server.child.terminate()
    await until(lambda: "draining" in server.output)
    assert server.running()
    server.child.send_signal(again)
    assert await ended(server, 5) == 130
    busy.close()
    stuck.cut()

"""Refused at the start: one sentence, an exit code other than 0, and no process left behind."""
import contextlib
import os
import signal
import socket

from servers import sign_in


def check_refusal(code, err):
    assert code != 0
    lines = err.splitlines()
    assert lines[-1].startswith("baton: "), err
    assert all(line.startswith("[") for line in lines[:-1]), err  # the log, and one sentence


async def test_refused_without_redis(world):
    data = world.folder / "data"
    code, _, err = await world.cli("demo", "--port", 0, "--data-dir", data, env={"PATH": str(world.folder)})
    check_refusal(code, err)
    assert "redis-server" in err
    code, _, err = await world.cli("serve", "--port", 0, "--redis", f"unix:{world.folder}/nothing.sock")
    check_refusal(code, err)
    assert world.strays() == []


async def test_refused_when_the_folder_is_held(world):
    server = await world.demo()
    [pid] = world.strays("redis-server")
    os.kill(pid, signal.SIGSTOP)
    server.kill()
    code, _, err = await world.cli("demo", "--port", 0, "--data-dir", world.folder / "data")
    check_refusal(code, err)
    assert str(pid) in err
    os.kill(pid, signal.SIGCONT)
    again = await world.demo()
    assert world.strays("redis-server") == [pid], "it answers again and is adopted"
    assert await sign_in(again, "ana@demo.test")


async def test_refused_when_the_port_is_taken(world):
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _, err = await world.cli("demo", "--port", taken.getsockname()[1], "--data-dir", world.folder / "data")
    check_refusal(code, err)
    assert world.strays() == [], "its private Redis ended with it"

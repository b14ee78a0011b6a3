"""`baton doctor` on real machines in good and broken states, and that it leaves everything as it was."""
import contextlib
import os
import signal
import socket
import subprocess

from servers import sign_in


def redis_cli(process, *words):
    done = subprocess.run(["redis-cli", "-s", process.folder / "sock", *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


async def doctor(world, *options, env=None):
    """(exit code, the report's lines by their first words)."""
    code, out, err = await world.cli("doctor", *options, "--static-dir", world.web(), env=env)
    assert err == "", err
    lines = out.splitlines()
    for number, line in enumerate(lines[:-2]):
        if line.startswith(("WRONG", "look ")):
            assert lines[number + 1].startswith("       -> "), f"says how to mend it: {line}"
    assert (code == 0) == ("Nothing is wrong" in lines[-1]) == (not any(line.startswith("WRONG") for line in lines))
    return code, out


def free_port():
    with contextlib.closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


async def test_a_healthy_server(world):
    server = await world.demo()
    token = await sign_in(server, "ana@demo.test")
    [pid] = world.strays("redis-server")
    code, out = await doctor(world, "--data-dir", world.folder / "data", "--port", server.port)
    assert code == 0, out
    assert "Baton itself answers" in out and "in use by a running server" in out and "Department sales: 3 people" in out
    assert world.strays("redis-server") == [pid] and await server.is_ready() and token
    assert server.output.count("redis: connected") == 2, "its links were left alone"
    assert server.end() == 0
    code, out = await doctor(world, "--data-dir", world.folder / "data", "--port", server.port)
    assert code == 0 and "is free" in out and "can be started and stopped" in out, out
    assert world.strays() == [], "what it started has ended"


async def test_a_running_redis_keeps_its_durability(world):
    server = await world.demo("--durability", "fsync")
    code, _ = await doctor(world, "--data-dir", world.folder / "data", "--port", server.port)
    assert code == 0
    done = subprocess.run(["redis-cli", "-s", world.folder / "data/redis/redis.sock", "config", "get", "appendfsync"],
                          capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["appendfsync", "always"]


async def test_a_fresh_machine(world):
    code, out = await doctor(world, "--data-dir", world.folder / "new", "--port", free_port())
    assert code == 1 and "not there yet" in out and "baton staff add" in out and "1 thing wrong" in out, out
    assert not (world.folder / "new").exists() and world.strays() == []


async def test_a_redis_that_is_not_fit(world):
    redis = world.redis()
    on = ("--redis", redis.address, "--port", free_port(), "--address", "0.0.0.0")
    await world.staff_add(redis, "Ana")
    redis_cli(redis, "config", "set", "maxmemory-policy", "allkeys-lru")
    code, out = await doctor(world, *on)
    assert code == 1 and "maxmemory-policy allkeys-lru" in out and "in memory only" in out, out
    assert "Nobody serves the department sales" in out and "No origins are listed" in out, out
    redis_cli(redis, "config", "set", "maxmemory-policy", "noeviction")
    redis_cli(redis, "config", "set", "appendonly", "yes")
    redis_cli(redis, "config", "set", "appendfsync", "no")
    await world.staff_add(redis, "Sam", role="sales", department="sales")
    code, out = await doctor(world, *on)
    assert code == 0 and "appendfsync no" in out and "2 things to look at" in out, out
    library = redis_cli(redis, "function", "list").split("library_name\n")[1].split("\n")[0]
    redis_cli(redis, "function", "load", "replace", f"#!lua name={library}\nredis.register_function('other', function() end)")
    code, out = await doctor(world, *on)
    assert code == 1 and f"library {library} with other code" in out, out


async def test_no_redis_at_all(world):
    nothing = f"unix:{world.folder}/nothing.sock"
    code, out = await doctor(world, "--redis", nothing, "--port", free_port())
    assert code == 1 and nothing in out and "No such file" in out, out
    data = world.folder / "data"
    code, out = await doctor(world, "--data-dir", data, "--port", free_port(), env={"PATH": str(world.folder)})
    assert code == 1 and "apt-get install redis-server" in out, out


async def test_a_held_folder_and_a_taken_port(world):
    server = await world.demo()
    [pid] = world.strays("redis-server")
    os.kill(pid, signal.SIGSTOP)
    server.kill()
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, out = await doctor(world, "--data-dir", world.folder / "data", "--port", taken.getsockname()[1])
    assert code == 1 and f"process {pid}" in out and "taken by another program" in out and "ss -ltnp" in out, out
    os.kill(pid, signal.SIGCONT)
    assert world.strays("redis-server") == [pid], "it was left alone"


async def test_no_pages(world):
    empty = world.folder / "empty"
    empty.mkdir()
    code, out, _ = await world.cli("doctor", "--data-dir", world.folder / "new", "--static-dir", empty)
    assert code == 1 and "console/index.html is not there" in out and "deploy/web-build.sh" in out


async def test_a_configuration_that_does_not_load(world):
    code, out, err = await world.cli("doctor", "--port", "99999")
    assert code == 2 and out == "" and "listen.port" in err


async def test_healthcheck(world):
    server = await world.demo("--drain-ms", 3000)
    assert await world.cli("healthcheck", "--port", server.port) == (0, "ready\n", "")
    [pid] = world.strays("redis-server")
    assert server.end() == 0 and pid
    code, out, err = await world.cli("healthcheck", "--port", server.port)
    assert code == 1 and out == "" and "nobody answers" in err

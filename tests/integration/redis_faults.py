"""What a Redis can go through, each as `begin` and `end` of a state that stands between them. No root, no mounts.

`reads`: whether it still answers them. `says`: what /readyz says meanwhile, in part. `keeps`: whether it still has all
that it acknowledged.
"""
import asyncio
import resource
import signal

from sentinels import free_port, says
from servers import Process

BUSY = "while true do end"


def start(world, *options):
    """A durable Redis on a unix socket that lives on when its files may not grow any more."""
    folder = world.folder / f"r{len(world.processes)}"
    folder.mkdir()
    process = world._add(Process, "redis", [
        "sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh", "redis-server", "--port", 0, "--unixsocket", folder / "sock", "--save",
        "", "--dir", folder, "--appendonly", "yes", *options])
    process.folder, process.address = folder, f"unix:{folder}/sock"
    return process


class Fault:
    options, reads, says, keeps = (), False, "redis does not answer", True

    def __init__(self, redis):
        self.redis = redis

    async def configure(self, *words):
        assert await says(self.redis, "CONFIG", "SET", *words) == ["OK"]


class Restarted(Fault):
    async def begin(self):
        await asyncio.to_thread(self.redis.end)

    async def end(self):
        self.redis.again()


class Killed(Restarted):
    """While its disk is behind with a sync, `everysec` acknowledges what it will write within 2 s."""
    keeps = False

    async def begin(self):
        self.redis.kill()


class DiskFull(Fault):
    """As a write beyond the end of the disk: the file may not grow."""
    reads, says = True, "redis takes no writes: MISCONF"

    def limit(self, bytes):
        _, most = resource.prlimit(self.redis.child.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.redis.child.pid, resource.RLIMIT_FSIZE, (bytes, most))

    async def begin(self):
        [file] = (self.redis.folder / "appendonlydir").glob("*.incr.aof")
        self.limit(file.stat().st_size)

    async def end(self):
        self.limit(resource.RLIM_INFINITY)


class DiskFullAlways(DiskFull):
    """Redis ends itself rather than acknowledge what it cannot keep."""
    options, reads, says = ("--appendfsync", "always"), False, Fault.says

    async def end(self):
        assert not self.redis.running()
        self.redis.again()


class MemoryFull(Fault):
    reads, says = True, "redis takes no writes: OOM"

    async def begin(self):
        await self.configure("maxmemory", 1)

    async def end(self):
        await self.configure("maxmemory", 0)


class Replica(Fault):
    async def begin(self):
        assert await says(self.redis, "REPLICAOF", "127.0.0.1", free_port()) == ["OK"]

    async def end(self):
        assert await says(self.redis, "REPLICAOF", "NO", "ONE") == ["OK"]


class Busy(Fault):
    says = "redis "

    async def begin(self):
        await self.configure("busy-reply-threshold", 50)
        self.script = asyncio.create_task(says(self.redis, "EVAL", BUSY, 0))

    async def end(self):
        assert await says(self.redis, "SCRIPT", "KILL") == ["OK"]
        await self.script


class Stalled(Fault):
    async def begin(self):
        self.redis.child.send_signal(signal.SIGSTOP)

    async def end(self):
        self.redis.child.send_signal(signal.SIGCONT)

"""Runs coroutine tests under a deadline, gives each its world of processes, and shows their logs on a failure."""
import asyncio
import inspect

import pytest

from servers import SLOW, World


def pytest_configure(config):
    config.addinivalue_line("markers", "deadline(seconds): of an asynchronous test; 60 without it")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    mark = pyfuncitem.get_closest_marker("deadline")
    seconds = (mark.args[0] if mark else 60) * SLOW

    async def run():
        try:
            await asyncio.wait_for(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}), seconds)
        finally:
            # wait_for may swallow a cancellation (cpython#86296), asyncio.run cancels only once, and clients come back
            # for ever.
            while left := asyncio.all_tasks() - {asyncio.current_task()}:
                for task in left:
                    task.cancel()
                await asyncio.wait(left, timeout=1)

    asyncio.run(run())
    return True


@pytest.fixture
def world():
    one = World()
    yield one
    one.close()


@pytest.fixture(scope="module")
def shared_world():
    one = World()
    yield one
    one.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.failed:
        for name in ("world", "shared_world"):
            if name in getattr(item, "funcargs", {}):
                report.sections += [(f"log of {log}", text) for log, text in item.funcargs[name].logs()]

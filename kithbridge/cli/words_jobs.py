"""Work on a stream, in order, with memory that stays flat: in this process, or in several. Offers: `in_order(...)`."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from kithbridge.cli.words_config import Wrong

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Given = TypeVar("Given")
Item = TypeVar("Item")
Done = TypeVar("Done")
# So many pieces wait for each process: enough that none of them idles, few enough that none of the stream piles up.
WAITING = 2


def in_order(
    work: Callable[[Item], Done], items: Iterable[Item], *, jobs: int, prepare: Callable[[Given], None], given: Given
) -> Iterator[Done]:
    """`work` done to each item, results in the order of the items.

    Parameters
    ----------
    work, prepare : functions of a module
        Other processes find them by name. `prepare(given)` runs once in every process that works.
    items : iterable
        Read only as fast as the work goes: at most `2 * jobs` are taken ahead.
    jobs : int
        1 works here. More start that many processes.

    Raises
    ------
    Wrong
        When a process was ended from outside. Whatever `prepare` and `work` raise comes through.
    """
    # What cannot be made ready is said once, here, and not by every process.
    prepare(given)
    if jobs == 1:
        yield from map(work, items)
        return
    # 20 ms to import, which one process does not need.
    from concurrent.futures import Future, ThreadPoolExecutor

    waiting: deque[Future[Any]] = deque()
    workers = _Workers(jobs, work, prepare, given)
    # A thread for each process only hands over and waits.
    threads = ThreadPoolExecutor(jobs)
    try:
        for item in items:
            waiting.append(threads.submit(workers.do, item))
            if len(waiting) >= WAITING * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        workers.end()
        threads.shutdown(cancel_futures=True)


class _Workers:
    """Processes, each at the other end of a pipe of its own.

    `concurrent.futures` has a pool of processes. When one of them ends while a large piece is on its way to it, by Ctrl-C or for want of
    memory, that pool waits for ever in some of the Pythons that are in use (python/cpython#94777).
    """

    def __init__(self, jobs: int, work: Callable[[Any], Any], prepare: Callable[[Any], None], given: Any) -> None:
        import multiprocessing
        from queue import SimpleQueue

        # `spawn` works everywhere and copies no threads.
        context = multiprocessing.get_context("spawn")
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        self._processes = []
        with _deaf():
            for _ in range(jobs):
                here, there = context.Pipe()
                process = context.Process(target=_serve, args=(there, work, prepare, given), daemon=True)
                process.start()
                # Only the process holds its end now: when it is gone, this one learns it.
                there.close()
                self._processes.append(process)
                self._idle.put(here)

    def do(self, item: Any) -> Any:
        """Have an item worked on by a process that has nothing to do. Raises what the work raised, or `Wrong`."""
        line = self._idle.get()
        try:
            line.send(item)
            is_done, result = line.recv()
        except (EOFError, OSError):
            said = "A process was ended from outside, maybe for want of memory. What was written is right. Try fewer --jobs."
            raise Wrong(said) from None
        finally:
            self._idle.put(line)
        if not is_done:
            raise result
        return result

    def end(self) -> None:
        """End them all, whatever they are doing: whoever waits for one of them is told."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()


@contextmanager
def _deaf() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal. What is started here does not hear it: this process ends the others."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _serve(line: Connection, work: Callable[[Any], Any], prepare: Callable[[Any], None], given: Any) -> None:
    """What a process does until nobody speaks with it any more."""
    prepare(given)
    while True:
        try:
            item = line.recv()
        except EOFError:
            return
        try:
            answer = (True, work(item))
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is raised where the work was asked for
            answer = (False, problem)
        line.send(answer)

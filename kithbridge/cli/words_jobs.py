"""Work on a stream, in order, with memory that stays flat: in this process, or in several. Offers: `in_order(...)`."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from kithbridge.cli.words_config import Wrong

Given = TypeVar("Given")
Item = TypeVar("Item")
Done = TypeVar("Done")
# So many pieces wait for each process: enough that none of them idles, few enough that none of the stream piles up.
WAITING = 2


def _begin(prepare: Callable[[Given], None], given: Given) -> None:
    """Make a process ready. Ctrl-C reaches all of them: the first one tells the others to end."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare(given)


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
    if jobs == 1:
        prepare(given)
        yield from map(work, items)
        return
    # What cannot be made ready is said once, here, and not by every process.
    prepare(given)
    # Both cost 20 ms to import, which one process does not need.
    import multiprocessing
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    waiting: deque[Future[Done]] = deque()
    # `spawn` works everywhere and copies no threads.
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(prepare, given))
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) >= WAITING * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise Wrong("A process was ended from outside, maybe for want of memory. What was written is right. Try fewer --jobs.") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)

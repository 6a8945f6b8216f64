"""Run independent fits side by side."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

# Loads the pools of threads that are to be limited, before they are looked for.
import sklearn.cluster  # noqa: F401
from joblib import Parallel, cpu_count, delayed
from threadpoolctl import ThreadpoolController

Progress = Callable[[int, int], None]


@functools.cache
def pools() -> ThreadpoolController:
    """The pools of threads of the numeric libraries; to find them takes a while."""
    return ThreadpoolController()


def in_threads(
    function: Callable[..., Any],
    arguments: Iterable[tuple],
    progress: Progress = lambda done, total: None,
) -> list[Any]:
    """Call ``function(*arguments)`` for each tuple, one core for each call.

    On 100 000 customers a k-means fit is faster on one core than on several that wait
    for each other, and sums taken on one core always come out the same.

    Parameters
    ----------
    function : callable
    arguments : iterable of tuple
    progress : callable, optional
        Told after each call how many are done, and out of how many.

    Returns
    -------
    list
        Results in the order of ``arguments``.
    """
    arguments, done = list(arguments), count(1)

    def told(each: tuple) -> Any:
        result = on_one_core(function, each)
        progress(next(done), len(arguments))
        return result

    with pools().limit(limits=1):
        return Parallel(cpu_count(), prefer="threads")(
            delayed(told)(each) for each in arguments
        )


def on_one_core(function: Callable[..., Any], arguments: tuple) -> Any:
    # OpenMP keeps this limit per thread: the caller's does not reach the workers.
    with pools().limit(limits=1, user_api="openmp"):
        return function(*arguments)

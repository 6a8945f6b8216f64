"""Random draws that depend on the seed and on what they are for, on nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

HEX = np.array([f"{byte:02x}" for byte in range(256)], dtype="S2")
DAY = 86_400


def stream(seed: int, *purpose: int) -> np.random.Generator:
    """A random generator of its own for each seed and purpose."""
    return np.random.default_rng(np.random.SeedSequence([seed, *purpose]))


def choose(
    random: np.random.Generator, weights: Sequence[float] | np.ndarray, size: int
) -> np.ndarray:
    """Draw ``size`` positions, each in proportion to its weight.

    Returns
    -------
    ndarray of int, shape (size,)
    """
    cumulative = np.cumsum(np.asarray(weights, dtype=float))
    drawn = np.searchsorted(cumulative, random.random(size) * cumulative[-1], "right")
    return np.minimum(drawn, np.flatnonzero(np.asarray(weights))[-1])


def cents(amounts: np.ndarray) -> np.ndarray:
    """Amounts in R$ as whole cents, so that sums are exact."""
    return np.rint(amounts * 100).astype(np.int64)


def identifiers(seed: int, kind: str, positions: np.ndarray) -> pa.StringArray:
    """Identifiers of 32 hex digits, as Olist's, different for different positions.

    The first 16 digits are a bijection of the position (the finaliser of SplitMix64,
    Steele et al. 2014), so that no two can collide.
    """
    salt = np.random.SeedSequence([seed, *kind.encode()]).generate_state(2, np.uint64)
    first = mixed(positions.astype(np.uint64) + salt[0])
    words = np.stack([first, mixed(first ^ salt[1])], axis=1)
    digits = HEX[words.view(np.uint8)].view("S32")
    offsets = np.arange(len(positions) + 1, dtype=np.int32) * 32
    return pa.StringArray.from_buffers(
        len(positions),
        pa.py_buffer(offsets),
        pa.py_buffer(np.ascontiguousarray(digits)),
    )


def mixed(words: np.ndarray) -> np.ndarray:
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def texts(values: Sequence[str | None], positions: np.ndarray) -> pa.Array:
    """The text at each position of a short list."""
    return pa.array(values, pa.string()).take(pa.array(positions))


def money(amounts: np.ndarray) -> pa.Array:
    """Whole cents as R$."""
    return pa.array(amounts / 100)


def timestamps(seconds: np.ndarray, known: np.ndarray | None = None) -> pa.Array:
    """Seconds since 1970 as timestamps; null where not known."""
    mask = None if known is None else ~known
    microseconds = np.asarray(seconds, dtype=np.int64) * 1_000_000
    return pa.array(microseconds, pa.int64(), mask=mask).cast(pa.timestamp("us"))


def midnight(seconds: np.ndarray) -> np.ndarray:
    """The start of the day of each moment, in seconds since 1970."""
    return np.asarray(seconds, dtype=np.int64) // DAY * DAY

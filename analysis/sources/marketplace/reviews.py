"""What customers say: scores in a J, lower when the order came late or never."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from scipy.special import ndtr, ndtri

from analysis.sources.marketplace import draws
from analysis.sources.marketplace.deliveries import Deliveries
from analysis.sources.marketplace.draws import DAY
from analysis.sources.marketplace.shape import Shape

ANSWER_DAYS, ANSWER_SPREAD = 1.7, 0.95
DELAY_LINK = 0.6
TITLES = ("recomendo", "super recomendo", "Bom", "Péssimo", "Não recebi", "10")
MESSAGES = (
    "Muito bom, chegou antes do prazo.",
    "Produto conforme o anúncio",
    'O produto é "exatamente" o da foto, recomendo!',
    "Chegou tudo certo.\nObrigado",
    "Ainda não recebi o produto; comprei dois, veio um só",
    "Péssimo: veio com defeito,\r\ne ninguém responde.",
)


def reviews_table(
    random: np.random.Generator,
    shape: Shape,
    seed: int,
    order: np.ndarray,
    order_ids: pa.StringArray,
    deliveries: Deliveries,
) -> pa.Table:
    """Draw the reviews: one for most orders, none for some, two for a few.

    Parameters
    ----------
    random : Generator
    shape : Shape
    seed : int
    order : ndarray of int, shape (orders,)
        Number of each order in the whole marketplace.
    order_ids : StringArray, shape (orders,)
    deliveries : Deliveries
    """
    answered = np.flatnonzero(random.random(len(order)) >= shape.unanswered)
    again = answered[random.random(len(answered)) < shape.second_review]
    row = np.concatenate([answered, again])
    second = np.arange(len(row)) >= len(answered)
    # A review that stands for two orders has the previous order's identifier.
    shared = ~second & (row > 0) & (random.random(len(row)) < shape.shared_review)
    number = 2 * (order[row] - shared) + second
    after = np.where(
        deliveries.known["delivered"], deliveries.delivered, deliveries.estimated
    )
    created = draws.midnight(after[row] + DAY + second * 7 * DAY)
    wait = ANSWER_DAYS * np.exp(ANSWER_SPREAD * random.standard_normal(len(row)))
    return pa.table(
        {
            "review_id": draws.identifiers(seed, "review", number),
            "order_id": order_ids.take(pa.array(row)),
            "review_score": draw_scores(random, shape, deliveries, row),
            "review_comment_title": comments(random, TITLES, shape.titles, len(row)),
            "review_comment_message": comments(
                random, MESSAGES, shape.messages, len(row)
            ),
            "review_creation_date": draws.timestamps(created),
            "review_answer_timestamp": draws.timestamps(
                created + (wait * DAY).astype(np.int64)
            ),
        }
    )


def draw_scores(
    random: np.random.Generator, shape: Shape, deliveries: Deliveries, row: np.ndarray
) -> np.ndarray:
    """Scores of 1 to 5 stars.

    An order on time draws from ``score_shares``.  A late or undelivered one turns to
    one star with the probability that lowers its mean by the penalty; the longer the
    delay, the likelier (Gaussian copula).
    """
    score = 1 + draws.choose(random, shape.score_shares, len(row))
    shares = np.asarray(shape.score_shares) / np.sum(shape.score_shares)
    at_stake = max(shares @ np.arange(5), 1e-9)
    lateness = deliveries.lateness[row]
    delivered = deliveries.known["delivered"][row]
    late = delivered & ~np.isnan(lateness)
    lost = late * shape.late_penalty
    penalty = np.where(delivered, lost, shape.undelivered_penalty)
    noise = random.standard_normal(len(row))
    rank = ndtri(np.clip(np.where(late, lateness, 0.5), 1e-9, 1 - 1e-9))
    linked = DELAY_LINK * rank + np.sqrt(1 - DELAY_LINK**2) * noise
    level = ndtr(np.where(late, linked, noise))
    score[level > 1 - penalty / at_stake] = 1
    return score


def comments(
    random: np.random.Generator, choice: tuple[str, ...], share: float, size: int
) -> pa.Array:
    """A comment for a given share of the reviews, null for the others."""
    said = random.integers(0, len(choice), size)
    said[random.random(size) >= share] = len(choice)
    return draws.texts([*choice, None], said)

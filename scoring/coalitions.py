"""Shapley values of games over all coalitions: by the plain definition, and of a product of two games in its factors.

Coalitions of n players are numbered by their bits: 0 is nobody, 2^n - 1 everybody. A player's value is what it adds to
each coalition, weighed by s!(p-s-1)!/p!: how often, of all orders of p players, just those s come before it.
"""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


@cache
def coalitions(players: int) -> Array:
    """A row of 0 and 1 for each of 2^players coalitions."""
    return (np.arange(2**players)[:, None] >> np.arange(players) & 1).astype(np.float64)


def shapley(values: Array) -> Array:
    """Of a game that gives `values` (2^players)."""
    players = values.size.bit_length() - 1
    found: Array = additions(players, players)[0] @ values
    return found


def joined(one: Array, other: Array) -> Array:
    """Of games `one * other` between players who share nothing; (games, 2^n) and (games, 2^m) give (games, n + m).

    Weights depend on sizes alone. So it is enough to know of each game what a player adds, or what there is at all,
    by the size t of the coalition on the other side.
    """
    n, m = (game.shape[1].bit_length() - 1 for game in (one, other))
    return np.hstack((_side(one, other, n, m), _side(other, one, m, n)))


def _side(own: Array, other: Array, players: int, beside: int) -> Array:
    """Values of the players of `own`."""
    each = additions(players, players + beside)
    added = (own @ each.reshape(-1, 2**players).T).reshape(len(own), *each.shape[:2])
    found: Array = np.matmul((other @ _of_size(beside).T)[:, None, :], added)[:, 0]
    return found


@cache
def additions(players: int, everybody: int) -> Array:
    """(t, player, coalition): the weight of a coalition in what a player adds, with t others there; t is 0 up to the number
    of `everybody` who is none of the players."""
    weights = [1 / (everybody * math.comb(everybody - 1, size)) for size in range(everybody)] + [0.0]
    members = coalitions(players)
    sizes = members.sum(axis=1).astype(np.intp)
    by_size = (np.roll(np.array(weights), -t) for t in range(everybody - players + 1))
    return np.array([np.where(members.T == 1, weight[sizes - 1], -weight[sizes]) for weight in by_size])


@cache
def _of_size(players: int) -> Array:
    """(t, coalition): 1 for coalitions of t players."""
    sizes = coalitions(players).sum(axis=1)
    found: Array = (np.arange(players + 1)[:, None] == sizes).astype(np.float64)
    return found

"""The book of hand-overs: giving one, and taking it with a synthesis of one's own."""

from collections.abc import Sequence
from dataclasses import replace

from alerts.synthesis import LEAST, is_copy, says_nothing
from domain.duty import FIRST_USE
from domain.errors import BadUse
from domain.handover import Block, Handover
from domain.usernames import user_key
from service.handover.draft import Notes
from service.handover.words import Words, block_texts
from service.typed import typed
from storage.base import Storage
from storage.values import Change


def give(storage: Storage, drafted: Handover, change: Change) -> Handover:
    """Keep a draft as given by who changes; a hand-over that nobody has taken yet is given anew. BadUse where it was taken."""
    known = storage.handover(drafted.id)
    if known is not None and known.is_taken:
        raise BadUse("handover.taken_already", id=known.id, name=known.receiver)
    given = replace(drafted, giver=change.actor, given_at=change.at)
    storage.put_handover(given, known, change)
    return given


def take(storage: Storage, handover_id: str, synthesis: str, change: Change, words: Words) -> Handover:
    """Close a shift by taking its hand-over. BadUse where it cannot be taken, by this person, with these words."""
    known = handover_named(storage, handover_id)
    if known.is_taken:
        raise BadUse("handover.taken_already", id=known.id, name=known.receiver)
    if change.actor != FIRST_USE.name and user_key(change.actor) == user_key(known.giver):
        raise BadUse("handover.own", id=known.id, name=change.actor)
    said = typed(synthesis)
    _check(said, block_texts(words, known))
    taken = replace(known, receiver=change.actor, taken_at=change.at, synthesis=said)
    storage.put_handover(taken, known, change)
    return taken


def handover_named(storage: Storage, handover_id: str) -> Handover:
    """A hand-over that was given; BadUse where there is none."""
    known = storage.handover(handover_id)
    if known is None:
        raise BadUse("handover.unknown", id=handover_id[:40])
    return known


def notes_of(given: Sequence[str]) -> Notes:
    """Notes as typed, `BLOCK=TEXT`, masked, by block. BadUse where one names no block or says nothing."""
    found: dict[Block, list[str]] = {block: [] for block in Block}
    for one in given:
        name, _, text = one.partition("=")
        if name.strip() not in {*Block} or not text.strip():
            raise BadUse("handover.bad_note", note=one[:40], known=", ".join(Block))
        found[Block(name.strip())].append(typed(text))
    return found


def _check(said: str, handed_over: Sequence[str]) -> None:
    if says_nothing(said):
        raise BadUse("handover.short_synthesis", least=LEAST)
    if is_copy(said, handed_over):
        raise BadUse("handover.copied_synthesis")

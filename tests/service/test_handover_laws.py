"""Whoever gives and takes in whatever order: a shift is closed once, by another, in words of their own, and stays so."""

from contextlib import suppress
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from config.load import load_rules
from domain.errors import BadUse
from domain.handover import Block, Handover, Section
from domain.messages import load_catalogue
from service.handover.book import give, take
from service.handover.words import Words
from storage.memory import MemoryStorage
from storage.values import Change
from tests.factories import a_handover, at

RULES, CATALOGUE = load_rules(None), load_catalogue("en")
DRAFT = replace(
    a_handover(), sections=tuple(Section(block=block, notes=(f"{block} 厂里的火还没查清",)) for block in Block)
)
NAMES = st.sampled_from(["zhou", "Zhou", "wu", "zheng"])
SAID = st.sampled_from(["", "好的", "situation 厂里的火还没查清", "火还在查,十点前要出第一条通报;有伤亡就叫醒领导。"])
STEPS = st.lists(st.tuples(st.sampled_from(["give", "take"]), NAMES, SAID), max_size=12)


@given(STEPS)
def test_a_shift_is_closed_once_by_another(steps: list[tuple[str, str, str]]) -> None:
    store = MemoryStorage()
    words = Words(store, RULES, CATALOGUE)
    done: list[str] = []
    taken: Handover | None = None
    for number, (what, name, said) in enumerate(steps):
        change = Change(at=at(number), actor=name, action=f"duty.{what}", subject=DRAFT.id)
        with suppress(BadUse):
            if what == "give":
                give(store, DRAFT, change)
            else:
                take(store, DRAFT.id, said, change, words)
            done.append(change.action)
        known = store.handover(DRAFT.id)
        assert taken is None or known == taken, "what was taken stays"
        taken = known if known and known.is_taken else None
    assert [entry.action for entry in store.audit()] == done, "each step that was done is in the trail, and no other"
    assert done.count("duty.take") == (1 if taken else 0)
    if taken:
        assert taken.receiver.lower() != taken.giver.lower()
        assert len(taken.synthesis) > 20

"""Cutting: huge texts."""

from pipeline.tokens import load_cutter


def test_a_huge_text_is_cut_in_pieces_to_the_same_words() -> None:
    text = "今晨城东化工厂起火,多人受伤。消防正在处置\n" * 4_000
    cutter = load_cutter()
    assert cutter.words(text) == cutter.words(text[: len(text) // 4_000]) * 4_000

"""What a text is called where it stands in a list: posts have no title."""

LONGEST = 30
"""Characters of a text that stand for its title."""
OPENING = 4 * LONGEST
"""Characters of a text that are looked at for them."""


def heading(title: str, text: str) -> str:
    """The title; where there is none the beginning of the text, on one line. "" where both are gone."""
    if title.strip():
        return title
    line = " ".join(text[:OPENING].split())
    return line if len(line) <= LONGEST else line[:LONGEST] + "\u2026"

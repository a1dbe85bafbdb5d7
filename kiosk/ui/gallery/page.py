"""The gallery's index.html: every picture under its state, and what is wrong first."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

STYLE = """
body { font-family: "Noto Sans", sans-serif; margin: 1.5rem; background: #f3f6f9; color: #10263c; }
nav a, nav span { display: inline-block; margin: 0 .6rem .3rem 0; }
section > div { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-end; }
figure { margin: 0; } img { height: 20rem; border: 1px solid #b9c7d4; } figcaption { font-size: .8rem; }
.flaw { color: #8f1d14; }
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the gallery.

    Attributes:
        state: Name of the state.
        path: Of the file, from the gallery's folder.
        how: Glass, manner and language, in words.
        flaws: What is wrong with it.
    """

    state: str
    path: str
    how: str
    flaws: tuple[str, ...] = ()


def index_page(pictures: Sequence[Picture]) -> str:
    """Write the page.

    Args:
        pictures: Those of one state stand together in the page, in the order given.
    """
    ordered = sorted(pictures, key=lambda picture: picture.state)
    sections = [_section(state, list(group)) for state, group in groupby(ordered, key=lambda one: one.state)]
    states = dict.fromkeys(picture.state for picture in ordered)
    links = "".join(f'<a href="#{escape(state)}">{escape(state)}</a>' for state in states)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Every screen</title>'
        f"<style>{STYLE}</style></head><body><h1>Every screen</h1>"
        f"<p>{len(pictures)} pictures of {len(states)} states.</p>{_flaws(ordered)}<nav>{links}</nav>"
        f"{''.join(sections)}</body></html>\n"
    )


def _section(state: str, pictures: Sequence[Picture]) -> str:
    figures = "".join(
        f'<figure><a href="{escape(one.path)}"><img loading="lazy" src="{escape(one.path)}" alt="{escape(one.state)}, '
        f'{escape(one.how)}"></a><figcaption>{escape(one.how)}</figcaption></figure>'
        for one in pictures
    )
    return f'<section id="{escape(state)}"><h2>{escape(state)}</h2><div>{figures}</div></section>'


def _flaws(pictures: Sequence[Picture]) -> str:
    lines = [
        f'<li><a href="{escape(one.path)}">{escape(one.state)}</a>, {escape(one.how)}: {escape(flaw)}</li>'
        for one in pictures
        for flaw in one.flaws
    ]
    return f'<h2>What is wrong</h2><ul class="flaw">{"".join(lines)}</ul>' if lines else ""

"""A scored plan cut for reading: nothing is lost, every quote has its place."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from liance.core.canonical import digest_bytes
from liance.core.language import Language
from liance.plans.documents.model import Document
from liance.plans.scoring import ScoredPlan
from liance.workbench.intake import placed
from liance.workbench.packs import open_library
from liance.workbench.reading import _cut, item_views, outline_rows, pieces, plain_pieces
from liance.workbench.scoring import Scorer

TEXT = (
    "一、发展目标\n到2027年底，建成区块链公共服务平台3个，培育区块链企业50家。\n二、重点任务\n"
    "（一）技术攻关。突破共识机制、隐私计算、智能合约等关键技术。\n"
)


@cache
def scorer() -> Scorer:
    return Scorer(open_library(None))


def scored() -> ScoredPlan:
    return scorer().score(placed(Document("a.txt", digest_bytes(TEXT.encode()), "txt", TEXT), "区块链")[0])


def test_the_pieces_are_the_text_and_every_quote_has_a_place() -> None:
    plan = scored()
    for item in (None, "goal", "research"):
        cut = pieces(plan, item)
        assert "".join(piece.text for piece in cut) == TEXT
        places = {piece.id for piece in cut}
        views = item_views(plan, scorer().pack, Language.ZH)
        quotes = [quote for view in views for one in view.criteria for quote in one.quotes]
        assert quotes
        assert {f"t{quote.start}" for quote in quotes} <= places


def test_the_chosen_items_quotes_stand_out_and_others_are_dim() -> None:
    kinds = {piece.kind for piece in pieces(scored(), "goal")}
    assert {"mark", "dim", "heading"} <= kinds
    assert "dim" not in {piece.kind for piece in pieces(scored())}


def test_a_reader_without_scores_sees_headings_and_the_place_asked_for() -> None:
    outline = scored().outline
    assert {piece.kind for piece in plain_pieces(outline)} == {"plain", "heading"}
    marked = [piece.text for piece in plain_pieces(outline, TEXT.index("50家")) if piece.kind == "mark"]
    assert len(marked) == 1
    assert "50家" in marked[0]
    assert next(row.text for row in outline_rows(outline, Language.ZH)).endswith("发展目标")


@settings(max_examples=100, deadline=None)
@given(
    st.text(min_size=1, max_size=40),
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["mark", "dim", "heading"])),
        max_size=12,
    ),
)
def test_any_layers_cut_the_text_without_losing_a_sign(text: str, spans: list[tuple[int, int, str]]) -> None:
    layers: dict[str, set[tuple[int, int]]] = {"mark": set(), "dim": set(), "heading": set()}
    for start, end, name in spans:
        first, last = sorted((min(start, len(text)), min(end, len(text))))
        layers[name].add((first, last))
    assert "".join(piece.text for piece in _cut(text, layers)) == text

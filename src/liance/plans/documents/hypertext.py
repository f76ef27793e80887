"""html -> text: the main content of a page, without its navigation.

Which part is the main content follows one rule. Text counts where it stands outside links. What never
holds the content is taken out first (scripts, navigation, headers and footers of the site, forms, hidden
parts). Then, from the body down, as long as one child holds at least ``MAIN_PERCENT`` of the text of its
parent, the child is the better container. Headings of the first rank before the container are kept, as
the title of a plan often stands above the box with its text. Lists of links inside it are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO

from lxml import etree

from liance.core import limits
from liance.core.findings import Finding, Place
from liance.plans.documents.extract import Block, Extract, Grid, TextBuilder, write_blocks
from liance.plans.documents.numbering import format_number, whole_number
from liance.plans.documents.plain import ENCODING_USED, NOT_TEXT, Decoded, decode, with_unix_line_ends
from liance.plans.documents.problems import DAMAGED, NO_TEXT, TEXT_TOO_LONG, TOO_MUCH_MARKUP, refuse

#: Least share, in percent, of a container's text that its main part holds.
MAIN_PERCENT = 70
#: Share of text inside links, in percent, from which a block of several links is navigation.
LINKED_PERCENT = 60

_NEVER = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "applet",
        "svg",
        "canvas",
        "video",
        "audio",
        "map",
        "nav",
        "aside",
        "footer",
        "select",
        "textarea",
        "button",
        "input",
        "datalist",
        "dialog",
        "head",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_LISTS = frozenset({"ul", "ol", "dl", "div", "table"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})""", re.IGNORECASE)
#: Labels of the WHATWG Encoding Standard that browsers read as GB18030, UTF-8, Big5 and Latin.
_CODECS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "gb18030": "gb18030",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "big5": "big5",
}
#: ``type`` of a numbered list, in the names of ``numbering.format_number``.
_LIST_STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_SPACES = re.compile(r"[ \t\n\f]+")
_WIDE = r"[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
#: A line end between two wide signs is no space (CSS Text 3, section 4.1.3).
_SOFT_BREAK = re.compile(rf"(?<={_WIDE})[ \t\f]*\n[ \t\n\f]*(?={_WIDE})")
_SITE_PARTS = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s+")


def _decode_page(source: str, data: bytes) -> Decoded:
    """Decode by mark, UTF-8, declared charset, GB18030, in this order.

    UTF-8 is tried before the declaration: pages whose declaration is wrong are common, and Chinese text
    in another encoding is hardly ever valid UTF-8.
    """
    found = decode(data)
    declared = _CHARSET.search(data[:4096])
    if found is not None and (found.encoding != "GB18030" or declared is None):
        return found
    if declared is not None:
        codec = _CODECS.get(declared[1].decode("ascii").lower())
        if codec is not None:
            try:
                return Decoded(data.decode(codec), codec.upper())
            except UnicodeDecodeError:
                # A wrong declaration: what the bytes themselves say stands.
                codec = None
    if found is None:
        refuse(NOT_TEXT, source)
    return found


def _name(element: etree._Element) -> str:
    return element.tag if isinstance(element.tag, str) else ""


def _depth(root: etree._Element) -> int:
    """Return the depth of the tree at ``root``, level by level."""
    depth = 0
    level = [root]
    while level:
        depth += 1
        level = [child for element in level for child in element]
    return depth


def _whole_text(element: etree._Element) -> str:
    return "".join(str(piece) for piece in element.itertext())


def _is_hidden(element: etree._Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden", "").lower() == "true"
        or element.get("role", "") in ("navigation", "banner", "contentinfo", "search", "menu")
        or _HIDDEN_STYLE.search(element.get("style", "")) is not None
    )


class _Weights:
    """Characters outside and inside links, for every element of a page."""

    def __init__(self, root: etree._Element) -> None:
        self.free: dict[etree._Element, int] = {}
        self.linked: dict[etree._Element, int] = {}
        self.links: dict[etree._Element, int] = {}
        # Children stand after their parents in document order, so reversed order is bottom-up.
        for element in reversed(list(root.iter())):
            own = len((element.text or "").strip()) if _name(element) else 0
            free = linked = links = 0
            for child in element:
                free += self.free[child] + len((child.tail or "").strip())
                linked += self.linked[child]
                links += self.links[child]
            free += own
            if _name(element) == "a":
                free, linked, links = 0, linked + free, links + 1
            self.free[element], self.linked[element], self.links[element] = free, linked, links


def _clean(root: etree._Element, source_weight: _Weights) -> None:
    """Take out what never holds the main content."""
    whole = source_weight.free[root]
    doomed: list[etree._Element] = []
    for element in list(root.iter()):
        name = _name(element)
        # Some sites put the whole page into one form or header.
        is_frame = name in ("form", "header") and 2 * source_weight.free[element] < whole
        is_heading_frame = name == "header" and element.find(".//h1") is not None
        hidden = name not in ("html", "body") and _is_hidden(element)
        if not name or name in _NEVER or hidden or (is_frame and not is_heading_frame):
            doomed.append(element)
    _drop(doomed)


def _drop(doomed: Iterable[etree._Element]) -> None:
    """Take elements, in document order, out of their parents; the text behind them stays.

    The texts are collected and set once: setting them one by one copies what is there already each time.
    """
    behind: dict[etree._Element, list[str]] = {}
    inside: dict[etree._Element, list[str]] = {}
    for element in doomed:
        parent = element.getparent()
        if parent is None:
            continue
        if element.tail:
            before = element.getprevious()
            kept = inside.setdefault(parent, []) if before is None else behind.setdefault(before, [])
            kept.append(element.tail)
        parent.remove(element)
    for element, texts in behind.items():
        element.tail = (element.tail or "") + "".join(texts)
    for element, texts in inside.items():
        element.text = (element.text or "") + "".join(texts)


def _main_container(body: etree._Element, weights: _Weights) -> etree._Element:
    current = body
    while True:
        threshold = weights.free[current] * MAIN_PERCENT
        better = [child for child in current if _name(child) in _BLOCKS]
        better = [child for child in better if weights.free[child] * 100 >= threshold > 0]
        if not better or _name(better[0]) in ("p", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "li"):
            break
        current = better[0]
    # Parts of a table are no containers; a table of data is read as a table from outside.
    while (_name(current) in ("tr", "tbody", "thead") or _holds_data(current)) and current is not body:
        parent = current.getparent()
        if parent is None:
            break
        current = parent
    return current


def _holds_data(element: etree._Element) -> bool:
    """Whether ``element`` is a table of data: no table inside, and two rows of several cells."""
    if _name(element) != "table" or element.find(".//table") is not None:
        return False
    rows = (sum(_name(cell) in ("td", "th") for cell in row) for row in element.iter("tr"))
    return sum(cells > 1 for cells in rows) > 1


def _is_navigation(element: etree._Element, weights: _Weights) -> bool:
    links, linked = weights.links[element], weights.linked[element]
    return (
        _name(element) in _LISTS
        and links >= 3
        and 100 * linked >= LINKED_PERCENT * (linked + weights.free[element])
    )


def _squeeze(text: str) -> str:
    r"""Return inline text with white space as a browser shows it; ``\r`` stands for ``<br>``."""
    text = _SPACES.sub(" ", _SOFT_BREAK.sub("", text))
    lines = (line.strip(" ") for line in text.split("\r"))
    return "\n".join(lines).strip("\n")


class _Flow:
    """Turns a container into blocks, element by element."""

    def __init__(self, weights: _Weights) -> None:
        self._weights = weights
        self._counts: dict[etree._Element, int] = {}
        self._label = ""

    def _next_label(self, item: etree._Element) -> str:
        """Return the number a browser shows before the next item of a numbered list, else nothing."""
        parent = item.getparent()
        if parent is None or _name(parent) != "ol" or "none" in parent.get("style", ""):
            return ""
        number = self._counts.get(parent, whole_number(parent.get("start"), 1))
        self._counts[parent] = number + 1
        return f"{format_number(number, _LIST_STYLES.get(parent.get('type', '1'), 'decimal'))}. "

    def blocks(self, container: etree._Element) -> list[Block]:
        """Return the paragraphs and tables inside ``container``."""
        blocks: list[Block] = []
        inline: list[str] = []
        for event, element in self._walk(container):
            if event == "text":
                inline.append(element.text or "")
            elif event == "tail":
                inline.append(element.tail or "")
            elif event == "item":
                self._label = self._next_label(element)
            elif event == "break":
                inline.append("\r")
            elif event == "block":
                self._flush(inline, blocks)
            elif event == "pre":
                self._flush(inline, blocks)
                blocks.extend(_whole_text(element).strip("\n").split("\n"))
            else:
                self._flush(inline, blocks)
                grid = self._grid(element)
                if grid:
                    blocks.append(grid)
        self._flush(inline, blocks)
        return blocks

    def _flush(self, inline: list[str], blocks: list[Block]) -> None:
        text = _squeeze("".join(inline))
        inline.clear()
        if text.strip():
            blocks.append(self._label + text)
            self._label = ""

    def _walk(self, container: etree._Element) -> Iterator[tuple[str, etree._Element]]:
        """Yield what happens in reading order; tables and preformatted text are not entered."""
        yield "text", container
        open_elements = [(container, iter(container))]
        while open_elements:
            element, children = open_elements[-1]
            child = next(children, None)
            if child is None:
                open_elements.pop()
                if element is not container:
                    if _name(element) in _BLOCKS:
                        yield "block", element
                    yield "tail", element
                continue
            name = _name(child)
            whole = ""
            if not name or _is_navigation(child, self._weights):
                whole = "block" if name in _BLOCKS else "skip"
            elif name == "br":
                whole = "break"
            elif name == "pre":
                whole = "pre"
            elif name == "table" and child.find(".//table") is None:
                whole = "table"
            if whole:
                if whole != "skip":
                    yield whole, child
                yield "tail", child
                continue
            if name in _BLOCKS:
                yield "block", child
            if name == "li":
                yield "item", child
            yield "text", child
            open_elements.append((child, iter(child)))

    def _grid(self, table: etree._Element) -> Grid:
        return [
            [self.blocks(cell) for cell in row if _name(cell) in ("td", "th")]
            for row in table.iter("tr")
            if any(_name(cell) in ("td", "th") for cell in row)
        ]


def _titles_before(body: etree._Element, container: etree._Element) -> list[etree._Element]:
    """Return the headings of first rank that stand before ``container``, in order."""
    titles = []
    inside = set(container.iterancestors())
    for element in body.iter():
        if element is container:
            break
        if _name(element) == "h1" and element not in inside:
            titles.append(element)
    return titles


def _head_title(root: etree._Element) -> str | None:
    """Return the page's own title from its head, without the site's name.

    ``ArticleTitle`` is the mark that Chinese government sites give (国务院办公厅《政府网站发展指引》).
    """
    for meta in root.iter("meta"):
        if meta.get("name", "").lower() == "articletitle" and meta.get("content", "").strip():
            return _squeeze(meta.get("content", ""))[: limits.MAX_METADATA_CHARACTERS]
    for title in root.iter("title"):
        text = _squeeze(_whole_text(title))
        first = _SITE_PARTS.split(text)[0]
        if first.strip():
            return first.strip()[: limits.MAX_METADATA_CHARACTERS]
    return None


def read_html(source: str, data: bytes) -> Extract:
    """Return the main text of a web page.

    Args:
        source: The file's name, for findings.
        data: The file's bytes.

    Raises:
        DocumentError: if the page is not text, exceeds a bound, or holds no text.
    """
    decoded = _decode_page(source, data)
    markup = with_unix_line_ends(decoded.text).replace("\0", "")
    if markup.count("<") > limits.MAX_PAGE_ELEMENTS:
        limit = limits.MAX_PAGE_ELEMENTS
        refuse(TOO_MUCH_MARKUP, source, limit=limit, bound="MAX_PAGE_ELEMENTS")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = etree.parse(BytesIO(markup.encode("utf-8", errors="replace")), parser)
    except etree.LxmlError:
        refuse(DAMAGED, source, format="html", reason="html")
    root = tree.getroot()
    body = root.find("body") if root is not None else None
    if root is None or body is None:
        refuse(NO_TEXT, source)
    if _depth(body) > limits.MAX_XML_DEPTH:
        # The parser leaves out what is nested deeper than a few levels more, without a word.
        refuse(TOO_MUCH_MARKUP, source, limit=limits.MAX_XML_DEPTH, bound="MAX_XML_DEPTH")
    title = _head_title(root)
    _clean(body, _Weights(body))
    weights = _Weights(body)
    container = _main_container(body, weights)
    flow = _Flow(weights)
    titles = _titles_before(body, container)
    blocks: list[Block] = [block for heading in titles for block in flow.blocks(heading)]
    has_heading = bool(titles) or next(container.iter("h1"), None) is not None
    blocks += flow.blocks(container)
    builder = TextBuilder(source)
    write_blocks(builder, blocks)
    text = builder.text()
    if not text.strip():
        refuse(NO_TEXT, source)
    if len(text) > limits.MAX_TEXT_CHARACTERS:
        refuse(TEXT_TOO_LONG, source, limit=limits.MAX_TEXT_CHARACTERS)
    findings: list[Finding] = []
    if decoded.encoding.upper() != "UTF-8":
        findings.append(ENCODING_USED.at(Place(source=source), encoding=decoded.encoding))
    return Extract(
        text,
        tables=tuple(builder.tables),
        title=None if has_heading else title,
        findings=tuple(findings),
    )

"""A text as a saved page of a government site, with all that surrounds the text on such a page."""

from collections.abc import Iterator
from functools import singledispatch
from html import escape
from zlib import crc32

from maker.blocks import Block, Contents, Heading, List, Paragraph, Quote, References, Run, Table, parse_runs
from maker.texts import Text
from maker.wording import curl_quotes

_MENUS = (
    ("Home", "About us", "Ministers", "News", "Publications", "Contact"),
    ("Home", "Programs and funding", "Newsroom", "Resources", "Careers", "A to Z"),
    ("Start", "Topics", "Press", "Consultations", "Open data"),
)
_RELATED = (
    ("Find a course near you", "Forms and templates", "Annual reports", "Sign up for email updates"),
    ("Who we are", "Latest releases", "Freedom of information requests", "Subscribe to our newsletter"),
    ("Statistics portal", "Calendar of meetings", "Tenders", "Press photographs"),
)

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} | {body}</title>
<meta name="author" content="{body}">
<meta name="description" content="{title}. {kind}, {year}.">
<meta property="og:title" content="{title}">
<meta property="og:site_name" content="{body}">
<link rel="stylesheet" href="/assets/site.css?v={version}">
<script>window.dataLayer = window.dataLayer || []; dataLayer.push({{"page": "{slug}", "section": "{kind}"}});</script>
</head>
<body class="page page--{slug}">
<a class="skip" href="#content">Skip to main content</a>
<div id="cookie-banner" role="dialog" aria-label="Cookies">
<p>We use cookies to make this site work and to learn how it is used. You can change your settings at any time.</p>
<button type="button" data-consent="all">Accept all cookies</button>
<button type="button" data-consent="needed">Only necessary cookies</button>
</div>
<header class="site-header">
<a class="logo" href="/">{jurisdiction} <span>{body}</span></a>
<form role="search" action="/search"><label>Search this site <input type="search" name="q"></label><button>Search</button></form>
<nav aria-label="Main"><ul>
{menu}
</ul></nav>
</header>
<nav class="breadcrumb" aria-label="You are here"><ol>
<li><a href="/">{first}</a></li><li><a href="/{kind_slug}">{kind}</a></li><li>{title}</li>
</ol></nav>
<div class="layout">
<main id="content">
<article>
{article}
</article>
<p class="updated">Page last updated: {year}</p>
<div class="share">Share this page: <a href="#">Email</a> <a href="#">Print</a> <a href="#">Copy link</a></div>
</main>
<aside><h2>Related links</h2><ul>
{related}
</ul></aside>
</div>
<footer class="site-footer">
<ul><li><a href="/accessibility">Accessibility</a></li><li><a href="/privacy">Privacy</a></li><li><a href="/terms">Terms of use</a></li><li><a href="/sitemap">Site map</a></li></ul>
<p>&copy; {year} {body}, {jurisdiction}. All rights reserved.</p>
<p>Was this page helpful? <button type="button">Yes</button> <button type="button">No</button></p>
</footer>
<script src="/assets/site.js?v={version}" defer></script>
<script>document.querySelectorAll("#cookie-banner button").forEach(b => b.addEventListener("click", () => b.parentNode.remove()));</script>
</body>
</html>
"""  # noqa: E501


def make_page(text: Text) -> bytes:
    """The whole page; menu and related links differ by body."""
    choice = crc32(text.body.encode())
    menu = _MENUS[choice % len(_MENUS)]
    page = _PAGE.format(
        title=escape(text.title),
        body=escape(text.body),
        jurisdiction=escape(text.jurisdiction),
        kind=text.doc_type.capitalize(),
        kind_slug=text.doc_type.replace(" ", "-"),
        year=text.year,
        slug=text.stem,
        version=f"{choice % 10_000:04d}",
        first=menu[0],
        menu=_links(menu),
        related=_links(_RELATED[choice % len(_RELATED)]),
        article=_article(text),
    )
    return page.encode()


def _links(names: tuple[str, ...]) -> str:
    return "\n".join(f'<li><a href="/{name.lower().replace(" ", "-")}">{name}</a></li>' for name in names)


def _article(text: Text) -> str:
    parts = [part for block in text.blocks for part in _markup(block)]
    return "\n".join([*parts, *_notes(text.notes)])


def _notes(notes: dict[str, str]) -> Iterator[str]:
    if notes:
        yield '<section class="footnotes" role="doc-endnotes">\n<ol>'
        for label, note in notes.items():
            yield f'<li id="fn-{label}">{_line(note)} <a href="#ref-{label}" aria-label="Back to text">↩</a></li>'
        yield "</ol>\n</section>"


def _line(text: str) -> str:
    return "".join(_run(run) for run in parse_runs(curl_quotes(text)))


def _run(run: Run) -> str:
    if run.note is not None:
        return f'<sup id="ref-{run.note}"><a href="#fn-{run.note}">{run.note}</a></sup>'
    text = escape(run.text, quote=False)
    text = f"<strong>{text}</strong>" if run.bold else text
    return f"<em>{text}</em>" if run.italic else text


@singledispatch
def _markup(block: Block) -> Iterator[str]:
    raise TypeError(f"No markup for a {type(block).__name__}.")


@_markup.register
def _(block: Heading) -> Iterator[str]:
    yield f"<h{block.level}>{_line(block.text)}</h{block.level}>"


@_markup.register
def _(block: Paragraph) -> Iterator[str]:
    yield f"<p>{_line(block.text)}</p>"


@_markup.register
def _(block: List) -> Iterator[str]:
    start = block.items[0].number
    yield "<ul>" if start is None else f'<ol start="{start}">'
    yield from (f"<li>{_line(item.text)}</li>" for item in block.items)
    yield "</ul>" if start is None else "</ol>"


@_markup.register
def _(block: Table) -> Iterator[str]:
    yield (
        "<table>\n<thead><tr>"
        + "".join(f'<th scope="col">{_line(cell)}</th>' for cell in block.header)
        + "</tr></thead>"
    )
    yield "<tbody>"
    yield from ("<tr>" + "".join(f"<td>{_line(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
    yield "</tbody>\n</table>"


@_markup.register
def _(block: Quote) -> Iterator[str]:
    yield "<blockquote>" + "".join(f"<p>{_line(text)}</p>" for text in block.paragraphs) + "</blockquote>"


@_markup.register
def _(block: Contents) -> Iterator[str]:
    yield f'<nav class="contents" aria-label="{block.title}"><h2>{block.title}</h2><ol>'
    yield from (f"<li>{_line(entry.title)}</li>" for entry in block.entries)
    yield "</ol></nav>"


@_markup.register
def _(block: References) -> Iterator[str]:
    yield f'<h2>{block.title}</h2>\n<ul class="references">'
    yield from (f"<li>{_line(item)}</li>" for item in block.items)
    yield "</ul>"

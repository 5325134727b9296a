"""Filling the templates of this room: everything escaped, one style and one script inside the page."""

import base64
import hashlib
from typing import Any

import jinja2
from markupsafe import Markup

from discourse.domain.written import count, decimal, percent, plural, written_script
from discourse.report.links import safe_link
from discourse.report.wording import encodable, reveal

_LOADER = jinja2.PackageLoader("discourse.report")
_FILTERS = {
    "reveal": reveal,
    "count": count,
    "decimal": decimal,
    "percent": percent,
    "plural": plural,
    "address": safe_link,
}


def fill_template(name: str, *, script: str = "", **values: Any) -> str:
    """The page as text; every value is escaped, and links to anything but files are dropped.

    `script` names a file of the templates that the page runs after that for its numbers.
    """
    environment = jinja2.Environment(
        loader=_LOADER, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= _FILTERS
    # Styles and script are read as they are: their braces are not for the template language.
    own = _LOADER.get_source(environment, script)[0] if script else ""
    code, style = written_script() + own, _LOADER.get_source(environment, "report.css")[0]
    page = environment.get_template(name).render(
        **values, style=Markup(style), script=Markup(code), script_hash=_hash_for_policy(code)
    )
    return encodable(page)


def _hash_for_policy(script: str) -> str:
    """The hash by which the page's security policy knows its only script."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

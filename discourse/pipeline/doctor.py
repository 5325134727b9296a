"""Whether everything needed is installed and works here."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from discourse.domain.bundled import CODEBOOK, bundled
from discourse.domain.codebook import load_codebook
from discourse.domain.errors import DiscourseError
from discourse.domain.registry import load
from discourse.pipeline.ocr import has_ocr

_PACKAGES = ("torch", "sentence-transformers", "spacy", "scikit-learn", "bertopic", "pypdfium2", "pdfplumber", "polars")
_BYTES_NEEDED = 2 << 30


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `detail` says what was found or what to do."""

    name: str
    passed: bool
    detail: str


def check_setup() -> tuple[Check, ...]:
    """Look at Python, the packages, the codebook, the embedder, the model and the disk."""
    return (
        Check("python", sys.version_info >= (3, 11), f"{sys.version.split()[0]}; 3.11 or newer is needed"),
        *(_package(name) for name in _PACKAGES),
        _attempt("codebook", lambda: f"{len(load_codebook(CODEBOOK).codes)} codes"),
        _attempt("embedder", lambda: f"minilm, {load('embedders', 'minilm')().dimensions} dimensions, checksum right"),
        _attempt("model", lambda: f"{load('classifiers', 'linear')(bundled('models', 'framing')).coder}"),
        _ocr(),
        _disk(),
    )


def _package(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "not installed; run 'pip install discourse' again")


def _attempt(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except DiscourseError as error:
        return Check(name, False, str(error))


def _ocr() -> Check:
    # Its absence is no fault: it is an extra.
    if not has_ocr():
        return Check("ocr", True, "not available; pip install 'discourse[ocr]' adds it, then run with --ocr auto")
    return Check("ocr", True, f"available (rapidocr {version('rapidocr')}); switch it on with --ocr auto")


def _disk() -> Check:
    free = shutil.disk_usage(".").free
    return Check("disk", free > _BYTES_NEEDED, f"{free / (1 << 30):.1f} GiB free here; at least 2 are wanted")

"""Whether everything needed is installed and works here."""

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from discourse.coding.model import FramingModel
from discourse.coding.parser_choice import choose_parser
from discourse.domain.bundled import CODEBOOK, bundled
from discourse.domain.codebook import load_codebook
from discourse.domain.codes import CodingInput
from discourse.domain.errors import DiscourseError
from discourse.domain.registry import load
from discourse.pipeline.ocr import has_ocr

_PACKAGES = ("torch", "sentence-transformers", "spacy", "scikit-learn", "bertopic", "pypdfium2", "pdfplumber", "polars")
_BYTES_NEEDED = 2 << 30
_SENTENCE = "Fees will be waived for learners from low-income households."


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `detail` says what was found or what to do."""

    name: str
    passed: bool
    detail: str


def check_setup() -> tuple[Check, ...]:
    """Look at Python, packages, codebook, embedder, model and parser by using them, at the extras and the machine."""
    return (
        Check("python", sys.version_info >= (3, 11), f"{sys.version.split()[0]}; 3.11 or newer is needed"),
        *(_package(name) for name in _PACKAGES),
        _attempt("codebook", lambda: f"{len(load_codebook(CODEBOOK).codes)} codes"),
        _attempt("embedder", lambda: f"minilm, {load('embedders', 'minilm')().dimensions} dimensions, checksum right"),
        _attempt("coding", _code_a_sentence),
        _attempt("parser", _load_parser),
        _ocr(),
        _cluster(),
        Check("processors", True, f"{os.cpu_count()}; reading takes one process each, --workers says otherwise"),
        _disk(),
    )


def _code_a_sentence() -> str:
    folder = bundled("models", "framing")
    model: FramingModel = load("classifiers", "framing")(folder)
    encoder = load("encoders", "of a model")(model, folder)
    began = time.monotonic()
    (coding,) = model.code([CodingInput("check", _SENTENCE)], encoder)
    return f"{model.coder} read a sentence as {coding.status} in {time.monotonic() - began:.1f} s"


def _load_parser() -> str:
    choice = choose_parser()
    load("parsers", "spacy")(choice.name)
    return choice.id


def _package(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "not installed; run 'pip install discourse' again")


def _attempt(name: str, look: Callable[[], str]) -> Check:
    # Whatever a broken installation raises is what the user asked to be told.
    try:
        return Check(name, True, look())
    except (DiscourseError, ImportError, OSError, ValueError) as error:
        return Check(name, False, str(error))


def _ocr() -> Check:
    # Its absence is no fault: it is an extra.
    if not has_ocr():
        return Check("ocr", True, "not available; pip install 'discourse[ocr]' adds it, then run with --ocr auto")
    return Check("ocr", True, f"available (rapidocr {version('rapidocr')}); switch it on with --ocr auto")


def _cluster() -> Check:
    if find_spec("distributed") is None:
        return Check("cluster", True, "not available; pip install 'discourse[cluster]' adds it")
    return Check("cluster", True, f"available (distributed {version('distributed')}); run with --cluster ADDRESS")


def _disk() -> Check:
    free = shutil.disk_usage(".").free
    return Check("disk", free > _BYTES_NEEDED, f"{free / (1 << 30):.1f} GiB free here; at least 2 are wanted")

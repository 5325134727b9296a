"""Whether pages can be read from their picture here."""

from importlib.util import find_spec

from discourse.domain.errors import UsageError

OCR_PACKAGES = ("rapidocr", "onnxruntime")


def has_ocr() -> bool:
    """Whether the `ocr` extra is installed."""
    return all(find_spec(name) is not None for name in OCR_PACKAGES)


def require_ocr() -> None:
    """Raise `UsageError` without the `ocr` extra: texts read without it would be kept as if OCR had found nothing."""
    if not has_ocr():
        raise UsageError(
            "OCR is switched on but not installed; run \"pip install 'discourse[ocr]'\" or 'discourse run --ocr off'."
        )

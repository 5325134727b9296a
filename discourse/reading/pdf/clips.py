"""Which of a page's texts its clipping paths cut away: what an imported page keeps of its neighbour."""

from ctypes import c_float

import pypdfium2.raw as pdfium_c

_MOST_POINTS = 40


def is_clipped(item: pdfium_c.FPDF_PAGEOBJECT) -> bool:
    """Whether an object lies wholly outside one of its clipping paths; winding paths are not judged."""
    clip = pdfium_c.FPDFPageObj_GetClipPath(item)
    count = pdfium_c.FPDFClipPath_CountPaths(clip) if clip else -1
    if count <= 0:
        return False
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    if not pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return False
    for path in range(count):
        points = _points(clip, path)
        if not points:
            continue
        xs, ys = [x for x, _ in points], [y for _, y in points]
        beside = right.value < min(xs) or left.value > max(xs)
        if beside or top.value < min(ys) or bottom.value > max(ys):
            return True
    return False


def _points(clip: pdfium_c.FPDF_CLIPPATH, path: int) -> list[tuple[float, float]]:
    x, y = c_float(), c_float()
    count = pdfium_c.FPDFClipPath_CountPathSegments(clip, path)
    points = []
    for index in range(count if count <= _MOST_POINTS else 0):
        pdfium_c.FPDFPathSegment_GetPoint(pdfium_c.FPDFClipPath_GetPathSegment(clip, path, index), x, y)
        points.append((x.value, y.value))
    return points

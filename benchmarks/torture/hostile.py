"""Files that are made to break readers; every one is written here, none is anyone's document."""

import io
import random
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

SENTENCE = "The council will fund short courses for port workers."
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_TEXT = b"BT /F1 12 Tf 72 700 Td (" + SENTENCE.encode() + b") Tj ET\n"


def pdf(objects: dict[int, bytes], *, trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects, of which 1 is the catalogue."""
    pieces, offsets, at = [b"%PDF-1.7\n"], {}, 9
    for number, body in objects.items():
        piece = b"%d 0 obj\n" % number + body + b"\nendobj\n"
        offsets[number] = at
        pieces.append(piece)
        at += len(piece)
    size = max(objects) + 1
    rows = [b"%010d 00000 n \n" % offsets[n] if n in offsets else b"0000000000 65535 f \n" for n in range(1, size)]
    pieces += [b"xref\n0 %d\n0000000000 65535 f \n" % size, *rows]
    pieces.append(b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, at))
    return b"".join(pieces)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<<%s/Length %d>>\nstream\n" % (entries, len(data)) + data + b"\nendstream"


def one_page(
    content: bytes, *, entries: bytes = b"", resources: bytes = b"", more: dict[int, bytes] | None = None
) -> bytes:
    """A PDF of one page with this content stream."""
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: page_object(2, 4, resources),
            4: stream(content, entries),
            5: FONT,
            **(more or {}),
        }
    )


def many_pages(count: int, *, lines: int = 30, bad: dict[int, bytes] | None = None) -> bytes:
    """A PDF of so many pages of text; `bad` has other content streams by page number from 1."""
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 5: FONT}
    kids = b" ".join(b"%d 0 R" % (10 + 2 * at) for at in range(count))
    objects[2] = b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % count
    for at in range(count):
        rows = b"".join(b"(Section %d.%d: %s) Tj T* " % (at + 1, row, SENTENCE.encode()) for row in range(lines))
        content = b"BT /F1 11 Tf 72 720 Td 14 TL " + rows + b"ET"
        objects[10 + 2 * at] = page_object(2, 11 + 2 * at)
        objects[11 + 2 * at] = stream((bad or {}).get(at + 1, content))
    return pdf(objects)


def endless_page() -> bytes:
    """A content stream on which pdfium works for minutes: forms that each draw the next one ten times."""
    return b"/X0 Do " * 10


def fan_out(depth: int = 9) -> bytes:
    """A page that draws 10^`depth` forms."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>/XObject<</X0 %d 0 R>>>>"
    forms = {6 + at: stream(b"/X0 Do " * 10 if at < depth - 1 else _TEXT, form % (7 + at)) for at in range(depth)}
    return one_page(endless_page(), resources=b"/XObject<</X0 6 0 R>>", more=forms)


def flate_bomb(mebibytes: int, *, nested: bool = False) -> bytes:
    """A page whose content unpacks to so many MiB of blanks."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(mebibytes)) + packer.flush()
    if nested:
        return one_page(zlib.compress(packed, 9), entries=b"/Filter[/FlateDecode/FlateDecode]")
    return one_page(packed, entries=b"/Filter/FlateDecode")


def deep_pages(depth: int) -> bytes:
    """A page at the end of a chain of page-tree nodes."""
    nodes = {
        10 + at: b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (11 + at if at < depth - 1 else 3) for at in range(depth)
    }
    first = {1: b"<</Type/Catalog/Pages 10 0 R>>", 3: page_object(9 + depth, 4), 4: stream(_TEXT), 5: FONT}
    return pdf(first | nodes)


def quick_files() -> Iterator[tuple[str, bytes]]:
    """Names and bytes of files that are small and soon done with."""
    plain = one_page(_TEXT)
    yield "plain.pdf", plain
    yield "nothing.pdf", b""
    yield "one-byte.pdf", b"%"
    yield "header.pdf", b"%PDF-1.7\n"
    yield "cut.pdf", plain[: len(plain) // 2]
    yield "no-end.pdf", plain[:-40]
    yield "junk-before.pdf", b"\0junk\n" * 50 + plain
    yield "web-page.pdf", b"<html><body><script>alert(1)</script>Words</body></html>"
    yield (
        "own-parent.pdf",
        pdf(
            {
                1: b"<</Type/Catalog/Pages 2 0 R>>",
                2: b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>",
                3: page_object(2, 4),
                4: stream(_TEXT),
                5: FONT,
            }
        ),
    )
    yield "too-many-counted.pdf", plain.replace(b"/Count 1", b"/Count 2147483647")
    yield "wrong-root.pdf", plain.replace(b"/Root 1 0 R", b"/Root 3 0 R")
    yield "long-length.pdf", plain.replace(b"/Length %d" % len(_TEXT), b"/Length 99999999999")
    yield "own-length.pdf", plain.replace(b"/Length %d" % len(_TEXT), b"/Length 4 0 R")
    yield "no-size.pdf", plain.replace(b"[0 0 612 792]", b"[0 0 1e400 x]")
    yield "script.pdf", plain.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")
    yield "own-xref.pdf", one_page(_TEXT).replace(b"/Root", b"/Prev 9/Root")
    yield (
        "form-in-itself.pdf",
        one_page(
            _TEXT + b"/X0 Do",
            resources=b"/XObject<</X0 6 0 R>>",
            more={
                6: stream(
                    _TEXT + b"/X0 Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X0 6 0 R>>>>"
                )
            },
        ),
    )
    yield (
        "predictor.pdf",
        one_page(zlib.compress(_TEXT), entries=b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 2147483647>>"),
    )
    yield "garbage.pdf", b"%PDF-1.7\n" + random.Random(1).randbytes(200_000)
    yield "laughs.xml", _laughs()
    yield "climbing.docx", zipped({"word/document.xml": b"<w/>", "../../climbed.txt": b"x"})
    yield "empty.odt", zipped({"mimetype": b"application/vnd.oasis.opendocument.text"})


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """Names and bytes, all different; the whole takes some seconds to make and some 10 MB."""
    yield from quick_files()
    yield "bomb.pdf", flate_bomb(3000)
    yield "nested-bomb.pdf", flate_bomb(2000, nested=True)
    yield "fan-out.pdf", fan_out()
    yield "deep-pages.pdf", deep_pages(20_000)
    yield (
        "many-operators.pdf",
        one_page(
            zlib.compress(b"BT /F1 8 Tf " + b"(ab cd) Tj 1 0 Td " * 600_000 + b"ET"), entries=b"/Filter/FlateDecode"
        ),
    )
    yield "many-boxes.pdf", one_page(zlib.compress(_TEXT + b"1 1 5 5 re f " * 200_000), entries=b"/Filter/FlateDecode")
    yield "nested-arrays.pdf", one_page(b"[" * 80_000 + _TEXT)
    yield "nested.json", b"[" * 200_000 + b"]" * 200_000
    yield "number.json", b'[{"title": ' + b"9" * 100_000 + b"}]"
    yield "nested.html", b"<html><body>" + b"<div>" * 100_000 + SENTENCE.encode()
    yield "nested.xml", b"<?xml version='1.0'?><catalog>" + b"<a>" * 100_000
    yield "wide.csv", b"title," * 200_000 + b"\n" + b"x," * 200_000
    yield "quote.csv", b'title,fee\n"' + b"never closed\n" * 100_000
    yield "nul.txt", SENTENCE.encode() + b"\0" * 300_000
    yield "braces.rtf", b"{\\rtf1 " + b"{" * 200_000 + SENTENCE.encode()
    yield "bomb.docx", zipped({"word/document.xml": b"<w>" + b" " * (300 << 20) + b"</w>"})
    yield "bomb.xlsx", zipped({"xl/workbook.xml": b" " * (300 << 20), "[Content_Types].xml": b"<x/>"})


def poison_files() -> Iterator[tuple[str, bytes]]:
    """Files, without end and each with other bytes, that crash, hang or swell whoever reads them."""
    makers = (fan_out, lambda: flate_bomb(2500), lambda: b"%PDF-1.7\n" + b"[" * 300_000, lambda: deep_pages(15_000))
    made = [maker() for maker in makers]
    number = 0
    while True:
        yield f"poison-{number:03}.pdf", made[number % len(made)] + b"\n%% %d\n" % number
        number += 1


def zipped(files: dict[str, bytes]) -> bytes:
    """A ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def write_files(files: Iterator[tuple[str, bytes]], folder: Path, *, count: int | None = None) -> list[Path]:
    """Write (at most `count`) files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, data in files:
        if count is not None and len(paths) == count:
            break
        path = folder / name
        path.write_bytes(data)
        paths.append(path)
    return paths


def page_object(parent: int, content: int, resources: bytes = b"") -> bytes:
    """A page of the page tree `parent`."""
    return b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>%s>>/Contents %d 0 R>>" % (
        parent,
        resources,
        content,
    )


def _laughs() -> bytes:
    entities = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10 if n else 'ha'}'>" for n in range(10))
    return f"<?xml version='1.0'?><!DOCTYPE catalog [{entities}]><catalog>&e9;</catalog>".encode()

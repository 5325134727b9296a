"""Archives, XML, JSON and pages that try to get in: each is refused, or read as the harmless text that it also holds.

`SECRET` stands in a file that some of them point to, `{port}` is a listening socket that others would like to call.
"""

import gzip
import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping

from hostile import SENTENCE, zipped
from sheets import ods, ods_row, xlsb

SECRET = "the harbour master's key hangs behind the clock"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_DEEP = 100_000
Files = Mapping[str, bytes]


def hostile_inputs(*, secret: str, port: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of small files; `secret` is the path of a file that holds `SECRET`."""
    call = f"http://127.0.0.1:{port}/"
    yield from _zips()
    yield from _refi(secret, call)
    yield from _word(secret, call)
    yield from _sheets(secret)
    yield from _odf(secret, call)
    yield from _json()
    yield from _xml(secret, call)
    yield from _pages(secret, call)


def _zips() -> Iterator[tuple[str, bytes]]:
    """Names that lead out, members that lie, and too much of everything, in the dress of a REFI-QDA project."""
    project = {"project.qde": b"<Project/>"}
    names = ("../out.txt", "/etc/out.txt", "C:\\out.txt", "\\\\host\\out.txt", "a/../../out.txt", "..\\..\\out.txt")
    for number, name in enumerate((*names, "project.qde:stream")):
        yield f"name-{number}.qdpx", _zip([("project.qde", b"<Project/>", 0), (name, b"out", 0)])
    yield "nul.qdpx", zipped({**project, "nul?.txt": b"out"}).replace(b"nul?.txt", b"nul\0.txt")
    yield "link.qdpx", _zip([("project.qde", b"<Project/>", 0), ("link", b"/etc/passwd", 0o120777 << 16)])
    yield "twice.qdpx", zipped({**project, "project.qdx": b"<Other/>"}).replace(b"project.qdx", b"project.qde")
    yield "two-cases.qdpx", zipped({**project, "PROJECT.QDE": b"<Other/>"})
    yield "ratio.qdpx", zipped({"project.qde": bytes(40 << 20)})
    yield "many.qdpx", zipped({**project, **{f"sources/{number}.txt": b"" for number in range(10_001)}})
    yield "locked.qdpx", _locked(zipped(project))
    yield "longer.qdpx", _stating(zipped({"project.qde": b" " * 300_000}), 300_000, 100)
    yield "shorter.qdpx", _stating(zipped(project), len(project["project.qde"]), 900_000_000)
    yield "over.qdpx", _overlapping(zipped({"project.qde": b"x" * 50_000, "other.txt": b"y"}))
    yield "cut.qdpx", zipped(project)[:-30]
    yield "no.qdpx", b"PK\x03\x04 no more"
    yield "bomb.docx", _stating(zipped({"word/document.xml": b" " * 90_000}), 90_000, 4_000_000_000)
    yield "mimetype.odt", zipped({"mimetype": b"application/vnd.oasis.opendocument.text" + b" " * (300 << 20)})


def _refi(secret: str, call: str) -> Iterator[tuple[str, bytes]]:
    for name, xml in (
        ("laughs", _laughs("Project")),
        ("outside", f'<!DOCTYPE p [<!ENTITY e SYSTEM "file://{secret}">]><Project name="a">&e;</Project>'),
        ("called", f'<!DOCTYPE p SYSTEM "{call}p.dtd"><Project name="a"/>'),
        ("deep", "<Project>" + "<Code>" * _DEEP),
        ("path", _sources(f'plainTextPath="path://{secret}"')),
        ("relative", _sources('plainTextPath="relative:///../../../../etc/passwd"')),
        ("climbing", _sources('plainTextPath="internal://../../../etc/passwd"')),
    ):
        yield f"{name}.qdpx", zipped({"project.qde": xml.encode()})


def _sources(path: str) -> str:
    guid = "00000000-0000-4000-8000-000000000000"
    source = f'<TextSource guid="{guid}" name="a" {path}/>'
    return f'<Project xmlns="urn:QDA-XML:project:1.0" name="a"><Sources>{source}</Sources></Project>'


def _word(secret: str, call: str) -> Iterator[tuple[str, bytes]]:
    text = f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>"
    yield "laughs.docx", _docx(_laughs("w"))
    yield "outside.docx", _docx(_document("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>", f'"file://{secret}"'))
    yield "called.docx", _docx(_document("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>", f'"{call}e"'))
    yield "deep.docx", _docx(_document("<w:sdt><w:sdtContent>" * _DEEP))
    template = f'<Relationship Id="x" Type="{_OFFICE}/attachedTemplate" Target="{call}t.dotm" TargetMode="External"/>'
    yield "template.docx", _docx(_document(text), {"word/_rels/document.xml.rels": _relations(template)})
    image = f'<Relationship Id="x" Type="{_OFFICE}/image" Target="file://{secret}" TargetMode="External"/>'
    yield "image.docx", _docx(_document(text), {"word/_rels/document.xml.rels": _relations(image)})
    up = f'<Relationship Id="x" Type="{_OFFICE}/footnotes" Target="../../../../etc/passwd"/>'
    yield "climbing.docx", _docx(_document(text), {"word/_rels/document.xml.rels": _relations(up)})


def _sheets(secret: str) -> Iterator[tuple[str, bytes]]:
    yield "far.xlsx", xlsx(_cell("A", 1) + _cell("XFD", 1_048_576))
    yield "far-row.xlsx", xlsx(_cell("A", 1) + '<row r="4294967295"/>' + _cell("CV", 900_000))
    yield "outside.xlsx", xlsx(_cell("A", 1, "&e;"), f'<!DOCTYPE w [<!ENTITY e SYSTEM "file://{secret}">]>')
    yield "laughs.xlsx", xlsx(_cell("A", 1, "&e9;"), _doctype("worksheet"))
    yield "deep.xlsx", xlsx("<a>" * _DEEP)
    yield "blank.xlsx", xlsx(" " * (30 << 20))
    yield "far.xlsb", xlsb([(0, 0, "title"), (1_048_575, 16_383, "x")])
    yield "far.ods", ods(ods_row("title", rows=1_000_000, columns=16_384))


def _odf(secret: str, call: str) -> Iterator[tuple[str, bytes]]:
    kind = {"mimetype": b"application/vnd.oasis.opendocument.text"}
    text = f"<text:p>{SENTENCE}</text:p>"
    yield "laughs.odt", zipped({**kind, "content.xml": _laughs("a").encode()})
    outside = f'<!DOCTYPE a [<!ENTITY e SYSTEM "file://{secret}">]>' + _content("<text:p>&e;</text:p>")
    yield "outside.odt", zipped({**kind, "content.xml": outside.encode()})
    yield "called.odt", zipped({**kind, "content.xml": (f'<!DOCTYPE a SYSTEM "{call}a">' + _content(text)).encode()})
    yield "deep.odt", zipped({**kind, "content.xml": _content("<text:list>" * _DEEP).encode()})
    image = f'<draw:frame><draw:image xlink:href="{call}i.png"/></draw:frame>'
    yield "image.odt", zipped({**kind, "content.xml": _content(text + image).encode()})


def _json() -> Iterator[tuple[str, bytes]]:
    course = {"@context": "https://schema.org", "@type": "Course", "name": "Welding", "description": SENTENCE}
    good = json.dumps(course)
    yield "deep.json", b"[" * _DEEP
    yield "deep-object.json", b'{"a":' * _DEEP
    yield "digits.json", good[:-1].encode() + b', "price": ' + b"9" * 10_000_000 + b"}"
    yield "no-number.json", good[:-1].encode() + b', "price": NaN, "numberOfCredits": -Infinity}'
    yield "twice.json", good[:-1].encode() + b', "name": "Nursing"}'
    yield "half-sign.json", good.replace("Welding", "\\ud800Welding").encode()
    yield "own-kind.json", good.replace('"name"', '"__class__": "os.system", "__reduce__": ["id"], "name"').encode()
    yield "loop.json", json.dumps({**course, "@id": "#a", "hasPart": {"@id": "#a"}}).encode()
    yield "digits.jsonl", (good + "\n").encode() + b'{"name": ' + b"9" * 100_000 + b"}\n"


def _xml(secret: str, call: str) -> Iterator[tuple[str, bytes]]:
    head = "<?xml version='1.0'?>"
    yield "laughs.xml", (head + _laughs("catalog")).encode()
    long = f"<!DOCTYPE catalog [<!ENTITY e '{'a' * 200_000}'>]>"
    yield "long-entity.xml", (head + long + f"<catalog>{'&e;' * 100_000}</catalog>").encode()
    for name, where in (("outside", f"file://{secret}"), ("called", f"{call}e")):
        entity = f'<!DOCTYPE catalog [<!ENTITY e SYSTEM "{where}">]>'
        yield f"{name}.xml", (head + entity + _catalog("&e;")).encode()
        parameter = f'<!DOCTYPE catalog [<!ENTITY % e SYSTEM "{where}"> %e;]>'
        yield f"{name}-parameter.xml", (head + parameter + _catalog("a")).encode()
    yield "called-dtd.xml", (head + f'<!DOCTYPE catalog SYSTEM "{call}d.dtd">' + _catalog("a")).encode()
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{secret}" parse="text"/>'
    yield "include.xml", (head + _catalog(include)).encode()
    yield "style.xml", (head + f'<?xml-stylesheet href="{call}s.xsl" type="text/xsl"?>' + _catalog("a")).encode()
    yield "deep.xml", (head + "<catalog xmlns='http://xcri.org/profiles/1.2/catalog'>" + "<a>" * _DEEP).encode()
    many = " ".join(f'a{number}="1"' for number in range(100_000))
    yield "attributes.xml", (head + f"<catalog xmlns='http://xcri.org/profiles/1.2/catalog' {many}/>").encode()


def _pages(secret: str, call: str) -> Iterator[tuple[str, bytes]]:
    text = f"<h1>Plan</h1><p>{SENTENCE} It will do so until the yards have all the hands that they need.</p>"
    fetched = (
        f'<img src="{call}i.png"><link rel="stylesheet" href="{call}s.css"><iframe src="file://{secret}"></iframe>'
    )
    moved = f'<meta http-equiv="refresh" content="0;url={call}"><base href="{call}"><script src="{call}x.js"></script>'
    yield "fetching.html", f"<html><head>{moved}</head><body>{fetched}{text}</body></html>".encode()
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{call}i"/><script>alert(1)</script></svg>'
    yield "drawn.html", f"<html><body>{drawn}<object data='{call}o'></object>{text}</body></html>".encode()
    entity = f'<!DOCTYPE html [<!ENTITY e SYSTEM "file://{secret}">]>'
    yield "outside.xhtml", f"<?xml version='1.0'?>{entity}<html><body><p>&e;</p>{text}</body></html>".encode()
    yield "deep.html", b"<html><body>" + b"<div>" * _DEEP
    script = '<script type="application/ld+json">%s</script>'
    yield "deep-script.html", f"<html><body>{script % ('[' * _DEEP)}{text}</body></html>".encode()
    yield "digits-script.html", f"<html><body>{script % ('9' * 100_000)}{text}</body></html>".encode()
    names = "bcdefghij"
    aliases = "".join(f"{name}: &{name} [{', '.join([f'*{chr(ord(name) - 1)}'] * 9)}]\n" for name in names)
    yield "aliases.md", f"---\na: &a [x]\n{aliases}title: *j\n---\n{SENTENCE}\n".encode()
    tag = '---\ntitle: !!python/object/apply:os.system ["touch canary"]\n---\n'
    yield "tag.md", f"{tag}{SENTENCE}\n![a]({call}i.png)\n".encode()
    yield "packed.txt", gzip.compress(bytes(40 << 20))
    yield "braces.rtf", b"{\\rtf1 " + b"{" * _DEEP
    field = f'{{\\field{{\\*\\fldinst INCLUDETEXT "{secret}"}}{{\\fldrslt x}}}}'
    yield "field.rtf", f"{{\\rtf1 {SENTENCE} {field}}}".encode()


def xlsx(rows: str, doctype: str = "") -> bytes:
    """A workbook of one sheet with these rows as XML."""
    parts = "".join(
        f'<Override PartName="/{name}" ContentType="{_SPREADSHEET}.{kind}"/>'
        for name, kind in (("xl/workbook.xml", "sheet.main+xml"), ("xl/worksheets/sheet1.xml", "worksheet+xml"))
    )
    rels = f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{parts}'
    sheets = '<sheets><sheet name="a" sheetId="1" r:id="s"/></sheets>'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{rels}</Types>'.encode(),
            "_rels/.rels": _relations(
                f'<Relationship Id="w" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
            ),
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">{sheets}</workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": _relations(
                f'<Relationship Id="s" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            ),
            "xl/worksheets/sheet1.xml": (
                f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>'
            ).encode(),
        }
    )


def _cell(column: str, row: int, text: str = "title") -> str:
    return f'<row r="{row}"><c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def _docx(document: str, more: Files | None = None) -> bytes:
    kinds = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{kinds}</Types>'.encode(),
            "_rels/.rels": _relations(
                f'<Relationship Id="d" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
            ),
            "word/document.xml": document.encode(),
            **(more or {}),
        }
    )


def _document(body: str, entity: str = "") -> str:
    doctype = f"<!DOCTYPE d [<!ENTITY e SYSTEM {entity}>]>" if entity else ""
    return f'{doctype}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'


def _relations(inner: str) -> bytes:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'.encode()


def _content(body: str) -> str:
    spaces = " ".join(
        f'xmlns:{short}="{_ODF}:{name}:1.0"'
        for short, name in (("office", "office"), ("text", "text"), ("draw", "drawing"))
    )
    return (
        f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text>'
        f"{body}</office:text></office:body></office:document-content>"
    )


def _catalog(description: str) -> str:
    course = f"<course><title>Welding</title><description>{description} {SENTENCE}</description></course>"
    return f"<catalog xmlns='http://xcri.org/profiles/1.2/catalog'><provider>{course}</provider></catalog>"


def _doctype(root: str) -> str:
    entities = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10 if n else 'ha'}'>" for n in range(10))
    return f"<!DOCTYPE {root} [{entities}]>"


def _laughs(root: str) -> str:
    return f"{_doctype(root)}<{root}>&e9;</{root}>"


def _zip(members: list[tuple[str, bytes, int]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, attributes in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = attributes
            archive.writestr(info, data)
    return buffer.getvalue()


def _changed(data: bytes, change: Callable[[bytearray, int], None]) -> bytes:
    """The archive with its first entry in the directory changed at the place where that begins."""
    found = bytearray(data)
    change(found, found.index(b"PK\x01\x02"))
    return bytes(found)


def _locked(data: bytes) -> bytes:
    def lock(found: bytearray, at: int) -> None:
        found[at + 8] |= 1

    return _changed(data, lock)


def _stating(data: bytes, size: int, stated: int) -> bytes:
    """The archive with another size stated for its first member of this size."""
    return data.replace(struct.pack("<I", size), struct.pack("<I", stated))


def _overlapping(data: bytes) -> bytes:
    """The second member begins where the first does."""

    def overlap(found: bytearray, at: int) -> None:
        second = found.index(b"PK\x01\x02", at + 4)
        found[second + 42 : second + 46] = found[at + 42 : at + 46]

    return _changed(data, overlap)

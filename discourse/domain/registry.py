"""The one registry of parts: a name leads to `module:attribute`, imported only when the part is chosen."""

from importlib import import_module
from typing import Any

from discourse.domain.errors import UsageError

PARTS: dict[str, dict[str, str]] = {
    "readers": {
        "pdf": "discourse.reading.pdf.reader:read_pdf",
        "html": "discourse.reading.html.reader:read_html",
        "docx": "discourse.reading.docx:read_docx",
        "odt": "discourse.reading.odt:read_odt",
        "rtf": "discourse.reading.rtf.reader:read_rtf",
        "text": "discourse.reading.text.reader:read_plain",
        "markdown": "discourse.reading.text.reader:read_markdown",
        "csv": "discourse.reading.listings.tables:read_csv_listing",
        "json": "discourse.reading.listings.structured:read_json_listing",
        "workbook": "discourse.reading.listings.workbook:read_workbook_listing",
        "xml": "discourse.reading.listings.xcri:read_xml_listing",
    },
    "embedders": {
        "minilm": "discourse.coding.embedders:load_minilm",
        "sentence-transformers": "discourse.coding.hub:load_sentence_transformer",
    },
    "classifiers": {"framing": "discourse.coding.model:load_model"},
    "encoders": {"of a model": "discourse.coding.encoders:load_encoder"},
    "finders": {"actors": "discourse.pipeline.find_actors:find_actors"},
    "parsers": {"spacy": "discourse.coding.parser:load_parser"},
    "runners": {"cluster": "discourse.pipeline.cluster:work_on_cluster"},
    "topics": {"bertopic": "discourse.topics.fit:fit_topics"},
    "placers": {"topics": "discourse.topics.place:place_passages"},
    "publishers": {
        "outputs": "discourse.pipeline.write_outputs:write_outputs",
        "report": "discourse.pipeline.write_outputs:write_report_page",
        "topics": "discourse.pipeline.topic_tables:write_topic_tables",
        "framings": "discourse.pipeline.new_framings:find_new_framings",
    },
    "pages": {"workbench": "discourse.web.serve:serve"},
}


def names(kind: str) -> tuple[str, ...]:
    """The names of all parts of a kind, in order."""
    return tuple(sorted(PARTS[kind]))


def load(kind: str, name: str) -> Any:
    """Import and return the part `name` of `kind`."""
    if name not in PARTS[kind]:
        raise UsageError(f"There is no {kind.rstrip('s')} named '{name}'; known are {', '.join(names(kind))}.")
    return load_attribute(PARTS[kind][name])


def load_attribute(target: str) -> Any:
    """Import what `module:attribute` names."""
    module, attribute = target.split(":")
    return getattr(import_module(module), attribute)

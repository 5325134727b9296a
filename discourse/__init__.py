"""How governments talk about micro-credentials, measured: from policy documents to comparison tables.

The names in `__all__` are the public interface; each is loaded when first used, so that importing the package is cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from discourse.domain.codebook import Codebook, load_codebook
    from discourse.domain.errors import DiscourseError
    from discourse.pipeline.add import add
    from discourse.pipeline.agreement import agreement
    from discourse.pipeline.audit import draw_audit, import_audit
    from discourse.pipeline.codebooks import diff_codebooks, migrate_codebook, validate_codebook
    from discourse.pipeline.codings import open_desk, read_codings, record_codings, undo_coding
    from discourse.pipeline.compare import compare
    from discourse.pipeline.concordance import concordance
    from discourse.pipeline.demo import demo
    from discourse.pipeline.doctor import check_setup
    from discourse.pipeline.evaluate import evaluate
    from discourse.pipeline.extract import extract
    from discourse.pipeline.facts import collect_facts
    from discourse.pipeline.interchange import export_codings, import_codings
    from discourse.pipeline.project import init
    from discourse.pipeline.publish import write_report
    from discourse.pipeline.run import run
    from discourse.pipeline.status import status
    from discourse.pipeline.tag import tag
    from discourse.pipeline.tag_llm import tag_with_llm
    from discourse.pipeline.topics_step import find_topics
    from discourse.pipeline.train import train

__version__ = "0.1.0.dev0"

__all__ = [
    "Codebook",
    "DiscourseError",
    "add",
    "agreement",
    "check_setup",
    "collect_facts",
    "compare",
    "concordance",
    "demo",
    "diff_codebooks",
    "draw_audit",
    "evaluate",
    "export_codings",
    "extract",
    "find_topics",
    "import_audit",
    "import_codings",
    "init",
    "load_codebook",
    "migrate_codebook",
    "open_desk",
    "read_codings",
    "record_codings",
    "run",
    "status",
    "tag",
    "tag_with_llm",
    "train",
    "undo_coding",
    "validate_codebook",
    "write_report",
]

_HOMES = {
    "Codebook": "discourse.domain.codebook",
    "DiscourseError": "discourse.domain.errors",
    "add": "discourse.pipeline.add",
    "agreement": "discourse.pipeline.agreement",
    "diff_codebooks": "discourse.pipeline.codebooks",
    "migrate_codebook": "discourse.pipeline.codebooks",
    "validate_codebook": "discourse.pipeline.codebooks",
    "read_codings": "discourse.pipeline.codings",
    "record_codings": "discourse.pipeline.codings",
    "undo_coding": "discourse.pipeline.codings",
    "open_desk": "discourse.pipeline.codings",
    "export_codings": "discourse.pipeline.interchange",
    "import_codings": "discourse.pipeline.interchange",
    "check_setup": "discourse.pipeline.doctor",
    "collect_facts": "discourse.pipeline.facts",
    "compare": "discourse.pipeline.compare",
    "concordance": "discourse.pipeline.concordance",
    "demo": "discourse.pipeline.demo",
    "draw_audit": "discourse.pipeline.audit",
    "evaluate": "discourse.pipeline.evaluate",
    "extract": "discourse.pipeline.extract",
    "find_topics": "discourse.pipeline.topics_step",
    "import_audit": "discourse.pipeline.audit",
    "init": "discourse.pipeline.project",
    "load_codebook": "discourse.domain.codebook",
    "run": "discourse.pipeline.run",
    "status": "discourse.pipeline.status",
    "tag": "discourse.pipeline.tag",
    "tag_with_llm": "discourse.pipeline.tag_llm",
    "train": "discourse.pipeline.train",
    "write_report": "discourse.pipeline.publish",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'discourse' has no attribute '{name}'")

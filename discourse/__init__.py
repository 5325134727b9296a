"""How governments talk about micro-credentials, measured: from policy documents to comparison tables.

The names in `__all__` are the public interface, the line from a folder of documents to tables, with the work of people
beside it. Folders and files are `pathlib.Path`s, a project is named by its folder, and tables are Polars frames
(`pandas.DataFrame(table.to_dicts())`, or `.to_pandas()` with pyarrow, where pandas is wanted):

>>> import discourse
>>> from pathlib import Path
>>> study = discourse.init(Path("my-study"))
>>> discourse.add([Path("reports")], project=study, manifest=Path("reports/index.csv")).failed
()
>>> discourse.run(study).documents
3
>>> discourse.read_table("prevalence", project=study).columns[:3]
['group', 'frame', 'documents']

The other names here are what the command line and the workbench call beside them, and a few for scripts; they may
change between versions.
Each name is loaded when first used, so that importing the package is cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from discourse.domain.codebook import load_codebook as load_codebook
    from discourse.domain.errors import DiscourseError
    from discourse.pipeline.add import add
    from discourse.pipeline.agreement import agreement
    from discourse.pipeline.audit import draw_audit, import_audit
    from discourse.pipeline.backup import backup as backup
    from discourse.pipeline.backup import restore as restore
    from discourse.pipeline.codebooks import diff_codebooks as diff_codebooks
    from discourse.pipeline.codebooks import migrate_codebook as migrate_codebook
    from discourse.pipeline.codebooks import validate_codebook as validate_codebook
    from discourse.pipeline.codings import open_desk as open_desk
    from discourse.pipeline.codings import read_codings as read_codings
    from discourse.pipeline.codings import record_codings as record_codings
    from discourse.pipeline.codings import undo_coding as undo_coding
    from discourse.pipeline.compare import compare
    from discourse.pipeline.concordance import concordance
    from discourse.pipeline.concordance import find_occurrences as find_occurrences
    from discourse.pipeline.demo import demo as demo
    from discourse.pipeline.doctor import check_setup as check_setup
    from discourse.pipeline.evaluate import evaluate as evaluate
    from discourse.pipeline.extract import extract
    from discourse.pipeline.facts import collect_facts as collect_facts
    from discourse.pipeline.interchange import export_codings, import_codings
    from discourse.pipeline.plan import plan as plan
    from discourse.pipeline.project import init
    from discourse.pipeline.publish import write_report as write_report
    from discourse.pipeline.read_table import read_table
    from discourse.pipeline.remove import remove as remove
    from discourse.pipeline.reproduce import reproduce as reproduce
    from discourse.pipeline.run import run
    from discourse.pipeline.selection import Selection as Selection
    from discourse.pipeline.selection import parse_since as parse_since
    from discourse.pipeline.status import status
    from discourse.pipeline.tag import tag
    from discourse.pipeline.tag_llm import tag_with_llm as tag_with_llm
    from discourse.pipeline.topics_step import find_topics as find_topics
    from discourse.pipeline.train import train as train
    from discourse.pipeline.train_on_codings import train_on_codings
    from discourse.pipeline.verify import verify as verify
    from discourse.pipeline.versions import compare_versions as compare_versions
    from discourse.pipeline.watch import watch as watch

__version__ = "0.1.0"

__all__ = [
    "DiscourseError",
    "add",
    "agreement",
    "compare",
    "concordance",
    "draw_audit",
    "export_codings",
    "extract",
    "import_audit",
    "import_codings",
    "init",
    "read_table",
    "run",
    "status",
    "tag",
    "train_on_codings",
]

_HOMES = {
    "DiscourseError": "discourse.domain.errors",
    "add": "discourse.pipeline.add",
    "agreement": "discourse.pipeline.agreement",
    "backup": "discourse.pipeline.backup",
    "restore": "discourse.pipeline.backup",
    "verify": "discourse.pipeline.verify",
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
    "compare_versions": "discourse.pipeline.versions",
    "concordance": "discourse.pipeline.concordance",
    "demo": "discourse.pipeline.demo",
    "draw_audit": "discourse.pipeline.audit",
    "evaluate": "discourse.pipeline.evaluate",
    "extract": "discourse.pipeline.extract",
    "find_occurrences": "discourse.pipeline.concordance",
    "find_topics": "discourse.pipeline.topics_step",
    "import_audit": "discourse.pipeline.audit",
    "init": "discourse.pipeline.project",
    "load_codebook": "discourse.domain.codebook",
    "Selection": "discourse.pipeline.selection",
    "parse_since": "discourse.pipeline.selection",
    "plan": "discourse.pipeline.plan",
    "read_table": "discourse.pipeline.read_table",
    "remove": "discourse.pipeline.remove",
    "reproduce": "discourse.pipeline.reproduce",
    "run": "discourse.pipeline.run",
    "status": "discourse.pipeline.status",
    "tag": "discourse.pipeline.tag",
    "tag_with_llm": "discourse.pipeline.tag_llm",
    "train": "discourse.pipeline.train",
    "watch": "discourse.pipeline.watch",
    "train_on_codings": "discourse.pipeline.train_on_codings",
    "write_report": "discourse.pipeline.publish",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'discourse' has no attribute '{name}'")

"""How governments talk about micro-credentials, measured: from policy documents to comparison tables.

The names in `__all__` are the public interface; each is loaded when first used, so that importing the package is cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from discourse.domain.codebook import Codebook, load_codebook
    from discourse.domain.errors import DiscourseError
    from discourse.pipeline.add import add
    from discourse.pipeline.compare import compare
    from discourse.pipeline.concordance import concordance
    from discourse.pipeline.demo import demo
    from discourse.pipeline.doctor import check_setup
    from discourse.pipeline.extract import extract
    from discourse.pipeline.facts import collect_facts
    from discourse.pipeline.project import init
    from discourse.pipeline.publish import write_report
    from discourse.pipeline.run import run
    from discourse.pipeline.status import status
    from discourse.pipeline.tag import tag
    from discourse.pipeline.topics_step import find_topics
    from discourse.pipeline.train import train

__version__ = "0.1.0.dev0"

__all__ = [
    "Codebook",
    "DiscourseError",
    "add",
    "check_setup",
    "collect_facts",
    "compare",
    "concordance",
    "demo",
    "extract",
    "find_topics",
    "init",
    "load_codebook",
    "run",
    "status",
    "tag",
    "train",
    "write_report",
]

_HOMES = {
    "Codebook": "discourse.domain.codebook",
    "DiscourseError": "discourse.domain.errors",
    "add": "discourse.pipeline.add",
    "check_setup": "discourse.pipeline.doctor",
    "collect_facts": "discourse.pipeline.facts",
    "compare": "discourse.pipeline.compare",
    "concordance": "discourse.pipeline.concordance",
    "demo": "discourse.pipeline.demo",
    "extract": "discourse.pipeline.extract",
    "find_topics": "discourse.pipeline.topics_step",
    "init": "discourse.pipeline.project",
    "load_codebook": "discourse.domain.codebook",
    "run": "discourse.pipeline.run",
    "status": "discourse.pipeline.status",
    "tag": "discourse.pipeline.tag",
    "train": "discourse.pipeline.train",
    "write_report": "discourse.pipeline.publish",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'discourse' has no attribute '{name}'")

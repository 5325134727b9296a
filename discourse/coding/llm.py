"""Coding by a large language model behind any endpoint that speaks OpenAI's chat protocol (llama.cpp, Ollama, vLLM).

Nothing here is used unless the user names an endpoint. The model answers in JSON under a schema; every code must quote
the words that made it so, and a quotation that is not in the passage, letter for letter, is not believed.
"""

import json
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from discourse.coding.llm_prompt import answer_schema, code_prompt, passage_prompt
from discourse.domain.codebook import Codebook
from discourse.domain.codes import Code, CodingInput, CodingStatus, Evidence, PassageCoding, Stance
from discourse.domain.errors import ModelError
from discourse.domain.ids import hash_values

PARALLEL_REQUESTS = 4
FIRST_PAUSE_SECONDS = 1.0
QUOTED = "quoted by the model"
_BUSY = frozenset({408, 409, 425, 429})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is: `url` ends before `/chat/completions`; `key` is sent as a bearer token unless empty.

    `attempts` counts the first one; a pause before each further one doubles from `pause` seconds.
    """

    url: str
    model: str
    key: str = ""
    timeout: float = 120.0
    attempts: int = 3
    pause: float = FIRST_PAUSE_SECONDS

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in ("http", "https") or not self.model or self.attempts < 1:
            raise ModelError(
                f"The language model '{self.model}' at '{self.url}' cannot be asked; [llm] needs an 'url' that begins "
                "with http:// or https://, a 'model', and at least one attempt."
            )


class _BadAnswerError(Exception):
    """An answer that cannot be believed; asking again may help."""


class _NoRedirects(HTTPRedirectHandler):
    """A redirect would carry the key to a server that the user did not name."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class LlmCoder:
    """A language model as a coder of one codebook.

    A present code has the probability 1 and an absent one 0: what a model says of its own certainty is not calibrated.
    """

    codebook: Codebook
    endpoint: Endpoint

    @property
    def coder(self) -> str:
        """The model's name and the hash of all that it is told."""
        told = hash_values(code_prompt(self.codebook), answer_schema(self.codebook))
        return f"model:llm/{self.endpoint.model}@{told[:12]}"

    def code(self, inputs: Sequence[CodingInput]) -> tuple[PassageCoding, ...]:
        """Code passages in any language, in their order; a blank one has no frame and is not sent.

        A passage without an answer that can be believed is `ABSTAINED` and has no codes. Raises `ModelError` where the
        endpoint cannot be reached or refuses.
        """
        with ThreadPoolExecutor(PARALLEL_REQUESTS) as pool:
            return tuple(pool.map(self._code_passage, inputs))

    def _code_passage(self, one: CodingInput) -> PassageCoding:
        if not one.text.strip():
            return PassageCoding(one.passage_id, CodingStatus.CODED, self._codes(one, {}))
        note = ""
        for _ in range(self.endpoint.attempts):
            try:
                found = self._read_answer(self._ask(one, note), one.text)
            except _BadAnswerError as error:
                note = str(error)
            else:
                return PassageCoding(one.passage_id, CodingStatus.CODED, self._codes(one, found))
        return PassageCoding(one.passage_id, CodingStatus.ABSTAINED, ())

    def _codes(self, one: CodingInput, found: Mapping[str, tuple[Stance | None, Evidence]]) -> tuple[Code, ...]:
        codes = []
        for item in self.codebook.codes:
            if item.id in found:
                stance, evidence = found[item.id]
                codes.append(Code(one.passage_id, item.id, self.coder, True, 1.0, stance, (evidence,)))
            elif item in self.codebook.frames:
                codes.append(Code(one.passage_id, item.id, self.coder, False, 0.0))
        return tuple(codes)

    def _ask(self, one: CodingInput, note: str) -> str:
        """The model's answer; `note` says what was wrong with the one before."""
        schema = {"name": "coding", "strict": True, "schema": answer_schema(self.codebook)}
        messages = [
            {"role": "system", "content": code_prompt(self.codebook)},
            {"role": "user", "content": passage_prompt(one, note)},
        ]
        body = {
            "model": self.endpoint.model,
            "messages": messages,
            "temperature": 0,
            "response_format": {"type": "json_schema", "json_schema": schema},
        }
        try:
            answer = json.loads(self._post(json.dumps(body).encode()))
            content = answer["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise _BadAnswerError("It was not an answer in the chat protocol.") from error
        return str(content)

    def _post(self, body: bytes) -> bytes:
        headers = {"Content-Type": "application/json"}
        if self.endpoint.key:
            headers["Authorization"] = f"Bearer {self.endpoint.key}"
        request = Request(f"{self.endpoint.url.rstrip('/')}/chat/completions", data=body, headers=headers)
        opener = build_opener(_NoRedirects)
        for attempt in range(self.endpoint.attempts):
            if attempt:
                time.sleep(self.endpoint.pause * 2 ** (attempt - 1))
            try:
                with opener.open(request, timeout=self.endpoint.timeout) as response:
                    data: bytes = response.read()
                    return data
            except HTTPError as error:
                error.close()
                problem = f"answered {error.code} {error.reason}"
                if error.code < 500 and error.code not in _BUSY:
                    break
            except (URLError, HTTPException, OSError) as error:
                problem = f"did not answer ({getattr(error, 'reason', '') or error})"
        raise ModelError(
            f"The language model '{self.endpoint.model}' at '{self.endpoint.url}' {problem}; check 'url', 'model' and "
            "'key_env' under [llm] and that the server runs."
        )

    def _read_answer(self, content: str, text: str) -> dict[str, tuple[Stance | None, Evidence]]:
        try:
            rows = json.loads(content)["codes"]
            return dict(self._read_code(row, text) for row in rows)
        except (ValueError, KeyError, TypeError) as error:
            raise _BadAnswerError("It was not JSON of the schema.") from error

    def _read_code(self, row: Mapping[str, str], text: str) -> tuple[str, tuple[Stance | None, Evidence]]:
        code, quote = row["code"], row["quote"]
        if code not in self.codebook.by_id:
            raise _BadAnswerError(f"The codebook has no code '{code}'.")
        start = text.find(quote)
        if not quote.strip() or start < 0:
            raise _BadAnswerError(f"The quotation for '{code}' is not in the passage word for word.")
        is_frame = self.codebook.by_id[code] in self.codebook.frames
        stance = Stance(row["stance"]) if is_frame else None
        return code, (stance, Evidence(start, start + len(quote), 1.0, QUOTED))

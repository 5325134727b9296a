"""A project to code in, made once and copied for each test; and browsers that are signed in to its workbench."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient
from workbench_example import make_project

from discourse.pipeline.workbench.workbench import Workbench, open_workbench
from discourse.web.app import make_app
from discourse.web.visits import Visits

PORT = 8765
ORIGIN = f"http://127.0.0.1:{PORT}"


def words(page: str) -> str:
    """What a page says, without its markup."""
    return " ".join(html.document_fromstring(page).text_content().split())


class Coder:
    """A browser of one coder: `get` and `do` as the page does them."""

    def __init__(self, client: TestClient, name: str) -> None:
        self.client, self.name = client, name

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def do(self, path: str, *, status: int = 200, **values: object) -> dict[str, object]:
        answer = self.client.post(f"/do/{path}", json={"coder": self.name, **values}, headers={"Origin": ORIGIN})
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("made") / "study")


@pytest.fixture
def project(_made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(_made, tmp_path / "study"))


@pytest.fixture
def workbench(project: Path) -> Iterator[Workbench]:
    with open_workbench(project) as opened:
        yield opened


@pytest.fixture(scope="session")
def standing(_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """A workbench that no test writes to."""
    folder = tmp_path_factory.mktemp("standing") / "study"
    shutil.copytree(_made, folder)
    with open_workbench(folder) as opened:
        yield opened


@pytest.fixture
def visits() -> Visits:
    return Visits()


@pytest.fixture
def new_client(workbench: Workbench, visits: Visits) -> Callable[[], TestClient]:
    app = make_app(workbench, visits, port=PORT)
    return lambda: TestClient(app, base_url=ORIGIN, follow_redirects=False, raise_server_exceptions=False)


@pytest.fixture
def sit_down(new_client: Callable[[], TestClient], visits: Visits) -> Callable[[str], Coder]:
    def sit_down(name: str) -> Coder:
        client = new_client()
        assert client.get("/launch", params={"token": visits.invite()}).status_code == 303
        coder = Coder(client, name)
        client.post("/do/sit-down", json={"coder": "", "name": name}, headers={"Origin": ORIGIN}).raise_for_status()
        return coder

    return sit_down

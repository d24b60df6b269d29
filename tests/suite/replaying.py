"""The API of the replay console, as tests speak with it wherever it is mounted."""

from __future__ import annotations

import json

from easel import run

BAD = "launch.untrusted/algorithm-none"
SCORES = "scores/posted-in-the-score-format"


def recorded(*what: str, **settings: str) -> str:
    """The folder of a run with the reference tool."""
    sets = [f"--set={name}={value}" for name, value in settings.items()]
    ran = run("--tool", "reference", "--quiet", *sets, *what)
    assert ran.code in (0, 1), ran.err
    return str(ran.folder)


class Replaying:
    """Subclasses have `ask(path, body)`, the status and JSON of an answer, and `stream(path)`, one that goes on."""

    def get(self, path: str):
        status, body = self.ask(path)
        assert status == 200, (path, status, body)
        assert body["schema_version"] == 1
        return body

    def post(self, path: str, body=None):
        status, answer = self.ask(path, body or {})
        assert status in (200, 202), (path, status, answer)
        return answer

    def events(self, after: int = 0):
        """Events as they come: (kind, data)."""
        with self.stream(f"events?after={after}") as stream:
            kind = ""
            for raw in stream:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    kind = line[7:]
                elif line.startswith("data: "):
                    yield kind, json.loads(line[6:])

    def until(self, kind: str, holds=lambda data: True, after: int = 0) -> dict:
        for one, data in self.events(after):
            if one == kind and holds(data):
                return data
        raise AssertionError(f"no {kind} came")

    def replay(self, case: str, **wanted) -> dict:
        """Plays it to its end: the run's verdict."""
        after = self.get("run")["last_event"]
        number = self.post(f"cases/{case}/replay", wanted)["run"]
        return self.until("verdict", lambda data: data["run"] == number, after)

    def replay_to_a_break(self, case: str, **wanted) -> int:
        after = self.get("run")["last_event"]
        number = self.post(f"cases/{case}/replay", wanted)["run"]
        self.until("state", lambda data: data["kind"] == "paused", after)
        return number

    def go_on(self, number: int, **wanted) -> dict:
        after = self.get("run")["last_event"]
        self.post(f"runs/{number}/continue", wanted)
        return self.until("verdict", lambda data: data["run"] == number, after)

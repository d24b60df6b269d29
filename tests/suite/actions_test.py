"""What an action takes from the tool's page, and whose page that is."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import tempfile
import unittest
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from easel import BINARY, ROOT, Ran, run

# The reference tool shows its user and takes no notice of the query.
TOOL = """
tool: Reference tool whose forms carry something of their page
vars: { defect: none, marker: 'data-user="([^"]+)"' }
start: { bundled: { defect: "${vars.defect}" } }
oracle:
  accept_markers: ["Welcome"]
  reject_markers: ["Launch refused"]
  session_probe: { url: "{tool}/me", ok: 200 }
  user_marker: "${vars.marker}"
policy: { anonymous: accepted }
actions:
  score:
    http: { url: "{tool}/grade?of={capture.user}", form: { fraction: "${fraction}" } }
    capture: { user: 'data-user="([^"]+)"' }
"""


def play(*arguments: str, text: str = TOOL) -> Ran:
    with tempfile.TemporaryDirectory() as folder:
        tool = Path(folder) / "tool.yaml"
        tool.write_text(text)
        return run("--tool", str(tool), "--clock", "virtual", *arguments)


class Actions(unittest.TestCase):
    def test_each_browser_sends_what_its_own_page_has(self) -> None:
        case = play("--filter", "scores_people").cases["scores_people"]
        self.assertEqual(case["status"], "passed")
        sent = [e["request"]["url"] for e in case["hops"] if e["kind"] == "action"]
        self.assertEqual(len(sent), 3)
        self.assertEqual(len({parse_qs(urlsplit(url).query)["of"][0] for url in sent}), 3, sent)

    def test_an_action_that_cannot_choose_something_else_is_not_asked_to(self) -> None:
        text = TOOL.replace("policy:", "features: { deep_linking: true }\npolicy:")
        text += '  deep_link_submit: { http: { url: "{tool}/pick", form: { item: item-1 } } }\n'
        case = play("--filter", "deep_linking.opened_apart", text=text).cases["deep_linking.opened_apart"]
        self.assertEqual(case["status"], "skipped")
        self.assertIn("no second thing to choose", case["reason"])

    def test_whom_the_tool_refused_it_shows_nothing_to_act_on(self) -> None:
        cases = play("--filter", "launch.no_keys").cases
        self.assertEqual({case["status"] for case in cases.values()}, {"passed"}, cases.keys())


class ActionsOfAPerson(unittest.TestCase):
    """Somebody at a terminal of whom the harness asks what the tool cannot be made to do."""

    def asked(self, typed: bytes) -> str:
        text = TOOL.split("actions:")[0] + 'limits: { t_person: 400ms }\nactions:\n  score: { ask: "Grade the quiz." }\n'
        with tempfile.TemporaryDirectory() as folder:
            tool = Path(folder) / "tool.yaml"
            tool.write_text(text)
            ours, theirs = pty.openpty()
            os.write(ours, typed)
            command = [BINARY, "run", "scores_once/created", "--tool", str(tool), "--output", folder, "--quiet"]
            with subprocess.Popen(command, stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs, cwd=ROOT) as running:
                self.addCleanup(os.close, ours)
                os.close(theirs)
                running.wait(timeout=60)
            cases = json.loads((Path(folder) / "result.json").read_text())["cases"]
        self.assertEqual(len(cases), 1)
        return cases[0]["reason"]

    def test_is_not_waited_for_for_ever(self) -> None:
        self.assertIn("nobody answered within 400ms", self.asked(b""))

    def test_says_when_it_is_done(self) -> None:
        self.assertIn("made no score call", self.asked(b"\n"))


class LaunchesWithoutAUser(unittest.TestCase):
    """Requirement LAUNCH-044, where the tool file says that the tool takes them."""

    def test_a_tool_that_refuses_them_all_the_same_passes(self) -> None:
        case = play("--filter", "launch.claims/no-user").cases["launch.claims/no-user"]
        self.assertEqual(case["status"], "passed")

    def test_a_tool_that_takes_them_for_somebody_fails(self) -> None:
        self.assertEqual(self.taken("launch.other_session/launch-without-user"), "failed")
        self.assertEqual(self.taken("launch.claims/no-user"), "failed")

    def test_a_tool_that_takes_them_for_nobodys_passes(self) -> None:
        self.assertEqual(self.taken("launch.claims/no-user", "--set", 'marker=data-nobody="([^"]+)"'), "passed")

    def test_without_a_marker_of_users_it_cannot_be_told(self) -> None:
        text = TOOL.replace('  user_marker: "${vars.marker}"\n', "")
        self.assertEqual(self.taken("launch.claims/no-user", text=text), "inconclusive")

    def taken(self, case: str, *arguments: str, text: str = TOOL) -> str:
        ran = play("--filter", case, "--set", "defect=takes-anonymous-for-last-user", *arguments, text=text)
        return ran.cases[case]["status"]


if __name__ == "__main__":
    unittest.main(verbosity=2)

"""What proves nothing: refusals of a tool that refuses everything, silence, sessions that live on, calls that come late."""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
import unittest
from pathlib import Path

from easel import BINARY, Ran, run

FILE = """tool: Odd tool
lti13:
  login_url: {base}/login
  redirect_uris: ["{base}/launch"]
  target_link_uri: {base}/launch
  jwks_url: {base}/{keys}
  registration_url: {base}/register
  registrations: [{{ client_id: "10000000000001", deployments: ["1:8865aa05"] }}]
platform: {{ port: {platform}, issuer: "http://127.0.0.1:{platform}" }}
start: {{ command: {command!r}, ready: "{base}/{keys}", within: 20s }}
oracle: {{ {oracle} }}
limits: {{ t_page: 2s, t_service: 200ms }}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class OddTools(unittest.TestCase):
    def play(self, way: str, *cases: str) -> Ran:
        port = free_port()
        script = str(Path(__file__).with_name("odd_tool.py"))
        return self.run_file(port, [sys.executable, script, str(port), way], "jwks", 'accept_markers: ["Welcome"]', *cases)

    def run_file(self, port: int, command: list[str], keys: str, oracle: str, *cases: str) -> Ran:
        folder = Path(tempfile.mkdtemp(prefix="easel-odd-"))
        self.addCleanup(shutil.rmtree, folder)
        file = folder / "easel.yaml"
        base = f"http://127.0.0.1:{port}"
        file.write_text(FILE.format(base=base, keys=keys, platform=free_port(), command=command, oracle=oracle))
        ran = run(*cases, "--tool", str(file), "--quiet", "--no-doctor")  # some refuse whatever comes
        self.addCleanup(shutil.rmtree, ran.folder)
        self.assertTrue(ran.cases, ran.out + ran.err)
        return ran

    def statuses(self, ran: Ran) -> dict[str, str]:
        return {i: case["status"] for i, case in ran.cases.items()}

    def test_who_refuses_everything_passes_nothing_by_it(self) -> None:
        ran = self.play("refuses-all", "launch.twice_at_once", "browser.escaping")
        self.assertGreaterEqual(len(ran.cases), 9)
        self.assertEqual(set(self.statuses(ran).values()), {"skipped"}, self.statuses(ran))

    def test_who_takes_one_of_two_deliveries_passes(self) -> None:
        self.assertEqual(set(self.statuses(self.play("plain", "launch.twice_at_once")).values()), {"passed"})

    def test_no_answer_tells_nothing_of_a_hint(self) -> None:
        for way in ("dies-without-hint", "hangs-without-hint"):
            with self.subTest(way):
                ran = self.play(way, "OIDC-009")
                self.assertEqual(set(self.statuses(ran).values()), {"error"}, ran.out)

    def test_a_replay_that_leads_back_to_the_live_session_is_no_acceptance(self) -> None:
        case = "launch.replay/at-once-in-the-same-browser"
        for way, status in (("replays-to-session", "passed"), ("plain", "passed"), ("takes-all", "failed")):
            with self.subTest(way):
                self.assertEqual(self.statuses(self.play(way, case))[case], status)

    def test_a_preference_is_no_session(self) -> None:
        ran = self.play("preference", "browser.cookies")
        self.assertEqual([c for c in ran.violated() if c.startswith("SEC-00")], [], ran.out)

    def test_silence_is_no_way_to_cope_with_a_registration(self) -> None:
        ran = self.play("silent", "registration.without_token", "registration.refused")
        statuses = self.statuses(ran)
        self.assertEqual({s for case, s in statuses.items() if case.startswith("registration.without_token")}, {"error"}, ran.out)
        self.assertEqual({s for case, s in statuses.items() if case.startswith("registration.refused")}, {"skipped"}, ran.out)
        told = [check["reason"] for case in ran.cases.values() for check in case["checks"] if check["status"] == "error"]
        self.assertGreaterEqual(told.count("unreachable"), 2, ran.out)

    def test_a_late_call_of_the_first_delivery_is_none_of_the_replay(self) -> None:
        port = free_port()
        command = [BINARY, "tool", "--port", str(port), "--variant", "calls-later"]
        probe = f'session_probe: {{ url: "http://127.0.0.1:{port}/me", ok: 200 }}'
        cases = [f"launch.replay/{name}" for name in ("at-once-in-the-same-browser", "at-once-in-another-browser")]
        ran = self.run_file(port, command, "jwks.json", probe, *cases)
        self.assertNotIn("failed", self.statuses(ran).values(), ran.out)


if __name__ == "__main__":
    unittest.main(verbosity=2)

"""A tool of LTI 1.1 alone, from the tool file to the verdicts: the reference tool in a process of its own, told nothing else."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "suite"))
from easel import BINARY, easel, run  # noqa: E402
from serving import Serving  # noqa: E402
from tools import free_port, reference_command  # noqa: E402

SECRET = "nobody-else-knows-it"


def tool_file(secret: str = SECRET, path: str = "/lti11", keys: str = "", more: str = "") -> str:
    port = free_port()
    file = Path(tempfile.mkdtemp(prefix="easel-")) / "old.yaml"
    told = {"LTI11_KEY": "key-1", "LTI11_SECRET": SECRET} if secret != SECRET else {}
    file.write_text(
        "tool: Old quiz tool\n"
        "lti11:\n"
        f"  launch_url: http://127.0.0.1:{port}{path}\n"
        "  consumer_key: key-1\n"
        f"  shared_secret: {secret}\n"
        f"  keys: [{keys}]\n"
        f"platform: {{ port: {free_port()} }}\n"
        f"start: {{ command: {['env', *(f'{k}={v}' for k, v in told.items()), *reference_command(port)]!r},"
        f" ready: \"http://127.0.0.1:{port}/healthz\", within: 10s }}\n"
        "oracle: { accept_markers: [Welcome], reject_markers: [Launch refused],"
        " teacher_markers: [Configure], student_markers: [Start attempt] }\n"
        "limits: { t_page: 2s, t_service: 100ms, t_retry: 200ms }\n" + more
    )
    return str(file)


class OldTool(unittest.TestCase):
    def test_is_described_by_its_tool_file(self) -> None:
        ran = easel("doctor", "--tool", tool_file())
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        self.assertIn("lti11.reachable", ran.out)
        self.assertIn("lti11.launch  a teacher's LTI 1.1 launch is accepted", ran.out)
        self.assertNotIn("login.", ran.out)

    def test_a_wrong_address_is_the_setup_s_fault(self) -> None:
        ran = easel("doctor", "--tool", tool_file(path="/nowhere"))
        self.assertEqual(ran.code, 4, ran.out + ran.err)
        self.assertIn("lti11.launch_url", ran.out)

    def test_a_wrong_secret_is_told_before_anything_is_judged(self) -> None:
        file = tool_file(secret="mistyped")
        ran = easel("doctor", "--tool", file)
        self.assertEqual(ran.code, 4, ran.out + ran.err)
        self.assertIn("consumer key key-1", ran.out)
        ran = run("--tool", file, "lti11.valid")
        self.assertEqual((ran.code, ran.cases), (4, {}), ran.out + ran.err)
        self.assertIn("Your tool refused a plain launch with status 401: Launch refused", ran.err)

    def test_is_judged_by_what_it_speaks(self) -> None:
        ran = run("--tool", tool_file(), "lti11", "launch.valid")
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        other = {i: c["reason"] for i, c in ran.cases.items() if i.startswith("launch.")}
        self.assertTrue(other)
        self.assertTrue(all("speaks LTI 1.1 only" in why for why in other.values()), other)
        own = {i: c["status"] for i, c in ran.cases.items() if i.startswith("lti11.")}
        odd = {i: status for i, status in own.items() if status not in ("passed", "informed")}
        # What another key, or a user's name for the tool, would have to show.
        hints = ("lti11.nonce_of_another_key", "lti11.next_user", "lti11.one_address", "lti11.untrusted/another-key")
        self.assertEqual({i for i in odd if not i.startswith(hints)}, set())
        self.assertEqual(ran.cases["lti11.nonce_of_another_key/student"]["status"], "skipped")

    def test_a_second_key_enables_more(self) -> None:
        file = tool_file(keys="{ consumer_key: key-2, shared_secret: another-secret-of-it }")
        ran = run("--tool", file, "lti11.nonce_of_another_key", "lti11.untrusted/another-key*")
        self.assertEqual({c["status"] for c in ran.cases.values()}, {"passed"}, ran.out)

    def test_reports_hold_no_secret(self) -> None:
        file = tool_file(secret="mistyped-secret")
        ran = run("--tool", file, "--no-doctor", "lti11.valid")
        self.assertEqual({c["status"] for c in ran.cases.values()}, {"failed"}, ran.out)
        text = (ran.folder / "result.json").read_text()
        self.assertIn("What was signed: POST&", text)
        self.assertNotIn("mistyped-secret", text)
        self.assertRegex(text, "oauth_signature=‹redacted:signature#")

    def test_a_dry_run_needs_no_tool(self) -> None:
        ran = easel("run", "--dry-run", "--tool", tool_file(), "lti11.valid")
        self.assertEqual(ran.code, 0, ran.err)
        self.assertIn("lti11.valid/teacher", ran.out)

    def test_a_tool_of_lti_13_alone_is_not_asked(self) -> None:
        file = Path(tool_file())
        text = file.read_text().replace("tool: Old", "features: { lti11: false }\ntool: Old")
        file.write_text(text)
        ran = run("--tool", str(file), "lti11.valid")
        self.assertEqual({c["status"] for c in ran.cases.values()}, {"skipped"})
        self.assertTrue(all("features: { lti11: false }" in c["reason"] for c in ran.cases.values()))

    def test_is_served_by_its_tool_file(self) -> None:
        file = tool_file(keys="{ consumer_key: key-2, shared_secret: another-secret-of-it }")
        with Serving("--tool", file) as easel_served:
            tools = easel_served.ask("GET", "/worlds/default/tools").text
        self.assertIn("LTI 1.1, consumer key key-1", easel_served.printed)
        self.assertNotIn("another-secret-of-it", easel_served.printed)
        self.assertIn('"tool-2"', tools)

    def test_init_asks_for_it(self) -> None:
        folder = tempfile.mkdtemp(prefix="easel-")
        answers = "Old quiz\n\nhttp://127.0.0.1:9001/lti11\nkey-1\ns3cret\ny\n\n"
        done = subprocess.run([BINARY, "init", "--output", f"{folder}/old.yaml"], input=answers, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(easel("validate", "--tool", f"{folder}/old.yaml", "scenarios/lti11").code, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)

"""The fact cases against another Canvas, for which a second Easel stands in: over HTTP, as one of its tools."""

from __future__ import annotations

import base64
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

from easel import ROOT, run
from serving import Serving, free_ports

PROBE = ROOT / "fixtures/keys/probe.pem"
PEOPLE = ("ada", "bob", "cleo", "dan", "anna", "grace", "tom", "testy")
LOGIN = {"login_url": "https://probe.example/login", "redirect_uris": ["https://probe.example/launch"],
         "target_link_uri": "https://probe.example/launch"}


def public_jwk(pem: Path) -> dict:
    told = subprocess.run(["openssl", "rsa", "-in", str(pem), "-noout", "-modulus"], capture_output=True, text=True, check=True).stdout
    number = bytes.fromhex(told.strip().removeprefix("Modulus="))
    return {"kty": "RSA", "e": "AQAB", "n": base64.urlsafe_b64encode(number).decode().rstrip("="), "kid": "ours", "alg": "RS256", "use": "sig"}


class RealPlatform(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.canvas = cls.enterClassContext(Serving("--clock", "real"))
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="easel-platform-")))
        shutil.copy(PROBE, cls.folder / "ours.pem")
        shutil.copy(ROOT / "fixtures/keys/attacker.pem", cls.folder / "theirs.pem")
        made = cls.canvas.ask("POST", "/worlds/default/tools", {**LOGIN, "public_jwk": public_jwk(PROBE)})
        assert made.status in (200, 201), made.text
        world = cls.canvas.ask("GET", "/worlds/default").json["world"]
        named = {table: {row["name"]: row for row in world[table]} for table in ("users", "courses", "assignments")}
        cls.config = {
            "client_id": made.json["client_id"],
            "private_key": "ours.pem",
            "kid": "ours",
            "courses": {name: named["courses"][name]["id"] for name in ("bio101", "chem202")},
            "users": {name: {"lti_id": named["users"][name]["lti_id"], "id": named["users"][name]["id"]} for name in PEOPLE},
        }
        cls.ran = cls.play()

    @classmethod
    def play(cls, *arguments: str, origin: str = "", **changes):
        file = cls.folder / "platform.yaml"
        file.write_text(yaml.safe_dump({**cls.config, **changes}))
        return run("--platform", origin or cls.canvas.origin, "--platform-config", str(file), *arguments)

    def test_what_can_be_played_there_passes(self) -> None:
        states = {i: c["status"] for i, c in self.ran.cases.items()}
        wrong = {i: self.ran.cases[i].get("reason") for i, s in states.items() if s not in ("passed", "skipped")}
        self.assertEqual(wrong, {}, self.ran.out)
        self.assertEqual(self.ran.code, 0, self.ran.err)
        self.assertGreater(list(states.values()).count("passed"), 60)

    def test_what_cannot_is_skipped_and_says_why(self) -> None:
        reasons = {c["reason"] for c in self.ran.cases.values() if c["status"] == "skipped"}
        for needle in ("needs a browser session", "needs control of the world", "needs a world of its own", "only its platform can make"):
            self.assertTrue(any(needle in reason for reason in reasons), needle)
        self.assertTrue(all(reason.startswith("Not judged because ") for reason in reasons), reasons)

    def test_line_items_are_taken_away_again(self) -> None:
        made = [row for row in self.canvas.ask("GET", "/worlds/default").json["world"]["line_items"] if not row["coupled"]]
        self.assertGreater(len(made), 50)
        self.assertEqual([row["label"] for row in made if not row["deleted"]], [])

    def test_reports_show_what_was_sent_there(self) -> None:
        hops = [hop for case in self.ran.cases.values() for hop in case["hops"]]
        self.assertGreater(len(hops), 100)
        self.assertEqual({(hop["from"], hop["to"]) for hop in hops}, {("probe", "platform")})
        self.assertTrue(all(hop["request"]["url"].startswith("{platform}/") for hop in hops))

    def test_a_difference_is_found(self) -> None:
        self.canvas.ask("PATCH", "/worlds/default", {"dialects": {"missing_user": "documented"}})
        try:
            ran = self.play("ags/5.2.10")
        finally:
            self.canvas.ask("PATCH", "/worlds/default", {"dialects": {"missing_user": "canvas"}})
        self.assertEqual(ran.code, 1, ran.out + ran.err)

    def test_nobody_there(self) -> None:
        ran = self.play(origin=f"http://127.0.0.1:{free_ports(1)[0]}")
        self.assertEqual(ran.code, 4, ran.err)
        self.assertIn("platform.reachable", ran.err)

    def test_a_key_that_is_not_ours(self) -> None:
        ran = self.play(private_key="theirs.pem")
        self.assertEqual(ran.code, 4, ran.err)
        self.assertIn("platform.token", ran.err)

    def test_a_client_that_is_not_there(self) -> None:
        self.assertEqual(self.play(client_id="10000000099999").code, 4)

    def test_a_course_that_is_not_ours(self) -> None:
        ran = self.play(courses={"bio101": 99})
        self.assertEqual(ran.code, 4, ran.err)
        self.assertIn("bio101", ran.err)

    def test_wrong_files(self) -> None:
        for changes, needle in (({"private_key": "none.pem"}, "cannot be read"), ({"courses": {"bio101": "x"}}, "no id of Canvas"),
                                ({"token": "x"}, "unknown key"), ({"private_key": "platform.yaml"}, "no private RSA key")):
            with self.subTest(needle):
                ran = self.play(**changes)
                self.assertEqual(ran.code, 3, ran.err)
                self.assertIn(needle, ran.err)

    def test_wrong_command_lines(self) -> None:
        self.assertEqual(run("--platform", self.canvas.origin).code, 2)
        self.assertEqual(run("--platform", "not a url", "--platform-config", str(self.folder / "platform.yaml")).code, 2)
        self.assertEqual(run("--platform-config", str(self.folder / "platform.yaml")).code, 2)
        self.assertEqual(self.play("--clock", "virtual").code, 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)

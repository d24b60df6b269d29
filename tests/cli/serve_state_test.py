"""`easel serve --state`, `--tls` and `--host`: what was acknowledged outlives the process; whoever trusts the authority is
served; whoever can be reached has keys of his own."""

from __future__ import annotations

import base64
import json
import re
import shutil
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "suite"))
from easel import BINARY, ROOT  # noqa: E402
from serving import Serving, clean_env, free_ports  # noqa: E402

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
STUDENTS = ("ada", "bob", "cleo", "dan")


def again(first: Serving) -> Serving:
    """The same command once more: same ports, same state file."""
    second = Serving()
    second.command, second.port, second.origin = first.command, first.port, first.origin
    second.control, second.token_file = first.control, first.token_file
    return second


def b64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Poster(threading.Thread):
    """Posts rising scores for one student until the server is gone; remembers the last one that was acknowledged."""

    def __init__(self, url: str, token: str, user: str) -> None:
        super().__init__()
        self.url, self.token, self.user = url, token, user
        self.sent = self.acknowledged = 0
        self.refused = ""
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.refused:
            self.sent += 1
            body = {
                "userId": self.user, "activityProgress": "Completed", "gradingProgress": "FullyGraded", "scoreMaximum": 10_000,
                "scoreGiven": self.sent, "timestamp": f"2026-03-01T10:{self.sent // 60_000:02}:{self.sent // 1000 % 60:02}.{self.sent % 1000:03}Z",
            }
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/vnd.ims.lis.v1.score+json"}
            request = urllib.request.Request(self.url, json.dumps(body).encode(), headers)
            try:
                with urllib.request.urlopen(request, timeout=20):
                    self.acknowledged = self.sent
            except urllib.error.HTTPError as error:
                self.refused = error.read().decode()
            except OSError:
                return
            if self.acknowledged >= 25:
                self.enough.set()


class State(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="easel-state-"))
        self.file = self.folder / "state.db"

    def tearDown(self) -> None:
        shutil.rmtree(self.folder)

    def test_a_killed_process_loses_no_acknowledged_score(self) -> None:
        first = Serving("--quiet", "--state", str(self.file))
        with first as easel:
            scopes = [AGS + "score", AGS + "result.readonly"]
            minted = easel.ask("POST", "/worlds/default/tokens", {"client_id": easel.told["LTI_CLIENT_ID"], "scopes": scopes})
            token = minted.json["access_token"]
            url = easel.ask("GET", "/worlds/default/line_items?assignment=quiz1").json["line_items"][0]["url"]
            ids = {user["name"]: user["lti_id"] for user in easel.ask("GET", "/worlds/default").json["world"]["users"]}
            posters = {name: Poster(url + "/scores", token, ids[name]) for name in STUDENTS}
            for poster in posters.values():
                poster.start()
            for poster in posters.values():
                self.assertTrue(poster.enough.wait(60), poster.refused)
            easel.process.kill()
            for poster in posters.values():
                poster.join(30)
                self.assertEqual(poster.refused, "")
            easel.process.wait()

            with again(first) as restarted:
                self.assertEqual(restarted.told, easel.told)
                results = restarted.ask("GET", url + "/results?limit=100", headers={"Authorization": f"Bearer {token}"})
                self.assertEqual(results.status, 200, "a token of before still counts: " + results.text)
                scores = {one["userId"]: one["resultScore"] for one in results.json}
                for name, poster in posters.items():
                    kept = round(scores[ids[name]])
                    self.assertGreaterEqual(kept, poster.acknowledged, name)
                    self.assertLessEqual(kept, poster.sent, name)
                submissions = restarted.ask("GET", "/worlds/default/submissions?assignment=quiz1").json["submissions"]
                # Result and gradebook of one score are kept together: 10 points for 10,000.
                in_gradebook = {one["user"]: round(one["score"] * 1000) for one in submissions}
                self.assertEqual(in_gradebook, {name: round(scores[ids[name]]) for name in STUDENTS})

    def test_worlds_made_by_the_control_api_are_there_again(self) -> None:
        first = Serving("--quiet", "--state", str(self.file))
        with first as easel:
            made = easel.ask("POST", "/worlds", {"name": "spring", "world": {"courses": {"geo": {"title": "Rivers"}}}, "clock": "virtual"})
            self.assertEqual(made.status, 201, made.text)
            self.assertEqual(easel.ask("POST", "/worlds/spring/clock", {"advance": "2h"}).status, 200)
            clock = easel.ask("GET", "/worlds/spring/clock").json
            whole = easel.ask("GET", "/worlds/spring").json
            easel.process.kill()
            easel.process.wait()
            with again(first) as restarted:
                self.assertEqual(restarted.ask("GET", "/worlds/spring").json, whole)
                self.assertEqual(restarted.ask("GET", "/worlds/spring/clock").json, clock)
                self.assertEqual(restarted.ask("DELETE", "/worlds/spring").status, 204)
            with again(first) as third:
                self.assertEqual(third.ask("GET", "/worlds/spring").status, 404)

    def test_tokens_are_remembered(self) -> None:
        def mint(easel: Serving) -> str:
            wish = {"client_id": easel.told["LTI_CLIENT_ID"], "scopes": [AGS + "lineitem"]}
            return easel.ask("POST", "/worlds/default/tokens", wish).json["access_token"]

        def status(easel: Serving, token: str) -> int:
            url = easel.ask("GET", "/worlds/default/line_items?assignment=quiz1").json["line_items"][0]["url"]
            return easel.ask("GET", url, headers={"Authorization": f"Bearer {token}"}).status

        first = Serving("--quiet", "--state", str(self.file))
        with first as easel:
            ended, kept = mint(easel), ""
            self.assertEqual(easel.ask("DELETE", "/worlds/default/tokens").json, {"expired": 1})
            kept = mint(easel)
            easel.process.kill()
            easel.process.wait()
            with again(first) as restarted:
                self.assertEqual(status(restarted, ended), 401)
                self.assertEqual(status(restarted, kept), 200)
                third = mint(restarted)
                ids = {json.loads(b64(token.split(".")[1]))["jti"] for token in (ended, kept, third)}
                self.assertEqual(len(ids), 3, "no id comes twice")
                self.assertEqual(restarted.ask("DELETE", "/worlds/default/tokens").json, {"expired": 2})

    def test_a_kept_world_says_what_does_not_change_it(self) -> None:
        self.make()
        first = Serving("--quiet", "--state", str(self.file), "--seed", "7", "--clock", "virtual")
        with first as easel:
            self.assertEqual(easel.ask("GET", "/worlds/default/clock").json["clock"], "real")
        self.assertIn("kept in", easel.printed)
        self.assertIn("--clock, --seed", easel.printed)

    def refused(self, expected: str) -> None:
        before = self.file.read_bytes()
        port, control = free_ports(2)
        done = subprocess.run(
            [BINARY, "serve", "--port", str(port), "--control-port", str(control), "--state", str(self.file)],
            capture_output=True, text=True, timeout=20, cwd=ROOT, env=clean_env(),
        )
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn(str(self.file), done.stderr)
        self.assertIn(expected, done.stderr)
        self.assertEqual(self.file.read_bytes(), before)

    def make(self) -> None:
        with Serving("--quiet", "--state", str(self.file)):
            pass
        self.assertTrue(self.file.exists())

    def test_a_corrupt_file_is_refused_and_left(self) -> None:
        self.make()
        bytes_ = bytearray(self.file.read_bytes())
        bytes_[4096:8192] = b"\xee" * 4096
        self.file.write_bytes(bytes_)
        self.refused("is corrupt")

    def test_a_file_of_a_newer_easel_is_refused_and_left(self) -> None:
        self.make()
        with sqlite3.connect(self.file) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
        self.refused("has format 99")

    def test_something_else_is_refused_and_left(self) -> None:
        self.file.write_text("my notes\n")
        self.refused("is no state file of Easel")

    def test_a_file_in_use_is_refused_and_left(self) -> None:
        with Serving("--quiet", "--state", str(self.file)):
            self.refused("is in use by another process")


class Keys(unittest.TestCase):
    def test_only_loopback_is_served_with_the_test_keys(self) -> None:
        def kids(*arguments: str) -> list[str]:
            with Serving("--quiet", *arguments) as easel:
                with urllib.request.urlopen(f"{easel.origin}/api/lti/security/jwks", timeout=20) as answer:
                    return [key["kid"] for key in json.load(answer)["keys"]]

        usual = kids()
        self.assertEqual(usual, kids())
        reachable = [kids("--host", "0.0.0.0"), kids("--host", "0.0.0.0")]
        self.assertEqual(len(set(usual + reachable[0] + reachable[1])), 9, "keys of its own, at each start")


class Tls(unittest.TestCase):
    def test_whoever_trusts_the_authority_is_served(self) -> None:
        with tempfile.TemporaryDirectory() as folder, Serving("--quiet", "--tls", "--ca-dir", folder) as easel:
            self.assertTrue(easel.told["LTI_JWKS_URL"].startswith(f"https://127.0.0.1:{easel.port}/"), easel.printed)
            ca = re.search(r"^\s+(/\S+ca\.pem)$", easel.printed, re.M).group(1)
            trusting = ssl.create_default_context(cafile=ca)
            with urllib.request.urlopen(easel.told["LTI_JWKS_URL"], context=trusting, timeout=20) as answer:
                self.assertEqual(len(json.load(answer)["keys"]), 3)
            launch = f"https://localhost:{easel.port}/"
            with urllib.request.urlopen(launch, context=trusting, timeout=20) as answer:
                self.assertIn("Easel", answer.read().decode())
            with self.assertRaises(urllib.error.URLError) as untrusted:
                urllib.request.urlopen(easel.told["LTI_JWKS_URL"], timeout=20)
            self.assertIn("CERTIFICATE_VERIFY_FAILED", str(untrusted.exception))

    def test_a_folder_that_holds_something_else_is_left(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "ca.pem").write_text("my notes\n")
            done = subprocess.run(
                [BINARY, "serve", "--port", str(free_ports(1)[0]), "--tls", "--ca-dir", folder],
                capture_output=True, text=True, timeout=20, cwd=ROOT, env=clean_env(),
            )
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn("no certificate authority", done.stderr)
            self.assertEqual((Path(folder) / "ca.pem").read_text(), "my notes\n")


if __name__ == "__main__":
    unittest.main()

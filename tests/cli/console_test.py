"""`easel ui` and `easel run --ui`: the console's API from outside, from a red case to FIXED."""

from __future__ import annotations

import http.cookiejar
import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "suite"))
from easel import BINARY, ROOT, easel, run  # noqa: E402
from replaying import BAD, SCORES, Replaying, recorded  # noqa: E402
from serving import clean_env  # noqa: E402


class Console(Replaying):
    """`with Console("ui", folder) as console:`; `console.get("run")` asks its API."""

    def __init__(self, *arguments: str, cwd: Path = ROOT) -> None:
        self.process = subprocess.Popen([BINARY, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd, env=clean_env())
        self.address = ""
        for line in self.process.stdout:
            found = re.match(r"Console (http://\S+)", line)
            if found:
                self.address = found[1]
                break
        else:
            raise RuntimeError(f"it ended with {self.process.wait()}: {self.process.stderr.read()}")
        self.origin = self.address.split("/?")[0]
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def __enter__(self) -> "Console":
        with self.browser.open(self.address, timeout=30) as page:
            self.page = page.read().decode()
            self.policy = page.headers["Content-Security-Policy"]
        return self

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(30)
        self.process.stdout.close()
        self.process.stderr.close()

    def ask(self, path: str, body=None):
        request = urllib.request.Request(f"{self.origin}/easel/v1/replay/{path}".rstrip("/"))
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Origin", self.origin)
            request.add_header("Content-Type", "application/json")
        try:
            with self.browser.open(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)

    def stream(self, path: str):
        return self.browser.open(self.origin + "/easel/v1/replay/" + path, timeout=60)


class Replays(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.broken = recorded(BAD, SCORES, defect="accepts-alg-none")

    def test_a_failure_stays_the_same_until_the_tool_is_mended(self) -> None:
        with Console("ui", self.broken) as console:
            lines = console.get("cases?q=s:failed")["cases"]
            self.assertEqual([line["id"] for line in lines], [BAD])
            self.assertEqual(console.get("run")["state"]["kind"], "idle")
            verdict = console.replay(BAD)
            self.assertEqual(verdict["word"], "SAME", verdict)
            self.assertEqual(console.get("runs/1/result")["case"]["status"], "failed")
            self.assertTrue(console.get("runs/1")["live_hops"])
            self.assertTrue(console.get("runs/1/diff")["hops"])
        with Console("ui", self.broken, "--set", "defect=none") as console:
            verdict = console.replay(BAD)
            self.assertEqual(verdict["word"], "FIXED", verdict)
            self.assertEqual(console.get("runs/1/result")["case"]["status"], "passed")
            self.assertEqual(console.get("run")["state"]["word"], "Finished: FIXED")

    def test_an_answer_is_held_changed_and_sent(self) -> None:
        with Console("ui", self.broken) as console:
            number = console.replay_to_a_break(SCORES, breaks={"calls": ["score"]})
            held = console.get("held")["held"]
            self.assertEqual((held["what"], held["kind"]), ("answer", "score"))
            self.assertEqual(held["response"]["status"], 200)
            self.assertEqual(console.get("run")["state"]["actor"], "you")
            self.assertEqual(console.ask(f"cases/{SCORES}/replay", {})[1]["error"]["code"], "busy")
            verdict = console.go_on(number, answer={"status": 422, "body": "{}"}, then="run")
            self.assertEqual(len(verdict["edits"]), 1)
            hops = console.get(f"runs/{number}")["live_hops"]
            self.assertIn((422, "edited by hand"), [(hop["status"], hop["fault"]) for hop in hops])

    def test_a_launch_is_held_and_its_claims_are_signed_again(self) -> None:
        with Console("ui", self.broken, "--set", "defect=none") as console:
            case = console.get(f"cases/{SCORES}")["case"]
            launch = next(hop for hop in case["hops"] if hop["kind"] == "launch")["n"]
            number = console.replay_to_a_break(SCORES, breaks={"hops": [launch]})
            held = console.get("held")["held"]
            self.assertEqual(held["message"], "launch")
            shown = console.post("sign", {"sign": "no_kid", "tamper": {"id_token.claims.sub": 5}})
            self.assertNotIn("kid", shown["token"]["header"])
            self.assertEqual(shown["token"]["claims"]["sub"], 5)
            console.post("breaks", {"hops": [], "calls": []})
            verdict = console.go_on(number, sign="none", tamper={"id_token.claims.sub": "somebody"})
            self.assertNotEqual(verdict["word"], "SAME", "the correct tool refuses an unsigned launch")
            by_hand = console.get(f"runs/{number}/result")["case"]
            saved = console.post("scenario", {"run": number})
        self.assertEqual(saved["left_out"], [])
        self.assertIn("id_token.alg: none", saved["yaml"])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "by_hand.yaml"
            path.write_text(saved["yaml"])
            checked = easel("validate", str(path))
            self.assertEqual(checked.code, 0, checked.out + checked.err)
            again = run("--tool", "reference", str(path))
            (played,) = again.cases.values()
            self.assertEqual(played["status"], by_hand["status"], "it plays as it did by hand")
            self.assertEqual(played["reason"], by_hand["reason"])

    def test_a_changed_answer_is_saved_and_does_it_again(self) -> None:
        case = "scores/posted-in-the-score-format"
        with Console("ui", self.broken, "--set", "defect=none") as console:
            number = console.replay_to_a_break(case, breaks={"calls": ["score"]})
            console.post("breaks", {"calls": []})
            console.go_on(number, answer={"error": "timestamp-stale"})
            first = console.get(f"runs/{number}/result")["case"]
            saved = console.post("scenario", {"run": number})
        self.assertIn("timestamp-stale", saved["yaml"])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "by_hand.yaml"
            path.write_text(saved["yaml"])
            again = run("--tool", "reference", str(path))
            (played,) = again.cases.values()
            statuses = [hop["response"]["status"] for hop in played["hops"] if hop["kind"] == "score"]
            self.assertEqual(statuses[:1], [hop["response"]["status"] for hop in first["hops"] if hop["kind"] == "score"][:1])
            self.assertEqual(played["status"], first["status"])

    def test_everything_sent_as_recorded_ends_as_recorded(self) -> None:
        folder = recorded(BAD, SCORES, "outcomes", "deep_linking", "lti11.query", defect="accepts-alg-none")
        with Console("ui", folder) as console:
            known = [line["id"] for line in console.get("cases")["cases"]]
            firsts = {case.split("/")[0]: case for case in reversed(known)}
            for case in {BAD, SCORES, *firsts.values()}:
                number = self.everything_as_recorded(console, case)
                run = console.get(f"runs/{number}")
                self.assertEqual(run["word"], "SAME", (case, run["why"], run["edits"]))

    def everything_as_recorded(self, console: Console, case: str) -> int:
        after = console.get("run")["last_event"]
        number = console.post(f"cases/{case}/replay", {"breaks": {"from_hop": 1}})["run"]
        for kind, data in console.events(after):
            if kind == "verdict" and data["run"] == number:
                self.assertGreater(len(data["edits"]), 2, data)
                return number
            if kind != "state" or data["kind"] != "paused":
                continue
            held = console.get("held")["held"]
            if held is None or held["hop"] != data["hop"]:
                continue
            self.assertIsNone(held["recorded"]["lacking"], (case, held["hop"], held["kind"], held["recorded"]))
            console.post(f"runs/{number}/continue", {"recorded": True, "then": "next"})
        raise AssertionError("the stream ended")

    def test_the_world_of_a_run_is_changed_while_it_is_held(self) -> None:
        with Console("ui", self.broken, "--set", "defect=none") as console:
            number = console.replay_to_a_break(SCORES, breaks={"calls": ["token"]})
            status, refused = console.ask("world", {"changes": {"world.courses.nowhere.state": "completed"}})
            self.assertEqual((status, refused["error"]["code"], refused["error"]["pointer"]), (400, "bad_change", "/changes/world.courses.nowhere.state"))
            course = console.get("held")["held"]["world"]["courses"][0]["name"]
            done = console.post("world", {"changes": {f"world.courses.{course}.state": "completed", "world.account.name": "College"}})
            self.assertEqual(done["world"]["courses"][0]["state"], "completed")
            verdict = console.go_on(number)
            self.assertEqual(len(verdict["edits"]), 2, verdict)
            hops = console.get(f"runs/{number}/result")["case"]["hops"]
            scores = [hop["response"]["status"] for hop in hops if hop["kind"] == "score"]
            self.assertTrue(scores and all(status in (404, 422) for status in scores), scores)
            saved = console.post("scenario", {"run": number})
            self.assertIn("completed", saved["yaml"])
            self.assertEqual(len(saved["left_out"]), 1)
            self.assertIn("world.account.name=College", saved["left_out"][0])

    def test_what_if_the_course_were_concluded(self) -> None:
        with Console("ui", self.broken, "--set", "defect=none") as console:
            changes = {"world.courses.bio101.state": "completed"}
            verdict = console.replay(SCORES, kind="what-if", what_if=changes)
            self.assertIn(verdict["word"], ("SAME", "DIFFERENT", "ERROR"), verdict)
            saved = console.post("scenario", {"run": verdict["run"]})
            self.assertRegex(saved["yaml"], r"world: .*state: completed")
            status, refused = console.ask(f"cases/{SCORES}/replay", {"kind": "what-if", "what_if": {"world.lunch": "1"}})
            self.assertEqual((status, refused["error"]["code"]), (400, "bad_request"), refused)

    def test_abort_ends_what_is_held(self) -> None:
        with Console("ui", self.broken) as console:
            number = console.replay_to_a_break(SCORES, kind="from-hop", from_hop=2)
            after = console.get("run")["last_event"]
            console.post(f"runs/{number}/abort")
            verdict = console.until("verdict", after=after)
            self.assertEqual(verdict["word"], "ERROR")
            self.assertEqual(console.replay(BAD)["word"], "SAME", "and the next one plays")


class Following(unittest.TestCase):
    def test_a_run_is_followed_and_the_console_stays(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            with Console("run", "--ui", "--tool", "reference", "--output", folder, "--quiet", "launch.valid", BAD) as console:
                ended = console.until("end")
                self.assertIn("ended", ended["word"])
                kinds = set()
                for kind, _ in console.events():
                    kinds.add(kind)
                    if kind == "end":
                        break
                self.assertLessEqual({"hop", "check", "case", "state"}, kinds)
                cases = console.get("cases")
                self.assertEqual(len(cases["cases"]), cases["total"])
                self.assertTrue((Path(folder) / "result.json").exists(), "reports are written before it waits")
                self.assertEqual(console.replay(BAD)["word"], "SAME")
                console.post("end")
                self.assertEqual(console.process.wait(30), 0)

    def test_the_exit_code_is_the_runs(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            arguments = ("run", "--ui", "--tool", "reference", "--set", "defect=accepts-alg-none", "--output", folder, "--quiet", BAD)
            with Console(*arguments) as console:
                console.until("end")
                console.post("end")
                self.assertEqual(console.process.wait(30), 1)

    def test_ctrl_c_ends_it_at_any_time(self) -> None:
        folder = recorded(BAD)
        with Console("ui", folder) as console:
            console.process.send_signal(signal.SIGINT)
            self.assertEqual(console.process.wait(30), 0)
        with Console("ui", folder) as console:
            number = console.replay_to_a_break(BAD, from_hop=2)
            self.assertEqual(number, 1)
            console.process.send_signal(signal.SIGTERM)
            self.assertEqual(console.process.wait(30), 143, "though something is held")

    def test_killed_in_the_midst_of_a_replay_it_leaves_the_result_as_it_was(self) -> None:
        folder = recorded(BAD)
        before = (Path(folder) / "result.json").read_bytes()
        with Console("ui", folder) as console:
            console.replay_to_a_break(BAD, from_hop=2)
            console.process.kill()
            console.process.wait(30)
        self.assertEqual((Path(folder) / "result.json").read_bytes(), before)


class Refusals(unittest.TestCase):
    def test_nobody_gets_in_but_by_the_address(self) -> None:
        with Console("ui", recorded(BAD)) as console:
            self.assertIn("default-src 'none'", console.policy)
            port = int(console.origin.rsplit(":", 1)[1])
            cookie = f"easel_console_{port}=guess"
            for name, head in {
                "no token": f"GET /easel/v1/replay/run HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n",
                "a guess": f"GET /easel/v1/replay/run HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n",
                "a foreign host": f"GET /easel/v1/replay/run HTTP/1.1\r\nHost: evil.example:{port}\r\n",
                "the token twice": f"GET {console.address.removeprefix(console.origin)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n",
            }.items():
                with self.subTest(name), socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
                    raw.sendall(head.encode() + b"\r\n")
                    self.assertRegex(raw.recv(4096).decode(), r"^HTTP/1.1 40[13] ")
            request = urllib.request.Request(console.origin + "/easel/v1/replay/end", data=b"{}", headers={"Origin": "http://evil.example"})
            with self.assertRaises(urllib.error.HTTPError) as refused:
                console.browser.open(request, timeout=10)
            self.assertEqual(refused.exception.code, 403)
            refused.exception.close()
            self.assertIsNone(console.process.poll())

    def test_two_consoles_in_one_browser_leave_each_other_alone(self) -> None:
        folder = recorded(BAD)
        one, other = Console("ui", folder), Console("ui", folder)
        other.browser = one.browser  # with one jar of cookies
        with one, other:
            self.assertEqual([console.replay(BAD)["word"] for console in (one, other, one)], ["SAME"] * 3)
            self.assertEqual([len(console.get("runs")["runs"]) for console in (one, other)], [2, 1])

    def test_what_is_no_result_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "result.json"
            for name, text in {"cut off": '{"schema_version":1,"run":', "foreign": "{}", "newer": '{"schema_version":9}'}.items():
                path.write_text(text)
                with self.subTest(name):
                    self.assertEqual(easel("ui", str(path)).code, 3)
            self.assertEqual(easel("ui", str(Path(folder) / "nothing.json")).code, 3)
            with socket.create_server(("127.0.0.1", 0)) as taken:
                busy = easel("ui", recorded(BAD), "--port", str(taken.getsockname()[1]))
                self.assertEqual(busy.code, 5)
                self.assertIn("port is taken", busy.err)


if __name__ == "__main__":
    unittest.main()

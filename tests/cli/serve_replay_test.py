"""The replay console inside `easel serve`: a recorded case plays on the Canvas that is served, whose worlds stand aside."""

from __future__ import annotations

import json
import re
import signal
import sys
import tempfile
import unittest
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "suite"))
from console_test import Console  # noqa: E402
from easel import ROOT, easel, run  # noqa: E402
from replaying import BAD, SCORES, Replaying, recorded  # noqa: E402
from serving import ReferenceTool, Serving  # noqa: E402
from tools import free_port, tool_file  # noqa: E402


class Served(Replaying):
    """The API as a program asks it, with the control API's token."""

    def __init__(self, easel: Serving) -> None:
        self.easel = easel

    def ask(self, path: str, body=None):
        answer = self.easel.ask("GET" if body is None else "POST", f"/replay/{path}".rstrip("/"), body)
        return answer.status, answer.json

    def stream(self, path: str):
        request = urllib.request.Request(f"{self.easel.control}/replay/{path}", headers={"Authorization": f"Bearer {self.easel.token}"})
        return urllib.request.urlopen(request, timeout=60)

    def open(self, file: str) -> dict:
        return self.post("", {"file": file})


class Opening(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.broken = recorded(BAD, SCORES, defect="accepts-alg-none")

    def test_a_result_is_opened_changed_for_another_and_closed(self) -> None:
        with Serving() as easel:
            replays = Served(easel)
            nothing = replays.get("")
            self.assertEqual((nothing["recording"], nothing["playing"]), (None, False))
            status, answer = replays.ask("run")
            self.assertEqual((status, answer["error"]["code"]), (404, "nothing_open"))
            opened = replays.open(self.broken)
            self.assertEqual(opened, replays.get(""))
            self.assertEqual(opened["recording"] | {"tool": ""}, {"file": self.broken, "tool": "", "cases": 2, "failed": 1})
            self.assertEqual({line["id"] for line in replays.get("cases")["cases"]}, {BAD, SCORES})
            other = recorded(SCORES)
            with replays.stream("events") as stream:
                self.assertEqual(stream.readline(), b"retry: 1000\n")
                self.assertEqual(replays.open(str(Path(other) / "index.html"))["recording"]["cases"], 1)
                self.assertIn(b"event: closed\n", stream.readlines(), "who followed the one before hears no more")
            self.assertEqual(replays.ask(f"cases/{BAD}")[0], 404)
            replays.post("end")
            self.assertIsNone(replays.get("")["recording"])
            self.assertEqual(replays.ask("end", {})[0], 404)

    def test_what_is_no_result_is_refused_and_the_one_before_stays(self) -> None:
        with tempfile.TemporaryDirectory() as folder, Serving("--replay", self.broken) as easel:
            replays = Served(easel)
            path = Path(folder) / "result.json"
            changed = (Path(self.broken) / "result.json").read_text().replace("accepts-alg-none", "accepts-alg-nobody")
            for name, text in {"cut off": '{"schema_version":1,"run":', "foreign": "{}", "newer": '{"schema_version":9}', "changed": changed}.items():
                path.write_text(text)
                with self.subTest(name):
                    status, answer = replays.ask("", {"file": str(path)})
                    self.assertEqual((status, answer["error"]["code"]), (400, "bad_file"))
                    self.assertIn(str(path), answer["error"]["message"])
            for name, body in {"no file": {}, "a number": {"file": 5}, "more": {"file": "x", "port": 1}, "empty": {"file": ""}}.items():
                with self.subTest(name):
                    self.assertEqual(replays.ask("", body)[0], 400)
            self.assertEqual(replays.get("")["recording"]["file"], self.broken)

    def test_a_result_named_at_the_start_that_is_none_ends_it(self) -> None:
        ended = easel("serve", "--port", str(free_port()), "--replay", "nowhere/at/all")
        self.assertEqual(ended.code, 3)
        self.assertIn("nowhere/at/all", ended.err)

    def test_only_who_may_use_the_control_api_gets_in(self) -> None:
        with Serving("--replay", self.broken) as easel:
            for path in ("", "/run", "/cases", "/events", "/held"):
                for headers, status in (({"Authorization": ""}, 401), ({"Authorization": "Bearer x"}, 401), ({"Host": "evil.test"}, 403), ({"Origin": easel.origin}, 403)):
                    with self.subTest(path, headers=headers):
                        self.assertEqual(easel.ask("GET", f"/replay{path}", headers=headers).status, status)
            self.assertEqual(easel.ask("POST", "/replay/end", {}, headers={"Origin": "http://evil.test"}).status, 403)
            for path in ("/replay", "/console.js", "/console.css"):
                self.assertEqual(easel.ask("GET", f"http://127.0.0.1:{easel.control_port}{path}", headers={"Authorization": ""}).status, 401, path)


class Playing(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.broken = recorded(BAD, SCORES, defect="accepts-alg-none")

    def test_the_bundled_tool_fails_until_it_is_mended(self) -> None:
        with Serving("--replay", self.broken) as easel:
            replays = Served(easel)
            self.assertEqual(replays.replay(BAD)["word"], "SAME")
            self.assertEqual(replays.replay(SCORES)["word"], "SAME", "it passes as before")
            self.assertEqual(replays.replay(BAD, kind="mock-side")["word"], "SAME")
        with Serving("--set", "defect=none", "--replay", self.broken) as easel:
            self.assertEqual(Served(easel).replay(BAD)["word"], "FIXED")

    def test_worlds_stand_aside_while_a_case_is_held_and_come_back(self) -> None:
        with Serving("--replay", self.broken) as easel:
            replays = Served(easel)
            token = easel.ask("POST", "/worlds/default/tokens").json["access_token"]
            item = easel.ask("GET", "/worlds/default/line_items").json["line_items"][0]["url"]

            def line_item() -> int:
                return easel.ask("GET", item, headers={"Authorization": f"Bearer {token}"}).status

            self.assertEqual((line_item(), easel.page("/").status), (200, 200))
            number = replays.replay_to_a_break(SCORES, breaks={"calls": ["score"]})
            self.assertTrue(replays.get("")["playing"])
            self.assertEqual(easel.page("/").status, 503, "Canvas's port is the case's")
            self.assertEqual(line_item(), 401, "nobody there knows the world's token")
            for method, path, body in (
                ("POST", "/worlds/default/launches", {"user": "ada", "assignment": "quiz1"}), ("POST", "/worlds/default/reset", None),
                ("PATCH", "/worlds/default", {"users": {}}), ("POST", "/worlds", {"name": "more"}), ("DELETE", "/worlds/default/faults", None),
            ):
                refused = easel.ask(method, path, body)
                self.assertEqual((refused.status, refused.json["code"]), (409, "aside"), path)
            self.assertEqual(easel.ask("GET", "/worlds/default").status, 200, "it can still be looked at")
            for path, body in (("", {"file": self.broken}), ("end", {})):
                self.assertEqual(replays.ask(path, body)[1]["error"]["code"], "busy")
            verdict = replays.go_on(number, answer={"error": "timestamp-stale"})
            self.assertEqual(len(verdict["edits"]), 1)
            self.assertEqual((line_item(), easel.page("/").status), (200, 200), "everything is back")
            self.assertEqual(easel.ask("POST", "/worlds/default/tokens").status, 201)
            calls = easel.ask("GET", "/worlds/default/traffic", body=None).json["calls"]
            self.assertEqual({call["kind"] for call in calls}, {"line_item"}, "what the case did is none of the world's calls")

    def test_who_follows_the_world_hears_of_it(self) -> None:
        with Serving("--replay", self.broken) as easel:
            replays = Served(easel)
            request = urllib.request.Request(f"{easel.control}/worlds/default/traffic/events", headers={"Authorization": f"Bearer {easel.token}"})
            with urllib.request.urlopen(request, timeout=60) as stream:
                for line in stream:
                    if line == b"event: begin\n":
                        break
                replays.replay(BAD)
                heard = []
                for line in stream:
                    if line.startswith(b"event: "):
                        heard.append(line.decode().split(": ")[1].strip())
                    if len(heard) == 1:
                        break
            self.assertEqual(heard, ["changed"])

    def test_a_tool_of_its_own_is_replayed_at_the_address_that_it_knows(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            port = free_port()
            file = tool_file(Path(folder), port)
            platform = int(re.search(r"platform: { port: (\d+)", file.read_text())[1])
            origin = f"http://127.0.0.1:{platform}"
            told = {
                "LTI_ISSUER": origin, "LTI_CLIENT_ID": "10000000000001", "LTI_DEPLOYMENT_ID": "1:8865aa05b4b79b64a91a86042e43af5ea8ae79eb",
                "LTI_AUTH_URL": f"{origin}/api/lti/authorize_redirect", "LTI_TOKEN_URL": f"{origin}/login/oauth2/token",
                "LTI_JWKS_URL": f"{origin}/api/lti/security/jwks",
            }
            with ReferenceTool(told, "--defect", "accepts-alg-none", port=port):
                ran = run("--tool", str(file), "--quiet", BAD)
                self.assertEqual((ran.code, ran.cases[BAD]["status"]), (1, "failed"), ran.err)
                with self.serving_at(platform, "--tool", str(file), "--replay", str(ran.folder)) as easel:
                    replays = Served(easel)
                    self.assertEqual(replays.replay(BAD)["word"], "SAME")
                    self.launch(easel)
                    self.assertEqual(replays.replay(BAD)["word"], "SAME", "and again after a launch from the world")
            with self.serving_at(platform, "--tool", str(file), "--replay", str(ran.folder)) as easel, ReferenceTool(told, port=port):
                replays = Served(easel)
                self.assertEqual(replays.replay(BAD)["word"], "FIXED")
                self.launch(easel)

    def serving_at(self, port: int, *arguments: str) -> Serving:
        serving = Serving(*arguments)
        serving.command[serving.command.index("--port") + 1] = str(port)
        serving.port, serving.origin = port, f"http://127.0.0.1:{port}"
        return serving

    def launch(self, easel: Serving) -> None:
        """The world launches the tool: Canvas answers its authorization request with a form for it."""
        opened = easel.ask("POST", "/worlds/default/launches", {"user": "ada", "assignment": "quiz1"})
        self.assertEqual(opened.status, 201, opened.text)
        fields = {name: value for name, value in opened.json["fields"].items() if name != "lti_storage_target"}  # that takes a script
        form = urllib.parse.urlencode(fields).encode()
        cookie = opened.json["session_cookie"]

        class NoRedirect(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        try:
            urllib.request.build_opener(NoRedirect).open(urllib.request.Request(opened.json["url"], data=form), timeout=30)
            self.fail("the tool sends the browser on")
        except urllib.error.HTTPError as redirected:
            with redirected:
                onward = redirected.headers["Location"]
        answer = easel.ask("GET", onward, headers={"Cookie": f"{cookie['name']}={cookie['value']}"})
        self.assertEqual(answer.status, 200, answer.text)
        self.assertIn('name="id_token"', answer.text)

    def test_a_tool_that_is_not_there_is_an_error(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = tool_file(Path(folder), free_port())
            with Serving("--tool", str(file), "--replay", self.broken) as easel:
                verdict = Served(easel).replay(BAD)
                self.assertEqual(verdict["word"], "ERROR")
                self.assertEqual(easel.page("/").status, 200, "Canvas is back")

    def test_ctrl_c_ends_it_though_a_case_is_held(self) -> None:
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with Serving("--replay", self.broken) as easel:
                Served(easel).replay_to_a_break(SCORES, breaks={"calls": ["score"]})
                easel.process.send_signal(number)
                self.assertEqual(easel.process.wait(30), code)


class Programs(unittest.TestCase):
    def test_a_program_asks_the_console_of_a_result_by_its_token(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            token_file = Path(folder) / "token"
            with Console("ui", recorded(BAD), "--token-file", str(token_file)) as console:
                self.assertEqual(token_file.stat().st_mode & 0o777, 0o600)
                port = console.origin.rsplit(":", 1)[1]
                for token, host, status in ((token_file.read_text().strip(), "", 200), ("guess", "", 401), ("", "", 401), (token_file.read_text().strip(), f"evil.test:{port}", 403)):
                    headers = {"Authorization": f"Bearer {token}", **({"Host": host} if host else {})}
                    request = urllib.request.Request(console.origin + "/easel/v1/replay/breaks", headers=headers)
                    try:
                        with urllib.request.urlopen(request, timeout=30) as answer:
                            told = answer.status
                    except urllib.error.HTTPError as refused:
                        with refused:
                            told = refused.code
                    self.assertEqual(told, status, (token, host))
                posted = urllib.request.Request(
                    console.origin + "/easel/v1/replay/breaks", data=json.dumps({"hops": [3]}).encode(),
                    headers={"Authorization": f"Bearer {token_file.read_text().strip()}"},
                )
                with urllib.request.urlopen(posted, timeout=30) as answer:
                    self.assertEqual(json.load(answer)["hops"], [3], "without Origin and cookie")
                self.assertEqual(console.ask("", {"file": str(ROOT)})[1]["error"]["code"], "fixed", "it shows what it was started with")


if __name__ == "__main__":
    unittest.main()

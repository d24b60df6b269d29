"""The control API and docs/openapi.yaml say the same: every route of one is in the other, each is asked here, and every
answer fits its schema."""

from __future__ import annotations

import json
import re
import unittest
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import jsonschema
import yaml

from easel import ROOT
from replaying import BAD, SCORES, recorded
from serving import ReferenceTool, Serving

SPEC = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())
METHODS = ("get", "post", "put", "patch", "delete")


def operations() -> dict[tuple[str, str], dict]:
    return {
        (method.upper(), path): operation
        for path, item in SPEC["paths"].items() for method, operation in item.items() if method in METHODS
    }


def resolve(node: dict) -> dict:
    while "$ref" in node:
        target = SPEC
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def check(value, schema: dict) -> None:
    """Against a schema of the specification, whose references lead into it."""
    jsonschema.Draft202012Validator({**schema, "components": SPEC["components"]}).validate(value)


def walk(node, visit) -> None:
    visit(node)
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        walk(child, visit)


class TheSpecification(unittest.TestCase):
    def test_references_lead_somewhere_and_schemas_are_schemas(self) -> None:
        walk(SPEC, lambda node: resolve(node) if isinstance(node, dict) and "$ref" in node else None)
        for schema in SPEC["components"]["schemas"].values():
            jsonschema.Draft202012Validator.check_schema(schema)

    def test_operations_are_complete(self) -> None:
        names = [operation["operationId"] for operation in operations().values()]
        self.assertEqual(len(names), len(set(names)))
        for (method, path), operation in operations().items():
            self.assertTrue(operation["summary"], path)
            parameters = SPEC["paths"][path].get("parameters", []) + operation.get("parameters", [])
            told = {p["name"] for p in map(resolve, parameters) if p["in"] == "path"}
            self.assertEqual(told, set(re.findall(r"{(\w+)}", path)), path)
            self.assertTrue(any(code.startswith("2") for code in operation["responses"]), path)

    def test_it_is_openapi(self) -> None:
        try:
            from openapi_spec_validator import validate
        except ImportError:
            self.skipTest("the package openapi-spec-validator is not installed")
        validate(SPEC)


class Asked(unittest.TestCase):
    """Asks through the specification: the route is looked up, request and answer are held against its schemas."""

    asked: set[tuple[str, str]] = set()
    easel: Serving

    @classmethod
    def setUpClass(cls) -> None:
        cls.enterClassContext(serving := Serving("--clock", "virtual"))
        cls.easel = serving

    def call(self, method: str, path: str, body=None, status: int = 200, query: dict | None = None, fits: bool = True, **names):
        operation = operations()[method, path]
        Asked.asked.add((method, path))
        if body is not None and fits:
            check(body, operation["requestBody"]["content"]["application/json"]["schema"])
        for name, value in names.items():
            path = path.replace("{" + name + "}", str(value))
        answer = self.easel.ask(method, path + ("?" + urlencode(query) if query else ""), body)
        self.assertEqual(answer.status, status, answer.text)
        told = resolve(operation["responses"][str(status)])
        if "content" in told:
            self.assertTrue(answer.headers["Content-Type"].startswith("application/json"), answer.headers["Content-Type"])
            check(answer.json, told["content"]["application/json"]["schema"])
        else:
            self.assertEqual(answer.text, "")
        return answer.json


class Routes(Asked):
    def test_all_of_them(self) -> None:
        """One story, because most routes need what another made."""
        routes = {(route["method"], route["path"].removeprefix("/easel/v1")) for route in self.call("GET", "/")["routes"]}
        self.assertEqual(routes, set(operations()), "routes and specification differ")
        world = {"world": "story"}
        self.call("POST", "/worlds", {"name": "story", "clock": "virtual", "seed": 3, "world": {
            "users": {"zoe": {"name": "Zoe Quint", "email": "zoe@mock.example"}},
            "courses": {"bio101": {"people": {"zoe": "student"}}},
        }}, 201)
        self.call("POST", "/worlds", {"name": "story"}, 409)
        self.call("POST", "/worlds", {"name": "more", "wrold": {}}, 400, fits=False)
        self.assertEqual([one["name"] for one in self.call("GET", "/worlds")["worlds"]], ["default", "story"])
        whole = self.call("GET", "/worlds/{world}", **world)
        self.assertIn("zoe", [user["name"] for user in whole["world"]["users"]])
        self.call("GET", "/worlds/{world}", status=404, world="nowhere")

        told = self.call("GET", "/worlds/{world}/tools", **world)["tools"][0]
        environment = {
            "LTI_ISSUER": told["issuer"], "LTI_CLIENT_ID": told["client_id"], "LTI_DEPLOYMENT_ID": told["deployment_id"],
            "LTI_AUTH_URL": told["auth_url"], "LTI_TOKEN_URL": told["token_url"], "LTI_JWKS_URL": told["jwks_url"],
        }
        with ReferenceTool(environment) as reference:
            self.play(world, reference)
        self.ask_of_the_page()
        self.replay()
        self.assertEqual(set(operations()) - Asked.asked, set(), "routes of the specification that nobody asked")

    def play(self, world: dict, reference: ReferenceTool) -> None:
        self.call("POST", "/worlds/{world}/tools", reference.registration(), 200, **world)
        self.call("POST", "/worlds/{world}/tools", {"login_url": f"{reference.origin}/login"}, 422, **world)
        second = self.call("POST", "/worlds/{world}/tools", {**reference.registration(), "name": "second"}, 201, **world)
        self.assertIn("/r/story-2/", second["token_url"])
        self.call("GET", "/worlds/{world}/tools/{tool}", tool="second", **world)
        self.call("POST", "/worlds/{world}/tools/{tool}/deployments", {"course": "bio101"}, 201, tool="second", **world)
        off = self.call("PATCH", "/worlds/{world}/tools/{tool}", {"state": "inactive"}, tool="second", **world)
        self.assertEqual((off["state"], off["on_for_account"]), ("inactive", True))
        self.call("PATCH", "/worlds/{world}/tools/{tool}", {"state": "off"}, 400, fits=False, tool="second", **world)
        self.call("DELETE", "/worlds/{world}/tools/{tool}", status=204, tool="second", **world)
        self.register(world, reference)
        self.lti11(world)
        self.call("POST", "/worlds/{world}/launches", {"user": "zoe", "assignment": "quiz1"}, 201, **world)
        self.call("POST", "/worlds/{world}/launches", {"user": "nobody", "assignment": "quiz1"}, 404, **world)

        self.play_on(world)

    def lti11(self, world: dict) -> None:
        """A tool of LTI 1.1 has no key; its launch is the signed form itself."""
        old = {"name": "old", "consumer_key": "key-1", "shared_secret": "s3cret", "target_link_uri": "http://tool.test/launch?page=7"}
        made = self.call("POST", "/worlds/{world}/tools", {**old, "placements": ["course_navigation"]}, 201, **world)
        self.assertEqual((made["lti_version"], made["consumer_key"]), ("1.1", "key-1"))
        self.call("POST", "/worlds/{world}/tools", old, 409, **world)
        self.call("POST", "/worlds/{world}/tools", {**old, "name": "older", "scopes": []}, 400, fits=False, **world)
        self.call("GET", "/worlds/{world}/tools/{tool}", tool="old", **world)
        self.call("PATCH", "/worlds/{world}/tools/{tool}", {"privacy_level": "anonymous"}, tool="old", **world)
        self.call("PATCH", "/worlds/{world}/tools/{tool}", {"state": "inactive"}, 409, tool="old", **world)
        launch = {"user": "zoe", "course": "bio101", "tool": "old", "placement": "course_navigation"}
        form = self.call("POST", "/worlds/{world}/launches", launch, 201, **world)
        self.assertEqual(form["url"], "http://tool.test/launch?page=7")
        self.assertEqual((form["fields"]["page"], form["fields"]["oauth_consumer_key"]), ("7", "key-1"))
        self.assertNotIn("lis_person_name_full", form["fields"])
        again = self.call("POST", "/worlds/{world}/launches", launch, 201, **world)
        self.assertNotEqual(form["fields"]["oauth_nonce"], again["fields"]["oauth_nonce"])
        self.call("DELETE", "/worlds/{world}/tools/{tool}", status=204, tool="old", **world)

    def register(self, world: dict, reference: ReferenceTool) -> None:
        """The tool registers itself; its key is off until it is switched on."""
        begin = {"registration_url": f"{reference.origin}/register"}
        self.call("POST", "/worlds/{world}/registrations", {"registration_url": "nowhere"}, 400, **world)
        self.call("POST", "/worlds/{world}/registrations", {**begin, "user": "nobody"}, 404, **world)
        begun = self.call("POST", "/worlds/{world}/registrations", {**begin, "user": "zoe"}, 201, **world)
        self.assertEqual(self.call("GET", "/worlds/{world}/registrations", **world)["registrations"], [])
        with urlopen(begun["url"], timeout=10) as page:
            self.assertIn("org.imsglobal.lti.close", page.read().decode())
        one, = self.call("GET", "/worlds/{world}/registrations", **world)["registrations"]
        self.assertEqual((one["uuid"], one["tool"]["state"], one["tool"]["on_for_account"]), (begun["uuid"], "inactive", False))
        name = one["tool"]["name"]
        on = self.call("PATCH", "/worlds/{world}/tools/{tool}", {"state": "active", "on_for_account": True}, tool=name, **world)
        self.assertEqual((on["state"], on["on_for_account"]), ("active", True))
        self.call("DELETE", "/worlds/{world}/tools/{tool}", status=204, tool=name, **world)

    def play_on(self, world: dict) -> None:
        item = self.call("GET", "/worlds/{world}/line_items", query={"assignment": "quiz1"}, **world)["line_items"][0]
        token = self.call("POST", "/worlds/{world}/tokens", {"tool": "tool"}, 201, **world)["access_token"]
        zoe = next(user for user in self.call("GET", "/worlds/{world}", **world)["world"]["users"] if user["name"] == "zoe")
        score = {"userId": zoe["lti_id"], "scoreGiven": 8, "scoreMaximum": 10, "activityProgress": "Completed",
                 "gradingProgress": "FullyGraded", "timestamp": self.call("GET", "/worlds/{world}/clock", **world)["now"]}

        def post(expected: int, at: str = token) -> None:
            headers = {"Authorization": f"Bearer {at}", "Content-Type": "application/vnd.ims.lis.v1.score+json"}
            self.assertEqual(self.easel.ask("POST", item["url"] + "/scores", score, headers).status, expected)

        post(200)
        call = self.call("GET", "/worlds/{world}/traffic", query={"kind": "score", "wait": "5s"}, **world)["calls"][0]
        self.assertEqual((call["response"]["status"], call["user"], call["assignment"]), (200, "zoe", "quiz1"))
        self.call("GET", "/worlds/{world}/traffic/{number}", number=call["number"], **world)
        self.call("GET", "/worlds/{world}/traffic/{number}", status=404, number=9999, **world)
        self.follow(world["world"], call["number"])
        line = self.call("GET", "/worlds/{world}/gradebook", query={"user": "zoe", "assignment": "quiz1"}, **world)["gradebook"][0]
        self.assertEqual((line["score"], line["result"]["score"]), (8, 8))
        self.assertEqual(len(self.call("GET", "/worlds/{world}/submissions", query={"user": "zoe"}, **world)["submissions"]), 1)
        self.assertEqual(len(self.call("GET", "/worlds/{world}/results", **world)["results"]), 1)

        fault = self.call("POST", "/worlds/{world}/faults", {"call": "score", "error": "timestamp-stale", "times": "always", "every": 1}, 201, **world)
        self.assertIn("timestamp-stale", self.call("GET", "/worlds/{world}/faults", **world)["errors"])
        post(400)
        self.call("DELETE", "/worlds/{world}/faults/{number}", status=204, number=fault["number"], **world)
        self.assertEqual(self.call("GET", "/worlds/{world}/faults", **world)["faults"], [])
        struck, = self.call("GET", "/worlds/{world}/faults", query={"all": "true"}, **world)["faults"]
        self.assertEqual((struck["number"], struck["left"], struck["struck"]), (fault["number"], 0, 1))
        self.call("POST", "/worlds/{world}/faults", {"call": "token", "status": 503, "body": {"a": 1}}, 201, **world)
        self.call("DELETE", "/worlds/{world}/faults", status=204, **world)

        self.hold(world, post)

        self.assertEqual(self.call("POST", "/worlds/{world}/clock", {"advance": "1h30m"}, **world)["advanced"], "1h30m")
        self.call("POST", "/worlds/{world}/clock", {"set": "2020-01-01T00:00:00Z"}, 409, **world)
        self.assertGreaterEqual(self.call("DELETE", "/worlds/{world}/tokens", **world)["expired"], 1)
        post(401)
        keys = self.call("GET", "/worlds/{world}/keys", **world)["keys"][0]
        rotated = self.call("POST", "/worlds/{world}/keys/rotate", {"tool": "tool"}, **world)["keys"][0]
        self.assertEqual(rotated["signs_with"], keys["kids"][2])

        changed = self.call("PATCH", "/worlds/{world}", {"courses": {"bio101": {"state": "completed"}}}, **world)
        self.assertEqual(changed["name"], "story")
        wrong = self.call("PATCH", "/worlds/{world}", {"courses": {"bio101": {"stat": "completed"}}}, 400, **world)
        self.assertEqual((wrong["pointer"], wrong["hint"]), ("/courses/bio101/stat", "did you mean 'state'?"))
        self.change_by_yaml(world["world"])
        self.call("POST", "/worlds/{world}/reset", {"keep_tools": True}, **world)
        self.assertEqual(self.call("GET", "/worlds/{world}/results", **world)["results"], [])
        self.easel.ask("GET", self.easel.origin + "/api/lti/courses/77/nowhere", headers={"Authorization": "Bearer x"})
        self.call("GET", "/lost")
        self.call("DELETE", "/worlds/{world}", status=204, **world)


    def hold(self, world: dict, post) -> None:
        """An answer is held, shown and sent changed; whoever asked waits meanwhile."""
        self.assertIn("score", self.call("GET", "/worlds/{world}/breaks", **world)["known"])
        self.call("POST", "/worlds/{world}/breaks", {"calls": ["scores"]}, 400, fits=False, **world)
        self.call("POST", "/worlds/{world}/breaks", {"calls": ["score"], "patience": "1m"}, **world)
        with ThreadPoolExecutor() as aside:
            waits = aside.submit(post, 503)
            while not (held := self.call("GET", "/worlds/{world}/held", **world)["held"]):
                self.assertFalse(waits.done())
            number = held[0]["number"]
            self.assertEqual(self.call("GET", "/worlds/{world}/held/{number}", number=number, **world)["response"]["status"], 200)
            self.call("POST", "/worlds/{world}/held/{number}", {"answer": {"status": 99}}, 400, fits=False, number=number, **world)
            self.call("POST", "/worlds/{world}/held/{number}", {"sign": "none"}, 400, number=number, **world)
            edit = {"answer": {"status": 503, "headers": [["Retry-After", "1"]], "body": ""}, "fault": "none", "delay_ms": 1}
            sent = self.call("POST", "/worlds/{world}/held/{number}", edit, number=number, **world)
            self.assertEqual(sent, {"number": number, "sent": "answer 503, delay 1ms"})
            waits.result(20)
        self.call("GET", "/worlds/{world}/held/{number}", status=404, number=number, **world)
        self.call("POST", "/worlds/{world}/held/{number}", {}, 404, number=number, **world)
        self.call("DELETE", "/worlds/{world}/held", status=204, **world)
        self.assertEqual(self.call("POST", "/worlds/{world}/breaks", {"calls": []}, **world)["calls"], [])

    def follow(self, world: str, number: int) -> None:
        """What was called before comes first; each event is a call without bodies."""
        path = "/worlds/{world}/traffic/events"
        Asked.asked.add(("GET", path))
        request = Request(self.easel.control + path.replace("{world}", world), headers={"Authorization": f"Bearer {self.easel.token}"})
        seen: list[dict] = []
        with urlopen(request, timeout=10) as stream:
            self.assertEqual(stream.headers["Content-Type"], "text/event-stream")
            self.assertEqual([stream.readline() for _ in range(3)], [b"retry: 1000\n", b"\n", b"event: begin\n"])
            self.assertEqual(json.loads(stream.readline().removeprefix(b"data: ")), {"world": world, "dropped": 0})
            while number not in [call["number"] for call in seen]:
                line = stream.readline()
                self.assertTrue(line, "the stream ended")
                if line == b"event: call\n":
                    seen.append(json.loads(stream.readline().removeprefix(b"data: ")))
        for call in seen:
            check(call, SPEC["components"]["schemas"]["Call"])
            self.assertNotIn("body", call["request"])

    def change_by_yaml(self, world: str) -> None:
        yaml_type = {"Content-Type": "application/yaml"}
        path = f"/worlds/{world}"
        for text, status, says in (
            (b"courses: {bio101: {title: Cells and more}}", 200, ""), (b"throttle: {enabled: false}", 200, ""),
            (b"courses:\n  bio101:\n    titel: x\n", 400, "body:3:5: unknown key 'titel'"), (b"a: [", 400, "body:"), (b"- a", 400, "mapping"),
        ):
            answer = self.easel.ask("PATCH", path, raw=text, headers=yaml_type)
            self.assertEqual(answer.status, status, answer.text)
            self.assertIn(says, answer.json.get("error", ""))
        whole = self.call("GET", "/worlds/{world}", world=world)["world"]
        self.assertIn("Cells and more", [course["title"] for course in whole["courses"]])

    def ask_of_the_page(self) -> None:
        self.assertIn("/?token=", self.call("POST", "/console", status=201)["address"])
        facts = self.call("GET", "/facts")["facts"]
        self.assertGreater(len(facts), 100)
        self.assertTrue(all(facts.values()))

    def replay(self) -> None:
        """A recorded case plays on the same Canvas; its console is a part of the API."""
        self.assertIsNone(self.call("GET", "/replay")["recording"])
        self.call("GET", "/replay/run", status=404)
        self.call("POST", "/replay", {"file": "nowhere"}, 400)
        self.call("POST", "/replay", {"file": recorded(BAD, SCORES, defect="accepts-alg-none")})
        self.call("GET", "/replay/cases", query={"q": "s:failed"})
        self.call("GET", "/replay/cases", query={"q": "t:soon"}, status=400)
        self.call("GET", "/replay/cases/{case}", case=BAD)
        self.call("GET", "/replay/report")
        self.call("GET", "/replay/explain/{code}", code="LAUNCH-001")
        self.call("GET", "/replay/explain/{code}", code="nothing", status=404)
        self.assertIsNone(self.call("GET", "/replay/held")["held"])
        self.assertEqual(self.call("POST", "/replay/breaks", {"calls": ["score"]})["calls"], ["score"])
        self.call("GET", "/replay/breaks")
        run = self.held_replay()
        self.assertEqual(self.call("GET", "/replay/held")["held"]["kind"], "score")
        self.call("GET", "/replay/runs/{run}/result", status=409, run=run)
        self.call("POST", "/replay/sign", {"tamper": {"login.iss": "x"}}, 400)
        self.call("POST", "/replay/clock", {"advance": "5m"})
        self.call("POST", "/replay/world", {"changes": {"world.courses.bio101.state": "completed"}})
        self.call("POST", "/replay/world", {"changes": {"world.courses.nowhere.state": "completed"}}, 400)
        self.call("POST", "/replay/runs/{run}/continue", {"answer": {"status": 7}}, 400, run=run)
        self.call("POST", "/replay/breaks", {"calls": []})
        self.call("POST", "/replay/runs/{run}/continue", {"answer": {"status": 503}, "delay_ms": 1, "then": "run"}, run=run)
        self.hear(0, "verdict", lambda line: line["run"] == run)
        self.call("POST", "/replay/breaks", {"calls": ["score"]})
        aborted = self.held_replay()
        self.call("POST", "/replay/runs/{run}/abort", run=aborted)
        self.hear(0, "verdict", lambda line: line["run"] == aborted)
        self.call("GET", "/replay/runs")
        self.call("GET", "/replay/runs/{run}", run=run)
        self.call("GET", "/replay/runs/{run}/diff", run=run)
        self.call("GET", "/replay/runs/{run}/result", run=run)
        self.call("GET", "/replay/runs/{run}", status=404, run=99)
        self.call("POST", "/replay/scenario", {"run": run})
        self.call("POST", "/replay/end")

    def held_replay(self) -> int:
        """A replay that is held before an answer."""
        after = self.call("GET", "/replay/run")["last_event"]
        run = self.call("POST", "/replay/cases/{case}/replay", {"kind": "case"}, 202, case=SCORES)["run"]
        self.hear(after, "state", lambda state: state["kind"] == "paused")
        return run

    def hear(self, after: int, kind: str, holds) -> None:
        """Waits for an event of that kind."""
        Asked.asked.add(("GET", "/replay/events"))
        request = Request(f"{self.easel.control}/replay/events?after={after}", headers={"Authorization": f"Bearer {self.easel.token}"})
        with urlopen(request, timeout=30) as stream:
            self.assertEqual(stream.headers["Content-Type"], "text/event-stream")
            heard = ""
            for line in stream:
                text = line.decode().strip()
                if text.startswith("event: "):
                    heard = text.removeprefix("event: ")
                elif text.startswith("data: ") and heard == kind and holds(json.loads(text.removeprefix("data: "))):
                    return
        self.fail(f"no {kind} came")


class Doors(Asked):
    def test_strangers_are_kept_out(self) -> None:
        for headers, status in (
            ({"Authorization": "Bearer wrong"}, 401), ({"Host": "evil.test"}, 403), ({"Origin": "http://evil.test"}, 403),
            ({"Origin": self.easel.origin}, 403), ({"Origin": f"http://127.0.0.1:{self.easel.control_port}"}, 200),
        ):
            answer = self.easel.ask("GET", "/worlds", headers=headers)
            self.assertEqual(answer.status, status, headers)
            if status != 200:
                check(answer.json, SPEC["components"]["schemas"]["Problem"])

    def test_the_token_is_for_its_owner_alone(self) -> None:
        self.assertEqual(self.easel.token_file.stat().st_mode & 0o777, 0o600)
        self.assertIn(self.easel.token, self.easel.printed)

    def test_broken_json_tells_where(self) -> None:
        answer = self.easel.ask("POST", "/worlds", raw=b'{"name": "x", }')
        self.assertEqual(answer.status, 400)
        self.assertRegex(answer.json["error"], r"\d")
        self.assertEqual(self.easel.ask("POST", "/worlds", raw=b"name=x", headers={"Content-Type": "application/x-www-form-urlencoded"}).status, 415)

    def test_worlds_are_told_apart_by_their_paths(self) -> None:
        self.call("POST", "/worlds", {"name": "other"}, 201)
        for base, world in (("", "default"), ("/r/other", "other")):
            keys = self.easel.ask("GET", f"{self.easel.origin}{base}/api/lti/security/jwks")
            self.assertEqual(len(keys.json["keys"]), 3)
            seen = self.call("GET", "/worlds/{world}/traffic", query={"kind": "jwks"}, world=world)["calls"]
            self.assertEqual([one["request"]["target"] for one in seen], [f"{base}/api/lti/security/jwks"])


if __name__ == "__main__":
    unittest.main()

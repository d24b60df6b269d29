"""Tests a tool's grading against Easel; docs/control-api.md explains it step by step."""
import atexit
import html
import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from urllib.parse import urljoin

import requests

EASEL = os.environ.get("CONTROL_URL", "http://127.0.0.1:8091/easel/v1")
TOOL = os.environ.get("TOOL_URL", "http://127.0.0.1:9001")
WORLD = f"{EASEL}/worlds/default"

easel = requests.Session()
easel.headers["Authorization"] = "Bearer " + open("easel.token").read().strip()


def ask(method, url, **how):
    answer = easel.request(method, url, timeout=90, **how)
    assert answer.ok, answer.text  # {"error": ..., "pointer": ...}
    return answer.json() if answer.content else None


# Register the tool. The answer holds what the tool has to know about its platform.
told = ask("POST", f"{WORLD}/tools", json={
    "login_url": f"{TOOL}/login",
    "redirect_uris": [f"{TOOL}/launch"],
    "public_jwk_url": f"{TOOL}/jwks.json",
    "placements": ["course_navigation"],
})
tool = subprocess.Popen(["easel", "tool", "--port", TOOL.rsplit(":", 1)[1]], env={
    **os.environ,
    "LTI_ISSUER": told["issuer"],
    "LTI_CLIENT_ID": told["client_id"],
    "LTI_DEPLOYMENT_ID": told["deployment_id"],
    "LTI_AUTH_URL": told["auth_url"],
    "LTI_TOKEN_URL": told["token_url"],
    "LTI_JWKS_URL": told["jwks_url"],
})
atexit.register(tool.terminate)
for _ in range(100):  # until the tool is up
    try:
        requests.get(f"{TOOL}/healthz", timeout=1)
        break
    except requests.ConnectionError:
        time.sleep(0.1)


class Browser(requests.Session):
    """Sends cookies marked Secure over http, too: on loopback browsers do so."""

    def prepare_request(self, request):
        for cookie in self.cookies:
            cookie.secure = False
        return super().prepare_request(request)


# Launch. The session plays the browser: it posts Canvas's form, follows redirects, and submits the page that Canvas
# answers, as its script would.
opened = ask("POST", f"{WORLD}/launches", json={"user": "ada", "assignment": "quiz1"})
browser = Browser()
browser.cookies.set(opened["session_cookie"]["name"], opened["session_cookie"]["value"])
# A tool may keep its state with Canvas's page where that is offered; it takes a script, and there is none here.
opened["fields"].pop("lti_storage_target", None)
page = browser.post(opened["url"], data=opened["fields"], timeout=10)
action = html.unescape(re.search(r'action="([^"]*)"', page.text)[1])
inputs = re.findall(r'<input type="hidden" name="([^"]*)"[^>]* value="([^"]*)"', page.text)
launched = browser.post(urljoin(page.url, action), data={name: html.unescape(value) for name, value in inputs}, timeout=10)
assert launched.ok, launched.text

# Let the tool send a score, and wait until Canvas has it.
before = ask("GET", f"{WORLD}/traffic", params={"limit": 0})["last"]
browser.post(f"{TOOL}/grade", data={"fraction": "0.8"}, timeout=10)
call = ask("GET", f"{WORLD}/traffic", params={"kind": "score", "since": before, "wait": "5s"})["calls"][0]
assert call["response"]["status"] == 200, call["refused_by"]

# Read the gradebook.
line = ask("GET", f"{WORLD}/gradebook", params={"assignment": "quiz1", "user": "ada"})["gradebook"][0]
assert (line["score"], line["attempt"]) == (8, 1), line

# Hold the next answer, look at it, and send another one in its place.
ask("POST", f"{WORLD}/breaks", json={"calls": ["score"]})
with ThreadPoolExecutor() as aside:
    graded = aside.submit(browser.post, f"{TOOL}/grade", data={"fraction": "0.9"}, timeout=30)
    while not (held := ask("GET", f"{WORLD}/held")["held"]):
        time.sleep(0.05)
    url = f"{WORLD}/held/{held[0]['number']}"
    print("Canvas would answer", ask("GET", url)["response"]["status"])
    ask("POST", url, json={"answer": {"error": "timestamp-stale"}})
    assert "refused" in graded.result().text
ask("POST", f"{WORLD}/breaks", json={"calls": []})

# Refuse the next score as Canvas would, and see what the tool makes of it.
ask("POST", f"{WORLD}/faults", json={"call": "score", "error": "attempts-exhausted", "times": "always"})
browser.post(f"{TOOL}/grade", data={"fraction": "0.9"}, timeout=10)
refused = ask("GET", f"{WORLD}/traffic", params={"kind": "score", "status": 422, "wait": "5s"})["calls"]
assert len(refused) == 1 and refused[0]["fault"] == "attempts-exhausted"
ask("DELETE", f"{WORLD}/faults")

# The same without a fault: change the world, so that Canvas refuses of itself.
ask("PATCH", WORLD, json={"courses": {"bio101": {"state": "completed"}}})
browser.post(f"{TOOL}/grade", data={"fraction": "1"}, timeout=10)
last = ask("GET", f"{WORLD}/traffic", params={"kind": "score", "since": refused[0]["number"], "wait": "5s"})["calls"][0]
print("Canvas says", last["response"]["status"], "because of", last["refused_by"])

# A score of one's own, in the tool's place.
ask("POST", f"{WORLD}/reset")
token = ask("POST", f"{WORLD}/tokens")["access_token"]
item = ask("GET", f"{WORLD}/line_items", params={"assignment": "quiz1"})["line_items"][0]
bob = next(user for user in ask("GET", WORLD)["world"]["users"] if user["name"] == "bob")
posted = requests.post(item["url"] + "/scores", timeout=10, headers={
    "Authorization": f"Bearer {token}", "Content-Type": "application/vnd.ims.lis.v1.score+json",
}, json={
    "userId": bob["lti_id"], "scoreGiven": 3, "scoreMaximum": 10, "activityProgress": "Completed",
    "gradingProgress": "FullyGraded", "timestamp": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
})
assert posted.ok, posted.text
print("bob has", ask("GET", f"{WORLD}/results", params={"user": "bob"})["results"][0]["score"])

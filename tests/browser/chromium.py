"""Chromium by its own protocol alone: Playwright forbids it to draw pages ahead of use."""

import json
import os
import select
import subprocess
import sys
import time
from contextlib import contextmanager

SOON = 30  # seconds
# Chromium reads from file 3 and writes to file 4.
PLACE = "import os, sys; [os.dup2(int(one), place) for place, one in [(3, sys.argv[1]), (4, sys.argv[2])]]; "
PLACE += "os.execv(sys.argv[3], sys.argv[3:])"


@contextmanager
def chromium(program, folder, *arguments):
    """A browser without a window, until the end of the block (https://chromedevtools.github.io/devtools-protocol/)."""
    (its_in, our_out), (our_in, its_out) = os.pipe(), os.pipe()
    piped = [sys.executable, "-c", PLACE, str(its_in), str(its_out), program]
    flags = ["--headless=new", "--remote-debugging-pipe", f"--user-data-dir={folder}", "--no-first-run", *arguments]
    process = subprocess.Popen([*piped, *flags], pass_fds=[its_in, its_out], stderr=subprocess.DEVNULL)
    os.close(its_in), os.close(its_out)
    try:
        yield Protocol(our_in, our_out)
    finally:
        os.close(our_in), os.close(our_out)
        process.terminate()
        process.wait(SOON)


class Protocol:
    def __init__(self, reading, writing):
        self.reading, self.writing = reading, writing
        self.number, self.rest, self.told = 0, b"", []

    def ask(self, method, session=None, **values):
        """What the browser answers; what it tells meanwhile is kept in `told`."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": values} | ({"sessionId": session} if session else {})
        os.write(self.writing, json.dumps(message).encode() + b"\0")
        while (answer := self.next()).get("id") != self.number:
            self.told.append(answer)
        assert "error" not in answer, (method, answer["error"])
        return answer["result"]

    def wait(self, method, is_it):
        """The first event of this name, told already or still to come, that is it."""
        end = time.monotonic() + SOON
        while True:
            for event in self.told:
                if event.get("method") == method and is_it(event["params"]):
                    return event["params"]
            self.told.append(self.next(end))

    def next(self, end=None):
        end = end or time.monotonic() + SOON
        while b"\0" not in self.rest:
            assert select.select([self.reading], [], [], max(0, end - time.monotonic()))[0], "the browser says nothing"
            self.rest += os.read(self.reading, 65536)
        message, _end, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def open(self, url):
        """The session of a page in a new tab, when it has loaded; what is drawn ahead has sessions of its own."""
        tab = self.ask("Target.createTarget", url="about:blank", forTab=True)["targetId"]
        of_tab = self.ask("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
        self.ask("Target.setAutoAttach", of_tab, autoAttach=True, waitForDebuggerOnStart=False, flatten=True)
        session = self.session_of(None)
        self.ask("Page.enable", session)
        self.ask("Preload.enable", session)
        self.ask("Page.navigate", session, url=url)
        self.wait("Page.loadEventFired", lambda _told: True)
        return session

    def session_of(self, subtype):
        """The session of the page that is seen (None), or of one that is drawn ahead of use ("prerender")."""
        told = self.wait("Target.attachedToTarget", lambda told: kind_of(told["targetInfo"]) == ("page", subtype))
        return told["sessionId"]

    def value(self, session, script):
        """What a script comes to."""
        told = self.ask("Runtime.evaluate", session, expression=script, returnByValue=True, awaitPromise=True)
        return told["result"].get("value")

    def point(self, session, link, kind="mouseMoved"):
        """Move the pointer onto the first link that a selector finds, or press it."""
        script = f"""(() => {{
            const link = document.querySelector({json.dumps(link)});
            link.scrollIntoView({{block: "center", behavior: "instant"}});
            const box = link.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }})()"""
        x, y = self.value(session, script)
        button = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
        self.ask("Input.dispatchMouseEvent", session, type=kind, x=x, y=y, **button)


def kind_of(target):
    return target["type"], target.get("subtype")

#!/usr/bin/env python3
"""WRONG. Chandy and Lamport's, but with its state a process records all its channels, as empty: what is under way is forgotten."""
import json
import sys


def answer(question):
    if "hello" in question:
        return {"hello": "sim.exec/1", "name": "closes at once", "me": [], "needs": {"order": "fifo"}}
    taken, snapshot = question["me"], question.get("snapshot")
    if snapshot is None or snapshot in taken:
        return {"me": taken}
    state = [{"snapshot": snapshot, "process": "after"}]
    # Wrong: a channel is empty only if its marker has come already. The others have to be recorded until theirs come.
    channels = [{"snapshot": snapshot, "close": channel} for channel in question["in"]]
    markers = [{"channel": channel, "snapshot": snapshot} for channel in question["out"]]
    return {"me": taken + [snapshot], "record": state + channels, "control": markers}


for line in sys.stdin:
    question = json.loads(line)
    if "bye" in question:
        break
    print(json.dumps(answer(question)), flush=True)

"""Wrong: with its state a process records all its channels as empty, whatever is under way in them."""
import json
import sys


def answer_to(question):
    taken, snapshot = question["me"], question.get("snapshot")
    if snapshot is None or snapshot in taken:
        return {"me": taken}
    state = [{"snapshot": snapshot, "process": "after"}]
    channels = [{"snapshot": snapshot, "close": channel} for channel in question["in"]]
    markers = [{"channel": channel, "snapshot": snapshot} for channel in question["out"]]
    return {"me": taken + [snapshot], "record": state + channels, "control": markers}


for line in sys.stdin:
    question = json.loads(line)
    if "bye" in question:
        break
    if "hello" in question:
        answer = {"hello": "sim.exec/1", "name": "Ben's", "me": [], "needs": {"order": "fifo"}}
    else:
        answer = answer_to(question)
    print(json.dumps(answer), flush=True)

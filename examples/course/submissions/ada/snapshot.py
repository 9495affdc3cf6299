"""Right. "me" is what a process remembers: for each snapshot, the channels that it still records."""
import json
import sys


def take(snapshot, question, me, answer):
    if str(snapshot) not in me:
        me[str(snapshot)] = question["in"]
        answer["record"].append({"snapshot": snapshot, "process": "after"})
        answer["control"] += [{"channel": channel, "snapshot": snapshot} for channel in question["out"]]


def answer_to(question):
    me, event, channel = question["me"], question["event"], question.get("channel")
    answer = {"me": me, "record": [], "control": []}
    if event == "initiate":
        take(question["snapshot"], question, me, answer)
    elif event == "control":
        snapshot = question["snapshot"]
        take(snapshot, question, me, answer)
        me[str(snapshot)] = [other for other in me[str(snapshot)] if other != channel]
        answer["record"].append({"snapshot": snapshot, "close": channel})
    elif event == "receive":
        under_way = [int(snapshot) for snapshot, recorded in me.items() if channel in recorded]
        answer["record"] = [{"snapshot": snapshot, "message": "received"} for snapshot in under_way]
    return answer


for line in sys.stdin:
    question = json.loads(line)
    if "bye" in question:
        break
    if "hello" in question:
        answer = {"hello": "sim.exec/1", "name": "Ada's", "me": {}, "needs": {"order": "fifo"}}
    else:
        answer = answer_to(question)
    print(json.dumps(answer), flush=True)

#!/usr/bin/env python3
"""WRONG. Chandy and Lamport's, but a process sends its markers late: when it does its next thing, and behind what it sends then.

What it sends meanwhile comes before the marker and after the recorded state: its target takes it for sent before, so that it is received
in what is recorded, and was never sent.
"""
import json
import sys


def take(snapshot, question, me, answer):
    if str(snapshot) not in me["open"]:
        me["open"][str(snapshot)] = question["in"]
        answer["record"].append({"snapshot": snapshot, "process": "after"})
        # Wrong: they have to be sent here, before anything else.
        me["markers"] += [{"channel": channel, "snapshot": snapshot} for channel in question["out"]]


def handle(question, me, answer):
    answer["control"], me["markers"] = me["markers"], []
    if question["event"] == "initiate":
        take(question["snapshot"], question, me, answer)
    elif question["event"] == "control":
        snapshot, channel = question["snapshot"], question["channel"]
        take(snapshot, question, me, answer)
        me["open"][str(snapshot)] = [other for other in me["open"][str(snapshot)] if other != channel]
        answer["record"].append({"snapshot": snapshot, "close": channel})
    elif question["event"] == "receive":
        for snapshot, recorded in me["open"].items():
            if question["channel"] in recorded:
                answer["record"].append({"snapshot": int(snapshot), "message": "received"})


for line in sys.stdin:
    question = json.loads(line)
    if "bye" in question:
        break
    if "hello" in question:
        me = {"open": {}, "markers": []}
        answer = {"hello": "sim.exec/1", "name": "late markers", "me": me, "needs": {"order": "fifo"}}
    else:
        answer = {"me": question["me"], "record": []}
        handle(question, answer["me"], answer)
    print(json.dumps(answer), flush=True)

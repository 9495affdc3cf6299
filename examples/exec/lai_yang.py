#!/usr/bin/env python3
"""Lai and Yang's algorithm, for `sim --algorithm exec:./lai_yang.py`: a colour on every message, and histories. Channels of any order.

Messages are numbered, as it says in its hello. Who records its state sends what it had sent on each channel; what the target had not received of
that when it recorded itself was under way. It is recorded by its number, so it does not matter whether it has come.
"""
import json
import sys


def redden(colour, when, question, me, answer):
    """Takes all snapshots up to this one."""
    while me["colour"] < colour:
        me["colour"] += 1
        snapshot = me["colour"]
        answer["record"].append({"snapshot": snapshot, "process": when})
        for channel in question["out"]:
            answer["control"].append({"channel": channel, "snapshot": snapshot, "body": me["sent"].get(channel, [])})
        me["open"][str(snapshot)] = {channel: me["received"].get(channel, []) for channel in question["in"]}


def work_out(snapshot, channel, sent, me, answer):
    """The state of a channel: what was sent, without what had been received."""
    received = me["open"][str(snapshot)].pop(channel)
    for nth, message in enumerate(sent, 1):
        if nth not in received:
            answer["record"].append({"snapshot": snapshot, "channel": channel, "nth": nth, "message": message})
    answer["record"].append({"snapshot": snapshot, "close": channel})


def handle(question, me, answer):
    channel = question.get("channel")
    if question["event"] == "initiate":
        redden(question["snapshot"], "after", question, me, answer)
    elif question["event"] == "control":
        redden(question["snapshot"], "after", question, me, answer)
        work_out(question["snapshot"], channel, question["body"], me, answer)
    elif question["event"] == "receive":
        redden(question["tag"], "before", question, me, answer)
        me["received"][channel] = me["received"].get(channel, []) + [question["nth"]]
    for send in question["sends"]:
        me["sent"][send["channel"]] = me["sent"].get(send["channel"], []) + [send["message"]]
        answer["tags"].append(me["colour"])


for line in sys.stdin:
    question = json.loads(line)
    if "bye" in question:
        break
    if "hello" in question:
        me = {"colour": 0, "sent": {}, "received": {}, "open": {}}
        answer = {"hello": "sim.exec/1", "name": "lai-yang in Python", "me": me, "numbers": True, "needs": {"order": "any"}}
    else:
        answer = {"me": question["me"], "record": [], "control": [], "tags": []}
        handle(question, answer["me"], answer)
    print(json.dumps(answer), flush=True)

#!/usr/bin/env python3
"""WRONG. Colours on messages, but whoever receives a message of a later colour records its state *after* it.

That message was sent after its sender had recorded: in what is recorded it is received, and was never sent.
"""
import json
import sys


def redden(colour, when, question, me, answer):
    """Takes all snapshots up to this one, and tells on each channel how many messages were sent on it before."""
    while me["colour"] < colour:
        me["colour"] += 1
        snapshot = me["colour"]
        answer["record"].append({"snapshot": snapshot, "process": when})
        for channel in question["out"]:
            sent = me["sent"].get(channel, 0)
            answer["control"].append({"channel": channel, "snapshot": snapshot, "body": sent})
        came = {channel: me["received"].get(channel, 0) for channel in question["in"]}
        me["open"][str(snapshot)] = {channel: {"came": came[channel], "of": None} for channel in came}


def close_if_done(snapshot, channel, me, answer):
    if me["open"][snapshot][channel]["came"] == me["open"][snapshot][channel]["of"]:
        del me["open"][snapshot][channel]
        answer["record"].append({"snapshot": int(snapshot), "close": channel})


def handle(question, me, answer):
    snapshot, channel = question.get("snapshot"), question.get("channel")
    if question["event"] == "initiate":
        redden(snapshot, "after", question, me, answer)
    elif question["event"] == "control":
        redden(snapshot, "after", question, me, answer)
        me["open"][str(snapshot)][channel]["of"] = question["body"]
        close_if_done(str(snapshot), channel, me, answer)
    elif question["event"] == "receive":
        redden(question["tag"], "after", question, me, answer)  # Wrong: it has to be the state "before" the message.
        me["received"][channel] = me["received"].get(channel, 0) + 1
        for number, recorded in me["open"].items():
            if channel in recorded and question["tag"] < int(number):
                recorded[channel]["came"] += 1
                answer["record"].append({"snapshot": int(number), "message": "received"})
                close_if_done(number, channel, me, answer)
    for send in question["sends"]:  # What the computation sent in this step, after all that.
        me["sent"][send["channel"]] = me["sent"].get(send["channel"], 0) + 1
        answer["tags"].append(me["colour"])


for line in sys.stdin:
    question = json.loads(line)
    if "bye" in question:
        break
    if "hello" in question:
        me = {"colour": 0, "sent": {}, "received": {}, "open": {}}
        answer = {"hello": "sim.exec/1", "name": "records after", "me": me, "needs": {"order": "any"}}
    else:
        answer = {"me": question["me"], "record": [], "control": [], "tags": []}
        handle(question, answer["me"], answer)
    print(json.dumps(answer), flush=True)

#!/usr/bin/env node
// Chandy and Lamport's algorithm, for `sim --algorithm exec:./chandy_lamport.js`: a line in is a question, a line out its answer.
//
// An answer depends on its question alone. What a process remembers is `me`: it comes with each question, and goes back changed.
// Here it has, for each snapshot, the channels that are still being recorded: {"1": ["p1->p0"]}.
const lines = require("readline").createInterface({ input: process.stdin });

// Records the state, once for each snapshot, and sends a marker on every outgoing channel before anything else.
function take(question, answer) {
  const snapshot = question.snapshot;
  if (snapshot in answer.me) return;
  answer.me[snapshot] = question.in;
  answer.record.push({ snapshot, process: "after" });
  for (const channel of question.out) answer.control.push({ channel, snapshot });
}

const handlers = {
  initiate: take,

  // A marker: what comes after it in its channel is not of the snapshot.
  control(question, answer) {
    const { snapshot, channel } = question;
    take(question, answer);
    answer.me[snapshot] = answer.me[snapshot].filter((other) => other !== channel);
    answer.record.push({ snapshot, close: channel });
  },

  // A message of the computation: it was under way in every snapshot that still records its channel.
  receive(question, answer) {
    for (const [snapshot, recorded] of Object.entries(answer.me)) {
      if (recorded.includes(question.channel)) answer.record.push({ snapshot: Number(snapshot), message: "received" });
    }
  },

  // The computation did something of its own accord: nothing to do.
  act() {},
};

function reply(question) {
  if (question.hello) {
    return { hello: "sim.exec/1", name: "chandy-lamport in JavaScript", me: {}, needs: { order: "fifo" } };
  }
  const answer = { me: question.me, record: [], control: [] };
  handlers[question.event](question, answer);
  return answer;
}

lines.on("line", (line) => {
  const question = JSON.parse(line);
  if (question.bye) return lines.close();
  process.stdout.write(JSON.stringify(reply(question)) + "\n");
});

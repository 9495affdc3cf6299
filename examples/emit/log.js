// A log for `sim judge`: log a sending before the bytes go out, a receipt where it is handled.
const fs = require("fs");

class Log {
  constructor(process, folder = ".") {
    [this.process, this.file, this.last] = [process, fs.openSync(`${folder}/${process}.jsonl`, "w"), 0];
  }
  put(line) {
    fs.writeSync(this.file, JSON.stringify({ p: this.process, ...line }) + "\n");
  }
  send(to, { body, control, amount } = {}) {
    const message = `${this.process}-${++this.last}`;
    this.put({ send: message, to, body, control, amount });
    return message; // goes with the message: its receiver logs it
  }
  recv(message) { this.put({ recv: message }); }
  init(amount) { this.put({ init: { amount } }); }
  record(snapshot, state, amount) { this.put({ record: snapshot, state: String(state), amount }); }
  channel(snapshot, source, messages) { this.put({ snapshot, channel: source, messages }); }
}
module.exports = { Log };

// Two accounts and one snapshot of Chandy and Lamport's; money is under way across the cut.
if (require.main === module) {
  const folder = process.argv[2] ?? ".";
  const [a, b] = [new Log("a", folder), new Log("b", folder)];
  a.init(10);
  b.init(10);
  const three = b.send("a", { body: 3, amount: 3 });
  a.record(1, 10, 10);
  const marker = a.send("b", { control: 1 });
  b.recv(marker);
  b.record(1, 7, 7);
  b.channel(1, "a", []);
  const answer = b.send("a", { control: 1 });
  a.recv(three);
  a.recv(answer);
  a.channel(1, "b", [three]);
}

// The engine, in a worker: the page never stands still, and what takes too long is stopped together with it.

/** The module as it is in the page: packed, and in letters. */
async function unpacked(letters) {
  const packed = Uint8Array.from(atob(letters), letter => letter.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

class Asking {
  constructor(bytes, script) {
    this.bytes = bytes;
    this.script = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    this.waiting = new Map();
    this.number = 0;
    this.begin();
  }

  begin() {
    this.worker = new Worker(this.script);
    this.worker.onmessage = ({ data: { id, answer } }) => {
      const done = this.waiting.get(id);
      this.waiting.delete(id);
      done?.(JSON.parse(answer));
    };
    this.worker.postMessage({ bytes: this.bytes });
  }

  /** The answer; `null` if it was stopped before there was one. */
  ask(request) {
    const id = this.number++;
    return new Promise(done => {
      this.waiting.set(id, done);
      this.worker.postMessage({ id, request: JSON.stringify(request) });
    });
  }

  /** Nothing that was asked is answered any more. */
  stop() {
    this.worker.terminate();
    const stopped = [...this.waiting.values()];
    this.waiting.clear();
    this.begin();
    stopped.forEach(done => done(null));
  }
}

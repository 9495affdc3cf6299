// The engine in a page, or in node: `const engine = await Engine.of(bytes)`, and `engine.ask(request)` gives the answer, both as values.
//
// What is asked is answered at once, on the thread that asks: a page that must not stand still asks in a worker. If the module stops, its last words are the answer, and a new one takes its place.
class Engine {
  static async of(bytes) {
    const engine = new Engine();
    engine.module = await WebAssembly.compile(bytes);
    engine.begin(await WebAssembly.instantiate(engine.module, {}));
    return engine;
  }

  begin(instance) {
    this.wasm = instance.exports;
    this.wasm.play_begin();
  }

  ask(request) {
    return JSON.parse(this.answer(JSON.stringify(request)));
  }

  // The same with texts.
  answer(request) {
    try {
      const bytes = new TextEncoder().encode(request);
      const at = this.wasm.play_allocate(bytes.length);
      new Uint8Array(this.wasm.memory.buffer, at, bytes.length).set(bytes);
      const answer = this.wasm.play_call(at, bytes.length);
      const text = this.text(answer);
      this.wasm.play_free(at, bytes.length);
      this.wasm.play_free(answer, this.length(answer) + 4);
      return text;
    } catch (error) {
      return JSON.stringify({ ok: false, error: `the engine stopped: ${this.why(error)}` });
    }
  }

  // Why the module stopped; it is replaced.
  why(error) {
    let words = 0;
    try {
      words = this.wasm.play_last_words();
    } catch {
      // There is not even a stack to say it on.
    }
    const why = words === 0 ? String(error) : this.text(words);
    this.begin(new WebAssembly.Instance(this.module, {}));
    return why;
  }

  length(at) {
    return new DataView(this.wasm.memory.buffer).getUint32(at, true);
  }

  text(at) {
    return new TextDecoder().decode(new Uint8Array(this.wasm.memory.buffer, at + 4, this.length(at)));
  }
}

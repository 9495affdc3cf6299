// Holds the module against the engine on this machine: the same requests, the same bytes; and says how fast it is.
//
// node crates/play/check.mjs MODULE REQUESTS ANSWERS
import { readFileSync } from 'node:fs';

const read = (name) => readFileSync(name, 'utf8').split('\n').filter((line) => line !== '');
const Engine = new Function(`${readFileSync(new URL('engine.js', import.meta.url), 'utf8')}; return Engine;`)();
const [module, requests, answers] = process.argv.slice(2);
const bytes = readFileSync(module);
const engine = await Engine.of(bytes);

const expected = read(answers);
const asked = read(requests);
if (asked.length === 0 || asked.length !== expected.length) {
  throw new Error(`${asked.length} requests and ${expected.length} answers`);
}
asked.forEach((request, place) => {
  const answer = engine.answer(request);
  if (answer !== expected[place]) {
    console.error(`request ${place + 1} is answered otherwise:\n${request}\n${answer.slice(0, 400)}\n${expected[place].slice(0, 400)}`);
    process.exitCode = 1;
  }
});

// A module that stops says why, and the next one answers.
const broken = await Engine.of(bytes);
const { play_allocate: allocate } = broken.wasm;
broken.wasm = { ...broken.wasm, play_call: () => allocate(-1) };
const stopped = JSON.parse(broken.answer('{}'));
if (stopped.ok || !stopped.error.includes('capacity overflow') || broken.answer(asked[0]) !== expected[0]) {
  console.error('a module that stops is not replaced', stopped);
  process.exitCode = 1;
}

const seeds = 20000;
const before = performance.now();
engine.ask({ check: { from: 0, to: seeds } });
const rate = Math.round(seeds / ((performance.now() - before) / 1000));
console.log(`${asked.length} requests, the same bytes; ${rate} seeds of the exercise a second; ${bytes.length} bytes`);

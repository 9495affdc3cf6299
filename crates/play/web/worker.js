// The worker: it is given the module once, and then answers one request after another.
let engine = null;

onmessage = async ({ data: { id, bytes, request } }) => {
  if (bytes) engine = Engine.of(bytes).catch(error => ({ answer: () => JSON.stringify({ ok: false, error: String(error) }) }));
  else postMessage({ id, answer: (await engine).answer(request) });
};

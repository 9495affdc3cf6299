// Just enough of the DevTools protocol to use a page as a reader does: a Chromium without a window, by two pipes.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The name of a Chromium that can be started here, if there is one. */
export const program = () => PROGRAMS.find((name) => spawnSync(name, ['--version']).status === 0);

export class Browser {
  constructor(name) {
    this.profile = mkdtempSync(join(tmpdir(), 'playground-'));
    const options = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-dev-shm-usage', '--disable-background-networking'];
    this.child = spawn(name, [...options, '--remote-debugging-pipe', `--user-data-dir=${this.profile}`], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    this.calls = new Map();
    [this.number, this.requests, this.complaints] = [0, [], []];
    let rest = '';
    this.child.stdio[4].setEncoding('utf8').on('data', (data) => {
      const messages = (rest + data).split('\0');
      rest = messages.pop();
      messages.forEach((message) => this.hear(JSON.parse(message)));
    });
  }

  hear({ id, result, error, method, params }) {
    if (id !== undefined) {
      const { done, failed } = this.calls.get(id);
      this.calls.delete(id);
      return error ? failed(new Error(error.message)) : done(result);
    }
    if (method === 'Network.requestWillBeSent') this.requests.push(params.request.url);
    if (method === 'Runtime.exceptionThrown') this.complaints.push(JSON.stringify(params.exceptionDetails));
    if (method === 'Log.entryAdded') this.complaints.push(params.entry.text);
  }

  call(method, params = {}) {
    const id = this.number++;
    this.child.stdio[3].write(`${JSON.stringify({ id, method, params, ...(this.session && { sessionId: this.session }) })}\0`);
    return new Promise((done, failed) => this.calls.set(id, { done, failed }));
  }

  /** A page in this browser. */
  async begin() {
    const { targetId } = await this.call('Target.createTarget', { url: 'about:blank' });
    this.session = (await this.call('Target.attachToTarget', { targetId, flatten: true })).sessionId;
    for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await this.call(`${domain}.enable`);
  }

  async look(width, height, scheme = 'light') {
    await this.call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    const features = [{ name: 'prefers-reduced-motion', value: 'reduce' }, { name: 'prefers-color-scheme', value: scheme }];
    await this.call('Emulation.setEmulatedMedia', { features });
  }

  /** Opens an address anew, also if it differs from this one by its fragment only. */
  async open(address) {
    await this.call('Page.navigate', { url: 'about:blank' });
    await this.until('location.href === "about:blank" && document.readyState === "complete"');
    await this.call('Page.navigate', { url: address });
    await this.until('location.protocol === "file:" && document.readyState === "complete"');
  }

  /** What an expression comes to in the page; promises are waited for. */
  async run(expression) {
    const { result, exceptionDetails } = await this.call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return result.value;
  }

  /** Waits until this is so; it fails if it is not after 600 looks. What is asked of an element that is not there yet is not so. */
  async until(condition) {
    for (let left = 600; left > 0; left--) {
      const is = await this.run(`new Promise(done => setTimeout(done, 80)).then(() => Boolean(${condition}))`).catch(() => false);
      if (is) return;
    }
    throw new Error(`never so: ${condition}; ${this.complaints}`);
  }

  text(selector) {
    return this.run(`document.querySelector(${JSON.stringify(selector)}).textContent`);
  }

  async press(key, code) {
    const event = { key, code: key, windowsVirtualKeyCode: code, ...(key === 'Enter' && { text: '\r' }) };
    await this.call('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
    await this.call('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  async picture() {
    return Buffer.from((await this.call('Page.captureScreenshot', { format: 'png' })).data, 'base64');
  }

  end() {
    this.child.kill();
    return new Promise((done) => this.child.once('exit', () => {
      rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
      done();
    }));
  }
}

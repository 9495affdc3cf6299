// Uses the playground as a reader does, in a Chromium, from a file; what it shows is held against the engine on this machine.
//
// node crates/play/check_page.mjs PAGE REQUESTS ANSWERS [AXE]
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Browser, program } from './browser.mjs';

const [page, requests, answers, axe] = process.argv.slice(2);
const address = pathToFileURL(page).href;
const lines = (name) => readFileSync(name, 'utf8').split('\n').filter((line) => line !== '');
const native = new Map(lines(requests).map((request, place) => [request, lines(answers)[place]]));
/** The digest that the engine on this machine comes to. */
const digestOf = (request) => JSON.parse(JSON.parse(native.get(request)).output).outcome.digest;

const SHOWN = 'document.querySelector("#outcome strong") && frames.length === 1 && !document.querySelector("#frames.stale")';
let browser = null;
const open = async (fragment = '') => {
  await browser.open(address + fragment);
  await browser.until(SHOWN);
};
const digest = async () => (await browser.text('#digest')).match(/sha256:\w+/)?.[0];
const element = (selector) => `document.querySelector(${JSON.stringify(selector)})`;
const click = (selector) => browser.run(`${element(selector)}.click()`);
/** Has a control say this, as typing or choosing does. */
const set = (selector, value) =>
  browser.run(`(() => { const it = ${element(selector)}; it.value = ${JSON.stringify(value)};
    for (const kind of ['input', 'change']) it.dispatchEvent(new Event(kind, { bubbles: true })); })()`);
const says = (selector, words) => browser.until(`${element(selector)}.textContent.includes(${JSON.stringify(words)})`);

const CLAIMS = {
  async 'it opens from a file, asks for nothing but itself, and runs what is run natively'() {
    browser.requests.length = 0;
    await open('#seed=7');
    assert.equal(await digest(), digestOf('{"options": {"seed": 7}, "run": {"format": "json"}}'));
    const others = browser.requests.filter((request) => !/^(blob:|about:blank$)/.test(request) && request.split('#')[0] !== address);
    assert.deepEqual(others, []);
  },

  async 'without FIFO a bad one is found, and shown with its command'() {
    await open('#links=unordered&seed=0');
    await click('#find');
    await says('#found-says', 'Fails: seed ');
    const seed = (await browser.text('#found-says')).match(/seed (\d+)/)[1];
    await says('#outcome', `Fails: Seed ${seed},`);
    assert.match(await browser.run('location.hash'), new RegExp(`seed=${seed}$`));
    await says('#commands', `sim --seed ${seed} --links unordered`);
  },

  async 'with FIFO none is found, up to the bound'() {
    await open();
    await set('#most-seeds', '300');
    await click('#find');
    await says('#found-says', 'Seeds 1 to 300: none fails');
    await says('#commands', 'sim check --seeds 1..301');
  },

  async 'a search for a bad one is stopped, and goes no further when the experiment is another'() {
    await open();
    await set('#most-seeds', '10000000');
    await click('#find');
    await says('#found-says', 'none fails');
    await click('#stop-find');
    await says('#found-says', 'none fails. Stopped.');
    await click('#find');
    await set('#option-links', 'unordered');
    await browser.until('!document.querySelector("#find").disabled');
    await browser.until(SHOWN);
    assert.equal(await browser.text('#found-says'), '');
  },

  async 'every schedule is tried, and one of a recorded state is shown'() {
    await open('#links=unordered&trigger=2');
    await set('#most-states', '400');
    await click('#explore');
    await says('#explore-says', 'Fails: 400 states');
    await click('#all-recorded button');
    await says('#outcome', 'The schedule');
    await click('#unschedule');
    await says('#outcome', 'Seed 0');
  },

  async 'a search of everything is stopped, and the page goes on'() {
    await open('#topology=complete:4&program=bank&trigger=none');
    await set('#most-states', '200000');
    await click('#explore');
    await says('#explore-says', 'earching');
    await click('#stop-explore');
    await says('#explore-says', 'Stopped.');
    await click('#next');
    await says('#outcome', 'Seed 1,');
  },

  async 'an address leads back to the same run, with its scenario and files'() {
    await open();
    const place = await browser.run('[...document.querySelector("#example").options].findIndex(it => it.text === "token-first")');
    await browser.run(`document.querySelector("#example").selectedIndex = ${place}; document.querySelector("#example").dispatchEvent(new Event("change"))`);
    await set('#option-links', 'fifo');
    await set('#seed', '3');
    await says('#outcome', 'Seed 3,');
    await says('#commands', 'sim --seed 3 --scenario scenario.toml --links fifo');
    await says('#keep', 'Save token-first.events');
    const [before, there] = [await digest(), await browser.run('location.hash')];
    await open(there);
    assert.equal(await digest(), before);
    assert.equal(await browser.run('location.hash'), there);
    assert.equal(await browser.run('document.querySelector("#option-links").value'), 'fifo');
  },

  async 'a file that is missing is asked for by its name, and the way back leads to the experiment before'() {
    await browser.open(`${address}#${new URLSearchParams({ scenario: 'program = { name = "script", file = "a.events" }' })}`);
    await says('#files-error', "there is no file 'a.events'");
    await click('#add-file');
    await set('#file-0', 'send P Q "x"\nsnapshot P');
    await browser.until(SHOWN);
    const [before, there] = [await digest(), await browser.run('location.hash')];
    await click('#anew');
    await browser.until('location.hash === "" && document.querySelector("#outcome").textContent.includes("419 events")');
    await browser.run('history.back()');
    await browser.until(`document.querySelector('#digest').textContent.includes('${before}')`);
    assert.equal(await browser.run('location.hash'), there);
  },

  async 'processes and channels are drawn with the keyboard, into the text'() {
    await open('#initiators=P');
    await browser.run('document.querySelector("#draw").open = true');
    await click('#add');
    for (const name of ['Q', 'R']) {
      await browser.run(`document.querySelector('[data-process="${name}"]').focus()`);
      await browser.press('Enter', 13);
    }
    await says('#network-told', 'Q→R, R→Q');
    await browser.until('document.querySelector("#scenario").value.startsWith(\'processes = ["P", "Q", "R"]\')');
    await browser.until(SHOWN);
    assert.equal(await browser.run('document.activeElement.dataset.process'), 'R');
    await browser.press('Delete', 46);
    await browser.until('document.querySelectorAll("#network .process").length === 2');
  },

  async 'what the engine refuses is said where it belongs'() {
    await open();
    for (const [control, value, error, words] of [
      ['#option-delay', 'x', '#delay-error', 'expected a number of ticks'],
      ['#option-topology', 'ring:1', '#topology-error', 'ring'],
      ['#scenario', 'topologie = 3', '#scenario-error', "a similar key exists: 'topology'"],
    ]) {
      await set(control, value);
      await says(error, words);
      assert.equal(await browser.run(`${element(control)}.getAttribute('aria-invalid')`), 'true', control);
      await says('#outcome', 'There is no such run.');
      await set(control, '');
      await browser.until(SHOWN);
    }
    await says('#not-here', '--stable');
    await set('#option-algorithm', 'naive-clock');
    await says('#algorithm-error', 'Q does not start snapshots');
    await browser.open(`${address}#schedule=P!&delay=1`);
    await says('#delay-error', "'schedule' cannot be used with 'delay'");
    await click('#unschedule');
    await browser.until(SHOWN);
    await browser.open(`${address}#topology=ring:1`);
    await says('#network-told', 'Nothing is drawn before there is a run.');
    assert.ok(await browser.run('document.querySelector("#add").disabled'));
  },

  async 'it has the colours of the page of a run, and the run beside the controls'() {
    await open('#seed=7');
    const of = (name, scheme) => browser.look(1366, 768, scheme).then(() => browser.run(`getComputedStyle(document.documentElement).getPropertyValue('--${name}')`));
    for (const name of ['paper', 'panel', 'ink', 'dim', 'line', 'mark', 'accent', 'recorded', 'wrong']) {
      assert.notEqual(await of(name, 'light'), '', name);
      assert.notEqual(await of(name, 'dark'), await of(name, 'light'), name);
    }
    assert.ok(await browser.run('setup.getBoundingClientRect().right < shown.getBoundingClientRect().left'));
    await browser.run('scrollTo(0, 400)');
    await browser.until('Math.abs(shown.getBoundingClientRect().top - 8) < 2');
    await browser.run('scrollTo(0, 0)');
  },

  async 'nothing is cut off on any screen, and axe finds nothing serious'() {
    await open('#links=unordered&seed=7&trigger=3');
    await click('#explore');
    await browser.until('!document.querySelector("#recorded-scroll").hidden && document.querySelector("#explore").disabled === false');
    await browser.run('document.querySelectorAll("details").forEach(it => { it.open = true; })');
    const told = axe && existsSync(axe);
    if (!told) console.log('left out: what axe finds, because axe-core is not here');
    if (told) await browser.run(`${readFileSync(axe, 'utf8')}; 0`);
    for (const [width, scheme] of [[360, 'dark'], [800, 'light'], [1366, 'dark'], [1366, 'light'], [1600, 'light']]) {
      await browser.look(width, 768, scheme);
      assert.equal(await browser.run('document.documentElement.scrollWidth - document.documentElement.clientWidth'), 0, `${width}: it scrolls sideways`);
      const found = `axe.run({ exclude: ['iframe'] }).then(({ violations }) => violations.filter(it => ['serious', 'critical'].includes(it.impact))
        .map(it => it.id + ': ' + it.nodes.map(node => node.target).join(' ')).join('; '))`;
      if (told) assert.equal(await browser.run(found), '', `${width}, ${scheme}`);
    }
  },
};

const name = program();
if (name === undefined) {
  console.log('no Chromium: the page is not tried');
  process.exit();
}
browser = new Browser(name);
await browser.begin();
for (const [claim, holds] of Object.entries(CLAIMS)) {
  try {
    await browser.look(1366, 768);
    browser.complaints.length = 0;
    await holds();
    assert.deepEqual(browser.complaints, []);
    console.log(`ok   ${claim}`);
  } catch (error) {
    console.error(`FAIL ${claim}\n${error.stack}`);
    process.exitCode = 1;
  }
}
await browser.end();

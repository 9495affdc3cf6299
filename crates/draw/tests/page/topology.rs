//! The network beside the diagram: what is drawn in it is what the tables say, and it moves only for readers who want that.

use serde_json::Value;
use trace::Saved;
use trace::model::{Amounts, Astray, Event, What};

use crate::browser::Page;
use crate::common::{fixture, long};
use crate::{DESKTOP, LAPTOP, Opened, PHONE, open, opened};

/// Goes through all events, and gives what the picture shows otherwise than the tables and the events say, and how many messages had a
/// token, how many were only counted, and in how many places a channel was being recorded.
const HELD_AGAINST_THE_TABLES: &str = "(async () => {
    const run = JSON.parse(document.getElementById('data').textContent);
    const press = key => document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    const net = document.getElementById('network');
    const wrong = [];
    let [tokens, counted, recording] = [0, 0, 0];
    press('Home');
    for (let at = -1; at < run.events.length; at++) {
        await drawn();
        const inside = new Map([...net.querySelectorAll('.channel title')].map(title => [title.textContent.split(':')[0], []]));
        for (const { dataset } of net.querySelectorAll('.token')) inside.get(dataset.channel).push(dataset.name);
        for (const row of document.querySelectorAll('#channels tbody tr')) {
            const [channel, told] = row.cells;
            const names = [...told.childNodes].filter(node => node.nodeName !== 'DEL').map(node => node.textContent.replace(/^\\+ /, '').trim()).filter(name => name && name !== '–');
            const shown = inside.get(channel.textContent);
            const more = [...net.querySelectorAll('.rest')].find(rest => rest.dataset.channel === channel.textContent)?.querySelector('text').textContent ?? '+0';
            const [first, rest] = [names.slice(0, shown.length), names.length - shown.length];
            if (String(first) !== String(shown) || rest !== Number(more) || (names.length && !shown.length)) wrong.push(`${at}: ${channel.textContent} has ${names}, drawn ${shown} ${more}`);
            tokens += shown.length;
            counted += rest;
            inside.delete(channel.textContent);
        }
        for (const [channel, shown] of inside) if (shown.length) wrong.push(`${at}: ${channel} is empty, drawn ${shown}`);
        const nodes = [...net.querySelectorAll('.node')];
        [...document.querySelectorAll('#states tbody tr')].forEach((row, process) => {
            const sign = row.cells[2]?.textContent[0];
            if (sign !== undefined && (!nodes[process].classList.contains(`at-stage-${'○◐●'.indexOf(sign)}`) || nodes[process].querySelector('.stage').textContent !== sign)) wrong.push(`${at}: ${process} is ${sign}`);
            if (!nodes[process].querySelector('title').textContent.includes(row.cells[2]?.querySelector('span').textContent.slice(2) ?? '')) wrong.push(`${at}: ${process} in words`);
        });
        const current = nodes.findIndex(node => node.querySelector('.current'));
        if (current !== (at < 0 ? -1 : run.events[at].process)) wrong.push(`${at}: the event is of ${current}`);
        const records = run.processes.map(() => false);
        const past = run.events.slice(0, at + 1).filter(event => event.snapshot === 1);
        for (const { id, from, to } of run.channels) {
            const reached = run.stages[1] === 'recorded' && run.messages.some(message => message.marker === 1 && /^marker/.test(message.body) && message.to === to && message.from === from && message.received !== null && message.received <= at);
            const is = past.some(event => event.kind === 'record' && event.process === to) && !reached && !past.some(event => event.kind === 'close' && event.channel === id);
            const title = [...net.querySelectorAll('.channel title')].find(title => title.textContent.startsWith(`${id}:`));
            if (title.parentNode.classList.contains('recording') !== is || title.textContent.includes('being recorded') !== is) wrong.push(`${at}: ${id} is recorded: ${is}`);
            recording += is;
            records[to] ||= is;
        }
        for (const [process, is] of records.entries()) {
            const title = nodes[process].querySelector('title').textContent;
            if (title.includes('recording channels') !== is) wrong.push(`${at}: ${title}`);
        }
        if (records.includes(true) !== document.getElementById('picture-told').textContent.includes('is being recorded')) wrong.push(`${at}: in words`);
        press('j');
    }
    return { wrong: wrong.slice(0, 5), tokens, counted, recording };
})()";

pub(crate) fn as_the_tables(program: &str) {
    let mut all = (0, 0);
    for (name, window, size) in [
        ("exercise", "snapshot", DESKTOP),
        ("twelve", "snapshot", DESKTOP),
        // So narrow that there is no room for all tokens.
        ("twelve", "snapshot", (320, 740)),
        ("lost", "snapshot", DESKTOP),
        ("overlap", "all", DESKTOP),
        // Who has all markers closes its channels only when it reports.
        ("regions", "all", DESKTOP),
    ] {
        let Opened { mut page, .. } = open(program, &fixture(name), window, size);
        let found = page.run(HELD_AGAINST_THE_TABLES);
        assert_eq!(found["wrong"], serde_json::json!([]), "{name}");
        let number = |what: &str| found[what].as_u64().unwrap();
        assert!(number("tokens") > 0 && number("recording") > 0, "{name}: {found}");
        all = (all.0 + number("tokens"), all.1 + number("counted"));
        assert!(page.complaints.is_empty(), "{name}: {:?}", page.complaints);
    }
    assert!(all.1 > 0 && all.0 > all.1, "some are only counted: {all:?}");
}

/// Makes steps, and gives of each how many tokens ever were on their way into a process, and where those that stay were shown.
const MOVED: &str = "(async () => {
    const net = document.getElementById('network');
    const seen = { leaving: 0, moved: 0 };
    const watch = new MutationObserver(changes => {
        for (const { addedNodes, type } of changes) {
            if (type === 'attributes') seen.moved++;
            seen.leaving += [...addedNodes].filter(node => node.classList?.contains('leaving')).length;
        }
    });
    watch.observe(net, { childList: true, subtree: true, attributes: true, attributeFilter: ['transform'] });
    const steps = [];
    for (const key of ['Home', 'j', 'j', 'j', 'j', 'k', 'k', 'J', 'K', 'End', 'Home']) {
        document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
        steps.push([key, seen.leaving, seen.moved > 0]);
        Object.assign(seen, { leaving: 0, moved: 0 });
        while (document.querySelector('#network .leaving')) await new Promise(done => requestAnimationFrame(done));
        seen.moved = 0;
    }
    return steps;
})()";

pub(crate) fn moving(program: &str) {
    let Opened { mut page, .. } = opened(program, "exercise");
    let still = page.run(MOVED);
    for step in still.as_array().unwrap() {
        assert_eq!((&step[1], &step[2]), (&Value::from(0), &Value::from(false)), "it moves: {step}");
    }
    page.prefer_motion();
    let steps = page.run(MOVED);
    let leaving = |key: usize| steps[key][1].as_u64().unwrap();
    assert_eq!((leaving(3), leaving(5)), (1, 1), "m #201 is received, and what was sent is not yet: {steps}");
    for jump in [0, 9, 10] {
        assert_eq!(
            (leaving(jump), &steps[jump][2]),
            (0, &Value::from(false)),
            "a jump moves nothing: {steps}"
        );
    }
    page.until("!document.querySelector('#network [transform]:not([transform=\"translate(0 0)\"])')");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn folding(program: &str) {
    let Opened { mut page, address, _folder } = opened(program, "exercise");
    page.click("#unfolded summary");
    page.until("location.hash.endsWith('&topology=0')");
    page.press("j");
    page.press("j");
    page.click("#unfolded summary");
    page.until("!location.hash.includes('topology')");
    page.until("document.querySelectorAll('#network .node').length === 2");
    let open_there = "document.getElementById('unfolded').open";
    page.go("about:blank");
    page.go(&format!("{address}#event=406&topology=0"));
    page.settle();
    assert_eq!(page.run(open_there), false);
    page.run("document.querySelector('#unfolded summary').focus()");
    page.press(" ");
    page.until(open_there);
    assert!(page.text("#play").contains("Play"), "the key is the summary's");
    page.until("document.querySelectorAll('#network .token').length > 0");
    page.click("#network .token :is(circle, path)");
    assert!(page.text("#now").contains("send"), "a token leads to where it was sent: {}", page.text("#now"));
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

/// The texts that run out of the picture, and whether it runs out of the page.
const OUTSIDE: &str = "(() => {
    const net = document.getElementById('network').getBoundingClientRect();
    const outside = [...document.querySelectorAll('#network text')].filter(it => {
        const box = it.getBoundingClientRect();
        return box.left < net.left - 1 || box.right > net.right + 1 || box.top < net.top - 1 || box.bottom > net.bottom + 1;
    }).map(it => it.textContent);
    const room = document.getElementById('topology').getBoundingClientRect();
    if (net.width === 0 || net.left < room.left || net.right > room.right || room.right > document.documentElement.clientWidth) outside.push('the picture');
    return outside.join('; ');
})()";

pub(crate) fn inside(program: &str) {
    for name in ["exercise", "twelve", "lost", "overlap", "hostile", "causal"] {
        let Opened { mut page, .. } = opened(program, name);
        for size in [PHONE, (800, 900), LAPTOP, (1600, 900)] {
            page.resize(size);
            page.press("Home");
            for key in ["r", "J", "J", "r", "J", "End"] {
                page.press(key);
                page.settle();
                assert_eq!(page.run(OUTSIDE), "", "{name}, {size:?}, {key}");
            }
        }
        assert!(page.complaints.is_empty(), "{name}: {:?}", page.complaints);
    }
}

/// How many rows of how many columns the circles are in, and how far apart the nearest two are, in radii.
const LAID_OUT: &str = "(() => {
    const spots = [...document.querySelectorAll('#network .node circle:not(.current)')].map(it => ['cx', 'cy', 'r'].map(name => Math.round(it.getAttribute(name))));
    const far = spots.flatMap(([x, y, r], index) => spots.slice(0, index).map(([ox, oy]) => Math.hypot(x - ox, y - oy) / r));
    return [new Set(spots.map(([, y]) => y)).size, new Set(spots.map(([x]) => x)).size, Math.min(...far)];
})()";

pub(crate) fn laid_out(program: &str) {
    for (name, rows, columns) in [("exercise", 1, 2), ("twelve", 3, 4), ("regions", 1, 4), ("overlap", 2, 3)]
    {
        let Opened { mut page, .. } = opened(program, name);
        for size in [LAPTOP, PHONE] {
            page.resize(size);
            page.settle();
            let found = page.run(LAID_OUT);
            assert!(found[2].as_f64().unwrap() > 2.0, "{name}, {size:?}: circles lie on each other: {found}");
            if size == LAPTOP {
                assert_eq!((&found[0], &found[1]), (&rows.into(), &columns.into()), "{name}: {found}");
            }
        }
    }
}

/// The exercise, and then P sends a message that comes twice, loses another and crashes.
fn with_faults() -> Saved {
    let mut run = fixture("exercise");
    let last = run.events.last().unwrap().clone();
    let astray = Astray {
        body: "m".into(),
        to: "Q".into(),
        carries: Amounts::new(),
        snapshot: None,
        control: None,
        tag: None,
    };
    for (seq, what) in [(419, What::Doubled(astray.clone())), (420, What::Lost(astray)), (421, What::Crashed)]
    {
        run.events.push(Event { seq, proc: "P".into(), what, ..last.clone() });
    }
    run
}

pub(crate) fn faults(program: &str) {
    let Opened { mut page, .. } = open(program, &with_faults(), "400..422", DESKTOP);
    let crosses = "document.querySelectorAll('#network .condemned').length";
    page.press("End");
    assert_eq!(page.run(crosses), 1);
    assert!(page.text("#network .node title").starts_with("P: crashed, done, state 102"));
    page.press("k");
    assert_eq!(page.run(crosses), 1);
    assert!(page.text("#network").contains("m to Q is lost"));
    assert!(!page.text("#network .node title").contains("crashed"), "not yet");
    page.press("k");
    assert_eq!(page.run(crosses), 1);
    assert!(page.text("#network").contains("m to Q comes twice"));
    page.press("k");
    assert_eq!(page.run(crosses), 0);
    let Opened { mut page, .. } = opened(program, "lost");
    page.press("r");
    assert!(page.text("#network").contains("! m #202 not recorded"), "{}", page.text("#network"));
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn many(program: &str) {
    let Opened { mut page, .. } = open(program, &long(200, 40), "all", DESKTOP);
    assert!(page.text("#network-says").starts_with("40 processes and 40 channels are too many to be drawn"));
    assert_eq!(page.run("document.querySelectorAll('#network *').length"), 0);
    let Opened { mut page, .. } = open(program, &long(200, 30), "all", PHONE);
    assert_eq!(page.run("document.querySelectorAll('#network .node').length"), 30);
    named(&mut page);
}

/// A reader who sees no picture is told where it is in words.
fn named(page: &mut Page) {
    let label = page.run("document.getElementById('network').getAttribute('aria-label')");
    assert!(
        label.as_str().unwrap().ends_with("is in the tables of processes and channels as text."),
        "{label}"
    );
}

pub(crate) fn without_markers(program: &str) {
    let Opened { mut page, .. } = opened(program, "exercise");
    let tokens = "document.querySelectorAll('#network .token').length + '; ' + document.querySelectorAll('#network .token-marker').length";
    page.press("r");
    page.press("j");
    assert_eq!(page.run(tokens), "2; 1");
    assert_eq!(page.text("#network-says"), "");
    page.press("m");
    assert_eq!(page.run(tokens), "1; 0");
    assert_eq!(page.text("#network-says"), "Without the algorithm’s messages.");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

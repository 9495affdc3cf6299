//! The page of a run that is as long as a page may show: what is in it, and what a step does and how long it takes.

use crate::browser::Page;
use crate::common::{long, written};
use crate::{DESKTOP, Opened, open};
use serde_json::Value;
use sim_draw::Axis;
use sim_draw::export::Format;
use tempfile::TempDir;

/// Whatever is read of an event or of a message is counted.
const COUNTING: &str = "(() => { const parse = JSON.parse; window.reads = 0; \
    const counted = it => new Proxy(it, { get(target, key) { window.reads++; return target[key]; } }); \
    JSON.parse = text => { const run = parse(text); \
    for (const all of ['events', 'messages']) run[all] = run[all].map(counted); return run; }; })()";

/// Goes forward so often, each time in a frame of its own; gives the medians of the whole, of what the page does, and of the script's part, in ms.
const STEPS: &str = "(async () => { const took = [[], [], []]; const now = () => performance.now(); \
    for (let i = 0; i < 41; i++) { let begun; let scripted; const start = now(); \
    requestAnimationFrame(() => (begun = now())); \
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true })); const pressed = now() - start; \
    await new Promise(done => requestAnimationFrame(() => { scripted = now(); setTimeout(done); })); const end = now(); \
    [end - start, pressed + end - begun, pressed + scripted - begun].forEach((ms, which) => took[which].push(ms)); } \
    return took.map(all => all.sort((one, other) => one - other)[20]); })()";

pub(crate) fn shown(program: &str) {
    let Opened { mut page, address, _folder } = open(program, &long(20_000, 5), "all", DESKTOP);
    assert!(
        page.text("#extent").contains("10000 of the run's 20000; left out at the limit: 10000 of the window")
    );
    assert_eq!(page.text("#found"), "10000 events");
    let open = |_| {
        page.go("about:blank");
        page.go(&address);
        page.run("performance.getEntriesByType('navigation')[0].loadEventEnd").as_f64().unwrap()
    };
    let opened = (0..5).map(open).fold(f64::INFINITY, f64::min);
    let took: Value = page.run(STEPS);
    // Figures, not claims: a machine that does other things is slower.
    let [whole, work, script] = [0, 1, 2].map(|which| took[which].as_f64().unwrap());
    eprintln!(
        "10,000 events: opened in {opened:.0} ms at best of 5; a step in {whole:.1} ms with the wait for the next frame, in \
         {work:.1} ms without it, of which {script:.1} ms are the script's: medians of 41"
    );
    let elements = page.run("document.getElementsByTagName('*').length");
    assert!(elements.as_u64().unwrap() < 3000, "only what is in sight is there: {elements}");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn steps(program: &str) {
    let reads = |events| {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("run.html");
        std::fs::write(&file, written(&long(events, 5), Format::Html, "all", Axis::Order)).unwrap();
        let mut page = Page::open_with(program, &file, DESKTOP, COUNTING);
        page.run(&format!("location.hash = '#event={}'", events / 2));
        page.settle();
        page.run("window.reads = 0");
        page.run(STEPS);
        assert!(page.complaints.is_empty(), "{:?}", page.complaints);
        page.run("window.reads").as_u64().unwrap()
    };
    let (few, many) = (reads(1_000), reads(10_000));
    assert!(few > 0, "what is read is counted");
    assert!(many * 2 < few * 3, "{many} reads in 41 steps of 10,000 events, {few} in those of 1,000");
}

pub(crate) fn kept(program: &str) {
    let Opened { mut page, .. } = open(program, &long(1_000, 5), "all", DESKTOP);
    for _ in 0..4 {
        page.press("j");
    }
    let there = page.run("(window.before = new Set(document.querySelectorAll('*'))).size").as_u64().unwrap();
    page.press("j");
    assert!(page.text("#now").contains("Event 4,"), "{}", page.text("#now"));
    let made = page.run("[...document.querySelectorAll('*')].filter(it => !window.before.has(it)).length");
    assert!(made.as_u64().unwrap() * 10 < there, "{made} new elements of {there}");
}

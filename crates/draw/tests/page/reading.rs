//! What a reader has before the eyes who does not know the algorithm: the verdict, the step in words, and how far the cut is.

use std::path::PathBuf;

use crate::browser::Page;
use crate::{DESKTOP, LAPTOP, Opened, PHONE, at_the_end, fixture, open, opened};

pub(crate) fn banner(program: &str) {
    let Opened { mut page, .. } = opened(program, "inconsistent");
    assert!(page.text("#verdict").starts_with("Fails: consistent, "), "{}", page.text("#verdict"));
    page.click("#verdict button");
    assert!(page.text("#now").starts_with("Event 4"), "{}", page.text("#now"));
    assert_eq!(page.run("document.getElementById('again').hidden"), true, "nobody said how to see it again");
    let Opened { mut page, .. } = opened(program, "exercise");
    let says = page.text("#verdict");
    assert_eq!(says, "Holds: all 8 checks hold. See event 418, with which the snapshot is complete.");
    page.click("#verdict button");
    assert!(page.text("#now").starts_with("Event 418"));
    let mut run = fixture("exercise");
    run.footer = None;
    let Opened { mut page, .. } = open(program, &run, "snapshot", DESKTOP);
    assert!(page.text("#verdict").starts_with("No verdict: the file has none."));
}

/// How many lines the cut has, and what stands under the names of the processes.
fn cut_and_stages(page: &mut Page) -> (u64, String) {
    let lines = page.run("document.querySelectorAll('#drawn .cut').length").as_u64().unwrap();
    let stages =
        page.run("[...document.querySelectorAll('#names .stage')].map(it => it.firstChild.data).join(', ')");
    (lines, stages.as_str().unwrap().to_string())
}

pub(crate) fn growing(program: &str) {
    let Opened { mut page, .. } = opened(program, "exercise");
    assert_eq!(cut_and_stages(&mut page), (0, "○ not yet recorded, ○ not yet recorded".into()));
    page.press("r");
    assert_eq!(cut_and_stages(&mut page), (1, "◐ recording channels, ○ not yet recorded".into()));
    assert!(page.text("#states tr.changed").contains("◐ recording channels: 101now"));
    assert_eq!(page.run("document.querySelectorAll('#handles g:not([style*=none])').length"), 1);
    page.press("r");
    page.press("J");
    page.press("J");
    assert_eq!(cut_and_stages(&mut page), (1, "◐ recording channels, ● done".into()));
    assert!(
        page.text("#picture-told")
            .contains("Snapshot 1: P recording channels, with state 101; Q done, with state 102.")
    );
    page.press("End");
    assert_eq!(cut_and_stages(&mut page), (1, "● done, ● done".into()));
    let Opened { mut page, .. } = opened(program, "exercise");
    page.run("document.getElementById('point-0').focus()");
    page.press("ArrowLeft");
    assert_eq!(cut_and_stages(&mut page).0, 1, "a cut that was moved is drawn whole");
}

pub(crate) fn several(program: &str) {
    let Opened { mut page, .. } = opened(program, "overlap");
    page.press("End");
    assert_eq!(cut_and_stages(&mut page).1, ["snapshot 1: ● done"; 3].join(", "));
    assert_eq!(page.text("#network-says"), "The stages are those of snapshot 1.");
    assert!(page.text("#network .node title").starts_with("p0: snapshot 1: done"));
    // Stepping changes no snapshot; the events of this check are of the second.
    page.click("#checks li:last-child button");
    let last = page.text("#checks li:last-child strong");
    assert!(last.ends_with("(snapshot 2)"), "{last}");
    assert_eq!(page.run("document.getElementById('snapshot').value"), "2");
    assert!(cut_and_stages(&mut page).1.contains("snapshot 2: "));
    page.press("s");
    let complete = page.text("#verdict");
    assert!(complete.contains("violated") || complete.contains("hold"), "{complete}");
    page.click("#verdict button");
    let named = page.run("document.getElementById('snapshot').value");
    assert_eq!(named, "2", "{complete}");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn room(program: &str) {
    let Opened { mut page, .. } = opened(program, "exercise");
    let mut at = |key: &str| {
        page.press(key);
        page.settle();
        let high = page.run("document.getElementById('frame').clientHeight").as_u64().unwrap();
        (high, page.run("document.getElementById('forward').getBoundingClientRect().top"))
    };
    let (before, after) = (at("Home"), at("j"));
    assert!(before.0 > after.0 + 60, "{before:?} {after:?}");
    assert_eq!(before.1, after.1);
}

pub(crate) fn playing(program: &str) {
    let Opened { mut page, .. } = opened(program, "exercise");
    page.run("document.getElementById('speed').selectedOptions[0].value = 0");
    page.press(" ");
    page.until("document.getElementById('now').textContent.startsWith('Event 418')");
    page.until("document.getElementById('play').textContent.includes('Play')");
    page.press("K");
    assert!(page.text("#now").starts_with("Event 416"), "a step back: {}", page.text("#now"));
    page.press("K");
    assert_eq!(
        page.text("#told"),
        "The whole step: Q receives the first marker of snapshot 1 that reaches it, from P: it records state 102, sends a marker to P, \
         and closes its record of P->Q as empty."
    );
    assert!(page.text("#rule").starts_with("Marker-Receiving Rule: Q had not recorded"));
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

/// Whether all of these are in the window whole, and the event where the reader is in the diagram.
pub(crate) const IN_SIGHT: &str = "(() => {
    const outside = [];
    for (const id of ['scroll', 'player', 'now']) {
        const box = document.getElementById(id).getBoundingClientRect();
        if (box.top < 0 || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth) outside.push(id);
    }
    const [box, here] = [document.getElementById('scroll'), document.querySelector('#drawn .current')].map(it => it?.getBoundingClientRect());
    const inside = here && here.top >= box.top && here.bottom <= box.bottom && here.left >= box.left && here.right <= box.right;
    if (here && !inside) outside.push('the event');
    return outside.join(', ');
})()";

pub(crate) fn in_sight(program: &str) {
    let Opened { mut page, .. } = opened(program, "twelve");
    for size in [LAPTOP, (800, 900), (1600, 900), PHONE] {
        page.resize(size);
        page.press("Home");
        page.settle();
        assert_eq!(page.run(IN_SIGHT), "", "{size:?}");
        for key in ["r", "r", "J", "End"] {
            page.press(key);
            assert_eq!(page.run(IN_SIGHT), "", "{size:?}: {key}");
        }
        // From further down the page, a link and a search.
        page.click("#checks li:last-child button");
        assert_eq!(page.run(IN_SIGHT), "", "{size:?}: a link");
        page.run("document.getElementById('rows').scrollIntoView()");
        page.press("n");
        assert_eq!(page.run(IN_SIGHT), "", "{size:?}: the search");
    }
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

/// Where `npm install --no-save --prefix target/tmp/axe axe-core` puts it.
fn axe() -> Option<String> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("axe");
    std::fs::read_to_string(folder.join("node_modules/axe-core/axe.min.js")).ok()
}

pub(crate) fn accessible(program: &str) {
    for name in ["exercise", "inconsistent"] {
        let Opened { mut page, .. } = at_the_end(program, name);
        without_serious_findings(&mut page, name);
        page.press("h");
        page.run("document.getElementById('columns').open = true");
        without_serious_findings(&mut page, "columns of the reader's choice");
    }
}

/// Asks axe of a page, on large and small screens, light and dark.
pub(crate) fn without_serious_findings(page: &mut Page, name: &str) {
    let Some(axe) = axe() else {
        eprintln!("left out: what axe finds, because axe-core is not here");
        return;
    };
    const FOUND: &str = "axe.run().then(({ violations }) => violations.filter(it => ['serious', 'critical'].includes(it.impact))
        .map(it => `${it.id}: ${it.nodes.map(node => node.target).join(' ')}`).join('; '))";
    page.run(&format!("{axe}; 0"));
    for (size, scheme) in [(LAPTOP, "light"), (PHONE, "dark")] {
        page.resize(size);
        page.prefer(scheme);
        page.settle();
        assert_eq!(page.run(FOUND), "", "{name}, {size:?}, {scheme}");
    }
}

//! Two runs beside each other: both go through the computation together, and the first difference is marked in both.

use sim_draw::diff::{Side, write};
use tempfile::TempDir;
use trace::Saved;
use trace::diff::Diff;

use crate::browser::Page;
use crate::common::{fixture, long};
use crate::{DESKTOP, LAPTOP, PHONE, reading};

struct Opened {
    page: Page,
    address: String,
    _folder: TempDir,
}

fn open(program: &str, runs: [&Saved; 2], size: (u32, u32)) -> Opened {
    let [one, other] = ["</script><b>one", "other"].map(str::to_string);
    let sides =
        [Side { name: one, run: runs[0], again: None }, Side { name: other, run: runs[1], again: None }];
    let mut text = Vec::new();
    write(&Diff::of(runs), &sides, &mut text).unwrap();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("diff.html");
    std::fs::write(&file, text).unwrap();
    let mut page = Page::open(program, &file, size);
    page.settle();
    Opened { page, address: format!("file://{}", file.display()), _folder: folder }
}

/// What each diagram says of where it is.
const NOW: &str =
    "[...document.querySelectorAll('.run')].map(run => run.shadowRoot.getElementById('now').textContent)";
/// How many marks each diagram has in sight.
const MARKS: &str =
    "[...document.querySelectorAll('.run')].map(run => run.shadowRoot.querySelectorAll('.marked').length)";
/// What is marked where the reader is.
const HERE: &str = "[...document.querySelectorAll('.run')].map(run => run.shadowRoot.querySelector('.current')?.parentElement.querySelector('.marked') !== null)";

pub(crate) fn stepping(program: &str) {
    let runs = [fixture("exercise"), fixture("held")];
    let diff = Diff::of([&runs[0], &runs[1]]);
    let first = diff.computation.first.unwrap().map(Option::unwrap);
    let Opened { mut page, address, _folder } = open(program, [&runs[0], &runs[1]], LAPTOP);
    let now = page.run(NOW);
    for side in 0..2 {
        let event = &runs[side].events[first[side]];
        let begin = format!("Event {}, t={}: {}", event.seq, event.t, event.proc);
        assert!(now[side].as_str().unwrap().starts_with(&begin), "{begin}: {now}");
    }
    assert_eq!(page.run(HERE), serde_json::json!([true, true]), "the first difference is marked in both");
    assert!(page.text("#where").ends_with("the first that differs."));
    page.press("k");
    assert!(page.text("#where").ends_with("the same in both."));
    assert_eq!(page.run(HERE), serde_json::json!([false, false]));
    page.click("#first");
    assert_eq!(page.text("#where"), "Before the first event.");
    page.click("#forward");
    page.press("j");
    assert_eq!(page.text("#where"), "Event 2 of the computation: the same in both.");
    let now = page.run(NOW);
    assert!(
        now[0].as_str().unwrap().starts_with("Event 1,") && now[0] != now[1] || diff.all.other_time.is_none()
    );
    page.press("d");
    assert!(page.text("#where").ends_with("the first that differs."));
    page.press("e");
    assert!(page.text("#where").starts_with("The first difference of all events"));
    assert_eq!(page.run("document.querySelectorAll('#told b').length"), 0, "a name is only a name");
    assert_eq!(page.requests, [address], "it asks for nothing but itself");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn same(program: &str) {
    let run = fixture("exercise");
    let mut later = run.clone();
    later.events.iter_mut().for_each(|event| event.t += 1);
    let Opened { mut page, .. } = open(program, [&run, &later], DESKTOP);
    assert!(page.text("#partings").contains("at other times from here on"));
    assert_eq!(page.run("document.querySelectorAll('#partings button').length"), 0, "no difference to go to");
    let Opened { mut page, .. } = open(program, [&run, &run], DESKTOP);
    assert_eq!(page.text("#sum"), "The computation and the verdicts are the same.");
    assert_eq!(page.run("document.querySelectorAll('[data-first]:not(:disabled)').length"), 0);
    assert_eq!(page.run(MARKS), serde_json::json!([0, 0]));
    page.click("#last");
    let now = page.run(NOW);
    assert!(now[0] == now[1] && now[0].as_str().unwrap().starts_with("Event 418"), "{now}");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn alone(program: &str) {
    let runs = [fixture("exercise"), fixture("held")];
    let Opened { mut page, .. } = open(program, [&runs[0], &runs[1]], PHONE);
    let names = page.run("[...document.querySelectorAll('#player [data-first]')].map(it => it.ariaLabel)");
    let all = ["First difference of the computation", "First difference of all events"];
    assert_eq!(names, serde_json::json!(all));
    let before = page.run(NOW);
    page.run("dispatchEvent(new Event('beforeprint'))");
    assert_eq!(
        page.run("[...document.querySelectorAll('.run')].map(run => run.shadowRoot.querySelectorAll('#paper g.later').length)"),
        serde_json::json!([0, 0])
    );
    let last = page.run(NOW);
    for (side, run) in runs.iter().enumerate() {
        let event = format!("Event {},", run.events.last().unwrap().seq);
        assert!(last[side].as_str().unwrap().starts_with(&event), "{last}");
    }
    page.run("dispatchEvent(new Event('afterprint'))");
    page.settle();
    assert_eq!(page.run(NOW), before, "the reader is where the reader was");
}

pub(crate) fn following(program: &str) {
    let run = fixture("exercise");
    let Opened { mut page, .. } = open(program, [&run, &run], DESKTOP);
    page.run("document.querySelector('.run').shadowRoot.querySelector('#drawn circle.hit[data-place=\"4\"]').dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }))");
    page.settle();
    let now = page.run(NOW);
    assert!(now[0] == now[1] && now[0].as_str().unwrap().starts_with("Event 4,"), "{now}");
    // In a diagram that has the keyboard, its arrows move both.
    page.run("document.querySelector('.run').shadowRoot.getElementById('scroll').focus()");
    page.press("ArrowDown");
    let now = page.run(NOW);
    assert!(now[0] == now[1] && now[0].as_str().unwrap().starts_with("Event 5,"), "{now}");
    page.press("End");
    assert_eq!(page.run(NOW)[0], page.run(NOW)[1]);
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn reading(program: &str) {
    let runs = [fixture("exercise"), fixture("inconsistent")];
    let Opened { mut page, .. } = open(program, [&runs[0], &runs[1]], PHONE);
    for size in [PHONE, LAPTOP, (1600, 900)] {
        page.resize(size);
        page.settle();
        let wider = page.run("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(wider, 0, "{size:?}: the page scrolls sideways");
    }
    reading::without_serious_findings(&mut page, "two runs");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn unlike(program: &str) {
    let (one, other) = (fixture("exercise"), fixture("twelve"));
    let Opened { mut page, .. } = open(program, [&one, &other], DESKTOP);
    assert!(page.text("#told").contains("differ from the first event on"));
    for key in ["j", "j", "k", "d", "e"] {
        page.press(key);
    }
    let mut cut_off = one.clone();
    cut_off.events.truncate(100);
    cut_off.footer = None;
    let Opened { page: mut second, .. } = open(program, [&one, &cut_off], DESKTOP);
    assert!(second.text("#where").ends_with("other has ended."), "{}", second.text("#where"));
    assert!(second.text("#told").contains("is the beginning of that of"));
    for page in [page, second] {
        assert!(page.complaints.is_empty(), "{:?}", page.complaints);
    }
}

pub(crate) fn large(program: &str) {
    let (one, mut other) = (long(24_000, 5), long(24_000, 5));
    other.events[20_001].proc = "p1".to_string();
    let Opened { mut page, .. } = open(program, [&one, &other], DESKTOP);
    let now = page.run(NOW);
    assert!(now[0].as_str().unwrap().starts_with("Event 20001,"), "what differs is shown: {now}");
    assert_eq!(page.run(HERE), serde_json::json!([true, true]));
    assert!(page.text("#sides").contains("10000 of the run's 24000"), "what is left out is said");
    page.press("j");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

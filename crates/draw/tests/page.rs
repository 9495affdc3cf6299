//! The page, used by a reader in a real Chromium. Without one the tests are left out, and listed as ignored.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "whoever runs the tests is told which were left out, and why")]
#![allow(clippy::float_arithmetic, reason = "a browser's coordinates are floats")]

#[path = "page/browser.rs"]
mod browser;
#[allow(dead_code, reason = "each test file uses its part")]
mod common;
#[path = "page/labels.rs"]
mod labels;

use draw::Axis;
use draw::export::Format;
use libtest_mimic::{Arguments, Trial};
use serde_json::Value;
use tempfile::TempDir;
use trace::Saved;

use browser::Page;
use common::{fixture, long, written};

const DESKTOP: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (360, 740);

/// What a reader may rely on, and who tries it in which browser.
type Claim = (&'static str, fn(&str));

const CLAIMS: [Claim; 17] = [
    ("it_asks_for_nothing_but_itself_and_complains_of_nothing", alone),
    ("a_window_without_events_or_snapshot_is_a_page_too", empty),
    ("a_run_that_was_cut_off_has_no_verdict_and_no_whole_cut", cut_off),
    ("a_name_that_is_markup_is_only_a_name", names),
    ("stepping_moves_through_the_events_and_marks_what_changed", stepping),
    ("search_and_filters_lead_to_events", search),
    ("a_verdict_leads_to_the_events_that_decide_it", verdicts),
    ("a_cut_dragged_to_an_inconsistent_place_names_the_message", dragging),
    ("a_consistent_cut_has_one_copy_of_m_wherever_it_is", copies),
    ("the_theorem_ends_with_the_cut_straight_and_the_recorded_state_on_it", theorem),
    ("nothing_is_called_good_unless_its_oracle_said_so", green),
    ("the_theorem_shows_why_an_inconsistent_cut_is_none", impossible),
    ("the_address_leads_back_to_the_same_view", address),
    ("everything_can_be_done_with_the_keyboard_alone", keyboard),
    ("nothing_is_cut_off_on_a_narrow_screen", narrow),
    ("labels_fit_however_wide_their_letters_are_and_lie_apart", labels::apart),
    ("of_a_large_run_the_page_has_only_what_is_in_sight_and_says_what_it_leaves_out", large),
];

fn main() {
    let mut arguments = Arguments::from_args();
    // One browser at a time, unless asked otherwise: they are large.
    arguments.test_threads = arguments.test_threads.or(Some(1));
    let program = browser::program();
    if program.is_none() {
        eprintln!("left out: the tests of the page, because no Chromium can be started here");
    }
    let trial = |(name, claim): Claim| {
        let run = move || {
            claim(program.expect("ignored without one"));
            Ok(())
        };
        Trial::test(name, run).with_ignored_flag(program.is_none())
    };
    libtest_mimic::run(&arguments, CLAIMS.into_iter().map(trial).collect()).exit();
}

/// A page in a browser, and the folder that it is in.
struct Opened {
    page: Page,
    address: String,
    _folder: TempDir,
}

fn open(program: &str, run: &Saved, window: &str, size: (u32, u32)) -> Opened {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.html");
    std::fs::write(&file, written(run, Format::Html, window, Axis::Order)).unwrap();
    let page = Page::open(program, &file, size);
    Opened { page, address: format!("file://{}", file.display()), _folder: folder }
}

fn opened(program: &str, name: &str) -> Opened {
    open(program, &fixture(name), "snapshot", DESKTOP)
}

fn alone(program: &str) {
    for name in common::FIXTURES {
        let Opened { mut page, address, _folder } = opened(program, name);
        for key in ["k", "r", "t", "t", "a", "s", "0"] {
            page.press(key);
        }
        assert_eq!(page.requests, [address], "{name}");
        assert!(page.complaints.is_empty(), "{name}: {:?}", page.complaints);
    }
}

fn empty(program: &str) {
    for window in ["9000..9001", "3..4"] {
        let Opened { mut page, .. } = open(program, &fixture("exercise"), window, DESKTOP);
        for key in ["j", "k", "Home", "End", "r", "n", "p", "t", "t", "a", "s", "0"] {
            page.press(key);
        }
        assert!(page.complaints.is_empty(), "{window}: {:?}", page.complaints);
    }
}

fn cut_off(program: &str) {
    let mut run = fixture("exercise");
    run.events.truncate(409);
    run.footer = None;
    let Opened { mut page, .. } = open(program, &run, "snapshot", DESKTOP);
    assert!(
        page.text("#cut-says").contains("no whole cut: Q has not recorded"),
        "{}",
        page.text("#cut-says")
    );
    assert!(page.text("#checks").contains("The file has no verdict."));
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

fn names(program: &str) {
    let Opened { mut page, .. } = opened(program, "hostile");
    assert_eq!(page.run("document.querySelectorAll('script').length"), 2, "the data and the program");
    let shown = page.run("[...document.querySelectorAll('#states tbody th')].map(name => name.textContent)");
    assert_eq!(shown[0], "</script><script>alert(1)</script>");
    assert_eq!(shown[1], "\"quoted\" & <b>");
    assert_eq!(page.run("document.querySelectorAll('#states b').length"), 0);
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

fn stepping(program: &str) {
    let Opened { mut page, .. } = opened(program, "exercise");
    assert!(page.text("#now").contains("Event 418"));
    page.press("Home");
    assert_eq!(page.text("#now"), "Before the first event shown.");
    for key in ["j", "ArrowDown", "ArrowRight"] {
        page.press(key);
    }
    assert!(page.text("#now").contains("Event 404, t=2062: P recv m #201 from Q, state 101"));
    assert_eq!(page.text("#states tr.changed td"), "101was 100", "the state from before the window is known");
    assert!(page.text("#channels tr.changed").contains("m #201"));
    assert!(page.text("#rows [aria-current=true]").contains("recv m #201"));
    page.click("#forward");
    assert!(page.text("#channels tr.changed ins").contains("+ m #202"));
    page.press("k");
    page.press("ArrowUp");
    assert!(page.text("#now").contains("Event 403"));
    page.press("End");
    assert!(page.text("#now").contains("Event 418"));
    page.click("#drawn circle.hit[data-place='2']");
    assert!(page.text("#now").contains("Event 404"), "the diagram leads to the event");
    page.click("#rows [data-row='4']");
    assert!(page.text("#now").contains("Event 406"), "so does the list");
}

fn search(program: &str) {
    let Opened { mut page, .. } = opened(program, "exercise");
    page.press("Home");
    page.press("/");
    page.write("record STATE");
    assert_eq!(page.text("#found"), "2 of 17 events");
    page.press("Enter");
    assert!(page.text("#now").contains("P record state 101"));
    page.press("Escape");
    page.press("n");
    assert!(page.text("#now").contains("Q record state 102"));
    page.press("p");
    assert!(page.text("#now").contains("P record state 101"));
    let choose = |what: &str, value: &str| {
        format!(
            "(() => {{ const it = document.getElementById('{what}'); it.value = '{value}'; it.dispatchEvent(new Event('change')); }})()"
        )
    };
    page.run("(() => { const it = document.getElementById('search'); it.value = ''; it.dispatchEvent(new Event('input')); })()");
    page.run(&choose("by-process", "1"));
    page.run(&choose("by-kind", "send"));
    assert_eq!(page.text("#found"), "3 of 17 events");
}

fn verdicts(program: &str) {
    let Opened { mut page, .. } = opened(program, "inconsistent");
    let consistent = "#checks li:has(> strong):nth-child(2)";
    assert!(page.text(consistent).contains("violated: consistent – m #205 crosses the cut backwards"));
    page.click(&format!("{consistent} button"));
    assert!(page.text("#now").contains("send m #205"), "{}", page.text("#now"));
    assert!(page.text("#cut-says").contains("not consistent: m #205 crosses it backwards"));
    assert!(page.text("#drawn .fault").contains("m #205 backwards"));
}

fn dragging(program: &str) {
    let Opened { mut page, .. } = opened(program, "exercise");
    assert!(page.text("#cut-says").contains("is consistent"));
    // P's point up above its sending of m #202, which Q has received.
    page.drag("#handles g[data-process='0']", (0.0, -200.0));
    let says = page.text("#cut-says");
    assert!(says.contains("The moved cut is not consistent: m #202 crosses it backwards"), "{says}");
    assert!(page.text("#drawn .fault").contains("m #202 backwards"));
    page.click("#reset");
    assert!(page.text("#cut-says").contains("The cut of snapshot 1 is consistent"));
    page.drag("#handles g[data-process='1']", (0.0, -400.0));
    assert!(page.text("#cut-state").contains("P->Qm #200, m #202"), "{}", page.text("#cut-state"));
}

fn copies(program: &str) {
    let Opened { mut page, .. } = opened(program, "held");
    assert_eq!(page.text("#total td"), "1 copy of m");
    for process in 0..2 {
        for _ in 0..4 {
            page.run(&format!("document.querySelector('#handles g[data-process=\"{process}\"]').focus()"));
            page.press("ArrowUp");
            let consistent = page.text("#cut-says").contains("is consistent");
            let total = page.text("#total td");
            if !total.contains("not known") {
                assert_eq!(total == "1 copy of m", consistent, "{total}: {}", page.text("#cut-says"));
            }
        }
        page.press("0");
    }
}

/// The heights of the points of the cut.
fn cut_heights(page: &mut Page) -> Vec<String> {
    let points = page.run("document.getElementById('cut-line').getAttribute('points')");
    let height = |point: &str| point.split(',').nth(1).unwrap().to_string();
    points.as_str().unwrap().split(' ').map(height).collect()
}

fn theorem(program: &str) {
    for name in ["exercise", "held", "overlap", "twelve"] {
        let Opened { mut page, .. } = opened(program, name);
        let before = cut_heights(&mut page);
        assert!(before.iter().any(|height| *height != before[0]), "{name}: the cut is straight already");
        page.press("t");
        let after = cut_heights(&mut page);
        assert!(after.iter().all(|height| *height == after[0]), "{name}: {after:?}");
        let says = page.text("#theorem-says");
        assert!(says.contains("The state on the line is S*"), "{says}");
        if name == "exercise" {
            assert!(says.contains("P=101  Q=102  Q->P=[m #204] (1 copy of m)"), "{says}");
        }
        assert_eq!(page.run("document.querySelectorAll('#cut-state .bad').length"), 0, "{name}: as recorded");
        page.press("t");
        assert_eq!(cut_heights(&mut page), before);
    }
}

/// What an oracle says of the first snapshot in a file.
fn verdict(run: &Saved, name: &str) -> Option<bool> {
    let snapshot = run.footer.as_ref()?.snapshots.first()?;
    snapshot.checks.iter().find(|check| check.name == name)?.ok
}

/// A run whose oracles are changed to say this.
fn saying(name: &str, ok: Option<bool>) -> Saved {
    let mut run = fixture(name);
    for check in run.footer.iter_mut().flat_map(|footer| &mut footer.snapshots).flat_map(|of| &mut of.checks)
    {
        (check.ok, check.reason) = (ok, Some("that is what the file says".to_string()));
    }
    run
}

fn green(program: &str) {
    let mut runs: Vec<(String, Saved)> =
        common::FIXTURES.iter().map(|name| (name.to_string(), fixture(name))).collect();
    runs.push(("no snapshot".to_string(), long(200, 3)));
    for ok in [None, Some(false)] {
        runs.push((format!("exercise, {ok:?}"), saying("exercise", ok)));
    }
    let mut incomplete = fixture("exercise");
    incomplete.events.truncate(415);
    incomplete.footer = None;
    runs.push(("incomplete".to_string(), incomplete));
    let mut with_a_result = fixture("exercise");
    with_a_result.events.truncate(409);
    for snapshot in with_a_result.footer.iter_mut().flat_map(|footer| &mut footer.snapshots) {
        (snapshot.completed_at, snapshot.occurred) = (None, None);
        snapshot.channels.values_mut().for_each(Vec::clear);
        snapshot.checks.iter_mut().for_each(|check| check.ok = None);
    }
    runs.push(("incomplete, with a result".to_string(), with_a_result));
    for (name, run) in runs {
        let Opened { mut page, .. } = open(program, &run, "snapshot", DESKTOP);
        page.press("t");
        if run
            .footer
            .as_ref()
            .is_none_or(|footer| footer.snapshots.iter().all(|of| of.completed_at.is_none()))
        {
            let differing = page.run("document.querySelectorAll('#cut-state .bad').length");
            assert_eq!(differing, 0, "{name}: what is not complete is not recorded wrongly");
        }
        let mut is_green =
            |place: &str| page.run(&format!("document.querySelector('{place}').className")) == "good";
        assert_eq!(is_green("#cut-says"), verdict(&run, "consistent") == Some(true), "{name}: the cut");
        assert_eq!(
            is_green("#theorem-says"),
            verdict(&run, "reachable") == Some(true),
            "{name}: the theorem"
        );
        if run.header.config.processes.len() == 2 {
            page.run("document.querySelector('#point-0').focus()");
            page.press("ArrowLeft");
            let class = page.run("document.getElementById('cut-says').className");
            assert_ne!(class, "good", "{name}: no oracle judged a cut that was moved");
        }
        assert!(page.complaints.is_empty(), "{name}: {:?}", page.complaints);
    }
    let Opened { mut page, .. } = open(program, &long(200, 3), "snapshot", DESKTOP);
    page.press("t");
    assert!(page.text("#theorem-says").contains("No process recorded anything"));
    assert!(!page.text("#points").contains("as recorded"));
    let Opened { mut page, .. } = open(program, &fixture("lost"), "snapshot", DESKTOP);
    page.press("t");
    let says = page.text("#theorem-says");
    assert!(says.contains("The oracle does not find S* reachable") && !says.contains("is S*"), "{says}");
    assert!(page.run("document.querySelectorAll('#drawn .condemned').length").as_u64().unwrap() > 0);
}

fn impossible(program: &str) {
    let Opened { mut page, .. } = opened(program, "inconsistent");
    page.press("t");
    assert!(page.text("#theorem-says").contains("m #205 would be received before it is sent"));
}

fn address(program: &str) {
    let Opened { mut page, address, _folder } = opened(program, "overlap");
    page.go(&format!("{address}#event=40&snapshot=2&cut=3.2.4&slide=100&axis=time"));
    // The same file with another fragment is not loaded again: the page hears of it.
    page.until("document.getElementById('now').textContent.includes('Event 40,')");
    assert_eq!(page.run("document.getElementById('snapshot').value"), "2");
    assert_eq!(
        page.run("[...document.querySelectorAll('#points input')].map(point => point.value).join('.')"),
        "3.2.4"
    );
    assert_eq!(page.run("document.getElementById('slide').value"), "100");
    page.press("0");
    page.press("j");
    page.until("location.hash === '#event=41&snapshot=2&slide=100&axis=time'");
    page.go(&format!("{address}#event=nonsense&cut=999.1&slide=-5"));
    page.settle();
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

fn keyboard(program: &str) {
    let Opened { mut page, .. } = opened(program, "exercise");
    page.press("?");
    assert_eq!(page.run("document.getElementById('keys').open"), true);
    page.press("Escape");
    assert_eq!(page.run("document.getElementById('keys').open"), false);
    page.press("c");
    assert_eq!(page.run("document.activeElement.id"), "point-0");
    for _ in 0..2 {
        page.press("ArrowLeft");
    }
    assert!(page.text("#cut-says").contains("not consistent: m #202"), "{}", page.text("#cut-says"));
    page.press("Tab");
    assert_eq!(page.run("document.activeElement.id"), "point-1");
    page.press("0");
    assert!(page.text("#cut-says").contains("is consistent"));
    let unlabelled = page.run(
        "[...document.querySelectorAll('button, input, select, [role=slider]')].filter(it => \
         !it.textContent.trim() && !it.getAttribute('aria-label') && !(it.labels && it.labels.length)).length",
    );
    assert_eq!(unlabelled, 0, "everything that can be used has a name");
}

fn narrow(program: &str) {
    for name in ["exercise", "hostile", "twelve"] {
        let Opened { mut page, .. } = open(program, &fixture(name), "snapshot", PHONE);
        let wider = page.run("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(wider, 0, "{name}: the page scrolls sideways");
        page.click("#back");
        page.click("#play");
        assert!(page.text("#theorem-says").contains("S*"), "{name}");
    }
}

fn large(program: &str) {
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
    let step = "(async () => { const took = []; for (let i = 0; i < 41; i++) { const start = performance.now(); \
        document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', bubbles: true })); \
        await new Promise(done => requestAnimationFrame(() => setTimeout(done))); took.push(performance.now() - start); } \
        return took.sort((one, other) => one - other)[20]; })()";
    let median: Value = page.run(step);
    // Figures, not claims: a machine that does other things is slower.
    eprintln!("10,000 events: opened in {opened} ms at best of 5, a step in {median} ms, the median of 41");
    let elements = page.run("document.getElementsByTagName('*').length");
    assert!(elements.as_u64().unwrap() < 3000, "only what is in sight is there: {elements}");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

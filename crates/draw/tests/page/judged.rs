//! What the page says of a run is what its oracles said of it, and no more.

use trace::Saved;

use crate::common::{self, fixture, long};
use crate::{DESKTOP, Opened, open, opened};

pub(crate) fn cut_off(program: &str) {
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

pub(crate) fn verdicts(program: &str) {
    let Opened { mut page, .. } = opened(program, "inconsistent");
    let consistent = "#checks li:has(> strong):nth-child(2)";
    assert!(page.text(consistent).contains("violated: consistent – m #205 crosses the cut backwards"));
    page.click(&format!("{consistent} button"));
    assert!(page.text("#now").contains("send m #205"), "{}", page.text("#now"));
    assert!(page.text("#cut-says").contains("not consistent: m #205 crosses it backwards"));
    assert!(page.text("#drawn .fault").contains("m #205 backwards"));
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

pub(crate) fn green(program: &str) {
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

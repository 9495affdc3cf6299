//! The cut: dragged, and made straight as the theorem makes it.

use trace::model::What;

use crate::browser::Page;
use crate::common::fixture;
use crate::{DESKTOP, Opened, at_the_end, open, opened};

pub(crate) fn dragging(program: &str) {
    let Opened { mut page, .. } = at_the_end(program, "exercise");
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

pub(crate) fn copies(program: &str) {
    let Opened { mut page, .. } = at_the_end(program, "held");
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

pub(crate) fn colours(program: &str) {
    let Opened { mut page, .. } = opened(program, "exercise");
    let beads = "document.querySelectorAll('#svg .bead').length";
    assert_eq!(page.run(beads), 0);
    let mut run = fixture("exercise");
    for event in &mut run.events {
        if let What::Send { snapshot: None, tag, .. } = &mut event.what {
            *tag = Some("0".into());
        }
    }
    let Opened { mut page, .. } = open(program, &run, "snapshot", DESKTOP);
    page.press("End");
    let of = |page: &mut Page, class: &str| {
        page.run(&format!("document.querySelectorAll('#svg .bead.{class}').length")).as_u64().unwrap()
    };
    let (white, red) = (of(&mut page, "white"), of(&mut page, "red"));
    assert!(white > 0 && red > 0, "{white} {red}");
    assert!(page.text("#legend").contains("sent before its sender recorded"));
    // A cut that is moved changes nothing of what the algorithm added.
    page.drag("#handles g[data-process='0']", (0.0, -200.0));
    assert_eq!((of(&mut page, "white"), of(&mut page, "red")), (white, red));
}

/// The heights of the points of the cut.
fn cut_heights(page: &mut Page) -> Vec<String> {
    let points = page.run("document.querySelector('#drawn .cut:not(.other)').getAttribute('points')");
    let height = |point: &str| point.split(',').nth(1).unwrap().to_string();
    points.as_str().unwrap().split(' ').map(height).collect()
}

pub(crate) fn theorem(program: &str) {
    for name in ["exercise", "held", "overlap", "twelve"] {
        let Opened { mut page, .. } = at_the_end(program, name);
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

pub(crate) fn impossible(program: &str) {
    let Opened { mut page, .. } = opened(program, "inconsistent");
    page.press("t");
    assert!(page.text("#theorem-says").contains("m #205 would be received before it is sent"));
}

pub(crate) fn following(program: &str) {
    let Opened { mut page, .. } = at_the_end(program, "overlap");
    page.run("document.querySelector('#point-1').focus()");
    for key in ["ArrowLeft", "ArrowRight"] {
        page.press(key);
    }
    let handle = "#handles g[data-process='1']";
    let at = page.middle(handle);
    page.press_on(at);
    let place = "(() => { const box = document.querySelector(\"#handles g[data-process='1'] .handle\").getBoundingClientRect(); \
        return box.y + box.height / 2; })()";
    for by in [-17.0, -31.0, 23.0] {
        page.move_to((at.0, at.1 + by));
        page.settle();
        let y = page.run(place).as_f64().unwrap();
        assert!((y - at.1 - by).abs() < 3.0, "moved by {by}: {y}, not {}", at.1 + by);
    }
    let before = page.run("document.getElementById('scroll').scrollTop").as_f64().unwrap();
    let top = page.run("document.getElementById('scroll').getBoundingClientRect().top").as_f64().unwrap();
    page.move_to((at.0, top + 4.0));
    page.until(&format!("document.getElementById('scroll').scrollTop < {before} - 60"));
    page.let_go((at.0, top + 4.0));
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

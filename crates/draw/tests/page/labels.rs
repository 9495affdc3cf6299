//! The labels of the page's diagram, as the browser measures them.

use crate::common::{fixture, path};
use crate::{DESKTOP, PHONE, open};

/// How many texts lie on each other or run out of the picture, and which.
const WRONG: &str = "(() => {
    const wrong = [];
    const wide = Number(document.getElementById('svg').getAttribute('width'));
    for (const part of ['#drawn text', '#names text']) {
        const boxes = [...document.querySelectorAll(part)].map(it => [it.textContent, it.getBBox()]);
        boxes.forEach(([told, box], place) => {
            if (box.x < -1 || box.x + box.width > wide + 1) wrong.push(told);
            for (const [other, o] of boxes.slice(0, place)) {
                const apart = box.x + box.width <= o.x + 1 || o.x + o.width <= box.x + 1 || box.y + box.height <= o.y + 4 || o.y + o.height <= box.y + 4;
                if (!apart) wrong.push(`${told} on ${other}`);
            }
        });
    }
    return wrong.join('; ');
})()";

pub(crate) fn apart(program: &str) {
    let text = std::fs::read_to_string(path("fixtures/overlap.json")).unwrap();
    let wide =
        trace::read(&text.replace("p0", &"北京".repeat(10)).replace("p1", &"上海".repeat(10))).unwrap();
    for (name, run, size) in [
        ("wide", &wide, DESKTOP),
        ("wide", &wide, PHONE),
        ("lost", &fixture("lost"), DESKTOP),
        ("twelve", &fixture("twelve"), DESKTOP),
    ] {
        let mut page = open(program, run, "snapshot", size).page;
        for axis in ["order", "time", "scale"] {
            assert_eq!(page.run("document.getElementById('axis').value"), axis, "{name}");
            assert_eq!(page.run(WRONG), "", "{name}, {axis}");
            page.press("a");
        }
        assert!(page.complaints.is_empty(), "{name}: {:?}", page.complaints);
    }
}

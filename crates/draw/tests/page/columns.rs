//! Columns of the reader's choice: hidden, moved and grouped, by hand, by keyboard and by the address. What is said of a cut is of all
//! processes, whatever is drawn.

use serde_json::Value;

use crate::browser::Page;
use crate::reading::IN_SIGHT;
use crate::{LAPTOP, Opened, PHONE, opened};

/// The heads of the columns.
fn heads(page: &mut Page) -> String {
    let heads = "[...document.querySelectorAll('#names .name')].map(it => it.querySelector('title').textContent).join(', ')";
    page.run(heads).as_str().unwrap().to_string()
}

/// How many handles of the cut can be dragged.
fn handles(page: &mut Page) -> Value {
    page.run("[...document.querySelectorAll('#handles g')].filter(it => it.style.display !== 'none').length")
}

/// What the page was given of its messages: how many have one end at a process of these alone, and how many none.
fn at_one_end(page: &mut Page, drawn: &str) -> (u64, u64) {
    let counts = page.run(&format!(
        "(() => {{ const drawn = new Set({drawn}); const {{ messages }} = JSON.parse(document.getElementById('data').textContent); \
         const out = messages.filter(it => !(drawn.has(it.from) && drawn.has(it.to))); \
         const half = out.filter(it => drawn.has(it.from) && it.sent !== null || drawn.has(it.to) && it.received !== null); \
         return [half.length, out.length - half.length]; }})()"
    ));
    (counts[0].as_u64().unwrap(), counts[1].as_u64().unwrap())
}

pub(crate) fn hiding(program: &str) {
    let Opened { mut page, .. } = opened(program, "overlap");
    page.press("End");
    assert_eq!(heads(&mut page), "p0, p1, p2");
    assert_eq!(page.text("#left-out"), "", "nothing is left out");
    let (judged, state) = (page.text("#cut-says"), page.text("#cut-state"));
    let hidden = page.run("document.querySelector('#states tr.changed th').textContent");
    let hidden = hidden.as_str().unwrap().to_string();
    page.press("h");
    let rest: Vec<_> = ["p0", "p1", "p2"].into_iter().filter(|name| *name != hidden).collect();
    assert_eq!(heads(&mut page), rest.join(", "));
    let drawn: Vec<_> = rest.iter().map(|name| name[1..].to_string()).collect();
    let (half, none) = at_one_end(&mut page, &format!("[{}]", drawn.join(",")));
    let left_out = page.text("#left-out");
    assert!(half > 0 && left_out.contains(&format!("1 process is not drawn: {hidden}.")), "{left_out}");
    assert!(
        left_out.contains(&format!("Of {half} messages to or from it only one end is drawn.")),
        "{left_out}"
    );
    assert_eq!(left_out.contains("not drawn at all"), none > 0, "{left_out}");
    assert_eq!((page.text("#cut-says"), page.text("#cut-state")), (judged, state), "all are judged");
    assert_eq!(page.run("document.querySelectorAll('#drawn .elsewhere').length"), 1, "where the reader is");
    assert!(page.text("#now").contains(&hidden));
    assert_eq!(handles(&mut page), 2);
    page.until(&format!("location.hash.endsWith('&columns={}')", drawn.join(".")));
    for size in [PHONE, (800, 900), LAPTOP, (1600, 900)] {
        page.resize(size);
        page.settle();
        assert_eq!(page.run(IN_SIGHT), "", "{size:?}");
    }
    page.press("H");
    assert_eq!((heads(&mut page), page.text("#left-out")), ("p0, p1, p2".into(), String::new()));
    page.until("!location.hash.includes('columns')");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn judging(program: &str) {
    let Opened { mut page, address, _folder } = opened(program, "exercise");
    page.press("End");
    page.go(&format!("{address}#event=418&columns=1"));
    page.until("document.querySelectorAll('#names .name').length === 1");
    page.run("document.getElementById('point-0').focus()");
    for _ in 0..2 {
        page.press("ArrowLeft");
    }
    assert!(page.text("#cut-says").contains("not consistent: m #202 crosses it backwards"));
    assert!(page.text("#drawn .fault").contains("m #202 from P backwards"), "{}", page.text("#drawn"));
    let Opened { mut page, address, _folder } = opened(program, "overlap");
    page.go(&format!("{address}#event=40&cut=0.99.99"));
    // All that p0 sent crosses a cut backwards that has nothing of it, but all of the others.
    let all = "[...document.querySelectorAll('#points input')].map(it => it.max)";
    let all = page.run(all);
    let (p1, p2) = (all[1].as_str().unwrap(), all[2].as_str().unwrap());
    page.go(&format!("{address}#event=40&cut=0.{p1}.{p2}&columns=2"));
    page.until("document.querySelector('#left-out .bad') !== null");
    let says = page.text("#left-out .bad");
    assert!(says.starts_with("One of those is wrong: 1 #"), "{says}");
    assert!(page.text("#cut-says").contains("The moved cut is not consistent"));
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn grouping(program: &str) {
    let Opened { mut page, address, _folder } = opened(program, "twelve");
    page.press("End");
    let all = heads(&mut page);
    // By keyboard alone: open, tick the first and the third, name them, group them, move them to the right, hide the next.
    page.run("document.querySelector('#columns summary').focus()");
    page.press("Enter");
    page.press("Tab");
    page.press(" ");
    page.press("Tab");
    page.press("Tab");
    page.press(" ");
    assert_eq!(page.run("document.querySelectorAll('#ticks input:checked').length"), 2);
    page.run("document.getElementById('group-name').focus()");
    page.write("West: a & b~1.2");
    page.press("Enter");
    let names: Vec<&str> = all.split(", ").collect();
    let rest = [&names[1..2], &names[3..]].concat().join(", ");
    assert_eq!(heads(&mut page), format!("West: a & b~1.2, {rest}"));
    assert_eq!(handles(&mut page), 10, "those of a group are in the list alone");
    assert!(
        page.text("#left-out").contains(&format!(
            "The column West: a & b~1.2 has, from left to right, {} and {}",
            names[0], names[2]
        )),
        "{}",
        page.text("#left-out")
    );
    page.run("document.getElementById('columns-right').focus()");
    page.press("Enter");
    assert!(heads(&mut page).starts_with(&format!("{}, West: a & b~1.2, {}", names[1], names[3])));
    page.until("location.hash.includes('columns=1.0-2.3.')");
    let fragment = page.run("location.hash");
    let before = (heads(&mut page), page.text("#left-out"));
    page.go("about:blank");
    page.go(&format!("{address}{}", fragment.as_str().unwrap()));
    assert_eq!((heads(&mut page), page.text("#left-out")), before, "the address has it all");
    // Taken apart and shown as in the run.
    page.run("document.getElementById('columns').open = true");
    page.run("document.querySelectorAll('#ticks input')[1].click()");
    page.click("#columns-apart");
    assert!(heads(&mut page).starts_with(&format!("{}, {}, {}, {}", names[1], names[0], names[2], names[3])));
    page.click("#columns-only");
    assert_eq!(heads(&mut page), format!("{}, {}", names[0], names[2]));
    assert!(page.text("#left-out").starts_with("10 processes are not drawn: "));
    page.click("#columns-hide");
    assert_eq!(page.text("#columns-say"), "One column has to stay.");
    page.click("#columns-all");
    assert_eq!(heads(&mut page), all);
    for nonsense in ["0.0", "99", "x", "", "0..1", "1-", "0.1&name=7:a&name=", "0.1&name=0:alone"] {
        page.go(&format!("{address}#columns={nonsense}"));
        page.settle();
    }
    assert!(heads(&mut page).starts_with(names[0]), "one alone has its own name");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

/// How near a line comes to an event that is not its own, and which: nothing, if all keep apart.
const TOUCHING: &str = "(() => {
    const events = [...document.querySelectorAll('#drawn .hit[data-place]')].filter(it => it.tagName === 'circle')
        .map(it => [Number(it.getAttribute('cx')), Number(it.getAttribute('cy'))]);
    const touching = [];
    for (const line of document.querySelectorAll('#drawn :is(.message, .marker, .recorded, .wrong)')) {
        const parts = line.getAttribute('d').split('M').filter(Boolean).filter(part => !part.includes('C')).map(part => part.split('L').map(at => at.split(' ').map(Number)));
        if (!parts.length) continue;
        const ends = [parts[0][0], parts.at(-1).at(-1)];
        for (const [x, y] of events) {
            if (ends.some(([ex, ey]) => Math.hypot(ex - x, ey - y) < 1) || ends.some(([ex]) => ex === x)) continue;
            for (const [[ax, ay], [bx, by] = [ax, ay]] of parts) {
                const long = (bx - ax) ** 2 + (by - ay) ** 2 || 1;
                const share = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / long));
                const near = Math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y);
                if (near < 9.9) touching.push(`${near} at ${x},${y}`);
            }
        }
    }
    return [events.length, touching.join('; ')];
})()";

pub(crate) fn passing(program: &str) {
    for name in ["overlap", "lost", "regions", "twelve"] {
        let Opened { mut page, .. } = opened(program, name);
        page.resize((1280, 3000));
        page.press("End");
        for axis in ["order", "time", "scale"] {
            let found = page.run(TOUCHING);
            assert!(found[0].as_u64().unwrap() > 10, "{name}: there are events");
            assert_eq!(found[1], "", "{name}, {axis}");
            page.press("a");
        }
    }
}

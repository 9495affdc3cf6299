//! How a reader gets about: by the events, the search, the address, and the keyboard alone.

use crate::{Opened, opened};

pub(crate) fn stepping(program: &str) {
    let Opened { mut page, .. } = opened(program, "exercise");
    assert_eq!(page.text("#now"), "Before the first event shown.", "a page opens at the beginning");
    page.press("End");
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

pub(crate) fn search(program: &str) {
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

pub(crate) fn address(program: &str) {
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

pub(crate) fn keyboard(program: &str) {
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

pub(crate) fn choosing(program: &str) {
    let Opened { mut page, .. } = opened(program, "twelve");
    let wider =
        "(() => { const it = document.getElementById('scroll'); return it.scrollWidth > it.clientWidth; })()";
    let markers = "document.querySelectorAll('#drawn .marker').length > 0";
    page.press("r");
    assert_eq!((page.run(wider), page.run(markers)), (true.into(), true.into()));
    page.press("w");
    page.press("m");
    assert_eq!((page.run(wider), page.run(markers)), (false.into(), false.into()));
    page.until("location.hash.endsWith('&narrow=1&markers=0')");
    page.press("w");
    page.click("#no-markers");
    assert_eq!((page.run(wider), page.run(markers)), (true.into(), true.into()));
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
    let Opened { mut page, .. } = opened(program, "two");
    assert_eq!(
        page.run("document.getElementById('narrow').closest('label').hidden"),
        true,
        "it would change nothing"
    );
}

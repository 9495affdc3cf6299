//! The lesson: what it asks is judged as the oracles judge, it can be read on any screen, and its answers can be left out.

use observed::Logs;
use observed::lattice::Steps;
use serde_json::json;
use sim_draw::lesson::{Answers, Made, Material, Recordable, Recorded, write};
use tempfile::TempDir;

use crate::browser::Page;
use crate::common::{fixture, path};
use crate::{LAPTOP, PHONE, reading};

fn made(name: &str) -> Made {
    Made { run: fixture(name), command: format!("sim {name}") }
}

fn material(answers: Answers) -> Material {
    let recorded = |name: &str, ends| Recorded {
        state: name.to_string(),
        ends,
        wrong: 0,
        ok: Some(true),
        made: made(name),
    };
    let states = vec![recorded("exercise", 4), recorded("held", 2)];
    Material {
        about: made("exercise"),
        asked: None,
        never: Err("nothing <was> found".to_string()),
        recordable: Ok(Recordable {
            states,
            more: 0,
            ends: 6,
            held: true,
            instead: None,
            command: "sim explore".to_string(),
        }),
        overtaken: Ok([made("inconsistent"), made("exercise")]),
        overlapping: Ok(made("overlap")),
        answers,
        command: "sim lesson".to_string(),
    }
}

fn text(answers: Answers) -> String {
    let mut out = Vec::new();
    write(&material(answers), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

struct Lesson {
    page: Page,
    address: String,
    _folder: TempDir,
}

fn open(program: &str, answers: Answers, size: (u32, u32)) -> Lesson {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("lesson.html");
    std::fs::write(&file, text(answers)).unwrap();
    Lesson {
        page: Page::open(program, &file, size),
        address: format!("file://{}", file.display()),
        _folder: folder,
    }
}

/// By how many pixels the first handle of the question's diagram is beside the pointer that drags it.
const DRAGGED: &str = "(async () => { const root = document.querySelector('.question .run').shadowRoot; \
    const handle = root.querySelector('#handles g'); handle.scrollIntoView({ block: 'center' }); \
    const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))); await frame(); \
    const middle = () => { const { left, top, width, height } = handle.getBoundingClientRect(); return [left + width / 2, top + height / 2]; }; \
    const [x, y] = middle(); root.getElementById('svg').setPointerCapture = () => {}; \
    const send = (kind, y) => handle.dispatchEvent(new PointerEvent(kind, { bubbles: true, clientX: x, clientY: y, pointerId: 1 })); \
    send('pointerdown', y); send('pointermove', y - 40); await frame(); \
    const [, at] = middle(); send('pointerup', y - 40); return Math.round(Math.abs(at - (y - 40)) / 3); })()";

/// What the page says of every cut that can be placed in its first question: of each whether it is called right.
const PLACED: &str = "(() => { const question = document.querySelector('.question[data-kind=place]'); \
    const root = question.querySelector('.run').shadowRoot; const sliders = [...root.querySelectorAll('#points input')]; \
    const most = sliders.map(slider => Number(slider.max)); const said = []; \
    for (let p = 0; p <= most[0]; p++) for (let q = 0; q <= most[1]; q++) { \
      [p, q].forEach((value, of) => { sliders[of].value = value; sliders[of].dispatchEvent(new Event('input')); }); \
      question.querySelector('form').requestSubmit(); \
      said.push([p, q, question.querySelector('.says').classList.contains('good')]); } \
    return { most, said }; })()";

pub(crate) fn placing(program: &str) {
    let Lesson { mut page, address, _folder } = open(program, Answers::Shown, LAPTOP);
    let placed = page.run(PLACED);
    let mut logs = Logs::new(None, None).unwrap();
    logs.read("run", &std::fs::read_to_string(path("fixtures/exercise.json")).unwrap()).unwrap();
    let steps = Steps::of(&logs.finish().unwrap()).unwrap();
    let number = |value: &serde_json::Value| u32::try_from(value.as_u64().unwrap()).unwrap();
    let hidden: Vec<u32> = (0..2).map(|of| steps.to[of] - number(&placed["most"][of])).collect();
    let (mut right, mut wrong) = (0, 0);
    for said in placed["said"].as_array().unwrap() {
        let cut = [number(&said[0]) + hidden[0], number(&said[1]) + hidden[1]];
        assert_eq!(said[2], steps.is_consistent(&cut), "{cut:?}");
        *if said[2] == true { &mut right } else { &mut wrong } += 1;
    }
    assert!(right > 2 && wrong > 0, "{right} right, {wrong} wrong");
    assert_eq!(page.requests, [address], "it asks for nothing but itself");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn choosing(program: &str) {
    let Lesson { mut page, .. } = open(program, Answers::Shown, LAPTOP);
    let questions =
        page.run("document.querySelectorAll('.question[data-kind=choice]').length").as_u64().unwrap();
    assert_eq!(questions, 2, "what will be recorded, and which message is backwards");
    let answer = |page: &mut Page, which: &str, choice: &str| {
        page.run(&format!(
            "(() => {{ const question = [...document.querySelectorAll('.question')].find(of => of.textContent.includes({})); \
             [...question.querySelectorAll('label')].find(label => label.textContent.includes({})).querySelector('input').click(); \
             question.querySelector('form').requestSubmit(); return question.querySelector('.says').textContent; }})()",
            json!(which),
            json!(choice)
        ))
        .as_str()
        .unwrap()
        .to_string()
    };
    let recorded = &fixture("exercise").footer.unwrap().snapshots[0].channels;
    let full = recorded.values().find(|messages| !messages.is_empty()).unwrap();
    let name = format!("m #{}", full[0].msg.unwrap());
    assert!(answer(&mut page, "will be recorded", &name).starts_with("Right. "));
    let no = answer(&mut page, "will be recorded", "no message");
    assert!(no.starts_with("Not yet. ") && !no.contains(&name), "it does not tell the right one: {no}");
    let right = |name: &&str| answer(&mut page, "Which message", name).starts_with("Right. ");
    let right: Vec<_> = ["m #200", "m #202", "m #204"].into_iter().filter(right).collect();
    assert_eq!(right.len(), 1, "{right:?}");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn reading(program: &str) {
    let Lesson { mut page, .. } = open(program, Answers::Shown, PHONE);
    for size in [PHONE, LAPTOP] {
        page.resize(size);
        page.settle();
        let wider = page.run("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(wider, 0, "{size:?}: the page scrolls sideways");
    }
    assert!(page.text("#left-out").contains("This state may never have happened: nothing <was> found."));
    page.resize((360, 500));
    page.settle();
    let letters = "Math.round(document.querySelector('.run').shadowRoot.querySelector('#names text').getBoundingClientRect().height)";
    let small = page.run(letters).as_u64().unwrap();
    page.press("p");
    page.settle();
    let large = page.run(letters).as_u64().unwrap();
    assert!(
        large * 10 > small * 13,
        "the letters of a diagram grow with the others: {small} to {large} pixels"
    );
    assert_eq!(page.run(DRAGGED), 0, "a handle follows the pointer there too");
    page.run("document.querySelector('dfn').focus()");
    let shown = "getComputedStyle(document.querySelector('dfn [role=tooltip]')).display";
    assert_eq!(page.run(shown), "block");
    page.press("Escape");
    assert_eq!(page.run(shown), "none");
    let whole = "(() => { const root = document.querySelector('.run').shadowRoot; const last = [...root.querySelectorAll('.on-paper')].at(-1); \
        return !!last && last.viewBox.baseVal.y + last.viewBox.baseVal.height >= parseFloat(root.getElementById('sheet').style.height); })()";
    assert_eq!(page.run(whole), false, "it scrolls on a screen that is not so high");
    page.run("dispatchEvent(new Event('beforeprint'))");
    assert_eq!(page.run(whole), true, "on paper all of it is there");
    page.run("dispatchEvent(new Event('afterprint'))");
    reading::without_serious_findings(&mut page, "the lesson");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn hiding(program: &str) {
    let hidden = text(Answers::Hidden);
    assert!(
        !hidden.contains("data-right")
            && !hidden.contains("data-why=")
            && !hidden.contains("Judge my answer</button>")
    );
    assert_eq!(text(Answers::Shown), text(Answers::Shown), "the same bytes each time");
    let Lesson { mut page, .. } = open(program, Answers::Hidden, LAPTOP);
    assert!(page.run("document.querySelectorAll('.question').length").as_u64().unwrap() >= 3);
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

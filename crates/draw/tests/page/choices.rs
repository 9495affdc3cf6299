//! The page of choices: a reader who goes through it with the keyboard comes to what the oracles judged, finds the way back, and can read
//! it on any screen.

use serde_json::json;
use sim_core::{Action, ChannelId, ProcessId, Schedule, Topology};
use sim_draw::choices::{Choice, Choices, End, Ends, Recordable, Recorded, State, write};
use tempfile::TempDir;

use crate::browser::Page;
use crate::common::fixture;
use crate::{LAPTOP, PHONE, reading};

const WIDE: (u32, u32) = (1600, 900);
/// A name that is markup.
const HOSTILE: &str = "</script><b>Q</b>";

fn choice(words: &str, action: &str, to: Option<usize>) -> Choice {
    Choice { words: words.to_string(), action: action.to_string(), to }
}

fn state(depth: u64, state: &str, contents: &str, choices: Vec<Choice>) -> State {
    let recorded = |state: &str| vec!["-".to_string(), state.to_string()];
    State {
        depth,
        begun: depth > 6,
        processes: vec![state.to_string(), "0".to_string()],
        channels: vec![contents.to_string(), String::new()],
        recorded: vec![Recorded { processes: recorded(state), channels: recorded("empty") }],
        incidents: if depth > 7 { vec!["m from P is lost".to_string()] } else { Vec::new() },
        choices,
        end: None,
    }
}

fn end(depth: u64, line: &str, place: usize, ok: Option<bool>, failed: &str) -> State {
    let end = Some(End { state: line.to_string(), place: Some(place), ok, failed: failed.to_string() });
    State { end, ..state(depth, line, "", Vec::new()) }
}

fn ends(ok: bool, failed: &str, way: Vec<usize>, steps: usize) -> Ends {
    let name = if ok { "exercise" } else { "inconsistent" };
    Ends {
        ok: Some(ok),
        failed: failed.to_string(),
        count: 1,
        steps,
        way,
        command: format!("sim {name}"),
        run: Some(fixture(name)),
    }
}

/// Six steps at which there is nothing to choose; then a choice of two, one of which leads to a bad end, or out of the page.
fn material() -> Choices {
    let forced = (0..6).zip(1..).map(|(step, next)| {
        let (words, action) = if step % 2 == 0 { ("Q receives m", "P>Q") } else { ("P receives m", "Q>P") };
        state(step, &step.to_string(), "m", vec![choice(words, action, Some(next))])
    });
    let mut states: Vec<_> = forced.collect();
    states.push(state(
        6,
        "6",
        "m",
        vec![
            choice("P acts of its own accord (forward)", "P!", Some(7)),
            choice("P starts snapshot 1", "P!1", Some(8)),
        ],
    ));
    states.push(state(7, "7", "m", vec![choice("Q receives m", "P>Q", Some(9))]));
    states.push(state(
        7,
        "8",
        "m, marker",
        vec![
            choice("Q receives m", "P>Q", Some(10)),
            choice("Q receives a marker, which overtakes 1 older in its channel", "P>Q#1", None),
        ],
    ));
    states.push(end(8, "P<7> <right>", 1, Some(true), ""));
    states.push(end(8, "P<8> wrong", 0, Some(false), "channels, reachable"));
    Choices {
        headline: format!("ring of P, {HOSTILE}"),
        ok: Some(false),
        told: vec!["Not every end is good.".to_string(), "11 states.".to_string()],
        recordable: vec![
            Recordable {
                state: "P<8> wrong".to_string(),
                ends: vec![ends(false, "channels, reachable", vec![0, 0, 0, 0, 0, 0, 1, 0], 8)],
            },
            Recordable {
                state: "P<7> <right>".to_string(),
                ends: vec![ends(true, "", vec![0, 0, 0, 0, 0, 0, 0], 9)],
            },
        ],
        more: 0,
        processes: vec!["P".to_string(), HOSTILE.to_string()],
        channels: vec!["P->Q".to_string(), "Q->P".to_string()],
        states,
        left_out: Some("Of 12 states the first 11 are here.".to_string()),
        around: ["sim --schedule ".to_string(), " --trigger 3".to_string()],
        command: "sim explore -f html".to_string(),
    }
}

struct Opened {
    page: Page,
    address: String,
    _folder: TempDir,
}

fn open(program: &str, size: (u32, u32)) -> Opened {
    let (folder, mut out) = (TempDir::new().unwrap(), Vec::new());
    write(&material(), &mut out).unwrap();
    let file = folder.path().join("choices.html");
    std::fs::write(&file, out).unwrap();
    Opened {
        page: Page::open(program, &file, size),
        address: format!("file://{}", file.display()),
        _folder: folder,
    }
}

/// The command for the way to the bad end, as the program writes schedules.
fn command() -> String {
    let deliver = |channel| Action::Deliver { channel: ChannelId(channel), position: 0 };
    let mut actions: Vec<_> = (0..6).map(|step| deliver(step % 2)).collect();
    actions.extend([Action::Internal { process: ProcessId(0), command: 1 }, deliver(0)]);
    let schedule = Schedule(actions).display(&Topology::ring(2).unwrap());
    assert!(schedule.starts_with("(P>Q Q>P)*3"));
    format!("sim --schedule '{schedule}' --trigger 3")
}

pub(crate) fn walking(program: &str) {
    let Opened { mut page, address, _folder } = open(program, LAPTOP);
    assert_eq!(page.text("#here"), "The initial state");
    page.press("n");
    assert_eq!(page.text("#here"), "State 6, after 6 steps");
    assert_eq!(
        page.text("#still-says"),
        "2 of the 2 listed states. Some ways lead out of this page, so more may be recorded than is known here."
    );
    let asides = "[...document.querySelectorAll('#choices .aside')].map(it => it.textContent)";
    assert_eq!(
        page.run(asides),
        json!(["leaves 1 of 2 recordable", ""]),
        "of the other way not all is known"
    );
    page.press("2");
    page.press("2");
    assert!(
        page.text("#out").contains("a state that is not in this page") && page.text("#out").contains("P>Q#1")
    );
    assert_eq!(page.text("#here"), "State 8, after 7 steps", "it stays where it is");
    page.press("1");
    assert_eq!(page.text("#here"), "State 10, after 8 steps");
    assert_eq!(page.text("#worth"), "This schedule ends here. Violated: channels, reachable.");
    assert_eq!(page.text("#recorded"), "P<8> wrong");
    assert_eq!(page.text("#command"), command());
    assert_eq!(page.text("#still-says"), "1 of the 2 listed states.");
    assert_eq!(page.text("#incidents"), "m from P is lost.");
    assert_eq!(page.requests, [address], "it asks for nothing but itself");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn returning(program: &str) {
    let Opened { mut page, address, _folder } = open(program, LAPTOP);
    page.press("n");
    page.press("1");
    page.press("1");
    assert_eq!(page.text("#worth"), "This schedule ends here. All oracles hold.");
    assert_eq!(page.text("#recorded"), "P<7> <right>");
    let here = page.run("location.hash").as_str().unwrap().to_string();
    page.press("Backspace");
    assert_eq!(page.text("#here"), "State 7, after 7 steps");
    page.run("history.back()");
    page.until("document.querySelector('#here').textContent === 'State 9, after 8 steps'");
    page.press("Home");
    assert_eq!(page.text("#here"), "The initial state");
    page.go("about:blank");
    page.go(&format!("{address}{here}"));
    assert_eq!(page.text("#here"), "State 9, after 8 steps", "the address leads back");
    page.go("about:blank");
    page.go(&format!("{address}#schedule=P%3EQ+nonsense"));
    assert_eq!(page.text("#here"), "State 1, after 1 step", "as far as it makes sense");
    // A link of the way, a node of the graph, and what is said to be led to.
    page.press("n");
    page.click("#way li:nth-child(3) button");
    assert_eq!(page.text("#here"), "State 2, after 2 steps");
    page.run("document.querySelector('#drawn [data-state=\"8\"]').dispatchEvent(new MouseEvent('click', { bubbles: true }))");
    assert_eq!(page.text("#here"), "State 8, after 7 steps");
    page.click(".lead[data-of='1-1']");
    assert_eq!(page.text("#recorded"), "P<8> wrong");
    page.click(".lead[data-of='2-1']");
    assert_eq!(page.text("#here"), "State 7, after 7 steps");
    assert!(page.text("#out").contains("has 9 steps, and leads out of this page"));
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

pub(crate) fn reading(program: &str) {
    let Opened { mut page, .. } = open(program, PHONE);
    page.click(".show[data-of='1-1']");
    let shown = "document.querySelector('#drawn-1-1').shadowRoot.querySelector('#verdicts').textContent";
    assert!(page.run(shown).as_str().unwrap().contains("reachable"), "its verdicts are those of the run");
    page.press("n");
    page.press("2");
    page.press("1");
    for size in [PHONE, LAPTOP, WIDE] {
        page.resize(size);
        page.settle();
        let wider = page.run("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(wider, 0, "{size:?}: the page scrolls sideways");
    }
    reading::without_serious_findings(&mut page, "the page of choices at an end");
    page.press("Backspace");
    page.press("Backspace");
    reading::without_serious_findings(&mut page, "the page of choices where there is something to choose");
    assert_eq!(page.run("document.querySelectorAll('b').length"), 0, "a name that is markup is only a name");
    // With the keyboard alone: what has it keeps it.
    page.run("document.querySelector('#choices button').focus()");
    page.press("Enter");
    assert_eq!(page.text("#here"), "State 7, after 7 steps");
    assert_eq!(page.run("document.activeElement.parentElement.parentElement.id"), "choices");
    page.press("Enter");
    assert_eq!(page.run("document.activeElement.id"), "here", "at an end there is nothing to choose");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

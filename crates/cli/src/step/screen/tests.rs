use std::fmt::Write as _;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use draw::Extent;
use draw::view::{Limits, View};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use trace::Saved;

use super::*;
use crate::step::keys::press;
use crate::step::model::After;

/// A run of three processes with two snapshots that overlap.
const OVERLAP: &str = include_str!("../../../../draw/tests/fixtures/overlap.json");
/// The exercise, seed 7.
const EXERCISE: &str = include_str!("../../../../draw/tests/fixtures/exercise.json");
/// Names that are markup and quotes.
const HOSTILE: &str = include_str!("../../../../draw/tests/fixtures/hostile.json");
/// A message crosses the cut backwards.
const BACKWARD: &str = include_str!("../../../../draw/tests/fixtures/inconsistent.json");
/// Twelve processes.
const TWELVE: &str = include_str!("../../../../draw/tests/fixtures/twelve.json");
/// A marker overtakes `m`, and the snapshot loses it.
const FAILING: &str = include_str!("../../../../draw/tests/fixtures/lost.json");

/// The screen after these keys; `\t` is Tab, `\n` Enter.
fn screen_of(saved: &Saved, keys: &str, width: u16, height: u16) -> String {
    let view = View::new(saved, &Extent::Snapshot, crate::step::load::LIMITS);
    let mut model = Model::new(&view);
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, &mut model)).unwrap();
    for char in keys.chars() {
        let code = match char {
            '\t' => KeyCode::Tab,
            '\n' => KeyCode::Enter,
            char => KeyCode::Char(char),
        };
        if press(&mut model, KeyEvent::new(code, KeyModifiers::NONE)) == After::Quit {
            break;
        }
        terminal.draw(|frame| draw(frame, &mut model)).unwrap();
    }
    terminal.backend().to_string()
}

fn screen(text: &str, keys: &str, width: u16, height: u16) -> String {
    screen_of(&trace::read(text).unwrap(), keys, width, height)
}

fn has(screen: &str, wanted: &[&str]) {
    for wanted in wanted {
        assert!(screen.contains(wanted), "{wanted} is missing:\n{screen}");
    }
}

/// The exercise with other names, one more process for each of `more`.
fn renamed(p: &str, q: &str, more: &[String]) -> Saved {
    let json = |name: &str| serde_json::to_string(name).unwrap();
    let inner = |name: &str| json(name).trim_matches('"').to_string();
    let text = EXERCISE.replace("\"P\"", &json(p)).replace("\"Q\"", &json(q));
    let arrow = |from: &str, to: &str| format!("{}->{}", inner(from), inner(to));
    let text = text.replace("P->Q", &arrow(p, q)).replace("Q->P", &arrow(q, p));
    let mut saved = trace::read(&text).unwrap();
    saved.header.config.processes.extend_from_slice(more);
    saved
}

#[test]
fn eighty_by_twenty_four_has_the_verdict_the_event_the_drawing_the_state_and_the_keys() {
    let screen = screen(EXERCISE, "g408\n", 80, 24);
    has(
        &screen,
        &[
            "ok: all 8 checks hold",
            "#408 t=2076: Q recv m #202 from P, state 102",
            ">408 |  *<-' :  Q recv m #202",
            " 407 +--+--+-.  P send marker #203 to Q",
            " P: 101 #1  >Q: 102",
            " P->Q: marker #203",
            "Down/Up step",
        ],
    );
}

#[test]
fn before_the_first_event_no_time_is_claimed() {
    let screen = screen(EXERCISE, "", 80, 24);
    has(&screen, &["Before event #402. Down goes to it"]);
    assert!(!screen.contains("t=0"), "{screen}");
}

#[test]
fn what_is_recorded_is_shown_as_far_as_it_has_come() {
    has(
        &screen(EXERCISE, "\tn", 80, 24),
        &["Snapshot: 1 of 2 processes", " P: 101   Q: -", "closed: 0 of 2"],
    );
    has(
        &screen(EXERCISE, "\tG", 80, 24),
        &[" P: 101   Q: 102", " Q->P: m #204", "Channels closed: 2 of 2, 1 of them empty"],
    );
    has(&screen(OVERLAP, "\tG", 80, 24), &["Snapshot 2 (of 2; s: the next)"]);
    has(&screen(OVERLAP, "Gs", 80, 24), &["Snapshot 1 (of 2; s: the next)"]);
}

#[test]
fn a_check_that_fails_is_always_in_sight_and_first_among_the_checks() {
    let screen = screen(FAILING, "\t\tG", 80, 24);
    has(&screen, &["FAIL: channels"]);
    let (fail, ok) = (screen.find("FAIL channels: ").unwrap(), screen.find("ok   complete").unwrap());
    assert!(fail < ok, "{screen}");
}

#[test]
fn a_message_that_is_missing_from_the_record_is_marked_and_told() {
    let at_end = screen(FAILING, "\tG", 80, 24);
    has(&at_end, &["lacks m #", "!"]);
    assert!(!screen(FAILING, "\tn", 80, 24).contains("lacks"), "it is not over yet");
    assert!(!screen(EXERCISE, "\tG", 80, 24).contains('!'), "nothing is missing");
}

#[test]
fn a_message_that_crosses_the_cut_backwards_is_marked() {
    has(&screen(BACKWARD, "G", 80, 24), &["FAIL: ", "!"]);
}

#[test]
fn a_message_that_its_process_refuses_is_seen_waiting_in_its_channel() {
    let mut saved = trace::read(EXERCISE).unwrap();
    let plain = screen_of(&saved, "nn", 80, 24);
    for event in &mut saved.events {
        if let trace::model::What::Recv { waited, .. } = &mut event.what {
            *waited = event.t;
        }
    }
    let waiting = screen_of(&saved, "nn", 80, 24);
    assert!(waiting.contains(" waits") && !plain.contains(" waits"), "{plain}\n{waiting}");
}

#[test]
fn panes_scroll_and_not_beyond_their_end() {
    let few = screen(EXERCISE, "\t\t", 80, 16);
    has(&few, &["lines 1-4 of 9", "ok   complete"]);
    has(&screen(EXERCISE, "\t\tJ", 80, 16), &["lines 2-5 of 9"]);
    assert_eq!(screen(EXERCISE, "\t\tJJJJJJJJJJJJK", 80, 16), screen(EXERCISE, "\t\tJJJJ", 80, 16));
}

#[test]
fn twelve_processes_fit_in_eighty_columns_and_twenty_are_told_apart() {
    let more = |count| (2..count).map(|n| format!("node{n}")).collect::<Vec<_>>();
    let twelve = screen_of(&renamed("node0", "node1", &more(12)), "j", 80, 24);
    has(&twelve, &["0   1   2   3   4   5   6   7   8   9   10  11"]);
    let twenty = screen_of(&renamed("node0", "node1", &more(20)), "j>>>>>>>>>>>>>>>", 80, 24);
    has(&twenty, &["of 20: <, >", " 17 18 19 ", "node19: 0"]);
}

#[test]
fn processes_that_are_called_by_numbers_have_them_where_their_names_are() {
    let more: Vec<String> = ["alice", "albert", "hans", "a name without end"].map(String::from).into();
    let screen = screen_of(&renamed("北京", "上海", &more), "j", 40, 24);
    has(&screen, &[" 1  2  3  4  5  6 ", "1 北京: ", ">2 上海: 101", "4 albert: ", "6 a name without end: "]);
    let named = screen_of(&renamed("北京", "上海", &more[..2]), "j", 120, 24);
    assert!(named.contains("alice: ") && !named.contains("3 alice"), "{named}");
    let recorded = screen_of(&renamed("北京", "上海", &more), "\tG", 40, 24);
    has(&recorded, &["1 北京: 101", "2 上海: 102", "4 albert: -"]);
}

#[test]
fn a_narrow_diagram_keeps_room_for_processes() {
    let more: Vec<String> = (2..12).map(|n| format!("p{n}")).collect();
    has(&screen_of(&renamed("p0", "p1", &more), "j", 40, 12), &[" 0  1  2  3  4  5 "]);
}

#[test]
fn two_hundred_processes_can_all_be_reached() {
    let more: Vec<String> = (2..200).map(|n| format!("p{n}")).collect();
    let keys = format!("j{}", ">".repeat(200));
    has(&screen_of(&renamed("p0", "p1", &more), &keys, 80, 24), &["-200 of 200: <, >", " 198 199 "]);
}

#[test]
fn a_long_state_and_a_long_event_are_shown_whole() {
    let long = "a state of very many words that goes on and on and still goes on until nobody can read it any more: over";
    let mut saved = trace::read(EXERCISE).unwrap();
    for event in &mut saved.events {
        match &mut event.what {
            trace::model::What::Record { state, .. } => {
                state.state = trace::model::State::Text(long.to_string());
            }
            trace::model::What::Recv { body, state, .. } if event.seq == 402 => {
                (*body, state.state) =
                    (format!("{long}, twice"), trace::model::State::Text(long.to_string()));
            }
            _ => {}
        }
    }
    let one_line =
        |screen: String| screen.replace("\"\n\"", " ").split_whitespace().collect::<Vec<_>>().join(" ");
    has(
        &one_line(screen_of(&saved, "j", 80, 24)),
        &[&format!("recv {long}, twice #200 from P, state {long}")],
    );
    has(&one_line(screen_of(&saved, "n\t", 80, 24)), &[&format!("P: {long}")]);
    has(&screen_of(&saved, "j", 30, 10), &[".."]);
}

#[test]
fn what_is_left_out_with_processes_is_said() {
    let more: Vec<String> = (2..200).map(|n| format!("p{n}")).collect();
    let saved = renamed("p0", "p1", &more);
    let view = View::new(&saved, &Extent::Snapshot, Limits { events: 1000, processes: 1 });
    let mut model = Model::new(&view);
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    for key in ["j", "\t"] {
        let code = if key == "j" { KeyCode::Char('j') } else { KeyCode::Tab };
        press(&mut model, KeyEvent::new(code, KeyModifiers::NONE));
        terminal.draw(|frame| draw(frame, &mut model)).unwrap();
        let screen = terminal.backend().to_string();
        has(&screen, &["Shown: 1 of 200 processes; what the others do is left out."]);
        assert!(!screen.contains("(--window)"), "{screen}");
    }
}

#[test]
fn a_small_screen_says_what_it_does_not_show() {
    let diagram = screen(EXERCISE, "n", 40, 10);
    has(&diagram, &["ok: all 8", "#406 t=2062", ">406 #", "Tab: what has no room here"]);
    let now = screen(EXERCISE, "n\t", 40, 10);
    has(&now, &[">P: 101 #1"]);
    assert!(!now.contains(">406 #"), "{now}");
    has(&screen(EXERCISE, "", 20, 5), &["too small: 24x6", "needed"]);
}

#[test]
fn a_large_screen_has_all_panes_at_once() {
    has(
        &screen(EXERCISE, "G", 200, 60),
        &[" Events ", " Now ", " Recorded ", " Checks ", "ok   reachable", "Q->P: m #204"],
    );
}

#[test]
fn wide_names_are_aligned_and_control_characters_are_shown() {
    let screen = screen_of(&renamed("北京", "a\u{1b}[31mb", &[]), "g408\n", 100, 24);
    has(&screen, &["a\\u{1b}[31mb recv m #202 from ", ">408 |"]);
    assert!(!screen.contains('\u{1b}'));
    let wide = screen_of(&renamed("北京", "上海", &[]), "g408\n", 80, 24);
    has(&wide, &[">408 |    *<---' :"]);
}

#[test]
fn the_keys_and_the_signs_are_explained() {
    has(
        &screen(EXERCISE, "?", 80, 40),
        &["next, previous recording", "Signs", "records its state", "seed 7"],
    );
    assert!(!screen(EXERCISE, "?q", 80, 40).contains("Signs"));
    has(&screen(EXERCISE, "?JJJJJJJJJJJJJJJJJJJJJJJJJJJJ", 80, 12), &["seed 7"]);
}

#[test]
fn a_question_is_seen_while_it_is_answered_and_what_came_of_it() {
    has(&screen(EXERCISE, "g41", 80, 24), &["go to event number: 41_"]);
    has(&screen(EXERCISE, "/nowhere\n", 80, 24), &["no event says 'nowhere'"]);
}

#[test]
fn a_run_that_was_cut_off_or_has_no_events_is_drawn_all_the_same() {
    let mut saved = trace::read(EXERCISE).unwrap();
    saved.footer = None;
    has(&screen_of(&saved, "j", 80, 24), &["No verdict: the file has no result"]);
    saved.events.clear();
    has(&screen_of(&saved, "jnmG", 80, 24), &["No event of the run is in this window"]);
}

/// A run of 20 processes whose messages are all under way at once.
fn crowded() -> Saved {
    let more: Vec<String> = (2..20).map(|n| format!("p{n}")).collect();
    let mut saved = renamed("p0", "p1", &more);
    saved.events.retain(|event| !matches!(event.what, trace::model::What::Recv { .. }));
    saved
}

#[test]
fn lanes_without_room_are_said() {
    let saved = crowded();
    let view = View::new(&saved, &Extent::All, Limits { events: 1000, processes: 64 });
    let mut model = Model::new(&view);
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    press(&mut model, KeyEvent::new(KeyCode::End, KeyModifiers::NONE));
    terminal.draw(|frame| draw(frame, &mut model)).unwrap();
    has(&terminal.backend().to_string(), &["+~"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_size_can_be_drawn_on(
        keys in "[jkGnpmMfFsSJK/?0-9 <>\t\n]{0,20}",
        width in 1..200_u16,
        height in 1..60_u16,
        which in 0..7_usize,
    ) {
        let saved = match which {
            6 => crowded(),
            which => trace::read([OVERLAP, EXERCISE, HOSTILE, FAILING, BACKWARD, TWELVE][which]).unwrap(),
        };
        let screen = screen_of(&saved, &keys, width, height);
        let mut lines = String::new();
        write!(lines, "{}", screen.lines().count()).unwrap();
        prop_assert_eq!(lines, height.to_string());
    }
}

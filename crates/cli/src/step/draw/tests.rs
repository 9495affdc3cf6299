use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use trace::view::{Limits, View};
use trace::window::Window;

use super::*;
use crate::step::stepper::After;

/// A run of three processes with two snapshots that overlap.
const OVERLAP: &str = include_str!("../../../../trace/tests/fixtures/overlap.json");
/// The exercise, seed 7.
const EXERCISE: &str = include_str!("../../../../trace/tests/fixtures/exercise.json");
/// Names that are markup and quotes.
const HOSTILE: &str = include_str!("../../../../trace/tests/fixtures/hostile.json");

fn with(text: &str, keys: &[KeyCode], width: u16, height: u16) -> (usize, usize, String) {
    let saved = trace::read(text).unwrap();
    let view = View::new(&saved, &Window::Snapshot, Limits { events: 1000, processes: 12 });
    let mut stepper = Stepper::new(&view);
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    for code in keys {
        if stepper.key(KeyEvent::new(*code, KeyModifiers::NONE)) == After::Quit {
            break;
        }
        terminal.draw(|frame| draw(frame, &stepper)).unwrap();
    }
    terminal.draw(|frame| draw(frame, &stepper)).unwrap();
    (stepper.position, view.events.len(), terminal.backend().to_string())
}

fn key() -> impl Strategy<Value = KeyCode> {
    let letters = prop::sample::select("jkhlgGnp? xq".chars().collect::<Vec<_>>()).prop_map(KeyCode::Char);
    let others = vec![
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Esc,
        KeyCode::Tab,
    ];
    prop_oneof![3 => letters, 2 => prop::sample::select(others)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_key_leaves_the_run_and_every_size_can_be_drawn_on(
        keys in prop::collection::vec(key(), 0..30),
        width in 1..200_u16,
        height in 1..60_u16,
        text in prop::sample::select(vec![OVERLAP, EXERCISE, HOSTILE]),
    ) {
        let (position, events, _) = with(text, &keys, width, height);
        prop_assert!(position <= events);
    }
}

#[test]
fn forward_and_back_is_where_one_was() {
    let forward = [KeyCode::Char('j'); 5];
    let back = [KeyCode::Char('j'), KeyCode::Char('j'), KeyCode::Char('k')];
    assert_eq!(with(EXERCISE, &forward, 100, 30).0, 5);
    assert_eq!(with(EXERCISE, &back, 100, 30), with(EXERCISE, &forward[..1], 100, 30));
}

#[test]
fn the_next_recording_is_the_one_that_is_looked_for_and_there_and_back_again() {
    let (first, ..) = with(EXERCISE, &[KeyCode::Char('n')], 100, 30);
    let (second, ..) = with(EXERCISE, &[KeyCode::Char('n'), KeyCode::Char('n')], 100, 30);
    let twice = [KeyCode::Char('n'), KeyCode::Char('n'), KeyCode::Char('p')];
    assert!(first < second);
    assert_eq!(with(EXERCISE, &twice, 100, 30).0, first);
    let none_after = [KeyCode::End, KeyCode::Char('n')];
    let (position, events, _) = with(EXERCISE, &none_after, 100, 30);
    assert_eq!(position, events, "there is none after the last");
}

#[test]
fn the_screen_has_the_states_the_channels_and_the_checks() {
    let (_, _, screen) = with(EXERCISE, &[KeyCode::Char('n'), KeyCode::Char('j')], 110, 32);
    for wanted in [
        "ring of P, Q; token-ring; chandy-lamport; seed 7",
        "P: 101  recorded #1",
        "P->Q: m #202, marker #203",
        "P send marker #203 to Q",
        "Checks",
    ] {
        assert!(screen.contains(wanted), "{wanted} is missing:\n{screen}");
    }
}

#[test]
fn the_keys_are_explained_and_the_explanation_is_left_without_leaving() {
    let (_, _, screen) = with(EXERCISE, &[KeyCode::Char('?')], 100, 30);
    assert!(screen.contains("the next / previous recording"), "{screen}");
    let (_, _, screen) = with(EXERCISE, &[KeyCode::Char('?'), KeyCode::Esc], 100, 30);
    assert!(!screen.contains("the next / previous recording"), "{screen}");
}

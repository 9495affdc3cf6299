use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use draw::Extent;
use draw::view::Limits;
use proptest::prelude::*;

use super::*;
use crate::step::keys::press;

/// A run of three processes with two snapshots that overlap.
const OVERLAP: &str = include_str!("../../../../draw/tests/fixtures/overlap.json");
/// The exercise, seed 7.
const EXERCISE: &str = include_str!("../../../../draw/tests/fixtures/exercise.json");

fn with<T>(text: &str, look: impl FnOnce(&mut Model<'_>) -> T) -> T {
    let saved = trace::read(text).unwrap();
    let view = View::new(&saved, &Extent::Snapshot, Limits { events: 1000, processes: 12 });
    look(&mut Model::new(&view))
}

fn plain(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

/// Types characters; `\n` is Enter, `\t` Tab, `\u{1b}` Esc.
fn typed(model: &mut Model<'_>, text: &str) -> After {
    let press_char = |char| {
        press(
            model,
            plain(match char {
                '\n' => KeyCode::Enter,
                '\t' => KeyCode::Tab,
                '\u{1b}' => KeyCode::Esc,
                char => KeyCode::Char(char),
            }),
        )
    };
    text.chars().map(press_char).last().unwrap_or(After::GoOn)
}

/// Where one is after these keys, in the exercise: the number of the present event.
fn at(keys: &str) -> Option<u64> {
    with(EXERCISE, |model| {
        typed(model, keys);
        model.present().map(|place| model.view.events[place].event.seq)
    })
}

#[test]
fn forward_and_back_is_where_one_was() {
    assert_eq!(at(""), None);
    assert_eq!((at("j"), at("jjk"), at("jkkk")), (Some(402), Some(402), None));
    assert_eq!(at("Gjj"), Some(418));
}

#[test]
fn the_next_recording_is_found_and_the_one_before() {
    assert_eq!((at("n"), at("nn"), at("nnp")), (Some(406), Some(411), Some(406)));
    assert_eq!(at("nnn"), Some(411), "there is none after the last");
}

#[test]
fn the_next_marker_is_found_and_the_one_before() {
    assert_eq!((at("m"), at("mm"), at("mmM")), (Some(407), Some(410), Some(407)));
}

#[test]
fn an_event_is_gone_to_by_its_number() {
    assert_eq!((at("g410\n"), at("Gg 402\n")), (Some(410), Some(402)));
    assert_eq!(at("jg410\u{1b}"), Some(402), "it was not asked after all");
    let said = with(EXERCISE, |model| {
        typed(model, "g7\n");
        model.said.clone()
    });
    assert_eq!(said.unwrap(), "there is no event '7' among those shown, 402 to 418");
}

#[test]
fn an_event_is_found_by_its_words_and_the_next_one_and_around_the_end() {
    assert_eq!((at("/CLOSE\n"), at("/close\nf"), at("/close\nff")), (Some(413), Some(418), Some(413)));
    assert_eq!((at("/close\nF"), at("/close\n/\n")), (Some(418), Some(418)));
    assert_eq!(at("j/no such words\n"), Some(402));
}

#[test]
fn keys_that_are_typed_into_a_question_do_nothing_else() {
    assert_eq!(at("/qqq?jjG"), None);
    assert_eq!(with(EXERCISE, |model| typed(model, "/q")), After::GoOn);
}

#[test]
fn what_is_open_is_closed_first() {
    for (keys, after) in
        [("q", After::Quit), ("?q", After::GoOn), ("?qq", After::Quit), ("/\u{1b}", After::GoOn)]
    {
        assert_eq!(with(EXERCISE, |model| typed(model, keys)), after, "{keys}");
    }
}

#[test]
fn control_c_leaves_and_control_z_suspends_whatever_is_open() {
    for open in ["", "?", "/"] {
        with(EXERCISE, |model| {
            typed(model, open);
            let control = |char| KeyEvent::new(KeyCode::Char(char), KeyModifiers::CONTROL);
            assert_eq!(press(model, control('z')), After::Suspend);
            assert_eq!(press(model, control('c')), After::Quit);
        });
    }
}

#[test]
fn tab_goes_through_what_is_not_in_sight() {
    let panes = |one_at_a_time| {
        with(EXERCISE, |model| {
            model.one_at_a_time = one_at_a_time;
            let pane = |_| {
                typed(model, "\t");
                model.focus
            };
            (0..4).map(pane).collect::<Vec<_>>()
        })
    };
    assert_eq!(panes(false), [Pane::Recorded, Pane::Checks, Pane::Now, Pane::Recorded]);
    assert_eq!(panes(true), [Pane::Now, Pane::Recorded, Pane::Checks, Pane::Diagram]);
}

#[test]
fn the_snapshot_in_sight_is_the_one_of_the_last_recording_until_another_is_asked_for() {
    with(OVERLAP, |model| {
        let all: Vec<u32> = model.history.snapshots().collect();
        assert_eq!(all, [1, 2]);
        typed(model, "n");
        assert_eq!(model.snapshot(), Some(1));
        typed(model, "s");
        assert_eq!(model.snapshot(), Some(2));
        typed(model, "s");
        assert_eq!(model.snapshot(), Some(1), "around the end");
        typed(model, "sk");
        assert_eq!(model.snapshot(), Some(1), "one has moved");
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_key_leaves_the_run(keys in "[jkhlgGnpmMfFsSJK/?0-9 <>q\t\n\u{1b}]{0,40}") {
        with(OVERLAP, |model| {
            for key in keys.chars() {
                typed(model, &key.to_string());
                prop_assert!(model.position <= model.view.events.len());
            }
            Ok(())
        })?;
    }
}

//! What each key means, by what is open: a question, the explanation, or neither.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::act::{Act, Question};
use super::model::{After, Model};

/// How many events a page has.
const PAGE: isize = 10;

/// The keys as they are explained.
pub(super) const EXPLAINED: [(&str, &str); 14] = [
    ("Down, Right, j, l, Space", "one event forward"),
    ("Up, Left, k, h", "one event back"),
    ("PgDn, PgUp", "ten events"),
    ("Home, End (G)", "before the first, after the last event"),
    ("n, p", "next, previous recording of a state"),
    ("m, M", "next, previous message of the algorithm, sent or received"),
    ("g", "go to the event of a number"),
    ("/", "find an event by its words; f, F: again, backward"),
    ("Tab, Shift-Tab", "states and channels now, recorded state, checks"),
    ("J, K", "scroll that pane (or Ctrl with Down, Up)"),
    ("s, S", "another snapshot's recorded state"),
    ("<, >", "processes that are out of sight"),
    ("Ctrl-Z", "to the shell; fg comes back"),
    ("q, Esc, Ctrl-C", "leave"),
];

/// Does what a key means at this moment.
pub(super) fn press(model: &mut Model<'_>, key: KeyEvent) -> After {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let act = match (key.code, control) {
        (KeyCode::Char('c'), true) => Act::Quit,
        (KeyCode::Char('z'), true) => Act::Suspend,
        (code, _) if model.prompt.is_some() => answering(code, control),
        (code, _) if model.help.is_some() => reading(code),
        (code, true) => scrolling(code),
        (code, false) => stepping(code),
    };
    model.act(act)
}

fn answering(code: KeyCode, control: bool) -> Act {
    match code {
        KeyCode::Char(char) if !control => Act::Type(char),
        KeyCode::Backspace => Act::Erase,
        KeyCode::Enter => Act::Answer,
        KeyCode::Esc => Act::Leave,
        _ => Act::Nothing,
    }
}

fn reading(code: KeyCode) -> Act {
    match code {
        KeyCode::Char('?') | KeyCode::F(1) => Act::Help,
        KeyCode::Esc | KeyCode::Char('q') => Act::Leave,
        KeyCode::Down | KeyCode::Char('j' | 'J' | ' ') => Act::Scroll(1),
        KeyCode::Up | KeyCode::Char('k' | 'K') => Act::Scroll(-1),
        KeyCode::PageDown => Act::Scroll(PAGE),
        KeyCode::PageUp => Act::Scroll(-PAGE),
        _ => Act::Nothing,
    }
}

fn scrolling(code: KeyCode) -> Act {
    match code {
        KeyCode::Down => Act::Scroll(1),
        KeyCode::Up => Act::Scroll(-1),
        _ => Act::Nothing,
    }
}

fn stepping(code: KeyCode) -> Act {
    match code {
        KeyCode::Down | KeyCode::Right | KeyCode::Char('j' | 'l' | ' ') => Act::Move(1),
        KeyCode::Up | KeyCode::Left | KeyCode::Char('k' | 'h') => Act::Move(-1),
        KeyCode::PageDown => Act::Move(PAGE),
        KeyCode::PageUp => Act::Move(-PAGE),
        KeyCode::Home => Act::First,
        KeyCode::End | KeyCode::Char('G') => Act::Last,
        KeyCode::Char('n') => Act::Recording { forward: true },
        KeyCode::Char('p') => Act::Recording { forward: false },
        KeyCode::Char('m') => Act::Marker { forward: true },
        KeyCode::Char('M') => Act::Marker { forward: false },
        KeyCode::Char('f') => Act::Again { forward: true },
        KeyCode::Char('F') => Act::Again { forward: false },
        KeyCode::Char('g') => Act::Ask(Question::Number),
        KeyCode::Char('/') => Act::Ask(Question::Text),
        KeyCode::Tab => Act::Focus(1),
        KeyCode::BackTab => Act::Focus(-1),
        KeyCode::Char('J') => Act::Scroll(1),
        KeyCode::Char('K') => Act::Scroll(-1),
        KeyCode::Char('>') => Act::Columns(1),
        KeyCode::Char('<') => Act::Columns(-1),
        KeyCode::Char('s') => Act::Snapshot(1),
        KeyCode::Char('S') => Act::Snapshot(-1),
        KeyCode::Char('?') | KeyCode::F(1) => Act::Help,
        KeyCode::Esc | KeyCode::Char('q') => Act::Leave,
        _ => Act::Nothing,
    }
}

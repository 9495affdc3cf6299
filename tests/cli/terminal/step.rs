//! `sim step` as somebody meets it who has read nothing: twelve processes on a terminal of 80 by 24.

use rustix::process::Signal;

use super::pty::Terminal;

/// A bank of twelve, all connected, with two snapshots.
const TWELVE: &str =
    "exec $SIM step --topology complete:12 --program bank --initiators any --snapshots 2 --start 20 --seed 3";

fn twelve(columns: u16, rows: u16) -> Terminal {
    let terminal = Terminal::new(columns, rows, TWELVE);
    terminal.see(&["Before event #"]);
    terminal
}

/// Leaves, and looks whether all is as it was before.
fn leave(mut terminal: Terminal) {
    terminal.press("q");
    assert_eq!((terminal.ends(), terminal.is_restored()), (Some(0), true));
}

#[test]
fn the_verdict_and_the_present_event_are_in_sight_whatever_is_looked_at() {
    let terminal = twelve(80, 24);
    let first = terminal.see(&["ok: all ", "Down", "? help", " Events ", " Now ", "0  1  2 ", " 11 "]);
    assert!(!first.contains("not known"), "{first}");
    terminal.press("n");
    terminal.see(&["ok: all ", ": p", " record state ", " for snapshot 1", "\n>", "#  |"]);
    terminal.press("\t");
    terminal.see(&["ok: all ", "Snapshot 1 (of 2; s: the next): 1 of 12 processes have", " record state "]);
    terminal.press("\t");
    terminal.see(&["ok: all ", "ok   complete", " record state ", "lines 1-"]);
    terminal.press("JJ");
    terminal.see(&["ok: all ", "lines 3-", " record state "]);
    terminal.press("K");
    terminal.see(&["lines 2-"]);
    leave(terminal);
}

#[test]
fn an_event_is_reached_by_its_number_its_words_and_its_kind() {
    let terminal = twelve(80, 24);
    terminal.press("g60");
    terminal.see(&["go to event number: 60_"]);
    terminal.press("\r");
    terminal.see(&["#60 t=", ">  60 "]);
    terminal.press("/close p3->\r");
    terminal.see(&[" close p3->"]);
    terminal.press("M");
    terminal.see(&[" marker #"]);
    terminal.press("g999999\r");
    terminal.see(&["there is no event '999999' among those shown"]);
    terminal.press("?");
    terminal.see(&["next, previous recording of a state", "Signs"]);
    terminal.press("q");
    terminal.see_no("Signs");
    terminal.press("\u{1b}[B\u{1b}[A\u{1b}[F");
    terminal.see(&["close p"]);
    leave(terminal);
}

#[test]
fn it_follows_the_size_of_the_terminal() {
    let terminal = twelve(80, 24);
    terminal.resize(40, 12);
    terminal.see(&["ok: all ", "Before event #", "Tab: what has no room here"]);
    terminal.press("\t");
    terminal.see(&["ok: all ", " Now ", "p0: "]);
    terminal.resize(20, 5);
    terminal.see(&["too small"]);
    terminal.resize(160, 50);
    terminal.see(&["ok: all ", " Events ", " Now ", " Recorded ", " Checks "]);
    leave(terminal);
}

#[test]
fn it_stops_for_the_shell_and_comes_back() {
    let terminal = twelve(80, 24);
    let by_key = |terminal: &Terminal| terminal.press("\u{1a}");
    let by_signal = |terminal: &Terminal| terminal.signal(Signal::TSTP);
    for stop in [&by_key as &dyn Fn(&Terminal), &by_signal] {
        stop(&terminal);
        terminal.stops();
        terminal.until("terminal as it was before", |screen| !screen.alternate_screen());
        assert!(terminal.is_restored());
        terminal.signal(Signal::CONT);
        terminal.until("screen again", vt100::Screen::alternate_screen);
        terminal.see(&["ok: all ", "Before event #", " Now ", "? help"]);
    }
    leave(terminal);
}

#[test]
fn what_other_programs_wrote_over_it_is_drawn_over_when_it_goes_on() {
    let terminal = twelve(80, 24);
    terminal.signal(Signal::STOP);
    terminal.stops();
    terminal.resize(80, 24);
    terminal.signal(Signal::CONT);
    terminal.see(&["ok: all ", "Before event #", " Now ", "? help"]);
    leave(terminal);
}

#[test]
fn whatever_ends_it_the_terminal_is_as_it_was() {
    for keys in ["q", "\u{1b}", "\u{3}"] {
        let mut terminal = twelve(80, 24);
        terminal.press(keys);
        assert_eq!((terminal.ends(), terminal.is_restored()), (Some(0), true), "{keys:?}");
    }
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let mut terminal = twelve(80, 24);
        terminal.signal(signal);
        assert_eq!((terminal.ends(), terminal.is_restored()), (Some(0), true), "{signal:?}");
    }
}

#[test]
fn a_run_comes_through_a_pipe_and_the_keys_from_the_terminal() {
    let terminal = Terminal::new(80, 24, "$SIM --seed 7 -f json | $SIM step -");
    terminal.see(&["ok: all 8 checks hold", "Before event #402", "P: 100", "Q: 100"]);
    terminal.press("n");
    terminal.see(&["#406 t=2062: P record state 101 for snapshot 1"]);
    leave(terminal);
}

#[test]
fn a_run_that_takes_long_says_how_far_it_has_come_and_can_be_left() {
    let endless = "exec $SIM step --trigger 1000000000 --max-events 1000000000000";
    let mut terminal = Terminal::new(80, 24, endless);
    terminal.see(&[" events, ", " a second"]);
    terminal.press("\u{3}");
    assert_eq!(terminal.ends(), Some(3));
    let left = terminal.see(&["interrupted: no verdict"]);
    assert!(!left.contains("a second"), "{left}");
}

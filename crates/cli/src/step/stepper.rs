//! Where one is in a run, what is so there, and what a key does about it.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use trace::model::{Held, What};
use trace::view::{Message, View};
use trace::words;

/// How many events a page has.
const PAGE: usize = 10;

/// A position in a run: so many of its events have happened.
#[derive(Debug)]
pub(super) struct Stepper<'a> {
    pub(super) view: &'a View<'a>,
    /// From 0, before the first event, to their number.
    pub(super) position: usize,
    /// Whether the keys are explained.
    pub(super) help: bool,
}

/// What comes after a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum After {
    GoOn,
    Quit,
}

impl<'a> Stepper<'a> {
    /// Before the first event.
    pub(super) const fn new(view: &'a View<'a>) -> Self {
        Self { view, position: 0, help: false }
    }

    /// The last event that has happened, by its place.
    pub(super) const fn present(&self) -> Option<usize> {
        self.position.checked_sub(1)
    }

    /// The state of each process, and the snapshots for which it has recorded.
    pub(super) fn processes(&self) -> Vec<(Option<&'a Held>, Vec<u32>)> {
        let mut processes: Vec<_> = self.view.base.iter().map(|base| (*base, Vec::new())).collect();
        for shown in &self.view.events[..self.position] {
            let (state, recorded) = &mut processes[shown.process];
            if let What::Record { snapshot, .. } = &shown.event.what {
                recorded.push(*snapshot);
            } else if let Some(after) = words::state_of(&shown.event.what) {
                *state = Some(after);
            }
        }
        processes
    }

    /// The messages that are on their way, in the order of sending.
    pub(super) fn in_flight(&self) -> impl Iterator<Item = &'a Message<'a>> {
        let position = self.position;
        self.view.messages.iter().filter(move |message| {
            message.sent.shown.is_none_or(|sent| sent < position)
                && message.received.shown.is_none_or(|received| position <= received)
        })
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> After {
        let last = self.view.events.len();
        match key.code {
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => return After::Quit,
            KeyCode::Char('?') => self.help = !self.help,
            KeyCode::Esc | KeyCode::Char('q') if self.help => self.help = false,
            KeyCode::Esc | KeyCode::Char('q') => return After::Quit,
            KeyCode::Down | KeyCode::Right | KeyCode::Char('j' | 'l' | ' ') => {
                self.position = (self.position + 1).min(last);
            }
            KeyCode::Up | KeyCode::Left | KeyCode::Char('k' | 'h') => {
                self.position = self.position.saturating_sub(1);
            }
            KeyCode::PageDown => self.position = (self.position + PAGE).min(last),
            KeyCode::PageUp => self.position = self.position.saturating_sub(PAGE),
            KeyCode::Home | KeyCode::Char('g') => self.position = 0,
            KeyCode::End | KeyCode::Char('G') => self.position = last,
            KeyCode::Char('n') => self.go_to_recording(self.position + 1..=last),
            KeyCode::Char('p') => self.go_to_recording(1..=self.present().unwrap_or(0)),
            _ => {}
        }
        After::GoOn
    }

    /// Goes to the nearest position in the range at which a process has just recorded its state; nowhere, if there is none.
    fn go_to_recording(&mut self, range: std::ops::RangeInclusive<usize>) {
        let forward = *range.start() > self.position;
        let records =
            |position: &usize| matches!(self.view.events[position - 1].event.what, What::Record { .. });
        let mut found = range.filter(records);
        let found = if forward { found.next() } else { found.next_back() };
        self.position = found.unwrap_or(self.position);
    }
}

//! Where one is in a run, what one looks at, and what an [`Act`] does about it.

use draw::view::{Shown, View};
use draw::words;
use trace::model::{Event, What};

use super::act::{Act, Question};
use super::history::{History, recorded_for};

/// What can be looked at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Pane {
    Diagram,
    Now,
    Recorded,
    Checks,
}

impl Pane {
    pub(super) const ALL: [Self; 4] = [Self::Diagram, Self::Now, Self::Recorded, Self::Checks];
    /// Those beside the diagram.
    pub(super) const SIDE: [Self; 3] = [Self::Now, Self::Recorded, Self::Checks];

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Diagram => "Events",
            Self::Now => "Now",
            Self::Recorded => "Recorded",
            Self::Checks => "Checks",
        }
    }
}

/// A question that is being answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Prompt {
    pub(super) question: Question,
    pub(super) answer: String,
}

/// What comes after a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum After {
    GoOn,
    Suspend,
    Quit,
}

/// A position in a run: so many of its events have happened.
#[derive(Debug)]
pub(super) struct Model<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) history: History<'a>,
    /// From 0, before the first event, to their number.
    pub(super) position: usize,
    /// Where Tab has gone.
    pub(super) focus: Pane,
    /// Whether there is room for the diagram or a pane, not for both, as the last drawing found.
    pub(super) one_at_a_time: bool,
    /// Whether the diagram calls processes by numbers, as the last drawing found.
    pub(super) numbered: bool,
    /// How far each pane is scrolled. Drawing takes back what is too far.
    pub(super) scroll: [usize; Pane::ALL.len()],
    /// The first process of the diagram that is in sight, and whether it shall follow the present event.
    pub(super) column: usize,
    pub(super) follow: bool,
    /// The explanation of keys and signs, if it is open: how far it is scrolled.
    pub(super) help: Option<usize>,
    pub(super) prompt: Option<Prompt>,
    /// What is to be said until the next key.
    pub(super) said: Option<String>,
    /// What was looked for last.
    sought: String,
    /// The snapshot that was asked for, until one moves.
    chosen: Option<u32>,
}

impl<'a> Model<'a> {
    /// Before the first event.
    pub(super) fn new(view: &'a View<'a>) -> Self {
        Self {
            view,
            history: History::new(view),
            position: 0,
            focus: Pane::Diagram,
            one_at_a_time: false,
            numbered: false,
            scroll: [0; Pane::ALL.len()],
            column: 0,
            follow: true,
            help: None,
            prompt: None,
            said: None,
            sought: String::new(),
            chosen: None,
        }
    }

    /// The last event that has happened, by its place.
    pub(super) const fn present(&self) -> Option<usize> {
        self.position.checked_sub(1)
    }

    /// The pane that is shown where there is room for one beside the diagram.
    pub(super) const fn side(&self) -> Pane {
        match self.focus {
            Pane::Diagram => Pane::Now,
            side => side,
        }
    }

    /// The snapshot that is looked at: the one that was asked for, else the one that was told of last.
    pub(super) fn snapshot(&self) -> Option<u32> {
        let told = || {
            let before = self.view.events[..self.position].iter().rev();
            before.filter_map(|shown| recorded_for(&shown.event.what)).next()
        };
        self.chosen.or_else(told).or_else(|| self.history.snapshots().next())
    }

    /// Does what a key asks for.
    pub(super) fn act(&mut self, act: Act) -> After {
        self.said = None;
        match act {
            Act::Quit => return After::Quit,
            Act::Suspend => return After::Suspend,
            Act::Leave => return self.leave(),
            Act::Nothing => {}
            Act::Help => self.help = if self.help.is_some() { None } else { Some(0) },
            Act::Move(by) => self.go_to(self.position.saturating_add_signed(by)),
            Act::First => self.go_to(0),
            Act::Last => self.go_to(usize::MAX),
            Act::Recording { forward } => {
                let records = |event: &Event| matches!(event.what, What::Record { .. });
                self.seek(forward, "recording of a state", records);
            }
            Act::Marker { forward } => self.seek(forward, self.view.word(), is_marker),
            Act::Again { forward } => self.find(forward),
            Act::Ask(question) => self.prompt = Some(Prompt { question, answer: String::new() }),
            Act::Type(char) => self.answer(|answer| answer.push(char)),
            Act::Erase => self.answer(|answer| {
                answer.pop();
            }),
            Act::Answer => self.answered(),
            Act::Focus(by) if self.one_at_a_time => self.focus = turned(&Pane::ALL, self.focus, by),
            Act::Focus(by) => self.focus = turned(&Pane::SIDE, self.side(), by),
            Act::Scroll(by) => self.scroll_by(by),
            Act::Columns(by) => {
                self.column = self.column.saturating_add_signed(by);
                self.follow = false;
            }
            Act::Snapshot(by) => self.choose(by),
        }
        After::GoOn
    }

    /// Closes what is open; leaves the run if nothing is.
    fn leave(&mut self) -> After {
        if self.prompt.take().is_some() || self.help.take().is_some() { After::GoOn } else { After::Quit }
    }

    fn go_to(&mut self, position: usize) {
        self.position = position.min(self.view.events.len());
        self.follow = true;
        self.chosen = None;
    }

    fn scroll_by(&mut self, by: isize) {
        let side = self.side() as usize;
        let scroll = self.help.as_mut().unwrap_or(&mut self.scroll[side]);
        *scroll = scroll.saturating_add_signed(by);
    }

    /// Another snapshot, which is then looked at.
    fn choose(&mut self, by: isize) {
        self.focus = Pane::Recorded;
        let all: Vec<u32> = self.history.snapshots().collect();
        if let Some(snapshot) = self.snapshot() {
            self.chosen = Some(turned(&all, snapshot, by));
        }
    }

    /// Goes to the nearest event of a kind; says so if there is none.
    fn seek(&mut self, forward: bool, what: &str, wanted: impl Fn(&Event) -> bool) {
        let is_wanted = |position: &usize| wanted(self.view.events[position - 1].event);
        let found = if forward {
            (self.position + 1..=self.view.events.len()).find(is_wanted)
        } else {
            (1..self.position).rev().find(is_wanted)
        };
        match found {
            Some(position) => self.go_to(position),
            None => self.said = Some(format!("no {what} {}", if forward { "after this" } else { "before" })),
        }
    }

    fn answer(&mut self, change: impl FnOnce(&mut String)) {
        if let Some(prompt) = &mut self.prompt {
            change(&mut prompt.answer);
        }
    }

    fn answered(&mut self) {
        match self.prompt.take() {
            Some(Prompt { question: Question::Number, answer }) => self.go_to_number(answer.trim()),
            Some(Prompt { question: Question::Text, answer }) => {
                if !answer.is_empty() {
                    self.sought = answer.to_lowercase();
                }
                self.find(true);
            }
            None => {}
        }
    }

    /// Goes to where the event of this number has just happened.
    fn go_to_number(&mut self, number: &str) {
        let events = &self.view.events;
        let place =
            number.parse().ok().map(|number| events.partition_point(|shown| shown.event.seq < number));
        let found = place
            .filter(|place| events.get(*place).is_some_and(|shown| Ok(shown.event.seq) == number.parse()));
        match (found, events.first().zip(events.last())) {
            (Some(place), _) => self.go_to(place + 1),
            (None, Some((first, last))) => {
                let (first, last) = (first.event.seq, last.event.seq);
                self.said =
                    Some(format!("there is no event '{number}' among those shown, {first} to {last}"));
            }
            (None, None) => self.said = Some("there are no events".to_string()),
        }
    }

    /// Goes to the next event, or the one before, that says what was looked for; from the end on at the start.
    fn find(&mut self, forward: bool) {
        if self.sought.is_empty() {
            return;
        }
        let (count, at) = (self.view.events.len(), self.present());
        let says = |place: &usize| {
            sentence(&self.view.events[*place], self.view).to_lowercase().contains(&self.sought)
        };
        let found = if forward {
            (self.position..count).chain(0..self.position).find(says)
        } else {
            let here = at.unwrap_or(0);
            (0..here).rev().chain((here..count).rev()).find(says)
        };
        match found {
            Some(place) => self.go_to(place + 1),
            None => self.said = Some(format!("no event says '{}'", self.sought)),
        }
    }
}

fn is_marker(event: &Event) -> bool {
    matches!(event.what, What::Send { snapshot: Some(_), .. } | What::Recv { snapshot: Some(_), .. })
}

/// An event in words: `P send marker #203 to Q`.
pub(super) fn sentence(shown: &Shown<'_>, view: &View<'_>) -> String {
    format!("{} {}", view.processes[shown.process], words::event(view.run, shown.event))
}

/// The one so many places on, around the end.
fn turned<T: Copy + PartialEq>(all: &[T], of: T, by: isize) -> T {
    let place = all.iter().position(|one| *one == of).unwrap_or(0);
    all[place.saturating_add_signed(by.rem_euclid(all.len().cast_signed())) % all.len()]
}

#[cfg(test)]
mod tests;

//! A step in words: what a process received or did, and all that follows from it, as one sentence. It is taken from the events of the
//! step alone, so it is as true of one algorithm as of another; which rule of an algorithm that was, `rules` says.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::words::{counted, with_article};
use trace::Saved;
use trace::model::{Event, STARTS, State, What};

use super::rules;
use crate::extent::begins_step;
use crate::view::View;
use crate::words;

/// So many are named; of more it is said how many there are.
const NAMED: usize = 4;

/// A step of several events in words.
#[derive(serde::Serialize)]
pub(super) struct Told {
    /// How many events it has.
    events: usize,
    /// What happened.
    text: String,
    /// The rule that the process followed, if the algorithm's rules are known here.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
}

/// The steps that are shown and of which there is more to say than of one event, each by the number of its first event. The log of
/// another program does not tell which of its lines are one step.
pub(super) fn in_words(view: &View<'_>) -> BTreeMap<u64, Told> {
    let mut told = BTreeMap::new();
    if view.run.foreign.is_some() {
        return told;
    }
    let mut so_far = SoFar::new(view.run);
    let events = &view.run.events[..view.range.end];
    let mut place = 0;
    while let Some(first) = events.get(place) {
        let step = &events[place..place + length(&events[place..])];
        let text = so_far.sentence(step);
        let rule = rules::fired(view.run, step);
        if place >= view.range.start && (step.len() > 1 || rule.is_some()) {
            told.insert(first.seq, Told { events: step.len(), text, rule });
        }
        place += step.len();
    }
    told
}

/// How many of the events are one step.
fn length(events: &[Event]) -> usize {
    let goes_on = |event: &&Event| {
        event.proc == events[0].proc && !begins_step(&event.what) && !matches!(event.what, What::Crashed)
    };
    1 + events[1..].iter().take_while(goes_on).count()
}

/// What has to be known of the run before a step.
struct SoFar<'a> {
    run: &'a Saved,
    /// Whether there are several snapshots, so that each is named.
    several: bool,
    /// Who has had a message of the algorithm for which snapshot.
    reached: BTreeSet<(u32, &'a str)>,
    /// What was recorded in which channel.
    inside: BTreeMap<(u32, &'a str), Vec<String>>,
}

impl<'a> SoFar<'a> {
    fn new(run: &'a Saved) -> Self {
        let of = |event: &Event| match event.what {
            What::Record { snapshot, .. } => Some(snapshot),
            _ => None,
        };
        let several = run.events.iter().filter_map(of).collect::<BTreeSet<_>>().len() > 1;
        Self { run, several, reached: BTreeSet::new(), inside: BTreeMap::new() }
    }

    /// The sentence of a step.
    fn sentence(&mut self, step: &'a [Event]) -> String {
        let mut rest = step;
        let mut head = format!("{} goes on", step[0].proc);
        let mut follows = Vec::new();
        if let Some(begun) = self.begun(&step[0]) {
            (head, rest) = (begun, &step[1..]);
            follows.extend(state_after(&step[0].what));
        }
        while let Some(event) = rest.first() {
            let taken = self.follows(&step[0].what, event, rest, &mut follows);
            rest = &rest[taken..];
        }
        match follows.split_last() {
            None => format!("{head}."),
            Some((only, [])) => format!("{head}: it {only}."),
            Some((last, [one])) => format!("{head}: it {one} and {last}."),
            Some((last, others)) => format!("{head}: it {}, and {last}.", others.join(", ")),
        }
    }

    /// With what a step begins.
    fn begun(&mut self, event: &'a Event) -> Option<String> {
        let process = event.proc.as_str();
        match &event.what {
            What::Recv { msg, body, from, waited, snapshot, .. } => {
                let what = match snapshot {
                    None => self.run.called(*msg, body),
                    Some(snapshot) if self.reached.insert((*snapshot, process)) => {
                        format!("the first {body} of snapshot {snapshot} that reaches it")
                    }
                    Some(snapshot) => format!("{}{}", with_article(body), self.of_snapshot(*snapshot)),
                };
                Some(format!("{process} receives {what}, from {from}{}", words::after_waiting(*waited)))
            }
            What::Internal { command, .. } => Some(match command.strip_prefix(STARTS) {
                Some(snapshot) => format!("{process} starts snapshot {snapshot}"),
                None => format!("{process} acts of its own accord ({command})"),
            }),
            What::Crashed => Some(format!("{process} crashes, and does nothing from now on")),
            _ => None,
        }
    }

    /// What an event adds, or several of one kind, and how many they are.
    fn follows(
        &mut self,
        cause: &What,
        event: &'a Event,
        rest: &'a [Event],
        follows: &mut Vec<String>,
    ) -> usize {
        match &event.what {
            What::Send { msg, body, to, snapshot: None, .. } => {
                follows.push(format!("sends {} to {to}", self.run.called(*msg, body)));
            }
            What::Send { body, snapshot: Some(snapshot), .. } => {
                let receivers = alike(body, *snapshot, rest);
                let what = format!("{}{}", with_article(body), self.of_snapshot(*snapshot));
                follows.push(format!("sends {what} to {}", some_of(&receivers, "process")));
                return receivers.len();
            }
            What::Record { snapshot, state, before } => {
                let before = if *before { ", as it was before this step" } else { "" };
                let (state, of) = (words::state_in_words(state), self.for_snapshot(*snapshot));
                follows.push(format!("records {state}{of}{before}"));
            }
            What::RecordMessage { snapshot, channel, body, msg } => {
                let name = match (msg, cause) {
                    (Some(msg), _) | (None, What::Recv { msg, .. }) => self.run.called(*msg, body),
                    _ => body.clone(),
                };
                follows.push(format!("records {name} in {channel}{}", self.for_snapshot(*snapshot)));
                self.inside.entry((*snapshot, channel)).or_default().push(name);
            }
            What::Close { snapshot, channel } => {
                let inside = self.inside.get(&(*snapshot, channel.as_str())).map_or(&[][..], Vec::as_slice);
                let with = match inside {
                    [] => "as empty".to_string(),
                    some => format!("with {} in it", some_of(some, "message")),
                };
                follows
                    .push(format!("closes its record of {channel}{} {with}", self.for_snapshot(*snapshot)));
            }
            What::Permanent { snapshot } => {
                follows.push(format!("makes its checkpoint of line {snapshot} permanent"));
            }
            What::Lost(astray) => {
                follows.push(format!("sends {} to {} (the channel loses it)", named(astray), astray.to));
            }
            What::Doubled(astray) => {
                follows.push(format!("has {} to {} in the channel twice", named(astray), astray.to));
                return rest.len().min(2);
            }
            What::Recv { .. } | What::Internal { .. } | What::Crashed => {}
        }
        1
    }

    /// For which snapshot something is recorded, where there are several.
    fn for_snapshot(&self, snapshot: u32) -> String {
        if self.several { format!(" for snapshot {snapshot}") } else { String::new() }
    }

    /// Of which snapshot a message is, where there are several.
    fn of_snapshot(&self, snapshot: u32) -> String {
        if self.several { format!(" of snapshot {snapshot}") } else { String::new() }
    }
}

/// The receivers of the messages of the algorithm that are sent one after another and are of one kind.
fn alike<'a>(kind: &str, of: u32, events: &'a [Event]) -> Vec<&'a str> {
    let receiver = |event: &'a Event| match &event.what {
        What::Send { body, to, snapshot: Some(snapshot), .. } if body == kind && *snapshot == of => {
            Some(to.as_str())
        }
        _ => None,
    };
    events.iter().map_while(receiver).collect()
}

/// The state that a step of the computation leads to.
fn state_after(what: &What) -> Option<String> {
    match what {
        What::Internal { command, .. } if command.starts_with(STARTS) => None,
        What::Recv { state, snapshot: None, .. } | What::Internal { state, .. } => {
            let is_told = state.state != State::Untold;
            is_told.then(|| format!("is then in {}", words::state_in_words(state)))
        }
        _ => None,
    }
}

/// A message that went astray: one of the algorithm, or of the computation.
fn named(astray: &trace::model::Astray) -> String {
    if astray.snapshot.is_some() { with_article(&astray.body) } else { astray.body.clone() }
}

/// Their names, or how many they are.
fn some_of<T: AsRef<str>>(names: &[T], noun: &str) -> String {
    match names {
        [one] => one.as_ref().to_string(),
        [others @ .., last] if names.len() <= NAMED => {
            let others: Vec<_> = others.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", others.join(", "), last.as_ref())
        }
        _ => counted(names.len(), noun),
    }
}

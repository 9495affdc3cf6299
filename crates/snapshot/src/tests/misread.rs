//! What is read of texts in a log that are not quite what an algorithm writes there: the value that prints so, or nothing.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sim_core::{Action, Effect, Envelope, Observer, StepOf};

use crate::wire::{Carries as _, Note, Wire};
use crate::{Computation, Readable};

/// So many different texts of a run are changed.
const ENOUGH: usize = 10;

/// Reads what is sent in a run from texts that were changed.
pub(super) struct Misread<'a, L, P> {
    layers: &'a L,
    program: &'a P,
    /// The texts that were changed.
    seen: BTreeSet<String>,
    /// What was read.
    pub(super) told: String,
}

impl<'a, L, P> Misread<'a, L, P> {
    pub(super) const fn new(layers: &'a L, program: &'a P) -> Self {
        Self { layers, program, seen: BTreeSet::new(), told: String::new() }
    }
}

/// Nearly this text.
fn nearly(text: &Note) -> Vec<Note> {
    let note = |text: String| Some(text.into());
    let Some(text) = text.as_deref() else {
        return ["", "1", "x", "<0: 1>"].map(|text| note(text.into())).to_vec();
    };
    let all: Vec<_> = text.chars().collect();
    let but = |gone: usize| {
        all.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, letter)| letter).collect()
    };
    let other = |at: usize| {
        let next = |letter: char| match letter {
            '9' => '0',
            letter if letter.is_ascii_digit() => char::from(letter as u8 + 1),
            letter => letter.to_ascii_uppercase(),
        };
        all.iter()
            .enumerate()
            .map(|(place, letter)| if place == at { next(*letter) } else { *letter })
            .collect()
    };
    let words: Vec<_> = text.split(' ').collect();
    let without = |gone: usize| {
        words
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != gone)
            .map(|(_, word)| *word)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let changed = (0..all.len()).flat_map(|at| [but(at), other(at)]);
    let around = [
        format!("{text}x"),
        format!("{text} "),
        format!(" {text}"),
        format!("{text} {text}"),
        format!("0{text}"),
    ];
    let texts = changed.chain((0..words.len()).map(without)).chain(around);
    [None].into_iter().chain(texts.map(note)).collect()
}

impl<P: Computation, L: Readable<P>> Observer<L> for Misread<'_, L, P> {
    fn step(&mut self, _: Action, step: &StepOf<L>, _: &L::State) {
        for effect in &step.effects {
            let Effect::Send(_, Envelope { body, .. }) = effect else { continue };
            let logged = body.logged();
            let (Wire::Message { tag: text, .. } | Wire::Control { body: text, .. }) = &logged;
            if self.seen.len() == ENOUGH || !self.seen.insert(format!("{text:?}")) {
                continue;
            }
            for changed in nearly(text) {
                let logged = match logged.clone() {
                    Wire::Message { body, .. } => Wire::Message { body, tag: changed.clone() },
                    Wire::Control { snapshot, .. } => Wire::Control { snapshot, body: changed.clone() },
                };
                let read = self.layers.read(logged, |text| self.program.parse_message(text));
                // What is read prints as what was read.
                let text = read.as_ref().map(|read| match read.logged() {
                    Wire::Message { tag: text, .. } | Wire::Control { body: text, .. } => text,
                });
                assert!(text.is_none_or(|text| text == changed), "{changed:?} is read as {read:?}");
                writeln!(self.told, "{changed:?} is {read:?}").unwrap();
            }
        }
    }
}

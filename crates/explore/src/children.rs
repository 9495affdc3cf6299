//! What a thread does with a piece at last: packs the new states that its steps led to, in the order of the steps.

use sim_core::{Protocol, Value};

use crate::enter::Part;
use crate::frontier::{PIECE, Packed};
use crate::lineage::Brood;
use crate::looked::Looked;
use crate::piece::{States, Step};
use crate::tables::Tables;

/// The new states of a piece, and where they were come from.
#[derive(Debug, Default)]
pub(crate) struct Children(pub(crate) Vec<(Packed, Brood)>);

impl Children {
    /// What these steps lead to, which are in order.
    pub(crate) fn of<P: Protocol, V: Value + Default>(
        tables: &Tables<P, V>,
        states: &States,
        steps: &[Step],
    ) -> Self {
        let (mut looked, mut room) = (Looked::nothing(), Vec::new());
        // A state that leads to several new ones is looked up once.
        let (mut looked_up, mut children) = (None, Self::default());
        for steps in steps.chunks(PIECE) {
            let (mut packed, mut brood) = (Packed::default(), Brood::default());
            for step in steps {
                room.clear();
                room.extend_from_slice(states.state(step.from));
                if looked_up != Some(step.from) {
                    looked.look_up(tables, &room);
                    looked_up = Some(step.from);
                }
                looked.go(tables, &mut room, step.place);
                packed.push(&room);
                brood.child(states.number(step.from), step.place);
            }
            children.0.push((packed, brood));
        }
        children
    }
}

/// Of steps that are in order those from these states.
pub(crate) fn steps_from<'s>(states: &States, steps: &'s [Step]) -> &'s [Step] {
    let before = |place: u32| steps.partition_point(|step| step.from < place);
    &steps[before(states.start)..before(states.end())]
}

/// The steps from these states to new ones, in order: what all parts of the set found new.
pub(crate) fn new_steps<S>(states: &States, parts: &[Part<S>]) -> Vec<Step> {
    let new: Vec<&[Step]> = parts.iter().map(|part| steps_from(states, &part.new)).collect();
    by_state(states, &new)
}

/// Brings steps together that begin in the same state. Counted and put where they belong: a third of the instructions of sorting
/// them all, which were one in twenty.
fn by_state(states: &States, new: &[&[Step]]) -> Vec<Step> {
    let nth = |step: &Step| (step.from - states.start) as usize;
    // Where the steps of each state begin, and at last where they end.
    let mut ends = vec![0; (states.end() - states.start) as usize + 1];
    new.iter().copied().flatten().for_each(|step| ends[nth(step) + 1] += 1);
    (1..ends.len()).for_each(|nth| ends[nth] += ends[nth - 1]);
    let mut steps = vec![Step { from: 0, place: 0 }; ends[ends.len() - 1]];
    for step in new.iter().copied().flatten() {
        steps[ends[nth(step)]] = *step;
        ends[nth(step)] += 1;
    }
    steps
        .chunk_by_mut(|one, other| one.from == other.from)
        .for_each(|of| of.sort_unstable_by_key(|step| step.place));
    steps
}

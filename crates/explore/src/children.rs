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
    /// Puts together what all parts of the set found new.
    pub(crate) fn of<P: Protocol, V: Value + Default, S>(
        tables: &Tables<P, V>,
        states: &States,
        parts: &[Part<S>],
    ) -> Self {
        let (mut looked, mut room) = (Looked::nothing(), Vec::new());
        // A state that leads to several new ones is looked up once.
        let (mut looked_up, mut children) = (None, Self::default());
        for steps in new_steps(states, parts).chunks(PIECE) {
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

/// The steps from these states to new ones, in order.
fn new_steps<S>(states: &States, parts: &[Part<S>]) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in parts {
        let before = |place: u32| part.new.partition_point(|step| step.from < place);
        steps.extend_from_slice(&part.new[before(states.start)..before(states.end())]);
    }
    // As numbers: half the instructions of comparing the steps.
    steps.sort_unstable_by_key(|step| step.key());
    steps
}

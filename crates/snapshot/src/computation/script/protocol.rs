//! How a script is carried out: each process offers the next of its own list as soon as it can do it.

use sim_core::{Context, Effects, Event, Protocol, Timer};

use super::amount::{Amount, Unit};
use super::parcel::Parcel;
use super::plan::{Planned, Script, ScriptCommand};
use super::received::Received;
use super::state::ScriptState;
use crate::computation::good::Good;
use crate::computation::underlying::Computation;
use crate::id::SnapshotId;

impl Protocol for Script {
    type State = ScriptState;
    type Message = Parcel;
    type Command = Planned;
    type Observation = ();

    fn initial_state(&self, cx: Context<'_>) -> ScriptState {
        let counts = self.start.iter().skip(cx.process.index() * self.units.len());
        let held = |(unit, count): (&Unit, &u64)| Amount { count: *count, unit: unit.clone() };
        ScriptState {
            holdings: self.units.iter().zip(counts).map(held).collect(),
            position: 0,
            received: Received::NOTHING,
        }
    }

    #[inline]
    fn commands(&self, cx: Context<'_>, state: &ScriptState, mut offer: impl FnMut(Planned)) {
        let Some(planned) = self.next(cx.process, state.position) else { return };
        let possible = match &planned.command {
            ScriptCommand::Send { parcel, .. } => {
                parcel.amounts.iter().all(|amount| state.holds(&amount.unit) >= amount.count)
            }
            ScriptCommand::Local { .. } | ScriptCommand::Snapshot { .. } => true,
        };
        if possible {
            offer(planned.clone());
        }
    }

    fn timer(&self, planned: &Planned) -> Timer {
        Timer::At(planned.at)
    }

    fn handle<E: Effects<Parcel, ()>>(
        &self,
        cx: Context<'_>,
        state: &mut ScriptState,
        event: Event<Parcel, Planned>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { channel, message: Parcel { amounts, .. } } => {
                let source = cx.topology.channel(channel).source;
                let name = cx.topology.name(source);
                state.received.count(source, || match self.senders.get_key_value(name) {
                    Some((name, _)) => name.clone(),
                    None => name.into(),
                });
                // There is never more than MAX_AMOUNT, but a damaged file may tell of more messages than were sent.
                for amount in &amounts {
                    state.change(&amount.unit, |held| held.saturating_add(amount.count));
                }
            }
            Event::Internal(planned) => {
                state.position += 1;
                if let ScriptCommand::Send { channel, parcel, .. } = planned.command {
                    for amount in &parcel.amounts {
                        state.change(&amount.unit, |held| held - amount.count);
                    }
                    effects.send(channel, parcel);
                }
            }
        }
    }
}

impl Computation for Script {
    prints_as_displayed!();

    fn parse_message(&self, text: &str) -> Option<Parcel> {
        let Parcel { amounts, label } = text.parse().ok()?;
        let amounts = self.carried_in_order(&amounts).ok()?;
        Some(Parcel { amounts, label }).filter(|parcel| parcel.to_string() == text)
    }

    fn sends_on_receipt(&self) -> bool {
        false
    }

    fn count(&self, _: &ScriptState) -> Option<u64> {
        None
    }

    fn goods(&self) -> &[Good] {
        &self.goods
    }

    #[inline]
    fn held(&self, state: &ScriptState, good: usize) -> u64 {
        state.holdings[good].count
    }

    #[inline]
    fn carried(&self, message: &Parcel, good: usize) -> u64 {
        let of_this_good = message.amounts.iter().find(|amount| amount.unit == self.units[good]);
        of_this_good.map_or(0, |amount| amount.count)
    }

    fn starts_snapshots(&self) -> bool {
        true
    }

    fn starts_snapshot(&self, planned: &Planned) -> Option<SnapshotId> {
        match planned.command {
            ScriptCommand::Snapshot { snapshot, .. } => Some(snapshot),
            ScriptCommand::Send { .. } | ScriptCommand::Local { .. } => None,
        }
    }
}

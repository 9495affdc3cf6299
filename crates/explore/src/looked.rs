//! A state, looked up in the tables: what is enabled in it, and what a step changes.

use sim_core::{Action, ChannelId, ProcessId, Protocol, Value};

use crate::channel::{self, Delivery};
use crate::process::{self, Cause, Command, Effect};
use crate::tables::{Tables, Unknown};

/// What the tables know of each component of a state.
#[derive(Debug)]
pub(crate) struct Looked<'t> {
    processes: Vec<&'t process::Facts>,
    channels: Vec<&'t channel::Facts>,
    fingerprint: u128,
}

/// An action that is enabled, unless its process refuses what it delivers; and what comes of it, as far as that is known.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Enabled<'t> {
    Deliver { channel: ChannelId, position: u32, target: ProcessId, delivery: &'t Option<Delivery> },
    Internal { process: ProcessId, place: u32, command: &'t Command },
}

impl Enabled<'_> {
    /// The action.
    #[inline(always)]
    pub(crate) const fn action(&self) -> Action {
        match *self {
            Self::Deliver { channel, position, .. } => Action::Deliver { channel, position },
            Self::Internal { process, place, .. } => Action::Internal { process, command: place },
        }
    }

    /// Where it happens.
    #[inline(always)]
    pub(crate) const fn process(&self) -> ProcessId {
        match *self {
            Self::Deliver { target, .. } => target,
            Self::Internal { process, .. } => process,
        }
    }
}

/// Who is shown what is enabled. Not a closure: that would be called from two places, and then it is not inlined, at a hundred
/// instructions a step.
pub(crate) trait Visitor<'t> {
    /// One action more.
    fn visit(&mut self, enabled: Enabled<'t>);
}

impl<'t, F: FnMut(Enabled<'t>)> Visitor<'t> for F {
    #[inline(always)]
    fn visit(&mut self, enabled: Enabled<'t>) {
        self(enabled);
    }
}

impl<'t> Looked<'t> {
    /// Nothing is looked up.
    pub(crate) const fn nothing() -> Self {
        Self { processes: Vec::new(), channels: Vec::new(), fingerprint: 0 }
    }

    /// Looks up a state, in place of the one before.
    #[inline(always)]
    pub(crate) fn look_up<P: Protocol, V: Value + Default>(
        &mut self,
        tables: &'t Tables<P, V>,
        state: &[u32],
    ) {
        let (processes, channels) = state.split_at(tables.processes.len());
        self.fingerprint = 0;
        self.processes.clear();
        self.processes.extend(tables.processes.iter().zip(processes).map(|(table, number)| {
            let facts = table.facts(*number);
            self.fingerprint = self.fingerprint.wrapping_add(facts.fingerprint);
            facts
        }));
        self.channels.clear();
        self.channels.extend(tables.channels.iter().zip(channels).map(|(table, number)| {
            let facts = table.facts(*number);
            self.fingerprint = self.fingerprint.wrapping_add(facts.fingerprint);
            facts
        }));
    }

    /// The fingerprint of the state.
    #[inline(always)]
    pub(crate) const fn fingerprint(&self) -> u128 {
        self.fingerprint
    }

    /// Every action that is enabled, if nobody [refuses](Tables::accepts) it, in the order of [`System::enabled`](sim_core::System::enabled).
    #[inline(always)]
    pub(crate) fn enabled<P: Protocol, V: Value + Default>(
        &self,
        tables: &Tables<P, V>,
        visitor: &mut impl Visitor<'t>,
    ) {
        for ((channel, facts), table) in (0..).map(ChannelId).zip(&self.channels).zip(&tables.channels) {
            let target = table.channel().target;
            for (place, delivery) in (0..).zip(&facts.deliveries) {
                let position = facts.position(place);
                visitor.visit(Enabled::Deliver { channel, position, target, delivery });
            }
        }
        for (process, facts) in (0..).map(ProcessId).zip(&self.processes) {
            for (place, command) in (0..).zip(&facts.commands) {
                visitor.visit(Enabled::Internal { process, place, command });
            }
        }
    }

    /// The enabled action at this place.
    pub(crate) fn nth_enabled<P: Protocol, V: Value + Default>(
        &self,
        tables: &Tables<P, V>,
        place: u32,
    ) -> Enabled<'t> {
        let mut left = place as usize;
        for ((channel, facts), table) in (0..).map(ChannelId).zip(&self.channels).zip(&tables.channels) {
            if let (Some(delivery), Ok(place)) = (facts.deliveries.get(left), u32::try_from(left)) {
                let (position, target) = (facts.position(place), table.channel().target);
                return Enabled::Deliver { channel, position, target, delivery };
            }
            left -= facts.deliveries.len();
        }
        for (process, facts) in (0..).map(ProcessId).zip(&self.processes) {
            if let (Some(command), Ok(place)) = (facts.commands.get(left), u32::try_from(left)) {
                return Enabled::Internal { process, place, command };
            }
            left -= facts.commands.len();
        }
        unreachable!("the action was enabled when the search took it")
    }

    /// Goes through what a step changes in the state that was looked up: `set` is told the places of components, and their new
    /// numbers. The answer is by how much the fingerprint changes.
    #[inline(always)]
    pub(crate) fn step<P: Protocol, V: Value + Default>(
        &self,
        tables: &'t Tables<P, V>,
        enabled: Enabled<'t>,
        mut set: impl FnMut(usize, u32),
    ) -> Result<u128, Unknown> {
        let first = self.processes.len();
        match enabled {
            Enabled::Deliver { channel, position, target, delivery } => {
                let contents = self.channels[channel.index()].number;
                let unknown = Unknown::Delivery { channel, contents, position };
                let Delivery { event, rest } = delivery.as_ref().ok_or(unknown)?;
                set(first + channel.index(), rest.contents);
                let (facts, cause) = (self.processes[target.index()], Cause::Receipt(*event));
                let unknown = Unknown::Effect { process: target, state: facts.number, cause };
                let effect = facts.receipts.get(*event).ok_or(unknown)?;
                set(target.index(), effect.state);
                let change = self.send(tables, effect, Some((channel, rest.contents)), set)?;
                Ok(change.wrapping_add(rest.change))
            }
            Enabled::Internal { process, place, command } => {
                let (facts, cause) = (self.processes[process.index()], Cause::Command(place));
                let unknown = Unknown::Effect { process, state: facts.number, cause };
                let effect = command.effect.as_ref().ok_or(unknown)?;
                set(process.index(), effect.state);
                self.send(tables, effect, None, set)
            }
        }
    }

    /// Takes the enabled step at this place, which has been taken before. The answer is its action.
    pub(crate) fn follow<P: Protocol, V: Value + Default>(
        &mut self,
        tables: &'t Tables<P, V>,
        state: &mut [u32],
        place: u32,
    ) -> Action {
        self.look_up(tables, state);
        self.go(tables, state, place)
    }

    /// The same in a copy of the state that was looked up.
    #[inline(always)]
    pub(crate) fn go<P: Protocol, V: Value + Default>(
        &self,
        tables: &'t Tables<P, V>,
        state: &mut [u32],
        place: u32,
    ) -> Action {
        let enabled = self.nth_enabled(tables, place);
        let taken = self.step(tables, enabled, |component, number| state[component] = number);
        taken.expect("the search has taken the step before");
        enabled.action()
    }

    /// What is sent in a step, which may have taken something from a channel.
    #[inline(always)]
    fn send<P: Protocol, V: Value + Default>(
        &self,
        tables: &'t Tables<P, V>,
        effect: &Effect,
        taken: Option<(ChannelId, u32)>,
        mut set: impl FnMut(usize, u32),
    ) -> Result<u128, Unknown> {
        let (mut change, mut last) = (effect.change, taken);
        for sent in &effect.sends {
            let channel = sent.channel;
            // Sends are ordered by channel. Most often the channel is as it was before the step.
            let changed = [last, taken].into_iter().flatten().find(|(changed, _)| *changed == channel);
            let facts = match changed {
                Some((_, contents)) => tables.channels[channel.index()].facts(contents),
                None => self.channels[channel.index()],
            };
            let unknown = Unknown::Addition { channel, contents: facts.number, message: sent.message };
            let addition = facts.additions.get(sent.message).ok_or(unknown)?;
            set(self.processes.len() + channel.index(), addition.contents);
            last = Some((channel, addition.contents));
            change = change.wrapping_add(addition.change);
        }
        Ok(change)
    }
}

#[cfg(test)]
mod tests {
    use sim_core::{Channel, Context, Effects, Event, Order, System, Topology};

    use super::*;
    use crate::process::Eye;
    use crate::property::{Asked, Invariant};
    use crate::reached::Reached;

    /// Numbers that go round, each one more than the last, and twice on each channel.
    struct Rising;

    impl Protocol for Rising {
        type State = u64;
        type Message = u64;
        type Command = ();
        type Observation = ();

        fn initial_state(&self, _: Context<'_>) -> u64 {
            0
        }

        fn commands(&self, _: Context<'_>, state: &u64, offer: impl FnMut(())) {
            (*state < 4).then_some(()).into_iter().for_each(offer);
        }

        fn handle<E: Effects<u64, ()>>(
            &self,
            cx: Context<'_>,
            state: &mut u64,
            _: Event<u64, ()>,
            effects: &mut E,
        ) {
            *state += 1;
            for channel in cx.outgoing() {
                effects.send(channel, *state);
                effects.send(channel, *state % 2);
            }
        }
    }

    /// Takes the enabled step at this place, with all that has to be found out for it.
    fn take<V: Value + Default>(
        (system, tables): (&System<Rising>, &mut Tables<Rising, V>),
        eye: &impl Eye<Rising, V>,
        state: &mut Vec<u32>,
        place: u32,
    ) -> (u128, u128) {
        loop {
            let (mut looked, mut after) = (Looked::nothing(), state.clone());
            looked.look_up(tables, state);
            let before = looked.fingerprint();
            let enabled = looked.nth_enabled(tables, place);
            let unknown = match looked.step(tables, enabled, |component, number| after[component] = number) {
                Ok(change) => {
                    *state = after;
                    return (before, change);
                }
                Err(unknown) => unknown,
            };
            tables.learn(system, eye, unknown);
        }
    }

    #[test]
    fn a_step_changes_the_fingerprint_into_that_of_the_state_it_leads_to() {
        let topologies = [Topology::ring(3).unwrap(), with_channel_to_itself()];
        for system in topologies.map(|topology| System::new(Rising, topology)) {
            let property = Invariant(|_: &Reached<'_, Rising, ()>| Ok::<(), ()>(()));
            let eye = Asked(&property);
            let mut tables = Tables::new(&system, &eye);
            for way in 0..200_u32 {
                let mut state = vec![0; tables.width()];
                for step in 0..12 {
                    let (mut looked, mut enabled) = (Looked::nothing(), 0);
                    looked.look_up(&tables, &state);
                    looked.enabled(&tables, &mut |_: Enabled<'_>| enabled += 1);
                    let place = (way / 3 + way * step) % enabled;
                    let (before, change) = take((&system, &mut tables), &eye, &mut state, place);
                    let mut looked = Looked::nothing();
                    looked.look_up(&tables, &state);
                    assert_eq!(looked.fingerprint(), before.wrapping_add(change));
                }
            }
        }
    }

    /// Two processes, of which the first has a channel to itself between two others.
    fn with_channel_to_itself() -> Topology {
        let ends = [(0, 1), (0, 0), (1, 0)].map(|(p, q)| (ProcessId(p), ProcessId(q)));
        let channel = |(source, target)| Channel { source, target, order: Order::Fifo };
        Topology::new(vec!["p".into(), "q".into()], ends.map(channel).to_vec()).unwrap()
    }
}

//! Every schedule: which global states can the algorithm report?
//!
//! What a search ([`explore`]) needs to know of snapshots. A schedule ends when all snapshots are complete, or when
//! nothing is enabled; its outcome is what was recorded, as a value, and where an oracle finds something wrong, that too: ends
//! are told apart by both. An end is judged by running it again, from the last state before the first sign of a snapshot, under the
//! same oracles as any run. Every end is, until it is known that ends are alike ([below](#what-is-judged)). [`Reachable`] asks the other half of Theorem 1 of the same search over the computation alone:
//! is what was recorded a state that the computation can be in?
//!
//! The oracles look at one schedule for each end, a shortest one. An end is a global state together with everything that
//! was recorded; that the algorithm sent a marker too many on another way to it, say, is seen only if there is no shorter way.
//!
//! # What is judged
//!
//! *Once for each step that a process can take in a state*, when the search first meets it: whether it keeps the rules of
//! Chandy and Lamport and leaves the computation alone. *For each end*: whether it is complete, and what is recorded. *Once for each
//! outcome*: all oracles, on a shortest schedule to the first end that comes to it. Where channels are FIFO and all steps that were met
//! keep the rules, it is proved of a complete end that no oracle can find anything wrong; so what is not judged cannot be otherwise. From
//! the first step on that breaks a rule, and of ends that are not complete, all oracles judge each end.
//!
//! # What is of no consequence
//!
//! A search that [reduces](explore::Options::reduce) leaves out what a process does of its own accord once it has recorded its
//! state, and what it receives on a channel that it has closed, where these are given: *one* snapshot, by an algorithm that goes
//! [by markers](crate::SnapshotAlgorithm::by_markers); channels that are FIFO; chains of channels from each process to each other; and
//! nobody who refuses a message. Such a process takes what is still to come before the markers, and nothing
//! else. Let such actions be *void*. What is recorded stays recorded, so what is void stays void. The rest is to show that
//! schedules without void actions come to the same outcomes.
//!
//! 1. *An end is complete, or nothing is recorded.* Say that a process has recorded and no action is enabled that is not void. Then
//!    every marker that was sent has been received, for what is in a channel before its marker, and the marker, is never void. So
//!    each process that a channel leads to from one that has recorded has recorded too, hence all have; each has received all
//!    its markers, and closed all its channels. If nothing is recorded nothing is void, and the schedule is one of the full search.
//! 2. *No others.* A schedule without void actions is a schedule. By 1 its end is complete, and so is an end of the full search;
//!    or nothing is recorded, and then nothing at all is enabled.
//! 3. *All of them.* Take a schedule to an end of the full search; by 1 it is complete, or has no void actions. Leave out the
//!    void ones. Step by step, these are the same with and without them: the state of each process that has not recorded; what
//!    is in each channel, before its marker if its source has recorded; and what those that have recorded have of the snapshot.
//!    For, a process that has not recorded takes a message that was sent before any marker of its channel, or a marker; and does
//!    and sends the same. One that has recorded takes what comes before a marker, or the marker; that is there in both, and it
//!    records the same, though its own state may be another. Whatever it sends from now on is behind its markers, and whoever
//!    receives it has closed the channel. What is void changes none of the three. So the same is recorded, in as few steps or
//!    fewer.
//! 4. *The verdicts.* What the oracles say of a complete snapshot by such an algorithm under FIFO is, by Theorem 1, that all
//!    is well; but for what is conserved, and that is up to what was recorded.
//!
//! Of several snapshots it is not so: what a process does after one of them is before the next. Unordered channels let what is
//! sent behind a marker come before it. With no way back a schedule may end though not all is recorded, and then what is void may
//! decide whether it ends at all.

mod reachable;
mod rules;
mod shown;
#[cfg(test)]
mod tests;
mod value;

pub use reachable::Reachable;
pub use shown::Shown;
pub use value::RecordedValue;

use explore::{Explorable, Met, Property, Reached};
use sim_core::{ChannelId, Context, Envelope, GlobalState, Schedule, System, Topology};

use crate::aim::Aim;
use crate::computation::{Asked, Computation};
use crate::id::SnapshotId;
use crate::layer::Layer;
use crate::oracle::{CLAIMS, Law, Overall, Verdict, any_stable, overall};
use crate::setup::Setup;
use crate::wanted::Wanted;
use crate::wire::Carries as _;

/// All snapshots of a system, as the property of a search.
#[derive(Debug)]
pub struct Snapshots<'a, P: Computation, L> {
    /// The computation alone.
    pub underlying: &'a System<P>,
    /// The computation with the algorithm on top: what is searched.
    pub superposed: &'a System<L>,
    /// How many snapshots are waited for.
    pub snapshots: u32,
    /// How many control messages the algorithm should send, if that is known.
    pub law: Option<Law>,
    /// Whether what a process does after its part of the snapshot is of no consequence: [`Snapshots::of`] knows.
    pub freezes: bool,
    /// What is to be stable, beside what the computation declares.
    pub stable: Vec<Asked<P>>,
}

impl<'a, P: Computation, L: Layer<P>> Snapshots<'a, P, L> {
    /// So many snapshots.
    #[must_use]
    pub fn of(underlying: &'a System<P>, superposed: &'a System<L>, snapshots: u32) -> Self {
        let topology = &superposed.topology;
        let fifo = topology.is_fifo();
        let freezes = superposed.protocol.by_markers()
            && !superposed.protocol.refuses()
            && !underlying.protocol.refuses()
            && snapshots == 1
            && fifo
            && is_strongly_connected(topology);
        Self { underlying, superposed, snapshots, law: None, freezes, stable: Vec::new() }
    }

    /// The same, and the algorithm should send as many control messages as this law says.
    #[must_use]
    pub fn by_law(self, law: Option<Law>) -> Self {
        Self { law, ..self }
    }

    /// The same, and this is to be stable. Then what a process does later is of consequence: it may make it false.
    #[must_use]
    pub fn and_stable(self, stable: Vec<Asked<P>>) -> Self {
        Self { freezes: self.freezes && stable.is_empty(), stable, ..self }
    }
}

/// Whether each process is reached from each other.
fn is_strongly_connected(topology: &Topology) -> bool {
    topology.processes().all(|from| topology.reachable_from(&[from]).into_iter().all(|reached| reached))
}

/// What a schedule came to.
pub type Outcome<P> =
    Vec<RecordedValue<<P as sim_core::Protocol>::State, <P as sim_core::Protocol>::Message>>;

/// What a schedule came to at whose end an oracle found something wrong.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Wrong<S, M> {
    /// What was recorded, for each snapshot.
    pub recorded: Vec<RecordedValue<S, M>>,
    /// What is wrong, snapshot by snapshot.
    pub failed: Vec<Failed>,
}

/// The same for a program.
pub type WrongOf<P> = Wrong<<P as sim_core::Protocol>::State, <P as sim_core::Protocol>::Message>;

/// A snapshot with which something is wrong.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Failed {
    /// Which.
    pub snapshot: SnapshotId,
    /// The oracles that say so.
    pub checks: Vec<&'static str>,
}

impl<P: Computation + Explorable, L: Layer<P>> Snapshots<'_, P, L> {
    /// Whether there is no sign of a snapshot yet: nothing has been shown, and no message of the algorithm is under way.
    fn is_early(reached: &Reached<'_, L, Shown<P::State, P::Message>>) -> bool {
        let is_control = |message: &Envelope<L::Message>| message.body.control().is_some();
        reached.topology().processes().all(|process| reached.seen(process).is_empty())
            && !reached.channels().flatten().any(is_control)
    }

    /// What the processes have shown, for each snapshot, where all have recorded all.
    fn recorded(&self, end: &Reached<'_, L, Shown<P::State, P::Message>>) -> Outcome<P> {
        let topology = end.topology();
        let of_one = |snapshot| RecordedValue {
            processes: topology.processes().map(|p| end.seen(p).state(snapshot).cloned()).collect(),
            channels: topology
                .channel_ids()
                .map(|id| Some(end.seen(topology.channel(id).target).messages(snapshot, id)))
                .collect(),
            whole: true,
        };
        (1..=self.snapshots).map(SnapshotId).map(of_one).collect()
    }

    /// Whether each channel is closed for each snapshot. Its target closes it in some algorithms, the initiator in others.
    fn has_closed_all(&self, reached: &Reached<'_, L, Shown<P::State, P::Message>>) -> bool {
        let topology = reached.topology();
        let by = |process, snapshot, channel| reached.seen(process).has_closed(snapshot, channel);
        let is_closed = |snapshot, channel| {
            // Most often the target has closed it, and nobody else need be asked.
            by(topology.channel(channel).target, snapshot, channel)
                || topology.processes().any(|process| by(process, snapshot, channel))
        };
        (1..=self.snapshots)
            .map(SnapshotId)
            .all(|snapshot| topology.channel_ids().all(|channel| is_closed(snapshot, channel)))
    }

    /// Whether all has been recorded of each global state.
    fn has_recorded_all(&self, reached: &Reached<'_, L, Shown<P::State, P::Message>>) -> bool {
        let topology = reached.topology();
        let closed: usize = topology.processes().map(|process| reached.seen(process).closed()).sum();
        // Counted first: at nearly all states it says no. A broken algorithm may close twice, so that it is not enough.
        self.snapshots > 0
            && closed >= self.snapshots as usize * topology.channels().len()
            && topology.processes().all(|process| reached.seen(process).has_recorded_all(self.snapshots))
            && self.has_closed_all(reached)
    }

    /// Whether of each recovery line every checkpoint that was taken is permanent, there is one, and nothing more can come.
    fn has_decided_all(&self, reached: &Reached<'_, L, Shown<P::State, P::Message>>) -> bool {
        let topology = reached.topology();
        let is_decided = |snapshot| {
            let mut taken =
                topology.processes().filter(|p| reached.seen(*p).state(snapshot).is_some()).peekable();
            taken.peek().is_some() && taken.all(|process| reached.seen(process).is_permanent(snapshot))
        };
        let is_control = |message: &Envelope<L::Message>| message.body.control().is_some();
        self.snapshots > 0
            && (1..=self.snapshots).map(SnapshotId).all(is_decided)
            && !reached.channels().flatten().any(is_control)
    }

    /// Goes the last part of a schedule again, with the oracles.
    fn judge_end(
        &self,
        from: GlobalState<L::State, L::Message>,
        schedule: Schedule,
    ) -> Result<Outcome<P>, WrongOf<P>> {
        let setup = Setup {
            underlying: self.underlying,
            superposed: self.superposed,
            snapshots: self.snapshots,
            max_events: u64::MAX,
            law: self.law,
            stable: &self.stable,
        };
        let mut experiment = setup.listed_from(from, schedule).forgetting();
        experiment.run(&mut ()).expect("the search has gone this way");
        let (mut recorded, mut failed) = (Vec::new(), Vec::new());
        let judged = experiment.judge_each(Wanted::ALWAYS, |judged| {
            let (snapshot, checks) = (judged.snapshot, judged.checks);
            recorded.push((snapshot, RecordedValue::from(&**judged.recorded)));
            if overall(checks) == Overall::Violated {
                let violated = checks.iter().filter(|check| matches!(check.verdict, Verdict::Violated(_)));
                failed.push(Failed { snapshot, checks: violated.map(|check| check.name).collect() });
            }
            Ok(())
        });
        judged.expect("it is wanted");
        recorded.sort_by_key(|(snapshot, _)| *snapshot);
        failed.sort_unstable();
        let recorded = recorded.into_iter().map(|(_, value)| value).collect();
        if failed.is_empty() { Ok(recorded) } else { Err(Wrong { recorded, failed }) }
    }
}

impl<P, L> Property<L> for Snapshots<'_, P, L>
where
    P: Computation + Explorable,
    L: Layer<P> + Sync,
{
    type Seen = Shown<P::State, P::Message>;
    type Outcome = Outcome<P>;
    type Violation = WrongOf<P>;

    fn observe(&self, _: Context<'_>, shown: &mut Self::Seen, observation: &L::Observation) {
        shown.note(observation);
    }

    /// With [`freezes`](Snapshots::freezes): what a process does of its own accord once it has recorded its state, and what it
    /// receives on a channel that it has closed.
    fn ignores(&self, _: Context<'_>, shown: &Self::Seen, channel: Option<ChannelId>) -> bool {
        self.freezes
            && match channel {
                None => shown.snapshots().next().is_some(),
                Some(channel) => shown.has_ever_closed(channel),
            }
    }

    fn keeps_rules(&self, cx: Context<'_>, step: &Met<'_, L, Self::Seen>) -> bool {
        rules::kept((self.underlying, self.superposed), cx, step)
    }

    /// What is recorded at a complete end, where the `rules` prove that all is well with it.
    fn alike(&self, end: &Reached<'_, L, Self::Seen>) -> Option<Outcome<P>> {
        let topology = end.topology();
        let fifo = topology.is_fifo();
        let proved = CLAIMS.iter().all(|claim| rules::PROVED.contains(claim))
            && self.law.is_none_or(|law| law == Law::MARKERS || !law.tells())
            && !any_stable(&self.underlying.protocol, &self.stable);
        (fifo && proved && self.ends(end)).then(|| self.recorded(end))
    }

    fn ends(&self, reached: &Reached<'_, L, Self::Seen>) -> bool {
        match Law::aim_of(self.law) {
            Aim::GlobalState => self.has_recorded_all(reached),
            Aim::RecoveryLine => self.has_decided_all(reached),
            Aim::Checkpoints => {
                let mut processes = reached.topology().processes();
                self.snapshots > 0
                    && processes.all(|process| reached.seen(process).has_recorded_all(self.snapshots))
            }
        }
    }

    fn judge(&self, end: &Reached<'_, L, Self::Seen>) -> Result<Outcome<P>, WrongOf<P>> {
        // Who takes no new checkpoint stays at an old one: then all that happened matters.
        let aim = Law::aim_of(self.law);
        let (from, schedule) = end.since(|at| aim == Aim::GlobalState && Self::is_early(at));
        self.judge_end(from, schedule)
    }
}

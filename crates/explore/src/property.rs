//! What a search asks of the states it reaches.

use sim_core::{ChannelId, Context, Protocol, Value};

use crate::process::{Eye, Met};
use crate::reached::Reached;

/// A protocol that threads can share: any whose configuration and values are plain data.
pub trait Explorable:
    Protocol<State: Send + Sync, Message: Send + Sync, Command: Send + Sync> + Sync
{
}

impl<P> Explorable for P where
    P: Protocol<State: Send + Sync, Message: Send + Sync, Command: Send + Sync> + Sync
{
}

/// What is remembered of the observations, when a schedule ends, and what the end is worth.
///
/// What a process has shown is remembered for that process alone ([`Seen`](Self::Seen)): so the order of events at
/// different processes cannot be told from it, and it is part of the states that are searched. Two paths that lead to
/// the same global state but have shown different things lead to different states of the search.
///
/// The methods are asked on any thread, may be asked twice about a state, and depend on nothing but what they are given.
/// [`judge`](Self::judge) is asked at every end, once, unless ends are [`alike`](Self::alike); it has [`Reached::since`]: so the end of a schedule can be run again
/// and judged by whatever judges a run. That is a verdict on one schedule for each state; on the state, it is one for all.
pub trait Property<P: Protocol>: Sync {
    /// What is remembered of what one process has shown.
    type Seen: Value + Default + Send + Sync;
    /// What there is to say of the end of a schedule: ends of equal outcome are counted together.
    type Outcome: Value + Send + Sync;
    /// What can be wrong with a state.
    type Violation: Value + Send + Sync;

    /// The process of `cx` shows something.
    fn observe(&self, cx: Context<'_>, seen: &mut Self::Seen, observation: &P::Observation);

    /// Whether what the process does of its own accord (`None`), or with what comes along one of its channels, is of no
    /// consequence any more to what schedules come to. [`Options::reduce`](super::Options::reduce) leaves that out
    /// ([on what condition](super#what-is-of-no-consequence)).
    fn ignores(&self, _cx: Context<'_>, _seen: &Self::Seen, _channel: Option<ChannelId>) -> bool {
        false
    }

    /// Whether a step keeps the rules on which [`alike`](Self::alike) relies. Each step in each state of its process is asked
    /// about once, when it is first met.
    fn keeps_rules(&self, _cx: Context<'_>, _step: &Met<'_, P, Self::Seen>) -> bool {
        false
    }

    /// What the end of a schedule whose steps all keep the rules comes to, if that can be told without judging it, by what is
    /// remembered of the processes and nothing else. Of ends that come to the same, the first alone is [judged](Self::judge),
    /// and what that says is said of all of them. Ends of which the same is remembered are asked about once.
    fn alike(&self, _end: &Reached<'_, P, Self::Seen>) -> Option<Self::Outcome> {
        None
    }

    /// Whether a schedule ends here though something is enabled. Where nothing is, it ends anyway.
    ///
    /// For [`Options::reduce`](super::Options::reduce) that has to be stable: a further step would change neither that
    /// it ends nor what [`judge`](Self::judge) says.
    fn ends(&self, _reached: &Reached<'_, P, Self::Seen>) -> bool {
        false
    }

    /// What must be so in every state, the ends among them.
    ///
    /// # Errors
    /// What is wrong with the state.
    fn invariant(&self, _reached: &Reached<'_, P, Self::Seen>) -> Result<(), Self::Violation> {
        Ok(())
    }

    /// Judges the end of a schedule.
    ///
    /// # Errors
    /// What is wrong with it.
    fn judge(&self, end: &Reached<'_, P, Self::Seen>) -> Result<Self::Outcome, Self::Violation>;
}

/// A property, as the tables see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a, Q>(pub(crate) &'a Q);

impl<P: Protocol, Q: Property<P>> Eye<P, Q::Seen> for Asked<'_, Q> {
    fn observe(&self, cx: Context<'_>, seen: &mut Q::Seen, observation: &P::Observation) {
        self.0.observe(cx, seen, observation);
    }

    fn ignores(&self, cx: Context<'_>, seen: &Q::Seen, channel: Option<ChannelId>) -> bool {
        self.0.ignores(cx, seen, channel)
    }

    fn keeps_rules(&self, cx: Context<'_>, step: &Met<'_, P, Q::Seen>) -> bool {
        self.0.keeps_rules(cx, step)
    }
}

/// An invariant alone, of a protocol whose observations do not matter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Invariant<F>(pub(crate) F);

impl<P: Protocol, F, X> Property<P> for Invariant<F>
where
    F: Fn(&Reached<'_, P, ()>) -> Result<(), X> + Sync,
    X: Value + Send + Sync,
{
    type Seen = ();
    type Outcome = ();
    type Violation = X;

    fn observe(&self, _: Context<'_>, (): &mut (), _: &P::Observation) {}

    fn invariant(&self, reached: &Reached<'_, P, ()>) -> Result<(), X> {
        self.0(reached)
    }

    fn judge(&self, _: &Reached<'_, P, ()>) -> Result<(), X> {
        Ok(())
    }
}

//! A snapshot algorithm of one's own, under every schedule: one that is right, and one that forgets what is under way.
//!
//! Both record the state of a process when it is told to, and tell its neighbours. The right one goes on to record what comes from each
//! neighbour until that one tells it, too. The forgetful one takes all channels for empty. The oracles do not know the algorithm: they
//! look at what it recorded, and at what happened.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use explore::{Options, Report, explore_with};
use sim_core::{ChannelId, Context, ProcessId, System, Topology, TopologyError};
use sim_snapshot::exploration::{Outcome, Snapshots, WrongOf};
use sim_snapshot::oracle::Law;
use sim_snapshot::{
    At, Forwarding, Initiation, Recorded, Sink, SnapshotAlgorithm, SnapshotId, Superposed, TokenRing, Wire,
};

struct Own {
    forgetful: bool,
}

/// The channels that a process still records, for each snapshot.
type Open = BTreeMap<SnapshotId, BTreeSet<ChannelId>>;

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for Own {
    type Local = Open;
    type Tag = ();
    type Control = ();

    fn initial_local(&self, _: Context<'_>) -> Open {
        Open::default()
    }

    fn has_recorded(&self, open: &Open, snapshot: SnapshotId) -> bool {
        open.contains_key(&snapshot)
    }

    fn initiate(&self, at: At<'_, S, Open>, snapshot: SnapshotId, effects: &mut impl Sink<S, M>) {
        if at.local.contains_key(&snapshot) {
            return;
        }
        at.local.insert(snapshot, at.cx.incoming().iter().copied().collect());
        effects.observe(Recorded::Process { snapshot, state: at.state.clone(), before: false });
        at.cx.outgoing().for_each(|channel| effects.send(channel, Wire::marker(snapshot)));
    }

    fn tag(&self, _: Context<'_>, _: ChannelId, _: &M, _: &mut Open, _: &mut impl Sink<S, M>) {}

    fn receive_message(
        &self,
        at: At<'_, S, Open>,
        channel: ChannelId,
        message: &M,
        (): &(),
        effects: &mut impl Sink<S, M>,
    ) {
        let recording = at.local.iter().filter(|(_, open)| open.contains(&channel) && !self.forgetful);
        for (snapshot, _) in recording {
            effects.observe(Recorded::received(*snapshot, channel, message));
        }
    }

    fn receive_control(
        &self,
        At { cx, state, local }: At<'_, S, Open>,
        snapshot: SnapshotId,
        channel: ChannelId,
        (): &(),
        effects: &mut impl Sink<S, M>,
    ) {
        self.initiate(At { cx, state, local }, snapshot, effects);
        local.entry(snapshot).or_default().remove(&channel);
        effects.observe(Recorded::Closed { snapshot, channel });
    }
}

/// All that the algorithm can record of a token that goes round between two processes.
fn all(forgetful: bool) -> Result<Report<Outcome<TokenRing>, WrongOf<TokenRing>>, TopologyError> {
    let (ring, token) = (Topology::ring(2)?, TokenRing::new(Forwarding::Held));
    let own = Superposed::new(token, Own { forgetful }, Initiation::triggered(ProcessId(0), 3));
    let (alone, layered) = (System::new(token, ring.clone()), System::new(own, ring));
    let options = Options { keep_going: true, ..Options::default() };
    let property = Snapshots::of(&alone, &layered, 1).by_law(Some(Law::MARKERS));
    Ok(explore_with(&layered, &property, &options, |_| ControlFlow::Continue(())))
}

fn main() -> Result<(), TopologyError> {
    let right = all(false)?;
    assert!(right.complete() && right.violations.is_empty());
    assert_eq!(right.outcomes.len(), 2, "the token was under way, or had arrived");
    let forgetful = all(true)?;
    let failed = &forgetful.violations[0].what.failed[0].checks;
    assert!(failed.contains(&"channels") && failed.contains(&"one-message"), "{failed:?}");
    Ok(())
}

#[test]
fn what_is_under_way_must_not_be_forgotten() {
    main().unwrap();
}

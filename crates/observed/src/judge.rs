//! All that can be said of a log: of the run, and of each snapshot in it. A question that the log has nothing to say to is not asked.

use snapshot::oracle::{Check, Checks, Claim, Overall, Verdict, overall};
use snapshot::{OrderKept, oracle};

use crate::cut::Cut;
use crate::linear::Linear;
use crate::model::{Run, Snapshot};
use crate::question::{channels, clocks, complete, conserved, consistent, order, repair, well_formed};

pub use crate::question::repair::Earlier;

/// What is said of a log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judgement {
    /// Of the run as a whole.
    pub checks: Checks,
    /// The order that its channels kept; absent where there are no messages, and where the log is not that of a run.
    pub order: Option<OrderKept>,
    /// Of each snapshot.
    pub snapshots: Vec<Judged>,
}

/// What is said of a snapshot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
    /// Its number.
    pub snapshot: u64,
    /// What holds of it, and what does not.
    pub checks: Checks,
    /// Who recorded too late for the latest consistent cut that is not after this one.
    pub repair: Vec<Earlier>,
}

/// What is so of this run where the claim of this name holds.
#[must_use]
pub fn sentence(run: &Run, name: &str) -> &'static str {
    let claims = [
        well_formed::CLAIM,
        clocks::CLAIM,
        complete::claim(run),
        consistent::claim(run),
        channels::CLAIM,
        conserved::claim(run),
        oracle::process_states::CLAIM,
        oracle::reachable::CLAIM,
        oracle::undisturbed::CLAIM,
    ];
    claims.iter().find(|claim| claim.name == name).map_or("it holds", |claim| claim.sentence)
}

impl Judgement {
    /// What can be said of a run.
    #[must_use]
    pub fn of(run: &Run) -> Self {
        let linear = Linear::of(run);
        let mut checks = Vec::new();
        let form = well_formed::is_asked(run).then(|| well_formed::ask(run, &linear));
        // Of what is no run no order can be told.
        let can_be = !matches!(form, Some(Verdict::Violated(_)));
        if let Some(form) = form {
            checks.push(check(well_formed::CLAIM, form));
        }
        if clocks::is_asked(run) {
            checks.push(check(clocks::CLAIM, clocks::ask(run, &linear)));
        }
        let order = (can_be && !run.messages.is_empty()).then(|| order::ask(run, &linear));
        let snapshots = run.snapshots.iter().map(|(number, snapshot)| Judged::of(run, *number, snapshot));
        Self { checks, order, snapshots: snapshots.collect() }
    }

    /// All verdicts together; of a log without a snapshot nothing is known.
    #[must_use]
    pub fn verdict(&self) -> Overall {
        let snapshots = Overall::of(self.snapshots.iter().map(|judged| overall(&judged.checks)));
        let of_the_run = (!self.checks.is_empty()).then(|| overall(&self.checks));
        Overall::of([snapshots].into_iter().chain(of_the_run))
    }
}

impl Judged {
    fn of(run: &Run, number: u64, snapshot: &Snapshot) -> Self {
        let cut = Cut::of(run, snapshot);
        let mut checks = vec![
            check(complete::claim(run), complete::ask(run, (number, snapshot), &cut)),
            check(consistent::claim(run), consistent::ask(run, &cut)),
        ];
        if run.tells_of_channels() {
            checks.push(check(channels::CLAIM, channels::ask(run, snapshot, &cut)));
        }
        if conserved::is_asked(run) {
            checks.push(check(conserved::claim(run), conserved::ask(run, snapshot)));
        }
        let repair = repair::ask(run, &cut).unwrap_or_default();
        Self { snapshot: number, checks, repair }
    }
}

const fn check(claim: Claim, verdict: Verdict) -> Check {
    Check { name: claim.name, verdict }
}

//! *Undisturbed*: every event of the underlying computation under the snapshot is one that it could do without, and no
//! process is kept from one that it could do.
//!
//! Every event of the computation is performed again in the order of the trace by the computation's own handlers, with
//! no algorithm around them. It must be enabled, send what the trace says it sent, and leave the process in the state
//! that the trace says; and the algorithm's own steps must leave the process's state alone. What a process was kept from
//! doing leaves no event: that is seen by whoever watches the run ([`Offered`]), and judged here. Of a run from a file nobody
//! knows it, and nothing is said of it.

use sim_core::Happening;

use super::case::{Case, Evidence};
use super::contract::{Before, Finding, Oracle};
use super::seen::Taken;
use super::verdict::{Claim, Verdict, Violation};
use crate::computation::{Computation, Underlying};
use crate::offers::{Hindered, Offered};
use crate::rerun::{rerun, steps};
use crate::wanted::{Unwanted, Wanted};

/// What it claims.
pub const CLAIM: Claim =
    Claim { name: "undisturbed", sentence: "every event of the computation is one that it could do alone" };

/// The oracle of this claim.
#[derive(Clone, Copy, Debug, Default)]
pub struct Undisturbed;

impl<P: Computation> Oracle<P> for Undisturbed {
    fn claim(&self) -> Claim {
        CLAIM
    }

    fn before_whole(&self) -> Before {
        Before::Violation
    }

    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        (!taken.alone.is_disturbed() && !matches!(taken.offers, Offered::Otherwise(_))).into()
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        Ok(case.undisturbed.clone())
    }
}

/// What is said of a whole window, once for all its snapshots.
pub(crate) fn of_window<P: Computation>(
    evidence: &Evidence<'_, P>,
    wanted: Wanted<'_>,
) -> Result<Verdict, Unwanted> {
    let state = &mut evidence.base.clone();
    let mut place = 0;
    for step in wanted.each(steps::<P>(evidence.events)) {
        let step = step?;
        if let Err(why) =
            rerun(evidence.system, state, step).and_then(|()| left_as_told(evidence, state, step))
        {
            return Ok(Violation::new(why).condemning([place]).into());
        }
        place += step.len();
    }
    Ok(match evidence.offers {
        Offered::NotSeen | Offered::AsAlone => Verdict::Holds,
        Offered::Otherwise(hindered) => {
            Violation::new(told(evidence, hindered)).condemning([hindered.event]).into()
        }
    })
}

/// How a process was kept from what it could do alone, or let do more.
fn told<P: Computation>(evidence: &Evidence<'_, P>, hindered: &Hindered) -> String {
    let (name, time) = (evidence.system.topology.name(hindered.process), hindered.time);
    match (&hindered.kept_from, &hindered.offered) {
        (Some(kept_from), None) => {
            format!("from t={time} {name} could {kept_from} alone, and was kept from it")
        }
        (Some(kept_from), Some(offered)) if kept_from == offered => {
            format!("from t={time} {name} could {kept_from} alone at another time")
        }
        (Some(kept_from), Some(offered)) => {
            format!("from t={time} {name} could {kept_from} alone, and was offered to {offered} instead")
        }
        (None, offered) => {
            let offered = offered.as_deref().unwrap_or("something");
            format!("from t={time} {name} was offered to {offered}, which it could not do alone")
        }
    }
}

fn left_as_told<P: Computation>(
    evidence: &Evidence<'_, P>,
    state: &Underlying<P>,
    step: &[crate::log::LogEvent<P>],
) -> Result<(), String> {
    let [cause, ..] = step else { return Ok(()) };
    let program = &evidence.system.protocol;
    match &cause.what {
        Happening::Receive { state: told, .. } | Happening::Internal { state: told, .. }
            if told != state.process(cause.process) =>
        {
            let name = evidence.system.topology.name(cause.process);
            let [told, alone] = [told, state.process(cause.process)].map(|state| program.print_state(state));
            Err(format!("{name} has state {told} at t={}, but alone it would have {alone}", cause.time))
        }
        _ => Ok(()),
    }
}

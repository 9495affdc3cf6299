//! *Taken*: each process took its checkpoint, and took it once.
//!
//! Who has not taken it has not failed: it takes it when it likes.

use super::case::Case;
use super::contract::{Before, Finding, Oracle};
use super::seen::Taken;
use super::verdict::{Claim, Verdict, Violation};
use crate::computation::Computation;
use crate::wanted::Unwanted;

/// What it claims.
pub const CLAIM: Claim = Claim { name: "taken", sentence: "each process took its checkpoint, once" };

/// The oracle of this claim.
#[derive(Clone, Copy, Debug, Default)]
pub struct EachTook;

/// What is said as long as some have not.
const NOT_YET: &str = "not yet: somebody has not taken its checkpoint";

impl<P: Computation> Oracle<P> for EachTook {
    fn claim(&self) -> Claim {
        CLAIM
    }

    fn before_whole(&self) -> Before {
        Before::Anything
    }

    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        if taken.recorded.processes.iter().any(|record| record.times > 1) {
            return Finding::Violated;
        }
        if taken.whole { Finding::Holds } else { Finding::Unknown(NOT_YET.into()) }
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let topology = &case.evidence.system.topology;
        for (process, record) in topology.processes().zip(&case.recorded.processes) {
            if record.times > 1 {
                let reason = format!("{} took {} checkpoints", topology.name(process), record.times);
                return Ok(Violation::new(reason).condemning(case.recordings_of(process)?).into());
            }
        }
        let is_whole = case.recorded.is_whole();
        Ok(if is_whole { Verdict::Holds } else { Verdict::Unknown(NOT_YET.into()) })
    }
}

//! What goes wrong, on channels and processes that exist.

use sim_core::Topology;
use snapshot::MAX_FAULTS;
use snapshot::{Fault, Faults};

use super::planned::Plan;
use super::refused::Refused;
use crate::spec::Spec;
use crate::text::Source;

/// The faults on a topology.
pub(super) fn faults(spec: &Spec, topology: &Topology) -> Result<Faults, Refused> {
    if spec.faults.len() > MAX_FAULTS {
        let what = format!("{} faults: there are at most {MAX_FAULTS}", spec.faults.len());
        return Err(Refused::new(what));
    }
    let fault = |text: &String| {
        Fault::read(text, topology).map_err(|error| {
            let wrong = || (error.to_string(), Some(error.tip(topology)));
            let in_file = |source: &Source| source.shown("faults", (text, 0..text.len()), wrong());
            if let Some(shown) = spec.source.as_ref().and_then(in_file) {
                return Refused::from(shown);
            }
            let what = format!("invalid value '{text}' for '--fault': {error}");
            Refused::with_tip(what, error.tip(topology))
        })
    };
    Ok(Faults::new(spec.faults.iter().map(fault).collect::<Result<_, _>>()?))
}

impl Plan {
    /// The faults, as they are written.
    pub(super) fn faults(&self) -> Vec<String> {
        let Plan { configuration, .. } = self;
        configuration.faults.all().map(|(_, fault)| fault.written(&configuration.topology)).collect()
    }
}

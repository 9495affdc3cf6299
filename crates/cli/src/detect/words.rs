//! What is wrong in a run under a detector, in words.

use sim_core::Topology;
use snapshot::detection::watch::{Watched, Wrong};

/// What is wrong.
pub(crate) fn why(topology: &Topology, wrong: Wrong, watched: &Watched) -> String {
    match wrong {
        Wrong::Untrue => {
            let when = watched.announced.unwrap_or_default();
            format!("at {when} it was announced, and {}", still(topology, watched))
        }
        Wrong::Unannounced => {
            let when = watched.terminated.unwrap_or_default();
            format!("at {when} it had terminated, and nobody announced that")
        }
        Wrong::Disturbed => "the computation did what it would not have done alone".to_string(),
    }
}

/// What was still to be done at the end of a run: `p0 was active, 1 message was under way`.
pub(super) fn still(topology: &Topology, watched: &Watched) -> String {
    let active: Vec<_> = watched.active.iter().map(|process| topology.name(*process)).collect();
    let active = match active.as_slice() {
        [] => String::new(),
        [one] => format!("{one} was active"),
        several => format!("{} were active", several.join(", ")),
    };
    let under_way = match watched.under_way {
        0 => String::new(),
        1 => "1 message was under way".to_string(),
        several => format!("{several} messages were under way"),
    };
    [active, under_way].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

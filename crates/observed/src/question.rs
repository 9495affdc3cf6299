//! What is asked of a log, one question a file. Each looks at the run alone, and never says more than the log tells.

pub(crate) mod channels;
pub(crate) mod clocks;
pub(crate) mod complete;
pub(crate) mod conserved;
pub(crate) mod consistent;
pub(crate) mod order;
pub(crate) mod repair;
pub(crate) mod well_formed;

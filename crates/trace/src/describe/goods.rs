//! What a computation conserves, in the format.

use snapshot::{Computation, Good};

use crate::model;

/// What a computation conserves, as files have it.
#[must_use]
pub fn goods<P: Computation>(program: &P) -> Vec<model::Good> {
    let good = |Good { name, one, many }: &Good| model::Good {
        name: name.to_string(),
        one: one.to_string(),
        many: many.to_string(),
    };
    program.goods().iter().map(good).collect()
}

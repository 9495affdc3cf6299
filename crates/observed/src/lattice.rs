//! The lattice of a run: all global states that it can have gone through, for all that anybody knows who was not everywhere at once.
//!
//! They are the consistent cuts of its steps (Mattern 1989), one above the other where a step leads from one to the other; a way from the
//! bottom to the top is an order in which the steps can have happened. Only [steps](Steps) of the computation count: recordings and
//! messages of an algorithm are none. [`Counts`] says how many there are; [`possibly`] whether something is so in one of them, [`definitely`]
//! whether on every way, [`first`] and [`always`] the same of conjunctions without looking at all of them. What is asked in a cut, nobody here knows.

mod conjunction;
mod count;
mod definitely;
mod happened;
mod possibly;
mod recorded;
mod steps;
mod times;
mod walk;
mod way;

pub use conjunction::{Local, always, first};
pub use count::{Counts, Number};
pub use definitely::{Definitely, definitely};
pub use happened::NoSteps;
pub use possibly::{Possibly, possibly};
pub use steps::{Cut, Step, Steps};
pub use walk::{Bound, Reached, all};
pub use way::Way;

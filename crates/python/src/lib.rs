//! The engine as a module for Python: `import sim_lab`.
//!
//! This is `sim_lab._engine`: a few functions over texts and numbers, and the objects that hooks are given. What a user sees is written in
//! Python over it, in `python/sim_lab`. A scenario is what `sim` takes, as a file, as keyword arguments, or both; a run in the forms for programs
//! is the same bytes that `sim` writes. It is not a second command line: it prints nothing, reads no environment and keeps no file.
//!
//! `experiment` is what was asked for (`arguments` and `texts` read it), and `run` (with its `report`), `check`, `search` and `judge` do it; `names` says
//! what there is to choose from. `waiting` lets Ctrl-C end what takes long. `own` is algorithms and computations that are written in Python.
//! What goes wrong is a `failure`, and how much is done is bounded (`bounds`). `exports` is what Python calls.
#![forbid(unsafe_code)]

mod arguments;
mod bounds;
mod check;
mod experiment;
mod exports;
mod failure;
mod judge;
mod names;
mod own;
mod report;
mod run;
mod search;
mod texts;
mod waiting;

use pyo3::prelude::*;

/// `sim_lab._engine`.
#[pymodule]
mod _engine {
    #[pymodule_export]
    use crate::exports::{check, explore, judge, names, run};
    #[pymodule_export]
    use crate::own::{Place, Step, Turn};
    #[pymodule_export]
    use crate::run::Ran;
}

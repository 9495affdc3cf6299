//! What Python calls: functions over texts and numbers. The classes over them are written in Python.
#![expect(clippy::needless_pass_by_value, reason = "what comes from Python is made for the call, and given")]

use pyo3::prelude::*;

use crate::arguments::Arguments;
use crate::experiment::Experiment;
use crate::own::{Own, OwnAlgorithm, OwnComputation};
use crate::run::Ran;
use crate::waiting;

/// Makes one run.
#[pyfunction]
#[pyo3(signature = (arguments, scenario, algorithm=None, program=None))]
pub(crate) fn run(
    py: Python<'_>,
    arguments: Arguments,
    scenario: Option<&str>,
    algorithm: Option<OwnAlgorithm>,
    program: Option<OwnComputation>,
) -> PyResult<Ran> {
    let own = Own::new(algorithm, program);
    own.during(py, |own| {
        let experiment = Experiment::of(&arguments, scenario, own)?;
        let ran = waiting::patiently(py, own, |stop| crate::run::run(&experiment, stop))?;
        ran.map_err(PyErr::from)
    })
}

/// Runs and judges these seeds: what they came to, as JSON.
#[pyfunction]
#[pyo3(signature = (arguments, scenario, seeds, jobs=None, algorithm=None, program=None))]
pub(crate) fn check(
    py: Python<'_>,
    arguments: Arguments,
    scenario: Option<&str>,
    seeds: (u64, u64),
    jobs: Option<u16>,
    algorithm: Option<OwnAlgorithm>,
    program: Option<OwnComputation>,
) -> PyResult<String> {
    let own = Own::new(algorithm, program);
    own.during(py, |own| {
        let experiment = Experiment::of(&arguments, scenario, own)?;
        let jobs = experiment.jobs(jobs)?;
        let checked =
            waiting::patiently(py, own, |stop| crate::check::check(&experiment, seeds, jobs, stop))?;
        checked.map_err(PyErr::from)
    })
}

/// Tries every schedule, up to so many states, and perhaps without those that cannot matter: what can be recorded, as JSON.
#[pyfunction]
#[pyo3(signature = (arguments, scenario, bound, jobs=None, algorithm=None, program=None))]
pub(crate) fn explore(
    py: Python<'_>,
    arguments: Arguments,
    scenario: Option<&str>,
    bound: (u64, bool),
    jobs: Option<u16>,
    algorithm: Option<OwnAlgorithm>,
    program: Option<OwnComputation>,
) -> PyResult<String> {
    let own = Own::new(algorithm, program);
    own.during(py, |own| {
        let experiment = Experiment::of(&arguments, scenario, own)?;
        let jobs = experiment.jobs(jobs)?;
        let found =
            waiting::patiently(py, own, |stop| crate::search::explore(&experiment, bound, jobs, stop))?;
        found.map_err(PyErr::from)
    })
}

/// Judges logs, each with its name: what can be said of them, as JSON, and what can be drawn.
#[pyfunction]
pub(crate) fn judge(
    py: Python<'_>,
    logs: Vec<(String, Option<String>)>,
    pattern: Option<&str>,
    record: Option<&str>,
) -> PyResult<(String, Ran)> {
    let own = Own::new(None, None);
    let judged = waiting::patiently(py, &own, |_| crate::judge::judge(&logs, pattern, record))?;
    judged.map_err(PyErr::from)
}

/// What there is to choose from, as JSON.
#[pyfunction]
pub(crate) fn names() -> String {
    crate::names::names()
}

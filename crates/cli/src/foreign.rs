//! Programs of the user's that are asked: which were named, and what went wrong with one.
//!
//! A program is started when a scenario is understood that names it, by [`algorithm`] or [`program`]; it is one for all of a command. From the first fault on
//! nobody is asked any more, and nothing that was found since means anything: so whoever has run something looks, by [`check`], before anything
//! is said of it. A program is started only if it was named on the command line, or [allowed](refuse_unless_allowed).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use exec::{Algorithm, Bounds, Computation, Exec, Fault, Kind, Source};
use sim_core::Topology;
use snapshot::algorithms::foreign::Nobody;
use snapshot::algorithms::{self, Entry, foreign::Foreign};
use snapshot::outside::Outside;
use snapshot::shrink::Configuration;
use snapshot::{Needs, catalog};
use trace::model::Config;

use crate::args::ExecArgs;
use crate::cleanup::Cleanup;
use crate::failure::Failure;
use crate::memory;
use crate::stderr;

/// The part of the memory that there is for what was answered.
const SHARE: u64 = 4;

/// An algorithm that was named. There are as many as names were typed, so none is ever given back.
struct Known {
    algorithm: &'static Algorithm,
    entry: &'static Entry,
    /// Its children are ended with us.
    _ended: Cleanup,
}

/// The programs that were named, by their names.
struct All {
    algorithms: BTreeMap<String, Known>,
    computations: BTreeMap<String, (Arc<Computation>, Cleanup)>,
}

impl All {
    fn programs(&self) -> impl Iterator<Item = &Exec> {
        let algorithms = self.algorithms.values().map(|known| known.algorithm.exec());
        algorithms.chain(self.computations.values().map(|(computation, _)| computation.exec()))
    }
}

static ASKED: OnceLock<ExecArgs> = OnceLock::new();
static KNOWN: Mutex<All> = Mutex::new(All { algorithms: BTreeMap::new(), computations: BTreeMap::new() });

/// From now on programs are started, and waited for, as these options say.
pub(crate) fn allow(args: ExecArgs) {
    // It is said once.
    let _ = ASKED.set(args);
}

/// An option that says how programs are run, if one was typed.
pub(crate) fn option_typed() -> Option<&'static str> {
    let ExecArgs { allow_exec, exec_timeout } = asked();
    let timeout = exec_timeout.map(|_| "--exec-timeout");
    timeout.or(allow_exec.then_some("--allow-exec"))
}

fn asked() -> ExecArgs {
    ASKED.get().cloned().unwrap_or_default()
}

/// Refuses a class of a Python program: nobody here can ask it.
fn refuse_python(name: &str) -> Result<(), Failure> {
    if !name.starts_with(catalog::PYTHON) {
        return Ok(());
    }
    let what = format!("'{name}' is a class of a Python program, and is asked there alone");
    Err(Failure::with_tip(
        what,
        "'import sim_lab' runs it; a saved run of an algorithm is told by 'sim convert'",
    ))
}

/// Refuses a program that a file names, unless that was allowed.
pub(crate) fn refuse_unless_allowed(name: &str, file: &str) -> Result<(), Failure> {
    refuse_python(name)?;
    if !catalog::is_foreign(name) || asked().allow_exec {
        return Ok(());
    }
    Err(Failure::with_tip(
        format!("'{file}' names a program to run: {name}"),
        "if you trust it, '--allow-exec' lets it be run",
    ))
}

/// The algorithm of this name, for who runs nothing: nobody answers for it.
pub(crate) fn silent(name: &str, _: &Topology) -> Result<&'static Entry, Failure> {
    let entry = algorithms::foreign(Box::leak(name.into()), Foreign::of(&Nobody), Needs::nothing());
    Ok(Box::leak(Box::new(entry)))
}

/// The algorithm of this name, which is told of these processes and channels.
pub(crate) fn algorithm(name: &str, topology: &Topology) -> Result<&'static Entry, Failure> {
    let mut known = lock();
    if let Some(known) = known.algorithms.get(name) {
        return Ok(known.entry);
    }
    let (exec, ended) = named(name)?;
    let algorithm: &'static Algorithm = Box::leak(Box::new(Algorithm::new(exec)));
    let needs = Needs { order: algorithm.order(topology)?, ..Needs::nothing() };
    let entry = algorithms::foreign(Box::leak(name.into()), Foreign::of(algorithm), needs);
    let entry: &'static Entry = Box::leak(Box::new(entry));
    known.algorithms.insert(name.to_string(), Known { algorithm, entry, _ended: ended });
    Ok(entry)
}

/// The computation of this name.
pub(crate) fn program(name: &str) -> Result<Outside, Failure> {
    let mut known = lock();
    if !known.computations.contains_key(name) {
        let (exec, ended) = named(name)?;
        known.computations.insert(name.to_string(), (Arc::new(Computation::new(exec)), ended));
    }
    Ok(Outside { name: name.to_string(), begin: Arc::clone(&known.computations[name].0) as _ })
}

/// Sees to it that a saved run can be judged: if its computation is a program, that has to be asked.
pub(crate) fn in_file(config: &mut Config, file: &str) -> Result<(), Failure> {
    refuse_unless_allowed(&config.program, file)?;
    if catalog::is_foreign(&config.program) {
        config.outside = Some(program(&config.program)?);
    }
    Ok(())
}

/// The program of this name; it is not started yet.
fn named(name: &str) -> Result<(Exec, Cleanup), Failure> {
    refuse_python(name)?;
    let path = name.strip_prefix(catalog::EXEC).unwrap_or(name);
    let exec = Exec::new(Source::new(path)?, bounds(), Arc::new(stderr::say));
    let living = exec.living();
    Ok((exec, Cleanup::new(move || living.end())))
}

fn bounds() -> Bounds {
    let usual = Bounds::default();
    let memory = usize::try_from(memory::left() / SHARE).unwrap_or(usize::MAX);
    let bounds = Bounds { memory: usual.memory.min(memory), ..usual };
    asked().exec_timeout.map_or(bounds, |millis| bounds.within(Duration::from_millis(millis)))
}

/// Whether a program has failed: what is being found means nothing.
pub(crate) fn has_failed() -> bool {
    lock().programs().any(Exec::has_failed)
}

/// Whether a program was named.
#[cfg(feature = "timely")]
pub(crate) fn is_any() -> bool {
    lock().programs().next().is_some()
}

/// What was found means something, or a program has failed.
pub(crate) fn check() -> Result<(), Failure> {
    let fault = lock().programs().find_map(Exec::fault);
    fault.map_or(Ok(()), |fault| Err(fault.into()))
}

/// What a program did wrong, if that is why something failed: it says more.
pub(crate) fn or_fault(failure: Failure) -> Failure {
    check().err().unwrap_or(failure)
}

/// Asks all again that was asked of a program about this topology.
pub(crate) fn ask_all_again(
    Configuration { topology, parameters, .. }: &Configuration,
) -> Result<(), Failure> {
    let known = lock();
    known.algorithms.values().for_each(|known| known.algorithm.ask_all_again(topology));
    known.computations.values().for_each(|(one, _)| one.ask_all_again(topology, parameters));
    drop(known);
    check()
}

/// Tells all programs that this is all.
pub(crate) fn dismiss() {
    lock().programs().for_each(Exec::end);
}

fn lock() -> std::sync::MutexGuard<'static, All> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl From<Fault> for Failure {
    /// A program of the user's, or that there is none.
    fn from(fault: Fault) -> Self {
        let (what, tip) = (fault.to_string(), Some(fault.tip).filter(|tip| !tip.is_empty()));
        match fault.kind {
            Kind::Nonsense => Self::Input { what, tip },
            Kind::Bound => Self::NoVerdict { what, tip },
        }
    }
}

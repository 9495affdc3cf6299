//! A saved run as the report that `sim run` would print of it, or as what it recorded: judged on what the file says.

use snapshot::AnyProgram;
use snapshot::oracle::Overall;
use trace::{Digest, Saved, restore};

use crate::args::{RunFormat, Told};
use crate::failure::Failure;
use crate::foreign;
use crate::output::Output;
use crate::report::{Source, kept, report};
use crate::saved;
use crate::scenario::{Scenario, tool};
use crate::snap;
use crate::until;

/// Tells of a saved run, of whatever program it is.
pub(super) fn judged(
    name: &str,
    mut saved: Saved,
    told: &Told,
    output: &mut Output,
) -> Result<Overall, Failure> {
    foreign::in_file(&mut saved.header.config, name)?;
    if saved.footer.is_none() {
        return Err(no_result(name, "'sim replay' judges what there is of it"));
    }
    let in_file = |error| Failure::new(format!("cannot read '{name}': {error}"));
    let restored = restore::<AnyProgram>(&saved.header.config, &saved.events).map_err(in_file)?;
    if told.format == RunFormat::Snap {
        snap::refuse_several_goods(&restored.system.protocol)?;
    }
    let mut kept = kept(told);
    kept.iter_mut().for_each(|kept| restored.events.iter().for_each(|event| kept.keep(event)));
    let finished = saved::window(&saved, &restored, &restored.events)?;
    foreign::check()?;
    if told.format == RunFormat::Snap {
        return snap::write(&finished, output);
    }
    let (scenario, seed) = Scenario::of_config(&saved.header.config, name)?;
    let source = if is_as_written(&saved) { Source::Made } else { Source::File(name) };
    report(&scenario, (seed, source), &finished, &told.look).drawing(kept.as_ref()).write(output)?;
    if let Some(until) = finished.until.as_ref().filter(|_| !told.look.quiet) {
        until::write(&finished, until, output)?;
    }
    Ok(finished.verdict())
}

/// What needs the result of a run is refused when the file has none.
pub(super) fn no_result(name: &str, tip: &str) -> Failure {
    Failure::with_tip(format!("cannot read '{name}': it has no result; perhaps it was cut off"), tip)
}

/// Whether the file seems to be as this version wrote it: it is of this version, and its digest is that of its events.
fn is_as_written(saved: &Saved) -> bool {
    let digest = saved.footer.as_ref().map(|footer| &footer.outcome.digest);
    saved.header.tool == tool() && digest.is_some_and(|digest| *digest == Digest::of(&saved.events))
}

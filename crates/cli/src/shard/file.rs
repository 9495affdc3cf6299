//! A shard as a file: it appears whole or not at all, under the name of the part, and whoever reads it is told what is wrong with it. What is in
//! it is [`trace::shard`].

use std::io::Write as _;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use trace::shard::part::Part;
use trace::shard::{Shard, ShardError};

use super::differs;
use crate::failure::Failure;
use crate::input;
use crate::output::Output;
use crate::scenario::tool;
use crate::shell::quoted;
use crate::stderr::note;

/// A sort of shards.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sort {
    /// Its schema.
    pub(crate) schema: &'static str,
    /// The command that makes it.
    pub(crate) command: &'static str,
}

impl Sort {
    pub(crate) const CHECK: Self = Self { schema: "sim.shard/1", command: "check" };
    pub(crate) const COMPARE: Self = Self { schema: "sim.compare-shard/1", command: "compare" };

    /// What to do with a file that cannot be read as one of this sort.
    fn tip(self, path: &Path, error: &ShardError) -> String {
        match (error, path.parent()) {
            (ShardError::Schema { there, .. }, Some(folder)) => {
                let folder = quoted(&folder.display().to_string());
                let other = [Self::CHECK, Self::COMPARE].into_iter().find(|sort| sort.schema == there);
                let merge = |sort: Self| format!("'sim {} --merge {folder}' reads it; ", sort.command);
                let other = other.map(merge).unwrap_or_default();
                format!("{other}shards of one experiment have a folder of their own")
            }
            _ => format!("remove it, and 'sim {} --shard' makes it again", self.command),
        }
    }
}

/// Writes what came of a part, whole or not at all. That it can be written is known before anything is run: the output is open by then.
pub(crate) fn write<E: Serialize, S: Serialize>(
    mut output: Output,
    sort: Sort,
    part: Part,
    (experiment, sums): (E, S),
) -> Result<(), Failure> {
    writeln!(output, "{}", Shard::new(sort.schema, tool(), part, experiment, sums).text())?;
    output.finish()
}

/// Refuses one that is not of this experiment, which `other` has, too.
pub(super) fn refuse_another<E: Serialize>(
    (path, there): (&Path, &E),
    experiment: &E,
    other: &str,
) -> Result<(), Failure> {
    let Some((field, [here, there])) = differs::first(there, experiment) else {
        return Ok(());
    };
    let what = format!(
        "'{}' is of another experiment than {other}: {field} is {here} there, and {there} here",
        path.display()
    );
    Err(Failure::with_tip(what, "shards of one experiment have a folder of their own"))
}

/// The one that is there already, if one is: this part of this experiment, and nothing else. It is told.
pub(crate) fn there<E: Serialize + DeserializeOwned, S: DeserializeOwned>(
    path: &Path,
    sort: Sort,
    (part, experiment): (Part, &E),
    sound: impl Fn(&Shard<E, S>) -> Result<(), String>,
) -> Result<Option<Shard<E, S>>, Failure> {
    if !path.exists() {
        return Ok(None);
    }
    let (shard, name) = (read(path, sort)?, path.display());
    if shard.part() != part {
        let what = format!("'{name}' has shard {}, not {part}", shard.part());
        return Err(Failure::with_tip(what, "remove it, or name another folder with '-o'"));
    }
    refuse_another((path, &shard.experiment), experiment, "this one")?;
    sound(&shard).map_err(|what| Failure::new(format!("cannot read '{name}': {what}")))?;
    note(&format!("'{name}' is there already, and of this experiment: nothing was run"));
    Ok(Some(shard))
}

/// Reads one of this sort, which this version wrote.
pub(super) fn read<E: DeserializeOwned, S: DeserializeOwned>(
    path: &Path,
    sort: Sort,
) -> Result<Shard<E, S>, Failure> {
    let text = input::load(path)?;
    Shard::read(&text, sort.schema, &tool()).map_err(|error| {
        Failure::with_tip(format!("cannot read '{}': {error}", path.display()), sort.tip(path, &error))
    })
}

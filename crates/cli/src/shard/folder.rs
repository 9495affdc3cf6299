//! All shards of a folder: each read once, held against the first, and none missing.
//!
//! What is no shard by its name is left alone, and told; a file that was being written when its process was killed begins with a dot, and is no
//! shard either.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sim_core::words::counted;
use trace::shard::Shard;
use trace::shard::part::Part;

use super::file::{self, Sort};
use crate::failure::Failure;
use crate::memory;
use crate::progress::Progress;
use crate::stderr::warn;

/// Where shards go, unless it is said.
const FOLDER: &str = "shards";

/// The file of a part, in a folder that is there.
pub(crate) fn place(folder: Option<&Path>, part: Part) -> Result<PathBuf, Failure> {
    let folder = folder.unwrap_or(Path::new(FOLDER));
    let bad = |error| Failure::new(format!("cannot make the folder '{}': {error}", folder.display()));
    fs::create_dir_all(folder).map_err(bad)?;
    Ok(folder.join(part.file_name()))
}

/// A part of which not all seeds were run is not kept; what came of them is said.
pub(crate) fn given_up(so_far: &str) -> Failure {
    let why = if memory::reached() { memory::allowed() } else { "interrupted".to_string() };
    Failure::NoVerdict {
        what: format!("{why}; {so_far}; nothing is kept"),
        tip: Some("the same command begins this shard again; of more shards each is smaller".to_string()),
    }
}

/// All parts of an experiment, together.
#[derive(Debug)]
pub(crate) struct Merged<E, S> {
    pub(crate) experiment: E,
    pub(crate) sums: S,
    /// The file that has the experiment.
    pub(crate) file: PathBuf,
}

/// The parts that are there so far.
struct Parts<E, S> {
    merged: Merged<E, S>,
    of: u64,
    files: BTreeMap<u64, PathBuf>,
}

/// Reads all shards of this folder. `sound` looks at one by itself, `join` adds one to another, and `command` is what makes the parts of an
/// experiment.
pub(crate) fn merged<E, S>(
    folder: &Path,
    sort: Sort,
    sound: impl Fn(&Shard<E, S>) -> Result<(), String>,
    join: impl Fn(&mut S, S),
    command: impl Fn(&E, &Path) -> Result<String, Failure>,
) -> Result<Merged<E, S>, Failure>
where
    E: Serialize + DeserializeOwned,
    S: Serialize + DeserializeOwned,
{
    let files = listed(folder)?;
    let progress = Progress::of(files.len() as u64, "shards");
    let mut parts: Option<Parts<E, S>> = None;
    for file in files {
        let shard: Shard<E, S> = file::read(&file, sort)?;
        sound(&shard).map_err(|what| Failure::new(format!("cannot read '{}': {what}", file.display())))?;
        match &mut parts {
            None => parts = Some(Parts::begin(shard, file)),
            Some(parts) => parts.add(shard, file, &join)?,
        }
        progress.add(1);
        if memory::exceeded() {
            return Err(Failure::Memory(format!(
                "the shards are more than there is room for: {}",
                memory::allowed()
            )));
        }
    }
    drop(progress);
    let parts = parts.ok_or_else(|| {
        let tip = format!("'sim {} --shard 1/7 -o {}' makes one of seven", sort.command, folder.display());
        Failure::with_tip(format!("there is no shard in '{}'", folder.display()), tip)
    })?;
    parts.whole(folder, command)
}

impl<E: Serialize, S: Serialize> Parts<E, S> {
    fn begin(shard: Shard<E, S>, file: PathBuf) -> Self {
        let Part { number, of } = shard.part();
        let files = BTreeMap::from([(number, file.clone())]);
        Self { merged: Merged { experiment: shard.experiment, sums: shard.sums, file }, of, files }
    }

    fn add(&mut self, shard: Shard<E, S>, file: PathBuf, join: impl Fn(&mut S, S)) -> Result<(), Failure> {
        let (Part { number, of }, first) = (shard.part(), self.merged.file.display());
        if of != self.of {
            let there = self.of;
            let what = format!("'{}' is one of {of} shards, and '{first}' one of {there}", file.display());
            return Err(Failure::with_tip(what, "all have to be of one cut: remove the others"));
        }
        file::refuse_another((&file, &shard.experiment), &self.merged.experiment, &format!("'{first}'"))?;
        if let Some(other) = self.files.get(&number) {
            let (one, other) = (file.display(), other.display());
            return Err(Failure::new(format!("shard {number} is there twice: '{other}' and '{one}'")));
        }
        self.files.insert(number, file);
        join(&mut self.merged.sums, shard.sums);
        Ok(())
    }

    /// All of them, if none is missing.
    fn whole(
        self,
        folder: &Path,
        command: impl Fn(&E, &Path) -> Result<String, Failure>,
    ) -> Result<Merged<E, S>, Failure> {
        let missing = gaps(self.of, self.files.keys().copied());
        let Some((first, _)) = missing.first() else { return Ok(self.merged) };
        let lacks = self.of - self.files.len() as u64;
        let ranges = missing.iter().take(MOST_TOLD).map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        });
        let more = if missing.len() > MOST_TOLD { ", ..." } else { "" };
        let ranges = format!("{}{more}", ranges.collect::<Vec<_>>().join(","));
        let what =
            format!("'{}' lacks {} of {}: {ranges}", folder.display(), counted(lacks, "shard"), self.of);
        let command = command(&self.merged.experiment, &self.merged.file)?;
        let part = Part { number: *first, of: self.of };
        let out = crate::shell::quoted(&folder.display().to_string());
        Err(Failure::with_tip(what, format!("{command} --shard {part} -o {out}")))
    }
}

/// More ranges than these are not told one by one.
const MOST_TOLD: usize = 20;

/// The numbers from 1 to `of` that are not among these, as ranges with both ends.
fn gaps(of: u64, there: impl Iterator<Item = u64>) -> Vec<(u64, u64)> {
    let (mut gaps, mut next) = (Vec::new(), 1);
    for number in there.chain([of + 1]) {
        if next < number {
            gaps.push((next, number - 1));
        }
        next = number + 1;
    }
    gaps
}

/// The files of shards, in the order of their names; what else there is is told, but for what a killed process left.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let bad = |error: std::io::Error| {
        Failure::new(format!("cannot read the folder '{}': {error}", folder.display()))
    };
    let (mut shards, mut others) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).map_err(bad)? {
        let path = entry.map_err(bad)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match Part::is_named(&name) {
            true => shards.push(path),
            false if name.starts_with('.') => {}
            false => others.push(name),
        }
    }
    shards.sort_unstable();
    others.sort_unstable();
    if let Some(first) = others.first() {
        let folder = folder.display();
        warn(&match others.len() {
            1 => format!("'{first}' in '{folder}' is no shard, and is left out"),
            more => {
                format!("{more} files in '{folder}' are no shards, and are left out, among them '{first}'")
            }
        });
    }
    Ok(shards)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_as_ranges() {
        assert_eq!(gaps(3, [1, 2, 3].into_iter()), []);
        assert_eq!(gaps(9, [2, 3, 7].into_iter()), [(1, 1), (4, 6), (8, 9)]);
        assert_eq!(gaps(2, std::iter::empty()), [(1, 2)]);
    }
}

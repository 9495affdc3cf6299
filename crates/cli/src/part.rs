//! Which part of a work is meant, as it is typed or as the job array of a cluster says; and which seeds those are. How a part is written is
//! in [`trace::shard::part`].

use trace::shard::part::{ARRAY, AskedPart, Part};

use crate::failure::Failure;
use crate::values::Seeds;

/// Where Slurm, PBS Pro, Torque and Grid Engine say which task of an array this is.
const VARIABLES: [&str; 4] = ["SLURM_ARRAY_TASK_ID", "PBS_ARRAY_INDEX", "PBS_ARRAYID", "SGE_TASK_ID"];

/// The part that is meant.
pub(crate) fn meant(AskedPart { number, of }: AskedPart) -> Result<Part, Failure> {
    let number = number.map_or_else(|| in_array(of), Ok)?;
    Ok(Part { number, of })
}

/// The number that the cluster says: the first variable with one. Without an array Grid Engine says `undefined`.
fn in_array(of: u64) -> Result<u64, Failure> {
    let said = |name: &&str| std::env::var(name).ok().filter(|text| !text.is_empty() && text != "undefined");
    let Some((name, text)) = VARIABLES.iter().find_map(|name| Some((name, said(name)?))) else {
        let names = VARIABLES.join(", ");
        let what = format!("'--shard {ARRAY}/{of}': this is no task of a job array, none of {names} is set");
        return Err(Failure::with_tip(what, "outside of one say it: '--shard 1/7'"));
    };
    text.parse().ok().filter(|number| (1..=of).contains(number)).ok_or_else(|| {
        let what = format!("'--shard {ARRAY}/{of}': {name} is '{text}', and the parts are 1 to {of}");
        Failure::with_tip(what, format!("begin the array with 1, as in 'sbatch --array=1-{of}'"))
    })
}

/// The seeds of a part: all parts have as many, but for one more or less, one part after another.
pub(crate) fn seeds_of(part: Part, seeds: &Seeds) -> Result<Seeds, Failure> {
    let Part { number, of } = part;
    if of > seeds.count() {
        return Err(Failure::new(format!("'--shard {part}': there are no {of} seeds in {seeds}")));
    }
    let begins = |number: u64| {
        let before = u128::from(seeds.count()) * u128::from(number) / u128::from(of);
        seeds.0.start + u64::try_from(before).expect("no more than there are")
    };
    Ok(Seeds(begins(number - 1)..begins(number)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_all_seeds_one_after_another_and_differ_by_one_at_most() {
        for (seeds, of) in [(0..1, 1), (0..7, 7), (3..103, 7), (0..u64::MAX, 1_000_000), (5..1005, 999)] {
            let seeds = Seeds(seeds);
            let parts: Vec<_> =
                (1..=of).map(|number| seeds_of(Part { number, of }, &seeds).unwrap().0).collect();
            assert_eq!((parts[0].start, parts[parts.len() - 1].end), (seeds.0.start, seeds.0.end));
            assert!(parts.windows(2).all(|two| two[0].end == two[1].start));
            let sizes = || parts.iter().map(|part| part.end - part.start);
            assert!(sizes().max().unwrap() - sizes().min().unwrap() <= 1);
            assert!(sizes().min().unwrap() >= 1);
        }
        assert!(seeds_of(Part { number: 1, of: 8 }, &Seeds(0..7)).is_err());
    }
}

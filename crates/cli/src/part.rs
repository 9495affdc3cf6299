//! Which part of how many: as it is typed, or as the job array of a cluster says; and which seeds those are.

use std::fmt;
use std::str::FromStr;

use crate::failure::Failure;
use crate::values::Seeds;

/// As many parts as anybody has use for; the files of all of them are in one folder.
const MOST: u64 = 1_000_000;

/// What stands for the number that the cluster says.
const ARRAY: &str = "array";

/// Where Slurm, PBS Pro, Torque and Grid Engine say which task of an array this is.
const VARIABLES: [&str; 4] = ["SLURM_ARRAY_TASK_ID", "PBS_ARRAY_INDEX", "PBS_ARRAYID", "SGE_TASK_ID"];

/// A part of as many.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Part {
    /// From 1.
    pub(crate) number: u64,
    pub(crate) of: u64,
}

/// A part as it is typed: without a number it is the one that the cluster says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct AskedPart {
    number: Option<u64>,
    of: u64,
}

impl FromStr for AskedPart {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = |text: &str| are_digits(text).then(|| text.parse::<u64>().ok()).flatten();
        let expected = || format!("expected a part such as 3/7, or {ARRAY}/7");
        let (number, of) = text.split_once('/').ok_or_else(expected)?;
        let of = digits(of).ok_or_else(expected)?;
        if !(1..=MOST).contains(&of) {
            return Err(format!("there are 1 to {MOST} parts"));
        }
        if number == ARRAY {
            return Ok(Self { number: None, of });
        }
        let number = digits(number).ok_or_else(expected)?;
        if number < 1 || number > of {
            return Err(format!("the parts are 1 to {of}"));
        }
        Ok(Self { number: Some(number), of })
    }
}

impl AskedPart {
    /// The part that is meant.
    pub(crate) fn meant(self) -> Result<Part, Failure> {
        let Self { number, of } = self;
        let number = number.map_or_else(|| in_array(of), Ok)?;
        Ok(Part { number, of })
    }
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

impl Part {
    /// The seeds of this part: all parts have as many, but for one more or less, one part after another.
    pub(crate) fn of_seeds(self, seeds: &Seeds) -> Result<Seeds, Failure> {
        let Self { number, of } = self;
        if of > seeds.count() {
            return Err(Failure::new(format!("'--shard {self}': there are no {of} seeds in {seeds}")));
        }
        let begins = |number: u64| {
            let before = u128::from(seeds.count()) * u128::from(number) / u128::from(of);
            seeds.0.start + u64::try_from(before).expect("no more than there are")
        };
        Ok(Seeds(begins(number - 1)..begins(number)))
    }

    /// Whether there is such a part.
    pub(crate) fn is_possible(self) -> bool {
        self.of <= MOST && (1..=self.of).contains(&self.number)
    }

    /// The file that it is kept in: a listing has the parts in order.
    pub(crate) fn file_name(self) -> String {
        let Self { number, of } = self;
        format!("{number:0width$}-of-{of}.json", width = of.to_string().len())
    }

    /// Whether this is the name of the file of some part.
    pub(crate) fn is_named(name: &str) -> bool {
        let parts = name.strip_suffix(".json").and_then(|name| name.split_once("-of-"));
        parts.is_some_and(|(number, of)| are_digits(number) && are_digits(of))
    }
}

/// Whether it is a number without a sign.
fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
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
                (1..=of).map(|number| Part { number, of }.of_seeds(&seeds).unwrap().0).collect();
            assert_eq!((parts[0].start, parts[parts.len() - 1].end), (seeds.0.start, seeds.0.end));
            assert!(parts.windows(2).all(|two| two[0].end == two[1].start));
            let sizes = || parts.iter().map(|part| part.end - part.start);
            assert!(sizes().max().unwrap() - sizes().min().unwrap() <= 1);
            assert!(sizes().min().unwrap() >= 1);
        }
        assert!(Part { number: 1, of: 8 }.of_seeds(&Seeds(0..7)).is_err());
    }

    #[test]
    fn a_part_is_one_of_as_many_as_there_are() {
        assert_eq!("3/7".parse(), Ok(AskedPart { number: Some(3), of: 7 }));
        assert_eq!("array/7".parse(), Ok(AskedPart { number: None, of: 7 }));
        for bad in ["", "3", "0/7", "8/7", "1/0", "+1/7", "1/1000001", "a/7", "1/-7", "/7", "1/"] {
            assert!(bad.parse::<AskedPart>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_listing_has_the_files_of_the_parts_in_their_order() {
        let mut names: Vec<_> = (1..=12).map(|number| Part { number, of: 12 }.file_name()).collect();
        assert_eq!(names[2], "03-of-12.json");
        assert!(names.iter().all(|name| Part::is_named(name)));
        assert!(names.is_sorted());
        names.dedup();
        assert_eq!(names.len(), 12);
        for other in ["3.json", "-of-7.json", "a-of-7.json", "3-of-7.json.partial", ".sim-x1"] {
            assert!(!Part::is_named(other), "{other}");
        }
    }
}

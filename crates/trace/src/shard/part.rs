//! Which part of how many, as it is typed and as its file is called. Which seeds those are is for whoever has seeds.

use std::fmt;
use std::str::FromStr;

/// As many parts as anybody has use for; the files of all of them are in one folder.
const MOST: u64 = 1_000_000;

/// What stands for the number that the cluster says.
pub const ARRAY: &str = "array";

/// A part of as many.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// From 1.
    pub number: u64,
    /// How many there are.
    pub of: u64,
}

/// A part as it is typed: without a number it is the one that the cluster says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AskedPart {
    /// The one that is typed.
    pub number: Option<u64>,
    /// Of how many.
    pub of: u64,
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

impl Part {
    /// Whether there is such a part.
    #[must_use]
    pub fn is_possible(self) -> bool {
        self.of <= MOST && (1..=self.of).contains(&self.number)
    }

    /// The file that it is kept in: a listing has the parts in order.
    #[must_use]
    pub fn file_name(self) -> String {
        let Self { number, of } = self;
        format!("{number:0width$}-of-{of}.json", width = of.to_string().len())
    }

    /// Whether this is the name of the file of some part.
    #[must_use]
    pub fn is_named(name: &str) -> bool {
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
mod tests {
    use super::*;

    #[test]
    fn a_part_is_one_of_as_many_as_there_are() {
        assert_eq!("3/7".parse(), Ok(AskedPart { number: Some(3), of: 7 }));
        for number in [1, 7] {
            assert_eq!(format!("{number}/7").parse(), Ok(AskedPart { number: Some(number), of: 7 }));
        }
        assert_eq!("1/1000000".parse(), Ok(AskedPart { number: Some(1), of: 1_000_000 }));
        assert_eq!("array/7".parse(), Ok(AskedPart { number: None, of: 7 }));
        assert_eq!(Part { number: 3, of: 7 }.to_string(), "3/7");
        for bad in ["", "3", "0/7", "8/7", "1/0", "+1/7", "1/1000001", "a/7", "1/-7", "/7", "1/"] {
            assert!(bad.parse::<AskedPart>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_part_is_possible_of_so_many_and_no_more() {
        let is_possible = |number, of| Part { number, of }.is_possible();
        assert!(is_possible(1, 1) && is_possible(MOST, MOST));
        assert!(!is_possible(0, 1) && !is_possible(2, 1) && !is_possible(1, MOST + 1));
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

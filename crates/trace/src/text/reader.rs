//! How a value is read: a table whose keys are known, and the few types that files are made of.
//!
//! It knows nothing of what is said where; that is [`scenario`](crate::scenario)'s business.

use std::borrow::Cow;
use std::ops::Range;

use sim_core::{Delay, MAX_TICKS};
use toml::de::{DeInteger, DeTable, DeValue};

use super::Spanned;
use super::error::Finding;
use super::similar::closest;

/// A value and where it is.
pub(crate) type Value<'t> = Spanned<DeValue<'t>>;

/// What is read or why it cannot be.
pub(crate) type Read<T> = Result<Spanned<T>, Finding>;

/// A key and its value.
type Entry<'t> = (&'t Spanned<Cow<'t, str>>, &'t Value<'t>);

/// The entries of a table, in the order of the file.
pub(crate) struct Table<'t>(Vec<Entry<'t>>);

impl<'t> Table<'t> {
    pub(crate) fn new(table: &'t DeTable<'t>) -> Self {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        Self(entries)
    }

    /// The same, if it has no other keys than these. `elsewhere` says of a key that is not one of them where it would
    /// be right.
    pub(crate) fn with_keys(
        table: &'t DeTable<'t>,
        keys: &[&str],
        elsewhere: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Finding> {
        let table = Self::new(table);
        match table.0.iter().find(|(key, _)| !keys.contains(&key.get_ref().as_ref())) {
            None => Ok(table),
            Some((key, _)) => {
                let name = key.get_ref().as_ref();
                let tip = elsewhere(name).unwrap_or_else(|| match closest(name, keys.iter().copied()) {
                    Some(meant) => format!("a similar key exists: '{meant}'"),
                    None => format!("the keys here are {}", keys.join(", ")),
                });
                Err(Finding::new(key.span(), format!("unknown key '{}'", short(name))).tip(tip))
            }
        }
    }

    fn entry(&self, key: &str) -> Option<Entry<'t>> {
        self.0.iter().copied().find(|(name, _)| name.get_ref() == key)
    }

    /// Where a key is.
    pub(crate) fn key(&self, key: &str) -> Option<Range<usize>> {
        self.entry(key).map(|(name, _)| name.span())
    }

    /// Refuses two keys that contradict each other, at the second of them.
    pub(crate) fn not_both(&self, one: &str, other: &str, why: &str) -> Result<(), Finding> {
        let (Some(first), Some(second)) = (self.key(one), self.key(other)) else { return Ok(()) };
        let span = if first.start < second.start { second } else { first };
        Err(Finding::new(span, format!("'{one}' and '{other}' cannot both be given: {why}")))
    }

    /// Reads a key's value, if it has one.
    pub(crate) fn read<T>(
        &self,
        key: &str,
        read: impl FnOnce(&'t Value<'t>) -> Result<T, Finding>,
    ) -> Result<Option<T>, Finding> {
        self.entry(key).map(|(_, value)| read(value)).transpose()
    }

    /// All entries but one.
    pub(crate) fn all_but(&self, key: &str) -> impl Iterator<Item = Entry<'t>> {
        self.0.iter().copied().filter(move |(name, _)| name.get_ref() != key)
    }
}

/// The finding that a value has the wrong type.
pub(crate) fn mismatch(value: &Value<'_>, expected: &str) -> Finding {
    let found = match value.get_ref() {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a floating-point number",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date or a time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    Finding::new(value.span(), format!("expected {expected}, found {found}"))
}

/// A table.
pub(crate) fn table<'t>(value: &'t Value<'t>, expected: &str) -> Result<&'t DeTable<'t>, Finding> {
    match value.get_ref() {
        DeValue::Table(table) => Ok(table),
        _ => Err(mismatch(value, expected)),
    }
}

/// A text; `expected` says of what.
pub(crate) fn text(value: &Value<'_>, expected: &str) -> Read<String> {
    match value.get_ref() {
        DeValue::String(text) => Ok(Spanned::new(value.span(), text.to_string())),
        _ => Err(mismatch(value, expected)),
    }
}

/// A list, each element of which is read the same way.
pub(crate) fn list<'t, T>(
    value: &'t Value<'t>,
    expected: &str,
    read: impl Fn(&'t Value<'t>) -> Result<T, Finding>,
) -> Read<Vec<T>> {
    match value.get_ref() {
        DeValue::Array(elements) => {
            Ok(Spanned::new(value.span(), elements.iter().map(read).collect::<Result<_, _>>()?))
        }
        _ => Err(mismatch(value, expected)),
    }
}

/// A number that is not negative and that JSON readers have exactly.
pub(crate) fn count(value: &Value<'_>, expected: &str) -> Read<u64> {
    let DeValue::Integer(integer) = value.get_ref() else { return Err(mismatch(value, expected)) };
    let finding = |what| Err(Finding::new(value.span(), what));
    match u64::from_str_radix(integer.as_str(), integer.radix()) {
        Ok(count) if count <= MAX_TICKS => Ok(Spanned::new(value.span(), count)),
        Err(_) if integer.as_str().starts_with('-') => finding("expected a number that is not negative"),
        _ => finding("it is past 2^53, up to which numbers are exact everywhere"),
    }
}

/// A [`count`] of at least 1.
pub(crate) fn positive(value: &Value<'_>, expected: &str) -> Read<u64> {
    match count(value, expected)? {
        zero if *zero.get_ref() == 0 => Err(Finding::new(zero.span(), "it is at least 1")),
        count => Ok(count),
    }
}

/// Whether something is so.
pub(crate) fn truth(value: &Value<'_>) -> Read<bool> {
    match value.get_ref() {
        DeValue::Boolean(truth) => Ok(Spanned::new(value.span(), *truth)),
        _ => Err(mismatch(value, "true or false")),
    }
}

/// An integer or a text, as text; the integer in decimal.
pub(crate) fn scalar(value: &Value<'_>, expected: &str) -> Read<String> {
    match value.get_ref() {
        DeValue::Integer(integer) => match decimal(integer) {
            Some(digits) => Ok(Spanned::new(value.span(), digits)),
            None => Err(Finding::new(value.span(), "the number is too large")),
        },
        _ => text(value, expected),
    }
}

fn decimal(integer: &DeInteger<'_>) -> Option<String> {
    i128::from_str_radix(integer.as_str(), integer.radix()).ok().map(|number| number.to_string())
}

/// A delay: an integer or a text.
pub(crate) fn delay(value: &Value<'_>) -> Read<Delay> {
    let text = scalar(value, "a number of ticks or a range such as \"1..=20\"")?;
    match text.get_ref().parse() {
        Ok(delay) => Ok(Spanned::new(text.span(), delay)),
        Err(error) => Err(Finding::new(text.span(), error.to_string())),
    }
}

/// One of a few words.
pub(crate) fn word<T: Copy>(value: &Value<'_>, words: &[(&str, T)]) -> Read<T> {
    let quoted: Vec<_> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
    let expected = quoted.join(" or ");
    let text = text(value, &expected)?;
    match words.iter().find(|(word, _)| word == text.get_ref()) {
        Some((_, meant)) => Ok(Spanned::new(text.span(), *meant)),
        None => Err(Finding::new(
            text.span(),
            format!("expected {expected}, found \"{}\"", short(text.get_ref())),
        )),
    }
}

/// A text that is fit for the middle of a sentence.
pub(crate) fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(40) {
        None => Cow::Borrowed(text),
        Some((cut, _)) => Cow::Owned(format!("{}...", &text[..cut])),
    }
}

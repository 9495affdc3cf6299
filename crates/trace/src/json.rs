//! JSON into values: what is wrong is told by the place in the file, and not by the names of our types.

mod strict;

use std::fmt;
use std::marker::PhantomData;

use indexmap::IndexMap;
use indexmap::map::Entry;
use serde::de::value::{Error as WordError, StringDeserializer};
use serde::de::{DeserializeOwned, Error as _, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use strict::Strict;

/// Why a text is not the JSON that was expected.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}{what}", at(.path))]
pub struct JsonError {
    /// The line of the text, from 1.
    pub line: usize,
    /// The field, as `config.channels[0].delay`; empty when the text is no JSON at all.
    pub path: String,
    /// What is wrong with it.
    pub what: String,
    /// Whether the text ends too early.
    pub cut_off: bool,
}

fn at(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{path}: ") }
}

/// Reads a value.
///
/// # Errors
/// When the text is no JSON, or not of this value; with the field that is wrong.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let parsed = serde_path_to_error::deserialize(Strict(&mut reader)).map_err(|error| {
        let path = error.path().to_string();
        let known = error.inner().is_data() && path != ".";
        told(error.inner(), if known { path } else { String::new() })
    })?;
    reader.end().map_err(|error| told(&error, String::new()))?;
    Ok(parsed)
}

/// Reads one of several words. By itself the parser takes `{"fifo": null}` for `"fifo"`, and a number for no JSON at all.
///
/// # Errors
/// When it is no text, or another word.
pub(crate) fn word<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    one_of_words(String::deserialize(deserializer)?)
}

/// Reads one of several words, or none.
///
/// # Errors
/// When it is something else, or another word.
pub(crate) fn word_or_null<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::<String>::deserialize(deserializer)?.map(one_of_words).transpose()
}

/// Reads an object of whatever names, each of them once. By itself the parser takes the last of two values for a name.
///
/// # Errors
/// When it is no such object, or has a name twice.
pub(crate) fn once<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<IndexMap<String, T>, D::Error> {
    deserializer.deserialize_map(Once(PhantomData))
}

/// Reads such an object, or none.
///
/// # Errors
/// When it is something else, or has a name twice.
pub fn once_or_null<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<IndexMap<String, T>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(bound = "T: Deserialize<'de>")]
    struct Named<T>(#[serde(deserialize_with = "once")] IndexMap<String, T>);
    Ok(Option::<Named<T>>::deserialize(deserializer)?.map(|Named(object)| object))
}

struct Once<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Once<T> {
    type Value = IndexMap<String, T>;

    fn expecting(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        words.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut object = IndexMap::new();
        while let Some(name) = map.next_key::<String>()? {
            match object.entry(name) {
                Entry::Occupied(there) => {
                    return Err(A::Error::custom(format!("'{}' is there twice", there.key())));
                }
                Entry::Vacant(place) => drop(place.insert(map.next_value()?)),
            }
        }
        Ok(object)
    }
}

fn one_of_words<T: DeserializeOwned, E: serde::de::Error>(word: String) -> Result<T, E> {
    let deserializer: StringDeserializer<WordError> = word.into_deserializer();
    T::deserialize(deserializer).map_err(E::custom)
}

fn told(error: &serde_json::Error, path: String) -> JsonError {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = error.to_string();
    let message =
        message.strip_suffix(&place).unwrap_or(&message).replacen("unknown variant", "unknown word", 1);
    let (line, cut_off) = (error.line().max(1), error.is_eof());
    if let Some(field) = message.strip_prefix("missing field `") {
        let path = within(&path, field.trim_end_matches('`'));
        return JsonError { line, path, what: "it is missing".to_string(), cut_off };
    }
    let what =
        if error.is_data() { in_words(&message) } else { format!("{message} at column {}", error.column()) };
    JsonError { line, path, what, cut_off }
}

fn within(path: &str, field: &str) -> String {
    if path.is_empty() { field.to_string() } else { format!("{path}.{field}") }
}

/// What the parser says, without the names of types: `expected struct Tool` is an object for whoever wrote the file.
fn in_words(message: &str) -> String {
    let Some((found, expected)) = message.rsplit_once("expected ") else { return message.replace('`', "'") };
    let first = expected.split_whitespace().next().unwrap_or_default();
    let plain = match first {
        "struct" | "map" | "internally" | "adjacently" => "an object",
        "a" if expected.starts_with("a map") => "an object",
        "a" if expected.starts_with("a sequence") => "a list",
        "a" if expected.starts_with("a string") => "text",
        "a" if expected.starts_with("a boolean") => "true or false",
        "sequence" | "tuple" => "a list",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a number that is whole and not negative",
        "i32" | "i64" => "a whole number",
        "f64" => "a number",
        _ => expected,
    };
    format!("{found}expected {plain}").replace('`', "'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Channel, Config, Event, Footer, Header, Snapshot, State};

    fn wrong<T: DeserializeOwned + std::fmt::Debug>(text: &str) -> String {
        parse::<T>(text).unwrap_err().to_string()
    }

    #[test]
    fn an_error_names_the_field_and_no_type() {
        let header =
            |tool: &str| format!(r#"{{"schema": "x", "tool": {tool}, "config": {{}}, "rng": {{}}}}"#);
        assert_eq!(wrong::<Header>(&header("3")), "tool: invalid type: integer '3', expected an object");
        assert_eq!(
            wrong::<Header>(&header(r#"{"name": []}"#)),
            "tool.name: invalid type: sequence, expected text"
        );
        assert_eq!(
            wrong::<Vec<u64>>("[1, -2]"),
            "[1]: invalid value: integer '-2', expected a number that is whole and not negative"
        );
        assert_eq!(
            wrong::<Header>(&header(r#"["sim", "1"]"#)),
            "tool: invalid type: sequence, expected an object"
        );
        assert_eq!(wrong::<Header>(r#"{"schema": "x"}"#), "config: it is missing");
        assert_eq!(
            wrong::<Channel>(r#"{"from": "P", "to": "Q", "order": "lifo"}"#),
            "order: unknown word 'lifo', expected one of 'fifo', 'unordered', 'overtaking', 'causal'"
        );
        assert_eq!(
            wrong::<State>("[]"),
            "invalid type: sequence, expected a number that is whole and not negative, or text"
        );
    }

    #[test]
    fn what_was_expected_is_said_in_plain_words() {
        for (said, plain) in [
            ("struct Tool", "an object"),
            ("a map", "an object"),
            ("a sequence", "a list"),
            ("tuple of 2", "a list"),
            ("a string", "text"),
            ("a boolean", "true or false"),
            ("a character", "a character"),
            ("usize", "a number that is whole and not negative"),
            ("i64", "a whole number"),
            ("f64", "a number"),
            ("`a` or `b`", "'a' or 'b'"),
        ] {
            assert_eq!(in_words(&format!("no, expected {said}")), format!("no, expected {plain}"));
        }
        assert_eq!(in_words("a `name`"), "a 'name'");
    }

    #[test]
    fn a_name_that_is_there_twice_is_refused_in_every_object() {
        let twice = |error: String, path: &str| {
            assert!(error.starts_with(path) && error.contains("is there twice"), "{path}: {error}");
        };
        let event = r#"{"seq": 0, "t": 0, "proc": "P", "kind": "send", "msg": 0, "body": "m", "to": "Q""#;
        let config = r#"{"processes": [], "channels": [], "program": "bank""#;
        twice(wrong::<Config>(&format!(r#"{config}, "parameters": {{"a": "1", "a": "2"}}}}"#)), "parameters");
        twice(wrong::<Event>(&format!(r#"{event}, "clock": {{"P": 1, "P": 2}}}}"#)), "clock");
        twice(wrong::<Event>(&format!(r#"{event}, "carries": {{"m": 1, "m": 2}}}}"#)), "carries");
        twice(wrong::<Snapshot>(r#"{"channels": {"P->Q": [], "P->Q": []}}"#), "channels");
        twice(wrong::<Snapshot>(r#"{"processes": {"P": {"state": 1}, "P": {"state": 1}}}"#), "processes");
        twice(wrong::<Footer>(r#"{"transcript": {"P": [], "P": []}}"#), "transcript");
        assert!(
            parse::<Event>(&format!(r#"{event}, "clock": null}}"#)).is_ok_and(|event| event.clock.is_none())
        );
        assert!(wrong::<Snapshot>(r#"{"channels": []}"#).contains("expected an object"));
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        let error = parse::<Vec<u64>>("[1,\n  2").unwrap_err();
        assert_eq!((error.line, error.cut_off), (2, true));
        assert_eq!(error.to_string(), "EOF while parsing a list at column 3");
        assert_eq!(wrong::<u64>("1 2"), "trailing characters at column 3");
        assert_eq!(wrong::<Header>(r#"{"schema": }"#), "expected value at column 12");
    }
}

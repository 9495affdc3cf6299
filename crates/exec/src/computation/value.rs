//! Values of answers, or what is wrong with them, in words.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

/// What is read, or what is wrong with it.
pub(super) type Read<T> = Result<T, String>;

/// The greatest number: many of them can be added, and every language has it.
const MOST: u64 = 1 << 40;

/// A value as it is told: as much of it as is needed to find it.
pub(super) fn shown(value: &Value) -> String {
    const LONGEST: usize = 100;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Refuses what is no object of these fields: who misspells one shall hear of it.
pub(super) fn fields(value: &Value, known: &[&str]) -> Read<()> {
    let object = value.as_object().ok_or_else(|| format!("it is {}, and not an object", shown(value)))?;
    match object.keys().find(|field| !known.contains(&field.as_str())) {
        None => Ok(()),
        Some(unknown) => {
            let unknown = shown(&unknown.as_str().into());
            Err(format!("it has {unknown}: what it may have is {}", known.join(", ")))
        }
    }
}

pub(super) fn text<'a>(value: &'a Value, field: &str) -> Read<&'a str> {
    let text = value.as_str().ok_or_else(|| format!("\"{field}\" is {}, and not a text", shown(value)))?;
    if text.chars().any(char::is_control) {
        return Err(format!("\"{field}\" is {}: a control character cannot be shown", shown(value)));
    }
    Ok(text)
}

/// A number that is whole and not negative.
pub(super) fn number(value: &Value, field: &str) -> Read<u64> {
    let number = value.as_u64().filter(|number| *number <= MOST);
    number.ok_or_else(|| format!("\"{field}\" is {}, and not a whole number from 0 to {MOST}", shown(value)))
}

pub(super) fn truth(value: &Value, field: &str) -> Read<bool> {
    match value {
        Value::Null => Ok(false),
        Value::Bool(truth) => Ok(*truth),
        other => Err(format!("\"{field}\" is {}, and not true or false", shown(other))),
    }
}

pub(super) fn list<'a>(value: &'a Value, field: &str) -> Read<&'a [Value]> {
    match value {
        Value::Null => Ok(&[]),
        Value::Array(list) => Ok(list),
        other => Err(format!("\"{field}\" is {}, and not a list", shown(other))),
    }
}

/// A list of texts, none twice.
pub(super) fn texts(value: &Value, field: &str) -> Read<Vec<Arc<str>>> {
    let mut seen = BTreeSet::new();
    let one = |value| {
        let text = text(value, field)?;
        if seen.insert(text) {
            Ok(text.into())
        } else {
            Err(format!("\"{field}\" has {} twice", shown(value)))
        }
    };
    list(value, field)?.iter().map(one).collect()
}

//! The options of `sim`, as they come with a request.

use serde_json::{Map, Value};
use trace::plan::Refused;
use trace::spec::{ENTRIES, Entry, FILE, Spec, Usage};
use trace::text::closest;

use crate::answer::refused;

/// The entries that can be said by an option, each with how.
pub(crate) fn all() -> impl Iterator<Item = (&'static Entry, Usage)> {
    ENTRIES.iter().filter_map(|entry| Some((entry, entry.option?)))
}

/// What these options say.
pub(crate) fn said(options: &Map<String, Value>) -> Result<Spec, Refused> {
    let mut spec = Spec::default();
    for (name, value) in options {
        let (entry, _) = named(name)?;
        for text in texts(name, value)? {
            entry.say(&mut spec, &text).map_err(|why| Refused {
                what: format!("invalid value '{text}' for '{name}': {why}"),
                tip: None,
            })?;
        }
    }
    for (name, _) in options {
        goes_with_the_others(named(name)?, &spec)?;
    }
    refuse_twice(&spec)?;
    Ok(spec)
}

fn named(name: &str) -> Result<(&'static Entry, Usage), Refused> {
    all().find(|(entry, usage)| entry.option_name() == name || usage.alias == Some(name)).ok_or_else(|| {
        let names: Vec<_> = all().map(|(entry, _)| entry.option_name()).collect();
        let tip = match closest(name, names.iter().map(String::as_str)) {
            Some(meant) => format!("a similar one exists: '{meant}'"),
            None => format!("there are {}", names.join(", ")),
        };
        refused(format!("there is no option '{name}'"), tip)
    })
}

/// The values of an option.
fn texts(name: &str, value: &Value) -> Result<Vec<String>, Refused> {
    match value {
        Value::String(text) => Ok(vec![text.clone()]),
        Value::Number(number) => Ok(vec![number.to_string()]),
        Value::Array(several) if several.iter().all(|one| !one.is_array()) => {
            Ok(several.iter().map(|one| texts(name, one)).collect::<Result<Vec<_>, _>>()?.concat())
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Err(Refused {
            what: format!("'{name}' is a text, a number, or a list of them, and not {value}"),
            tip: None,
        }),
    }
}

/// Refuses an option without those that it needs, or with those beside which it means nothing.
fn goes_with_the_others((entry, usage): (&Entry, Usage), spec: &Spec) -> Result<(), Refused> {
    let is_said = |name: &str| ENTRIES.iter().any(|entry| entry.name == name && !entry.said(spec).is_empty());
    let name = entry.option_name();
    let what = match (
        usage.requires.iter().find(|other| !is_said(other)),
        usage.conflicts.iter().find(|other| is_said(other)),
    ) {
        (Some(other), _) => format!("'{name}' needs '{}'", other.replace('_', "-")),
        (None, Some(other)) => format!("'{name}' cannot be used with '{}'", other.replace('_', "-")),
        (None, None) => return Ok(()),
    };
    Err(Refused { what, tip: None })
}

/// Refuses a parameter that is set twice: one of the two would change nothing.
fn refuse_twice(spec: &Spec) -> Result<(), Refused> {
    let names: Vec<_> = spec.parameters.iter().map(|(name, _)| name.as_str()).collect();
    let twice = names.iter().enumerate().find(|(place, name)| names[..*place].contains(name));
    let what = match twice {
        Some((_, name)) => format!("the parameter '{name}' is set twice"),
        None if spec.script.is_some() && names.contains(&FILE) => {
            "'events' and the parameter 'file' both name a script".to_string()
        }
        None => return Ok(()),
    };
    Err(Refused { what, tip: None })
}

//! Keyword arguments: the options of `sim`, with underscores, each with its values as texts.

use trace::plan::Refused;
use trace::spec::{ENTRIES, Entry, FILE, Spec, Usage};
use trace::text::closest;

use crate::failure::Failure;

/// What was said, in the order in which it was.
pub(crate) type Arguments = Vec<(String, Vec<String>)>;

/// The entries that can be said, each with how.
pub(crate) fn all() -> impl Iterator<Item = (&'static Entry, Usage)> {
    ENTRIES.iter().filter_map(|entry| Some((entry, entry.option?)))
}

/// What these arguments say.
pub(crate) fn said(arguments: &Arguments) -> Result<Spec, Failure> {
    let mut spec = Spec::default();
    for (name, values) in arguments {
        let (entry, _) = named(name)?;
        for text in values {
            entry
                .say(&mut spec, text)
                .map_err(|why| Failure::new(format!("invalid value '{text}' for '{name}': {why}")))?;
        }
    }
    for (name, _) in arguments {
        goes_with_the_others(named(name)?, &spec)?;
    }
    refuse_twice(&spec)?;
    Ok(spec)
}

fn named(name: &str) -> Result<(&'static Entry, Usage), Failure> {
    all().find(|(entry, usage)| entry.name == name || usage.alias == Some(name)).ok_or_else(|| {
        let names: Vec<_> = all().map(|(entry, _)| entry.name).collect();
        let tip = match closest(name, names.iter().copied()) {
            Some(meant) => format!("a similar one exists: '{meant}'"),
            None => format!("there are {}", names.join(", ")),
        };
        Failure::with_tip(format!("there is no argument '{name}'"), tip)
    })
}

/// Refuses an argument without those that it needs, or with those beside which it means nothing.
fn goes_with_the_others((entry, usage): (&Entry, Usage), spec: &Spec) -> Result<(), Failure> {
    let is_said = |name: &str| ENTRIES.iter().any(|entry| entry.name == name && !entry.said(spec).is_empty());
    let name = entry.name;
    match (
        usage.requires.iter().find(|other| !is_said(other)),
        usage.conflicts.iter().find(|other| is_said(other)),
    ) {
        (Some(other), _) => Err(Failure::new(format!("'{name}' needs '{other}'"))),
        (None, Some(other)) => Err(Failure::new(format!("'{name}' cannot be used with '{other}'"))),
        (None, None) => Ok(()),
    }
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

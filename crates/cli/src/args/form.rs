//! The form of an output: the one that was asked for, or the one that the name of the file asks for.

use std::path::Path;

use clap::ValueEnum;

use crate::failure::warn;

/// Endings of names that mean a form of another name.
const ALIASES: [(&str, &str); 4] = [("htm", "html"), ("gv", "dot"), ("mmd", "mermaid"), ("ndjson", "jsonl")];
/// Endings of texts for people.
const TEXTS: [&str; 4] = ["txt", "log", "out", "md"];

/// The form that was asked for; else the one that the file's name ends in; else `usual`, with a word if that is not plain.
pub(crate) fn chosen<F: ValueEnum>(format: Option<F>, output: Option<&Path>, usual: F) -> F {
    if let Some(format) = format {
        return format;
    }
    let Some(file) = output.filter(|path| !path.exists() || path.is_file()) else { return usual };
    let Some(ending) = file.extension().and_then(|ending| ending.to_str()) else { return usual };
    let meant = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(ending));
    if let Ok(form) = F::from_str(meant.map_or(ending, |(_, form)| form), true) {
        return form;
    }
    if !TEXTS.iter().any(|text| text.eq_ignore_ascii_case(ending)) {
        let name = name(&usual);
        warn(&format!(
            "'{}' is written as {name}: no form here is called '{ending}'; see -f",
            file.display()
        ));
    }
    usual
}

/// A form as it is typed.
pub(crate) fn name<F: ValueEnum>(form: &F) -> String {
    form.to_possible_value().map_or_else(String::new, |value| value.get_name().to_string())
}

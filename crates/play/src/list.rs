//! What there is to choose from: a page fills its menus from it.

use draw::export::Format;
use serde::Serialize;
use snapshot::{algorithms, catalog};
use trace::plan::Refused;
use trace::spec::Takes;

use crate::answer::Told;
use crate::experiment;
use crate::options;
use crate::request::Request;
use crate::run::FORMS;

#[derive(Serialize)]
struct List {
    version: &'static str,
    programs: Vec<Program>,
    algorithms: Vec<Named>,
    options: Vec<Choice>,
    formats: Vec<&'static str>,
}

#[derive(Serialize)]
struct Named {
    name: &'static str,
    about: &'static str,
}

#[derive(Serialize)]
struct Program {
    name: &'static str,
    about: &'static str,
    parameters: Vec<Parameter>,
}

#[derive(Serialize)]
struct Parameter {
    name: &'static str,
    about: &'static str,
    /// What it is unless it is set, if that is a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<u64>,
}

/// An option.
#[derive(Serialize)]
struct Choice {
    name: String,
    value: &'static str,
    help: &'static str,
    /// The words that it takes, if there are only these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    words: Vec<&'static str>,
    /// Why no request has it, if none has: such a request is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_here: Option<&'static str>,
}

fn parameter(of: &snapshot::Parameter) -> Parameter {
    Parameter { name: of.name, about: of.about, default: of.default }
}

/// All of it.
pub(crate) fn list(request: &Request) -> Result<Told, Refused> {
    if request.has_experiment() {
        return Err(Refused {
            what: "what there is to choose from depends on no scenario".to_string(),
            tip: None,
        });
    }
    let programs = catalog::ALL.iter().map(|entry| Program {
        name: entry.name,
        about: entry.about,
        parameters: entry.parameters.iter().map(parameter).collect(),
    });
    let options = options::all().map(|(entry, usage)| Choice {
        name: entry.option_name(),
        not_here: experiment::not_here(entry.name),
        value: usage.value,
        help: usage.help,
        words: match usage.takes {
            Takes::Word(words) => words.iter().map(|(word, _)| *word).collect(),
            Takes::Text | Takes::Number | Takes::Several(_) | Takes::File | Takes::TextOrFile => Vec::new(),
        },
    });
    let list = List {
        version: env!("CARGO_PKG_VERSION"),
        programs: programs.collect(),
        algorithms: algorithms::ALL
            .iter()
            .map(|entry| Named { name: entry.name, about: entry.about })
            .collect(),
        options: options.collect(),
        formats: FORMS.into_iter().chain(Format::ALL.map(Format::name)).collect(),
    };
    let output = serde_json::to_string(&list).expect("texts are JSON");
    Ok(Told { verdict: None, output, command: None, notes: Vec::new() })
}

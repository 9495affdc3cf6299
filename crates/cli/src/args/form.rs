//! The form of an output: the one that was asked for, or the one that the name of the file asks for.

use std::path::Path;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use draw::export::Format;

use crate::failure::Failure;
use crate::stderr::warn;

/// The form in which a run is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RunFormat {
    Text,
    Json,
    Jsonl,
    Snap,
    /// A drawing, or a form for another program.
    Export(Format),
}

impl RunFormat {
    /// All of them, as they are listed.
    const ALL: [Self; 4 + Format::ALL.len()] = {
        let mut all = [Self::Text; 4 + Format::ALL.len()];
        (all[1], all[2], all[3]) = (Self::Json, Self::Jsonl, Self::Snap);
        let mut place = 0;
        while place < Format::ALL.len() {
            all[4 + place] = Self::Export(Format::ALL[place]);
            place += 1;
        }
        all
    };

    /// The drawing or export that it is, if it is one.
    pub(crate) const fn export(self) -> Option<Format> {
        match self {
            Self::Text | Self::Json | Self::Jsonl | Self::Snap => None,
            Self::Export(format) => Some(format),
        }
    }

    /// As it is typed, and what it is.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Text => ("text", "A report for people"),
            Self::Json => ("json", "One JSON object, with every event"),
            Self::Jsonl => ("jsonl", "A JSON object a line, written as the run goes"),
            Self::Snap => ("snap", "The recorded global states in the form of the COS 418 simulator"),
            Self::Export(format) => (format.name(), format.about()),
        }
    }
}

impl ValueEnum for RunFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, about) = self.words();
        Some(PossibleValue::new(name).help(about))
    }
}

/// Endings of names that mean a form of another name; those of texts for people mean the report.
const ALIASES: [(&str, &str); 8] = [
    ("htm", "html"),
    ("gv", "dot"),
    ("mmd", "mermaid"),
    ("ndjson", "jsonl"),
    ("txt", "text"),
    ("log", "text"),
    ("out", "text"),
    ("md", "text"),
];

/// The form that was asked for; else the one that the file's name ends in; else `usual`, with a word if that is not plain.
pub(crate) fn chosen<F: ValueEnum>(format: Option<F>, output: Option<&Path>, usual: F) -> F {
    match asked(format, output) {
        Asked::For(form) => form,
        Asked::Nothing => usual,
        Asked::Unknown { file, ending } => {
            let name = name(&usual);
            warn(&format!("'{file}' is written as {name}: no form here is called '{ending}'; see -f"));
            usual
        }
    }
}

/// The form that the file's name ends in; else `usual`, if the name has no ending. Of any other ending all `names` are told.
pub(crate) fn by_name<F: ValueEnum>(output: Option<&Path>, usual: F, names: &[String]) -> Result<F, Failure> {
    match asked(None, output) {
        Asked::For(form) => Ok(form),
        Asked::Nothing => Ok(usual),
        Asked::Unknown { file, ending } => {
            let what = format!("'{file}': no form here is called '{ending}'");
            Err(Failure::with_tip(what, format!("say which with -f, or in the name: {}", names.join(", "))))
        }
    }
}

/// What the options say of the form.
enum Asked<F> {
    For(F),
    Nothing,
    /// The name of the file ends in something else.
    Unknown {
        file: String,
        ending: String,
    },
}

fn asked<F: ValueEnum>(format: Option<F>, output: Option<&Path>) -> Asked<F> {
    if let Some(format) = format {
        return Asked::For(format);
    }
    let file = output.filter(|path| !path.exists() || path.is_file());
    let ending = file.and_then(Path::extension).and_then(|ending| ending.to_str());
    let Some((file, ending)) = file.zip(ending) else { return Asked::Nothing };
    let meant = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(ending));
    match F::from_str(meant.map_or(ending, |(_, form)| form), true) {
        Ok(form) => Asked::For(form),
        Err(_) => Asked::Unknown { file: file.display().to_string(), ending: ending.to_string() },
    }
}

/// A form as it is typed.
pub(crate) fn name<F: ValueEnum>(form: &F) -> String {
    form.to_possible_value().map_or_else(String::new, |value| value.get_name().to_string())
}

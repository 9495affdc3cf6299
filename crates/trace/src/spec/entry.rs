//! What an entry is: one thing that can be said of an experiment, wherever it is said.

use std::path::Path;

use super::Spec;
use super::slot::{Nothing, Slot};
use crate::model::Config;
use crate::text::reader::Value;
use crate::text::{Finding, Spanned};

/// One thing that can be said of an experiment.
#[derive(Clone, Copy)]
pub struct Entry {
    /// What it is called; with dashes, its option.
    pub name: &'static str,
    /// How it is said by an option.
    pub option: Option<Usage>,
    /// How it is said in a scenario file.
    pub keys: &'static [Key],
    /// The fields of a saved configuration that say it.
    pub fields: &'static [&'static str],
    /// Whether it says when things happen: nothing, where the order of events is given or every order is tried.
    pub timing: bool,
    /// Whether it says which run is made of those that there are: something only for a command that makes one.
    pub chooses: bool,
    pub(super) slot: &'static dyn Slot,
    /// Takes it from a saved configuration.
    pub(super) load: fn(&Config, &mut Spec) -> Result<(), FieldError>,
    /// Writes it into a saved configuration.
    pub(super) save: fn(&Spec, &mut Config),
}

/// How something is said by an option.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// What its value is called: `TICKS`.
    pub value: &'static str,
    /// What it does, in the words of the help.
    pub help: &'static str,
    /// Another name of the option.
    pub alias: Option<&'static str>,
    /// The entries without which it means nothing.
    pub requires: &'static [&'static str],
    /// The entries beside which it means nothing.
    pub conflicts: &'static [&'static str],
    /// What it takes.
    pub takes: Takes,
    /// What a shell proposes while it is typed.
    pub proposes: fn() -> Vec<String>,
    /// Its place in a printed command, from the left.
    pub printed: u8,
}

/// What an option takes.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// A text.
    Text,
    /// A number or a range of them.
    Number,
    /// Texts with this between them, or one each time that it is given.
    Several(Option<char>),
    /// The name of a file.
    File,
    /// A text, or the name of a file that has it.
    TextOrFile,
    /// One of these words, with what they mean.
    Word(&'static [(&'static str, &'static str)]),
}

/// How something is said in a scenario file.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// The table that it is in.
    pub table: Table,
    /// What it means, and what may be said: its part of the JSON Schema.
    pub schema: &'static str,
    pub(crate) read: fn(&Value<'_>, &mut Reading<'_>) -> Result<(), Finding>,
}

/// A table of a scenario file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Table {
    /// The file itself.
    Top,
    /// The table `[snapshot]`.
    Snapshot,
}

/// A scenario file as far as it is read; where names are, until it is known that somebody has them.
pub(crate) struct Reading<'a> {
    pub(crate) spec: Spec,
    pub(crate) processes: Vec<Spanned<String>>,
    pub(crate) channels: Vec<Spanned<[Spanned<String>; 2]>>,
    pub(crate) initiators: Vec<Spanned<String>>,
    pub(crate) beside: Beside<'a>,
}

impl<'a> Reading<'a> {
    /// A file of which nothing was read yet.
    pub(crate) fn new(beside: Beside<'a>) -> Self {
        let spec = Spec::default();
        Self { spec, processes: Vec::new(), channels: Vec::new(), initiators: Vec::new(), beside }
    }
}

/// The folder of a scenario file, and how to ask whether there is a file.
#[derive(Clone, Copy)]
pub(crate) struct Beside<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) is_file: &'a dyn Fn(&Path) -> bool,
}

/// Why a saved configuration cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("config.{field}: {what}")]
pub struct FieldError {
    /// The field.
    pub field: String,
    /// What is wrong with it.
    pub what: String,
    /// How to mend it.
    pub tip: Option<String>,
}

impl FieldError {
    pub(super) fn new(field: impl Into<String>, what: impl Into<String>) -> Self {
        Self { field: field.into(), what: what.into(), tip: None }
    }

    pub(super) fn tip(self, tip: impl Into<String>) -> Self {
        Self { tip: Some(tip.into()), ..self }
    }
}

impl Entry {
    /// An entry that nobody can say, to make others from.
    pub(super) const SILENT: Self = Self {
        name: "",
        option: None,
        keys: &[],
        fields: &[],
        timing: false,
        chooses: false,
        slot: &Nothing,
        load: |_, _| Ok(()),
        save: |_, _| (),
    };

    /// Its option, without the dashes before it.
    #[must_use]
    pub fn option_name(&self) -> String {
        self.name.replace('_', "-")
    }

    /// Says it by the value of its option, in addition to what was said before.
    ///
    /// # Errors
    /// When that is no such value.
    pub fn say(&self, spec: &mut Spec, text: &str) -> Result<(), String> {
        self.slot.say(spec, text)
    }

    /// What its option would be given; nothing if it was not said.
    #[must_use]
    pub fn said(&self, spec: &Spec) -> Vec<String> {
        self.slot.said(spec)
    }

    /// Takes back what was said.
    pub fn forget(&self, spec: &mut Spec) {
        self.slot.forget(spec);
    }
}

impl Usage {
    /// An option that takes a text.
    pub(super) const TEXT: Self = Self {
        value: "",
        help: "",
        alias: None,
        requires: &[],
        conflicts: &[],
        takes: Takes::Text,
        proposes: Vec::new,
        printed: 0,
    };

    /// An option that takes a number.
    pub(super) const NUMBER: Self = Self { takes: Takes::Number, ..Self::TEXT };
}

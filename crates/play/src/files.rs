//! The files that a scenario names: they come with the request.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use trace::plan::Refused;
use trace::spec::Spec;

use crate::answer::refused;

/// The files of a request, and which were read.
pub(crate) struct Beside<'a> {
    files: &'a BTreeMap<String, String>,
    read: BTreeSet<String>,
}

impl<'a> Beside<'a> {
    /// These, none of which was read yet.
    pub(crate) fn new(files: &'a BTreeMap<String, String>) -> Self {
        Self { files, read: BTreeSet::new() }
    }

    /// Whether there is such a file.
    pub(crate) fn has(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|name| self.files.contains_key(name))
    }

    /// The spec with the texts of the files that it names.
    pub(crate) fn read(&mut self, spec: Spec) -> Result<Spec, Refused> {
        spec.with_texts(Path::new(""), |path| {
            let name = path.display().to_string();
            let Some(text) = self.files.get(&name) else {
                let what = format!("there is no file '{name}'");
                return Err(refused(
                    what,
                    format!(r#"it comes with the request: "files": {{"{name}": "..."}}"#),
                ));
            };
            self.read.insert(name);
            Ok(text.clone())
        })
    }

    /// Refuses a file that nothing names.
    pub(crate) fn refuse_unused(&self) -> Result<(), Refused> {
        match self.files.keys().find(|name| !self.read.contains(*name)) {
            None => Ok(()),
            Some(name) => Err(Refused {
                what: format!("the file '{name}' changes nothing: nothing names it"),
                tip: None,
            }),
        }
    }
}

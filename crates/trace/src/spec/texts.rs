//! The files that a spec names, read.

use std::path::Path;

use snapshot::script::Script;

use super::{FILE, Graph, Spec, Statements, Text};

impl Spec {
    /// This with the texts of all files that it names: what a parameter of a script names is in this folder. A text that is from no
    /// file is there already.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn with_texts<E>(
        mut self,
        folder: &Path,
        mut read: impl FnMut(&Path) -> Result<String, E>,
    ) -> Result<Self, E> {
        self.name_script(folder);
        let graph = match &mut self.graph {
            Some(Graph::File(text)) => Some(text),
            Some(Graph::Named(_) | Graph::Listed { .. }) | None => None,
        };
        let script = self.script.as_mut().map(|script| &mut script.text);
        let texts = script.into_iter().chain(&mut self.delays).chain(graph);
        for text in texts.filter(|text| !text.file.is_empty()) {
            text.text = read(Path::new(&text.file))?;
        }
        Ok(self)
    }

    /// The file that a parameter of a script names is its script.
    fn name_script(&mut self, folder: &Path) {
        if self.program_name() == Some(Script::ENTRY.name)
            && let Some(place) = self.parameters.iter().rposition(|(name, _)| name == FILE)
        {
            let (_, file) = self.parameters.remove(place);
            let text = Text::named(&folder.join(file).display().to_string());
            self.script = Some(Statements { text, ticks: false });
        }
    }
}

//! The pages whose commands are executed: the README, the whole book, and what stands beside the examples.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A page, and where it is.
pub(crate) struct Page {
    pub(crate) path: PathBuf,
    text: String,
}

/// A line of a page, and what is said of the fenced block in which it stands, if it stands in one.
struct Line<'a> {
    number: usize,
    text: &'a str,
    block: Option<&'a str>,
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// All of them, whatever folder of the book they are in.
pub(crate) fn all() -> Vec<Page> {
    let root = root();
    let mut paths = vec![root.join("README.md")];
    find(&root.join("docs/src"), &mut paths);
    find(&root.join("examples"), &mut paths);
    paths.sort();
    let page = |path: PathBuf| Page { text: std::fs::read_to_string(&path).unwrap(), path };
    paths.into_iter().map(page).collect()
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            find(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            found.push(path);
        }
    }
}

impl Page {
    pub(crate) fn of(text: &str) -> Page {
        Page { path: PathBuf::from("page.md"), text: text.to_string() }
    }

    fn lines(&self) -> Vec<Line<'_>> {
        let mut block = None;
        let mut lines = Vec::new();
        for (text, number) in self.text.lines().zip(1..) {
            match (text.strip_prefix("```"), block) {
                (Some(info), None) => block = Some(info),
                (Some(_), Some(_)) => block = None,
                (None, _) => lines.push(Line { number, text, block }),
            }
        }
        lines
    }

    /// Those that are executed.
    fn commands(&self) -> impl Iterator<Item = &str> {
        let executed = self.lines().into_iter().filter(|line| line.block == Some("console"));
        executed.filter_map(|line| line.text.strip_prefix("$ "))
    }

    pub(crate) fn has_commands(&self) -> bool {
        self.commands().next().is_some()
    }

    pub(crate) fn asks_python(&self) -> bool {
        self.commands().any(|command| command.contains(".py"))
    }

    /// The commands that nobody executes, with their places. What real processes do in several terminals is tested by `live`, and
    /// what several machines do by `hosts`.
    pub(crate) fn left_out(&self) -> Vec<String> {
        let left_out = |line: &Line<'_>| {
            let typed = line.text.starts_with("$ ") && line.block != Some("console");
            let shell = line.block == Some("sh") && line.text.split(' ').next() == Some("sim");
            let live = ["sim node", "sim merge"].iter().any(|live| line.text.starts_with(live));
            let shared = line.text.starts_with("sim explore") && line.text.contains(" --hosts ");
            typed || shell && !live && !shared
        };
        let lines = self.lines().into_iter().filter(left_out);
        lines.map(|line| format!("{}:{}: {}", self.path.display(), line.number, line.text)).collect()
    }

    /// The files that its commands write, each once.
    pub(crate) fn writes(&self) -> BTreeSet<String> {
        let named = |command: &str| {
            let words: Vec<&str> = command.split(' ').collect();
            let place = words.iter().position(|word| ["-o", "--output"].contains(word))?;
            words.get(place + 1).map(ToString::to_string)
        };
        self.commands().filter_map(named).collect()
    }

    /// Writes each fenced block that has a file's name after its language; how many there are.
    pub(crate) fn write_files(&self) -> usize {
        let blocks = self.text.split("\n```").filter_map(|block| {
            let (head, body) = block.split_once('\n')?;
            let (_, name) = head.split_once(' ')?;
            Some((name, body))
        });
        let write = |(name, body): (&str, &str)| {
            let folder = Path::new(name).parent().unwrap();
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(name, format!("{body}\n")).unwrap();
        };
        blocks.map(write).count()
    }
}

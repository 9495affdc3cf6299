//! What came of a submission, as `sim.graded/1`: a file a student, which says what it is about, so that nothing is done twice.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;
use crate::output::Output;

/// What the form is called.
pub(super) const SCHEMA: &str = "sim.graded/1";
/// How long a saved result may be: it is read again by who may have changed it.
const LONGEST: u64 = 16 << 20;

/// What came of a submission.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Graded {
    /// `sim.graded/1`.
    pub(super) schema: String,
    /// The hash of what was handed in, the assignment, and the version of the program.
    pub(super) digest: String,
    /// Who handed it in: the name of the folder or the file.
    pub(super) student: String,
    /// How many points it has.
    pub(super) points: u64,
    /// How many there were to be had.
    pub(super) of: u64,
    /// Why it could not be tested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remark: Option<String>,
    /// Whether it could not even be read by whoever grades: then no points do not mean that it is worth none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) unread: bool,
    /// The tests; none if it could not be tested.
    pub(super) tests: Vec<Tested>,
}

/// What came of a test.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct Tested {
    /// What the test is called.
    pub(super) name: String,
    /// Whether a student is told no more than what it came to.
    pub(super) hidden: bool,
    /// What it came to.
    pub(super) came_to: CameTo,
    /// How many points that makes.
    pub(super) points: u64,
    /// How many there were to be had.
    pub(super) of: u64,
    /// The command, as it is typed in the student's folder.
    pub(super) command: String,
    /// Why it was not passed.
    pub(super) said: Vec<String>,
    /// A command that shows a run in which it goes wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) see: Option<String>,
}

/// What a test comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum CameTo {
    /// The verdict is the one that is asked for.
    Passed,
    /// It is the other one.
    Failed,
    /// What was handed in cannot be used.
    Unusable,
    /// There is no verdict.
    NoVerdict,
    /// There was none in time: on another machine there may be one.
    NoAnswerInTime,
}

impl CameTo {
    /// As it is told.
    pub(super) const fn told(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Unusable => "cannot be used",
            Self::NoVerdict => "no verdict",
            Self::NoAnswerInTime => "no answer in time",
        }
    }

    /// Whether somebody should look at it, since it says nothing of what was handed in.
    pub(super) const fn is_open(self) -> bool {
        matches!(self, Self::NoVerdict | Self::NoAnswerInTime)
    }
}

impl Graded {
    /// Whether somebody should look at it, since there is no verdict.
    pub(super) fn is_open(&self) -> bool {
        self.unread || self.tests.iter().any(|test| test.came_to.is_open())
    }

    /// What somebody should look at: why it could not be tested, and in which tests it was not judged, with what was said first.
    pub(super) fn remarks(&self) -> Vec<String> {
        let not_judged = |came_to: CameTo| {
            let tests: Vec<_> = self.tests.iter().filter(|test| test.came_to == came_to).collect();
            let names: Vec<_> = match tests.len() {
                all if all > 1 && all == self.tests.len() => vec!["every test"],
                _ => tests.iter().map(|test| test.name.as_str()).collect(),
            };
            let why = tests
                .iter()
                .find_map(|test| test.said.first())
                .map(|said| format!(" (first: {})", short(said)));
            (!names.is_empty())
                .then(|| format!("{}: {}{}", came_to.told(), names.join(", "), why.unwrap_or_default()))
        };
        let not_judged =
            [CameTo::Unusable, CameTo::NoVerdict, CameTo::NoAnswerInTime].into_iter().filter_map(not_judged);
        self.remark.iter().cloned().chain(not_judged).collect()
    }
}

/// The beginning of what was said; all of it is in the report.
fn short(said: &str) -> String {
    const LONGEST: usize = 120;
    let said = said.trim_start_matches("error: ").trim_start_matches("no verdict: ");
    let cut: String = said.chars().take(LONGEST).collect();
    if cut.len() < said.len() { cut + "..." } else { cut }
}

/// The files in which a student's result is kept.
#[derive(Debug)]
pub(super) struct Place {
    folder: PathBuf,
    name: String,
}

/// How many characters of a student's name there are in the name of a file, which may have 255 bytes.
const SHOWN: usize = 50;

impl Place {
    /// The files of this student in a folder: whatever he is called, they are there and nobody else's.
    pub(super) fn of(folder: &Path, student: &[u8]) -> Self {
        let told = String::from_utf8_lossy(student);
        let plain = |c: char| c.is_alphanumeric() || "_.-".contains(c);
        let mut name: String = told.chars().take(SHOWN).map(|c| if plain(c) { c } else { '_' }).collect();
        let is_whole = name.as_bytes() == student && !name.starts_with(['.', '-']);
        if !is_whole {
            let digits = hex(&Sha256::digest(student)[..6]);
            name = format!("{}~{digits}", name.trim_start_matches(['.', '-']));
        }
        Self { folder: folder.to_path_buf(), name }
    }

    /// One of the files.
    pub(super) fn file(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.name))
    }

    /// What is kept there, if it is what came of just that.
    pub(super) fn kept(&self, digest: &str) -> Option<Graded> {
        let reports_are_there = ["txt", "html"].iter().all(|ending| self.file(ending).is_file());
        let file = self.file("json");
        let length = fs::metadata(&file).ok().filter(fs::Metadata::is_file)?.len();
        let text = (reports_are_there && length <= LONGEST).then(|| fs::read(&file).ok())??;
        let graded: Graded = serde_json::from_slice(&text).ok()?;
        (graded.schema == SCHEMA && graded.digest == digest).then_some(graded)
    }

    /// Keeps a result. It comes after all that is said of it: if it is there, all is there.
    pub(super) fn keep(&self, graded: &Graded) -> Result<(), Failure> {
        let mut json = serde_json::to_string_pretty(graded).expect("it is JSON");
        json.push('\n');
        self.write("json", &json)
    }

    /// Writes one of the files, whole or not at all.
    pub(super) fn write(&self, ending: &str, text: &str) -> Result<(), Failure> {
        let mut output = Output::open(Some(&self.file(ending)))?;
        output.write_all(text.as_bytes())?;
        output.finish()
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("a text takes anything");
        digits
    })
}

//! What is answered: JSON.

use serde::Serialize;
use snapshot::oracle::Overall;
use trace::model::Verdict;
use trace::plan::Refused;

/// What came of a request that could be carried out.
pub(crate) struct Told {
    /// The verdict on all of it; none where nothing was judged.
    pub(crate) verdict: Option<Overall>,
    /// What was asked for: a report, a file, or numbers in JSON.
    pub(crate) output: String,
    /// The command of `sim` that shows the same.
    pub(crate) command: Option<String>,
    /// What there is to say beside it.
    pub(crate) notes: Vec<String>,
}

/// The answer.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Answer {
    /// It was carried out.
    Done {
        ok: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        verdict: Option<Verdict>,
        output: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        command: Option<String>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        notes: Vec<String>,
    },
    /// It could not be.
    Refused {
        ok: bool,
        error: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        tip: Option<String>,
    },
}

impl From<Result<Told, Refused>> for Answer {
    fn from(answered: Result<Told, Refused>) -> Self {
        match answered {
            Ok(Told { verdict, output, command, notes }) => {
                Self::Done { ok: true, verdict: verdict.map(Verdict::from), output, command, notes }
            }
            Err(Refused { what, tip }) => Self::Refused { ok: false, error: what, tip },
        }
    }
}

impl Answer {
    /// As JSON.
    pub(crate) fn written(&self) -> String {
        serde_json::to_string(self).expect("texts are JSON")
    }
}

/// It cannot be, and this may mend it.
pub(crate) fn refused(what: impl Into<String>, tip: impl Into<String>) -> Refused {
    Refused { what: what.into(), tip: Some(tip.into()) }
}

//! What is asked: JSON, in which everything is used or refused.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use trace::json;
use trace::plan::Refused;

use crate::answer::refused;
use crate::bounds;

const SUCH_AS: &str = r#"it is such as {"options": {"seed": 7}, "run": {"format": "text"}}"#;

/// A request.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    /// A scenario in TOML.
    #[serde(default)]
    pub(crate) scenario: Option<String>,
    /// The texts of the files that it names.
    #[serde(default)]
    pub(crate) files: BTreeMap<String, String>,
    /// Options of `sim` without their dashes, laid over the scenario: a text or a number each, or a list of them.
    #[serde(default)]
    pub(crate) options: Map<String, Value>,
    /// One run, in one of its forms.
    #[serde(default)]
    pub(crate) run: Option<Run>,
    /// Seeds.
    #[serde(default)]
    pub(crate) check: Option<Check>,
    /// Every schedule.
    #[serde(default)]
    pub(crate) explore: Option<Explore>,
    /// What there is to choose from.
    #[serde(default)]
    pub(crate) list: Option<List>,
}

/// One run.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Run {
    /// `text`, `json`, or the name of a drawing.
    pub(crate) format: String,
}

/// Seeds.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Check {
    /// The first.
    pub(crate) from: u64,
    /// The one after the last.
    pub(crate) to: u64,
}

/// Every schedule.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Explore {
    /// Up to how many states.
    pub(crate) max_states: u64,
}

/// What there is to choose from.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {}

impl Request {
    /// Whether something is said of an experiment.
    pub(crate) fn has_experiment(&self) -> bool {
        self.scenario.is_some() || !self.files.is_empty() || !self.options.is_empty()
    }

    /// Reads one.
    pub(crate) fn read(text: &str) -> Result<Self, Refused> {
        if text.len() > bounds::REQUEST {
            let what =
                format!("the request has {} bytes, and at most {} are read", text.len(), bounds::REQUEST);
            return Err(Refused { what, tip: None });
        }
        json::parse(text).map_err(|error| refused(format!("cannot read the request: {error}"), SUCH_AS))
    }
}

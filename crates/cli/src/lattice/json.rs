//! What is found out of a lattice, as `sim.lattice/1`.

use std::io::Write as _;

use indexmap::IndexMap;
use observed::detect::{Found, Method, Shown};
use observed::lattice::Number;
use schemars::JsonSchema;
use serde::Serialize;
use snapshot::oracle::Overall;
use trace::model;

use super::asked::{Asked, Kind, ask, count, overall};
use super::part::Part;
use super::text;
use crate::args::LatticeArgs;
use crate::failure::Failure;
use crate::output::Output;
use crate::scenario::tool;

/// How many steps of each process are in a cut.
type Cut = IndexMap<String, u32>;

/// What is found out of the lattice of a run.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Told {
    /// `sim.lattice/1`.
    schema: String,
    /// The program that wrote it.
    tool: model::Tool,
    /// All answers together; where nothing is asked, whether the numbers are exact.
    verdict: model::Verdict,
    /// How many steps of each process come before the first cut that is looked at.
    from: Cut,
    /// How many are in the last one.
    to: Cut,
    /// How many consistent cuts there are.
    cuts: Count,
    /// In how many orders the steps can have happened.
    orders: Count,
    /// How many messages were received of which nobody tells when they were sent. If there are any, there may be fewer cuts and orders than
    /// were counted.
    unsent: usize,
    /// The cuts of the snapshots that all processes recorded.
    snapshots: Vec<OfSnapshot>,
    /// What was asked.
    questions: Vec<Question>,
}

/// A number of any size.
#[derive(Debug, Serialize, JsonSchema)]
struct Count {
    /// Its digits.
    value: String,
    /// Whether it is exact; else there are at least so many.
    exact: bool,
}

/// A snapshot.
#[derive(Debug, Serialize, JsonSchema)]
struct OfSnapshot {
    /// Its number.
    snapshot: u64,
    /// Its cut.
    cut: Cut,
    /// Whether it is consistent.
    consistent: bool,
    /// Whether the run went through it; `null` where nobody tells in which order it went.
    occurred: Option<bool>,
}

/// A question with its answer.
#[derive(Debug, Serialize, JsonSchema)]
struct Question {
    /// `possibly` or `definitely`.
    asked: Asking,
    /// The predicate.
    predicate: String,
    /// Whether it is so; `null` when that is not known.
    holds: Option<bool>,
    /// Why it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// How it was found out.
    method: By,
    /// For what is possibly so: a cut in which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<Cut>,
    /// For what is not definitely so: an order in which it never is, as the processes whose steps come one after the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<Vec<String>>,
    /// Whether it was so in the run as it went; `null` when that is not known.
    occurred: Option<bool>,
    /// The first cut of the run in which it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<Cut>,
}

/// What is asked of a predicate.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Asking {
    Possibly,
    Definitely,
}

/// Whose algorithm found it out.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum By {
    /// Level by level.
    CooperMarzullo,
    /// From state to state of each process, for conjunctions of local predicates.
    GargWaldecker,
}

pub(super) fn write(args: &LatticeArgs, part: &Part<'_>, out: &mut Output) -> Result<Overall, Failure> {
    let asked = ask(args, part)?;
    let counts = count(args, part);
    let overall = overall(part, &asked, &counts);
    let snapshot = |recorded: &draw::lattice::Recorded| OfSnapshot {
        snapshot: recorded.snapshot,
        cut: cut(part, &recorded.cut),
        consistent: recorded.is_consistent,
        occurred: recorded.occurred,
    };
    let told = Told {
        schema: "sim.lattice/1".to_string(),
        tool: tool(),
        verdict: overall.into(),
        from: cut(part, &part.steps.from),
        to: cut(part, &part.steps.to),
        cuts: number(&counts.cuts),
        orders: number(&counts.orders),
        unsent: part.steps.unsent,
        snapshots: part.recorded.iter().map(snapshot).collect(),
        questions: asked.iter().map(|asked| question(part, asked)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &told).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(overall)
}

fn cut(part: &Part<'_>, cut: &[u32]) -> Cut {
    let names = part.steps.processes.iter().map(|process| part.run.name(*process).to_string());
    names.zip(cut.iter().copied()).collect()
}

fn number(number: &Number) -> Count {
    Count { value: number.value.to_string(), exact: number.is_exact }
}

fn question(part: &Part<'_>, asked: &Asked<'_>) -> Question {
    let Found { is_so, method, shown, why } = &asked.found;
    let name = |place: &usize| part.run.name(part.steps.processes[*place]).to_string();
    let in_cut = |shown: &Option<Shown>| match shown {
        Some(Shown::Cut(shown)) => Some(cut(part, shown)),
        Some(Shown::Way(_)) | None => None,
    };
    Question {
        asked: match asked.kind {
            Kind::Possibly => Asking::Possibly,
            Kind::Definitely => Asking::Definitely,
        },
        predicate: asked.text.to_string(),
        holds: *is_so,
        reason: why.map(|why| text::why(part, why)),
        method: match method {
            Method::GargWaldecker => By::GargWaldecker,
            Method::CooperMarzullo | Method::Run => By::CooperMarzullo,
        },
        cut: in_cut(shown),
        order: match shown {
            Some(Shown::Way(way)) => Some(way.iter().map(name).collect()),
            Some(Shown::Cut(_)) | None => None,
        },
        occurred: asked.occurred.is_so,
        first: in_cut(&asked.occurred.shown),
    }
}

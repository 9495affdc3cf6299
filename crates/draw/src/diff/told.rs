//! What two runs have alike and where they part, as sentences and rows of a table.

use sim_core::words::{counted, some};
use trace::Saved;
use trace::diff::{Counts, Diff, Judged, Part, Recorded, Sequence};
use trace::model::{Check, Held, Message, State};

use super::side::Side;
use crate::words;

/// What is no difference, whatever it is.
pub const NOT_COMPARED: &str = "Not compared: the numbers of events and messages, clocks, and how long a message waited. A message is known by its place among those of its channel.";

/// So many rows of a kind are shown.
const MOST: usize = 40;
/// So many checks are named in a sentence.
const NAMED: usize = 8;
/// A value is shown up to so many letters.
const LETTERS: usize = 160;

/// All that is said of two runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// Whether computation and verdicts are the same.
    pub in_sum: String,
    /// What has to be known before the rest.
    pub notes: Vec<String>,
    /// What the oracles said, all together and where they are not content.
    pub verdicts: Rows,
    /// What was run, as far as it differs.
    pub settings: Rows,
    /// What is recorded otherwise.
    pub recorded: Rows,
    /// How many processes and channels are recorded alike.
    pub recorded_alike: String,
    /// How much there is in each.
    pub counts: Rows,
    /// Where the computations part.
    pub computation: Parting,
    /// Where the runs part, all events taken.
    pub all: Parting,
}

/// Rows of a table, and how many more there are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rows {
    /// The rows.
    pub rows: Vec<Row>,
    /// How many are left out.
    pub more: usize,
}

/// What something is in each run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// What.
    pub name: String,
    /// What it is.
    pub is: [String; 2],
}

/// Where two runs part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parting {
    /// What is alike, and that they part, if they do.
    pub text: String,
    /// Whether something else happens in one than in the other, and not only at another time.
    pub differs: bool,
    /// The two events that are named by it; an end where a run has none any more. Absent where there is nothing to name.
    pub events: Option<[String; 2]>,
}

/// All that is said of two runs.
#[must_use]
pub fn told(diff: &Diff<'_>, sides: &[Side<'_>; 2]) -> Told {
    let settings = diff.settings.iter().map(|setting| {
        let is = |of: &Option<String>| short(of.as_deref().unwrap_or("not set"));
        row(&setting.name, [is(&setting.is[0]), is(&setting.is[1])])
    });
    let computation = Words { what: "computation", sequence: &diff.computation, sides };
    let all = Words { what: "run", sequence: &diff.all, sides };
    Told {
        in_sum: in_sum(diff, sides),
        notes: notes(diff, sides),
        verdicts: verdicts(diff, sides),
        settings: few(settings.collect()),
        recorded: few(diff.recorded.iter().flat_map(|of| recorded(diff, of, sides)).collect()),
        recorded_alike: alike(&diff.recorded),
        counts: few(counts(diff)),
        computation: computation.parting(),
        all: all.parting(),
    }
}

fn row(name: impl Into<String>, is: [String; 2]) -> Row {
    Row { name: name.into(), is }
}

fn few(mut rows: Vec<Row>) -> Rows {
    let more = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    Rows { rows, more }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

fn in_sum(diff: &Diff<'_>, sides: &[Side<'_>; 2]) -> String {
    let same_computation = diff.computation.first.is_none();
    let same_verdicts = diff.verdicts[0] == diff.verdicts[1] && !diff.judged.iter().any(Judged::differs);
    let alone = judged_alone(diff, sides);
    let text = match (same_computation, same_verdicts) {
        (same, true) if !alone.is_empty() => not_the_same_judged(diff, same, &alone),
        (true, true) => "The computation and the verdicts are the same.".to_string(),
        (true, false) => "The computation is the same, but the verdicts differ.".to_string(),
        (false, true) => "The computations differ; the verdicts are the same.".to_string(),
        (false, false) => "The computations and the verdicts differ.".to_string(),
    };
    let cut_off = if diff.over[0] == diff.over[1] { "" } else { " One run has no result." };
    format!("{text}{cut_off}")
}

/// That the verdicts are the same, though they are of other checks.
fn not_the_same_judged(diff: &Diff<'_>, same_computation: bool, alone: &[String]) -> String {
    let computation =
        if same_computation { "The computation is the same." } else { "The computations differ." };
    let verdicts = match diff.verdicts[0] {
        Some(true) => "Both hold",
        Some(false) => "Both fail",
        None => "Neither has a verdict",
    };
    format!("{computation} {verdicts}, but not the same was judged: {}.", alone.join("; "))
}

/// What was judged of one run alone, of each that has such a check.
fn judged_alone(diff: &Diff<'_>, sides: &[Side<'_>; 2]) -> Vec<String> {
    let of = |side: usize| {
        let mut names: Vec<(String, Vec<&str>)> = Vec::new();
        for judged in diff.judged.iter().filter(|judged| judged.checks[1 - side].is_none()) {
            let which = of_which(diff, judged);
            match names.last_mut().filter(|(of, _)| *of == which) {
                Some((_, names)) => names.push(judged.name),
                None => names.push((which, vec![judged.name])),
            }
        }
        let some: Vec<_> =
            names.iter().map(|(which, names)| format!("{}{which}", some_names(names))).collect();
        (!names.is_empty()).then(|| format!("of {} alone {}", sides[side].name, some.join(", ")))
    };
    [0, 1].into_iter().filter_map(of).collect()
}

/// The first names, and how many more there are.
fn some_names(names: &[&str]) -> String {
    let some = names[..names.len().min(NAMED)].join(", ");
    let more = names.len().saturating_sub(NAMED);
    if more > 0 { format!("{some} and {more} more") } else { some }
}

/// The name of a check, with its snapshot where there are several.
fn check_name(diff: &Diff<'_>, judged: &Judged<'_>) -> String {
    format!("{}{}", judged.name, of_which(diff, judged))
}

/// Of which snapshot a check is, where there are several, or where one run has a snapshot and the other has none.
fn of_which(diff: &Diff<'_>, judged: &Judged<'_>) -> String {
    let is_of_another = |other: &Judged<'_>| other.name == judged.name && other.snapshot != judged.snapshot;
    let is_twice = diff.judged.iter().any(is_of_another);
    match judged.snapshot {
        0 if is_twice => " (without a snapshot)".to_string(),
        of if of > 0 && (is_twice || diff.recorded.len() > 1) => format!(" (snapshot {of})"),
        _ => String::new(),
    }
}

fn notes(diff: &Diff<'_>, sides: &[Side<'_>; 2]) -> Vec<String> {
    let mut notes = Vec::new();
    if diff.nothing_in_common {
        notes.push(
            "No process is in both runs, so there is nothing that can be lined up by names.".to_string(),
        );
    } else {
        let alone = diff.alone.iter().zip(sides).filter(|(names, _)| !names.is_empty());
        notes.extend(alone.map(|(names, side)| format!("Only {} has {}.", side.name, some(names))));
    }
    let cut_off = diff.over.iter().zip(sides).filter(|(over, _)| !**over);
    notes.extend(cut_off.map(|(_, side)| format!("{} has no result: perhaps it was cut off.", side.name)));
    if diff.all.first.is_none() && sides.iter().any(|side| !side.run.is_timed()) {
        notes.push("Times are not compared: a log without times is one of them.".to_string());
    }
    notes
}

/// A verdict in a word.
const fn word(ok: Option<bool>) -> &'static str {
    match ok {
        Some(true) => "ok",
        Some(false) => "FAIL",
        None => "no verdict",
    }
}

fn verdicts(diff: &Diff<'_>, sides: &[Side<'_>; 2]) -> Rows {
    let is_content = |judged: &&Judged<'_>| {
        !judged.checks.iter().all(|check| check.is_some_and(|check| check.ok == Some(true)))
    };
    let one = |judged: &Judged<'_>| {
        row(
            check_name(diff, judged),
            [said(judged.checks[0], sides[0].run), said(judged.checks[1], sides[1].run)],
        )
    };
    let all = row("all checks", diff.verdicts.map(|ok| word(ok).to_string()));
    few([all].into_iter().chain(diff.judged.iter().filter(is_content).map(one)).collect())
}

/// What an oracle said of a run.
fn said(check: Option<&Check>, run: &Saved) -> String {
    match check {
        None => "not judged".to_string(),
        Some(check) if check.ok == Some(true) => word(check.ok).to_string(),
        Some(check) => {
            let why = words::check(check, &run.header.config);
            short(&if check.ok.is_none() { why } else { format!("{}: {why}", word(check.ok)) })
        }
    }
}

fn recorded(diff: &Diff<'_>, of: &Recorded<'_>, sides: &[Side<'_>; 2]) -> Vec<Row> {
    let called = |name: &str| {
        if diff.recorded.len() > 1 { format!("{name} (snapshot {})", of.snapshot) } else { name.to_string() }
    };
    if of.is_there[0] != of.is_there[1] {
        let is = of.is_there.map(|there| if there { "recorded" } else { "there is none" }.to_string());
        return vec![row(format!("snapshot {}", of.snapshot), is)];
    }
    let one = |part: &Part<'_>| match part {
        Part::Process(name, states) => row(called(name), states.map(state)),
        Part::Channel(name, messages) => {
            let [one, other] = messages;
            row(called(name), [inside(*one, sides[0].run), inside(*other, sides[1].run)])
        }
    };
    of.differ.iter().map(one).collect()
}

fn state(held: Option<&Held>) -> String {
    match held {
        None => "not recorded".to_string(),
        Some(held) if held.state == State::Untold => "not told".to_string(),
        Some(held) => short(&words::state_and_hold(held)),
    }
}

fn inside(messages: Option<&[Message]>, run: &Saved) -> String {
    match messages {
        None => "not recorded".to_string(),
        Some([]) => "empty".to_string(),
        Some(messages) => {
            let names: Vec<_> = messages.iter().map(|message| words::message(run, message)).collect();
            short(&names.join(", "))
        }
    }
}

fn alike(recorded: &[Recorded<'_>]) -> String {
    let same: usize = recorded.iter().map(|of| of.same).sum();
    let differ: usize = recorded.iter().map(|of| of.differ.len()).sum();
    let lacks = recorded.iter().any(|of| of.is_there[0] != of.is_there[1]);
    let all = same + differ;
    match (recorded.is_empty(), differ > 0 || lacks) {
        (true, _) => "Neither run has a recorded state.".to_string(),
        (false, false) => format!("The recorded states are the same: all {all} processes and channels."),
        (false, true) => {
            format!("The recorded states differ; alike are {same} of {all} processes and channels.")
        }
    }
}

fn counts(diff: &Diff<'_>) -> Vec<Row> {
    let of = |name: &str, count: fn(&Counts) -> usize| {
        row(name, [count(&diff.counts[0]), count(&diff.counts[1])].map(|count| count.to_string()))
    };
    let ticks = diff.counts.map(|counts| counts.ticks.map_or_else(|| "no times".into(), |t| t.to_string()));
    let digest = |of: &Option<String>| match of {
        Some(digest) => format!("{}…", digest.chars().take(19).collect::<String>()),
        None => "none".to_string(),
    };
    vec![
        of("events", |counts| counts.events),
        row("of the computation", diff.computation.events.map(|count| count.to_string())),
        of("messages sent", |counts| counts.messages),
        of("control messages sent", |counts| counts.control),
        row("ticks", ticks),
        row("digest of all events", [digest(&diff.digests[0]), digest(&diff.digests[1])]),
    ]
}

/// Where two sequences of events part, to be said.
struct Words<'a> {
    /// `computation`, or `run`.
    what: &'static str,
    sequence: &'a Sequence,
    sides: &'a [Side<'a>; 2],
}

impl Words<'_> {
    fn parting(&self) -> Parting {
        let Sequence { same, first, other_time, .. } = self.sequence;
        let (text, events) = match (first, other_time) {
            (None, None) if *same == 0 => (format!("Neither {} has any event.", self.what), None),
            (None, None) => (format!("{}.", self.alike()), None),
            (None, Some(places)) => {
                (format!("{}; at other times from here on:", self.alike()), Some(places.map(Some)))
            }
            (Some(places), _) => (format!("{}{}:", self.parts(), self.earlier()), Some(*places)),
        };
        Parting { text, differs: first.is_some(), events: events.map(|places| self.events(places)) }
    }

    fn alike(&self) -> String {
        let (events, what) = (counted(self.sequence.same, "event"), self.what);
        format!("The {what} is the same: {events} in the same order")
    }

    /// That they part, and how.
    fn parts(&self) -> String {
        let Sequence { events: [one, other], same, first, only_order, .. } = self.sequence;
        let what = self.what;
        let of_same = counted(*same, "event");
        let ended = first.and_then(|places| places.iter().position(Option::is_none));
        match ended {
            Some(side) => format!(
                "The {what} of {} is the beginning of that of {}: {of_same} in the same order, and then",
                self.sides[side].name,
                self.sides[1 - side].name
            ),
            None if *only_order => format!(
                "Each process does the same in both, {} in all, but the order between processes is another: {of_same} alike, and then",
                counted(*one, "event")
            ),
            None if *same == 0 => format!("The {what}s differ from the first event on"),
            None => format!("The {what}s differ: {of_same} alike, of {one} and {other}, and then"),
        }
    }

    /// That what is alike was at other times already.
    fn earlier(&self) -> String {
        let Some(places) = self.sequence.other_time else { return String::new() };
        let [one, other] = [0, 1].map(|side| {
            let run = self.sides[side].run;
            words::number(run, &run.events[places[side]])
        });
        format!(" (at other times already from {one} and {other} on)")
    }

    /// The event of each run in words.
    fn events(&self, places: [Option<usize>; 2]) -> [String; 2] {
        [0, 1].map(|side| {
            let run = self.sides[side].run;
            let Some(event) = places[side].map(|place| &run.events[place]) else {
                return "ends here".to_string();
            };
            format!("{}: {} {}", words::number(run, event), event.proc, words::event(run, event))
        })
    }
}

//! What the script is given: the states, with every text once. Most states have most of their texts in common with others.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::material::{Choice, Choices, End, Ends, Recorded, State};

/// The places of texts in a list that has each once.
#[derive(Default)]
struct Texts<'a> {
    places: BTreeMap<&'a str, usize>,
    texts: Vec<&'a str>,
}

impl<'a> Texts<'a> {
    fn place(&mut self, text: &'a str) -> usize {
        *self.places.entry(text).or_insert_with(|| {
            self.texts.push(text);
            self.texts.len() - 1
        })
    }

    fn places(&mut self, texts: &'a [String]) -> Vec<usize> {
        texts.iter().map(|text| self.place(text)).collect()
    }
}

/// All of it. Of the states `processes` and the like are places among the `texts`.
#[derive(Serialize)]
struct Data<'a> {
    processes: &'a [String],
    channels: &'a [String],
    recordable: Vec<RecordableData<'a>>,
    more: usize,
    states: Vec<StateData>,
    texts: Vec<&'a str>,
    #[serde(rename = "leftOut")]
    left_out: Option<&'a str>,
    around: &'a [String; 2],
}

#[derive(Serialize)]
struct RecordableData<'a> {
    state: &'a str,
    ends: Vec<EndsData<'a>>,
}

#[derive(Serialize)]
struct EndsData<'a> {
    ok: Option<bool>,
    steps: usize,
    way: &'a [usize],
}

#[derive(Serialize)]
struct StateData {
    depth: u64,
    begun: bool,
    processes: Vec<usize>,
    channels: Vec<usize>,
    recorded: Vec<RecordedData>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    incidents: Vec<usize>,
    /// What happens, the action, and where it leads.
    choices: Vec<(usize, usize, Option<usize>)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<EndData>,
}

#[derive(Serialize)]
struct RecordedData {
    processes: Vec<usize>,
    channels: Vec<usize>,
}

#[derive(Serialize)]
struct EndData {
    state: usize,
    place: Option<usize>,
    ok: Option<bool>,
    failed: usize,
}

/// The data as JSON in which no text can end the element that it is in.
pub(super) fn json(choices: &Choices) -> io::Result<String> {
    let mut texts = Texts::default();
    let states = choices.states.iter().map(|state| state_data(state, &mut texts)).collect();
    let recordable = choices.recordable.iter().map(|recordable| RecordableData {
        state: &recordable.state,
        ends: recordable.ends.iter().map(ends_data).collect(),
    });
    let data = Data {
        processes: &choices.processes,
        channels: &choices.channels,
        recordable: recordable.collect(),
        more: choices.more,
        states,
        texts: texts.texts,
        left_out: choices.left_out.as_deref(),
        around: &choices.around,
    };
    Ok(serde_json::to_string(&data)?.replace('<', "\\u003c"))
}

fn ends_data(Ends { ok, steps, way, .. }: &Ends) -> EndsData<'_> {
    EndsData { ok: *ok, steps: *steps, way }
}

fn state_data<'a>(state: &'a State, texts: &mut Texts<'a>) -> StateData {
    let recorded = state.recorded.iter().map(|Recorded { processes, channels }| RecordedData {
        processes: texts.places(processes),
        channels: texts.places(channels),
    });
    StateData {
        depth: state.depth,
        begun: state.begun,
        recorded: recorded.collect(),
        processes: texts.places(&state.processes),
        channels: texts.places(&state.channels),
        incidents: texts.places(&state.incidents),
        choices: state
            .choices
            .iter()
            .map(|Choice { words, action, to }| (texts.place(words), texts.place(action), *to))
            .collect(),
        end: state.end.as_ref().map(|End { state, place, ok, failed }| EndData {
            state: texts.place(state),
            place: *place,
            ok: *ok,
            failed: texts.place(failed),
        }),
    }
}

//! A computation that a program decides upon: the questions `initial`, `receive` and `command`.
//!
//! What a process may do next has to follow from its state as it is written, since that is all that anybody else sees of it: so it is held
//! against what was offered before.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use exec::{Exec, Fault, World};
use serde_json::{Map, Value};
use sim_core::{ChannelId, Context, ProcessId, Topology};
use snapshot::foreign::{About, Begin, Behaviour, Done};
use snapshot::{Letter, ParameterError, Told};

use crate::answer::{self, Reader};
use crate::hello;
use crate::json::Read;

/// A program, as a computation that can be begun.
#[derive(Debug)]
pub struct Computation(pub Arc<Exec>);

impl Begin for Computation {
    fn begin(
        &self,
        topology: &Topology,
        parameters: &[(String, String)],
    ) -> Result<Arc<dyn Behaviour>, ParameterError> {
        let parameters = hello::told(parameters);
        let hello = hello::hello("computation", topology, &parameters);
        let failed = |fault: Fault| {
            let what = fault.to_string();
            self.0.note(fault);
            ParameterError::Outside(what)
        };
        let world = self.0.world(&hello).map_err(failed)?;
        let about = answer::about(&world.said).map_err(|what| failed(self.0.nonsense(&what, &hello)))?;
        Ok(Arc::new(Asked { exec: Arc::clone(&self.0), world, about, parameters, offered: Mutex::default() }))
    }
}

/// The computation on one topology.
#[derive(Debug)]
struct Asked {
    exec: Arc<Exec>,
    world: Arc<World>,
    about: About,
    /// They are with each question: an answer depends on nothing else.
    parameters: Value,
    offered: Mutex<Offered>,
}

/// What a process is asked first.
const INITIAL: &str = "initial";

/// What processes offered, by who they are and their state.
type Offered = BTreeMap<(ProcessId, Told), Vec<Arc<str>>>;

impl Asked {
    /// What the process does upon this event; none after a fault.
    fn done(&self, cx: Context<'_>, event: &str, fields: &[(&str, Value)]) -> Option<Done> {
        let question = self.question(cx, event, fields).to_string();
        self.exec.ask(&self.world, &question, |answer| {
            let reader = Reader { cx, goods: &self.about.goods };
            let done = if event == INITIAL { reader.initial(answer) } else { reader.done(answer) }?;
            self.same_offers(cx.process, &done.state)?;
            Ok(done)
        })
    }

    fn question(&self, cx: Context<'_>, event: &str, fields: &[(&str, Value)]) -> Value {
        let names = |channels: &mut dyn Iterator<Item = ChannelId>| -> Value {
            channels.map(|channel| cx.topology.channel_name(channel)).collect()
        };
        let mut question = Map::new();
        question.insert("event".into(), event.into());
        question.insert("process".into(), cx.topology.name(cx.process).into());
        question.extend(fields.iter().map(|(name, value)| ((*name).to_string(), value.clone())));
        question.insert("in".into(), names(&mut cx.incoming().iter().copied()));
        question.insert("out".into(), names(&mut cx.outgoing()));
        question.insert("parameters".into(), self.parameters.clone());
        Value::Object(question)
    }

    /// Whether the process offers what it offered in this state before.
    fn same_offers(&self, process: ProcessId, state: &Told) -> Read<()> {
        let mut offered = self.offered.lock().unwrap_or_else(PoisonError::into_inner);
        let before = offered.entry((process, state.clone())).or_insert_with(|| state.offers().to_vec());
        if before == state.offers() {
            return Ok(());
        }
        let (before, now) = (before, state.offers());
        Err(format!(
            "in the state '{state}' it offers {now:?}, and offered {before:?} before: that has to follow from the text of the state"
        ))
    }
}

/// A state as it was told.
fn state(state: &Told) -> Value {
    state.count().map_or_else(|| state.to_string().into(), Value::from)
}

impl Behaviour for Asked {
    fn about(&self) -> &About {
        &self.about
    }

    fn initial(&self, cx: Context<'_>) -> Told {
        self.done(cx, INITIAL, &[]).map_or_else(|| Told::text("", &[], []), |done| done.state)
    }

    fn receive(&self, cx: Context<'_>, before: &Told, channel: ChannelId, message: &Letter) -> Done {
        let (channel, message) = (cx.topology.channel_name(channel), message.to_string());
        let fields = [("channel", channel.into()), ("message", message.into()), ("state", state(before))];
        self.done(cx, "receive", &fields).unwrap_or_else(nothing)
    }

    fn command(&self, cx: Context<'_>, before: &Told, command: &str) -> Done {
        let fields = [("command", command.into()), ("state", state(before))];
        self.done(cx, "command", &fields).unwrap_or_else(nothing)
    }
}

/// What is done after a fault: nothing, and then nothing more.
fn nothing() -> Done {
    Done { state: Told::text("", &[], []), sends: Vec::new() }
}

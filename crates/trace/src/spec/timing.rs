//! When things happen.

use sim_core::{Delay, Delays};

use super::entry::{Entry, FieldError, Key, Reading, Table, Usage};
use super::slot::One;
use super::{Basis, Graph, Spec, values};
use crate::model::Config;
use crate::text::Finding;
use crate::text::reader::{Value, delay, scalar};

/// How long a message takes.
pub(super) const DELAY: Entry = Entry {
    name: "delay",
    option: Some(Usage {
        value: "TICKS",
        help: "How long a message takes, in ticks: N, A..B or A..=B [default: 1..=20]",
        printed: 16,
        ..Usage::NUMBER
    }),
    keys: &[Key {
        name: "delay",
        table: Table::Top,
        schema: r##"{ "description": "How long a message takes.", "$ref": "#/$defs/delay" }"##,
        read: |value, reading| {
            reading.spec.delay = Some(delay(value)?.into_inner());
            Ok(())
        },
    }],
    fields: &["channels"],
    timing: true,
    slot: &One {
        of: |spec| &spec.delay,
        of_mut: |spec| &mut spec.delay,
        parse: values::delay,
        print: |value| Some(value.to_string()),
        usual: |basis| Some(basis.delay()),
    },
    // Each channel has its own: that is for whoever reads the channels.
    ..Entry::SILENT
};

/// How long a process waits before it does something of its own accord. It says two things: whether that is a step of its
/// own, which is a matter of the program ([`Spec::atomic`]), and when a driver in virtual time takes that step.
pub(super) const HOLD: Entry = Entry {
    name: "hold",
    option: Some(Usage {
        value: "TICKS",
        help: "How long a process waits before it does something of its own accord, such as passing on m; at 0 receiving and \
               forwarding m are one step [default: 0 for token-ring, else 1..=20]",
        printed: 11,
        ..Usage::NUMBER
    }),
    keys: &[Key {
        name: "hold",
        table: Table::Top,
        schema: r##"{ "description": "How long a process waits before it does something of its own accord.", "$ref": "#/$defs/delay" }"##,
        read: |value, reading| {
            reading.spec.hold = Some(delay(value)?.into_inner());
            Ok(())
        },
    }],
    fields: &["hold"],
    slot: &One {
        of: |spec| &spec.hold,
        of_mut: |spec| &mut spec.hold,
        parse: values::delay,
        print: |value| Some(value.to_string()),
        usual: |basis| Some(basis.hold()),
    },
    load: |config, spec| {
        spec.hold = Some(Spec::hold_of(config)?);
        Ok(())
    },
    save: |spec, config| config.hold = spec.hold.map(|hold| hold.to_string()).unwrap_or_default(),
    ..Entry::SILENT
};

/// When an initiator starts of its own accord.
pub(super) const START: Entry = Entry {
    name: "start",
    option: Some(Usage {
        value: "TICKS",
        help: "When an initiator starts of its own accord, in ticks: N, A..B or A..=B [default: 1..=100]",
        printed: 10,
        ..Usage::NUMBER
    }),
    keys: &[Key {
        name: "start",
        table: Table::Top,
        schema: r#"{
            "description": "When an initiator starts of its own accord: ticks, a range of ticks; in the token ring the process that has m first.",
            "type": ["integer", "string"], "minimum": 0
        }"#,
        read: start,
    }],
    fields: &["start"],
    timing: true,
    slot: &One {
        of: |spec| &spec.start,
        of_mut: |spec| &mut spec.start,
        parse: values::delay,
        print: |value| Some(value.to_string()),
        usual: |_| Some(Basis::start()),
    },
    load: |config, spec| {
        spec.start = config.start.as_deref().map(|start| saved("start", start)).transpose()?;
        Ok(())
    },
    save: |spec, config| config.start = spec.start.map(|start| start.to_string()),
    ..Entry::SILENT
};

/// A process may stand there too, as the one that has `m` first: it must be the first process, for that is where `m` is.
fn start(value: &Value<'_>, reading: &mut Reading<'_>) -> Result<(), Finding> {
    let start = scalar(value, "a time, a range of times or a process name")?;
    if let Some(Graph::Listed { processes, .. }) = &reading.spec.graph
        && processes.first() == Some(start.get_ref())
    {
        return Ok(());
    }
    let tip = "'start' is when a snapshot starts of its own accord, or the first of 'processes'";
    let delay = values::delay(start.get_ref());
    reading.spec.start = Some(delay.map_err(|what| Finding::new(start.span(), what).tip(tip))?);
    Ok(())
}

/// A delay in a field of a saved configuration.
pub(super) fn saved(field: &str, text: &str) -> Result<Delay, FieldError> {
    values::delay(text).map_err(|error| FieldError::new(field, format!("'{text}': {error}")))
}

impl Spec {
    /// Whether a process that waits so long does at once, in the step that lets it, what it would else do in a step of its own.
    #[must_use]
    pub fn atomic(hold: Delay) -> bool {
        hold == Delay::ZERO
    }

    /// How long the processes of a saved run wait.
    pub(crate) fn hold_of(config: &Config) -> Result<Delay, FieldError> {
        saved("hold", &config.hold)
    }
}

impl Basis<'_> {
    /// When an initiator starts of its own accord, unless it is said.
    #[must_use]
    pub fn start() -> Delay {
        Delay::uniform(1, 100).expect("the range is not empty")
    }

    /// How long a message takes, unless it is said.
    #[must_use]
    pub fn delay(&self) -> Delay {
        if self.ticks { Delays::usual() } else { Delay::uniform(1, 20).expect("the range is not empty") }
    }

    /// How long a process waits, unless it is said.
    #[must_use]
    pub fn hold(&self) -> Delay {
        (self.program.default_hold)()
    }
}

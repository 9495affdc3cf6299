//! What an experiment is called, what its run is drawn from, and when it is given up.

use sim_core::MAX_TICKS;

use super::Basis;
use super::entry::{Entry, FieldError, Key, Table, Takes, Usage};
use super::slot::One;
use super::values::{self, Seed};
use crate::text::Finding;
use crate::text::reader::{Value, positive, scalar, text};

/// What an integer is called where something else was found.
pub(super) const NUMBER: &str = "an integer";

/// What the experiment is called.
pub(super) const NAME: Entry = Entry {
    name: "name",
    keys: &[Key {
        name: "name",
        table: Table::Top,
        schema: r#"{ "description": "Text for the head of the report.", "type": "string" }"#,
        read: |value, reading| {
            reading.spec.name = Some(text(value, "text")?.into_inner());
            Ok(())
        },
    }],
    fields: &["scenario"],
    slot: &One {
        of: |spec| &spec.name,
        of_mut: |spec| &mut spec.name,
        parse: values::any_text,
        print: |text| Some(text.clone()),
        usual: |_| None,
    },
    load: |config, spec| {
        spec.name = Some(config.scenario.clone());
        Ok(())
    },
    save: |spec, config| config.scenario = spec.name.clone().unwrap_or_default(),
    ..Entry::SILENT
};

/// After how many events a run is given up.
pub(super) const MAX_EVENTS: Entry = Entry {
    name: "max_events",
    option: Some(Usage {
        value: "N",
        help: "Give up after this many events, without a verdict [default: 1000000, more for large topologies]",
        printed: 15,
        ..Usage::NUMBER
    }),
    keys: &[Key {
        name: "max_events",
        table: Table::Top,
        schema: r##"{ "description": "After how many events the run is given up.", "$ref": "#/$defs/positive" }"##,
        read: |value, reading| {
            reading.spec.max_events = Some(positive(value, NUMBER)?.into_inner());
            Ok(())
        },
    }],
    fields: &["max_events"],
    slot: &One {
        of: |spec| &spec.max_events,
        of_mut: |spec| &mut spec.max_events,
        parse: values::positive,
        print: |value| Some(value.to_string()),
        usual: |basis| Some(basis.max_events()),
    },
    load: |config, spec| {
        spec.max_events = Some(exact("max_events", config.max_events)?);
        Ok(())
    },
    save: |spec, config| config.max_events = spec.max_events.unwrap_or_default(),
    ..Entry::SILENT
};

/// What everything is drawn from. A printed command says it always.
pub(super) const SEED: Entry = Entry {
    name: "seed",
    option: Some(Usage {
        value: "SEED",
        help: "The seed: a number, 0x and hexadecimal, or 'random' to draw one and print it [env: SIM_SEED] [default: 0]",
        conflicts: &["delays"],
        proposes: || vec![Seed::Random.to_string()],
        printed: 1,
        ..Usage::NUMBER
    }),
    keys: &[Key {
        name: "seed",
        table: Table::Top,
        schema: r#"{
            "description": "What everything is drawn from: a number, or text such as `0x1f`.",
            "type": ["integer", "string"], "minimum": 0
        }"#,
        read: |value, reading| {
            reading.spec.seed = Some(Seed::Given(seed(value)?));
            Ok(())
        },
    }],
    fields: &["seed"],
    chooses: true,
    slot: &One {
        of: |spec| &spec.seed,
        of_mut: |spec| &mut spec.seed,
        parse: str::parse,
        print: |value| Some(value.to_string()),
        usual: |_| None,
    },
    load: |config, spec| {
        let told = Some(&config.seed).filter(|seed| !seed.is_empty());
        let parsed = told.map(|seed| seed.parse().map(Seed::Given)).transpose();
        spec.seed = parsed.map_err(|_| FieldError::new("seed", format!("'{}' is no number", config.seed)))?;
        Ok(())
    },
    save: |spec, config| {
        let given = spec.seed.and_then(Seed::given);
        config.seed = given.map(|seed| seed.to_string()).unwrap_or_default();
    },
    ..Entry::SILENT
};

/// The order of events, instead of a seed.
pub(super) const SCHEDULE: Entry = Entry {
    name: "schedule",
    option: Some(Usage {
        value: "SCHEDULE",
        help: "Follow a schedule instead of a seed, as a failing run prints it: 'P! (P>Q Q>P)*3', or a file",
        conflicts: &["seed", "delays", "start", "delay"],
        takes: Takes::TextOrFile,
        printed: 2,
        ..Usage::TEXT
    }),
    keys: &[Key {
        name: "schedule",
        table: Table::Top,
        schema: r#"{ "description": "The order of events, instead of a seed: `P! (P>Q Q>P)*3`.", "type": "string" }"#,
        read: |value, reading| {
            let schedule = text(value, "a schedule such as \"P! (P>Q Q>P)*3\"")?;
            reading.spec.schedule = Some(schedule.into_inner());
            Ok(())
        },
    }],
    fields: &["schedule"],
    chooses: true,
    slot: &One {
        of: |spec| &spec.schedule,
        of_mut: |spec| &mut spec.schedule,
        parse: values::any_text,
        print: |text| Some(text.clone()),
        usual: |_| None,
    },
    load: |config, spec| {
        spec.schedule.clone_from(&config.schedule);
        Ok(())
    },
    save: |spec, config| config.schedule.clone_from(&spec.schedule),
    ..Entry::SILENT
};

fn seed(value: &Value<'_>) -> Result<u64, Finding> {
    let seed = scalar(value, "an integer, or text such as \"0x1f\"")?;
    let integer = matches!(value.get_ref(), toml::de::DeValue::Integer(_));
    if integer && seed.get_ref().parse::<u64>().is_err() {
        return Err(Finding::new(seed.span(), "a seed is not negative, and below 2^64"));
    }
    if seed.get_ref() == "random" {
        return Err(Finding::new(seed.span(), "a file has one seed").tip("'sim --seed random' draws one"));
    }
    values::seed(seed.get_ref()).map_err(|what| Finding::new(seed.span(), format!("{what}, or 'random'")))
}

/// A number in a field of a saved configuration, if readers of JSON have it exactly.
pub(super) fn exact(field: &str, number: u64) -> Result<u64, FieldError> {
    if number > MAX_TICKS { Err(FieldError::new(field, "it is past 2^53")) } else { Ok(number) }
}

impl Basis<'_> {
    /// After how many events a run is given up, unless it is said: more for a large topology, where a snapshot alone takes
    /// some events for each process and channel.
    #[must_use]
    pub fn max_events(&self) -> u64 {
        let size = (self.topology.processes().len() + self.topology.channels().len()) as u64;
        (50 * size).max(1_000_000)
    }
}

//! The computation that snapshots are taken of: its name, its parameters, the script that it may follow.

use snapshot::script::Script;
use snapshot::{Foreign, catalog};
use toml::de::DeValue;

use super::entry::{Entry, FieldError, Key, Reading, Table, Takes, Usage};
use super::slot::{Many, One};
use super::{Basis, Spec, Statements, Text, values};
use crate::model;
use crate::text::reader::{Read, Table as Keys, Value, scalar, text};
use crate::text::{Finding, Spanned, meant};

/// The parameter of a script that names its file.
pub const FILE: &str = "file";

const PROGRAM_FORM: &str = "the name of a program, or { name = \"NAME\", PARAMETER = VALUE }";

/// The computation.
pub(super) const PROGRAM: Entry = Entry {
    name: "program",
    option: Some(Usage {
        value: "NAME",
        help: "The computation that the snapshot is taken of; 'sim list' shows all; exec:FILE is a program of your own [default: token-ring]",
        proposes: || catalog::ALL.iter().map(|program| program.name.to_string()).collect(),
        printed: 4,
        ..Usage::TEXT
    }),
    keys: &[Key {
        name: "program",
        table: Table::Top,
        schema: r##"{
            "description": "The underlying computation: its name, or its name and its parameters. `sim list` shows them; `exec:FILE` is a program of one's own.",
            "oneOf": [{ "type": "string" }, { "$ref": "#/$defs/program" }]
        }"##,
        read: program,
    }],
    fields: &["program"],
    slot: &One {
        of: |spec| &spec.program,
        of_mut: |spec| &mut spec.program,
        parse: values::any_text,
        print: |text| Some(text.clone()),
        usual: |basis| Some(basis.program_name().to_string()),
    },
    load: |config, spec| {
        if catalog::entry(&config.program).is_none() {
            return Err(FieldError::new("program", format!("there is no program '{}'", config.program)));
        }
        spec.program = Some(config.program.clone());
        Ok(())
    },
    save: |spec, config| config.program = spec.program.clone().unwrap_or_default(),
    ..Entry::SILENT
};

/// What is set of it. A file says it beside the name.
pub(super) const PARAMETERS: Entry = Entry {
    name: "param",
    option: Some(Usage {
        value: "KEY=VALUE",
        help: "Set a parameter of the program; may be repeated",
        takes: Takes::Several(None),
        proposes: known_parameters,
        printed: 7,
        ..Usage::TEXT
    }),
    fields: &["parameters"],
    slot: &Many {
        of: |spec| &spec.parameters,
        of_mut: |spec| &mut spec.parameters,
        parse: values::key_value,
        print: |parameters| parameters.iter().map(|(key, value)| format!("{key}={value}")).collect(),
        adds: true,
        is_usual: |_, _| false,
    },
    load: |config, spec| {
        spec.parameters = config.parameters.clone().into_iter().collect();
        Ok(())
    },
    save: |spec, config| config.parameters = spec.parameters.iter().cloned().collect(),
    ..Entry::SILENT
};

/// The script that it follows, by the ticks of a course's clock or in its own time.
pub(super) const EVENTS: Entry = Entry {
    name: "events",
    option: Some(Usage {
        value: "FILE",
        help: "Follow the statements of a file (send SRC DST K, snapshot ID, tick K) by the clock of the COS 418 simulator, in \
               which delays are 0..=4 ticks",
        takes: Takes::File,
        printed: 5,
        ..Usage::TEXT
    }),
    fields: &["script", "clock"],
    slot: &One {
        of: |spec| &spec.script,
        of_mut: |spec| &mut spec.script,
        parse: |file| Ok(Statements { text: Text::named(file), ticks: true }),
        // In its own time it is a parameter of the program.
        print: |script| script.ticks.then(|| script.text.file.clone()),
        usual: |_| None,
    },
    load: |config, spec| {
        let ticks = config.clock == Some(model::Clock::Ticks);
        let text = config.script.clone().map(|text| Text { file: String::new(), text });
        spec.script = text.map(|text| Statements { text, ticks });
        Ok(())
    },
    save: |spec, config| {
        config.script = spec.script.as_ref().map(|script| script.text.text.clone());
        let ticks = spec.script.as_ref().is_some_and(|script| script.ticks);
        config.clock = ticks.then_some(model::Clock::Ticks);
    },
    ..Entry::SILENT
};

/// The delays of that clock.
pub(super) const DELAYS: Entry = Entry {
    name: "delays",
    option: Some(Usage {
        value: "FILE",
        help: "Take the delays of that clock from a file, one a line, in the order of sending, instead of drawing them",
        requires: &["events"],
        conflicts: &["delay"],
        takes: Takes::File,
        printed: 6,
        ..Usage::TEXT
    }),
    fields: &["delays"],
    timing: true,
    slot: &One {
        of: |spec| &spec.delays,
        of_mut: |spec| &mut spec.delays,
        parse: |file| Ok(Text::named(file)),
        print: |delays| Some(delays.file.clone()),
        usual: |_| None,
    },
    load: |config, spec| {
        spec.delays = config.delays.as_ref().map(|delays| {
            let lines: Vec<_> = delays.iter().map(u64::to_string).collect();
            Text { file: String::new(), text: lines.join("\n") }
        });
        Ok(())
    },
    save: |spec, config| {
        let numbers = |delays: &Text| delays.text.lines().filter_map(|line| line.parse().ok()).collect();
        config.delays = spec.delays.as_ref().map(numbers);
    },
    ..Entry::SILENT
};

/// What each process has at the start: a topology file says it.
pub(super) const TOKENS: Entry = Entry {
    name: "tokens",
    fields: &["tokens"],
    slot: &Many {
        of: |spec| &spec.tokens,
        of_mut: |spec| &mut spec.tokens,
        parse: values::count,
        print: |_| Vec::new(),
        adds: false,
        is_usual: |_, _| true,
    },
    load: |config, spec| {
        spec.tokens.clone_from(&config.tokens);
        Ok(())
    },
    save: |spec, config| config.tokens.clone_from(&spec.tokens),
    ..Entry::SILENT
};

/// Whether there is such a program that has these parameters is asked here, where the place of a mistake is known.
fn program(value: &Value<'_>, reading: &mut Reading<'_>) -> Result<(), Finding> {
    let DeValue::Table(table) = value.get_ref() else {
        let name = text(value, PROGRAM_FORM)?;
        known(&name)?;
        reading.spec.program = Some(name.get_ref().to_string());
        return Ok(());
    };
    let table = Keys::new(table);
    let name = table.read("name", |value| text(value, "the name of a program"))?;
    let name = name.ok_or_else(|| Finding::new(value.span(), "this program has no 'name'"))?;
    let parameter = |(key, value): (&Spanned<std::borrow::Cow<'_, str>>, _)| {
        Ok((Spanned::new(key.span(), key.get_ref().to_string()), parameter(value)?.into_inner()))
    };
    let parameters: Vec<_> = table.all_but("name").map(parameter).collect::<Result<_, Finding>>()?;
    let entry = known(&name)?;
    parameters.iter().try_for_each(|(key, _)| has_parameter(entry, key))?;
    reading.spec.program = Some(name.get_ref().to_string());
    reading.spec.parameters = parameters.into_iter().map(|(key, value)| (key.into_inner(), value)).collect();
    Ok(())
}

/// A table has a number for each process, which is text of its own elsewhere: `P:100,Q:50`.
fn parameter(value: &Value<'_>) -> Read<String> {
    match value.get_ref() {
        DeValue::Boolean(truth) => Ok(Spanned::new(value.span(), truth.to_string())),
        DeValue::Table(each) => {
            let one = |(process, value): (&Spanned<std::borrow::Cow<'_, str>>, _)| {
                Ok(format!("{}:{}", process.get_ref(), scalar(value, "an integer")?.get_ref()))
            };
            let each: Vec<_> = each.iter().map(one).collect::<Result<_, Finding>>()?;
            Ok(Spanned::new(value.span(), each.join(",")))
        }
        _ => scalar(value, "an integer, a truth value, text, or a table with a number for each process"),
    }
}

fn known(name: &Spanned<String>) -> Result<&'static catalog::Entry, Finding> {
    catalog::entry(name.get_ref()).ok_or_else(|| {
        Finding::new(name.span(), format!("there is no program '{}'", name.get_ref()))
            .tip(program_tip(name.get_ref()))
    })
}

/// What to name instead of a program that there is not.
#[must_use]
pub fn program_tip(name: &str) -> String {
    let names: Vec<_> = catalog::ALL.iter().map(|entry| entry.name).collect();
    meant(name, &names, "program", "the programs are")
}

fn has_parameter(program: &catalog::Entry, key: &Spanned<String>) -> Result<(), Finding> {
    let of_script = (program.name == Script::ENTRY.name).then_some(FILE);
    let known: Vec<_> = program.parameters.iter().map(|parameter| parameter.name).chain(of_script).collect();
    let name = key.get_ref().as_str();
    // Another program says itself what can be set of it.
    if known.contains(&name) || program.name == Foreign::ENTRY.name {
        return Ok(());
    }
    let tip = meant(name, &known, "parameter", "it has");
    Err(Finding::new(key.span(), format!("'{}' has no parameter '{name}'", program.name)).tip(tip))
}

/// Every parameter of every program, with its default where it has one.
fn known_parameters() -> Vec<String> {
    let all = catalog::ALL.iter().flat_map(|program| program.parameters);
    let default = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
    let mut named: Vec<_> = all.map(|p| format!("{}={}", p.name, default(p.default))).collect();
    named.push(format!("{FILE}="));
    named.sort();
    named.dedup();
    named
}

impl Spec {
    /// The computation that was asked for; whoever gives a script asks for the one that follows it.
    #[must_use]
    pub fn program_name(&self) -> Option<&str> {
        self.program.as_deref().or(self.script.as_ref().map(|_| Script::ENTRY.name))
    }

    /// Whether the run goes by the ticks of the COS 418 simulator.
    #[must_use]
    pub fn ticks(&self) -> bool {
        self.script.as_ref().is_some_and(|script| script.ticks)
    }
}

impl Basis<'_> {
    /// The computation, unless it is said.
    #[must_use]
    pub const fn program_name(&self) -> &'static str {
        if self.ticks { Script::ENTRY.name } else { Self::PROGRAM }
    }

    /// The computation of the exercise.
    pub const PROGRAM: &'static str = snapshot::TokenRing::ENTRY.name;
}

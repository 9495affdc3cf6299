//! Options that say what is run. What can be said, and in which words, the [entries](ENTRIES) of a [`Spec`] tell; here they become
//! options.

use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, PossibleValue, PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Args, Command, FromArgMatches, ValueHint};
use trace::spec::{ENTRIES, Entry, Spec, Takes, Usage};

/// The group of those that say what the experiment is.
pub(crate) const GROUP: &str = "ScenarioArgs";

/// What they stand under in the help; what chooses a run stands with the other options of the command.
const HEADING: &str = "Experiment";

/// The option that names a file of all the others.
const FILE: &str = "scenario";

/// The options of a command that makes one run: the experiment, and which of its runs.
pub(crate) type OneRunArgs = ExperimentArgs<true>;

/// The options of a command that makes all runs, or as many as it is told: the experiment.
pub(crate) type ScenarioArgs = ExperimentArgs<false>;

/// The experiment, and with `ONE` which of its runs. What is not typed is as the scenario file has it, or as the help says.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExperimentArgs<const ONE: bool> {
    /// The file that the options are laid over.
    pub(crate) file: Option<PathBuf>,
    /// What the options say. The files that they name are not read yet.
    pub(crate) spec: Spec,
}

/// The entries that a command has as options, each with how.
fn entries(one: bool) -> impl Iterator<Item = (&'static Entry, Usage)> {
    let options = ENTRIES.iter().filter_map(|entry| Some((entry, entry.option?)));
    options.filter(move |(entry, _)| one || !entry.chooses)
}

impl<const ONE: bool> Args for ExperimentArgs<ONE> {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new(FILE)
            .long(FILE)
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help("Read the experiment from a TOML file, or from a saved run; - is standard input. Options override it")
            .help_heading(HEADING);
        let options = entries(ONE).map(|(entry, usage)| option(entry, usage));
        let experiment = entries(false).map(|(entry, _)| entry.name);
        let group = ArgGroup::new(GROUP).multiple(true).args([FILE].into_iter().chain(experiment));
        command.group(group).arg(file).args(options)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }

    fn group_id() -> Option<clap::Id> {
        Some(GROUP.into())
    }
}

impl<const ONE: bool> FromArgMatches for ExperimentArgs<ONE> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut args = Self::default();
        args.update_from_arg_matches(matches)?;
        Ok(args)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.file = matches.get_one::<PathBuf>(FILE).cloned();
        for (entry, _) in entries(ONE) {
            for text in matches.get_many::<String>(entry.name).into_iter().flatten() {
                entry.say(&mut self.spec, text).expect("it was read before");
            }
        }
        Ok(())
    }
}

/// The option of an entry.
fn option(entry: &'static Entry, usage: Usage) -> Arg {
    let option = Arg::new(entry.name)
        .long(entry.option_name())
        .value_name(usage.value)
        .help(usage.help)
        .value_parser(parser(entry, usage.takes))
        .requires_all(usage.requires)
        .conflicts_with_all(usage.conflicts);
    let option = if entry.chooses { option } else { option.help_heading(HEADING) };
    let option = match usage.alias {
        Some(alias) => option.visible_alias(alias),
        None => option,
    };
    match usage.takes {
        Takes::Text | Takes::Word(_) => option,
        Takes::Number => option.allow_negative_numbers(true),
        Takes::Several(None) => option.action(ArgAction::Append),
        Takes::Several(Some(between)) => option.action(ArgAction::Append).value_delimiter(between),
        Takes::File => option.value_hint(ValueHint::AnyPath),
        Takes::TextOrFile => option.value_hint(ValueHint::FilePath),
    }
}

/// Whether a text is a value of the entry; it stays a text.
fn parser(entry: &'static Entry, takes: Takes) -> ValueParser {
    let read = |text: &str| entry.say(&mut Spec::default(), text).map(|()| text.to_string());
    match takes {
        Takes::Word(words) => {
            let words = words.iter().map(|(word, about)| PossibleValue::new(*word).help(*about));
            PossibleValuesParser::new(words).into()
        }
        Takes::File => NonEmptyStringValueParser::new().into(),
        Takes::Text | Takes::Number | Takes::Several(_) | Takes::TextOrFile => ValueParser::new(read),
    }
}

/// The options that are not for a search, which tries every order of events as far as it goes.
pub(crate) fn not_for_a_search(entry: &Entry) -> bool {
    entry.timing || entry.name == "max_events"
}

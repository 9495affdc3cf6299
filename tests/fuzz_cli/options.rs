//! Which commands there are and which options they have: as their own help says.

use std::path::Path;
use std::process;

/// A command of the program.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    /// Its name; the default command has none.
    pub(crate) name: Option<String>,
    /// What it may be given by name.
    pub(crate) options: Vec<Opt>,
    /// What it may be given without one: what stands for it in the usage, and whether it must be there.
    pub(crate) places: Vec<(String, bool)>,
}

/// An option.
#[derive(Clone, Debug)]
pub(crate) struct Opt {
    /// `--seed`.
    pub(crate) name: String,
    /// What stands for its value in the help: `SEED`. A flag has none.
    pub(crate) value: Option<String>,
    /// The values that there are, if they are named.
    pub(crate) possible: Vec<String>,
}

/// Commands that only speak of themselves are of no use more than once.
const SKIPPED: [&str; 1] = ["step"];

/// All commands of a program.
pub(crate) fn of(program: &Path) -> Vec<Command> {
    let help = help(program, &["--help"]);
    let list = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let names = list.take_while(|line| !line.is_empty()).filter_map(|line| {
        let name = line.strip_prefix("  ")?;
        name.starts_with(char::is_alphabetic).then(|| name.split_whitespace().next().map(str::to_string))?
    });
    let named = names.filter(|name| !SKIPPED.contains(&name.as_str()));
    let mut commands: Vec<Command> =
        named.map(|name| command(&self::help(program, &[&name, "--help"]), Some(name))).collect();
    commands.push(command(&help, None));
    let algorithms = algorithms(program);
    for option in commands.iter_mut().flat_map(|command| &mut command.options) {
        if ["--algorithm", "--algorithms"].contains(&option.name.as_str()) {
            option.possible.clone_from(&algorithms);
        }
    }
    commands
}

/// The algorithms that there are, as the program lists them, and what stands for all of them.
fn algorithms(program: &Path) -> Vec<String> {
    let list = help(program, &["list"]);
    let lines = list.lines().skip_while(|line| !line.starts_with("Algorithms")).skip(1);
    let named = lines.filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    let names = named.filter_map(|line| line.split_whitespace().next());
    names.chain(["all"]).map(str::to_string).collect()
}

fn help(program: &Path, words: &[&str]) -> String {
    let output = process::Command::new(program).args(words).output().expect("the program can be run");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn command(help: &str, name: Option<String>) -> Command {
    let mut options: Vec<Opt> = Vec::new();
    for line in help.lines() {
        let text = line.trim_start();
        if let Some(option) = option(text) {
            options.push(option);
        } else if let (Some(option), Some(value)) = (options.last_mut(), text.strip_prefix("- ")) {
            option.possible.extend(value.split(':').next().map(|value| value.trim().to_string()));
        }
        if let (Some(option), Some((_, values))) = (options.last_mut(), text.split_once("[possible values: "))
        {
            let values = values.split([',', ']']).map(str::trim).filter(|value| !value.is_empty());
            option.possible.extend(values.map(str::to_string));
        }
    }
    let usage = help.lines().find(|line| line.starts_with("Usage:")).unwrap_or_default();
    let places = if name.is_some() { places(usage) } else { Vec::new() };
    Command { name, options, places }
}

/// `-o, --output <FILE>`, or `--quiet`.
fn option(text: &str) -> Option<Opt> {
    let long = if text.starts_with("--") {
        text
    } else {
        text.starts_with('-').then(|| text.split_once(", ")).flatten().map(|(_, long)| long)?
    };
    let mut words = long.split_whitespace();
    let name = words.next().filter(|name| name.starts_with("--"))?.to_string();
    let value =
        words.next().and_then(|value| value.strip_prefix('<')).and_then(|value| value.strip_suffix('>'));
    Some(Opt { name, value: value.map(str::to_string), possible: Vec::new() })
}

/// The words of a usage that are no options.
fn places(usage: &str) -> Vec<(String, bool)> {
    let words = usage.split_whitespace().filter(|word| *word != "[OPTIONS]");
    let mut after_option = false;
    let mut places = Vec::new();
    for word in words {
        let name = word.trim_matches(['<', '>', '[', ']', '.']);
        if (word.starts_with('<') || word.starts_with('[')) && !after_option {
            places.push((name.to_string(), word.starts_with('<')));
        }
        after_option = word.starts_with('-');
    }
    places
}

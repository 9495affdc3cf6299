//! What a predicate means: numbers, texts and truths over the processes and channels that there are.

use std::collections::BTreeSet;
use std::ops::Range;

use sim_core::ProcessId;
use trace::text::closest;

use super::mistake::Mistake;
use super::subjects::Subjects;
use super::tree::{Named, Part, Tree};
use crate::model::Ends;

/// What is so or is not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Truth {
    /// Two numbers are compared.
    Compare(Comparison, Number, Number),
    /// Two texts are the same; or else they are not.
    Same(bool, Text, Text),
    /// What the computation declares by this name.
    Declared(&'static str),
    /// It is not so.
    Not(Box<Truth>),
    /// Both are so.
    And(Box<Truth>, Box<Truth>),
    /// One of them is so, or both are.
    Or(Box<Truth>, Box<Truth>),
}

/// How two numbers are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// A number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Number {
    /// Itself.
    Is(i64),
    /// That which the state of a process is.
    Count(ProcessId),
    /// How much a process holds of a good; of the only one, if none is named.
    Holds(ProcessId, Option<String>),
    /// How many messages are in a channel, or how many of them say this.
    In(Channel),
    /// The other sign.
    Minus(Box<Number>),
    /// A sum.
    Plus(Box<Number>, Box<Number>),
}

/// The messages in a channel, or those of them that say this.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Channel {
    pub(super) ends: Ends,
    pub(super) says: Option<String>,
}

/// A text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Text {
    /// Itself.
    Is(String),
    /// The state of a process.
    State(ProcessId),
}

/// What a part can mean.
enum Meaning {
    Truth(Truth),
    Number(Number),
    Text(Text),
}

impl Meaning {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Truth(_) => "something that is so or not",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
        }
    }
}

/// What a whole predicate means of these processes and channels.
pub(super) fn of(tree: &Tree, about: &Subjects) -> Result<Truth, Mistake> {
    match part(tree, about)? {
        Meaning::Truth(truth) => Ok(truth),
        other => {
            let mistake = Mistake::at(
                tree.span.clone(),
                format!("this is {}; a predicate is something that is so or not", other.kind()),
            );
            Err(mistake.tip("compare it: P.count < 102, P.state == \"idle\", in(P->Q) == 0"))
        }
    }
}

fn part(tree: &Tree, about: &Subjects) -> Result<Meaning, Mistake> {
    Ok(match &tree.part {
        Part::Number(number) => Meaning::Number(Number::Is(*number)),
        Part::Text(text) => Meaning::Text(Text::Is(text.clone())),
        Part::Name(name) => Meaning::Truth(declared(name, tree.span.clone(), about)?),
        Part::Of(name, field, good) => of_process(process(name, about)?, field, good.as_ref(), about)?,
        Part::In(from, to, says) => {
            let ends = (process(from, about)?, process(to, about)?);
            is_channel(ends, from.1.start..to.1.end, about)?;
            Meaning::Number(Number::In(Channel { ends, says: says.clone() }))
        }
        Part::Before("!", of) => Meaning::Truth(Truth::Not(Box::new(truth(of, about)?))),
        Part::Before(_, of) => Meaning::Number(Number::Minus(Box::new(number(of, about)?))),
        Part::Between("+", one, other) => sum(number(one, about)?, number(other, about)?),
        Part::Between("-", one, other) => {
            sum(number(one, about)?, Number::Minus(Box::new(number(other, about)?)))
        }
        Part::Between("&&", one, other) => {
            Meaning::Truth(Truth::And(Box::new(truth(one, about)?), Box::new(truth(other, about)?)))
        }
        Part::Between("||", one, other) => {
            Meaning::Truth(Truth::Or(Box::new(truth(one, about)?), Box::new(truth(other, about)?)))
        }
        Part::Between(sign, one, other) => Meaning::Truth(compared(sign, one, other, about)?),
    })
}

fn sum(one: Number, other: Number) -> Meaning {
    Meaning::Number(Number::Plus(Box::new(one), Box::new(other)))
}

fn truth(tree: &Tree, about: &Subjects) -> Result<Truth, Mistake> {
    of(tree, about)
}

fn number(tree: &Tree, about: &Subjects) -> Result<Number, Mistake> {
    match part(tree, about)? {
        Meaning::Number(number) => Ok(number),
        other => Err(other_kind(tree, &other, "a number")),
    }
}

fn other_kind(tree: &Tree, is: &Meaning, wanted: &str) -> Mistake {
    let mistake = Mistake::at(tree.span.clone(), format!("expected {wanted}, and this is {}", is.kind()));
    match is {
        Meaning::Text(Text::State(_)) => mistake.tip("the number that a state is is its '.count'"),
        _ => mistake,
    }
}

/// Numbers are compared with numbers, texts with texts.
fn compared(sign: &str, one: &Tree, other: &Tree, about: &Subjects) -> Result<Truth, Mistake> {
    match (sign, part(one, about)?, part(other, about)?) {
        ("==" | "!=", Meaning::Text(one), Meaning::Text(other)) => Ok(Truth::Same(sign == "==", one, other)),
        (_, Meaning::Number(one), Meaning::Number(other)) => Ok(Truth::Compare(comparison(sign), one, other)),
        (_, Meaning::Number(_), is) => Err(other_kind(other, &is, "a number")),
        (_, is, Meaning::Number(_)) => Err(other_kind(one, &is, "a number")),
        (_, Meaning::Text(_), Meaning::Text(_)) => {
            Err(Mistake::at(one.span.start..other.span.end, "texts are the same or not: '==' or '!='"))
        }
        (_, Meaning::Text(_), is) => Err(other_kind(other, &is, "a text")),
        (_, is, _) => Err(other_kind(one, &is, "a number or a text")),
    }
}

fn comparison(sign: &str) -> Comparison {
    match sign {
        "==" => Comparison::Equal,
        "!=" => Comparison::Unequal,
        "<" => Comparison::Less,
        "<=" => Comparison::AtMost,
        ">" => Comparison::Greater,
        ">=" => Comparison::AtLeast,
        _ => unreachable!("no other sign stands between two things"),
    }
}

fn process((name, span): &Named, about: &Subjects) -> Result<ProcessId, Mistake> {
    about.process(name).ok_or_else(|| {
        let names = about.processes.iter().map(String::as_str);
        let mistake = Mistake::at(span.clone(), format!("there is no process '{name}'"));
        match (closest(name, names), about.processes.iter().find(|process| process.starts_with(name))) {
            (_, Some(longer)) => {
                mistake.tip(format!("a name of several words stands between quotation marks: \"{longer}\""))
            }
            (Some(similar), None) => mistake.tip(format!("a similar process exists: '{similar}'")),
            (None, None) => mistake,
        }
    })
}

/// What the computation declares by a name, if there is a computation.
fn declared(name: &str, span: Range<usize>, about: &Subjects) -> Result<Truth, Mistake> {
    const OF_PROCESS: &str =
        "of a process there is .count, .state and .holds; a text stands between quotation marks";
    let all = &about.declared;
    if let Some(known) = all.iter().find(|known| **known == name) {
        return Ok(Truth::Declared(known));
    }
    Err(if about.process(name).is_some() {
        Mistake::at(span, format!("what of '{name}'?")).tip(OF_PROCESS)
    } else if all.is_empty() {
        let tip = "'--until' and '--stable' know what a computation declares; a run that is over tells of processes and channels: ";
        Mistake::at(span, format!("what of '{name}'?")).tip(format!("{tip}{OF_PROCESS}"))
    } else {
        let mistake = Mistake::at(span, format!("there is no predicate '{name}'"));
        mistake.tip(format!("the computation has {}; {OF_PROCESS}", all.join(", ")))
    })
}

fn is_channel(ends: Ends, span: Range<usize>, about: &Subjects) -> Result<(), Mistake> {
    if about.channels.contains(&ends) {
        return Ok(());
    }
    let mistake = Mistake::at(span, format!("there is no channel {}", about.channel(ends)));
    let known: Vec<_> = about.channels.iter().take(8).map(|ends| about.channel(*ends)).collect();
    Err(match known.is_empty() {
        true => mistake.tip("this run tells of no channels"),
        false => mistake.tip(format!("there are {}", known.join(", "))),
    })
}

fn of_process(
    process: ProcessId,
    field: &Named,
    good: Option<&Named>,
    about: &Subjects,
) -> Result<Meaning, Mistake> {
    let (name, span) = field;
    if let Some((_, span)) = good.filter(|_| name != "holds") {
        return Err(Mistake::at(span.clone(), format!("'{name}' has no parts")));
    }
    match name.as_str() {
        "count" => Ok(Meaning::Number(Number::Count(process))),
        "state" => Ok(Meaning::Text(Text::State(process))),
        "holds" => Ok(Meaning::Number(Number::Holds(process, held(good, span, about)?))),
        _ => Err(Mistake::at(span.clone(), format!("a process has no '{name}'"))
            .tip("it has a state: .count if that is a number, .state as a text, and what it holds, .holds")),
    }
}

/// Which good is meant; where there are several, one has to be named.
fn held(good: Option<&Named>, span: &Range<usize>, about: &Subjects) -> Result<Option<String>, Mistake> {
    let known = &about.goods;
    let listed = || known.iter().map(|good| format!(".holds.{good}")).collect::<Vec<_>>().join(" or ");
    match good {
        None if known.len() > 1 => Err(Mistake::at(span.clone(), "of which good?").tip(listed())),
        None if known.is_empty() && about.tells_all => {
            Err(Mistake::at(span.clone(), "there is nothing that a process could hold"))
        }
        None => Ok(None),
        Some((name, _)) if known.contains(name.as_str()) => Ok(Some(name.clone())),
        Some((name, span)) => {
            let mistake = Mistake::at(span.clone(), format!("there is no good '{name}'"));
            Err(if known.is_empty() { mistake } else { mistake.tip(listed()) })
        }
    }
}

/// What something is about.
#[derive(Default)]
pub(super) struct About<'a> {
    /// Processes, also those at the ends of the channels.
    pub(super) processes: BTreeSet<ProcessId>,
    /// Channels.
    pub(super) channels: Vec<&'a Channel>,
}

impl Truth {
    /// What it is about.
    pub(super) fn about(&self) -> About<'_> {
        let mut about = About::default();
        self.note(&mut about);
        about
    }

    fn note<'a>(&'a self, about: &mut About<'a>) {
        match self {
            Self::Compare(_, one, other) => [one, other].into_iter().for_each(|number| number.note(about)),
            Self::Same(_, one, other) => [one, other].into_iter().for_each(|text| text.note(about)),
            Self::Declared(_) => {}
            Self::Not(of) => of.note(about),
            Self::And(one, other) | Self::Or(one, other) => {
                [one, other].into_iter().for_each(|truth| truth.note(about));
            }
        }
    }
}

impl Number {
    fn note<'a>(&'a self, about: &mut About<'a>) {
        match self {
            Self::Is(_) => {}
            Self::Count(process) | Self::Holds(process, _) => about.processes.extend([*process]),
            Self::In(channel) => {
                about.processes.extend([channel.ends.0, channel.ends.1]);
                about.channels.push(channel);
            }
            Self::Minus(of) => of.note(about),
            Self::Plus(one, other) => [one, other].into_iter().for_each(|number| number.note(about)),
        }
    }
}

impl Text {
    fn note(&self, about: &mut About<'_>) {
        match self {
            Self::Is(_) => {}
            Self::State(process) => about.processes.extend([*process]),
        }
    }
}

//! How a text is damaged: its lines, its words and numbers, its JSON values, its characters.

use serde_json::Value;
use sim_core::Random;

/// The longest text that is made, in bytes.
const LONGEST: usize = 64 << 10;
/// As many changes as are made to one text.
const CHANGES: usize = 4;

/// Numbers at which something may overflow or be more than there is, and others.
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "-1",
    "255",
    "65536",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "1e400",
    "0.5",
    "0x10",
    "99999999999999999999999999999999",
];

/// Words that mean something somewhere.
const WORDS: &[&str] = &[
    "P",
    "Q",
    "p0",
    "p1",
    "N1",
    "m",
    "marker",
    "recv",
    "send",
    "record",
    "record-message",
    "close",
    "internal",
    "P->Q",
    "Q->P",
    "unordered",
    "fifo",
    "token-ring",
    "bank",
    "chatter",
    "script",
    "ring:3",
    "complete:4",
    "snapshot",
    "tick",
    "forward",
    "start snapshot 1",
    "any",
    "none",
    "null",
    "true",
    "",
    " ",
    "\"",
    "\\",
    "(",
    ")*9",
    "..=",
    "#",
    "@",
    "=",
    "*0",
    "\u{0}",
    "\u{1b}[31m",
    "\u{feff}",
    "\u{202e}",
    "北京",
    "e\u{301}",
    "{}",
    "[]",
];

/// A number below a bound.
pub fn below(random: &mut Random, bound: usize) -> usize {
    usize::try_from(random.below(bound as u64)).expect("it is below a usize")
}

/// One of several.
fn one_of<'a, T: ?Sized>(random: &mut Random, all: &[&'a T]) -> &'a T {
    all[below(random, all.len())]
}

/// A text with a few changes; parts of another may get into it.
#[must_use]
pub fn damaged(random: &mut Random, original: &str, other: &str) -> String {
    let mut text = original.to_string();
    for _ in 0..=below(random, CHANGES) {
        text = match below(random, 8) {
            0 | 1 => lines(random, &text, other),
            2..=4 => tokens(random, &text, other),
            5 | 6 => json(random, &text),
            _ => characters(random, &text),
        };
        if text.len() > LONGEST {
            text = text.chars().take(LONGEST / 4).collect();
        }
    }
    text
}

/// Removes, repeats, exchanges or borrows a line.
fn lines(random: &mut Random, text: &str, other: &str) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let others: Vec<&str> = other.split('\n').collect();
    edit(random, &mut lines, &others);
    lines.join("\n")
}

/// Does one thing to a list.
fn edit<T: Clone>(random: &mut Random, list: &mut Vec<T>, others: &[T]) {
    if list.is_empty() {
        return;
    }
    let (one, two) = (below(random, list.len()), below(random, list.len()));
    match below(random, 6) {
        0 => drop(list.remove(one)),
        1 => list.insert(one, list[two].clone()),
        2 => list.swap(one, two),
        3 => list.truncate(one),
        4 => list.drain(..one).for_each(drop),
        _ if others.is_empty() => {}
        _ => list[one] = others[below(random, others.len())].clone(),
    }
}

/// Changes a word or a number, or puts in another.
fn tokens(random: &mut Random, text: &str, other: &str) -> String {
    let mut tokens = split(text);
    let places: Vec<usize> =
        (0..tokens.len()).filter(|place| tokens[*place].starts_with(char::is_alphanumeric)).collect();
    if places.is_empty() {
        return one_of(random, WORDS).to_string();
    }
    let place = places[below(random, places.len())];
    let near = near(random, tokens[place]);
    match below(random, 6) {
        0 | 1 => tokens[place] = one_of(random, NUMBERS),
        2 => tokens[place] = one_of(random, WORDS),
        3 => tokens[place] = near.as_deref().unwrap_or_else(|| one_of(random, NUMBERS)),
        4 => tokens[place] = tokens[places[below(random, places.len())]],
        _ => edit(random, &mut tokens, &split(other)),
    }
    tokens.concat()
}

/// A number that is one more or one less.
fn near(random: &mut Random, token: &str) -> Option<String> {
    let number: u64 = token.parse().ok()?;
    Some(if below(random, 2) == 0 { number.wrapping_add(1) } else { number.wrapping_sub(1) }.to_string())
}

/// Words, numbers, and what is between them one by one.
fn split(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let inside = |char: char| char.is_alphanumeric();
        let end = if inside(first) {
            rest.find(|char| !inside(char)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// Changes a value, wherever it is, in a text that is JSON or has a line that is.
fn json(random: &mut Random, text: &str) -> String {
    if let Ok(mut value) = serde_json::from_str::<Value>(text) {
        change(random, &mut value);
        return value.to_string();
    }
    let mut lines: Vec<String> = text.split('\n').map(str::to_string).collect();
    let place = below(random, lines.len());
    match serde_json::from_str::<Value>(&lines[place]) {
        Ok(mut value) => {
            change(random, &mut value);
            lines[place] = value.to_string();
            lines.join("\n")
        }
        Err(_) => characters(random, text),
    }
}

fn change(random: &mut Random, value: &mut Value) {
    let down = below(random, 4) > 0;
    match value {
        Value::Array(list) if down && !list.is_empty() => {
            let place = below(random, list.len());
            change(random, &mut list[place]);
        }
        Value::Object(fields) if down && !fields.is_empty() => {
            let place = below(random, fields.len());
            let (_, field) = fields.iter_mut().nth(place).expect("it is below their number");
            change(random, field);
        }
        Value::Array(list) => edit(random, list, &[]),
        Value::Object(fields) if !fields.is_empty() => rename_or_drop(random, fields),
        value => *value = replacement(random, value),
    }
}

fn rename_or_drop(random: &mut Random, fields: &mut serde_json::Map<String, Value>) {
    let place = below(random, fields.len());
    let key = fields.keys().nth(place).expect("it is below their number").clone();
    let value = fields.remove(&key).unwrap_or_default();
    match below(random, 3) {
        0 => {}
        1 => drop(fields.insert(one_of(random, WORDS).to_string(), value)),
        _ => drop(fields.insert(key, replacement(random, &value))),
    }
}

fn replacement(random: &mut Random, value: &Value) -> Value {
    match (below(random, 6), value.as_u64()) {
        (0 | 1, Some(number)) => number.wrapping_add(random.below(3)).wrapping_sub(1).into(),
        (0..=2, _) => serde_json::from_str(one_of(random, NUMBERS)).unwrap_or(Value::Null),
        (3, _) => one_of(random, WORDS).into(),
        (4, _) => Value::Array(vec![value.clone(), value.clone()]),
        _ => Value::Null,
    }
}

/// Removes, repeats or exchanges a character.
fn characters(random: &mut Random, text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let others: Vec<char> = "\"'{}[]:,\n\r\t\\#=<>()*!09aZ é北\u{0}\u{1b}".chars().collect();
    edit(random, &mut chars, &others);
    chars.into_iter().collect()
}

//! The words and signs of a predicate, each with its place.

use std::ops::Range;

use super::mistake::Mistake;

/// A word or a sign.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Token {
    /// Letters, digits and `_`.
    Word(String),
    /// What stands between quotation marks.
    Quoted(String),
    /// One of [`SIGNS`].
    Sign(&'static str),
    /// Nothing comes any more.
    End,
}

/// The signs; of two that begin alike the longer one first.
const SIGNS: [&str; 16] =
    ["&&", "||", "==", "!=", "<=", ">=", "->", "<", ">", "!", "+", "-", "(", ")", ".", ","];

/// All of a text, and the end.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, Mistake> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (token, length) = token(&text[at..], at)?;
        tokens.push((token, at..at + length));
        at += length;
    }
    tokens.push((Token::End, at..at));
    Ok(tokens)
}

/// The first token of a text that begins with one, and how long it is; `at` is where that is.
fn token(text: &str, at: usize) -> Result<(Token, usize), Mistake> {
    if let Some(sign) = SIGNS.into_iter().find(|sign| text.starts_with(sign)) {
        return Ok((Token::Sign(sign), sign.len()));
    }
    if text.starts_with('"') {
        return quoted(text, at);
    }
    let length = text.find(|letter: char| !is_of_a_word(letter)).unwrap_or(text.len());
    if length > 0 {
        return Ok((Token::Word(text[..length].to_string()), length));
    }
    let letter = text.chars().next().expect("it begins with one");
    Err(unknown(letter, at..at + letter.len_utf8()))
}

fn is_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// A text between quotation marks, in which `\"` and `\\` are the signs themselves.
fn quoted(text: &str, at: usize) -> Result<(Token, usize), Mistake> {
    let mut inside = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => return Ok((Token::Quoted(inside), place + 1)),
            '\\' => inside.extend(letters.next().map(|(_, letter)| letter)),
            letter => inside.push(letter),
        }
    }
    Err(Mistake::at(at..at + text.len(), "a quotation mark is not closed"))
}

fn unknown(letter: char, span: Range<usize>) -> Mistake {
    let mistake = Mistake::at(span, format!("'{letter}' is none of the signs of a predicate"));
    match letter {
        '=' => mistake.tip("equal is written '=='"),
        '&' => mistake.tip("and is written '&&'"),
        '|' => mistake.tip("or is written '||'"),
        '\'' => mistake.tip("a text stands between \"quotation marks\""),
        _ => mistake.tip("'sim help predicate' has all of them"),
    }
}

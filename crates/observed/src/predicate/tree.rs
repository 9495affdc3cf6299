//! A predicate as it is written: a tree of what stands around what. Whether it means something is asked [later](super::meaning).

use std::ops::Range;

use super::mistake::Mistake;
use super::token::{Token, tokens};

/// The longest predicate, in bytes.
pub(super) const LONGEST: usize = 4096;
/// How many parentheses and signs may stand around something.
const DEEPEST: u32 = 64;

/// A part of a predicate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Tree {
    /// Which bytes it is.
    pub(super) span: Range<usize>,
    /// What it is.
    pub(super) part: Part,
}

/// A name, and where it stands.
pub(super) type Named = (String, Range<usize>);

/// What a part is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// Something of a process: its name, what of it, and of which good.
    Of(Named, Named, Option<Named>),
    /// The messages in a channel, or those of them that say this.
    In(Named, Named, Option<String>),
    /// What has a name of its own.
    Name(String),
    /// A sign before something.
    Before(&'static str, Box<Tree>),
    /// A sign between two things.
    Between(&'static str, Box<Tree>, Box<Tree>),
}

/// How strongly a sign binds what stands beside it.
const fn strength(sign: &str) -> Option<u32> {
    match sign.as_bytes() {
        b"||" => Some(1),
        b"&&" => Some(2),
        b"==" | b"!=" | b"<" | b"<=" | b">" | b">=" => Some(COMPARES),
        b"+" | b"-" => Some(4),
        _ => None,
    }
}

/// The sign for a word that people write in its place.
fn sign_for(word: &str) -> Option<&'static str> {
    match word {
        "not" => Some("!"),
        "and" => Some("&&"),
        "or" => Some("||"),
        _ => None,
    }
}

/// The strength of what compares two things.
const COMPARES: u32 = 3;

/// Reads a whole predicate.
pub(super) fn read(text: &str) -> Result<Tree, Mistake> {
    if text.len() > LONGEST {
        return Err(Mistake::at(0..1, format!("it is longer than {LONGEST} bytes")));
    }
    let mut reader = Reader { tokens: tokens(text)?, at: 0, depth: 0 };
    let tree = reader.all(1)?;
    reader.end()?;
    Ok(tree)
}

/// The tokens, and which one is next.
struct Reader {
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
    depth: u32,
}

impl Reader {
    /// What is bound at least so strongly.
    fn all(&mut self, least: u32) -> Result<Tree, Mistake> {
        let mut left = self.one()?;
        while let Token::Sign(sign) = *self.next()
            && let Some(strength) = strength(sign).filter(|strength| *strength >= least)
        {
            self.at += 1;
            let right = self.all(strength + 1)?;
            let span = left.span.start..right.span.end;
            left = Tree { span, part: Part::Between(sign, Box::new(left), Box::new(right)) };
            if strength == COMPARES {
                self.refuse_chain()?;
            }
        }
        Ok(left)
    }

    /// `a < b < c` compares a truth with a number, which is not what is meant.
    fn refuse_chain(&self) -> Result<(), Mistake> {
        match self.next() {
            Token::Sign(sign) if strength(sign) == Some(COMPARES) => {
                let mistake = Mistake::at(self.span(), "two things are compared at a time");
                Err(mistake.tip("'a < b < c' is written 'a < b && b < c'"))
            }
            _ => Ok(()),
        }
    }

    /// One thing, with the signs before it.
    fn one(&mut self) -> Result<Tree, Mistake> {
        let span = self.span();
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Mistake::at(span, format!("more than {DEEPEST} signs stand around this")));
        }
        let tree = match self.next().clone() {
            Token::Sign("(") => self.inside(),
            Token::Sign(sign @ ("!" | "-")) => {
                self.at += 1;
                let of = self.one()?;
                Ok(Tree { span: span.start..of.span.end, part: Part::Before(sign, Box::new(of)) })
            }
            Token::Word(word) => self.word(word),
            Token::Quoted(text) => self.quoted(text),
            Token::Sign(_) | Token::End => Err(self.expected("a number, a text, a process or a channel")),
        };
        self.depth -= 1;
        tree
    }

    fn inside(&mut self) -> Result<Tree, Mistake> {
        let start = self.span().start;
        self.at += 1;
        let tree = self.all(1)?;
        let end = self.span().end;
        self.sign(")")?;
        Ok(Tree { span: start..end, ..tree })
    }

    /// A process, a channel, a number or a name: what comes behind the word says which.
    fn word(&mut self, word: String) -> Result<Tree, Mistake> {
        let span = self.span();
        match &self.tokens[self.at + 1].0 {
            Token::Sign(".") => self.of((word, span)),
            Token::Sign("(") if word == "in" => self.channel(),
            _ => match word.parse() {
                Ok(number) => {
                    self.at += 1;
                    Ok(Tree { span, part: Part::Number(number) })
                }
                Err(_) if word.bytes().all(|digit| digit.is_ascii_digit()) => {
                    Err(Mistake::at(span, "the number is too large"))
                }
                Err(_) if sign_for(&word).is_some() => {
                    Err(self.expected("a number, a text, a process or a channel"))
                }
                Err(_) => {
                    self.at += 1;
                    Ok(Tree { span, part: Part::Name(word) })
                }
            },
        }
    }

    /// A text, or a process whose name stands between quotation marks.
    fn quoted(&mut self, text: String) -> Result<Tree, Mistake> {
        let span = self.span();
        if self.tokens[self.at + 1].0 == Token::Sign(".") {
            return self.of((text, span));
        }
        self.at += 1;
        Ok(Tree { span, part: Part::Text(text) })
    }

    /// `P.count`, `P.holds.money`
    fn of(&mut self, process: Named) -> Result<Tree, Mistake> {
        self.at += 2;
        let field = self.name("'count', 'state' or 'holds'")?;
        let good = match self.next() {
            Token::Sign(".") => {
                self.at += 1;
                Some(self.name("the name of a good")?)
            }
            _ => None,
        };
        let end = good.as_ref().unwrap_or(&field).1.end;
        Ok(Tree { span: process.1.start..end, part: Part::Of(process, field, good) })
    }

    /// `in(P->Q)`, `in(P->Q, "m")`
    fn channel(&mut self) -> Result<Tree, Mistake> {
        let start = self.span().start;
        self.at += 2;
        let from = self.name("the process from which the channel comes")?;
        self.sign("->")?;
        let to = self.name("the process to which the channel leads")?;
        let says = match self.next() {
            Token::Sign(",") => {
                self.at += 1;
                Some(self.name("what the messages say")?.0)
            }
            _ => None,
        };
        let end = self.span().end;
        self.sign(")")?;
        Ok(Tree { span: start..end, part: Part::In(from, to, says) })
    }

    fn name(&mut self, what: &str) -> Result<Named, Mistake> {
        match self.next() {
            Token::Word(name) | Token::Quoted(name) => {
                let named = (name.clone(), self.span());
                self.at += 1;
                Ok(named)
            }
            Token::Sign(_) | Token::End => Err(self.expected(what)),
        }
    }

    fn sign(&mut self, wanted: &'static str) -> Result<(), Mistake> {
        if *self.next() != Token::Sign(wanted) {
            return Err(self.expected(&format!("'{wanted}'")));
        }
        self.at += 1;
        Ok(())
    }

    fn end(&self) -> Result<(), Mistake> {
        if *self.next() == Token::End { Ok(()) } else { Err(self.expected("'&&', '||' or the end")) }
    }

    fn expected(&self, what: &str) -> Mistake {
        let mistake = Mistake::at(self.span(), format!("expected {what}"));
        match self.next() {
            Token::Word(word) => match sign_for(word) {
                Some(sign) => mistake.tip(format!("'{word}' is written '{sign}'")),
                None => mistake,
            },
            _ => mistake,
        }
    }

    /// The next token; the end is never passed.
    fn next(&self) -> &Token {
        &self.tokens[self.at].0
    }

    fn span(&self) -> Range<usize> {
        self.tokens[self.at].1.clone()
    }
}

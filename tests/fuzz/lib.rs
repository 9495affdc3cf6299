//! Damaged input for everything that reads: each reader takes it, refuses it, or it is a finding.
//!
//! [`saved`] makes small runs as the program writes them, [`corpus`] what is damaged, [`mutate`] how, [`readers`] what it is
//! given to and what is done with what is accepted. An input is known by a seed and a number and nothing else, so every finding
//! can be seen again. The test `robustness` tries some thousands of them, the example `fuzz` as many as one likes.

pub mod corpus;
pub mod mutate;
pub mod readers;
pub mod saved;

use std::panic::{AssertUnwindSafe, catch_unwind};

use sim_core::Random;

use corpus::Corpus;
use readers::Reader;

/// What damaged inputs are made from, and whom they are given to.
#[derive(Debug)]
pub struct Fuzz {
    corpus: Corpus,
    seed: u64,
}

/// One input and its reader.
#[derive(Clone, Debug)]
pub struct Input {
    /// Who reads it.
    pub reader: &'static Reader,
    /// What is read.
    pub text: String,
}

impl Fuzz {
    /// All inputs of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { corpus: Corpus::new(), seed }
    }

    /// The input of this number: always the same.
    #[must_use]
    pub fn input(&self, number: u64) -> Input {
        let mut random = Random::new(self.seed.rotate_left(32) ^ number);
        let reader = &readers::ALL[mutate::below(&mut random, readers::ALL.len())];
        let texts = self.corpus.of(reader);
        let original = &texts[mutate::below(&mut random, texts.len())];
        let other = &texts[mutate::below(&mut random, texts.len())];
        Input { reader, text: mutate::damaged(&mut random, original, other) }
    }
}

impl Input {
    /// Reads it, and goes on with what was accepted.
    ///
    /// # Errors
    /// When that panics.
    pub fn read(&self) -> Result<(), Panicked> {
        catch_unwind(AssertUnwindSafe(|| (self.reader.read)(&self.text))).map(|_| ()).map_err(|_| Panicked)
    }
}

/// A reader panicked; the panic hook has said where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Panicked;

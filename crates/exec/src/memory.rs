//! What was answered: a pure program need not be asked twice.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What a question and its answer take besides their texts, about.
const OVERHEAD: usize = 128;

/// Questions, by world, and their answers.
#[derive(Debug)]
pub struct Memory {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    bytes: usize,
    answers: BTreeMap<u32, BTreeMap<Box<str>, Arc<str>>>,
}

impl Memory {
    /// Room for about so many bytes.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }

    /// What was answered, if that is remembered.
    pub fn get(&self, world: u32, question: &str) -> Option<Arc<str>> {
        self.lock().answers.get(&world)?.get(question).cloned()
    }

    /// Remembers an answer. Where there is no room, all others are forgotten.
    pub fn keep(&self, world: u32, question: &str, answer: &Arc<str>) {
        let bytes = question.len() + answer.len() + OVERHEAD;
        let mut kept = self.lock();
        if kept.bytes + bytes > self.most {
            *kept = Kept::default();
        }
        kept.bytes += bytes;
        kept.answers.entry(world).or_default().insert(question.into(), Arc::clone(answer));
    }

    /// All that is remembered of a world.
    pub fn all(&self, world: u32) -> Vec<(Box<str>, Arc<str>)> {
        let kept = self.lock();
        let answers = kept.answers.get(&world).into_iter().flatten();
        answers.map(|(question, answer)| (question.clone(), Arc::clone(answer))).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_forgets_rather_than_grows() {
        let memory = Memory::new(3 * (OVERHEAD + 2));
        let answer: Arc<str> = "a".into();
        for question in ["1", "2", "3"] {
            memory.keep(0, question, &answer);
        }
        assert_eq!(memory.all(0).len(), 3);
        memory.keep(1, "4", &answer);
        assert_eq!((memory.get(0, "1"), memory.get(1, "4")), (None, Some(answer)));
    }
}

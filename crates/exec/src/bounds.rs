//! How much a program may take of time and room: it is the user's own, and may be wrong in any way.

use std::time::Duration;

/// What a program may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// How long it may take to say hello: an interpreter has to start, or a compiler to compile.
    pub hello: Duration,
    /// How long it may take for an answer.
    pub answer: Duration,
    /// How many bytes an answer may have.
    pub line: usize,
    /// How deep its values may be nested.
    pub depth: usize,
    /// How many bytes of questions and answers are remembered.
    pub memory: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            hello: Duration::from_secs(5),
            answer: Duration::from_secs(1),
            line: 1 << 20,
            depth: 64,
            memory: 1 << 28,
        }
    }
}

impl Bounds {
    /// The same, where an answer may take so long; hello then may, too.
    #[must_use]
    pub fn within(self, answer: Duration) -> Self {
        Self { answer, hello: self.hello.max(answer), ..self }
    }
}

//! Labels that do not lie on each other.

use super::layout::{LINE, width};

/// The labels that are there already.
#[derive(Debug, Default)]
pub(super) struct Labels {
    taken: Vec<[i64; 4]>,
}

impl Labels {
    /// Keeps a place free of labels.
    pub(super) fn keep_free(&mut self, x: i64, y: i64, wide: i64, high: i64) {
        self.taken.push([x - wide / 2, y - high / 2, x + wide / 2, y + high / 2]);
    }

    /// The first of the places that is free for a text centred there, which is then taken.
    pub(super) fn place(
        &mut self,
        text: &str,
        places: impl IntoIterator<Item = (i64, i64)>,
    ) -> Option<(i64, i64)> {
        let (wide, high) = (width(text) + 6, LINE - 3);
        let found = places.into_iter().find(|(x, y)| {
            let (left, right, above, below) = (x - wide / 2, x + wide / 2, y - high / 2, y + high / 2);
            !self.taken.iter().any(|[l, a, r, b]| left < *r && *l < right && above < *b && *a < below)
        });
        if let Some((x, y)) = found {
            self.keep_free(x, y, wide, high);
        }
        found
    }
}

//! Labels that do not lie on each other, nor run out of the picture.

use super::layout::LINE;

/// The labels that are there already.
#[derive(Debug)]
pub(super) struct Labels {
    /// How wide the picture is.
    width: i64,
    taken: Vec<[i64; 4]>,
    /// How many labels had no place.
    omitted: usize,
}

impl Labels {
    pub(super) const fn new(width: i64) -> Self {
        Self { width, taken: Vec::new(), omitted: 0 }
    }

    /// Keeps a place free of labels.
    pub(super) fn keep_free(&mut self, x: i64, y: i64, wide: i64, high: i64) {
        self.taken.push([x - wide / 2, y - high / 2, x + wide / 2, y + high / 2]);
    }

    /// The first of the places that is free for a text so wide, centred there, which is then taken.
    pub(super) fn place(
        &mut self,
        wide: i64,
        places: impl IntoIterator<Item = (i64, i64)>,
    ) -> Option<(i64, i64)> {
        let (wide, high) = (wide + 6, LINE - 3);
        let found = places.into_iter().find(|(x, y)| {
            let (left, right, above, below) = (x - wide / 2, x + wide / 2, y - high / 2, y + high / 2);
            let inside = 0 <= left && right <= self.width;
            inside
                && !self.taken.iter().any(|[l, a, r, b]| left < *r && *l < right && above < *b && *a < below)
        });
        match found {
            Some((x, y)) => self.keep_free(x, y, wide, high),
            None => self.omitted += 1,
        }
        found
    }

    /// How many labels had no place.
    pub(super) const fn omitted(&self) -> usize {
        self.omitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_takes_the_first_free_place_and_what_has_none_is_counted() {
        let mut labels = Labels::new(100);
        assert_eq!(labels.place(30, [(5, 20), (50, 20)]), Some((50, 20)), "not out of the picture");
        assert_eq!(labels.place(30, [(50, 20), (50, 25), (50, 40)]), Some((50, 40)), "not on another");
        labels.keep_free(50, 80, 20, 12);
        assert_eq!(labels.place(30, [(50, 78)]), None);
        assert_eq!(labels.place(98, [(50, 120)]), None, "not wider than the picture");
        assert_eq!(labels.omitted(), 2);
    }
}

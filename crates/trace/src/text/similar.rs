//! What was probably meant.

/// A word longer than this is no slip of the pen.
const LONGEST: usize = 64;

/// The candidate that is nearly this word, if one is: equal but for case, or one slip in every three letters away. Of
/// several equally near the first.
#[must_use]
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    if length > LONGEST {
        return None;
    }
    let (word, slips) = (word.to_lowercase(), length / 3);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= 4 * LONGEST)
        .map(|candidate| (strsim::osa_distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= slips)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A tip for a word that is none of these: the one that was probably meant, else all there are. `what` is one of them, as a
/// `program` is, `all` goes before the list.
pub(crate) fn meant(word: &str, known: &[&str], what: &str, all: &str) -> String {
    match closest(word, known.iter().copied()) {
        Some(closest) => format!("a similar {what} exists: '{closest}'"),
        None => format!("{all} {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_a_different_word_is_not() {
        let keys = ["name", "links", "max_events", "hold", "P", "p10"];
        for (word, meant) in [
            ("naem", Some("name")),
            ("NAME", Some("name")),
            ("link", Some("links")),
            ("max-events", Some("max_events")),
            ("p", Some("P")),
            ("Q", None),
            ("halt", None),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(closest(word, keys), meant, "{word}");
        }
        assert_eq!(closest(&"n".repeat(1 << 20), keys), None);
    }

    #[test]
    fn of_long_words_it_is_asked_up_to_a_length() {
        let (word, longer) = ("n".repeat(LONGEST), "n".repeat(LONGEST + 1));
        assert_eq!(closest(&word, [longer.as_str()]), Some(longer.as_str()));
        assert_eq!(closest(&longer, [word.as_str()]), None);
        let wide = |letters: usize| "é".repeat(letters);
        assert_eq!(closest(&wide(64), [wide(85).as_str()]), Some(wide(85).as_str()));
        let [most, more] = [4 * LONGEST, 4 * LONGEST + 4].map(|bytes| "𝕟".repeat(bytes / 4));
        assert_eq!(closest(&"𝕟".repeat(60), [most.as_str()]), Some(most.as_str()));
        assert_eq!(closest(&"𝕟".repeat(60), [more.as_str()]), None);
    }
}

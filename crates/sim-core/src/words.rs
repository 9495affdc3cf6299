//! Numbers and lists in sentences: a count with its noun, a mean with two decimals, some names.

/// A count and its noun, in the plural unless it is one: `1 message`, `2 messages`, `0 processes`.
#[must_use]
pub fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    if count == 1 { format!("1 {noun}") } else { format!("{count} {}", plural(noun)) }
}

/// A noun with its article: `a marker`, `an ack`.
#[must_use]
pub fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// The verb that goes with a count: `1 event was`, `2 events were`.
#[must_use]
pub fn were(count: u64) -> &'static str {
    if count == 1 { "was" } else { "were" }
}

/// Names as a sentence lists them: `P and Q`, `a, b, c`; of many the first and the last, `p0 to p99`.
#[must_use]
pub fn some(names: &[&str]) -> String {
    match names {
        [first, second] => format!("{first} and {second}"),
        [first, .., last] if names.len() > 12 => format!("{first} to {last}"),
        all => all.join(", "),
    }
}

/// The plural of a noun whose plural is regular.
fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.ends_with('s') || noun.ends_with('x') || noun.ends_with("ch") => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

/// A share of a whole with two decimals, the last rounded half up: `1.25`; of no whole, `0.00`.
#[must_use]
pub fn mean(sum: u64, of: u64) -> String {
    let hundredths = rounded(u128::from(sum) * 100, of);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// So many hundredths, rounded half up; of no whole, 0.
#[must_use]
pub fn percent(part: u64, of: u64) -> u128 {
    rounded(u128::from(part) * 100, of)
}

fn rounded(sum: u128, of: u64) -> u128 {
    let of = u128::from(of);
    (2 * sum + of).checked_div(2 * of).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_goes_with_the_sound_of_its_noun() {
        assert_eq!(["marker", "ack"].map(with_article), ["a marker", "an ack"]);
    }

    #[test]
    fn one_is_singular_and_nothing_else_is() {
        assert_eq!(counted(0_u64, "message"), "0 messages");
        assert_eq!(counted(1_usize, "message"), "1 message");
        assert_eq!(counted(2_u32, "process"), "2 processes");
        assert_eq!(counted(1_u64, "process"), "1 process");
        assert_eq!(counted(3_u64, "copy"), "3 copies");
        assert_eq!(counted(3_u64, "delay"), "3 delays");
        assert_eq!(counted(1_u64, "good end"), "1 good end");
        assert_eq!(counted(2_u64, "box"), "2 boxes");
        assert_eq!(counted(2_u64, "search"), "2 searches");
    }

    #[test]
    fn the_verb_goes_with_the_count() {
        assert_eq!([0, 1, 2].map(were), ["were", "was", "were"]);
    }

    #[test]
    fn of_many_names_the_first_and_the_last_are_told() {
        assert_eq!(some(&["P"]), "P");
        assert_eq!(some(&["P", "Q"]), "P and Q");
        assert_eq!(some(&["a", "b", "c"]), "a, b, c");
        assert_eq!(some(&["p"; 13]), "p to p");
        assert_eq!(some(&["p"; 12]), "p, p, p, p, p, p, p, p, p, p, p, p");
    }

    #[test]
    fn what_is_cut_short_is_rounded_half_up() {
        assert_eq!(mean(2, 3), "0.67");
        assert_eq!(mean(1, 3), "0.33");
        assert_eq!(mean(1, 200), "0.01", "half goes up");
        assert_eq!(mean(1, 201), "0.00");
        assert_eq!(mean(0, 0), "0.00");
        assert_eq!(mean(u64::MAX, 1), "18446744073709551615.00");
        assert_eq!(percent(199, 200), 100);
        assert_eq!(percent(2, 3), 67);
        assert_eq!(percent(0, 0), 0);
    }
}

//! What is printed for a shell, so that it means the same there.

/// A value as a shell takes it. In the middle of a word `=` and `,` are plain, which the crate is not sure of.
pub(crate) fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.,:=/+-@".contains(c);
    if value.starts_with(|c: char| c.is_ascii_alphanumeric()) && value.chars().all(plain) {
        return value.to_string();
    }
    let quoter = shlex::Quoter::new().allow_nul(true);
    quoter.quote(value).expect("all that cannot be quoted is allowed").into_owned()
}

//! A text as XML, for the picture and the page.

use std::fmt;

/// A text as XML: its five special characters escaped, and those that XML does not allow replaced.
#[must_use]
pub fn text(text: &str) -> String {
    struct Escaped<'a>(&'a str);
    impl fmt::Display for Escaped<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            use fmt::Write;
            for letter in self.0.chars() {
                match letter {
                    '&' => f.write_str("&amp;")?,
                    '<' => f.write_str("&lt;")?,
                    '>' => f.write_str("&gt;")?,
                    '"' => f.write_str("&quot;")?,
                    '\'' => f.write_str("&#39;")?,
                    '\n' | '\t' | '\r' => f.write_char(' ')?,
                    '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}')?,
                    other => f.write_char(other)?,
                }
            }
            Ok(())
        }
    }
    Escaped(text).to_string()
}

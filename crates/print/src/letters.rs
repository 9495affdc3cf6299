//! The letters of what is printed: ours, whatever font the picture names; where they lack one, the machine's.
//!
//! DejaVu Sans Condensed is about as wide as what browsers draw, for which the pictures are laid out.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use resvg::usvg::FontResolver;
use resvg::usvg::fontdb::{Database, Family, Query, Stretch, Weight};

const FAMILY: &str = "DejaVu Sans";

/// The fonts that come along.
pub(crate) fn ours() -> Arc<Database> {
    let mut fonts = Database::new();
    fonts.load_font_data(dejavu::sans_condensed::regular().to_vec());
    fonts.load_font_data(dejavu::sans_condensed::bold().to_vec());
    Arc::new(fonts)
}

/// Which letters ours lack.
#[derive(Default)]
pub(crate) struct Letters {
    lacking: Mutex<Lacking>,
}

#[derive(Default)]
struct Lacking {
    /// The fonts of the machine are there; they are looked for once, and only if they are needed.
    has_looked: bool,
    borrowed: BTreeSet<char>,
    missing: BTreeSet<char>,
}

impl Letters {
    /// What chooses a font: ours; for a letter that they lack, one of the machine's.
    pub(crate) fn resolver(&self) -> FontResolver<'_> {
        let elsewhere = FontResolver::default_fallback_selector();
        FontResolver {
            select_font: Box::new(|font, fonts| {
                let families = [Family::Name(FAMILY)];
                let weight = Weight(font.weight());
                fonts.query(&Query {
                    families: &families,
                    weight,
                    stretch: Stretch::Condensed,
                    ..Query::default()
                })
            }),
            select_fallback: Box::new(move |letter, used, fonts| {
                let mut lacking = self.lacking.lock().unwrap_or_else(PoisonError::into_inner);
                if !lacking.has_looked {
                    Arc::make_mut(fonts).load_system_fonts();
                    lacking.has_looked = true;
                }
                let found = elsewhere(letter, used, fonts);
                let into = if found.is_some() { &mut lacking.borrowed } else { &mut lacking.missing };
                into.insert(letter);
                found
            }),
        }
    }

    /// Which letters were the machine's, and which nobody's.
    pub(crate) fn not_ours(&self) -> (String, String) {
        let lacking = self.lacking.lock().unwrap_or_else(PoisonError::into_inner);
        (lacking.borrowed.iter().collect(), lacking.missing.iter().collect())
    }
}

//! A picture as pixels (PNG), as a page (PDF) or as TikZ, for those whose program opens no SVG: a paper, a slide, a mail.
//!
//! It takes an SVG as a text and gives bytes. It knows no run and judges nothing; what the picture shows, whoever drew it decided. The
//! letters are the ones it brings along, so that the same picture gives the same bytes on every machine; only what those lack is drawn with
//! the machine's own, and that is told ([`Printed`]). How it is drawn is the business of `resvg` and `krilla`.
//!
//! ```
//! let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text x="2" y="14">P</text></svg>"#;
//! let printed = sim_print::print(svg, sim_print::Form::Png { scale: 2 })?;
//! assert!(printed.bytes.starts_with(b"\x89PNG"));
//! assert!(printed.borrowed.is_empty() && printed.missing.is_empty());
//! # Ok::<(), sim_print::PrintError>(())
//! ```
#![forbid(unsafe_code)]

mod letters;
mod tikz;

use krilla::Document;
use krilla::geom::Size;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use letters::Letters;

/// So many pixels a picture has at most: four bytes each are held while it is drawn.
pub const MOST_PIXELS: u64 = 100_000_000;

/// What an SVG is made into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Pixels; so many along each side of one of the SVG's.
    Png {
        /// At least 1.
        scale: u8,
    },
    /// A page as large as the picture, as sharp at any size; words stay words, to be searched and copied.
    Pdf,
    /// A text that LaTeX sets, with the letters of the paper it is in.
    Tikz,
}

/// A picture in another form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Printed {
    /// The file.
    pub bytes: Vec<u8>,
    /// Letters that are drawn in a font of this machine, in order; on another one they may look otherwise.
    pub borrowed: String,
    /// Letters that no font here has, in order, and of each text only the first: none of them is in the picture.
    pub missing: String,
}

/// Why there is no picture.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PrintError {
    /// It is not an SVG.
    #[error("it cannot be read as an SVG: {0}")]
    Svg(String),
    /// It would be too large.
    #[error("{width} by {height} pixels are more than {} million", MOST_PIXELS / 1_000_000)]
    TooLarge {
        /// In pixels.
        width: u64,
        /// In pixels.
        height: u64,
    },
    /// The library could not write it.
    #[error("it cannot be written: {0}")]
    Written(String),
}

/// A picture in another form.
///
/// # Errors
/// When `svg` is not one, and when there would be more than [`MOST_PIXELS`].
pub fn print(svg: &str, form: Form) -> Result<Printed, PrintError> {
    let letters = Letters::default();
    let options =
        Options { fontdb: letters::ours(), font_resolver: letters.resolver(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| PrintError::Svg(error.to_string()))?;
    drop(options);
    let bytes = match form {
        Form::Png { scale } => png(&tree, scale)?,
        Form::Pdf => pdf(&tree)?,
        // Its letters are not ours to draw.
        Form::Tikz => {
            let bytes = tikz::tikz(svg, &tree).into_bytes();
            return Ok(Printed { bytes, borrowed: String::new(), missing: String::new() });
        }
    };
    let (borrowed, missing) = letters.not_ours();
    Ok(Printed { bytes, borrowed, missing })
}

fn pdf(tree: &Tree) -> Result<Vec<u8>, PrintError> {
    let refused = |error: &dyn std::fmt::Debug| PrintError::Written(format!("{error:?}"));
    let (width, height) = (tree.size().width(), tree.size().height());
    let settings = PageSettings::from_wh(width, height).ok_or_else(|| refused(&(width, height)))?;
    let mut document = Document::new();
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    let size = Size::from_wh(width, height).ok_or_else(|| refused(&(width, height)))?;
    surface.draw_svg(tree, size, SvgSettings::default()).ok_or_else(|| refused(&"no page"))?;
    surface.finish();
    page.finish();
    document.finish().map_err(|error| refused(&error))
}

fn png(tree: &Tree, scale: u8) -> Result<Vec<u8>, PrintError> {
    let size = tree.size().to_int_size();
    let [width, height] = [size.width(), size.height()].map(|length| u64::from(length) * u64::from(scale));
    let pixmap = match width.checked_mul(height) {
        Some(1..=MOST_PIXELS) => u32::try_from(width).ok().zip(u32::try_from(height).ok()),
        _ => None,
    };
    let mut pixmap = pixmap
        .and_then(|(width, height)| Pixmap::new(width, height))
        .ok_or(PrintError::TooLarge { width, height })?;
    let scale = f32::from(scale);
    resvg::render(tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| PrintError::Written(error.to_string()))
}

#[cfg(test)]
mod tests;

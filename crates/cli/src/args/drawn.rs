//! A form that is a picture may also be had as pixels, as a page or for LaTeX: `-f png`, `-f pdf`, `-f tikz`, or a file of that name.
//!
//! A command draws its SVG and knows nothing of this; what becomes of it, its [`Output`](crate::output::Output) does.

use std::path::Path;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use draw::Scheme;
use draw::export::Format;

use super::form;
use super::form::RunFormat;
use crate::failure::Failure;

/// What a picture is made into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Print {
    Png,
    Pdf,
    Tikz,
}

impl Print {
    const ALL: [Self; 3] = [Self::Png, Self::Pdf, Self::Tikz];

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Png => ("png", "The same picture as pixels"),
            Self::Pdf => ("pdf", "The same picture as a page, for a paper"),
            Self::Tikz => ("tikz", "The same picture for LaTeX, as TikZ"),
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|print| print.words().0.eq_ignore_ascii_case(name))
    }
}

/// Forms of which one is a picture.
pub(crate) trait HasPicture: ValueEnum + Send + Sync + 'static {
    /// The picture, as an SVG.
    const PICTURE: Self;
}

impl HasPicture for RunFormat {
    const PICTURE: Self = Self::Export(Format::Svg);
}

/// A form, and what the picture is made into if it is that one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Drawn<F> {
    pub(crate) form: F,
    print: Option<Print>,
}

impl<F: HasPicture> Drawn<F> {
    const fn plain(form: F) -> Self {
        Self { form, print: None }
    }

    const fn printed(print: Print) -> Self {
        Self { form: F::PICTURE, print: Some(print) }
    }

    /// As it is typed.
    fn name(&self) -> String {
        self.print.map_or_else(|| form::name(&self.form), |print| print.words().0.to_string())
    }
}

/// The forms and what becomes of the picture, by their names, the latter after it.
pub(crate) fn drawn<F: HasPicture>() -> impl TypedValueParser<Value = Drawn<F>> {
    PossibleValuesParser::new(listed::<F>()).map(|name| {
        let form = |name: &str| F::from_str(name, false).expect("it is one of those that are listed");
        Print::named(&name).map_or_else(|| Drawn::plain(form(&name)), Drawn::printed)
    })
}

fn listed<F: HasPicture>() -> Vec<PossibleValue> {
    let picture = form::name(&F::PICTURE);
    let printed = Print::ALL.map(|print| {
        let (name, about) = print.words();
        PossibleValue::new(name).help(about)
    });
    let with_printed = |value: PossibleValue| {
        let after = if value.get_name() == picture { printed.to_vec() } else { Vec::new() };
        [value].into_iter().chain(after)
    };
    F::value_variants().iter().filter_map(ValueEnum::to_possible_value).flat_map(with_printed).collect()
}

/// The form that was asked for; else the one that the file's name ends in; else `usual`, with a word if that is not plain.
pub(crate) fn chosen<F: HasPicture>(format: Option<Drawn<F>>, output: Option<&Path>, usual: F) -> Drawn<F> {
    format.or_else(|| by_name(output)).unwrap_or_else(|| Drawn::plain(form::chosen(None, output, usual)))
}

/// The same; a file's name has to be that of a form.
pub(crate) fn chosen_by_name<F: HasPicture>(
    format: Option<Drawn<F>>,
    output: Option<&Path>,
    usual: F,
) -> Result<Drawn<F>, Failure> {
    let names: Vec<_> = listed::<F>().iter().map(|value| value.get_name().to_string()).collect();
    let named = format.or_else(|| by_name(output));
    named.map_or_else(|| form::by_name(output, usual, &names).map(Drawn::plain), Ok)
}

fn by_name<F: HasPicture>(output: Option<&Path>) -> Option<Drawn<F>> {
    let ending = output.filter(|path| !path.exists() || path.is_file())?.extension()?.to_str()?;
    // What LaTeX reads is mostly called so.
    let latex = ending.eq_ignore_ascii_case("tex").then_some(Print::Tikz);
    Print::named(ending).or(latex).map(Drawn::printed)
}

/// How a picture looks.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Drawings")]
pub(crate) struct PictureArgs {
    /// On which paper a picture is drawn [default: auto]
    #[arg(long, value_name = "SCHEME", value_parser = schemes())]
    scheme: Option<Scheme>,

    /// How many pixels a PNG has along each side of one of the picture's [default: 2]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=8))]
    scale: Option<u8>,
}

/// The papers, by their names.
fn schemes() -> impl TypedValueParser<Value = Scheme> {
    let listed = Scheme::ALL.map(|scheme| PossibleValue::new(scheme.name()).help(scheme.about()));
    PossibleValuesParser::new(listed).map(|name| name.parse().expect("it is one of those that are listed"))
}

impl PictureArgs {
    /// On which paper.
    pub(crate) fn scheme(&self) -> Scheme {
        self.scheme.unwrap_or_default()
    }

    /// What becomes of the picture, if it is no SVG. Refuses what was typed and changes nothing in this form.
    pub(crate) fn print<F: HasPicture + PartialEq>(
        &self,
        drawn: &Drawn<F>,
    ) -> Result<Option<print::Form>, Failure> {
        let is_picture = drawn.form == F::PICTURE;
        let idle = [
            ("--scheme", self.scheme.is_some() && !is_picture),
            ("--scale", self.scale.is_some() && drawn.print != Some(Print::Png)),
        ];
        if let Some((option, _)) = idle.into_iter().find(|(_, is_idle)| *is_idle) {
            return Err(Failure::new(format!("'{option}' changes nothing with '--format {}'", drawn.name())));
        }
        Ok(drawn.print.map(|print| match print {
            Print::Png => print::Form::Png { scale: self.scale.unwrap_or(2) },
            Print::Pdf => print::Form::Pdf,
            Print::Tikz => print::Form::Tikz,
        }))
    }
}

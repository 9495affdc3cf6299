//! What one of several algorithms has, as what travels: a tag of it, or a message.

/// The sum of these is what the one is.
macro_rules! extra_of_one {
    ($($name:ident),+) => {
        impl<M, $($name: Extra<M>),+> Extra<M> for OneOf<$($name),+> {
            const NTH: Option<fn(&Self) -> Option<u64>> = if $($name::NTH.is_none())&&+ {
                None
            } else {
                Some(|tag| match tag { $(Self::$name(one) => $name::NTH.and_then(|nth| nth(one))),+ })
            };

            fn print(&self) -> Note {
                match self { $(Self::$name(one) => one.print()),+ }
            }

            /// Nothing: only the algorithm knows whose text it is.
            fn parse(_: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
                None
            }

            fn numbers(&self) -> u64 {
                match self { $(Self::$name(one) => one.numbers()),+ }
            }

            fn kind(&self) -> Kind {
                match self { $(Self::$name(one) => one.kind()),+ }
            }
        }
    };
}

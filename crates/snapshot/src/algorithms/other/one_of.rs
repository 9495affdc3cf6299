//! One of several algorithms, or what the one has: a tag of it, a message, what it remembers. What it does with them, [`Other`](super::Other) says.

/// The sum of these, by their names.
macro_rules! one_of {
    ($($name:ident),+) => {
        /// Of several algorithms the one, or what the one has.
        #[derive(PartialEq, Eq, Hash, Debug, Copy)]
        pub enum OneOf<$($name),+> {
            $(
                #[doc = concat!("Of `", stringify!($name), "`.")]
                $name($name)
            ),+
        }

        #[allow(unreachable_patterns, reason = "there may be one member only")]
        impl<$($name: Clone),+> Clone for OneOf<$($name),+> {
            fn clone(&self) -> Self {
                match self { $(Self::$name(one) => Self::$name(one.clone())),+ }
            }

            // All of a run are of one algorithm: what it has is kept, and with it its buffers.
            fn clone_from(&mut self, source: &Self) {
                match (self, source) {
                    $((Self::$name(one), Self::$name(source)) => one.clone_from(source),)+
                    (one, source) => *one = source.clone(),
                }
            }
        }

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

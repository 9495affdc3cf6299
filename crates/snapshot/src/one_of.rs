//! One of several, as a type: that of algorithms, of programs, and of what one of them has. What the one does, `algorithms/other` and
//! `computation/any` say.

/// The sum of these, by their names.
macro_rules! one_of {
    ($($name:ident),+) => {
        /// Of several the one, or what the one has.
        #[derive(PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Copy)]
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

            // All of a run are of one: what it has is kept, and with it its buffers.
            fn clone_from(&mut self, source: &Self) {
                match (self, source) {
                    $((Self::$name(one), Self::$name(source)) => one.clone_from(source),)+
                    (one, source) => *one = source.clone(),
                }
            }
        }
    };
}

//! The events of an incident: what happened when, with the data that each kind has.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::event::{BuiltIn, built_in_events, event_details};
use crate::names::{Digest, MessageId, Name};
use crate::source::{Span, Spanned};
use crate::time::Instant;

/// A dated fact.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub at: Spanned<Instant>,
    /// What happened, and the location of its name.
    pub kind: Spanned<EventKind>,
    /// Who did it, if that matters.
    pub by: Vec<Spanned<Name>>,
    /// Who had a role until then, if it was passed on.
    pub former_holders: BTreeMap<Name, Vec<Spanned<Name>>>,
    /// Private words.
    pub note: Option<Spanned<String>>,
    /// A link.
    pub link: Option<Spanned<String>>,
    /// The details that its kind does not use; for an event of the policy, all of them. They are
    /// private. The methods that return a detail return these too.
    pub rest: Details,
    /// Its location.
    pub span: Span,
}

macro_rules! define_kinds {
    ($($variant:ident $({ $($field:ident: $type:ty),* })? = $name:literal, $meaning:literal;)*) => {
        /// What happened.
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub enum EventKind {
            $(
                #[doc = $meaning]
                $variant $({ $(#[doc = concat!("See [`Details::", stringify!($field), "`].")] $field: Option<Spanned<$type>>,)* })?,
            )*
            /// An event of the policy: of one of its steps, or one that it declares.
            Custom(Name),
        }

        impl EventKind {
            /// Returns the event of this name with the details that it uses, and the remaining
            /// details.
            #[must_use]
            pub(crate) fn new(name: Name, details: Details) -> (Self, Details) {
                let mut rest = details;
                let kind = match BuiltIn::named(name.as_str()) {
                    $(Some(BuiltIn::$variant) => Self::$variant $({ $($field: rest.$field.take(),)* })?,)*
                    None => Self::Custom(name),
                };
                (kind, rest)
            }

            /// Returns an event of the same name with other details, and those that it does not
            /// use.
            #[must_use]
            pub(crate) fn with(self, details: Details) -> (Self, Details) {
                let mut rest = details;
                let kind = match self {
                    $(Self::$variant { .. } => Self::$variant $({ $($field: rest.$field.take(),)* })?,)*
                    Self::Custom(name) => Self::Custom(name),
                };
                (kind, rest)
            }

            /// Returns which of the built-in events it is, if it is one.
            #[must_use]
            pub fn built_in(&self) -> Option<BuiltIn> {
                match self {
                    $(Self::$variant { .. } => Some(BuiltIn::$variant),)*
                    Self::Custom(_) => None,
                }
            }

            fn details(&self) -> View<'_> {
                match self {
                    $(Self::$variant $({ $($field,)* })? => View { $($($field: $field.as_ref(),)*)? ..View::default() },)*
                    Self::Custom(_) => View::default(),
                }
            }
        }
    };
}

macro_rules! define_details {
    ($($field:ident: $type:ty = $key:expr, $doc:literal, $value:literal, $help:literal;)*) => {
        /// The keys of an event that only some kinds use.
        #[derive(Clone, Default, PartialEq, Eq, Debug)]
        pub struct Details {
            $(#[doc = $doc] pub $field: Option<Spanned<$type>>,)*
        }

        /// References to the details of a kind.
        #[derive(Clone, Copy, Default)]
        struct View<'e> {
            $($field: Option<&'e Spanned<$type>>,)*
        }

        impl Event {
            $(
                #[doc = $doc]
                #[doc = "It is returned whatever the kind."]
                #[must_use]
                pub fn $field(&self) -> Option<&Spanned<$type>> {
                    self.kind.value.details().$field.or(self.rest.$field.as_ref())
                }
            )*

            /// Returns its details, whatever its kind, with their keys.
            pub fn details(&self) -> impl Iterator<Item = (&'static str, Detail<'_>)> {
                let details = [$(($key, self.$field().map(|value| Detail::from(&value.value)))),*];
                details.into_iter().filter_map(|(key, value)| Some((key, value?)))
            }
        }

        impl Details {
            /// Returns those that are given, with their keys.
            pub fn entries(&self) -> impl Iterator<Item = (&'static str, Detail<'_>)> {
                let details = [$(($key, self.$field.as_ref().map(|value| Detail::from(&value.value)))),*];
                details.into_iter().filter_map(|(key, value)| Some((key, value?)))
            }
        }
    };
}

built_in_events!(define_kinds);
event_details!(define_details);

/// Everything that an event says but when it happened.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Statement<'e> {
    name: &'e str,
    by: BTreeSet<&'e Name>,
    note: Option<&'e str>,
    link: Option<&'e str>,
    details: Vec<(&'static str, Detail<'e>)>,
}

/// The value of a detail.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Detail<'e> {
    /// An instant.
    Instant(Instant),
    /// A name or a text.
    Text(&'e str),
}

impl From<&Instant> for Detail<'_> {
    fn from(instant: &Instant) -> Self {
        Self::Instant(*instant)
    }
}

impl<'e> From<&'e Name> for Detail<'e> {
    fn from(name: &'e Name) -> Self {
        Self::Text(name.as_str())
    }
}

impl<'e> From<&'e Digest> for Detail<'e> {
    fn from(digest: &'e Digest) -> Self {
        Self::Text(digest.as_str())
    }
}

impl<'e> From<&'e MessageId> for Detail<'e> {
    fn from(id: &'e MessageId) -> Self {
        Self::Text(id.as_str())
    }
}

impl<'e> From<&'e String> for Detail<'e> {
    fn from(words: &'e String) -> Self {
        Self::Text(words)
    }
}

impl fmt::Display for Detail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant(instant) => instant.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl EventKind {
    /// Returns its name in files.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Custom(name) => name.as_str(),
            kind => kind.built_in().map_or("", BuiltIn::name),
        }
    }
}

impl Event {
    /// Returns whether another record says exactly the same.
    #[must_use]
    pub fn repeats(&self, other: &Self) -> bool {
        self.at.value == other.at.value && self.says_the_same(other)
    }

    /// Returns whether it says the same as another one, whenever each happened.
    #[must_use]
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        self.statement() == other.statement()
    }

    /// Returns everything that it says but when it happened.
    #[must_use]
    pub(crate) fn statement(&self) -> Statement<'_> {
        Statement {
            name: self.name(),
            by: self.by.iter().map(|by| &by.value).collect(),
            note: self.note.as_ref().map(|note| note.value.as_str()),
            link: self.link.as_ref().map(|link| link.value.as_str()),
            details: self.details().collect(),
        }
    }

    /// Returns its name in files.
    #[must_use]
    pub fn name(&self) -> &str {
        self.kind.value.name()
    }

    /// Returns whether it is this built-in event.
    #[must_use]
    pub fn is(&self, event: BuiltIn) -> bool {
        self.kind.value.built_in() == Some(event)
    }

    /// Returns whether it happens outside the project; see [`BuiltIn::happens_outside`].
    #[must_use]
    pub(crate) fn happens_outside(&self) -> bool {
        self.kind.value.built_in().is_some_and(BuiltIn::happens_outside)
    }

    /// Returns the end of the embargo that it sets, if it agrees on one or moves it.
    #[must_use]
    pub fn embargo_end(&self) -> Option<&Spanned<Instant>> {
        match &self.kind.value {
            EventKind::EmbargoAgreed { until } | EventKind::EmbargoMoved { until } => until.as_ref(),
            _ => None,
        }
    }
}

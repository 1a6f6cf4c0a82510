//! A reporter who did not agree to be named, by their name and their address.

use super::Reporter;
use super::person::PersonName;
use crate::source::Span;
use crate::words;

/// How a reporter who did not agree to be named can be recognised.
#[derive(Clone, Debug)]
pub(crate) struct SilentReporter {
    name: Option<PersonName>,
    address: Option<String>,
}

impl SilentReporter {
    /// Returns the reporter; `None` if they agreed.
    pub(super) fn new(reporter: &Reporter) -> Option<Self> {
        let agreed = reporter.consent.as_ref().is_some_and(|consent| consent.value);
        let name = reporter.name.as_ref().and_then(|name| PersonName::new(&name.value));
        let address = reporter.email.as_ref().map(|email| email.value.clone());
        (!agreed).then_some(Self { name, address })
    }

    /// Returns whether a credit could name the reporter, or give their address.
    #[must_use]
    pub(crate) fn is_in(&self, credit: &str) -> bool {
        self.name.as_ref().is_some_and(|name| name.is_in(credit))
            || self.address.as_ref().is_some_and(|address| !words::address_places(address, credit).is_empty())
    }

    /// Returns every place where a text has the reporter's name.
    pub(crate) fn places(&self, text: &str) -> Vec<Span> {
        self.name.as_ref().map(|name| name.places(text)).unwrap_or_default()
    }
}

//! How advisory.toml orders versions that neither an ecosystem nor a record orders.

use std::collections::BTreeMap;

use crate::version::Order;

/// The orders of versions without an ecosystem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orders {
    /// The project's order, if it names one.
    pub project: Option<Order>,
    /// The orders of packages that have one of their own, by their names, with who makes them.
    pub packages: BTreeMap<String, (Order, Option<String>)>,
}

impl Orders {
    /// Returns the order of the versions of a package; `None` if none is named. A package that
    /// somebody else makes is another one.
    #[must_use]
    pub(super) fn of(&self, package: Option<&str>, vendor: Option<&str>) -> Option<Order> {
        let of_package = package.and_then(|package| self.packages.get(package));
        let is_same = |known: &Option<String>| match (known.as_deref(), vendor) {
            (Some(known), Some(vendor)) => known.eq_ignore_ascii_case(vendor),
            _ => true,
        };
        of_package.filter(|(_, known)| is_same(known)).map(|(order, _)| *order).or(self.project)
    }
}

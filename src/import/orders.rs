//! How advisory.toml orders versions that neither an ecosystem nor a record orders.

use std::collections::BTreeMap;

use crate::version::Order;

/// The orders of versions without an ecosystem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orders {
    /// The project's order, if it names one.
    pub project: Option<Order>,
    /// The orders of packages that have one of their own, by their names.
    pub packages: BTreeMap<String, Order>,
}

impl Orders {
    /// Returns the order of the versions of a package; `None` if none is named.
    #[must_use]
    pub(super) fn of(&self, package: Option<&str>) -> Option<Order> {
        package.and_then(|package| self.packages.get(package).copied()).or(self.project)
    }
}

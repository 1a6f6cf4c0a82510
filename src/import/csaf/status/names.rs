//! What a package is called, if the document relates it to other products.

use std::collections::{BTreeMap, BTreeSet};

use super::super::products::{Product, Products};
use super::Standing;
use crate::ecosystem::Ecosystem;

/// The categories of remediations of each product, by its id.
pub(super) type Remedies = BTreeMap<String, BTreeSet<String>>;

/// A package, perhaps as a component of one product.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    /// The ecosystem of the component.
    pub(super) ecosystem: Option<Ecosystem>,
    pub(super) package: Option<String>,
    /// The product that it is installed on, if that is another package here.
    pub(super) platform: Option<String>,
}

impl Name {
    /// Returns its ecosystem here. A component of one product is no package of an ecosystem: others
    /// install that on something else.
    pub(super) fn of_package(&self) -> Option<Ecosystem> {
        self.ecosystem.clone().filter(|_| self.platform.is_none())
    }

    /// Returns its name here.
    pub(super) fn full(&self) -> Option<String> {
        let package = self.package.as_ref()?;
        Some(match &self.platform {
            Some(platform) => format!("{package} ({platform})"),
            None => package.clone(),
        })
    }
}

/// The packages that are several ones here: the document does not say the same about them on each
/// product that they are installed on.
pub(super) struct Names(BTreeSet<(Option<Ecosystem>, Option<String>)>);

impl Names {
    pub(super) fn new<'l>(
        lists: impl IntoIterator<Item = (Standing, &'l BTreeSet<String>)>,
        products: &Products,
        remedies: &Remedies,
    ) -> Self {
        type Said<'l> = BTreeSet<(String, Standing, Option<&'l BTreeSet<String>>)>;
        let mut packages: BTreeMap<_, BTreeMap<Option<&str>, Said<'_>>> = BTreeMap::new();
        for (standing, ids) in lists {
            for (id, product) in ids.iter().filter_map(|id| Some((id, products.get(id)?))) {
                let platforms = packages.entry((product.ecosystem.clone(), product.package.clone())).or_default();
                let said = (format!("{:?}", product.versions), standing, remedies.get(id));
                platforms.entry(product.platform.as_deref()).or_default().insert(said);
            }
        }
        let differs = |platforms: &BTreeMap<Option<&str>, Said<'_>>| {
            let mut all = platforms.values();
            all.next().is_some_and(|first| !all.all(|other| other == first))
        };
        Self(packages.into_iter().filter(|(_, platforms)| differs(platforms)).map(|(package, _)| package).collect())
    }

    /// Returns the name of a product's package.
    pub(super) fn of(&self, product: &Product) -> Name {
        let (ecosystem, package) = (product.ecosystem.clone(), product.package.clone());
        let is_several = self.0.contains(&(ecosystem.clone(), package.clone()));
        Name { ecosystem, package, platform: product.platform.clone().filter(|_| is_several) }
    }
}

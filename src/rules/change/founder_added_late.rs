//! Finds new members that call themselves founding, on a list that has members already.

use crate::change::Change;
use crate::finding::Finding;
use crate::portfolio::Distributor;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

/// The word for the first members, for whom nobody can vouch.
const FOUNDING: &str = "founding";

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    let (base, head) = (&change.base.distributors, &change.head.distributors);
    let Some(file) = &head.file else { return };
    for member in &head.members {
        let Some(by) = member.vouched_by.as_ref().filter(|by| by.value == FOUNDING) else { continue };
        let is_known = base.members.iter().any(|known| known.id.value == member.id.value);
        let has_members = base.members.iter().any(|other| shares_list(other, member));
        // Another rule finds without a base who joins today, unless others joined today too.
        let others = base.members.iter().filter(|other| shares_list(other, member));
        let first = others.filter_map(|other| Some(other.joined.as_ref()?.value)).min();
        let joins_today = member.joined.as_ref().is_some_and(|day| day.value == change.now.date());
        if is_known || !has_members || joins_today && first.is_some_and(|first| first < change.now.date()) {
            continue;
        }
        let message = format!(
            "`{}` is added to a list that already has members, so it can't be a founding member",
            member.id.value
        );
        found.push(RULE.finding(file, by.span, message).help("set `vouched-by` to a member who joined earlier"));
    }
}

/// Returns whether two members are on one list. One that names no list is on the only one.
fn shares_list(one: &Distributor, other: &Distributor) -> bool {
    one.list.as_ref().zip(other.list.as_ref()).is_none_or(|(one, other)| one.value == other.value)
}

//! Finds components that nobody represents, although the policy requires it.

use crate::finding::Finding;
use crate::policy::Cover;
use crate::portfolio::Component;
use crate::rules::{Check, Review, Rule, severity_of};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let (policy, team) = (&review.portfolio.policy, &review.portfolio.team);
    for role in &policy.roles {
        let Some(cover) = &role.cover else { continue };
        let id = &role.element.id;
        for component in team.components.iter().filter(|c| wants(cover, c)) {
            let speaks = |m: &&crate::portfolio::Member| {
                m.has_role(id.as_str()) && m.represents.iter().any(|c| c.value == component.id.value)
            };
            let there = team.present(review.now).filter(speaks).count();
            if there < cover.min as usize {
                let message = match there {
                    0 => format!("nobody represents `{}` in the role `{}`", component.id.value, id.value),
                    _ => format!(
                        "only {there} of {} required members represent `{}` in the role `{}`",
                        cover.min, component.id.value, id.value
                    ),
                };
                found.push(
                    RULE.raise(severity_of(role.force), &team.file, component.id.span, message)
                        .also(Location::new(&policy.file, cover.each.span), "required here")
                        .help(format!(
                            "add `{}` to `represents` of a member who has the role `{}`",
                            component.id.value, id.value
                        )),
                );
            }
        }
    }
}

fn wants(cover: &Cover, component: &Component) -> bool {
    let mature = |m: &crate::names::Name| cover.maturity.iter().any(|wanted| wanted.value == *m);
    component.kind.value == cover.each.value
        && (cover.maturity.is_empty() || component.maturity.as_ref().is_some_and(|m| mature(&m.value)))
}

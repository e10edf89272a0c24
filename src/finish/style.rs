//! Addresses in styles that stand in a page.

use crate::csp::{Directive, Policy};
use crate::gate::{Use, references};
use crate::links::{Target, clean};

use super::pass::Pass;

/// The style with its own addresses made relative to the page; none, if it stays the same. Its needs are
/// noted.
pub(super) fn rewrite(css: &str, pass: &mut Pass<'_>) -> Option<String> {
    let mut rewritten = String::new();
    let mut copied = 0;
    for reference in references(css) {
        let address = clean(&reference.target);
        let directive = directive(reference.usage);
        match pass.locator.read(&address) {
            Target::Own(own) => {
                pass.meet_own(&css[reference.range.clone()], &own, Some(directive));
                rewritten.push_str(&css[copied..reference.range.start]);
                let mut address = String::new();
                pass.locator.write(&own, &mut address);
                // What ends an address in a style.
                let safe = address.replace('\'', "%27").replace('(', "%28").replace(')', "%29");
                rewritten.push_str(&safe);
                copied = reference.range.end;
            }
            Target::Data => pass.policy.data(directive),
            _ => {}
        }
    }
    rewritten.push_str(&css[copied..]);
    (copied > 0 && rewritten != css).then_some(rewritten)
}

/// What a published style sheet needs of the policy of the pages that use it. A style sheet that it imports has
/// needs of its own.
pub fn style_policy(css: &str) -> Policy {
    let mut policy = Policy::default();
    for reference in references(css) {
        let directive = directive(reference.usage);
        let target = reference.target.trim();
        if target.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
            policy.data(directive);
        } else if !target.is_empty() && !target.starts_with('#') {
            policy.own(directive);
        }
    }
    policy
}

fn directive(usage: Use) -> Directive {
    match usage {
        Use::Import => Directive::Style,
        Use::Font => Directive::Font,
        Use::Image => Directive::Image,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_style_sheet_needs() {
        let css = "@font-face{src:url(a.woff2)} p{background:url(data:image/svg+xml,x)} i{mask:url(#a)}";
        assert_eq!(
            style_policy(css).to_string(),
            "default-src 'none'; img-src data:; font-src 'self'; connect-src 'self'; form-action 'none'; \
             base-uri 'none'"
        );
    }
}

//! Wording that takes consent for granted.

/// Phrases of English banners that call silence a yes (the Court of Justice of the European Union refused it
/// in case C-673/17: consent is an act).
const PHRASES: &[&str] = &[
    "assume you're ok",
    "assume you are ok",
    "assume that you're ok",
    "assume that you are ok",
    "assume you're happy",
    "assume you are happy",
    "assume that you are happy",
    "assume you're fine",
    "assume you are fine",
    "assume you agree",
    "assume that you agree",
    "assume you accept",
    "assume you consent",
    "assume that you consent",
    "assume your consent",
    "by continuing",
    "by browsing",
    "by navigating",
    "by scrolling",
    "by staying",
    "by visiting",
    "by using this site",
    "by using this website",
    "by using our site",
    "by using our website",
    "by using the site",
    "by using the website",
    "if you continue",
    "if you keep using",
    "continued use",
    "your continued use",
    "continuing to browse",
    "continuing to use",
    "you automatically agree",
    "you agree to our use of cookies",
];

/// The first phrase of a text that presumes consent, as a reader would know it again.
pub fn presumed_consent(text: &str) -> Option<&'static str> {
    let plain = text.replace(['\u{2018}', '\u{2019}', '\u{02bc}'], "'").to_lowercase();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    PHRASES.iter().copied().find(|phrase| plain.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_no_yes() {
        let text = "This website uses cookies to improve your experience. We\u{2019}ll assume  you\u{2019}re OK with this.";
        assert_eq!(presumed_consent(text), Some("assume you're ok"));
        assert_eq!(presumed_consent("By continuing\nyou agree"), Some("by continuing"));
        assert_eq!(presumed_consent("Videos are loaded when you accept. We assume nothing."), None);
    }
}

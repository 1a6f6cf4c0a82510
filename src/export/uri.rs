//! URLs as RFC 3986 defines them, for formats that accept no others.

use core::net::Ipv6Addr;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::ecosystem::purl::ends_escape;

/// The characters that a part of a URL can't contain and that are not delimiters with a meaning
/// there.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Returns a URL with everything percent-encoded that a URI can't contain, because people paste
/// URLs as browsers show them. Returns `None` if the host is invalid, so that the URL leads
/// nowhere.
pub(super) fn uri(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = (rest.get(..end)?, rest.get(end..)?);
    let (path, fragment) = path.split_once('#').map_or((path, None), |(path, fragment)| (path, Some(fragment)));
    let fragment = fragment.map(|fragment| format!("#{}", encode(fragment))).unwrap_or_default();
    Some(format!("{scheme}://{}{}{fragment}", self::authority(authority)?, encode(path)))
}

/// Checks and encodes the authority: a host, optionally with a user and a port. Only an IPv6
/// address has brackets.
fn authority(authority: &str) -> Option<String> {
    let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    let user = user.map(|user| format!("{}@", encode(&user.replace('@', "%40")))).unwrap_or_default();
    let (host, port) = match host.strip_prefix('[') {
        Some(inner) => {
            let (inner, port) = inner.split_once(']')?;
            inner.parse::<Ipv6Addr>().ok()?;
            (format!("[{inner}]"), port)
        }
        None => {
            let (name, port) = host.find(':').and_then(|at| host.split_at_checked(at)).unwrap_or((host, ""));
            let is_name =
                !name.is_empty() && !name.contains(['[', ']', '\\', '^', '|', '<', '>', '"', '{', '}', '`', ' ']);
            (is_name.then(|| encode(name))?, port)
        }
    };
    let is_port =
        port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()));
    is_port.then(|| format!("{user}{host}{port}"))
}

/// Percent-encodes a part of a URL. A `%` before two hexadecimal digits is an escape already and is
/// kept.
fn encode(part: &str) -> String {
    let mut pieces = part.split('%');
    let mut encoded = utf8_percent_encode(pieces.next().unwrap_or_default(), ESCAPED).to_string();
    for piece in pieces {
        encoded.push_str(if ends_escape(piece) { "%" } else { "%25" });
        encoded.extend(utf8_percent_encode(piece, ESCAPED));
    }
    encoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_may_stand_in_an_address_stays_and_the_rest_is_encoded() {
        let same = "https://u:p@h.example:8/~a/b;c=1,(d)!*'$&+?q=a@b/?#f/?:%C3%A9";
        assert_eq!(uri(same).as_deref(), Some(same));
        let odd = "https://é.example/a b\"<>[\\]^`{|}%zz%4%?é#x#y";
        let encoded = "https://%C3%A9.example/a%20b%22%3C%3E%5B%5C%5D%5E%60%7B%7C%7D%25zz%254%25?%C3%A9#x%23y";
        assert_eq!(uri(odd).as_deref(), Some(encoded));
        assert_eq!(uri("https://[::1]:80/").as_deref(), Some("https://[::1]:80/"));
        for bad in ["https:///x", "https://[x]/", "https://h:p/", "no address", "https://a b/"] {
            assert_eq!(uri(bad), None, "{bad}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_encoded_already_stays_as_it_is(path in any::<String>()) {
            let once = uri(&format!("https://h.example/{path}")).unwrap();
            let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(c);
            prop_assert!(once.chars().all(is_allowed), "{}", once);
            prop_assert_eq!(uri(&once), Some(once));
        }
    }
}

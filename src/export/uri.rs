//! Addresses as RFC 3986 has them, for formats that take no others.

use core::net::Ipv6Addr;

/// The address with every character written as bytes that a URI may not hold where it stands: people paste addresses as
/// browsers show them. `None` where its host is none, so that it leads nowhere.
pub(super) fn uri(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = (rest.get(..end)?, rest.get(end..)?);
    let (path, fragment) = path.split_once('#').map_or((path, None), |(path, fragment)| (path, Some(fragment)));
    let fragment = fragment.map(|fragment| format!("#{}", encoded(fragment))).unwrap_or_default();
    Some(format!("{scheme}://{}{}{fragment}", self::authority(authority)?, encoded(path)))
}

/// Who is asked: perhaps a user, the host, perhaps a port. Brackets stand around an IPv6 address alone.
fn authority(authority: &str) -> Option<String> {
    let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    let user = user.map(|user| format!("{}@", encoded(&user.replace('@', "%40")))).unwrap_or_default();
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
            (is_name.then(|| encoded(name))?, port)
        }
    };
    let is_port =
        port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()));
    is_port.then(|| format!("{user}{host}{port}"))
}

/// A part of an address, in which neither `#` nor brackets may stand, and `%` before two hexadecimal digits alone.
fn encoded(part: &str) -> String {
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&b);
    let is_hex = |b: Option<&u8>| b.is_some_and(u8::is_ascii_hexdigit);
    let bytes = part.as_bytes();
    let byte = |(n, b): (usize, &u8)| {
        let is_escape = *b == b'%' && is_hex(bytes.get(n.saturating_add(1))) && is_hex(bytes.get(n.saturating_add(2)));
        if is_allowed(*b) || is_escape { char::from(*b).to_string() } else { format!("%{b:02X}") }
    };
    bytes.iter().enumerate().map(byte).collect()
}

//! Addresses as RFC 3986 has them, for formats that take no others.

/// The address with every character written as bytes that a URI may not hold: people paste addresses as browsers show
/// them.
pub(super) fn uri(address: &str) -> String {
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&b);
    let byte = |b: u8| if is_allowed(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    address.bytes().map(byte).collect()
}

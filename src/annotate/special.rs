//! Words that are more than letters: web and mail addresses, names of files and hosts.

use crate::codebook::SegmentRules;

/// How far an e-mail address' name and a file's name are looked for, in bytes: keeps hostile text linear.
const LONGEST_NAME: usize = 64;

/// Schemes that go before an address.
const SCHEMES: [&[u8]; 6] = [b"http://", b"https://", b"ftp://", b"www.", b"mailto:", b"doi:10."];

/// What stands in the text up to the next white space: most words need no further look.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Chunk {
    /// One past its last byte; 0 at first.
    pub(super) end: usize,
    /// Whether it holds what an address or a file's name must have.
    pub(super) may_be_special: bool,
}

impl Chunk {
    /// Looks at what starts at `start`, no white space.
    pub(super) fn at(text: &str, start: usize) -> Self {
        let rest = &text.as_bytes()[start..];
        let mut marks = 0;
        let mut length = 0_usize;
        for &byte in rest.iter().take_while(|byte| **byte > b' ') {
            marks |= u8::from(byte == b'.') | u8::from(byte == b'@') << 1 | u8::from(byte == b':') << 2;
            length += 1;
        }
        // A full stop at the very end is no mark of an address.
        let inner = rest[..length.saturating_sub(1)].contains(&b'.');
        Self { end: start + length.max(1), may_be_special: marks & 6 != 0 || (marks & 1 != 0 && inner) }
    }
}

/// The end of the address or file name that starts at `start`.
pub(super) fn end(text: &str, start: usize, rules: &SegmentRules) -> Option<usize> {
    let bytes = &text.as_bytes()[start..];
    let length = address(&text[start..]).or_else(|| mail(bytes)).or_else(|| file(bytes, rules)).or_else(|| host(bytes, rules))?;
    Some(start + length)
}

/// The length of a web address.
fn address(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let scheme = SCHEMES.iter().find(|s| bytes.len() > s.len() && bytes[..s.len()].eq_ignore_ascii_case(s))?;
    let length = path(rest);
    (length > scheme.len()).then_some(length)
}

/// The length of what can be an address, without the marks that close a sentence behind it.
fn path(rest: &str) -> usize {
    let length = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '<' | '>')).unwrap_or(rest.len());
    let opened = rest[..length].contains('(');
    let closers = ['.', ',', ';', ':', '!', '?', ']', '\'', '’', '(', '['];
    rest[..length].trim_end_matches(|c| closers.contains(&c) || (c == ')' && !opened)).len()
}

/// The length of an e-mail address.
fn mail(bytes: &[u8]) -> Option<usize> {
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
    let name = bytes.iter().take(LONGEST_NAME).take_while(|byte| in_name(byte)).count();
    let host = bytes.get(name..)?.strip_prefix(b"@")?;
    let length = host.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(byte)).count();
    let kept = host[..length].iter().rposition(u8::is_ascii_alphanumeric)? + 1;
    (name > 0 && host[0].is_ascii_alphanumeric()).then_some(name + 1 + kept)
}

/// The length of a file's name ("minutes-2.doc").
fn file(bytes: &[u8], rules: &SegmentRules) -> Option<usize> {
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._#-".contains(byte);
    let length = bytes.iter().take(LONGEST_NAME).take_while(|byte| in_name(byte)).count();
    let kept = bytes[..length].iter().rposition(u8::is_ascii_alphanumeric)? + 1;
    let dot = bytes[..kept].iter().rposition(|byte| *byte == b'.')?;
    let extension = std::str::from_utf8(&bytes[dot + 1..kept]).ok()?;
    rules.is_extension(extension).then_some(kept)
}

/// The length of a host's name with hyphens or a path behind it ("the-port.example.org/ships"); a plain one is a word anyhow.
fn host(bytes: &[u8], rules: &SegmentRules) -> Option<usize> {
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let length = bytes.iter().take(LONGEST_NAME).take_while(|byte| in_name(byte)).count();
    let kept = bytes[..length].iter().rposition(u8::is_ascii_alphanumeric)? + 1;
    let dot = bytes[..kept].iter().rposition(|byte| *byte == b'.')?;
    let domain = std::str::from_utf8(&bytes[dot + 1..kept]).ok()?;
    let capital = domain.bytes().any(|b| b.is_ascii_uppercase());
    if !rules.is_domain(domain) || dot == 0 || (capital && domain.len() < 3) {
        return None;
    }
    let below = std::str::from_utf8(bytes.get(kept..)?).ok().filter(|rest| rest.starts_with('/'));
    Some(kept + below.map_or(0, path))
}

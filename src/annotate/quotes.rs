//! Which quotation marks open and which close, and which apostrophes are none.

use crate::codebook::SegmentRules;

/// What a mark turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Open,
    Close,
    /// Stands for letters left out before a word ("'em", "'90s").
    Elision,
    /// The genitive of a plural ("the rebels' camp"), or a stray apostrophe.
    Apostrophe,
}

/// How far a genitive looks for the mark that closes instead, in bytes: keeps hostile text linear.
const LOOK_AHEAD: usize = 200;

/// The marks that are open in one paragraph.
#[derive(Debug, Default)]
pub(super) struct Quotes {
    double: bool,
    low: bool,
    single: bool,
    /// Where the paragraph's last single mark that could close stands; found when first asked for.
    last_single_close: Option<Option<usize>>,
}

impl Quotes {
    /// Decides the mark of `width` bytes at `at`; `text` is the paragraph.
    pub(super) fn decide(&mut self, text: &str, at: usize, width: usize, rules: &SegmentRules) -> Mark {
        let before = text[..at].chars().next_back();
        let after = text[at + width..].chars().next();
        match text[at..].chars().next() {
            Some('“') if self.low => self.close_double(),
            Some('“' | '«' | '‹' | '‟') => self.open_double(),
            Some('„') => {
                self.low = true;
                self.open_double()
            }
            Some('”' | '»' | '›') => self.close_double(),
            Some('`') => self.open_double(),
            Some('\'' | '’') if width == 2 * text[at..].chars().next().map_or(1, char::len_utf8) => self.straight_double(before, after),
            Some('"' | '＂' | '″') => self.straight_double(before, after),
            Some('‘' | '‛') => self.left_single(after),
            _ => self.right_single(text, at, before, after, rules),
        }
    }

    fn open_double(&mut self) -> Mark {
        self.double = true;
        Mark::Open
    }

    fn close_double(&mut self) -> Mark {
        self.double = false;
        self.low = false;
        Mark::Close
    }

    fn straight_double(&mut self, before: Option<char>, after: Option<char>) -> Mark {
        let opens = match (loose_before(before), loose_after(after)) {
            (true, false) => true,
            (false, true) => false,
            _ => !self.double,
        };
        if opens { self.open_double() } else { self.close_double() }
    }

    fn left_single(&mut self, after: Option<char>) -> Mark {
        if after.is_some_and(|c| c.is_ascii_digit()) && !self.single {
            return Mark::Elision;
        }
        self.single = true;
        Mark::Open
    }

    fn right_single(&mut self, text: &str, at: usize, before: Option<char>, after: Option<char>, rules: &SegmentRules) -> Mark {
        let mark = text[at..].chars().next().unwrap_or('\'');
        if loose_before(before) && after.is_some_and(char::is_alphanumeric) {
            if mark == '’' || self.single || is_elision(&text[at..], rules) || !self.closes_after(text, at) {
                return Mark::Elision;
            }
            self.single = true;
            return Mark::Open;
        }
        if !self.single || self.is_genitive(text, at, before, rules) {
            return Mark::Apostrophe;
        }
        self.single = false;
        Mark::Close
    }

    /// Whether a single mark that could close stands behind `at`.
    fn closes_after(&mut self, text: &str, at: usize) -> bool {
        let last = *self.last_single_close.get_or_insert_with(|| {
            let bytes = text.as_bytes();
            memchr::memrchr_iter(b'\'', bytes).find(|&n| {
                let after = text[n + 1..].chars().next();
                !loose_before(text[..n].chars().next_back()) && !after.is_some_and(char::is_alphanumeric)
            })
        });
        last.is_some_and(|last| last > at)
    }

    /// Inside single quotation marks, a mark behind an owner with a later mark to close is a genitive.
    fn is_genitive(&self, text: &str, at: usize, before: Option<char>, rules: &SegmentRules) -> bool {
        if !before.is_some_and(|letter| rules.may_end_owner(letter)) {
            return false;
        }
        let mut last = None;
        for (n, c) in text[at..].char_indices().skip(1).take_while(|(n, _)| *n < LOOK_AHEAD) {
            if matches!(c, '\'' | '’') && !loose_before(last) {
                let after = text[at + n + c.len_utf8()..].chars().next();
                if !after.is_some_and(char::is_alphanumeric) {
                    return true;
                }
            } else if matches!(c, '‘') || (c == '\'' && loose_before(last)) {
                return false;
            }
            last = Some(c);
        }
        false
    }
}

/// "'em", "'90s": `text` starts at the mark.
fn is_elision(text: &str, rules: &SegmentRules) -> bool {
    let mut rest = text.char_indices().skip(1).skip_while(|(_, c)| c.is_alphanumeric());
    let first = text.chars().nth(1);
    if first.is_some_and(|c| c.is_ascii_digit()) {
        return true;
    }
    let end = rest.next().map_or(text.len(), |(n, _)| n);
    rules.is_elision(&text[..end])
}

/// Nothing that a closing mark could belong to stands before.
fn loose_before(c: Option<char>) -> bool {
    c.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '{' | '—' | '–' | '-' | '/' | '“' | '‘' | '"' | '«' | '„'))
}

/// Nothing that an opening mark could belong to stands behind.
fn loose_after(c: Option<char>) -> bool {
    c.is_none_or(|c| {
        c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '—' | '–' | '”' | '’' | '"' | '»')
    })
}

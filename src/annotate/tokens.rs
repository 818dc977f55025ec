//! Cuts a paragraph into the words of Universal Dependencies' English treebanks (EWT): clitics and hyphens apart.

use super::quotes::{Mark, Quotes};
use super::{Token, TokenKind};
use crate::codebook::{Ends, SegmentRules};
use crate::text::Span;

/// What a character does in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Letter,
    Digit,
    /// Combining marks and invisible characters: they stay with the word that they stand in.
    Joiner,
    Punct,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' | '_' => Class::Letter,
        '0'..='9' => Class::Digit,
        '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}' | '\u{64B}'..='\u{65F}' => Class::Joiner,
        '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}' => Class::Joiner,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FE20}'..='\u{FE2F}' => Class::Joiner,
        '\u{FEFF}' => Class::Joiner,
        c if c.is_ascii() => {
            if c.is_ascii_whitespace() || c == '\u{B}' {
                Class::Space
            } else {
                Class::Punct
            }
        }
        c if c.is_whitespace() => Class::Space,
        c if c.is_alphabetic() => Class::Letter,
        c if c.is_numeric() => Class::Digit,
        _ => Class::Punct,
    }
}

/// Appends the tokens of one paragraph; `base` is where it starts in the article.
pub(super) fn tokenize(paragraph: &str, base: usize, rules: &SegmentRules, tokens: &mut Vec<Token>) {
    let mut cutter = Cutter { text: paragraph, base, rules, tokens, quotes: Quotes::default() };
    let mut at = 0;
    while let Some(c) = cutter.char_at(at) {
        at = match class(c) {
            Class::Space => at + c.len_utf8(),
            Class::Letter => cutter.word(at, at),
            Class::Digit => cutter.number(at, at),
            Class::Joiner => cutter.run(at, |c| class(c) == Class::Joiner),
            Class::Punct => cutter.punct(at, c),
        };
    }
}

struct Cutter<'a> {
    text: &'a str,
    base: usize,
    rules: &'a SegmentRules,
    tokens: &'a mut Vec<Token>,
    quotes: Quotes,
}

impl Cutter<'_> {
    fn char_at(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    fn class_at(&self, at: usize) -> Option<Class> {
        self.char_at(at).map(class)
    }

    fn push(&mut self, start: usize, end: usize, kind: TokenKind) {
        self.tokens.push(Token { span: Span::new(self.base + start, self.base + end), kind });
    }

    /// A word that starts at `start`; `at` is behind an apostrophe that belongs to it, else the same.
    fn word(&mut self, start: usize, at: usize) -> usize {
        if let Some(end) = self.address(start) {
            self.push(start, end, TokenKind::Word);
            return end;
        }
        let mut at = at;
        let (mut clitics, mut dots, mut segment) = (false, false, at);
        while let Some(c) = self.char_at(at) {
            match class(c) {
                Class::Letter | Class::Digit | Class::Joiner => at += c.len_utf8(),
                Class::Space => break,
                Class::Punct => {
                    let next = at + c.len_utf8();
                    if !self.joins(c, start, segment, at) {
                        break;
                    }
                    clitics |= matches!(c, '\'' | '’');
                    dots |= c == '.';
                    segment = next;
                    at = next;
                    if c == '$' {
                        break;
                    }
                }
            }
        }
        if self.char_at(at) == Some('.') && self.takes_dot(start, segment, at, dots) {
            at += 1;
        }
        self.push_word(start, at, clitics, TokenKind::Word);
        at
    }

    /// Whether the punctuation at `at` stands inside the word that began at `start`, its last part at `segment`.
    fn joins(&self, c: char, start: usize, segment: usize, at: usize) -> bool {
        let Some(next) = self.char_at(at + c.len_utf8()) else { return false };
        let letter = matches!(class(next), Class::Letter);
        let part = &self.text[segment..at];
        match c {
            '\'' | '’' | '‘' | 'ʼ' => letter && !part.is_empty(),
            '.' if letter => !next.is_uppercase() || part.len() <= 2,
            '.' => class(next) == Class::Digit,
            '&' => next.is_uppercase() && part.ends_with(char::is_uppercase),
            '@' => letter || class(next) == Class::Digit,
            '-' => letter && segment == start && self.keeps_hyphen(start, at),
            '$' => part.len() <= 3 && segment == start && next.is_ascii_digit() && part.bytes().all(|b| b.is_ascii_uppercase()),
            _ => false,
        }
    }

    fn keeps_hyphen(&self, start: usize, at: usize) -> bool {
        if self.rules.is_prefix(&self.text[start..at]) {
            return true;
        }
        let rest = &self.text.as_bytes()[at + 1..];
        let length = rest.iter().take(24).take_while(|b| b.is_ascii_alphabetic()).count();
        self.rules.is_whole(&self.text[start..at + 1 + length])
    }

    /// Whether the full stop at `at` belongs to the word before it.
    fn takes_dot(&self, start: usize, segment: usize, at: usize, dots: bool) -> bool {
        let part = &self.text[segment..at];
        if dots && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_alphabetic()) {
            return true;
        }
        match self.rules.abbreviation(&self.text[start..at + 1]) {
            Some(Ends::Number) => self.text[at + 1..].trim_start_matches(' ').starts_with(|c: char| c.is_ascii_digit()),
            Some(_) => true,
            None => part.len() == 1 && segment == start && self.is_initial(at),
        }
    }

    /// A single capital is an initial where a name goes on behind its full stop.
    fn is_initial(&self, at: usize) -> bool {
        let capital = self.text.as_bytes()[at - 1].is_ascii_uppercase();
        let rest = self.text[at + 1..].trim_start_matches(' ');
        if !capital || !rest.starts_with(char::is_uppercase) {
            return false;
        }
        let length = rest.bytes().take(24).take_while(|b| b.is_ascii_alphabetic()).count();
        length == 1 || !self.rules.is_opener(&rest[..length])
    }

    /// The end of a web address that starts here.
    fn address(&self, start: usize) -> Option<usize> {
        let bytes = &self.text.as_bytes()[start..];
        let known = |prefix: &[u8]| bytes.len() >= prefix.len() && bytes[..prefix.len()].eq_ignore_ascii_case(prefix);
        if !(known(b"http://") || known(b"https://") || known(b"www.")) {
            return None;
        }
        let rest = &self.text[start..];
        let length = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '<' | '>')).unwrap_or(rest.len());
        let trimmed = rest[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’', '/', '(', '[']);
        (!trimmed.is_empty()).then_some(start + trimmed.len())
    }

    /// Cuts off clitics from the end, then emits the words.
    fn push_word(&mut self, start: usize, end: usize, clitics: bool, kind: TokenKind) {
        let mut cuts = [end; 4];
        let mut count = 1;
        while clitics && count < cuts.len() {
            match self.clitic(start, cuts[count - 1]) {
                Some(cut) => cuts[count] = cut,
                None => break,
            }
            count += 1;
        }
        let head = cuts[count - 1];
        match self.rules.contraction(&self.text[start..head]).map(<[usize]>::to_vec) {
            Some(parts) => {
                let mut at = start;
                for part in parts {
                    self.push(at, at + part, kind);
                    at += part;
                }
            }
            None => self.push(start, head, kind),
        }
        for n in (1..count).rev() {
            self.push(cuts[n], cuts[n - 1], TokenKind::Word);
        }
    }

    /// Where the clitic at the end of this word starts.
    fn clitic(&self, start: usize, end: usize) -> Option<usize> {
        let word = &self.text[start..end];
        self.rules.clitics().iter().find_map(|clitic| {
            let mut at = word.len();
            let mut rest = word.chars();
            for expected in clitic.chars().rev() {
                let found = rest.next_back()?;
                let same = found.to_ascii_lowercase() == expected || (expected == '\'' && found == '’');
                if !same {
                    return None;
                }
                at -= found.len_utf8();
            }
            (at > 0).then_some(start + at)
        })
    }

    /// A number, or what begins with a digit ("20th", "9/11", "10:30"); a unit behind it is a word of its own.
    fn number(&mut self, start: usize, at: usize) -> usize {
        let mut at = self.digits(at);
        let end_of_digits = at;
        let mut clitics = false;
        while let Some(c) = self.char_at(at) {
            let inside = match class(c) {
                Class::Letter | Class::Digit | Class::Joiner => true,
                _ => matches!(c, '\'' | '’') && self.class_at(at + c.len_utf8()) == Some(Class::Letter),
            };
            if !inside {
                break;
            }
            clitics |= class(c) == Class::Punct;
            at += c.len_utf8();
        }
        if at > end_of_digits && self.rules.is_unit(&self.text[end_of_digits..at]) {
            self.push(start, end_of_digits, TokenKind::Number);
            self.push(end_of_digits, at, TokenKind::Word);
        } else {
            self.push_word(start, at, clitics, TokenKind::Number);
        }
        at
    }

    fn digits(&self, mut at: usize) -> usize {
        while let Some(c) = self.char_at(at) {
            let next = at + c.len_utf8();
            let inside = match c {
                ',' | '.' | ':' | '/' => self.class_at(next) == Some(Class::Digit),
                c => class(c) == Class::Digit,
            };
            if !inside {
                break;
            }
            at = next;
        }
        at
    }

    /// Emits all following characters of one sort as one token.
    fn run(&mut self, start: usize, same: impl Fn(char) -> bool) -> usize {
        let rest = &self.text[start..];
        let length = rest.find(|c| !same(c)).unwrap_or(rest.len());
        self.push(start, start + length, TokenKind::Punct);
        start + length
    }

    fn punct(&mut self, at: usize, c: char) -> usize {
        let double = self.text[at + c.len_utf8()..].starts_with(c);
        match c {
            '"' | '＂' | '″' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '‘' | '‛' => {
                self.quote(at, c.len_utf8())
            }
            '`' | '\'' if double => self.quote(at, 2),
            '\'' | '’' => self.quote(at, c.len_utf8()),
            '.' | '…' | '-' | '–' | '—' | '*' | '=' | '+' | '~' | '#' if double => self.run(at, |other| other == c),
            '!' | '?' => self.run(at, |other| matches!(other, '!' | '?')),
            _ => {
                self.push(at, at + c.len_utf8(), TokenKind::Punct);
                at + c.len_utf8()
            }
        }
    }

    fn quote(&mut self, at: usize, width: usize) -> usize {
        let end = at + width;
        match self.quotes.decide(self.text, at, width, self.rules) {
            Mark::Open => self.push(at, end, TokenKind::QuoteOpen),
            Mark::Close => self.push(at, end, TokenKind::QuoteClose),
            Mark::Apostrophe => self.push(at, end, TokenKind::Word),
            Mark::Elision => {
                return match self.class_at(end) {
                    Some(Class::Letter) => self.word(at, end),
                    Some(Class::Digit) => self.number(at, end),
                    _ => {
                        self.push(at, end, TokenKind::Punct);
                        end
                    }
                };
            }
        }
        end
    }
}

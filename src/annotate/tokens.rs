//! Cuts a paragraph into the words of Universal Dependencies' English treebanks (EWT): clitics and hyphens apart.

use super::quotes::{Mark, Quotes};
use super::special::{self, Chunk};
use super::{Token, TokenKind};
use crate::codebook::{Ends, SegmentRules};
use crate::text::Span;

/// What a character does in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// White space.
    Space,
    /// Letters and the low line.
    Letter,
    /// Digits and other numerals.
    Digit,
    /// Combining marks and invisible characters: they stay with the word that they stand in.
    Joiner,
    /// All else.
    Punct,
}

/// Marks that rules and arrows are drawn with ("----==").
const ART: [char; 9] = ['-', '=', '+', '*', '~', '^', '|', '<', '>'];

/// What `c` does in a word.
pub(super) fn class(c: char) -> Class {
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
    let mut cutter = Cutter { text: paragraph, base, rules, tokens, quotes: Quotes::default(), chunk: Chunk::default() };
    let mut at = 0;
    while let Some(c) = cutter.char_at(at) {
        if at >= cutter.chunk.end && class(c) != Class::Space {
            cutter.chunk = Chunk::at(paragraph, at);
        }
        at = match class(c) {
            Class::Space => at + c.len_utf8(),
            Class::Letter => cutter.word(at, at),
            Class::Digit => cutter.number(at, at),
            Class::Joiner => cutter.run(at, |c| class(c) == Class::Joiner),
            Class::Punct => cutter.punct(at, c),
        };
    }
}

/// Goes through one paragraph.
pub(super) struct Cutter<'a> {
    pub(super) text: &'a str,
    /// Where the paragraph starts in the article.
    base: usize,
    pub(super) rules: &'a SegmentRules,
    tokens: &'a mut Vec<Token>,
    quotes: Quotes,
    chunk: Chunk,
}

impl Cutter<'_> {
    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    pub(super) fn class_at(&self, at: usize) -> Option<Class> {
        self.char_at(at).map(class)
    }

    pub(super) fn push(&mut self, start: usize, end: usize, kind: TokenKind) {
        self.tokens.push(Token::new(Span::new(self.base + start, self.base + end), kind));
    }

    /// A word that makes up one surface token with the word before it.
    fn push_joined(&mut self, start: usize, end: usize, kind: TokenKind) {
        self.tokens.push(Token { joined: true, ..Token::new(Span::new(self.base + start, self.base + end), kind) });
    }

    /// The address or file name that starts at `start`.
    pub(super) fn special(&mut self, start: usize) -> Option<usize> {
        let end = self.chunk.may_be_special.then(|| special::end(self.text, start, self.rules)).flatten()?;
        self.push(start, end, TokenKind::Word);
        Some(end)
    }

    /// A word that starts at `start`; `at` is behind an apostrophe that belongs to it, else the same.
    fn word(&mut self, start: usize, at: usize) -> usize {
        if let Some(end) = self.special(start) {
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
                    clitics |= matches!(c, '\'' | '’' | '`');
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
            '`' => next == 's' && !part.is_empty(),
            '.' if letter => !next.is_uppercase() || part.len() <= 2,
            '.' => class(next) == Class::Digit,
            '/' => letter && segment == start && part.len() == 1 && self.is_whole(start, at),
            '&' if part.len() == 1 && letter => self.is_single_letter(at + 1),
            '&' => next.is_uppercase() && part.ends_with(char::is_uppercase),
            '-' if letter || next.is_ascii_digit() => segment == start && self.keeps_hyphen(start, at),
            '-' => part.len() <= 2 && segment == start && self.is_cut_off(start, at),
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
        self.rules.is_suffix(&self.text[at + 1..at + 1 + length]) || self.is_whole(start, at)
    }

    /// Whether a listed word goes on behind the mark at `at`.
    fn is_whole(&self, start: usize, at: usize) -> bool {
        let rest = &self.text.as_bytes()[at + 1..];
        let length = rest.iter().take(24).take_while(|b| b.is_ascii_alphabetic()).count();
        self.rules.is_whole(&self.text[start..at + 1 + length])
    }

    fn is_single_letter(&self, at: usize) -> bool {
        let mut classes = self.text[at..].chars().map(class);
        classes.next() == Some(Class::Letter) && !matches!(classes.next(), Some(Class::Letter | Class::Digit))
    }

    /// One or two letters of a word that its speaker broke off ("th- the").
    fn is_cut_off(&self, start: usize, at: usize) -> bool {
        let word = &self.text[start..at];
        let apart = self.char_at(at + 1).is_some_and(|c| c == ' ' || c == ',');
        apart && word.bytes().all(|b| b.is_ascii_alphabetic()) && (word.len() == 1 || !self.rules.is_opener(word))
    }

    /// Whether the full stop at `at` belongs to the word before it.
    fn takes_dot(&self, start: usize, segment: usize, at: usize, dots: bool) -> bool {
        let part = &self.text[segment..at];
        if dots && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_alphabetic()) {
            return true;
        }
        match self.rules.abbreviation(&self.text[start..at + 1]) {
            Some(Ends::Number) => self.text[at + 1..].trim_start_matches(' ').starts_with(|c: char| c.is_ascii_digit()),
            Some(Ends::Maybe) => dots || !self.is_last(at + 1),
            Some(Ends::Never) => true,
            None => part.len() == 1 && segment == start && self.is_initial(at),
        }
    }

    /// Whether nothing follows in the sentence: treebanks write "etc ." there, but "etc. and so on".
    fn is_last(&self, at: usize) -> bool {
        let rest = self.text[at..].trim_start_matches([')', '"', '”', '’']);
        let Some(rest) = rest.strip_prefix(' ') else { return rest.trim_start().is_empty() };
        let length = rest.bytes().take(24).take_while(|b| b.is_ascii_alphabetic()).count();
        rest.starts_with(char::is_uppercase) && self.rules.is_opener(&rest[..length])
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

    /// Cuts off clitics from the end, then emits the words.
    pub(super) fn push_word(&mut self, start: usize, end: usize, clitics: bool, kind: TokenKind) {
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
        let rules = self.rules;
        match rules.contraction(&self.text[start..head]).filter(|c| !c.soft || self.is_followed(head)) {
            Some(contraction) => {
                let mut at = start;
                for part in &contraction.parts {
                    let span = Span::new(self.base + at, self.base + at + part);
                    self.tokens.push(Token { joined: at > start, ..Token::new(span, kind) });
                    at += part;
                }
            }
            None => self.push(start, head, kind),
        }
        for n in (1..count).rev() {
            self.push_joined(cuts[n], cuts[n - 1], TokenKind::Word);
        }
    }

    /// Whether the word behind `at` shows that a soft contraction ends there.
    fn is_followed(&self, at: usize) -> bool {
        let Some(rest) = self.text[at..].strip_prefix(' ') else { return false };
        let length = rest.bytes().take(24).take_while(|b| b.is_ascii_alphabetic()).count();
        rest[length..].starts_with(' ') && self.rules.is_follower(&rest[..length])
    }

    /// Where the clitic at the end of this word starts.
    fn clitic(&self, start: usize, end: usize) -> Option<usize> {
        let word = &self.text[start..end];
        self.rules.clitics().iter().find_map(|clitic| {
            let mut at = word.len();
            let mut rest = word.chars();
            for expected in clitic.chars().rev() {
                let found = rest.next_back()?;
                let same = found.to_ascii_lowercase() == expected || (expected == '\'' && matches!(found, '’' | '`'));
                if !same {
                    return None;
                }
                at -= found.len_utf8();
            }
            (at > 0).then_some(start + at)
        })
    }

    /// Emits all following characters of one sort as one token.
    fn run(&mut self, start: usize, same: impl Fn(char) -> bool) -> usize {
        let rest = &self.text[start..];
        let length = rest.find(|c| !same(c)).unwrap_or(rest.len());
        self.push(start, start + length, TokenKind::Punct);
        start + length
    }

    fn punct(&mut self, at: usize, c: char) -> usize {
        let next = self.char_at(at + c.len_utf8());
        let double = next == Some(c);
        if let Some(length) = self.rules.emoticon(&self.text[at..]).filter(|length| self.stands_apart(at + length)) {
            self.push(at, at + length, TokenKind::Punct);
            return at + length;
        }
        match c {
            '.' | '+' | '#' | '@' if !double && self.is_loose(at) => self.sign(at, c, next),
            '.' if matches!(next, Some('!' | '?')) => self.run(at, |other| matches!(other, '.' | '!' | '?')),
            '"' | '＂' | '″' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '‘' | '‛' => {
                self.quote(at, c.len_utf8())
            }
            '`' | '\'' if double => self.quote(at, 2),
            '’' if double => self.quote(at, 2 * c.len_utf8()),
            '\'' | '’' => self.quote(at, c.len_utf8()),
            '-' | '=' | '+' | '*' | '~' | '^' | '|' if next.is_some_and(|n| ART.contains(&n)) => self.run(at, |other| ART.contains(&other)),
            '$' if double => self.run(at, |other| other == c),
            '.' | '…' | '-' | '–' | '—' | '*' | '=' | '+' | '~' | '#' | '<' | '>' | '^' if double => self.run(at, |other| other == c),
            '!' | '?' => self.run(at, |other| matches!(other, '!' | '?')),
            _ => {
                self.push(at, at + c.len_utf8(), TokenKind::Punct);
                at + c.len_utf8()
            }
        }
    }

    /// Whether nothing that a sign could belong to stands before `at`.
    fn is_loose(&self, at: usize) -> bool {
        self.text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '"' | '<'))
    }

    /// Whether a word of marks may end at `at`.
    fn stands_apart(&self, at: usize) -> bool {
        self.char_at(at).is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ',' | '!' | '?' | ')' | '"' | '<'))
    }

    /// A sign before a number or a name: ".25", "+49", "#topic", "@name".
    fn sign(&mut self, at: usize, c: char, next: Option<char>) -> usize {
        let end = at + c.len_utf8();
        match (c, next.map(class)) {
            ('.' | '+', Some(Class::Digit)) => self.number(at, end),
            ('#' | '@', Some(Class::Letter)) => self.word(at, end),
            _ => {
                self.push(at, end, TokenKind::Punct);
                end
            }
        }
    }

    fn quote(&mut self, at: usize, width: usize) -> usize {
        let end = at + width;
        match self.quotes.decide(self.text, at, width, self.rules) {
            Mark::Open => self.push(at, end, TokenKind::QuoteOpen),
            Mark::Close => self.push(at, end, TokenKind::QuoteClose),
            Mark::Apostrophe => {
                let genitive = self.tokens.last().is_some_and(|t| t.kind == TokenKind::Word && t.span.end as usize == self.base + at);
                let span = Span::new(self.base + at, self.base + end);
                self.tokens.push(Token { joined: genitive, ..Token::new(span, TokenKind::Word) });
            }
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

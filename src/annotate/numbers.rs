//! Cuts what begins with a digit: amounts, times, dates, telephone numbers, units behind them.

use super::TokenKind;
use super::tokens::{Class, Cutter, class};

impl Cutter<'_> {
    /// A number, or what begins with a digit ("20th", "9/11", "10:30"); a unit behind it is a word of its own.
    pub(super) fn number(&mut self, start: usize, at: usize) -> usize {
        if let Some(end) = self.special(start) {
            return end;
        }
        let mut at = self.digits(at);
        if let Some(end) = self.hyphenated_number(start, at) {
            self.push(start, end, TokenKind::Number);
            return end;
        }
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
            let decade = clitics && self.text[start..at].ends_with("0's");
            self.push_word(start, at, clitics && !decade, TokenKind::Number);
        }
        at
    }

    /// The end of a telephone number, a post code or a date whose first digits end at `at` ("555-0100", "12-20-2000").
    fn hyphenated_number(&self, start: usize, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let digits = |from: usize| bytes[from..].iter().take(12).take_while(|b| b.is_ascii_digit()).count();
        let (mut end, mut groups, mut last) = (at, 1, at - start);
        let first = last;
        while groups < 5 && bytes.get(end) == Some(&b'-') && digits(end + 1) > 0 {
            last = digits(end + 1);
            end += 1 + last;
            groups += 1;
        }
        let closed = !bytes.get(end).is_some_and(|b| b.is_ascii_alphanumeric());
        let joined = match groups {
            1 => false,
            2 => last == 4 && first != 4 && self.text[start..at].bytes().all(|b| b.is_ascii_digit() || b == b'/'),
            3 => last == 4 || (first == 4 && last == 2),
            _ => last == 4,
        };
        (closed && joined).then_some(end)
    }

    fn digits(&self, mut at: usize) -> usize {
        while let Some(c) = self.char_at(at) {
            let next = at + c.len_utf8();
            let inside = match c {
                ',' => self.is_thousands(next),
                '.' | ':' | '/' => self.class_at(next) == Some(Class::Digit),
                c => class(c) == Class::Digit,
            };
            if !inside {
                break;
            }
            at = next;
        }
        at
    }

    /// Whether the digits at `at` go on a number behind a comma ("1,500", "12,34,000"; not "see 12,13").
    fn is_thousands(&self, at: usize) -> bool {
        let rest = &self.text.as_bytes()[at..];
        let count = rest.iter().take(4).take_while(|b| b.is_ascii_digit()).count();
        count == 3 || (count == 2 && rest[2..].first() == Some(&b',') && rest[3..].first().is_some_and(u8::is_ascii_digit))
    }
}

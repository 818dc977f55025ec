//! Cells for a page: cut in the middle when long, with the place of the change in sight, and harmless to the page.

/// Characters of a cell that are shown at most, about.
const LONG: usize = 120;
/// Characters before and after the place of the change, and at either end of a long change.
const AROUND: usize = 30;

/// Both sides of a changed cell, cut so that what differs stays in sight.
pub(super) fn clip_pair(old: &str, new: &str) -> (String, String) {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let after = old[before..].iter().rev().zip(new[before..].iter().rev()).take_while(|(a, b)| a == b).count();
    (clip_around(&old, before, after), clip_around(&new, before, after))
}

/// A cell alone, cut in its middle.
pub(super) fn clip(cell: &str) -> String {
    clip_around(&cell.chars().collect::<Vec<_>>(), 0, 0)
}

/// Cuts a cell whose first `before` and last `after` characters are the same on the other side.
fn clip_around(cell: &[char], before: usize, after: usize) -> String {
    if cell.len() <= LONG {
        return cell.iter().collect();
    }
    let (start, end) = (before, cell.len() - after);
    let mut text = String::new();
    if start > AROUND {
        text.push('…');
    }
    text.extend(&cell[start.saturating_sub(AROUND)..start]);
    if end - start > 2 * AROUND {
        text.extend(&cell[start..start + AROUND]);
        text.push('…');
        text.extend(&cell[end - AROUND..end]);
    } else {
        text.extend(&cell[start..end]);
    }
    text.extend(&cell[end..(end + AROUND).min(cell.len())]);
    if after > AROUND {
        text.push('…');
    }
    text
}

/// Whether a character could move the cursor, colour the page or turn text round.
fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Writes such characters as escapes.
fn harmless(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    for c in cell.chars() {
        match is_unsafe(c) {
            true => text.extend(c.escape_default()),
            false => text.push(c),
        }
    }
    text
}

/// A cell for the terminal: bare, or in quotation marks where it would not be seen as it is.
pub(super) fn terminal(cell: &str) -> String {
    let bare = !cell.is_empty() && cell.trim() == cell && !cell.starts_with('"') && !cell.contains(is_unsafe);
    if bare { cell.to_owned() } else { format!("\"{}\"", harmless(cell)) }
}

/// A cell for Markdown: a code span, in which nothing is markup, fenced by more backticks than it holds.
pub(super) fn markdown(cell: &str) -> String {
    if cell.is_empty() {
        return "(empty)".to_owned();
    }
    let cell = harmless(cell);
    let longest = cell.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let edge = |c: Option<char>| c.is_some_and(|c| c == '`' || c == ' ');
    let pad = if edge(cell.chars().next()) || edge(cell.chars().last()) { " " } else { "" };
    format!("{fence}{pad}{cell}{pad}{fence}")
}

/// The same inside a Markdown table, where a pipe ends a cell even in code.
pub(super) fn markdown_in_table(cell: &str) -> String {
    markdown(cell).replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_cell_shows_what_changed() {
        let around = |word: &str| format!("{}{word}{}", "a".repeat(200), "b".repeat(200));
        let shown = |word: &str| format!("…{}{word}{}…", "a".repeat(30), "b".repeat(30));
        assert_eq!(clip_pair(&around("old"), &around("new")), (shown("old"), shown("new")));
        assert_eq!(clip_pair("same start, old", "same start, new"), ("same start, old".to_owned(), "same start, new".to_owned()));
        assert_eq!(clip(&"x".repeat(500)).chars().count(), 61);
    }

    #[test]
    fn markdown_holds_its_cell() {
        assert_eq!(markdown("a|b"), "`a|b`");
        assert_eq!(markdown_in_table("a|b"), "`a\\|b`");
        assert_eq!(markdown("`x` ``y"), "``` `x` ``y ```");
        assert_eq!(markdown("a\r\nb\u{1b}[31m"), "`a\\r\\nb\\u{1b}[31m`");
    }

    #[test]
    fn the_terminal_gets_no_escapes() {
        assert_eq!(terminal("plain words"), "plain words");
        assert_eq!(terminal(""), "\"\"");
        assert_eq!(terminal("\u{1b}[2J"), "\"\\u{1b}[2J\"");
    }

    proptest! {
        #[test]
        fn any_cell_fits_on_one_line(old in "\\PC*|[\\x00-\\x7f]{0,300}", new in "\\PC*|[a-c]{0,300}") {
            let (a, b) = clip_pair(&old, &new);
            prop_assert!(a.chars().count() <= LONG + 3 && b.chars().count() <= LONG + 3);
            prop_assert!(old == new || a != b || old.chars().count() > LONG);
            for text in [markdown(&a), terminal(&b)] {
                prop_assert!(!text.contains(|c: char| c.is_control()));
            }
        }
    }
}

use std::io::Write;
use tidings::annotate::annotate;
use tidings::codebook::SegmentRules;
use tidings::ingest::{Article, ArticleId, Metadata, Paragraph, Section, Source};
use tidings::schema::SchemaFiles;
use tidings::text::Span;

pub fn article(text: &str) -> Article {
    let mut paragraphs = Vec::new();
    let mut at = 0;
    for part in text.split("\n\n") {
        let trimmed = part.trim();
        if !trimmed.is_empty() {
            let start = at + (part.len() - part.trim_start().len());
            paragraphs.push(Paragraph { section: Section::Body, span: Span::new(start, start + trimmed.len()) });
        }
        at += part.len() + 2;
    }
    let source = Source { raw_file: String::new(), raw_record: String::new() };
    Article {
        id: ArticleId(String::new()),
        source,
        meta: Metadata::default(),
        text: text.to_owned(),
        paragraphs,
        raw_sha256: String::new(),
        text_sha256: String::new(),
    }
}

fn main() {
    let rules = SegmentRules::load(&SchemaFiles::embedded()).unwrap();
    let path = std::env::args().nth(1).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let article = article(&text);
    let document = annotate(&article, &rules);
    let n: usize = std::env::args().nth(2).map_or(0, |a| a.parse().unwrap());
    if n > 0 {
        let mut out = document.clone();
        let mut best = u128::MAX;
        for _ in 0..n {
            let start = std::time::Instant::now();
            tidings::annotate::annotate_into(&article, &rules, &mut out);
            best = best.min(start.elapsed().as_nanos());
        }
        eprintln!(
            "{} tokens, {} sentences, best {:.2} M tokens/s",
            out.tokens.len(),
            out.sentences.len(),
            out.tokens.len() as f64 * 1e3 / best as f64
        );
        return;
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut para = u32::MAX;
    for s in &document.sentences {
        if s.paragraph != para {
            writeln!(out, "# newpar").unwrap();
            para = s.paragraph;
        }
        for (i, t) in document.tokens_of(s).iter().enumerate() {
            let gap = text[t.span.end as usize..].starts_with(|c: char| c.is_whitespace());
            writeln!(out, "{}\t{}\t_\t_\t_\t_\t{}\t_\t_\t{}", i + 1, t.span.of(&text), i, if gap { "_" } else { "SpaceAfter=No" }).unwrap();
        }
        writeln!(out).unwrap();
    }
}

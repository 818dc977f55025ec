//! `tidings annotate`: words, tags and trees of a text, as CoNLL-U.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Read, Write, stdin, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use super::schema_files;
use crate::annotate::conllu::{GivenSentence, GivenSentences, write_document};
use crate::annotate::{Annotator, Document, plain_paragraphs};
use crate::codebook::SegmentRules;
use crate::model::network::Network;
use crate::model::weights::unpack;

/// Arguments of `tidings annotate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tidings annotate article.txt > article.conllu\n  \
    tidings annotate --format conllu treebank.conllu > ours.conllu")]
pub struct Args {
    /// A text, or with `--format conllu` a CoNLL-U file; `-` for standard input
    file: PathBuf,
    /// What FILE is. Of a CoNLL-U file, sentences and tokens are kept, and everything else is annotated anew
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// A file of weights instead of the built-in one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Folder whose files go before the built-in ones [default: schema/ here, if it holds a dataset.toml]
    #[arg(long, value_name = "DIR")]
    schema: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Running text in UTF-8; an empty line ends a paragraph
    Text,
    /// Tokens of Universal Dependencies
    Conllu,
}

/// Sentences that are annotated together.
const TOGETHER: usize = 64;

/// Runs `tidings annotate`.
///
/// # Errors
/// When the file cannot be read or is no CoNLL-U, or the weights are refused.
pub fn run(args: &Args) -> Result<ExitCode> {
    let unpacked = |path: &Path| unpack(&read_file(path)?).with_context(|| path.display().to_string());
    let weights = args.model.as_deref().map(unpacked).transpose()?;
    let model = match (&weights, &args.model) {
        (Some(bytes), Some(path)) => &Network::read(bytes).with_context(|| path.display().to_string())?,
        _ => Network::embedded()?,
    };
    let rules = SegmentRules::load(&schema_files(args.schema.as_deref())?)?;
    let mut annotator = Annotator::new(&rules, model);
    let mut out = BufWriter::new(stdout().lock());
    match args.format {
        Format::Text => annotate_text(&args.file, &mut annotator, &mut out)?,
        Format::Conllu => annotate_conllu(&args.file, &mut annotator, &mut out)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn annotate_text(file: &Path, annotator: &mut Annotator<'_>, out: &mut impl Write) -> Result<()> {
    let bytes = if is_stdin(file) { read_all(stdin().lock(), file)? } else { read_file(file)? };
    let text = String::from_utf8(bytes).map_err(|error| {
        let byte = error.utf8_error().valid_up_to();
        anyhow::anyhow!("{}: byte {byte} is not UTF-8; save the file as UTF-8", file.display())
    })?;
    let mut document = Document::default();
    annotator.annotate_text(&text, &plain_paragraphs(&text), &mut document);
    Ok(write_document(&text, &document, out)?)
}

fn annotate_conllu(file: &Path, annotator: &mut Annotator<'_>, out: &mut impl Write) -> Result<()> {
    let input: Box<dyn BufRead> = if is_stdin(file) {
        Box::new(stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(file).with_context(|| format!("cannot read {}", file.display()))?))
    };
    let mut sentences = GivenSentences::new(input);
    loop {
        let batch: Vec<GivenSentence> =
            sentences.by_ref().take(TOGETHER).collect::<Result<_, _>>().with_context(|| file.display().to_string())?;
        if batch.is_empty() {
            return Ok(());
        }
        annotator.annotate_given(&batch, out)?;
    }
}

fn is_stdin(file: &Path) -> bool {
    file == Path::new("-")
}

fn read_file(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read_all(mut input: impl Read, file: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(bytes)
}

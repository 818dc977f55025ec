//! `tidings init`: a folder to start a dataset of one's own in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};

/// Arguments of `tidings init`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: tidings init my-dataset && cd my-dataset && tidings run")]
pub struct Args {
    /// The folder to make; it must be absent or empty
    dir: PathBuf,
}

/// What `init` lays out, by path.
const FILES: &[(&str, &str)] = &[
    ("schema/dataset.toml", include_str!("init/dataset.toml")),
    ("raw/metadata.csv", include_str!("init/metadata.csv")),
    ("history/superseded.csv", include_str!("init/superseded.csv")),
    ("README.md", include_str!("init/README.md")),
    (".gitattributes", include_str!("init/gitattributes")),
];

/// Runs `tidings init`.
///
/// # Errors
/// When the folder holds something already or can't be written.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    refuse_if_used(&args.dir)?;
    for (path, content) in FILES {
        let file = args.dir.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).with_context(|| format!("can't make the folder `{}`", folder.display()))?;
        }
        fs::write(&file, content).with_context(|| format!("can't write `{}`", file.display()))?;
    }
    eprintln!(
        "Laid out `{}`. Next: put articles into its raw/, edit schema/dataset.toml, and run `tidings run` there.",
        args.dir.display()
    );
    Ok(ExitCode::SUCCESS)
}

fn refuse_if_used(dir: &Path) -> anyhow::Result<()> {
    match fs::read_dir(dir).map(|mut entries| entries.next().is_some()) {
        Ok(true) => bail!("`{}` is not empty; name a new folder, so that nothing of yours is overwritten", dir.display()),
        Ok(false) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(e).with_context(|| format!("can't look into `{}`", dir.display())),
    }
}

#[cfg(test)]
mod tests {
    use crate::codebook::{Dataset, Field, IngestRules};
    use crate::schema::SchemaFiles;

    #[test]
    fn every_line_that_is_commented_out_works_when_it_is_not() {
        let given = include_str!("init/dataset.toml");
        let setting = regex::Regex::new("(?m)^# ([a-z_]+ = )").unwrap();
        assert_eq!(setting.find_iter(given).count(), 6);
        let mut files = SchemaFiles::embedded();
        files.replace(Dataset::PATH, setting.replace_all(given, "$1").into_owned().into_bytes());
        let dataset = Dataset::load(&files).unwrap();
        let rules = IngestRules::load(&files, &dataset).unwrap();
        assert!(dataset.url.is_some());
        assert_eq!(rules.fields.find("datum").map(|found| found.0), Some(Field::Date));
    }
}

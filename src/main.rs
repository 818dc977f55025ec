//! The `tidings` program: parse, run, print what went wrong, exit.

use std::process::ExitCode;

use clap::Parser;
use tidings::cli::{Cli, EXIT_UNABLE, described, is_broken_pipe};

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", described(&error));
            ExitCode::from(EXIT_UNABLE)
        }
    }
}

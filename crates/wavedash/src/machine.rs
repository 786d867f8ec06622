//! What the machine has left for this process.

use std::fs;
use std::path::Path;

use wavedash_learn::needs::Available;

/// Memory and threads that can still be taken. What a system does not tell is nothing.
pub(crate) fn available() -> Available {
    let read = |path: &Path| fs::read_to_string(path).ok();
    let limits = read(Path::new("/proc/self/limits"));
    let used = read(Path::new("/proc/self/status")).and_then(|text| kilobytes(&text, "VmSize:"));
    let of_system = read(Path::new("/proc/meminfo")).and_then(|text| kilobytes(&text, "MemAvailable:"));
    // `ulimit -v`: of the address space, of which everything takes more than of memory.
    let of_process = limits.as_deref().and_then(|text| limit(text, "Max address space"));
    let of_process = of_process.map(|limit| (limit - used.unwrap_or_default()).max(0.0));
    let memory = [of_system, of_process, of_group()].into_iter().flatten().min_by(f64::total_cmp);
    let threads = limits.as_deref().and_then(|text| limit(text, "Max processes"));
    Available {
        memory,
        threads: threads.map(|threads| threads as usize),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
    }
}

/// A line of `/proc/meminfo` or `/proc/self/status`, bytes.
fn kilobytes(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()? * 1024.0)
}

/// A soft limit of `/proc/self/limits`; none if there is none.
fn limit(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// What is left of the limit of a container: version 2 of control groups, this process's own group and those above it.
fn of_group() -> Option<f64> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let own = groups.lines().find_map(|line| line.strip_prefix("0::"))?;
    let number = |path: &Path, name: &str| fs::read_to_string(path.join(name)).ok()?.trim().parse::<f64>().ok();
    let folder = Path::new("/sys/fs/cgroup").join(own.trim_start_matches('/'));
    folder
        .ancestors()
        .take_while(|path| path.starts_with("/sys/fs/cgroup"))
        .filter_map(|path| Some((number(path, "memory.max")? - number(path, "memory.current")?).max(0.0)))
        .min_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_files_are_understood() {
        let text = "MemTotal:       24000000 kB\nMemAvailable:   10 kB\n";
        assert_eq!(kilobytes(text, "MemAvailable:"), Some(10_240.0));
        let text = "Limit                     Soft Limit           Hard Limit           Units     \n\
                    Max processes             95000                95000                processes \n\
                    Max address space         unlimited            unlimited            bytes     \n";
        assert_eq!((limit(text, "Max processes"), limit(text, "Max address space")), (Some(95_000.0), None));
        let available = available();
        assert!(available.cores >= 1);
        if cfg!(target_os = "linux") {
            assert!(available.memory.is_some_and(|memory| memory > 1e6), "{available:?}");
        }
    }
}

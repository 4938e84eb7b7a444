"""Several files of one commit, as remote files."""

from seqkit.datasets.remote import RemoteFile, on_github


def pinned_files(
    folder: str,
    repository: str,
    commit: str,
    *,
    under: str,
    files: dict[str, tuple[str, str]],
) -> dict[str, RemoteFile]:
    """Name files of one commit: part → its file.

    Parameters
    ----------
    folder : where they lie in the cache and in a mirror, '<task>/<set>'
    repository : 'owner/name' on GitHub
    commit : its 40 hexadecimal digits
    under : what stands before the file names in the repository, '' or 'data/'
    files : part → (file name, sha256)

    Examples
    --------
    >>> files = {"all": ("a.txt", 64 * "0")}
    >>> parts = pinned_files("lm/toy", "owner/toy", "1d16c8f", under="", files=files)
    >>> parts["all"].path
    'lm/toy/a.txt'
    """
    return {
        part: RemoteFile(
            path=f"{folder}/{name}",
            url=on_github(repository, commit, f"{under}{name}"),
            sha256=sha256,
        )
        for part, (name, sha256) in files.items()
    }

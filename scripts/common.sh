# What the scripts share; to be sourced from the root of the project.

say() { printf '==> %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# The uv on PATH if it works, else our own in .uv; nothing if there is none yet.
find_uv() {
    local candidate
    for candidate in "$(command -v uv || true)" .uv/bin/uv; do
        if [ -n "$candidate" ] && "$candidate" --version >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
}

# A Python of the machine, 3.11 or newer. The system's own comes first: those of version managers go away.
find_python() {
    local candidate
    for candidate in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
}

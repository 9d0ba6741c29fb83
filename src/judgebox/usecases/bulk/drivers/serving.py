"""The candidate's side: load it and let the tests use it."""

import os

from judgebox.usecases.bulk.drivers.loading import load_candidate, take_stream, words_of
from judgebox.usecases.bulk.drivers.peer import Peer, public_names


def main() -> None:
    peer = Peer(take_stream(0), take_stream(1), is_guarded=False)
    try:
        names = load_candidate()
    except BaseException as error:
        peer.send({"load": type(error).__name__, "message": words_of(error)})
        return
    peer.send({"names": {name: peer.write(names[name]) for name in public_names(names)}})
    peer.serve_all()
    os._exit(0)  # what the candidate has left to be done at the end, or in threads, is nobody's concern


if __name__ == "__main__":
    main()

"""What a connection was sent, against the machine-readable contract in protocol/schema."""
import functools
import json
import pathlib

import jsonschema

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "protocol/schema"


@functools.lru_cache(None)
def validator(name):
    return jsonschema.Draft202012Validator(json.loads((FOLDER / f"{name}.json").read_text()))


def findings(connection):
    """One sentence for each result, error, notification and event that its schema refuses."""
    sent = [(f"{method}.result", result) for method, result in connection.results]
    sent += [("error", error) for error in connection.errors]
    for method, params in connection.notifications:
        sent.append((f"notify.{method}", params))
        if method == "event":
            sent.append((f"event.{params['kind']}", params))
    return [f"{name}: {error.json_path}: {error.message[:300]}" for name, value in sent
            for error in validator(name).iter_errors(value)]

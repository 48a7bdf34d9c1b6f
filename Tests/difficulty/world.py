"""Seeds of a scenario played for a script to learn from: their rows, as numbers."""
import csv
import os
import subprocess
import sys

import numpy as np

MISSING = -1e6


def add_options(parser):
    parser.add_argument("--scenario", default="Scenarios/wedding-season.yaml")
    parser.add_argument("--events", type=int, default=48,
                        help="of the wedding season's 480; 0 for all (default 48)")
    parser.add_argument("--guestguard", default=".build/release/guestguard")
    parser.add_argument("--played", metavar="FOLDER",
                        help="a run's --out; seeds whose data set it has are not played again")
    parser.add_argument("--check", action="store_true", help="fail where a bound is crossed")


def play(arguments, seeds, folder, geoip=None):
    """The rows of each of a row of seeds; plays those that have not been played."""
    with open(arguments.scenario, encoding="utf-8") as file:
        text = file.read()
    whole = "count: 480\n"
    if arguments.events and text.count(whole) == 1:
        text = text.replace(whole, f"count: {arguments.events}\n")
    # Its gates are made for its whole size.
    text = text[:text.index("\ngates:") + 1]
    name = os.path.splitext(os.path.basename(arguments.scenario))[0]
    scenario = os.path.join(folder, name + ".yaml")
    with open(scenario, "w", encoding="utf-8") as file:
        file.write(text)
    def data(root, seed):
        return f"{root}/Datasets/{name}-{seed}/accesses.csv"

    played = {seed: data(arguments.played, seed) for seed in seeds
              if arguments.played and os.path.exists(data(arguments.played, seed))}
    missing = [seed for seed in seeds if seed not in played]
    if missing:
        command = [arguments.guestguard, "run", scenario, "--seeds", f"{missing[0]}..{missing[-1]}",
                   "--jobs", "2", "--quiet", "--no-journal", "--out", folder]
        if geoip:
            command += ["--geoip", geoip]
        run = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        if run.returncode:
            sys.exit(f"{' '.join(command)}: exit status {run.returncode}")
    return {seed: rows(played.get(seed) or data(folder, seed)) for seed in seeds}


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file)
                if not row["rejection"] and row["risk_score"] and row["actor"] != "machine"]


def table(rows, columns):
    return np.array([[float(row[column]) if row[column] else MISSING for column in columns]
                     for row in rows])


def truth(rows):
    return np.array([row["is_fraud"] == "1" for row in rows])

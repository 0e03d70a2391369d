"""Runs the twelve checks of the command (README.md), or those with the given numbers: checks.py [--list] BUILD [--short] [--installed] [NUMBER]…

--list prints the commands instead. --short uses smaller numbers and skips the checks of the page, which `./run page` runs.
--installed runs the dbspan in PATH instead of that in BUILD.
"""
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FULL_SIZE = {"DBSPAN_TEST_KILLS": "200", "DBSPAN_TEST_OPERATIONS": "100000", "DBSPAN_TEST_LOAD_SECONDS": "600", "DBSPAN_TEST_SPANS": "2000000"}
CHECKS = {
    "1": ["transparency.py"],
    "2": ["servers.py a_psql_session_in_a_terminal psql_s_output_is_its_own_and_the_report_follows"],
    "3": ["servers.py kills_at_random_moments_lose_no_statement a_killed_program_leaves_everything"],
    "4": ["untraced.py"],
    "5": ["numbers.py SHOP"],
    "6": ["page hostile.mjs"],
    "7": ["page alone.mjs"],
    "8": ["page fast.mjs", "many_spans.py"],
    "9": ["page keys.mjs access.mjs"],
    "10": ["page live.mjs", "load.py"],
    "11": ["live.py", "exporters.py"],
    "12": ["findings.py SHOP"],
}


def main():
    arguments = sys.argv[1:]
    listing, short, installed = (option in arguments for option in ("--list", "--short", "--installed"))
    build, *numbers = [argument for argument in arguments if argument not in ("--list", "--short", "--installed")]
    if not all(number in CHECKS for number in numbers):
        sys.exit("usage: ./run view [--short] [--installed] [1-12]…")
    # servers.py without cases has those of 2 and 3, and others.
    chosen = numbers or [number for number in CHECKS if number not in ("2", "3")]
    commands = [command for number in chosen for command in CHECKS[number]] + ([] if numbers else ["servers.py"])
    commands = [command.split() for command in commands if not (short and command.startswith("page"))]
    if listing:
        print("\n".join(" ".join(command) for command in commands))
        return
    dbspan = shutil.which("dbspan") if installed else os.path.abspath(f"{build}/cli/dbspan")
    if dbspan is None:
        sys.exit("there is no dbspan in PATH")
    print(f"    {dbspan}", flush=True)
    shop = os.path.abspath(f"{build}/tests/cli/cli_shop")
    environment = {**os.environ, **({} if short else FULL_SIZE), "DBSPAN": dbspan}
    for script, *rest in commands:
        print(f"==> {script} {' '.join(rest)}", flush=True)
        if script == "page":
            done = subprocess.run(["node", "--test", *(f"check/{one}" for one in rest)], cwd=ROOT / "view/page", env=environment)
        else:
            rest = [shop if one == "SHOP" else one for one in rest]
            done = subprocess.run([sys.executable, ROOT / "tests/cli" / script, dbspan, *rest], env=environment)
        if done.returncode != 0:
            sys.exit(done.returncode)


main()

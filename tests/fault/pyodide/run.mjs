// Runs the fault lab under Pyodide and prints, as JSON, what it finds in each handler.
//
//     node run.mjs SRC ROUND HANDLER.py...
//
// SRC is the folder that holds the package; it is mounted, so what runs is the very code that runs natively.
import { loadPyodide } from "pyodide";

const [source, round, ...handlers] = process.argv.slice(2);
const python = await loadPyodide({ stderr: (line) => console.error(line) });
python.FS.mkdir("/package");
python.FS.mount(python.FS.filesystems.NODEFS, { root: source }, "/package");
python.globals.set("ROUND", round);
python.globals.set("HANDLERS", python.toPy(handlers));
const said = await python.runPythonAsync(`
import json
import sys

sys.path.insert(0, "/package")
from hotseat.fault import explore, find_world
from hotseat.fault.html import page
from hotseat.fault.report import as_data

world = find_world(ROUND)
told = {}
for name in HANDLERS:
    path = world.folder / name
    report = explore(world, path)
    told[name] = {
        "report": as_data(world, report.findings, report.explanations, handler=name),
        "text": str(report).replace(str(path), name),
        "page": page(report).replace(str(path), name),
    }
json.dumps({"python": sys.version.split()[0], "platform": sys.platform, "told": told})
`);
console.log(said);

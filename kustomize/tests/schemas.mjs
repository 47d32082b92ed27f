// Checks objects against Kubernetes' schemas, offline: node schemas.mjs MODULES FILE.json...
// MODULES holds the npm packages kubernetes-models and typescript. Each file holds a list of objects.
// The compiler finds unknown fields and wrong types, at any depth; the models' own check finds wrong formats and enums.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { typeFaults } from "./typescript.mjs";

const [modules, ...files] = process.argv.slice(2);
const require = createRequire(resolve(modules, "package.json"));

// Custom resources whose fields are unknown here: only their pod templates are checked.
const podTemplates = { Rollout: (object) => object.spec.template };
// Custom resources without a pod template, of operators that manifests/ names.
const unknown = new Set(["ExternalSecret", "SealedSecret", "AnalysisTemplate", "PrometheusRule"]);

function modelOf(object) {
  if (object.kind in podTemplates) {
    return { name: "PodTemplateSpec", path: "kubernetes-models/v1/PodTemplateSpec", value: podTemplates[object.kind](object) };
  }
  const [group, version] = object.apiVersion.includes("/") ? object.apiVersion.split("/") : ["", object.apiVersion];
  return { name: object.kind, path: ["kubernetes-models", group, version, object.kind].filter(Boolean).join("/"), value: object };
}

function formatFault({ name, path, value }) {
  try {
    const model = new (require(path)[name])(value);
    model.validate?.();
    return undefined;
  } catch (error) {
    return error.message;
  }
}

const faults = [];
const program = [];
let checked = 0;
for (const file of files) {
  for (const object of JSON.parse(readFileSync(file, "utf8"))) {
    if (unknown.has(object.kind)) continue;
    const label = `${basename(file, ".json")}: ${object.kind}/${object.metadata.name}`;
    const model = modelOf(object);
    const fault = formatFault(model);
    if (fault) faults.push(`${label}: ${fault}`);
    program.push({ label, line: `const o${checked}: import("${model.path}").I${model.name} = ${JSON.stringify(model.value)}; void o${checked};` });
    checked++;
  }
}

faults.push(...typeFaults(modules, "objects", program));
faults.forEach((fault) => console.log(fault));
console.log(`${checked} objects checked, ${faults.length} faults`);
process.exit(faults.length > 0 || checked === 0 ? 1 : 0);

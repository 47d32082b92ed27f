// Checks dashboards against Grafana's schema, offline: node dashboard.mjs MODULES DASHBOARD.json...
// MODULES holds the npm packages @grafana/schema and typescript. The compiler finds unknown fields, wrong types and unknown values, in the
// dashboard itself and in the options and field settings of each kind of panel.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { typeFaults } from "./typescript.mjs";

const [modules, ...files] = process.argv.slice(2);
const types = join(resolve(modules), "grafana-types");

// A value of JSON is a string or a number, not a member of an enumeration: these become unions.
function withoutEnumerations(declarations) {
  return declarations.replace(/export declare enum (\w+) \{([^}]*)\}/g, (_, name, body) => {
    const members = [...body.matchAll(/^\s*(\w+) = ([^,\n]+)/gm)].map(([, member, value]) => ({ member, value }));
    return [
      `export declare namespace ${name} { ${members.map(({ member, value }) => `type ${member} = ${value};`).join(" ")} }`,
      `export declare type ${name} = ${members.map(({ value }) => value).join(" | ")};`,
    ].join("\n");
  });
}

rmSync(types, { recursive: true, force: true });
cpSync(resolve(modules, "node_modules/@grafana/schema/dist/types"), types, { recursive: true });
for (const file of readdirSync(types, { recursive: true })) {
  if (!file.endsWith(".d.ts")) continue;
  writeFileSync(join(types, file), withoutEnumerations(readFileSync(join(types, file), "utf8")));
}

const program = [];
const faults = [];
function expect(label, type, value) {
  program.push({ label, line: `const o${program.length}: ${type} = ${JSON.stringify(value)}; void o${program.length};` });
}
for (const file of files) {
  const dashboard = JSON.parse(readFileSync(file, "utf8"));
  expect(basename(file), 'import("./grafana-types/raw/dashboard/x/types.gen").Dashboard', dashboard);
  for (const panel of dashboard.panels) {
    const kind = `import("./grafana-types/raw/composable/${panel.type.replaceAll("-", "")}/panelcfg/x/types.gen")`;
    const label = `${basename(file)}: panel ${panel.id}`;
    expect(label, `Partial<${kind}.Options>`, panel.options ?? {});
    expect(label, `Partial<${kind}.FieldConfig>`, panel.fieldConfig?.defaults?.custom ?? {});
  }
}

faults.push(...typeFaults(modules, "dashboards", program));
faults.forEach((fault) => console.log(fault));
console.log(`${files.length} dashboards checked, ${faults.length} faults`);
process.exit(faults.length > 0 || files.length === 0 ? 1 : 0);

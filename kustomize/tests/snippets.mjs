// Holds every YAML snippet of the documents to a file that is built: snippets.mjs README.md...
// The line before a snippet names the file: <!-- excerpt of PATH -->. A line "# …" stands for lines left out.
// snippets.mjs --parts DIRECTORY FILE.md... takes a part of a pod too, and writes it into DIRECTORY as a Pod, to be held to the schemas.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

let faults = 0;
const fail = (file, line, text) => { faults++; console.log(`${file}:${line}: ${text}`); };
const indent = (line) => line.length - line.trimStart().length;

function contains(lines, part) {
  return lines.some((first, start) => {
    const shift = indent(first) - indent(part[0]);
    const shifted = (line) => line === '' ? '' : shift >= 0 ? ' '.repeat(shift) + line : line.slice(-shift);
    return part.every((line, i) => lines[start + i] === shifted(line));
  });
}

const PARTS = { 'initContainers:': (body) => body, 'env:': (body) => ['initContainers:', '- name: init-migrator', ...body.map((it) => '  ' + it)] };

function writePod(path, body) {
  const spec = ['containers: [{name: app, image: app}]', ...body].map((line) => '  ' + line);
  writeFileSync(path, ['apiVersion: v1', 'kind: Pod', 'metadata: {name: snippet}', 'spec:', ...spec, ''].join('\n'));
}

const directory = process.argv[2] === '--parts' ? process.argv[3] : undefined;
for (const file of process.argv.slice(directory ? 4 : 2)) {
  const lines = readFileSync(file, 'utf8').split('\n');
  for (let i = 0; i < lines.length; i++) {
    if (!directory && /^ {4}\S/.test(lines[i])) fail(file, i + 1, 'an indented snippet; use a fence with its language');
    const fence = /^```(\w*)$/.exec(lines[i]);
    if (!fence) continue;
    const start = i, body = [];
    while (lines[++i] !== '```') body.push(lines[i]);
    if (!directory && fence[1] === '') fail(file, start + 1, 'a fence without a language');
    if (fence[1] !== 'yaml') continue;
    const source = /^<!-- excerpt of ((?:kustomize|manifests)\/\S+) -->$/.exec(lines[start - 1] ?? '')?.[1];
    if (!source && directory && PARTS[body[0]]) { writePod(`${directory}/${basename(file)}-${start + 1}.yaml`, PARTS[body[0]](body)); continue; }
    if (!source) { fail(file, start + 1, 'no line "<!-- excerpt of PATH -->" before the snippet'); continue; }
    const whole = readFileSync(source, 'utf8').split('\n');
    const parts = body.join('\n').split(/^ *# …\n?/m).map((part) => part.replace(/\n+$/, '').split('\n')).filter((part) => part[0]);
    for (const part of parts) if (!contains(whole, part)) fail(file, start + 1, `not in ${source}:\n${part.join('\n')}`);
  }
}
process.exit(faults === 0 ? 0 : 1);

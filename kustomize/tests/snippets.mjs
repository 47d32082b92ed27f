// Holds every YAML snippet of the documents to a file that is built: snippets.mjs README.md...
// The line before a snippet names the file: <!-- excerpt of PATH -->. A line "# …" stands for lines left out.
import { readFileSync } from 'node:fs';

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

for (const file of process.argv.slice(2)) {
  const lines = readFileSync(file, 'utf8').split('\n');
  for (let i = 0; i < lines.length; i++) {
    if (/^ {4}\S/.test(lines[i])) fail(file, i + 1, 'an indented snippet; use a fence with its language');
    const fence = /^```(\w*)$/.exec(lines[i]);
    if (!fence) continue;
    const start = i, body = [];
    while (lines[++i] !== '```') body.push(lines[i]);
    if (fence[1] === '') fail(file, start + 1, 'a fence without a language');
    if (fence[1] !== 'yaml') continue;
    const source = /^<!-- excerpt of ((?:kustomize|manifests)\/\S+) -->$/.exec(lines[start - 1] ?? '')?.[1];
    if (!source) { fail(file, start + 1, 'no line "<!-- excerpt of PATH -->" before the snippet'); continue; }
    const whole = readFileSync(source, 'utf8').split('\n');
    const parts = body.join('\n').split(/^ *# …\n?/m).map((part) => part.replace(/\n+$/, '').split('\n')).filter((part) => part[0]);
    for (const part of parts) if (!contains(whole, part)) fail(file, start + 1, `not in ${source}:\n${part.join('\n')}`);
  }
}
process.exit(faults === 0 ? 0 : 1);

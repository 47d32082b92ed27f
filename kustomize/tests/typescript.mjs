// Checks values against types by the TypeScript compiler, offline.
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";

const options = ["--noEmit", "--strict", "--skipLibCheck", "--moduleResolution", "bundler", "--module", "esnext", "--target", "es2022"];

// Compiles the lines of a program of that name, and returns each error with the label of its line, or as it is if it is elsewhere.
// The directory of modules holds the npm package typescript.
export function typeFaults(modules, name, program) {
  const source = join(resolve(modules), `${name}.ts`);
  writeFileSync(source, program.map(({ line }) => line).join("\n"));
  const compiler = createRequire(resolve(modules, "package.json")).resolve("typescript/bin/tsc");
  try {
    execFileSync(process.execPath, [compiler, ...options, source], { encoding: "utf8" });
    return [];
  } catch (error) {
    const place = new RegExp(`^[^ ]*${name}\\.ts\\((\\d+),\\d+\\): error \\w+: (.*)$`);
    return (error.stdout ?? String(error))
      .split("\n")
      .map((line) => ({ line, found: place.exec(line) }))
      .filter(({ line, found }) => found || /error/.test(line))
      .map(({ line, found }) => (found ? `${program[Number(found[1]) - 1].label}: ${found[2]}` : line));
  }
}

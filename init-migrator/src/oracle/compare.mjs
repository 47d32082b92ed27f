// Compares statements and facts of the linter with those of PostgreSQL's own parser: node compare.mjs FACTS [--all]
import {createReadStream} from 'node:fs';
import {createInterface} from 'node:readline';
import * as postgres from 'libpg-query';

const RELATION = {CreateStmt: 'create table', IndexStmt: 'create index on', AlterTableStmt: 'alter table',
  InsertStmt: 'insert', UpdateStmt: 'update', DeleteStmt: 'delete'};
// Statements that run later, or are only explained.
const NOT_RUN = new Set(['CreateFunctionStmt', 'RuleStmt', 'PrepareStmt', 'DoStmt']);

const name = relation => [relation.schemaname, relation.relname].filter(Boolean).join('.');
const listed = object => (object.List?.items ?? []).map(item => item.String.sval).slice(-2).join('.');

function facts(node, found) {
  if (Array.isArray(node)) node.forEach(each => facts(each, found));
  else if (node && typeof node === 'object') {
    for (const [kind, value] of Object.entries(node)) {
      if (NOT_RUN.has(kind) || (kind === 'ExplainStmt' && !value.options?.some(each => each.DefElem.defname === 'analyze'))) continue;
      if (kind === 'CreateForeignTableStmt') found.push(`create table ${name(value.base.relation)}`);
      if (RELATION[kind] && value.relation && (kind !== 'AlterTableStmt' || value.objtype === 'OBJECT_TABLE')) {
        found.push(`${RELATION[kind]} ${name(value.relation)}${value.concurrent ? ' concurrently' : ''}`);
      }
      if (kind === 'CreateTableAsStmt' && value.objtype === 'OBJECT_TABLE') found.push(`create table ${name(value.into.rel)}`);
      if (kind === 'intoClause') found.push(`create table ${name(value.rel)}`);
      if (kind === 'TruncateStmt') value.relations.forEach(each => found.push(`truncate ${name(each.RangeVar)}`));
      if (kind === 'DropStmt' && value.removeType === 'OBJECT_TABLE') {
        value.objects.forEach(each => found.push(`drop table ${listed(each)}${value.behavior === 'DROP_CASCADE' ? ' cascade' : ''}`));
      }
      if (kind === 'DropStmt' && value.removeType === 'OBJECT_INDEX') {
        value.objects.forEach(each => found.push(`drop index ${listed(each)}${value.concurrent ? ' concurrently' : ''}`));
      }
      facts(value, found);
    }
  }
  return found;
}

const count = {statements: 0, refused: 0, divided: 0, facts: 0, missing: 0, surplus: 0};
const files = new Set();
const show = (kind, row, detail) => console.log(`${kind}\t${row.file}:${row.line}\t${detail}`);

await postgres.loadModule();
for await (const line of createInterface({input: createReadStream(process.argv[2]), crlfDelay: Infinity})) {
  const row = JSON.parse(line);
  files.add(row.file);
  count.statements++;
  const isCopy = /^\s*copy\b[^;]*\bfrom\s+stdin\b/i.test(row.text);
  let tree;
  try {
    tree = postgres.parseSync(isCopy ? row.text.split(';')[0] : row.text);
  } catch (error) {
    count.refused++;
    if (process.argv.includes('--all')) show('refused', row, error.message);
    continue;
  }
  const statements = tree.stmts ?? [];
  if (statements.length !== 1) {
    count.divided++;
    show('divided', row, `${statements.length} statements for PostgreSQL`);
    continue;
  }
  const theirs = facts(statements[0].stmt, []);
  count.facts += theirs.length;
  for (const fact of theirs.filter(each => !row.facts.includes(each))) {
    count.missing++;
    show('missing', row, fact);
  }
  // RENAME and SET SCHEMA are ALTER TABLE to the linter, and separate statements to PostgreSQL.
  for (const fact of row.facts.filter(each => !theirs.includes(each) && !each.startsWith('alter table '))) {
    count.surplus++;
    show('surplus', row, fact);
  }
}
console.log(`files ${files.size}, statements ${count.statements}, refused by PostgreSQL ${count.refused}, wrongly divided ${count.divided}, `
  + `facts ${count.facts}, missing ${count.missing}, surplus ${count.surplus}`);

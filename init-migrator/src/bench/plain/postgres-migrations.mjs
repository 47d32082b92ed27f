// Migrates as postgres-migrations documents it: postgres-migrations.mjs URL DIRECTORY
import pg from "pg";
import { migrate } from "postgres-migrations";

const [url, directory] = process.argv.slice(2);
const client = new pg.Client({ connectionString: url });
await client.connect();
try {
  await migrate({ client }, directory);
} finally {
  await client.end();
}

// What a data loader does: run SQL, print the rows as JSON.
//
// The server is the one that PGHOST, PGPORT, PGUSER, PGDATABASE, ... name, and
// BUDGET_SCHEMA the schema of the model; NATION_DATABASE is the database of the
// page on the nation, where it is another. numeric and bigint become numbers:
// amounts in 천원 with three decimals are exact below 9 * 10^12 천원.
import pg from "pg";

const {types} = pg;
types.setTypeParser(types.builtins.NUMERIC, Number);
types.setTypeParser(types.builtins.INT8, Number);
types.setTypeParser(types.builtins.DATE, String);

export async function query(sql, database) {
  const client = new pg.Client(database ? {database} : {});
  await client.connect();
  try {
    const schema = client.escapeIdentifier(process.env.BUDGET_SCHEMA ?? "budget");
    const {rows: [{extension}]} = await client.query(
      `SELECT quote_ident(n.nspname) AS extension
       FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
       WHERE e.extname = 'budget_ext'`
    );
    await client.query(`SET search_path = ${schema}, ${extension}`);
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

export async function print(sql, database) {
  process.stdout.write(JSON.stringify(await query(sql, database)));
}

export const nation = process.env.NATION_DATABASE;

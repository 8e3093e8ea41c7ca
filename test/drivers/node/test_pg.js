// node-postgres: types of the views, our types in text and binary, arrays.
const { Client, types } = require('pg')
const array = require('postgres-array')
const { from: copyFrom, to: copyTo } = require('pg-copy-streams')
const { pipeline } = require('stream/promises')
const { Readable } = require('stream')
const assert = require('assert')

let count = 0, failed = 0
function equal(got, expected, name) {
  count++
  try {
    assert.deepStrictEqual(got, expected)
    console.log(`ok ${count} - ${name}`)
  } catch (e) {
    failed++
    console.log(`not ok ${count} - ${name}\n# ${e.message.replace(/\n/g, '\n# ')}`)
  }
}

const OIDS = { bigint: 20, integer: 23, numeric: 1700, text: 25, boolean: 16, date: 1082 }

async function main() {
  const db = new Client()
  await db.connect()

  const { rows: columns } = await db.query(`
    SELECT c.relname AS view, a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'v' AND c.relnamespace = 'budget'::regnamespace AND a.attnum > 0
    ORDER BY 1, a.attnum`)
  for (const view of new Set(columns.map(c => c.view))) {
    const { fields } = await db.query(`SELECT * FROM budget."${view}"`)
    equal(fields.map(f => [f.name, f.dataTypeID]),
      columns.filter(c => c.view === view).map(c => [c.name, OIDS[c.type]]), `view ${view}`)
  }
  const total = await db.query('SELECT current FROM budget.budget_overview WHERE code IS NULL')
  equal(total.rows, [{ current: '350000' }], 'numeric is a string, exact')

  const row = 'SELECT amount, code, function, amounts, codes FROM typed ORDER BY id LIMIT 2'
  equal((await db.query(row)).rows[0],
    { amount: '350000', code: '201-01', function: '080', amounts: '{350000,-1.500}', codes: '{201,201-01}' },
    'our types are strings until they are registered')

  // Registered, as docs/bi.md says: amounts stay exact as whole won
  const oids = (await db.query(`SELECT 'thousand_won'::regtype::oid AS won, 'thousand_won[]'::regtype::oid AS won_array,
    'budget_code[]'::regtype::oid AS code_array`)).rows[0]
  const won = text => {
    const [, sign, whole, part = ''] = text.match(/^(-?)(\d+)(?:\.(\d+))?$/)
    return BigInt(sign + whole + part.padEnd(3, '0'))
  }
  types.setTypeParser(oids.won, won)
  types.setTypeParser(oids.won_array, text => array.parse(text, won))
  types.setTypeParser(oids.code_array, text => array.parse(text))
  equal((await db.query(row)).rows,
    [{ amount: 350000000n, code: '201-01', function: '080', amounts: [350000000n, -1500n], codes: ['201', '201-01'] },
      { amount: 3358532660n, code: '201', function: '08A', amounts: [], codes: [] }], 'registered: whole won as BigInt')

  for (const value of ['3억 5천만원', 350000, '350000.000', 350000n]) {
    await db.query('BEGIN')
    equal((await db.query('INSERT INTO typed (id, amount, code) VALUES (10, $1, $2) RETURNING amount, code', [value, '20101'])).rows,
      [{ amount: 350000000n, code: '201-01' }], `parameter ${value} (${typeof value})`)
    await db.query('ROLLBACK')
  }
  equal((await db.query('SELECT $1::thousand_won[] AS a', [['1.5', 2]])).rows, [{ a: [1500n, 2000n] }], 'an array as a parameter')

  for (let i = 0; i < 7; i++) {
    const prepared = await db.query({ name: 'above', text: 'SELECT id FROM typed WHERE amount >= $1 AND code <@ $2 ORDER BY id', values: [350000, '200'] })
    if (i === 6) equal(prepared.rows, [{ id: 1 }, { id: 2 }], 'a prepared statement, also with its generic plan')
  }

  try {
    await db.query('SELECT $1::thousand_won', ['1,00'])
    equal('accepted', 'refused', 'wrong grouping')
  } catch (e) {
    equal([e.code, /groups of three/.test(e.detail)], ['22P02', true], 'an error keeps its SQLSTATE and detail')
  }

  await db.query('BEGIN')
  await pipeline(Readable.from(['20,"1,250",20101\n21,△3억원,201\n']), db.query(copyFrom('COPY typed (id, amount, code) FROM STDIN (FORMAT csv)')))
  let copied = ''
  for await (const piece of db.query(copyTo('COPY (SELECT amount, code FROM typed WHERE id >= 20 ORDER BY id) TO STDOUT (FORMAT csv)'))) copied += piece
  equal(copied, '1250,201-01\n-300000,201\n', 'COPY in and out')
  await db.query('ROLLBACK')

  // A Buffer is sent in binary: an amount is eight bytes of whole won. What comes
  // back is read as text, since the driver decodes every result as UTF-8.
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(-1500n)
  equal((await db.query('SELECT $1::thousand_won AS amount, $2::budget_code AS code, $3::function_code AS function',
    [bytes, Buffer.from([0, 201, 0, 1]), Buffer.from('08A')])).rows, [{ amount: -1500n, code: '201-01', function: '08A' }], 'binary parameters')
  equal((await db.query('SELECT id FROM typed WHERE amount >= $1 AND code <@ $2 ORDER BY id', [bytes, Buffer.from([0, 201, 0xff, 0xff])])).rows,
    [{ id: 1 }, { id: 2 }], 'binary parameters of operators')
  await db.end()

  console.log(`1..${count}`)
  process.exit(failed ? 1 : 0)
}
main().catch(e => { console.error(e); process.exit(1) })

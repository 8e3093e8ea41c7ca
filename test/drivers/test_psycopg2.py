"""psycopg2: types of the views, our types as Decimal, arrays, COPY, PREPARE."""
import datetime
import io
from decimal import Decimal

import psycopg2
import psycopg2.extensions as ext
from psycopg2.extras import NumericRange, execute_values, register_range

from tap import VIEWS, by_view, done, equal

OIDS = {"bigint": 20, "integer": 23, "numeric": 1700, "text": 25, "boolean": 16, "date": 1082}
CLASSES = {"bigint": int, "integer": int, "numeric": Decimal, "text": str, "boolean": bool, "date": datetime.date}

db = psycopg2.connect("")
cur = db.cursor()

# The views
cur.execute(VIEWS)
views = by_view(cur.fetchall())
for view, columns in views.items():
    cur.execute('SELECT * FROM budget."%s"' % view)
    rows = cur.fetchall()
    wrong = [v for row in rows for v, (_, kind) in zip(row, columns)
             if v is not None and type(v) is not CLASSES[kind]]
    equal(([(d.name, d.type_code) for d in cur.description], wrong),
          ([(name, OIDS[kind]) for name, kind in columns], []), "view %s" % view)

# Not registered: text
cur.execute("SELECT amount, code, amounts FROM typed WHERE id = 1")
equal(cur.fetchone(), ("350000", "201-01", "{350000,-1.500}"), "our types are text until they are registered")

# Registered, as docs/bi.md says
cur.execute("SELECT 'thousand_won'::regtype::oid, 'thousand_won[]'::regtype::oid, 'budget_code[]'::regtype::oid")
won, won_array, code_array = cur.fetchone()
amount = ext.new_type((won,), "thousand_won", lambda v, c: None if v is None else Decimal(v))
ext.register_type(amount)
ext.register_type(ext.new_array_type((won_array,), "thousand_won[]", amount))
ext.register_type(ext.new_array_type((code_array,), "budget_code[]", ext.UNICODE))
cur.execute("SELECT amount, code, amounts, codes, span FROM typed ORDER BY id")
equal(cur.fetchall(),
      [(Decimal(350000), "201-01", [Decimal(350000), Decimal("-1.5")], ["201", "201-01"], "[100,200)"),
       (Decimal("3358532.66"), "201", [], [], "empty"), (None,) * 5], "registered: Decimal and lists")
cur.execute("SELECT sum(amount), avg(amount), max(amount) FROM typed")
equal(cur.fetchone(), (Decimal("3708532.66"), Decimal("1854266.33"), Decimal("3358532.66")), "aggregates")

# Parameters
for value in ("3억 5천만원", 350000, Decimal("350000.000"), 350000.0):
    cur.execute("INSERT INTO typed (id, amount, code) VALUES (10, %s, %s) RETURNING amount, code", (value, "20101"))
    equal(cur.fetchone(), (Decimal(350000), "201-01"), "parameter %r" % (value,))
    db.rollback()
cur.execute("SELECT count(*) FROM typed WHERE amount >= %s AND code <@ %s", (350000, "201"))
equal(cur.fetchone(), (2,), "parameters of operators")
cur.execute("INSERT INTO typed (id, amounts, codes) VALUES (10, %s::thousand_won[], %s::budget_code[]) RETURNING amounts, codes",
            ([Decimal("0.001"), 5], ["201-01", "100"]))
equal(cur.fetchone(), ([Decimal("0.001"), Decimal(5)], ["201-01", "100"]), "arrays as parameters")
db.rollback()
cur.execute("INSERT INTO typed (id, function) VALUES (10, %s) RETURNING function, function <@ %s", ("08A", "080"))
equal(cur.fetchone(), ("08A", True), "a function code as a parameter")
db.rollback()
register_range("thousand_won_range", NumericRange, cur)
cur.execute("SELECT span FROM typed WHERE id = 1")
equal(cur.fetchone(), (NumericRange(Decimal(100), Decimal(200)),), "a range of amounts, registered")
cur.execute("SELECT amount FROM typed WHERE amount <@ %s::thousand_won_range", (NumericRange(Decimal(350000), None),))
equal(len(cur.fetchall()), 2, "a range as a parameter")
execute_values(cur, "INSERT INTO typed (id, amount) VALUES %s", [(i, Decimal(i) / 1000) for i in range(100, 1100)])
cur.execute("SELECT sum(amount) FROM typed WHERE id >= 100")
equal(cur.fetchone(), (Decimal("599.5"),), "a thousand rows at once")
db.rollback()
try:
    cur.execute("INSERT INTO typed (id, amount) VALUES (10, %s)", (Decimal("0.0001"),))
    equal("accepted", "refused", "digits below one won")
except psycopg2.Error as error:
    equal((error.pgcode, "one won" in str(error)), ("22003", True), "digits below one won are refused")
db.rollback()

# COPY, as text, as CSV and binary
for how in ("", "(FORMAT csv)", "(FORMAT binary)"):
    out = io.BytesIO()
    cur.copy_expert("COPY typed TO STDOUT " + how, out)
    cur.execute("CREATE TEMP TABLE copied (LIKE typed)")
    out.seek(0)
    cur.copy_expert("COPY copied FROM STDIN " + how, out)
    cur.execute("SELECT count(*) FROM typed t JOIN copied c ON t.* IS NOT DISTINCT FROM c.*")
    equal(cur.fetchone(), (3,), "COPY %s there and back" % (how or "as text"))
    db.rollback()
cur.copy_expert("COPY typed (id, amount, code) FROM STDIN (FORMAT csv)", io.StringIO('20,"1,250",20101\n21,△3억원,201\n'))
cur.execute("SELECT amount, code FROM typed WHERE id >= 20 ORDER BY id")
equal(cur.fetchall(), [(Decimal(1250), "201-01"), (Decimal(-300000), "201")], "COPY of amounts as offices write them")
db.rollback()

# Prepared
cur.execute("PREPARE above (thousand_won, budget_code) AS SELECT id FROM typed WHERE amount >= $1 AND code <@ $2 ORDER BY id")
for _ in range(7):
    cur.execute("EXECUTE above (%s, %s)", (350000, "200"))
equal(cur.fetchall(), [(1,), (2,)], "a prepared statement, also with its generic plan")

done()

"""ODBC, with the driver of PostgreSQL through pyodbc."""
from decimal import Decimal

import pyodbc

from tap import PORT, SOCKET, VIEWS, by_view, done, equal

# As SQLColumns says: name of the type and SQL data type
TYPES = {"bigint": ("int8", -5), "integer": ("int4", 4), "numeric": ("numeric", 2), "text": ("text", -10),
         "boolean": ("bool", -7), "date": ("date", 91)}

db = pyodbc.connect("DRIVER={PostgreSQL Unicode};SERVER=%s;PORT=%s;DATABASE=postgres;UID=postgres;"
                    "BoolsAsChar=0;UseServerSidePrepare=1" % (SOCKET, PORT))
cur = db.cursor()

views = by_view(cur.execute(VIEWS).fetchall())
for view, columns in views.items():
    equal([(c.column_name, c.type_name, c.data_type) for c in cur.columns(table=view, schema="budget")],
          [(name,) + TYPES[kind] for name, kind in columns], "view %s" % view)
    rows = cur.execute('SELECT * FROM budget."%s"' % view).fetchall()
    wrong = [v for row in rows for v, (_, kind) in zip(row, columns)
             if kind == "numeric" and v is not None and type(v) is not Decimal]
    equal(wrong, [], "its numeric columns are Decimal")

columns = list(cur.columns(table="typed"))
equal([(c.type_name, c.data_type) for c in columns][1:4], [("thousand_won", -9), ("budget_code", -9), ("function_code", -9)],
      "our types are text to ODBC")
equal([tuple(r) for r in cur.execute("SELECT amount, code, amounts FROM typed ORDER BY id")],
      [("350000", "201-01", "{350000,-1.500}"), ("3358532.660", "201", "{}"), (None, None, None)], "and so are their values")
equal(tuple(cur.execute("SELECT amount::numeric, avg(amount) OVER () FROM typed WHERE id = 2").fetchone()),
      (Decimal("3358532.66"),) * 2, "a cast to numeric makes them numbers")

for value in ("3억 5천만원", 350000, Decimal("350000.000"), 350000.0):
    cur.execute("INSERT INTO typed (id, amount, code) VALUES (10, ?, ?)", (value, "20101"))
    equal(tuple(cur.execute("SELECT amount, code FROM typed WHERE id = 10").fetchone()), ("350000", "201-01"), "parameter %r" % (value,))
    db.rollback()
cur.executemany("INSERT INTO typed (id, amounts) VALUES (?, ?)", [(i, "{%d,0.001}" % i) for i in range(100, 200)])
equal(tuple(cur.execute("SELECT count(*), sum(a) FROM typed, unnest(amounts) a WHERE id >= 100").fetchone()),
      (200, "14950.100"), "arrays, by a prepared statement run a hundred times")
db.rollback()
try:
    cur.execute("INSERT INTO typed (id, amount) VALUES (10, ?)", ("1,00",))
    equal("accepted", "refused", "wrong grouping")
except pyodbc.Error as error:
    equal((error.args[0], "groups of three" in error.args[1]), ("22P02", True), "an error keeps its SQLSTATE and detail")

done()

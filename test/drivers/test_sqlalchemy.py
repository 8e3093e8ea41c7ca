"""SQLAlchemy: reflected types of the views, and our types as types of its own."""
import io
import warnings
from decimal import Decimal

import psycopg2.extensions as ext
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, base
from sqlalchemy.types import UserDefinedType

from tap import VIEWS, by_view, done, equal

NAMES = {"bigint": "BIGINT", "integer": "INTEGER", "numeric": "NUMERIC", "text": "TEXT", "boolean": "BOOLEAN", "date": "DATE"}


# As docs/bi.md says
class ThousandWon(UserDefinedType):
    cache_ok = True

    def get_col_spec(self, **kw):
        return "thousand_won"

    def bind_expression(self, bindvalue):
        return sa.cast(bindvalue, self)

    def result_processor(self, dialect, coltype):
        return lambda value: None if value is None else Decimal(value)


class BudgetCode(UserDefinedType):
    cache_ok = True

    def get_col_spec(self, **kw):
        return "budget_code"

    def bind_expression(self, bindvalue):
        return sa.cast(bindvalue, self)


engine = sa.create_engine("postgresql+psycopg2://")


# psycopg2 reads arrays of types that it does not know as text
@sa.event.listens_for(engine, "connect")
def register_array(connection, record):
    cur = connection.cursor()
    cur.execute("SELECT 'thousand_won[]'::regtype::oid")
    ext.register_type(ext.new_array_type(cur.fetchone(), "thousand_won[]", ext.UNICODE), connection)


with engine.connect() as db:
    views = by_view(db.execute(sa.text(VIEWS)).fetchall())
    inspector = sa.inspect(db)
    equal(sorted(inspector.get_view_names(schema="budget")), sorted(views), "the views are listed")
    for view, columns in views.items():
        equal([(c["name"], str(c["type"])) for c in inspector.get_columns(view, schema="budget")],
              [(name, NAMES[kind]) for name, kind in columns], "view %s" % view)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        equal(str(inspector.get_columns("typed")[1]["type"]), "NULL", "a type that is not registered is not known")
        equal("thousand_won" in str(said[0].message), True, "and SQLAlchemy says so")

base.ischema_names["thousand_won"] = ThousandWon
base.ischema_names["budget_code"] = BudgetCode
with engine.connect() as db:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the types that are not registered
        typed = sa.Table("typed", sa.MetaData(), autoload_with=db)
    equal([type(typed.c[n].type).__name__ for n in ("amount", "code", "amounts")],
          ["ThousandWon", "BudgetCode", "ARRAY"], "registered types are reflected, arrays too")
    equal(type(typed.c.amounts.type.item_type).__name__, "ThousandWon", "with the type of their elements")
    equal(db.execute(sa.select(typed.c.amount, typed.c.code).order_by(typed.c.id)).fetchall(),
          [(Decimal(350000), "201-01"), (Decimal("3358532.66"), "201"), (None, None)], "rows")
    equal(db.execute(sa.select(typed.c.id).where(typed.c.amount > 350000)).fetchall(), [(2,)], "a comparison with an integer")
    equal(db.execute(sa.select(typed.c.id).where(typed.c.amount == Decimal("3358532.66"))).fetchall(), [(2,)], "and with a Decimal")
    equal(db.execute(sa.select(typed.c.id).where(typed.c.code.op("<@")("201")).order_by(typed.c.id)).fetchall(),
          [(1,), (2,)], "an operator of our own")
    transaction = db.begin()
    db.execute(typed.insert(), [{"id": 10, "amount": Decimal("1.5"), "code": "20101"}, {"id": 11, "amount": "5천만원", "code": None}])
    equal(db.execute(sa.select(typed.c.amount, typed.c.code).where(typed.c.id >= 10).order_by(typed.c.id)).fetchall(),
          [(Decimal("1.5"), "201-01"), (Decimal(50000), None)], "rows written")
    db.execute(typed.insert(), [{"id": 12, "amounts": [Decimal("0.001"), 5]}])
    equal(db.execute(sa.select(typed.c.amounts).where(typed.c.id == 12)).scalar(), [Decimal("0.001"), Decimal(5)], "an array written and read")
    out = io.StringIO()
    db.connection.cursor().copy_expert("COPY (SELECT amount FROM typed WHERE amount IS NOT NULL AND id >= 10 ORDER BY id) TO STDOUT (FORMAT csv)", out)
    equal(out.getvalue().split(), ["1.500", "50000"], "COPY, by the driver's cursor")
    transaction.rollback()
    meta = sa.MetaData()
    made = sa.Table("made", meta, sa.Column("a", ThousandWon), sa.Column("b", ARRAY(ThousandWon)), prefixes=["TEMPORARY"])
    made.create(db)
    equal([c.type.compile(dialect=engine.dialect) for c in made.c], ["thousand_won", "thousand_won[]"], "tables made with our types")

done()

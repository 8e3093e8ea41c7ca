"""What the tests of the Python drivers share: TAP, and what the catalog says."""
import os
import sys

count = failed = 0

VIEWS = """
    SELECT c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'v' AND c.relnamespace = 'budget'::regnamespace AND a.attnum > 0
    ORDER BY 1, a.attnum"""

SOCKET, PORT = os.environ["PGHOST"], os.environ["PGPORT"]


def equal(got, expected, name):
    global count, failed
    count += 1
    if got == expected:
        print("ok %d - %s" % (count, name))
    else:
        failed += 1
        print("not ok %d - %s" % (count, name))
        print("#      got: %r\n# expected: %r" % (got, expected))


def by_view(rows):
    """{view: [(column, type), ...]} of the rows of VIEWS"""
    views = {}
    for view, column, kind in rows:
        views.setdefault(view, []).append((column, kind))
    return views


def done():
    print("1..%d" % count)
    sys.exit(failed != 0)

"""libpq itself: parameters and results of our types in binary, in one and in
many, and messages that are none.

psycopg2 sends no binary parameters, so PQexecParams is called as C programs do.
"""
import ctypes
import ctypes.util
import struct

from tap import done, equal

pq = ctypes.CDLL(ctypes.util.find_library("pq") or "libpq.so.5")
for function, result in (("PQconnectdb", ctypes.c_void_p), ("PQexecParams", ctypes.c_void_p),
                         ("PQexecPrepared", ctypes.c_void_p), ("PQprepare", ctypes.c_void_p),
                         ("PQgetvalue", ctypes.c_void_p), ("PQresultErrorField", ctypes.c_char_p),
                         ("PQerrorMessage", ctypes.c_char_p)):
    getattr(pq, function).restype = result
connection = ctypes.c_void_p(pq.PQconnectdb(b""))
TUPLES = 2


def outcome(result):
    """The rows in binary, or the SQLSTATE"""
    result = ctypes.c_void_p(result)
    if pq.PQresultStatus(result) not in (1, TUPLES):
        found = pq.PQresultErrorField(result, ord("C")).decode()
    else:
        found = [[None if pq.PQgetisnull(result, row, column) else
                  ctypes.string_at(pq.PQgetvalue(result, row, column), pq.PQgetlength(result, row, column))
                  for column in range(pq.PQnfields(result))] for row in range(pq.PQntuples(result))]
    pq.PQclear(result)
    return found


def arrays(values):
    """Bytes go in binary, strings as text"""
    n = len(values)
    sent = [v.encode() if isinstance(v, str) else v for v in values]
    return (n, (ctypes.c_char_p * n)(*sent), (ctypes.c_int * n)(*[len(v or b"") for v in sent]),
            (ctypes.c_int * n)(*[isinstance(v, bytes) for v in values]))


def run(sql, *values):
    n, sent, lengths, formats = arrays(values)
    return outcome(pq.PQexecParams(connection, sql.encode(), n, None, sent, lengths, formats, 1))


def oid(name):
    return struct.unpack("!I", run("SELECT $1::regtype::oid", name)[0][0])[0]


def won(amount):
    return struct.pack("!q", amount)


def code(group, item=-1):
    return struct.pack("!hh", group, item)


def array(element, *values):
    body = b"".join(struct.pack("!i", -1) if v is None else struct.pack("!i", len(v)) + v for v in values)
    return struct.pack("!iiIii", 1, None in values, element, len(values), 1) + body


def span(low, high):
    """[low, high)"""
    return b"\x02" + b"".join(struct.pack("!i", 8) + won(v) for v in (low, high))


def multi(*spans):
    return struct.pack("!i", len(spans)) + b"".join(struct.pack("!i", len(s)) + s for s in spans)


WON, CODE, FUNCTION = oid("thousand_won"), oid("budget_code"), oid("function_code")
LAST = 2**63 - 1

# One value: the server reads it as the text says, and sends it back
for kind, binary, text in (
        ("thousand_won", won(350000000), "350000"), ("thousand_won", won(-1), "-0.001"), ("thousand_won", won(0), "0"),
        ("thousand_won", won(LAST), "9223372036854775.807"), ("thousand_won", won(-LAST), "-9223372036854775.807"),
        ("budget_code", code(201, 1), "201-01"), ("budget_code", code(201), "201"), ("budget_code", code(0), "000"),
        ("budget_code", code(999, 99), "999-99"), ("budget_code", code(201, 0), "201-00"),
        ("function_code", b"08A", "08A"), ("function_code", b"000", "000"), ("function_code", b"ZZZ", "ZZZ"),
        ("thousand_won[]", array(WON, won(1), None, won(-1500)), "{0.001,NULL,-1.500}"),
        ("budget_code[]", array(CODE, code(201), code(201, 1)), "{201,201-01}"),
        ("function_code[]", array(FUNCTION, b"080", b"08A"), "{080,08A}"),
        ("thousand_won_range", span(1000, 2000), "[1,2)"), ("thousand_won_range", b"\x01", "empty"),
        ("thousand_won_multirange", multi(span(1000, 2000), span(3000, 4000)), "{[1,2),[3,4)}")):
    equal(run("SELECT $1::%s, $1::%s::text, $2::%s, $1::%s = $2::%s" % ((kind,) * 5), binary, text),
          [[binary, text.encode(), binary, b"\x01"]], "%s %s" % (kind, text))
equal(run("SELECT $1::thousand_won, $2::budget_code[]", None, None), [[None, None]], "NULLs")

# Parameters where their types follow from what they are for
equal(run("SELECT id FROM typed WHERE amount >= $1 AND code <@ $2 ORDER BY id", won(350000000), code(201)),
      [[struct.pack("!i", 1)], [struct.pack("!i", 2)]], "parameters of operators")
equal(run("INSERT INTO typed (id, amount, code, function, amounts, codes, span) VALUES (50, $1, $2, $3, $4, $5, $6) "
          "RETURNING amount, code, function, amounts, codes, span, won_text(amount)",
          won(1250000), code(201, 1), b"08A", array(WON, won(5)), array(CODE, code(100)), span(0, 1000)),
      [[won(1250000), code(201, 1), b"08A", array(WON, won(5)), array(CODE, code(100)), span(0, 1000), b"1,250"]],
      "a row in binary")
equal(run("SELECT t FROM (SELECT amount, code FROM typed WHERE id = 50) t"),
      [[struct.pack("!iIi", 2, WON, 8) + won(1250000) + struct.pack("!Ii", CODE, 4) + code(201, 1)]], "a record")
equal(run("SELECT sum(amount), max(amount), min(code) FROM typed WHERE id IN (1, 50)"),
      [[won(351250000), won(350000000), code(201, 1)]], "aggregates")
equal(run("DELETE FROM typed WHERE id = 50"), [], "deleted")

# Prepared, with its types named; beyond five times the plan is generic
types = (ctypes.c_uint * 2)(WON, CODE)
equal(outcome(pq.PQprepare(connection, b"above", b"SELECT id FROM typed WHERE amount >= $1 AND code <@ $2 ORDER BY id", 2, types)),
      [], "prepared")
for _ in range(7):
    n, sent, lengths, formats = arrays((won(350000001), code(200)))
    found = outcome(pq.PQexecPrepared(connection, b"above", n, sent, lengths, formats, 1))
equal(found, [[struct.pack("!i", 2)]], "executed seven times, also with its generic plan")

# What is no value of the type: refused, and the session goes on
for kind, binary, state, what in (
        ("thousand_won", won(-2**63), "22003", "the smallest bigint"),
        ("thousand_won", b"", "08P01", "nothing"), ("thousand_won", won(1)[:7], "08P01", "seven bytes"),
        ("thousand_won", won(1) + b"\0", "22P03", "nine bytes"),
        ("budget_code", b"", "08P01", "nothing"), ("budget_code", code(201, 1)[:3], "08P01", "three bytes"),
        ("budget_code", code(201, 1) + b"\0", "22P03", "five bytes"),
        ("budget_code", code(1000, 1), "22P03", "object 1000"), ("budget_code", code(-1, 1), "22P03", "object -1"),
        ("budget_code", code(201, 100), "22P03", "item 100"), ("budget_code", code(201, -2), "22P03", "item -2"),
        ("function_code", b"", "08P01", "nothing"), ("function_code", b"08", "08P01", "two bytes"),
        ("function_code", b"08A0", "22P03", "four bytes"), ("function_code", b"08a", "22P03", "a small letter"),
        ("function_code", "가".encode(), "22P03", "a letter of three bytes"),
        ("thousand_won[]", array(CODE, code(201)), "08P01", "an array of codes"),
        ("thousand_won[]", array(WON, won(1)[:4]), "08P01", "an array with a short amount"),
        ("thousand_won[]", array(WON, won(1) + won(1)), "22P03", "an array with a long amount"),
        ("thousand_won_range", span(1000, 2000)[:-1], "08P01", "a range cut short"),
        ("thousand_won_range", span(2000, 1000), "22000", "a range upside down"),
        ("thousand_won_range", span(1000, -2**63), "22003", "a range to the smallest bigint")):
    equal(run("SELECT $1::%s" % kind, binary), state, "%s: %s" % (kind, what))
equal(run("SELECT $1::thousand_won", won(1)), [[won(1)]], "the session goes on")
pq.PQfinish(connection)

done()

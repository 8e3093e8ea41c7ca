/* JDBC: types of the views, parameters, arrays, COPY, prepared statements. */
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.util.PGobject;

public class TestJdbc {
	static int count, failed;

	static void equal(Object got, Object expected, String name) {
		boolean same = String.valueOf(got).equals(String.valueOf(expected));
		count++;
		if (!same)
			failed++;
		System.out.println((same ? "ok " : "not ok ") + count + " - " + name);
		if (!same)
			System.out.println("#      got: " + got + "\n# expected: " + expected);
	}

	/* Name and java.sql.Types as the driver has them */
	static final Map<String, String> TYPES = Map.of(
		"bigint", "int8 " + Types.BIGINT, "integer", "int4 " + Types.INTEGER,
		"numeric", "numeric " + Types.NUMERIC, "text", "text " + Types.VARCHAR,
		"boolean", "bool " + Types.BIT, "date", "date " + Types.DATE);

	static Connection connect(String options) throws SQLException {
		return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + System.getenv("PGPORT") +
			"/postgres?user=postgres" + options);
	}

	static Object one(Connection db, String query) throws SQLException {
		ResultSet r = db.createStatement().executeQuery(query);
		r.next();
		return r.getObject(1);
	}

	static void views(Connection db) throws SQLException {
		Map<String, List<String>> views = new LinkedHashMap<>();
		ResultSet r = db.createStatement().executeQuery(
			"SELECT c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)" +
			" FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid" +
			" WHERE c.relkind = 'v' AND c.relnamespace = 'budget'::regnamespace AND a.attnum > 0" +
			" ORDER BY 1, a.attnum");
		while (r.next())
			views.computeIfAbsent(r.getString(1), k -> new ArrayList<>()).add(r.getString(2) + " " + TYPES.get(r.getString(3)));
		for (String view : views.keySet()) {
			List<String> seen = new ArrayList<>();
			r = db.createStatement().executeQuery("SELECT * FROM budget.\"" + view + "\"");
			ResultSetMetaData m = r.getMetaData();
			for (int i = 1; i <= m.getColumnCount(); i++)
				seen.add(m.getColumnName(i) + " " + m.getColumnTypeName(i) + " " + m.getColumnType(i));
			while (r.next())
				for (int i = 1; i <= m.getColumnCount(); i++)
					r.getObject(i);
			equal(seen, views.get(view), "view " + view);

			List<String> listed = new ArrayList<>();
			r = db.getMetaData().getColumns(null, "budget", view, "%");
			while (r.next())
				listed.add(r.getString("COLUMN_NAME") + " " + r.getString("TYPE_NAME") + " " + r.getInt("DATA_TYPE"));
			equal(listed, views.get(view), "and as getColumns lists it");
		}
	}

	static void parameters() throws SQLException {
		Connection db = connect("");
		db.setAutoCommit(false);
		PreparedStatement p = db.prepareStatement("INSERT INTO typed (id, amount) VALUES (10, ?)");
		p.setLong(1, 350000);
		p.executeUpdate();
		equal(one(db, "SELECT amount FROM typed WHERE id = 10"), "350000", "parameter: long");
		db.rollback();
		p.setBigDecimal(1, new BigDecimal("1.5"));
		p.executeUpdate();
		equal(one(db, "SELECT amount FROM typed WHERE id = 10"), "1.500", "parameter: BigDecimal");
		db.rollback();
		try {
			p.setString(1, "350,000");
			p.executeUpdate();
			equal("accepted", "refused", "a string has a type to JDBC");
		} catch (SQLException e) {
			equal(e.getSQLState(), "42804", "a string has a type to JDBC");
		}
		db.rollback();
		PGobject amount = new PGobject();
		amount.setType("thousand_won");
		amount.setValue("3억 5천만원");
		p.setObject(1, amount);
		p.executeUpdate();
		equal(one(db, "SELECT amount FROM typed WHERE id = 10"), "350000", "parameter: PGobject");
		db.rollback();
		p.setObject(1, "350,000", Types.OTHER);
		p.executeUpdate();
		equal(one(db, "SELECT amount FROM typed WHERE id = 10"), "350000", "parameter: Types.OTHER");
		db.rollback();
		p.setNull(1, Types.OTHER);
		p.executeUpdate();
		equal(one(db, "SELECT amount FROM typed WHERE id = 10"), null, "parameter: null");
		db.close();

		db = connect("&stringtype=unspecified");
		p = db.prepareStatement("SELECT id FROM typed WHERE amount = ? AND code <@ ?");
		p.setString(1, "3억 5천만원");
		p.setString(2, "201");
		ResultSet r = p.executeQuery();
		r.next();
		equal(r.getInt(1), 1, "with stringtype=unspecified strings do");
		db.close();
	}

	public static void main(String[] args) throws Exception {
		Connection db = connect("");

		views(db);
		equal(one(db, "SELECT current FROM budget.budget_overview WHERE code IS NULL"), "350000", "numeric is a BigDecimal, exact");

		ResultSet r = db.createStatement().executeQuery("SELECT amount, code, amounts FROM typed ORDER BY id");
		ResultSetMetaData m = r.getMetaData();
		equal(m.getColumnTypeName(1) + " " + m.getColumnType(1) + ", " + m.getColumnTypeName(3) + " " + m.getColumnType(3),
			"thousand_won " + Types.OTHER + ", _thousand_won " + Types.ARRAY, "our types have their names");
		r.next();
		equal(r.getObject(1).getClass().getSimpleName() + " " + r.getObject(1) + " " + r.getBigDecimal(1) + " " + r.getLong(1) + " " + r.getString(2),
			"PGobject 350000 350000 350000 201-01", "values, as objects, numbers and text");
		equal(Arrays.toString((Object[]) r.getArray(3).getArray()), "[350000, -1.500]", "an array");
		r.next();
		equal(r.getBigDecimal(1), "3358532.660", "an amount to the won");
		r.next();
		equal(r.getBigDecimal(1), null, "null");

		parameters();

		PreparedStatement p = db.prepareStatement("SELECT ?::thousand_won[]");
		p.setArray(1, db.createArrayOf("thousand_won", new Object[] {"1.5", "2천만원"}));
		r = p.executeQuery();
		r.next();
		equal(r.getArray(1), "{1.500,20000}", "an array as a parameter");

		/* from the fifth execution on with a statement of the server, in binary */
		p = db.prepareStatement("SELECT amount, id FROM typed WHERE amount >= ? ORDER BY id");
		StringBuilder seen = new StringBuilder();
		for (int i = 0; i < 12; i++) {
			p.setLong(1, 350000);
			r = p.executeQuery();
			while (r.next())
				seen.append(r.getBigDecimal(1)).append(' ');
		}
		equal(seen, "350000 3358532.660 ".repeat(12), "a prepared statement, run twelve times");

		org.postgresql.copy.CopyManager copy = db.unwrap(PGConnection.class).getCopyAPI();
		equal(copy.copyIn("COPY typed (id, amount, code) FROM STDIN (FORMAT csv)", new StringReader("20,\"1,250\",20101\n21,△3억원,201\n")), 2, "COPY in");
		StringWriter out = new StringWriter();
		copy.copyOut("COPY (SELECT amount, code FROM typed WHERE id >= 20 ORDER BY id) TO STDOUT (FORMAT csv)", out);
		equal(out.toString().trim(), "1250,201-01\n-300000,201", "COPY out");
		db.createStatement().executeUpdate("DELETE FROM typed WHERE id >= 20");
		db.close();

		System.out.println("1.." + count);
		System.exit(failed == 0 ? 0 : 1);
	}
}

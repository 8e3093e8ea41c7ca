-- sheet: reading a project sheet (사업설명서) as text

CREATE FUNCTION budget_sheet_lines(
		sheet text, fiscal_year integer DEFAULT NULL,
		OUT line integer, OUT section text, OUT kind text, OUT target text,
		OUT fields text[], OUT issue text)
	RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL SAFE COST 1000 ROWS 120
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_sheet_lines(text, integer) IS
	'how a project sheet (사업설명서) is read: each line, its section, what it is, the table it goes to, its cells, and what was not understood';

CREATE FUNCTION budget_load_sheet(
		sheet text, fiscal_year integer, schema name DEFAULT 'budget')
	RETURNS bigint
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE COST 100000
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_load_sheet(text, integer, name) IS
	'read a project sheet (사업설명서) into the model of a schema; returns the project''s id';

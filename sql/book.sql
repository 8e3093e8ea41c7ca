-- book: budget books (사업명세서) and open data, from tables they were copied to

CREATE FUNCTION budget_load_cost_basis(
		source regclass, fiscal_year integer, government text,
		stage text DEFAULT '본예산', schema name DEFAULT 'budget',
		OUT relation text, OUT rows bigint)
	RETURNS SETOF record
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE COST 100000 ROWS 3
	SET search_path = @extschema@, pg_temp
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_load_cost_basis(regclass, integer, text, text, name) IS
	'load the cost bases (산출기초) of a budget book from a table into the model of a schema; the rows that each of its tables got';

CREATE FUNCTION budget_load_stages(
		source regclass, fiscal_year integer, government text,
		stage text DEFAULT '추경 1회', schema name DEFAULT 'budget',
		OUT relation text, OUT rows bigint)
	RETURNS SETOF record
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE COST 100000 ROWS 3
	SET search_path = @extschema@, pg_temp
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_load_stages(regclass, integer, text, text, name) IS
	'load the original budget and a supplementary one (본예산, 추경) of a budget book from a table into the model of a schema; the rows that each of its tables got';

CREATE FUNCTION budget_load_expenditure(
		source regclass, schema name DEFAULT 'budget',
		OUT relation text, OUT rows bigint)
	RETURNS SETOF record
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE COST 100000 ROWS 5
	SET search_path = @extschema@, pg_temp
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_load_expenditure(regclass, name) IS
	'load open data on expenditure by project (세부사업별 세출현황, in won) from a table into the model of a schema; the rows that each of its tables got';

-- cost_basis

CREATE FUNCTION cost_basis_amount(basis text, mode text DEFAULT 'ceil')
	RETURNS thousand_won LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION cost_basis_amount(text, text) IS
	'value of a cost basis (산출기초), each of its lines rounded to whole thousand won: ceil (올림), floor, nearest (반올림), trunc (절사)';

CREATE FUNCTION try_cost_basis_amount(basis text, mode text DEFAULT 'ceil')
	RETURNS thousand_won LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION try_cost_basis_amount(text, text) IS
	'value of a cost basis (산출기초) as cost_basis_amount gives it, NULL where that raises an error';

CREATE FUNCTION parse_cost_line(
	line text,
	OUT depth integer, OUT label text, OUT basis text, OUT amount thousand_won
) LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION parse_cost_line(text) IS
	'takes a line of a cost table (산출내역) apart: depth by its marker (□ 0, ○ 1, - 2, ▷ 3, · 4, ※ 5), label, basis (산출기초), amount';

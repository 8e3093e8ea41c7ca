-- What the drivers look at: the model with the sample sheet in it, and a table
-- with columns of our own types.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
CREATE EXTENSION budget_ext;
SELECT budget_create_model() \g /dev/null
\set sheet `cat docs/sample/project_sheet.txt`
SELECT budget_load_sheet(:'sheet', 2017) \g /dev/null
CREATE TABLE typed (
	id int PRIMARY KEY,
	amount thousand_won,
	code budget_code,
	function function_code,
	amounts thousand_won[],
	codes budget_code[],
	span thousand_won_range);
INSERT INTO typed VALUES
	(1, '350,000천원', '201-01', '080', '{350000,-1.500}', '{201,201-01}', '[100,200)'),
	(2, '3358532.660', '201', '08A', '{}', '{}', 'empty'),
	(3, NULL, NULL, NULL, NULL, NULL, NULL);

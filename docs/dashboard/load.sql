-- load: a model with the sample sheet and the books of invented counties, in a
-- database that has the extension and no model yet.  Run at the top of the
-- checkout; data.sql says which variables it takes.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
SELECT budget_create_model() \g /dev/null
\set sheet `cat docs/sample/project_sheet.txt`
SELECT budget_load_sheet(:'sheet', 2017) \g /dev/null
-- a sheet does not say whose it is, but who carries the project out
UPDATE budget.project SET government = implementer;
\ir data.sql
\unset ON_ERROR_STOP

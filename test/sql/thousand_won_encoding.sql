-- thousand_won: the same in a database with another Korean encoding

SELECT current_database() AS home \gset
CREATE DATABASE budget_ext_euc_kr TEMPLATE template0 ENCODING 'EUC_KR' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C';
\c budget_ext_euc_kr
SET client_encoding = 'UTF8';
SET client_min_messages = warning;
CREATE EXTENSION budget_ext;
SELECT getdatabaseencoding();
SELECT input, input::thousand_won FROM (VALUES ('350,000천원'), ('△ 3억 5천만원'),
	('３５０，０００'), ('일금 350,000원정'), (U&'\FFE6350원'), (U&'\3000 5 ')) AS v (input);
SELECT '3억 5000'::thousand_won;
SELECT won_text(350000, 'korean'), won_text(-1.5), octet_length(won_text(350000, 'unit'));
SELECT won_text(won_text(x, s)::thousand_won, s) = won_text(x, s)
FROM unnest('{-3358532.66, 350000}'::thousand_won[]) x, unnest('{table,unit,won,million,korean}'::text[]) s;
SELECT (parse_budget_cell('(x△120) 350,000천원')).*;
SELECT parse_budget_cell('(x120) 350,000명');
\c :home
DROP DATABASE budget_ext_euc_kr;

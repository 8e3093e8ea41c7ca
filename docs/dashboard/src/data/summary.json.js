// Budget by government and year, in all, by department, by 분야, by 부문, and
// by department and 분야. Rates are rates of sums, worked out by the server.
import {print} from "../../query.js";

await print(`
  SELECT p.government, b.fiscal_year, p.department, f.field, f.sector,
         CASE grouping(p.department, f.field, f.sector)
           WHEN 7 THEN 'all' WHEN 3 THEN 'department' WHEN 5 THEN 'field'
           WHEN 4 THEN 'sector' WHEN 1 THEN 'department field' END AS level,
         coalesce(function_code_name(coalesce(f.sector, f.field)::function_code, b.fiscal_year), '분야 미기재') AS name,
         count(DISTINCT b.project_id) AS projects,
         sum(b.prior) AS prior, sum(b.current) AS current, sum(b.change) AS change,
         change_rate(sum(b.prior) FILTER (WHERE b.current IS NOT NULL),
                     sum(b.current) FILTER (WHERE b.prior IS NOT NULL)) AS change_rate,
         count(*) FILTER (WHERE b.change_label = '신규') AS new_lines
  FROM budget_overview b
  JOIN project_overview p USING (project_id)
  CROSS JOIN LATERAL (SELECT p.function_code AS sector,
                             function_code_field(p.function_code::function_code)::text AS field) f
  WHERE b.code IS NOT NULL AND b.stage = '본예산'
  GROUP BY p.government, b.fiscal_year,
           GROUPING SETS ((), (p.department), (f.field), (f.field, f.sector), (p.department, f.field))
  ORDER BY p.government, b.fiscal_year, sum(b.current) DESC NULLS LAST, name
`);

// 집행 of every department, and of all, against its budget and transfers
import {print} from "../../query.js";

await print(`
  SELECT p.government, e.fiscal_year, p.department, grouping(p.department) = 1 AS is_total,
         sum(e.current_budget) AS budget, sum(e.executed) AS executed, sum(e.remaining) AS remaining,
         total_execution_rate(e.executed, e.current_budget) AS execution_rate
  FROM execution_overview e
  JOIN project_overview p USING (project_id)
  GROUP BY p.government, e.fiscal_year, GROUPING SETS ((p.department), ())
  HAVING sum(e.executed) > 0
  ORDER BY p.government, e.fiscal_year, total_execution_rate(e.executed, e.current_budget) DESC, p.department
`);

// The 산출근거 of each government's last year, every basis evaluated again
import {print} from "../../query.js";

await print(`
  SELECT p.government, c.fiscal_year, p.department, c.project_id, c.project, c.code,
         budget_code_name(c.code::budget_code, c.fiscal_year) AS code_name,
         c.ordinal, c.depth, c.label, c.basis, c.amount,
         try_cost_basis_amount(c.basis)::numeric AS value, c.children_amount, c.difference
  FROM cost_basis_rollup c
  JOIN project_overview p USING (project_id)
  WHERE c.stage = '본예산'
    AND c.fiscal_year = (SELECT max(o.fiscal_year) FROM project_overview o
                         WHERE o.government IS NOT DISTINCT FROM p.government)
  ORDER BY p.government, p.department, c.project, c.project_id, c.code, c.ordinal
`);

// 집행 by month, as the view has it
import {print} from "../../query.js";

await print(`
  SELECT government, fiscal_year, extract(month FROM month)::int AS month,
         executed, executed_so_far, budget, execution_rate
  FROM execution_progress
  ORDER BY government, fiscal_year, month
`);

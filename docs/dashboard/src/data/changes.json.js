// The 100 largest changes of every government and year
import {print} from "../../query.js";

await print(`
  SELECT government, fiscal_year, rank, project_id, project, department, code, code_name,
         prior, current, change, change_rate, change_label
  FROM top_changes
  WHERE stage = '본예산' AND rank <= 100
  ORDER BY government, fiscal_year, rank, project_id, code
`);

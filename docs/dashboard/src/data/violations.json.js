// Every disagreement of the model now, with both figures
import {print} from "../../query.js";

await print(`
  SELECT p.government, p.fiscal_year, p.department, v.rule, v.section, v.project_id, v.project,
         v.subject, v.actual, v.expected, v.difference, v.message
  FROM violation v
  LEFT JOIN project_overview p USING (project_id)
  ORDER BY p.government, p.fiscal_year DESC, abs(v.difference) DESC NULLS LAST, v.project, v.rule, v.subject
`);

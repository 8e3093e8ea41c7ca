// What the reader of sheets did not understand or found odd, by line
import {print} from "../../query.js";

await print(`
  SELECT p.government, p.fiscal_year, p.project, i.line, i.section, i.kind, i.content, i.message
  FROM sheet_issue i
  JOIN project_overview p USING (project_id)
  ORDER BY p.government, p.fiscal_year, i.project_id, i.ordinal
`);

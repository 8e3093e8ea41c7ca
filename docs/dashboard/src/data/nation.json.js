// Every government beside the others, by year, in all and by 분야; government
// NULL is all of them, field NULL all of 분야
import {nation, print} from "../../query.js";

await print(`
  WITH budget AS (
    SELECT government, fiscal_year, NULL AS field, '전체' AS name, projects, prior, current, change
    FROM department_overview
    WHERE stage = '본예산' AND government IS NOT NULL
    UNION ALL
    SELECT government, fiscal_year, field, coalesce(name, '분야 미기재'), projects, prior, current, change
    FROM function_overview
    WHERE stage = '본예산' AND level = 'field' AND government IS NOT NULL
  ), executed AS (
    SELECT DISTINCT ON (government, fiscal_year) government, fiscal_year, executed_so_far, budget, execution_rate,
           extract(month FROM month)::int AS month
    FROM execution_progress
    ORDER BY government, fiscal_year, month DESC
  ), so_far AS (
    SELECT * FROM executed
    UNION ALL
    SELECT NULL, fiscal_year, sum(executed_so_far), sum(budget), execution_rate(sum(executed_so_far), sum(budget)), max(month)
    FROM executed GROUP BY fiscal_year
  ), added AS (
    SELECT government, fiscal_year, field, name, grouping(government) = 1 AS is_total,
           count(DISTINCT government) AS governments, sum(projects) AS projects,
           sum(prior) AS prior, sum(current) AS current, sum(change) AS change,
           change_rate(sum(prior), sum(current)) AS change_rate
    FROM budget
    GROUP BY fiscal_year, field, name, GROUPING SETS ((government), ())
  )
  SELECT a.*, share_rate(a.current, first_value(a.current) OVER (PARTITION BY a.fiscal_year, a.field, a.name ORDER BY a.is_total DESC)) AS share,
         share_rate(a.current, sum(a.current) FILTER (WHERE a.field IS NULL AND a.name = '전체') OVER (PARTITION BY a.fiscal_year, a.government)) AS field_share,
         e.execution_rate, e.month
  FROM added a
  LEFT JOIN so_far e ON a.field IS NULL AND a.name = '전체' AND e.fiscal_year = a.fiscal_year
    AND e.government IS NOT DISTINCT FROM a.government
  ORDER BY a.fiscal_year, a.field NULLS FIRST, a.is_total DESC, a.current DESC, a.government
`, nation);

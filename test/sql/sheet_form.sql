-- Forms that sheets take less often, and what is said of each that has no place:
-- a fragment a subject, through budget_sheet_lines.
\pset null '(null)'

-- what is stated once more: the same is a repetition, else an issue
SELECT line, kind, fields, issue FROM budget_sheet_lines(
E'# 사업
□ 사업개요
사업형태\t<input type="checkbox" checked> 직접수행 <input type="checkbox"> 민간위탁
사업형태\t<input type="checkbox" checked> 직접수행
사업형태\t<input type="checkbox" checked> 민간위탁
사업기간\t<input type="radio" checked> 연례반복
사업기간\t<input type="radio"> 연례반복
사업기간\t
총사업비\t350,000천원
총사업비\t350,000천원
총사업비\t300,000천원
회계연도\t작년
사업형태\t
- 사업위치 : 서울특별시 중구
사업위치
350,000\t1
\t메모', 2017);

-- the table of funds: names in parentheses, figures twice, a rate that is none
SELECT line, kind, fields, issue FROM budget_sheet_lines(
E'# 사업
□ 사업개요
총사업비\t<table><tr><td>총</td><td>(국비)</td><td>(시비)</td><td>(보조율)</td><td>(시비)</td><td>(국비보조율)</td><td></td></tr><tr><td>350,000천원</td><td>100,000</td><td>250,000</td><td>28.6 %</td><td>240,000</td><td>30%</td><td>5</td></tr></table>
총사업비\t<table><tr><td>(보조율)</td><td>(구비)</td></tr><tr><td>절반</td><td>많이</td></tr></table>', 2017);

-- people in charge as lines
SELECT line, kind, target, fields, issue FROM budget_sheet_lines(
E'# 사업
□ 사업 담당자
- 부서명 : 대외협력담당관
- 주무관 ： 02-2133-0000
- 모른다', 2017);

-- dates, marks and years of the texts
SELECT line, kind, target, issue FROM budget_sheet_lines(
E'# 사업
□ 사업내용
- 사업기간 : 2017. 1. 1 ~ 2017. 12. 31
- 사업기간 : 2017. 2. 1 ~ 2017. 12. 31
- 총사업비 :
○ 기간 : 2017. 3월 ~ 5월 까지
 ○
□ 추진경위
□ 추진실적
연도\t내용
\t해 없는 실적
2015\t○ 하나 - 둘 · 셋
2015\t○ 하나<br>- 둘<br>· 셋<br>-
2016
○ 2016년 : 넷', 2017);

-- the schedule as a list, with remarks, columns twice, subsidies and totals twice
SELECT line, kind, target, fields, issue FROM budget_sheet_lines(
E'# 사업
□ 추진일정
- 2017. 3월 : 계획 수립
- 2017. 3월
이것은 표가 아님
※ 적어 둔 것', 2017);
SELECT line, kind, target, fields, issue FROM budget_sheet_lines(
E'# 사업
□ 추진일정
추진내용\t기간\t금액\t세부내용\t내용
계획\t2017. 3월 1일 ~ 15일\t(x5) 10,000\t가\t나
\t2017. 4월\t1
행사\t언젠가\t5,000\t다\t
계\t\t(x5) 15,000
계\t\t15,000
계', 2017);

-- budget lines: a word for a rate beside a budget of the year before
SELECT line, kind, target, fields, issue FROM budget_sheet_lines(
E'# 사업
□ 예산 총괄
구분\t2016예산액 (A)\t2017예산(B)\t증감 (B-A)\t증감률\t증감률
20101\t1,000\t2,000\t1,000\t신규
20102 (공공운영비)\t( 5)\t10\t△5\t−1,50.0
20103\t1\t2\t1\t1,000.0\t1
201-04\t1\t2\t1\t-', 2017);

-- settlements: a rate in words, a subsidy where there is none
SELECT line, kind, target, fields, issue FROM budget_sheet_lines(
E'# 사업
□ 결산
연도\t당초예산\t집행액\t집행잔액\t집행률
2015\t(x10) 100,000\t(x10) 88,645\t(x5) 11,355\t없음
2014\t(x10) 100,000\t1,000\t\t(x5) 1', 2017);

-- cost bases: signs and totals of other hands
SELECT line, kind, target, fields, issue FROM budget_sheet_lines(
E'# 사업
□ 산출근거
과목구분\t세부 산출내역\t금액
20101\t○ 강사료 ＝ 10,000천원\t
\t○ 없음 = -\t
\t\t5,000
20102\t\t
합계\t10,000\t10,000
합계\t= 모름
합계\t가 = 10,000천원
합계\t＝ 10,000천원', 2017);

-- headings: numbers, marks and units of every kind
SELECT line, section, kind, issue FROM budget_sheet_lines(
E'# 사업
Ⅱ. 사업목적
(1) 사업내용
## □ 예산 총괄 [단위: 달러] ##
구분\t2017예산(B)\t비고(단위: 원)
20101\t5\t6
####### 일곱
2015년도 추진일정
**■ 기대효과**', 2017);

-- signs as word processors write them, in keys, marks and amounts
SELECT line, section, kind, target, fields, issue FROM budget_sheet_lines(
E'# 사업
□ 예산 총괄
구분\t２０１７예산（Ｂ）\t2017예산[B]\t증감〔B－A〕\t（B−A）×100/A\t（B－A）％
20101\t−1\t△2\t– 3\t＋4
□ 사업목적
ㅇ 가
o 나
◎ 다
➀ 라
① 마
ㆍ 바
▶ 사
◆ 아', 2017);

-- HTML as it comes: boxes, entities, tables without rows or cells
SELECT line, kind, fields, issue FROM budget_sheet_lines(
E'&#x41;&#xAC00;&#xac01;&#x;\t<input type="text">
<table><tr><td rowspan="3">가</td><td>나</td></tr><tr><td>다</td></tr><tr><td>라</td></tr></table>
<table><tr><td>가<br>나<br/></td><td><input type="checkbox">다</td></tr></table>
<table><input type="checkbox" checked>가<tr><td>나</td></tr></table>
<table><table><tr><td>안</td></tr></table><tr><td>밖 <table><tr><td>하나</td></tr></table><table><tr><td>둘</td></tr></table></td></tr></table>
=====', 2017);

-- the rest of what may be stated twice, or not at all
SELECT line, kind, target, fields, issue FROM budget_sheet_lines(
E'# 사업
□ 사업 성격
<input type="checkbox" checked> 신규 <input type="checkbox"> 계속
<input type="checkbox" checked> 신규
※ 신규임
□ 사업 담당자
※ 비어 있음
□ 사업개요
총사업비\t<table><tr><td>총</td><td>(시비)</td></tr><tr><td></td><td>5</td></tr></table>
□ 예산 총괄
구분\t2016예산액(A)\t2017예산(B)\t증감률
20102\t1\t2\t순증
□ 예산 총괄 (단위: 원, 천원)
구분\t2016예산액(A)\t2017예산(B)\t증감률
20101\t1\t2\t순증
□ 추진일정 (단위: 원)
추진내용\t금액
하나\t1.5
둘\t1.0005
□ 추진경위
※ 없음
□ 추진실적
※ 없음');
SELECT line, kind, target, issue FROM budget_sheet_lines(
E'# 사업
□ 추진실적
2030\t○ 가<br>○ <br>○ 나', NULL);
SELECT kind, left(issue, 60) AS issue FROM budget_sheet_lines(
E'# 사업\n□ 예산 총괄\n구분\t2017예산(B)' || repeat(E'\t', 70) || E'끝\n', 2017);
SELECT kind, count(*), string_agg(DISTINCT issue, '; ') FROM budget_sheet_lines(
E'# 사업\n□ 사업개요\n' || (SELECT string_agg(format(E'사업형태\t<input type="checkbox"> 방법%s\n', n), '' ORDER BY n) FROM generate_series(1, 220) n), 2017)
GROUP BY kind ORDER BY kind;

-- a remark after the marks of other editors, units and rates of more forms
SELECT line, section, kind, target, fields, issue FROM budget_sheet_lines(
E'# 사업
□ 사업목적
* 가
+ 나
*다
기능\t일반행정
□ 예산 총괄
(단위: 천원, %, 명)
구분\t2016예산액(A)\t2017예산(B)\t증감률
20101\t1\t2\t+4.5
20102\t1\t2\t1,0000
20103\t1\t2\t' || repeat('1', 70) || E'
20104\t1\t2\t(x5) +1.0%
\t\t7
※ 전년도와 같음
2016예산액(A)\t2017예산(B)\t구분
1\t2\t20105
1\t2
□ 추진일정
추진내용\t기간
하나\t15일 ~ 20일
둘\t2017. 15일
셋\t2017. 3. 1 ~ 15일', 2017);
SELECT line, kind, target, fields, issue FROM budget_sheet_lines(
E'# 사업
□ 사업개요
기능\t일반행정
예산단계\t\t사업기간\t\t사업형태\t\t사업위치\t중구
예산단계\t2017년도 제1회 추경
예산구분\t2017년 1회추경예산(안)
<b><table><tr><td>가</td></tr></table></b>\t나', 2017);

-- the name stands before the first heading, which is another
SELECT line, section, kind, issue FROM budget_sheet_lines(E'사업명\t하나\n# 둘\n# 하나', 2017);

-- a supplementary budget: what is in force, under each of its names
SELECT n AS name, l.issue, l.fields FROM unnest('{본예산,본예산액,당초예산,당초예산액}'::text[]) n,
	budget_sheet_lines(format(E'# 사업\n□ 예산 총괄 (제1회 추경)\n구분\t%s\t경정예산액\t증감\n20101\t1\t3\t2', n), 2017) l
WHERE l.line > 2 ORDER BY n COLLATE "C", l.line;
SELECT line, section, kind, fields, issue FROM budget_sheet_lines(
E'# 사업
□ 예산 총괄 2017년 제12회 추가경정
구분\t2016예산액\t2017본예산\t2017예산(B)\t증감
20101\t1\t2\t3\t1
□ 산출근거 (추경)
□ 추진일정 (추경)
□ 2017년2회추경예산 총괄
□ 2017 2회 추경예산 총괄
□ 최근 3회 결산', 2017);

-- columns with units that are none, spans that reach down to where rows end
SELECT line, kind, fields, issue FROM budget_sheet_lines(
E'# 사업
□ 예산 총괄
구분\t2016예산액(A)\t2017예산(B)()\t증감(단위: 모름)
20101\t1\t2\t3
□ 추진경위
<table><tr><td rowspan="3">가</td><td rowspan="2">나</td></tr><tr></tr><tr><td>다</td></tr></table>
<tr><td>하나</td><td>둘</td></tr>
2017. 3. 1 가
2017. 3. 2\t<table><tr><td></td></tr></table>
나\t<table><tr><td></td></tr></table>', 2017);

-- costs: an amount beside the line that goes on, a line that is too long
SELECT line, kind, left(fields::text, 80) AS fields, issue FROM budget_sheet_lines(
E'# 사업
□ 산출근거
과목구분\t세부 산출내역\t금액
20101\t○ 홍보 및\t
\t부대비용 등\t5,000
\t○ ' || repeat('가', 1400) || E'\t
\t○ ' || repeat('가', 1400) || E' = 5천원\t
※ 덧붙임', 2017);

-- a step is that part of the text whose name ends alike, if it is the only one
SELECT n AS steps, l.line, l.kind, l.issue FROM generate_series(1, 2) n, budget_sheet_lines(format(
E'# 사업
□ 사업내용
○ 봄 박람회 행사
 - 기간 : 2017. 3월
○ 가을 축제
 - 기간 : 2017. 9월
□ 추진일정
추진절차\t추진기간
여름 박람회 행사\t2017. 4월
가을 축제\t2017. 9월
%s', CASE n WHEN 2 THEN E'겨울 박람회 행사\t2017. 5월' END), 2017) l WHERE l.issue IS NOT NULL;

-- as many findings as there are rows are one, in a message of any length
SELECT length(issue) > 1500 AS long, left(issue, 90) AS starts, right(issue, 20) AS ends, count(*) OVER ()
FROM budget_sheet_lines(E'# 사업\n□ 예산 총괄\n구분\t2016예산액(A)\t2017예산(B)\t증감\n' ||
	(SELECT string_agg(format(E'%s-%s\t\t10\t5\n', 100 + n / 90, lpad((n % 90 + 1)::text, 2, '0')), '' ORDER BY n) FROM generate_series(1, 400) n), 2017)
WHERE issue IS NOT NULL;
-- and what is compared with each other has a limit
SELECT count(*) AS issues, min(line), max(line) FROM budget_sheet_lines(
E'# 사업\n□ 사업내용\n- 사업기간 : 2016년\n' || (SELECT string_agg(format(E'○ 제%s회\n - 기간 : 2017. 3월\n', n), '' ORDER BY n) FROM generate_series(1, 250) n), 2016)
WHERE issue IS NOT NULL;

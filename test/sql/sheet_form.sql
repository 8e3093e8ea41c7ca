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

-- chart

-- Scope, code and years as one range: the ranges of two rows overlap where
-- one code would mean two things in one year.
CREATE FUNCTION budget_code_chart_key(scope text, code budget_code, years int4range)
	RETURNS int8range
	AS 'MODULE_PATHNAME', 'budget_chart_key' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION budget_code_chart_key(text, budget_code, int4range) IS
	'scope, code and years of a row of the chart as one range; the exclusion constraints compare it';
CREATE FUNCTION function_code_chart_key(scope text, code function_code, years int4range)
	RETURNS int8range
	AS 'MODULE_PATHNAME', 'budget_chart_key' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION function_code_chart_key(text, function_code, int4range) IS
	'scope, code and years of a row of the chart as one range; the exclusion constraints compare it';

-- Refuses writes to shipped rows, except by scripts of the extension
COMMENT ON FUNCTION budget_code_chart_key(text, budget_code, int4range) IS
	'what no two rows of the chart may share: scope, code and year in one range';
COMMENT ON FUNCTION function_code_chart_key(text, function_code, int4range) IS
	'what no two rows of the chart may share: scope, code and year in one range';

CREATE FUNCTION budget_chart_guard() RETURNS trigger
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

-- Object codes

CREATE TABLE budget_code_chart (
	scope text NOT NULL DEFAULT 'local'
		CHECK (scope IN ('local', 'national', 'revenue', 'school')),
	code budget_code NOT NULL,
	level text NOT NULL,
	name_ko text CHECK (name_ko <> ''),
	years int4range NOT NULL CHECK (NOT pg_catalog.isempty(years)),
	source text,
	shipped boolean NOT NULL DEFAULT false,
	parent budget_code CHECK (parent <> code),
	CHECK (CASE scope
	       WHEN 'revenue' THEN level IN ('chapter', 'section', 'paragraph', 'item')
	       ELSE level IN ('group', 'object', 'item') END),
	CONSTRAINT budget_code_chart_shipped_years
		EXCLUDE USING gist (budget_code_chart_key(scope, code, years) WITH OPERATOR(pg_catalog.&&))
		WHERE (shipped),
	CONSTRAINT budget_code_chart_own_years
		EXCLUDE USING gist (budget_code_chart_key(scope, code, years) WITH OPERATOR(pg_catalog.&&))
		WHERE (NOT shipped)
);
CREATE INDEX budget_code_chart_code ON budget_code_chart (code);
COMMENT ON TABLE budget_code_chart IS
	'chart of object codes (성질별 분류) by scope and fiscal years; a row of your own is preferred to a shipped one';
COMMENT ON COLUMN budget_code_chart.scope IS
	'local (지방 세출), national (국가 세출), revenue (세입 과목) or school (교육비특별회계)';
COMMENT ON COLUMN budget_code_chart.code IS 'code (과목 번호)';
COMMENT ON COLUMN budget_code_chart.level IS
	'group (편성그룹), object (편성목) or item (통계목); of revenue chapter (장), section (관), paragraph (항) or item (목)';
COMMENT ON COLUMN budget_code_chart.name_ko IS
	'name (과목 이름); NULL where the code is in use and its name is not known';
COMMENT ON COLUMN budget_code_chart.years IS
	'fiscal years (회계연도) in which the code means this; open where the first or last is not known';
COMMENT ON COLUMN budget_code_chart.source IS 'where the row was found (출처)';
COMMENT ON COLUMN budget_code_chart.shipped IS
	'true for the rows of the extension, which cannot be written and are not dumped';
COMMENT ON COLUMN budget_code_chart.parent IS
	'code of the level above (상위 과목); NULL at the top or where it is not known';

-- Sources: muju2026, hongseong2026, yongin2024,2026: the name and number are
-- printed in that budget book; annex11: list of codes of 예산편성 운영기준
-- 별표 11; jangsu2008: budget book of 2008; seed2015-2017: a project sheet of
-- those years; hwaseong2027: a city's guide for 2027; uijeongbu2026: a public
-- classification script; lofin groups: the groups of 지방재정연감; edu:
-- K-에듀파인; jeonbuk2026, gyeonggi: execution data and project sheets of those
-- provinces; general: known, no source found.

INSERT INTO budget_code_chart (code, level, name_ko, years, parent, source, shipped)
SELECT code::budget_code, level, name_ko, years::int4range, parent::budget_code, source, true
FROM (VALUES
	('100', 'group', '인건비', '(,)', NULL, 'lofin groups'),
	('101', 'object', '인건비', '[2008,)', '100', 'muju2026; hongseong2026; annex11; jangsu2008'),
	('101-01', 'item', '보수', '(,)', '101', 'muju2026; hongseong2026; annex11'),
	('101-02', 'item', '기타직보수', '(,)', '101', 'muju2026; hongseong2026; annex11'),
	('101-03', 'item', '공무직(무기계약)근로자보수', '(,)', '101', 'muju2026; hongseong2026; annex11'),
	('101-04', 'item', '기간제근로자등보수', '(,)', '101', 'muju2026; hongseong2026; annex11'),
	('200', 'group', '물건비', '(,)', NULL, 'lofin groups'),
	('201', 'object', '일반운영비', '[2008,)', '200', 'muju2026; hongseong2026; annex11; jangsu2008'),
	('201-01', 'item', '사무관리비', '[2008,)', '201', 'muju2026; hongseong2026; yongin2024,2026; annex11; jangsu2008; seed2015-2017'),
	('201-02', 'item', '공공운영비', '[2008,)', '201', 'muju2026; hongseong2026; yongin2024,2026; annex11; jangsu2008'),
	('201-03', 'item', '행사운영비', '[2008,)', '201', 'muju2026; hongseong2026; yongin2024,2026; annex11; jangsu2008; seed2015-2017'),
	('201-04', 'item', '맞춤형복지제도시행경비', '(,)', '201', 'muju2026; hongseong2026; annex11'),
	('201-05', 'item', NULL, '(,)', '201', 'annex11; code in use, name not found'),
	('202', 'object', '여비', '[2008,)', '200', 'muju2026; hongseong2026; annex11; jangsu2008'),
	('202-01', 'item', '국내여비', '[2008,)', '202', 'muju2026; hongseong2026; yongin2024,2026; annex11; jangsu2008; also takes 202-02 and 202-04 from 2027'),
	('202-02', 'item', '월액여비', '(,2026]', '202', 'muju2026; hongseong2026; annex11; hwaseong2027'),
	('202-02', 'item', '국외업무여비', '[2027,)', '202', 'hwaseong2027 (number reused)'),
	('202-03', 'item', '국외업무여비', '(,2026]', '202', 'muju2026; hongseong2026; annex11; hwaseong2027'),
	('202-04', 'item', '국제화여비', '(,2026]', '202', 'muju2026; hongseong2026; annex11; hwaseong2027'),
	('202-05', 'item', '공무원교육여비', '(,)', '202', 'muju2026; hongseong2026; annex11'),
	('203', 'object', '업무추진비', '(,)', '200', 'muju2026; hongseong2026; annex11'),
	('203-01', 'item', '기관운영업무추진비', '(,)', '203', 'muju2026; hongseong2026; annex11'),
	('203-02', 'item', '정원가산업무추진비', '(,)', '203', 'muju2026; hongseong2026; annex11'),
	('203-03', 'item', '시책추진업무추진비', '(,)', '203', 'muju2026; hongseong2026; yongin2024,2026; annex11'),
	('203-04', 'item', '부서운영업무추진비', '(,)', '203', 'muju2026; hongseong2026; yongin2024,2026; annex11'),
	('204', 'object', '직무수행경비', '(,)', '200', 'muju2026; hongseong2026; annex11'),
	('204-01', 'item', '직책급업무수행경비', '(,)', '204', 'muju2026; hongseong2026; yongin2024,2026; annex11'),
	('204-02', 'item', '특정업무경비', '(,)', '204', 'muju2026; hongseong2026; yongin2024,2026; annex11'),
	('205', 'object', '의회비', '(,)', '200', 'muju2026; hongseong2026; annex11'),
	('205-01', 'item', '의정활동비', '(,)', '205', 'muju2026; hongseong2026'),
	('205-02', 'item', '월정수당', '(,)', '205', 'muju2026; hongseong2026'),
	('205-03', 'item', '의원국내여비', '(,)', '205', 'muju2026; hongseong2026'),
	('205-04', 'item', '의원국외여비', '(,)', '205', 'muju2026; hongseong2026'),
	('205-05', 'item', '의정운영공통경비', '(,)', '205', 'muju2026; hongseong2026'),
	('205-06', 'item', '의회운영업무추진비', '(,)', '205', 'muju2026; hongseong2026'),
	('205-07', 'item', '의원역량개발비(공공위탁,자체교육)', '(,)', '205', 'muju2026; hongseong2026'),
	('205-08', 'item', '의원역량개발비(민간위탁)', '(,)', '205', 'muju2026'),
	('205-09', 'item', '의원정책개발비', '(,)', '205', 'muju2026'),
	('205-10', 'item', '의장협의체부담금', '(,)', '205', 'muju2026; hongseong2026'),
	('205-11', 'item', '의원국민연금부담금', '(,)', '205', 'muju2026; hongseong2026'),
	('205-12', 'item', '의원국민건강부담금', '(,)', '205', 'muju2026; hongseong2026'),
	('206', 'object', '재료비', '[2008,)', '200', 'muju2026; hongseong2026; annex11; jangsu2008'),
	('206-01', 'item', '재료비', '[2008,)', '206', 'muju2026; jangsu2008'),
	('207', 'object', '연구개발비', '(,)', '200', 'muju2026; hongseong2026; annex11'),
	('207-01', 'item', '연구용역비', '(,)', '207', 'muju2026; hongseong2026; annex11'),
	('207-02', 'item', '전산개발비', '(,)', '207', 'muju2026; hongseong2026; annex11'),
	('207-03', 'item', '시험연구비', '(,)', '207', 'muju2026; annex11'),
	('300', 'group', '경상이전', '(,)', NULL, 'lofin groups'),
	('301', 'object', '일반보전금', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('301-01', 'item', '사회보장적수혜금(국고보조재원)', '(,2026]', '301', 'muju2026; hongseong2026; annex11; hwaseong2027'),
	('301-01', 'item', '사회보장적수혜금', '[2027,)', '301', 'hwaseong2027 (three items merged)'),
	('301-02', 'item', '사회보장적수혜금(취약계층,지방재원)', '(,2026]', '301', 'muju2026; hongseong2026; hwaseong2027'),
	('301-03', 'item', '사회보장적수혜금(지방재원)', '(,2026]', '301', 'muju2026; hongseong2026; annex11; hwaseong2027'),
	('301-04', 'item', '장학금및학자금', '(,)', '301', 'muju2026; hongseong2026; annex11'),
	('301-05', 'item', '의용소방대지원경비', '(,)', '301', 'muju2026'),
	('301-06', 'item', '자율방범대실비지원', '(,)', '301', 'muju2026; hongseong2026'),
	('301-07', 'item', '통장ㆍ이장ㆍ반장활동보상금', '(,)', '301', 'muju2026; hongseong2026'),
	('301-08', 'item', '민간인국외여비', '(,)', '301', 'muju2026; hongseong2026'),
	('301-09', 'item', '외빈초청여비', '(,)', '301', 'muju2026; hongseong2026'),
	('301-10', 'item', '사회복무요원보상금', '(,)', '301', 'muju2026; hongseong2026'),
	('301-11', 'item', '행사실비지원금', '(,)', '301', 'muju2026; hongseong2026; yongin2024,2026'),
	('301-12', 'item', '예술단원ㆍ운동부등보상금', '(,)', '301', 'muju2026; hongseong2026'),
	('301-14', 'item', '기타보상금', '(,)', '301', 'muju2026; hongseong2026; yongin2024,2026'),
	('302', 'object', '이주및재해보상금', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('302-02', 'item', '민간인재해및복구활동보상금', '(,)', '302', 'muju2026; hongseong2026'),
	('303', 'object', '포상금', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('303-01', 'item', '포상금', '(,)', '303', 'muju2026; yongin2024,2026'),
	('304', 'object', '연금부담금등', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('304-01', 'item', '연금부담금', '(,)', '304', 'muju2026; hongseong2026'),
	('304-02', 'item', '국민건강보험금', '(,)', '304', 'muju2026; hongseong2026'),
	('304-03', 'item', '의원상해부담금', '(,)', '304', 'muju2026'),
	('304-04', 'item', '공무직(무기계약)근로자보험료부담금등', '(,)', '304', 'muju2026; hongseong2026'),
	('305', 'object', '배상금등', '(,)', '300', 'muju2026; annex11'),
	('305-01', 'item', '배상금등', '(,)', '305', 'muju2026'),
	('306', 'object', '출연금', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('306-01', 'item', '출연금', '(,)', '306', 'muju2026'),
	('307', 'object', '민간이전', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('307-01', 'item', '의료및회복비', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('307-02', 'item', '민간경상사업보조', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('307-03', 'item', '민간단체법정운영비보조', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('307-04', 'item', '민간행사사업보조', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('307-05', 'item', '민간위탁금', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('307-06', 'item', '보험금', '(,)', '307', 'muju2026; hongseong2026'),
	('307-07', 'item', '연금지급금', '(,)', '307', 'muju2026; hongseong2026'),
	('307-08', 'item', '이차보전금', '(,)', '307', 'muju2026'),
	('307-09', 'item', '운수업계보조금', '(,)', '307', 'muju2026; hongseong2026'),
	('307-10', 'item', '사회복지시설법정운영비보조', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('307-11', 'item', '사회복지사업보조', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('307-12', 'item', '민간인위탁교육비', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('308', 'object', '자치단체등이전', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('308-01', 'item', '자치단체경상보조금', '(,)', '308', 'general(name)'),
	('308-02', 'item', '징수교부금', '(,)', '308', 'general(name)'),
	('308-07', 'item', '자치단체간부담금', '(,)', '308', 'muju2026; hongseong2026'),
	('308-08', 'item', '교육기관에대한보조', '(,)', '308', 'muju2026; hongseong2026'),
	('308-09', 'item', '지역대학에대한경상보조', '(,)', '308', 'hongseong2026; uijeongbu2026'),
	('308-10', 'item', '시·군·구교육비특별회계법정전출금', '(,)', '308', 'muju2026; hongseong2026'),
	('308-12', 'item', '예비군육성지원경상보조', '(,)', '308', 'muju2026; hongseong2026'),
	('308-13', 'item', '공기관등에대한경상적위탁사업비', '(,)', '308', 'muju2026; hongseong2026; yongin2024,2026'),
	('308-14', 'item', '기타부담금', '(,)', '308', 'muju2026; hongseong2026'),
	('309', 'object', '전출금', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('309-01', 'item', '공사ㆍ공단경상전출금', '(,)', '309', 'uijeongbu2026; general(name)'),
	('309-02', 'item', '공무원연금관리공단경상전출금', '(,)', '309', 'muju2026; hongseong2026'),
	('310', 'object', '국외이전', '(,)', '300', 'hongseong2026; annex11'),
	('310-01', 'item', '국외경상이전', '(,)', '310', 'general(name)'),
	('310-02', 'item', '국제부담금', '(,)', '310', 'hongseong2026; uijeongbu2026'),
	('311', 'object', '차입금이자상환', '(,)', '300', 'annex11; general(name)'),
	('311-02', 'item', NULL, '(,)', '311', 'uijeongbu2026; code in use, name not found'),
	('311-03', 'item', NULL, '(,)', '311', 'uijeongbu2026; code in use, name not found'),
	('311-05', 'item', NULL, '(,)', '311', 'uijeongbu2026; code in use, name not found'),
	('400', 'group', '자본지출', '(,)', NULL, 'lofin groups'),
	('401', 'object', '시설비및부대비', '(,)', '400', 'muju2026; hongseong2026; annex11'),
	('401-01', 'item', '시설비', '(,2026]', '401', 'muju2026; hongseong2026; yongin2024,2026; annex11; hwaseong2027; SPLIT: land and compensation part goes to 401-01 of 2027'),
	('401-01', 'item', '시설공사보상비', '[2027,)', '401', 'hwaseong2027 (new; number reused)'),
	('401-02', 'item', '감리비', '(,2026]', '401', 'muju2026; hongseong2026; annex11; hwaseong2027 (401-02 renamed; where 감리비 goes is not stated)'),
	('401-02', 'item', '시설비', '[2027,)', '401', 'hwaseong2027 (number reused)'),
	('401-03', 'item', '시설부대비', '(,)', '401', 'muju2026; hongseong2026; annex11'),
	('401-04', 'item', '행사관련시설비', '(,2026]', '401', 'hongseong2026; annex11; hwaseong2027'),
	('402', 'object', '민간자본이전', '(,)', '400', 'muju2026; hongseong2026; annex11'),
	('402-01', 'item', '민간자본사업보조(자체재원)', '(,2026]', '402', 'muju2026; hongseong2026; hwaseong2027'),
	('402-01', 'item', '민간자본사업보조', '[2027,)', '402', 'hwaseong2027 (two items merged)'),
	('402-02', 'item', '민간자본사업보조(이전재원)', '(,2026]', '402', 'muju2026; hongseong2026; hwaseong2027'),
	('402-03', 'item', '민간위탁사업비', '(,)', '402', 'muju2026; hongseong2026'),
	('403', 'object', '자치단체등자본이전', '(,)', '400', 'muju2026; hongseong2026; annex11'),
	('403-01', 'item', '자치단체자본보조', '(,)', '403', 'general(name)'),
	('403-02', 'item', '공기관등에대한자본적위탁사업비', '(,)', '403', 'muju2026; hongseong2026'),
	('403-03', 'item', '예비군육성지원자본보조', '(,)', '403', 'muju2026; hongseong2026'),
	('403-04', 'item', '지역대학에대한자본보조', '(,)', '403', 'hongseong2026'),
	('404', 'object', '공사공단자본전출금', '(,)', '400', 'annex11; general(name)'),
	('404-01', 'item', '공사ㆍ공단자본전출금', '(,)', '404', 'uijeongbu2026; general(name)'),
	('405', 'object', '자산취득비', '(,)', '400', 'muju2026; hongseong2026; annex11'),
	('405-01', 'item', '자산및물품취득비', '(,)', '405', 'muju2026; hongseong2026; yongin2024,2026; annex11'),
	('405-02', 'item', '도서구입비', '(,)', '405', 'muju2026; hongseong2026; annex11'),
	('406', 'object', '기타자본이전', '(,)', '400', 'annex11; general(name)'),
	('406-01', 'item', '기타자본이전', '(,)', '406', 'hongseong2026; uijeongbu2026 (임차보증금)'),
	('500', 'group', '융자및출자', '(,)', NULL, 'lofin groups'),
	('501', 'object', '융자금', '(,)', '500', 'muju2026; annex11'),
	('501-01', 'item', '민간융자금', '(,)', '501', 'muju2026'),
	('502', 'object', '출자금', '(,)', '500', 'annex11; general(name)'),
	('502-01', 'item', '출자금', '(,)', '502', 'general(name)'),
	('600', 'group', '보전재원', '(,)', NULL, 'lofin groups'),
	('601', 'object', '차입금원금상환', '(,)', '600', 'annex11; general(name)'),
	('601-01', 'item', '국내차입금상환', '[2027,)', '601', 'hwaseong2027 (seven items of 601 merged)'),
	('601-05', 'item', NULL, '(,)', '601', 'uijeongbu2026; code in use, name not found'),
	('602', 'object', '예치금', '(,)', '600', 'annex11; general(name)'),
	('602-01', 'item', '예치금', '(,)', '602', 'general(name)'),
	('700', 'group', '내부거래', '(,)', NULL, 'lofin groups'),
	('701', 'object', '기타회계등전출금', '(,)', '700', 'muju2026; hongseong2026; annex11'),
	('701-01', 'item', '기타회계전출금', '(,)', '701', 'muju2026; hongseong2026'),
	('701-02', 'item', '공기업특별회계경상전출금', '(,)', '701', 'uijeongbu2026; general(name)'),
	('701-03', 'item', '공기업특별회계자본전출금', '(,)', '701', 'hongseong2026'),
	('702', 'object', '기금전출금', '(,)', '700', 'muju2026; hongseong2026; annex11'),
	('702-01', 'item', '기금전출금', '(,)', '702', 'muju2026'),
	('703', 'object', '교육비특별회계전출금', '(,)', '700', 'annex11; general(name)'),
	('703-01', 'item', '교육비특별회계전출금', '(,)', '703', 'general(name)'),
	('704', 'object', '예탁금', '(,)', '700', 'annex11; general(name)'),
	('704-01', 'item', '예탁금', '(,)', '704', 'general(name)'),
	('705', 'object', '예수금원리금상환', '(,)', '700', 'hongseong2026; annex11'),
	('705-01', 'item', '예수금원금상환', '(,)', '705', 'hongseong2026'),
	('705-02', 'item', '예수금이자상환', '(,)', '705', 'hongseong2026'),
	('706', 'object', '기타내부거래', '(,)', '700', 'annex11; general(name)'),
	('800', 'group', '예비비및기타', '(,)', NULL, 'lofin groups'),
	('801', 'object', '예비비', '(,)', '800', 'muju2026; hongseong2026; annex11'),
	('801-01', 'item', '일반예비비', '(,)', '801', 'muju2026; hongseong2026'),
	('801-02', 'item', '재해ㆍ재난목적예비비', '(,)', '801', 'muju2026'),
	('801-03', 'item', '내부유보금', '(,)', '801', 'hongseong2026'),
	('802', 'object', '반환금기타', '(,)', '800', 'muju2026; hongseong2026; annex11'),
	('802-01', 'item', '국고보조금반환금', '(,)', '802', 'hongseong2026'),
	('802-02', 'item', '시ㆍ도비보조금반환금', '(,)', '802', 'hongseong2026'),
	('802-03', 'item', '기타반환금등', '(,)', '802', 'muju2026; hongseong2026')) AS shipped (code, level, name_ko, years, parent, source);

INSERT INTO budget_code_chart (scope, code, level, name_ko, years, source, shipped) VALUES
	('national', '210-01', 'item', '일반수용비', '(,)', 'edu', true),
	('national', '210-06', 'item', '강사수당', '(,)', 'edu', true),
	('national', '210-07', 'item', '시설임차료', '(,)', 'edu', true),
	('national', '230-02', 'item', '사업추진비', '(,)', 'edu', true),
	('national', '260-01', 'item', '연구용역비', '(,)', 'edu', true),
	('revenue', '100', 'chapter', '지방세수입', '(,)', 'general', true),
	('revenue', '200', 'chapter', '세외수입', '(,)', 'general', true),
	('revenue', '300', 'chapter', '지방교부세', '(,)', 'general', true),
	('revenue', '400', 'chapter', '조정교부금등', '(,)', 'general', true),
	('revenue', '500', 'chapter', '보조금', '(,)', 'general', true),
	('revenue', '600', 'chapter', '지방채', '(,)', 'general', true),
	('revenue', '700', 'chapter', '보전수입등및내부거래', '(,)', 'general', true);

CREATE TRIGGER budget_code_chart_guard
	BEFORE INSERT OR UPDATE OR DELETE ON budget_code_chart
	FOR EACH ROW EXECUTE FUNCTION budget_chart_guard();
CREATE TRIGGER budget_code_chart_guard_truncate
	BEFORE TRUNCATE ON budget_code_chart
	FOR EACH STATEMENT EXECUTE FUNCTION budget_chart_guard();
SELECT pg_catalog.pg_extension_config_dump('budget_code_chart', 'WHERE NOT shipped');
GRANT SELECT ON budget_code_chart TO PUBLIC;
GRANT INSERT, UPDATE, DELETE ON budget_code_chart TO @extowner@;

CREATE TABLE budget_code_succession (
	scope text NOT NULL DEFAULT 'local'
		CHECK (scope IN ('local', 'national', 'revenue', 'school')),
	from_code budget_code NOT NULL,
	until_year integer NOT NULL,
	to_code budget_code NOT NULL,
	source text,
	shipped boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX budget_code_succession_shipped
	ON budget_code_succession (scope, from_code, until_year, to_code) WHERE shipped;
CREATE UNIQUE INDEX budget_code_succession_own
	ON budget_code_succession (scope, from_code, until_year, to_code) WHERE NOT shipped;
CREATE INDEX budget_code_succession_from ON budget_code_succession (from_code);
CREATE INDEX budget_code_succession_to ON budget_code_succession (to_code);
COMMENT ON TABLE budget_code_succession IS
	'what became of object codes whose meaning ended (과목 개편): a row per successor; rows of your own for a code and year replace the shipped ones';
COMMENT ON COLUMN budget_code_succession.scope IS
	'local, national, revenue or school';
COMMENT ON COLUMN budget_code_succession.from_code IS 'code before the change';
COMMENT ON COLUMN budget_code_succession.until_year IS
	'last fiscal year before the change';
COMMENT ON COLUMN budget_code_succession.to_code IS
	'code from the next year on; the same code where it, or a part of it, stayed';
COMMENT ON COLUMN budget_code_succession.source IS 'where the row was found (출처)';
COMMENT ON COLUMN budget_code_succession.shipped IS
	'true for the rows of the extension, which cannot be written and are not dumped';

INSERT INTO budget_code_succession (from_code, until_year, to_code, source, shipped) VALUES
	('202-02', 2026, '202-01', 'hwaseong2027', true),
	('202-03', 2026, '202-02', 'hwaseong2027', true),
	('202-04', 2026, '202-01', 'hwaseong2027', true),
	('301-01', 2026, '301-01', 'hwaseong2027', true),
	('301-02', 2026, '301-01', 'hwaseong2027', true),
	('301-03', 2026, '301-01', 'hwaseong2027', true),
	('401-01', 2026, '401-02', 'hwaseong2027', true),
	('401-01', 2026, '401-01', 'hwaseong2027: land and compensation', true),
	('401-04', 2026, '201-03', 'hwaseong2027', true),
	('402-01', 2026, '402-01', 'hwaseong2027', true),
	('402-02', 2026, '402-01', 'hwaseong2027', true);

CREATE TRIGGER budget_code_succession_guard
	BEFORE INSERT OR UPDATE OR DELETE ON budget_code_succession
	FOR EACH ROW EXECUTE FUNCTION budget_chart_guard();
CREATE TRIGGER budget_code_succession_guard_truncate
	BEFORE TRUNCATE ON budget_code_succession
	FOR EACH STATEMENT EXECUTE FUNCTION budget_chart_guard();
SELECT pg_catalog.pg_extension_config_dump('budget_code_succession', 'WHERE NOT shipped');
GRANT SELECT ON budget_code_succession TO PUBLIC;
GRANT INSERT, UPDATE, DELETE ON budget_code_succession TO @extowner@;

CREATE FUNCTION budget_code_name(code budget_code, fiscal_year integer, scope text DEFAULT 'local')
	RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION budget_code_name(budget_code, integer, text) IS
	'name of a code in a fiscal year (과목 이름); NULL if the chart has none';

CREATE FUNCTION budget_code_valid(code budget_code, fiscal_year integer, scope text DEFAULT 'local')
	RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION budget_code_valid(budget_code, integer, text) IS
	'does the chart (과목표) have the code in that fiscal year';

CREATE FUNCTION budget_code_level(code budget_code, fiscal_year integer, scope text DEFAULT 'local')
	RETURNS text
	AS 'MODULE_PATHNAME', 'budget_code_level_in_year'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION budget_code_level(budget_code, integer, text) IS
	'level of a code (과목의 단계) in the chart of a fiscal year; NULL if the chart does not have it';

CREATE FUNCTION budget_code_parent(code budget_code, fiscal_year integer, scope text DEFAULT 'local')
	RETURNS budget_code
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION budget_code_parent(budget_code, integer, text) IS
	'code above a code in the chart of a fiscal year (상위 과목); NULL if the chart has none';

CREATE FUNCTION budget_code_in_year(code budget_code, from_year integer, to_year integer,
		scope text DEFAULT 'local')
	RETURNS budget_code
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 200;
COMMENT ON FUNCTION budget_code_in_year(budget_code, integer, integer, text) IS
	'the code (승계 과목) that in another fiscal year stands for what this code means in the first; NULL where there is none, or no single one';

CREATE FUNCTION budget_code_successors(code budget_code, from_year integer, to_year integer,
		scope text DEFAULT 'local')
	RETURNS SETOF budget_code
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 200 ROWS 1;
COMMENT ON FUNCTION budget_code_successors(budget_code, integer, integer, text) IS
	'all codes (승계 과목) that in another fiscal year stand for what this code means in the first';

-- Functional codes

CREATE TABLE function_code_chart (
	scope text NOT NULL DEFAULT 'local'
		CHECK (scope IN ('local', 'national', 'revenue', 'school')),
	code function_code NOT NULL,
	level text NOT NULL CHECK (level IN ('field', 'sector')),
	name_ko text CHECK (name_ko <> ''),
	years int4range NOT NULL CHECK (NOT pg_catalog.isempty(years)),
	source text,
	shipped boolean NOT NULL DEFAULT false,
	CONSTRAINT function_code_chart_shipped_years
		EXCLUDE USING gist (function_code_chart_key(scope, code, years) WITH OPERATOR(pg_catalog.&&))
		WHERE (shipped),
	CONSTRAINT function_code_chart_own_years
		EXCLUDE USING gist (function_code_chart_key(scope, code, years) WITH OPERATOR(pg_catalog.&&))
		WHERE (NOT shipped)
);
CREATE INDEX function_code_chart_code ON function_code_chart (code);
COMMENT ON TABLE function_code_chart IS
	'chart of functional codes (기능별 분류) by scope and fiscal years; a row of your own is preferred to a shipped one';
COMMENT ON COLUMN function_code_chart.scope IS
	'local (지방 세출), national (국가 세출), revenue (세입 과목) or school (교육비특별회계)';
COMMENT ON COLUMN function_code_chart.code IS 'code (과목 번호)';
COMMENT ON COLUMN function_code_chart.level IS
	'field (분야) or sector (부문)';
COMMENT ON COLUMN function_code_chart.name_ko IS
	'name (과목 이름); NULL where the code is in use and its name is not known';
COMMENT ON COLUMN function_code_chart.years IS
	'fiscal years (회계연도) in which the code means this; open where the first or last is not known';
COMMENT ON COLUMN function_code_chart.source IS 'where the row was found (출처)';
COMMENT ON COLUMN function_code_chart.shipped IS
	'true for the rows of the extension, which cannot be written and are not dumped';

INSERT INTO function_code_chart (code, level, name_ko, years, source, shipped) VALUES
	('010', 'field', '일반공공행정', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('011', 'sector', '입법및선거관리', '(,)', 'jeonbuk2026', true),
	('013', 'sector', '지방행정ㆍ재정지원', '(,)', 'jeonbuk2026', true),
	('014', 'sector', '재정ㆍ금융', '(,)', 'jeonbuk2026', true),
	('016', 'sector', '일반행정', '(,)', 'jeonbuk2026', true),
	('020', 'field', '공공질서및안전', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('023', 'sector', '경찰', '(,)', 'general', true),
	('025', 'sector', '재난방재ㆍ민방위', '(,)', 'jeonbuk2026', true),
	('026', 'sector', '소방', '(,)', 'jeonbuk2026', true),
	('050', 'field', '교육', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('051', 'sector', '유아및초중등교육', '(,)', 'jeonbuk2026', true),
	('052', 'sector', '고등교육', '(,)', 'jeonbuk2026', true),
	('053', 'sector', '평생ㆍ직업교육', '(,)', 'jeonbuk2026', true),
	('060', 'field', '문화및관광', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('061', 'sector', '문화예술', '(,)', 'jeonbuk2026', true),
	('062', 'sector', '관광', '(,)', 'jeonbuk2026', true),
	('063', 'sector', '체육', '(,)', 'jeonbuk2026', true),
	('064', 'sector', '문화재', '[2008,2025]', 'gyeonggi2016-2025; code general', true),
	('064', 'sector', '국가유산', '[2026,)', 'jeonbuk2026; gyeonggi: 문화재 until 2025', true),
	('065', 'sector', '문화및관광일반', '(,)', 'jeonbuk2026', true),
	('070', 'field', '환경보호', '[2008,2019]', 'gyeonggi2016-2019; code general', true),
	('070', 'field', '환경', '[2020,)', 'jeonbuk2026; gyeonggi2020-2025', true),
	('071', 'sector', '상하수도ㆍ수질', '(,)', 'jeonbuk2026', true),
	('072', 'sector', '폐기물', '(,)', 'jeonbuk2026', true),
	('073', 'sector', '대기', '(,)', 'jeonbuk2026', true),
	('074', 'sector', '자연', '(,)', 'jeonbuk2026', true),
	('075', 'sector', '해양', '(,)', 'general', true),
	('076', 'sector', '환경보호일반', '(,)', 'jeonbuk2026', true),
	('080', 'field', '사회복지', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('081', 'sector', '기초생활보장', '(,)', 'jeonbuk2026', true),
	('082', 'sector', '취약계층지원', '(,)', 'jeonbuk2026', true),
	('084', 'sector', '보육ㆍ가족및여성', '[2008,2024]', 'gyeonggi2016-2024; code general; SPLIT into 08A 보육 and 08B 가족·여성', true),
	('085', 'sector', '노인ㆍ청소년', '[2008,2024]', 'gyeonggi2016-2024; code general; SPLIT into 08C 노인 and 08D 청소년', true),
	('086', 'sector', '노동', '(,)', 'jeonbuk2026', true),
	('087', 'sector', '보훈', '(,)', 'jeonbuk2026', true),
	('088', 'sector', '주택', '(,)', 'jeonbuk2026', true),
	('089', 'sector', '사회복지일반', '(,)', 'jeonbuk2026', true),
	('08A', 'sector', '보육', '[2025,)', 'jeonbuk2026; gyeonggi2025 (first seen)', true),
	('08B', 'sector', '가족·여성', '[2025,)', 'jeonbuk2026; gyeonggi2025 (first seen)', true),
	('08C', 'sector', '노인', '[2025,)', 'jeonbuk2026; gyeonggi2025 (first seen)', true),
	('08D', 'sector', '청소년', '[2025,)', 'jeonbuk2026; gyeonggi2025 (first seen)', true),
	('090', 'field', '보건', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('091', 'sector', '보건의료', '(,)', 'jeonbuk2026', true),
	('093', 'sector', '식품의약안전', '(,)', 'jeonbuk2026', true),
	('100', 'field', '농림해양수산', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('101', 'sector', '농업ㆍ농촌', '(,)', 'jeonbuk2026', true),
	('102', 'sector', '임업ㆍ산촌', '(,)', 'jeonbuk2026', true),
	('103', 'sector', '해양수산ㆍ어촌', '(,)', 'jeonbuk2026', true),
	('110', 'field', '산업ㆍ중소기업', '[2008,2019]', 'gyeonggi2016-2019; code general', true),
	('110', 'field', '산업ㆍ중소기업및에너지', '[2020,)', 'jeonbuk2026; gyeonggi2020-2025', true),
	('111', 'sector', '산업금융지원', '(,)', 'jeonbuk2026', true),
	('112', 'sector', '산업기술지원', '(,)', 'gyeonggi2018-2025 (name); code general', true),
	('113', 'sector', '무역및투자유치', '(,)', 'jeonbuk2026', true),
	('114', 'sector', '산업진흥ㆍ고도화', '(,)', 'jeonbuk2026', true),
	('115', 'sector', '에너지및자원개발', '(,)', 'jeonbuk2026', true),
	('116', 'sector', '산업ㆍ중소기업일반', '(,)', 'jeonbuk2026', true),
	('120', 'field', '수송및교통', '[2008,2019]', 'gyeonggi2016-2019; code general', true),
	('120', 'field', '교통및물류', '[2020,)', 'jeonbuk2026; gyeonggi2020-2025', true),
	('121', 'sector', '도로', '(,)', 'jeonbuk2026', true),
	('122', 'sector', '철도', '(,)', 'general', true),
	('123', 'sector', '도시철도', '(,)', 'general', true),
	('124', 'sector', '해운ㆍ항만', '(,)', 'gyeonggi2023 (name); code general', true),
	('125', 'sector', '항공ㆍ공항', '(,)', 'general', true),
	('126', 'sector', '대중교통ㆍ물류등기타', '(,)', 'jeonbuk2026', true),
	('140', 'field', '국토및지역개발', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('141', 'sector', '수자원', '(,)', 'jeonbuk2026', true),
	('142', 'sector', '지역및도시', '(,)', 'jeonbuk2026', true),
	('143', 'sector', '산업단지', '(,)', 'jeonbuk2026', true),
	('150', 'field', '과학기술', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('151', 'sector', '기술개발', '(,)', 'general', true),
	('152', 'sector', '과학기술연구지원', '(,)', 'general', true),
	('153', 'sector', '과학기술일반', '(,)', 'jeonbuk2026', true),
	('160', 'field', '예비비', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('161', 'sector', '예비비', '(,)', 'jeonbuk2026', true),
	('900', 'field', '기타', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('901', 'sector', '기타', '(,)', 'jeonbuk2026', true);

CREATE TRIGGER function_code_chart_guard
	BEFORE INSERT OR UPDATE OR DELETE ON function_code_chart
	FOR EACH ROW EXECUTE FUNCTION budget_chart_guard();
CREATE TRIGGER function_code_chart_guard_truncate
	BEFORE TRUNCATE ON function_code_chart
	FOR EACH STATEMENT EXECUTE FUNCTION budget_chart_guard();
SELECT pg_catalog.pg_extension_config_dump('function_code_chart', 'WHERE NOT shipped');
GRANT SELECT ON function_code_chart TO PUBLIC;
GRANT INSERT, UPDATE, DELETE ON function_code_chart TO @extowner@;

CREATE TABLE function_code_succession (
	scope text NOT NULL DEFAULT 'local'
		CHECK (scope IN ('local', 'national', 'revenue', 'school')),
	from_code function_code NOT NULL,
	until_year integer NOT NULL,
	to_code function_code NOT NULL,
	source text,
	shipped boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX function_code_succession_shipped
	ON function_code_succession (scope, from_code, until_year, to_code) WHERE shipped;
CREATE UNIQUE INDEX function_code_succession_own
	ON function_code_succession (scope, from_code, until_year, to_code) WHERE NOT shipped;
CREATE INDEX function_code_succession_from ON function_code_succession (from_code);
CREATE INDEX function_code_succession_to ON function_code_succession (to_code);
COMMENT ON TABLE function_code_succession IS
	'what became of functional codes whose meaning ended (과목 개편): a row per successor; rows of your own for a code and year replace the shipped ones';
COMMENT ON COLUMN function_code_succession.scope IS
	'local, national, revenue or school';
COMMENT ON COLUMN function_code_succession.from_code IS 'code before the change';
COMMENT ON COLUMN function_code_succession.until_year IS
	'last fiscal year before the change';
COMMENT ON COLUMN function_code_succession.to_code IS
	'code from the next year on; the same code where it, or a part of it, stayed';
COMMENT ON COLUMN function_code_succession.source IS 'where the row was found (출처)';
COMMENT ON COLUMN function_code_succession.shipped IS
	'true for the rows of the extension, which cannot be written and are not dumped';

INSERT INTO function_code_succession (from_code, until_year, to_code, source, shipped) VALUES
	('064', 2025, '064', 'gyeonggi2016-2025', true),
	('070', 2019, '070', 'gyeonggi2016-2019', true),
	('084', 2024, '08A', 'gyeonggi2016-2025', true),
	('084', 2024, '08B', 'gyeonggi2016-2025', true),
	('085', 2024, '08C', 'gyeonggi2016-2025', true),
	('085', 2024, '08D', 'gyeonggi2016-2025', true),
	('110', 2019, '110', 'gyeonggi2016-2019', true),
	('120', 2019, '120', 'gyeonggi2016-2019', true);

CREATE TRIGGER function_code_succession_guard
	BEFORE INSERT OR UPDATE OR DELETE ON function_code_succession
	FOR EACH ROW EXECUTE FUNCTION budget_chart_guard();
CREATE TRIGGER function_code_succession_guard_truncate
	BEFORE TRUNCATE ON function_code_succession
	FOR EACH STATEMENT EXECUTE FUNCTION budget_chart_guard();
SELECT pg_catalog.pg_extension_config_dump('function_code_succession', 'WHERE NOT shipped');
GRANT SELECT ON function_code_succession TO PUBLIC;
GRANT INSERT, UPDATE, DELETE ON function_code_succession TO @extowner@;

CREATE FUNCTION function_code_name(code function_code, fiscal_year integer, scope text DEFAULT 'local')
	RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION function_code_name(function_code, integer, text) IS
	'name of a functional code in a fiscal year (분야·부문 이름); NULL if the chart has none';

CREATE FUNCTION function_code_valid(code function_code, fiscal_year integer, scope text DEFAULT 'local')
	RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION function_code_valid(function_code, integer, text) IS
	'does the chart (기능별 분류표) have the code in that fiscal year';

CREATE FUNCTION function_code_in_year(code function_code, from_year integer, to_year integer,
		scope text DEFAULT 'local')
	RETURNS function_code
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 200;
COMMENT ON FUNCTION function_code_in_year(function_code, integer, integer, text) IS
	'the code (승계 과목) that in another fiscal year stands for what this code means in the first; NULL where there is none, or no single one';

CREATE FUNCTION function_code_successors(code function_code, from_year integer, to_year integer,
		scope text DEFAULT 'local')
	RETURNS SETOF function_code
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 200 ROWS 1;
COMMENT ON FUNCTION function_code_successors(function_code, integer, integer, text) IS
	'all codes (승계 과목) that in another fiscal year stand for what this code means in the first';
